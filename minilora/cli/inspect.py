"""`minilora inspect`: what a file or directory holds."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from ._shared import echo_json, human_size, json_option

if TYPE_CHECKING:
    from ..describe import TensorLine

MANY = 99_999
"""Integers above are shown with commas between thousands."""


@click.command()
@click.argument("path", metavar="PATH")
@click.option("--tensors", is_flag=True, help="List every tensor, too.")
@click.option("--keys", is_flag=True, help="Show what a base model's files state, key by key, too.")
@json_option
def command(path: str, tensors: bool, keys: bool, as_json: bool) -> None:
    """Show what PATH holds: a GGUF or safetensors file, an adapter or run directory, a base model (or its name)."""
    from ..checkpoint.named import resolve
    from ..describe import describe

    found = describe(resolve(path))
    if as_json:
        echo_json(found)
        return
    types = ", ".join(f"{count} {name}" for name, count in found.types.items())
    click.secho(f"{found.kind}: {found.path}", bold=True)
    values = f"{found.parameters:,} values, {found.bits_per_weight:.2f} bits each"
    click.echo(f"{len(found.tensors)} tensors ({types}), {values}, {human_size(found.size_bytes)}")
    for title, section in found.sections.items():
        _section(title, section)
    if keys or not found.sections:
        _section("keys" if found.sections else "", found.facts)
    else:
        click.echo(f"\n{len(found.facts)} keys (--keys) and {len(found.tensors)} tensors (--tensors)")
    if tensors:
        _table(found.tensors)


def _section(title: str, facts: Mapping[str, Any]) -> None:
    click.echo()
    if title:
        click.secho(title, bold=True)
    width = max(map(len, facts), default=0)
    for key, value in facts.items():
        click.echo(f"  {key:{width}}  {_one_line(_readable(value))}")


def _readable(value: Any) -> str:
    from ..describe_base import Bytes

    if isinstance(value, Bytes):
        return human_size(value)
    return f"{value:,}" if type(value) is int and value > MANY else str(value)


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
