"""`minilora imatrix`: which columns of the weights matter, for `export --imatrix`."""

from datetime import date
from pathlib import Path

import click

from ._shared import (
    adapter_option,
    base_option,
    chosen_day,
    date_option,
    device_option,
    file_type,
    load,
    out_type,
    pack_option,
    packed_option,
    print_stderr,
    progress,
    template_option,
)


@click.command()
@base_option
@adapter_option
@click.option("--data", type=file_type, required=True, help="Text, or JSONL as for training.")
@click.option("--out", type=out_type, required=True, help="Importance matrix to write, a GGUF as llama.cpp's.")
@template_option
@date_option
@click.option("--chunk-size", type=click.IntRange(min=8), default=512, help="Tokens read together.")
@click.option("--max-chunks", type=click.IntRange(min=1), default=256, help="Stop after so many.")
@device_option
@packed_option
@pack_option
def command(
    base: str,
    adapter: Path | None,
    data: Path,
    out: Path,
    template: str,
    day: date | None,
    chunk_size: int,
    max_chunks: int,
    device: str,
    packed: bool | None,
    pack: str | None,
) -> None:
    """Let base + adapter read texts, and note how large the inputs of every column of weights are.

    With it, `export --imatrix` rounds what matters more carefully. Use texts like those that the model will write.
    """
    from ..data.template import load_template
    from ..files import check_not_input
    from ..gguf.imatrix import write_imatrix
    from ..importance import importance_matrix, read_chunks
    from ..lora import merge_into

    check_not_input(out, data)
    loaded = load(base, adapter, device, "float32", packed, pack)
    if adapter:
        merge_into(loaded.model)
    assert loaded.tokenizer is not None, "load() insists on a tokenizer"
    rendering = load_template(template, loaded.tokenizer, chosen_day(day, adapter))
    chunk_size = min(chunk_size, loaded.config.positions or chunk_size)
    chunks = read_chunks(data, loaded.tokenizer, rendering, chunk_size)[:max_chunks]
    with progress("imatrix") as advance:
        matrix = importance_matrix(loaded, chunks, dataset=data.name, progress=advance)
    write_imatrix(out, matrix)
    click.echo(str(out))
    print_stderr(f"{len(matrix.sums)} matrices, {sum(map(len, chunks)):,} tokens in {len(chunks)} chunks")
