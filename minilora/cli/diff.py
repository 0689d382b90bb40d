"""`minilora diff`: the differences between two GGUF files."""

from pathlib import Path

import click

from .options import file_type, json_option
from .terminal import echo_json


@click.command()
@click.argument("first", metavar="A.gguf", type=file_type)
@click.argument("second", metavar="B.gguf", type=file_type)
@json_option
def command(first: Path, second: Path, as_json: bool) -> None:
    """Show which keys, types and weights differ between A.gguf and B.gguf.

    `error` is the norm of the difference divided by the norm of A; `largest` is the largest difference of a weight.
    """
    from ..compare_gguf import compare_gguf

    found = compare_gguf(first, second)
    if as_json:
        echo_json(found)
        return
    for key in found.keys:
        click.echo(f"{key.key}: {_shorten(key.first)} | {_shorten(key.second)}")
    if found.tensors:
        click.echo(f"{'error':>10} {'largest':>10}  {'A':24} {'B':24} tensor")
    for tensor in found.tensors:
        numbers = " ".join(f"{'-' if n is None else f'{n:.4g}':>10}" for n in (tensor.error, tensor.largest))
        click.echo(f"{numbers}  {tensor.first:24} {tensor.second:24} {tensor.name}")
    click.echo(
        f"{len(found.keys)} keys and {len(found.tensors)} tensors differ; {found.equal_tensors} tensors are equal"
    )


def _shorten(value: object) -> str:
    text = "missing" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:60]}... ({len(text)} characters)"
