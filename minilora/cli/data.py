"""`minilora data`: reports on data sets before training."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .inputs import today
from .options import (
    base_option,
    data_type,
    date_option,
    json_option,
    out_type,
    rows_options,
    template_option,
    train_on_option,
)
from .terminal import echo_json, format_forms, print_stderr, progress

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from ..data.check import CheckReport, EncodedFile, Run
    from ..data.rendering import Template, TrainOn
    from ..data.thinking import Thinking
    from ..tokenizer import Tokenizer

SHOWN_GROUPS = 10
SHOWN_IN_PAGE = 20
"""Records of each file in the report of --html, unless --show is given."""
BAR_WIDTH = 40
WIDTH = 8
"""Width of a column of numbers."""
CAPTION = """
learned: share of the tokens; cut: records with more than {0} tokens;
masked: records without a learned token in the first {0}"""
STYLES = {
    **{"system": "magenta", "user": "cyan", "tools": "yellow", "tool": "blue", "thinking": "bright_black"},
    "answer": "green",
}


@click.group()
def command() -> None:
    """Check data sets."""


@command.command(short_help="Check data sets: forms, lengths, truncation, learned tokens.")
@click.argument("files", metavar="FILE...", type=data_type, nargs=-1, required=True)
@base_option
@template_option
@date_option
@train_on_option
@rows_options
@click.option("--max-length", type=click.IntRange(min=2), default=1024, help="Maximum tokens of a record.")
@click.option("--show", type=click.IntRange(min=0), default=0, help="Print this many records of each file.")
@click.option("--html", type=out_type, metavar="FILE", help="Also write the report and some records as a web page.")
@json_option
def check(
    files: Sequence[Path],
    base: str,
    template: str,
    day: date | None,
    train_on: "TrainOn",
    ignore_keys: frozenset[str],
    columns: dict[str, str],
    template_args: dict[str, object],
    thinking: "Thinking | None",
    max_length: int,
    show: int,
    html: Path | None,
    as_json: bool,
) -> None:
    """Check data sets: forms, token lengths, truncation by --max-length, learned tokens, duplicates and leaks.

    FILE is JSONL, JSON, CSV, Parquet, a directory, or - for stdin. With --show, each kind of text has a colour: system,
    user, tools, tool results, thinking, answer. Learned text is bold, truncated text is red. Without colours, learned
    text is enclosed in ⟦ ⟧, and other text in ⟨ ⟩ after its kind.
    """
    from ..checkpoint import load_tokenizer
    from ..data import check as checking
    from ..data.forms import ReadOptions
    from ..data.template import load_template
    from ..errors import CheckpointError
    from ..files import check_not_input, write_text
    from ..stopping import stopping_criteria

    tokenizer = load_tokenizer(base)
    if tokenizer is None:
        raise CheckpointError(f"{base} has no tokenizer.json, so text cannot become tokens; add the file.")
    if html:
        check_not_input(html, *files)
    rendering = load_template(template, tokenizer, day or today(), template_args, thinking)
    options = ReadOptions(ignore_keys, columns)
    with progress("encoding") as advance:
        encoded = checking.read_and_encode(files, tokenizer, rendering, advance, train_on=train_on, options=options)
    ends = stopping_criteria(tokenizer, end=rendering.end, opening=rendering.opening).ids
    report = checking.check(encoded, max_length, sorted(ends))
    tables = _tables(report)
    if html:
        from ..data.page import html_page

        shown = _shown(encoded, show or SHOWN_IN_PAGE, tokenizer, rendering, train_on, max_length)
        write_text(html, html_page(report, tables, shown))
        print_stderr(f"written: {html}")
    if as_json:
        echo_json(report)
        return
    _print_records(_shown(encoded, show, tokenizer, rendering, train_on, max_length))
    click.echo("\n\n".join(f"{title}\n{text}" if title else text for title, text in tables))


def _shown(
    encoded: "Sequence[EncodedFile]",
    count: int,
    tokenizer: "Tokenizer",
    template: "Template",
    train_on: "TrainOn",
    max_length: int,
) -> "Iterator[tuple[str, Sequence[Run]]]":
    """Yield (title, runs) of the first `count` records of each file."""
    from ..data.check import runs
    from ..data.kinds import token_kinds

    for file in encoded:
        for record, example in list(zip(file.records, file.examples, strict=True))[:count]:
            title = f"{record.id}: {len(example.ids)} tokens, {example.answer_tokens} learned"
            kinds = token_kinds(record, template, tokenizer, train_on)
            yield title, runs(example, tokenizer, max_length, kinds)


def _print_records(shown: "Iterable[tuple[str, Sequence[Run]]]") -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for title, runs in shown:
        console.rule(Text(title), style="dim")
        console.print(_coloured(runs, console))


def _coloured(runs: "Sequence[Run]", console: "Console") -> "Text":
    """Return an example as coloured text, or with brackets if the console has no colours."""
    from rich.text import Text

    text = Text()
    for run in runs:
        learned = run.learned and not run.cut
        style = "red" if run.cut else f"{'bold ' if learned else ''}{STYLES.get(run.kind, 'green' if learned else '')}"
        plain = run.text
        if not console.color_system and (learned or run.kind):
            kind = "" if learned and run.kind == "answer" else run.kind
            plain = f"{kind}⟦{run.text}⟧" if learned else f"{kind}⟨{run.text}⟩"
        text.append(plain, style=style.strip())
    return text


def _tables(report: "CheckReport") -> list[tuple[str, str]]:
    """Return the report as (heading, plain text) of each part."""
    most = max(row.records for row in report.histogram)
    edge = len(str(report.histogram[-1].end))
    bars = [
        f"  {row.start:>{edge}} - {row.end - 1:<{edge}}  {row.records:>6}  {'█' * -(-row.records * BAR_WIDTH // most)}"
        for row in report.histogram
    ]
    longest = ", ".join(f"{place} ({tokens:,})" for place, tokens in report.longest)
    lengths = [f"  longest: {longest}", f"  99 % of the records fit into --max-length {report.suggested_max_length}"]
    tables = [("", _file_table(report)), ("Tokens of a record", "\n".join([*bars, *lengths]))]
    found = (
        ("The same text in several places", report.duplicates),
        ("Nearly the same text in several places", report.near_duplicates),
        (
            "The same question, or nearly the same record, in different files (a leak, if one is for validation)",
            report.leaks,
        ),
    )
    for title, groups in found:
        if groups:
            more = [f"  ... and {len(groups) - SHOWN_GROUPS} more"] if len(groups) > SHOWN_GROUPS else []
            lines = [f"  {', '.join(group)}" for group in groups[:SHOWN_GROUPS]]
            tables.append((f"{title} ({len(groups)}):", "\n".join([*lines, *more])))
    if report.near_duplicates is None:
        tables.append(("Near-duplicates and languages: not checked", "  pip install 'minilora[data]'"))
    return tables


def _file_table(report: "CheckReport") -> str:
    titles = ("records", "tokens", "mean", "longest", "learned", "cut", "masked")
    lines = [" ".join(f"{title:>{WIDTH}}" for title in titles) + "  file"]
    for file in report.files:
        numbers = (file.records, file.tokens, round(file.tokens / file.records), file.longest)
        shares = (file.answer_tokens / file.tokens, file.truncated / file.records, file.fully_masked / file.records)
        cells = (*(f"{n:,}" for n in numbers), *(f"{share:.1%}" for share in shares))
        lines.append(" ".join(f"{cell:>{WIDTH}}" for cell in cells) + f"  {file.path}")
        ended = (
            "all end with an end-of-turn token"
            if not file.unended
            else f"{file.unended:,} WITHOUT an end-of-turn token"
        )
        facts = [f"{file.format}: {format_forms(file.forms)}", f"{file.answers:,} learned answers, {ended}"]
        if file.languages:
            facts.append("languages: " + ", ".join(f"{name} {count:,}" for name, count in file.languages[:4]))
        lines += [f"{'':{len(titles) * (WIDTH + 1)}} {fact}" for fact in facts]
    return "\n".join([*lines, CAPTION.format(report.max_length)])
