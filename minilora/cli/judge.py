"""`minilora judge`: a model's answers to a file of questions, judged by their keys; beside other models."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import MiniLoraError, OutputError
from .chat_options import chat_options, open_chat
from .options import adapter_option, data_type, file_type, run_base_option
from .terminal import print_notes, print_stderr, progress

if TYPE_CHECKING:
    from rich.table import Table

    from ..judge import Judged, Question
    from ..judge.compare import Row, Share


@click.command()
@run_base_option
@adapter_option
@click.option("--questions", type=data_type, required=True, help="Questions and their keys: JSONL; see docs/judge.md.")
@click.option(
    "--against",
    metavar="MODEL",
    multiple=True,
    help="Another model for the same questions: a base, a GGUF or the directory of an adapter. Can be repeated.",
)
@click.option(
    "--answers-from",
    type=file_type,
    multiple=True,
    help='Judge answers that another program gave: JSONL of {"id", "answer"}. Can be repeated.',
)
@click.option("--run-code", is_flag=True, help="Run Python code of answers, in a process with limits: no sandbox.")
@click.option(
    "--json",
    "json_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write every answer and every verdict to this file.",
)
@click.option("--answers", "show_answers", is_flag=True, help="Print the answers, with what is wrong with each.")
@chat_options(max_new_tokens=400)
def command(
    base: str | None,
    adapter: Path | None,
    questions: Path,
    against: Sequence[str],
    answers_from: Sequence[Path],
    run_code: bool,
    json_file: Path | None,
    show_answers: bool,
    **options: Any,
) -> None:
    """Ask a model the questions of a file, and judge each answer by the question's key, without another model.

    Counted are: the language, loops, words that must and must not occur, the complexity stated, code that parses and
    runs. Other models' answers to the same questions are judged beside them; (noise) marks a difference whose 95 %
    interval (paired bootstrap over the questions) contains 0. After Ctrl-C or an error, what was judged so far is
    reported.
    """
    from ..files import check_not_input, write_json
    from ..judge import compare, read_questions

    asked = read_questions(questions)
    if json_file:
        check_not_input(json_file, questions, *answers_from, adapter, *map(Path, filter(None, (base, *against))))
    if not run_code and any(question.code for question in asked):
        print_notes(["the code of answers is not run; --run-code runs it in a process with limits"])
    sources = _sources(base, adapter, against, answers_from, asked, options)
    models, stopped_by = _judge_all(asked, sources, run_code)
    rows = compare(asked, models)
    if json_file:
        try:
            write_json(json_file, _report(asked, models, rows, options))
            print_stderr(f"written to {json_file}")
        except OutputError as err:
            stopped_by = stopped_by or err
    if show_answers:
        _print_answers(asked, models)
    from rich.console import Console

    Console(highlight=False).print(_table([model.name for model in models], rows))
    if stopped_by:
        raise stopped_by


def _sources(
    base: str | None,
    adapter: Path | None,
    against: Sequence[str],
    files: Sequence[Path],
    questions: "Sequence[Question]",
    options: Mapping[str, Any],
) -> "dict[str, Iterable[tuple[Question, str]]]":
    """Return name -> questions with their answers, of each model and file; a model is loaded for its first answer.

    Raises:
        CheckpointError: there is no base of a name.
        DataError: a file of answers is damaged.
    """
    from ..judge import read_answers
    from ..lora.foreign import CONFIG_FILE
    from ..names import resolve

    models = [(base, adapter)] if base or adapter or not files else []
    models += [(None, Path(name)) if (Path(name) / CONFIG_FILE).is_file() else (name, None) for name in against]
    for name, _ in models:
        if name:
            resolve(name)
    names = [str(adapter or base or "base") for base, adapter in models] + [str(file) for file in files]
    answers: list[Iterable[tuple[Question, str]]] = [_answers(*model, questions, options) for model in models]
    for file in files:
        given = read_answers(file, questions)
        answers.append([(question, given[question.id]) for question in questions if question.id in given])
    return dict(zip(_short(names), answers, strict=True))


def _short(names: Sequence[str]) -> list[str]:
    """Return the last parts of paths; the whole path if two end alike, with a number if they are alike."""
    stems = [Path(name).name for name in names]
    short = [stem if stems.count(stem) == 1 else name for stem, name in zip(stems, names, strict=True)]
    return [name if short.count(name) == 1 else f"{name} ({number})" for number, name in enumerate(short, 1)]


def _answers(
    base: str | None, adapter: Path | None, questions: "Sequence[Question]", options: Mapping[str, Any]
) -> "Iterator[tuple[Question, str]]":
    """Load a model and yield its answers."""
    from ..judge import answer_all

    yield from answer_all(open_chat(base, adapter, options), questions)


def _judge_all(
    questions: "Sequence[Question]", sources: "Mapping[str, Iterable[tuple[Question, str]]]", run_code: bool
) -> "tuple[list[Judged], KeyboardInterrupt | MiniLoraError | None]":
    """Return the verdicts on each model's answers, and what ended this early: Ctrl-C or an error, after an answer."""
    from ..judge import Judged, Verdict, judge

    models: list[Judged] = []
    for name, source in sources.items():
        answers: dict[str, str] = {}
        verdicts: dict[str, Verdict] = {}
        models.append(Judged(name, answers, verdicts))
        try:
            with progress(name) as advance:
                for question, text in source:
                    verdicts[question.id] = judge(question, text, run_code=run_code)
                    answers[question.id] = text
                    right = sum(verdict.passed["all"] for verdict in verdicts.values())
                    advance(len(answers), len(questions), f"{right} right")
        except (KeyboardInterrupt, MiniLoraError) as err:
            if not any(model.answers for model in models):
                raise
            print_stderr(f"\nStopped: {len(answers)} of {len(questions)} answers of {name} are judged.")
            return [model for model in models if model.answers], err
    return models, None


