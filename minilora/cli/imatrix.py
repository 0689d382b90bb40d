"""`minilora imatrix`: compute an importance matrix for `export --imatrix`."""

from datetime import date
from pathlib import Path

import click

from .inputs import inputs, load
from .options import (
    adapter_option,
    date_option,
    device_option,
    file_type,
    out_type,
    pack_option,
    packed_option,
    run_base_option,
    run_template_option,
    template_arg_option,
)
from .terminal import print_stderr, progress


@click.command()
@run_base_option
@adapter_option
@click.option("--data", type=file_type, required=True, help="Text file, or JSONL as for training.")
@click.option("--out", type=out_type, required=True, help="Importance matrix to write, in llama.cpp's GGUF format.")
@run_template_option
@template_arg_option
@date_option
@click.option("--chunk-size", type=click.IntRange(min=8), default=512, help="Tokens per chunk.")
@click.option("--max-chunks", type=click.IntRange(min=1), default=256, help="Maximum number of chunks.")
@device_option
@packed_option
@pack_option
def command(
    base: str | None,
    adapter: Path | None,
    data: Path,
    out: Path,
    template: str | None,
    template_args: dict[str, object],
    day: date | None,
    chunk_size: int,
    max_chunks: int,
    device: str,
    packed: bool | None,
    pack: str | None,
) -> None:
    """Run base + adapter on texts, and record the mean squared input of every weight column.

    `export --imatrix` then quantizes important columns more precisely. Use texts similar to the model's future output.
    """
    from ..data.template import load_template
    from ..files import check_not_input
    from ..gguf.imatrix import write_imatrix
    from ..importance import importance_matrix, read_chunks
    from ..lora import merge_into
    from ..names import resolve

    given = inputs(adapter, base=base, template=template, template_args=template_args, day=day)
    check_not_input(out, data, adapter, resolve(given.base))
    loaded = load(given.base, adapter, device, "float32", packed, pack)
    if adapter:
        merge_into(loaded.model)
    tokenizer = loaded.require_tokenizer()
    rendering = load_template(given.template, tokenizer, given.day, given.template_args)
    chunk_size = min(chunk_size, loaded.config.positions or chunk_size)
    chunks = read_chunks(data, tokenizer, rendering, chunk_size)[:max_chunks]
    with progress("imatrix") as advance:
        matrix = importance_matrix(loaded, chunks, dataset=data.name, progress=advance)
    write_imatrix(out, matrix)
    click.echo(str(out))
    print_stderr(f"{len(matrix.sums)} matrices, {sum(map(len, chunks)):,} tokens in {len(chunks)} chunks")
