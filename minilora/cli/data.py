"""`minilora data`: look at a data set before training on it."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._shared import (
    base_option,
    data_type,
    date_option,
    described_forms,
    echo_json,
    json_option,
    progress,
    rows_options,
    template_option,
    today,
    train_on_option,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from ..data.check import CheckReport, Run
    from ..data.rendering import TrainOn
    from ..data.thinking import Thinking

SHOWN_DUPLICATES = 10
BAR_WIDTH = 40
WIDTH = 8
"""Of a column of numbers."""
CAPTION = """
learned: share of the tokens; cut: records of more than {0} tokens;
masked: records without an answer token among the first {0}"""


@click.group()
def command() -> None:
    """Look at data sets."""


@command.command(short_help="Check data sets: form, lengths, what is cut, what is learned.")
@click.argument("files", metavar="FILE...", type=data_type, nargs=-1, required=True)
@base_option
@template_option
@date_option
@train_on_option
@rows_options
@click.option("--max-length", type=click.IntRange(min=2), default=1024, help="Tokens of the longest record.")
@click.option("--show", type=click.IntRange(min=0), default=0, help="Print so many records of each file.")
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
    as_json: bool,
) -> None:
    """Check JSONL FILEs: their form, token lengths, what --max-length cuts, what is learned, what is there twice.

    With --show, answer tokens are green (between ⟦ ⟧ where there is no colour), prompt tokens plain, cut tokens red.
    """
    from ..checkpoint import load_tokenizer
    from ..data import check as checking
    from ..data.forms import ReadOptions
    from ..data.template import load_template
    from ..errors import CheckpointError

    tokenizer = load_tokenizer(base)
    if tokenizer is None:
        raise CheckpointError(f"{base} has no tokenizer.json, so text cannot become tokens; add the file.")
    rendering = load_template(template, tokenizer, day or today(), template_args, thinking)
    options = ReadOptions(ignore_keys, columns)
    with progress("encoding") as advance:
        encoded = checking.read_and_encode(files, tokenizer, rendering, advance, train_on=train_on, options=options)
    report = checking.check(encoded, max_length)
    if as_json:
        echo_json(report)
        return

    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for file in encoded if show else ():
        for record, example in list(zip(file.records, file.examples, strict=True))[:show]:
            title = f"{record.id}: {len(example.ids)} tokens, {example.answer_tokens} learned"
            console.rule(Text(title), style="dim")
            console.print(_coloured(checking.runs(example, tokenizer, max_length), console))
    _print_report(report)


def _coloured(runs: "Sequence[Run]", console: "Console") -> "Text":
    """Return an example as coloured text; where there is no colour, answers stand between ⟦ ⟧."""
    from rich.text import Text

    text = Text()
    for run in runs:
        style = "red" if run.cut else "green" if run.learned else ""
        plain = f"⟦{run.text}⟧" if run.learned and not run.cut and not console.color_system else run.text
        text.append(plain, style=style)
    return text


def _print_report(report: "CheckReport") -> None:
    _print_files(report)
    click.echo("\nTokens of a record")
    most = max(row.records for row in report.histogram)
    edge = len(str(report.histogram[-1].end))
    for row in report.histogram:
        bar = "█" * -(-row.records * BAR_WIDTH // most)
        click.echo(f"  {row.start:>{edge}} - {row.end - 1:<{edge}}  {row.records:>6}  {bar}")
    if report.duplicates:
        click.secho(f"\nThe same text in several places ({len(report.duplicates)}):", fg="yellow")
        for group in report.duplicates[:SHOWN_DUPLICATES]:
            click.echo(f"  {', '.join(group)}")


def _print_files(report: "CheckReport") -> None:
    titles = ("records", "tokens", "mean", "longest", "learned", "cut", "masked")
    click.echo(" ".join(f"{title:>{WIDTH}}" for title in titles) + "  file")
    for file in report.files:
        numbers = (file.records, file.tokens, round(file.tokens / file.records), file.longest)
        shares = (file.answer_tokens / file.tokens, file.truncated / file.records, file.fully_masked / file.records)
        cells = (*(f"{n:,}" for n in numbers), *(f"{share:.1%}" for share in shares))
        click.echo(" ".join(f"{cell:>{WIDTH}}" for cell in cells) + f"  {file.path}")
        click.echo(f"{'':{len(titles) * (WIDTH + 1)}} {described_forms(file.forms)}")
    click.echo(CAPTION.format(report.max_length))