def _report(
    questions: "Sequence[Question]", models: "Sequence[Judged]", rows: "Sequence[Row]", options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return everything as plain values for --json."""
    return {
        "settings": {name: value.isoformat() if isinstance(value, date) else value for name, value in options.items()},
        "questions": len(questions),
        "table": [
            {**asdict(row), "shares": [{"percent": share.percent, **asdict(share)} for share in row.shares]}
            for row in rows
        ],
        "models": [
            {
                "name": model.name,
                "answers": [
                    {"id": question.id, "group": question.group, "question": question.text}
                    | {"answer": model.answers[question.id], **asdict(model.verdicts[question.id])}
                    for question in questions
                    if question.id in model.answers
                ],
            }
            for model in models
        ],
    }


def _print_answers(questions: "Sequence[Question]", models: "Sequence[Judged]") -> None:
    from ..judge import CRITERIA

    for question in questions:
        click.echo(f"## {question.id}: {question.text}\n")
        for model in models:
            if question.id in model.answers:
                verdict = model.verdicts[question.id]
                wrong = [CRITERIA[name] for name, passed in verdict.passed.items() if not passed and name != "all"]
                click.echo(f"[{model.name}] {'not: ' + ', '.join(wrong) if wrong else 'all right'}")
                click.echo(f"{model.answers[question.id]}\n")


def _table(names: Sequence[str], rows: "Sequence[Row]") -> "Table":
    """Return the shares as a table with one column for each model."""
    from rich.table import Table

    from ..judge import CRITERIA

    caption = "right answers in %, of those that the criterion applies to"
    if len(names) > 1:
        caption += "; +/-: against the first model; (noise): the 95 % interval of the difference contains 0"
    table = Table(box=None, caption=caption)
    for name in ("", *names):
        table.add_column(name, justify="right" if name else "left", no_wrap=not name)
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            table.add_row(f"\n{group}", style="bold")
        table.add_row(CRITERIA[row.criterion], *map(_cell, row.shares))
    return table


def _cell(share: "Share") -> str:
    if not share.of:
        return "-"
    text = f"{share.percent:.1f} ({share.right}/{share.of})"
    if share.difference is None:
        return text
    return f"{text} {share.difference:+.1f}{' (noise)' if share.is_noise else ''}"
