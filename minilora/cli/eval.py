"""`minilora eval`: loss and perplexity on the answer tokens of a data set."""

from datetime import date
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .inputs import inputs, load
from .options import (
    adapter_option,
    data_type,
    date_option,
    device_option,
    dtype_option,
    json_option,
    pack_option,
    packed_option,
    rows_options,
    run_base_option,
    run_template_option,
    train_on_option,
)
from .terminal import echo_json, print_notes, progress

if TYPE_CHECKING:
    from ..data.rendering import TrainOn
    from ..data.thinking import Thinking


@click.command()
@run_base_option
@adapter_option
@click.option("--data", type=data_type, required=True, help="Data: JSONL, JSON, CSV, Parquet, a directory or -.")
@run_template_option
@date_option
@click.option(
    "--max-length",
    type=click.IntRange(min=2),
    default=1024,
    help="Maximum tokens of a record; longer ones are truncated.",
)
@train_on_option
@rows_options
@device_option
@dtype_option
@packed_option
@pack_option
@json_option
def command(
    base: str | None,
    adapter: Path | None,
    data: Path,
    template: str | None,
    day: date | None,
    max_length: int,
    train_on: "TrainOn",
    ignore_keys: frozenset[str],
    columns: dict[str, str],
    template_args: dict[str, object],
    thinking: "Thinking | None",
    device: str,
    dtype: str,
    packed: bool | None,
    pack: str | None,
    as_json: bool,
) -> None:
    """Compute the loss (nats per token) and the perplexity of a model on a data set.

    Only answer tokens count. BASE can be an exported GGUF.
    """
    from ..data.encode import context_notes, encode_file
    from ..data.forms import ReadOptions
    from ..data.template import load_template
    from ..errors import CheckpointError
    from ..evaluate import evaluate

    given = inputs(adapter, base=base, template=template, template_args=template_args, dtype=dtype, day=day)
    loaded = load(given.base, adapter, device, given.dtype, packed, pack)
    tokenizer = loaded.require_tokenizer()
    rendering = load_template(given.template, tokenizer, given.day, given.template_args, thinking)
    dataset = encode_file(
        data,
        tokenizer,
        rendering,
        max_length=max_length,
        positions=loaded.config.positions,
        train_on=train_on,
        options=ReadOptions(ignore_keys, columns),
    )
    print_notes(context_notes(dataset, loaded.config.context_length))
    with progress("eval") as advance:
        report = evaluate(loaded.model, dataset.examples, advance)
    if not isfinite(report.loss):
        raise CheckpointError(f"the loss is {report.loss}: the model's weights, or its adapter's, are damaged.")
    if as_json:
        echo_json({**vars(report), "perplexity": report.perplexity, "truncated": dataset.report.truncated})
    else:
        click.echo(f"loss {report.loss:.4f}  perplexity {report.perplexity:.3f}")
        click.echo(f"over {report.answer_tokens:,} answer tokens of {report.records:,} records", err=True)
