"""`minilora inspect`: what a file or directory holds."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._shared import echo_json, human_size, json_option

if TYPE_CHECKING:
    from ..describe import TensorLine


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--tensors", is_flag=True, help="List every tensor, too.")
@json_option
def command(path: Path, tensors: bool, as_json: bool) -> None:
    """Show what PATH holds: a GGUF or safetensors file, an adapter or run directory, a base model."""
    from ..describe import describe

    found = describe(path)
    if as_json:
        echo_json(found)
        return
    types = ", ".join(f"{count} {name}" for name, count in found.types.items())
    click.secho(f"{found.kind}: {path}", bold=True)
    values = f"{found.parameters:,} values, {found.bits_per_weight:.2f} bits each"
    click.echo(f"{len(found.tensors)} tensors ({types}), {values}, {human_size(found.size_bytes)}\n")
    width = max(map(len, found.facts), default=0)
    for key, value in found.facts.items():
        click.echo(f"  {key:{width}}  {_one_line(str(value))}")
    if tensors:
        _table(found.tensors)


def _table(tensors: "tuple[TensorLine, ...]") -> None:
    click.echo(f"\n  {'type':6} {'bits':>6} {'size':>11}  {'shape':20} tensor")
    for tensor in tensors:
        shape = " x ".join(map(str, tensor.shape))
        numbers = f"{tensor.bits_per_weight:6.2f} {human_size(tensor.size_bytes):>11}"
        click.echo(f"  {tensor.type:6} {numbers}  {shape:20} {tensor.name}")


def _one_line(text: str, limit: int = 200) -> str:
    """Show line ends and other unprintable characters escaped, and cut what is long."""
    line = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
    return line if len(line) <= limit else f"{line[:limit]}... ({len(text)} characters)"
