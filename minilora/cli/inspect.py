"""`minilora inspect`: what a file or directory holds."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ._shared import echo_json, human_size, json_option, out_type, progress

if TYPE_CHECKING:
    from ..describe import TensorInfo
    from ..lora import ModuleStudy

MANY = 99_999
"""Integers above are shown with commas between thousands."""


@click.command()
@click.argument("path", metavar="PATH")
@click.option("--tensors", is_flag=True, help="List every tensor, too.")
@click.option("--keys", is_flag=True, help="Show what a base model's files state, key by key, too.")
@click.option("--base", metavar="BASE", help="For an adapter: compare its updates with the weights of this base model.")
@click.option("--top", type=click.IntRange(min=1), default=8, help="Main directions of the base to compare with.")
@click.option("--plot", type=out_type, help="For an adapter: also draw it (.png, .svg, .pdf; extra `plots`).")
@json_option
def command(path: str, tensors: bool, keys: bool, base: str | None, top: int, plot: Path | None, as_json: bool) -> None:
    """Show what PATH holds: a GGUF or safetensors file, an adapter or run directory, a base model (or its name).

    Of an adapter it shows what every module has learnt: how far its weight moves, how many directions the change has,
    and, with --base, whether it follows the base's own main directions.
    """
    from ..checkpoint import resolve
    from ..describe import describe
    from ..describe.plot import plot_study
    from ..plots import check_figure_path

    if plot:
        check_figure_path(plot)
    where = resolve(path)
    with progress("compare") if base else nullcontext(lambda done, of: None) as advance:
        found = describe(where, base=base, top=top, progress=advance)
    if plot:
        if not found.modules:
            raise click.UsageError(f"{path} holds no updates that can be drawn; a DoRA adapter needs --base.")
        plot_study(plot, found.modules, f"{where.resolve().name}: r = {found.facts['r']}")
    if as_json:
        echo_json(asdict(found) | {"modules": [_as_json(module) for module in found.modules]})
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
    if found.modules:
        _study(found.modules)
    elif found.kind == "adapter":
        click.echo("\n  What a DoRA adapter changes depends on the base's weights; give --base.")
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
    from ..describe.base import Bytes

    if isinstance(value, Bytes):
        return human_size(value)
    return f"{value:,}" if type(value) is int and value > MANY else str(value)


def _as_json(module: "ModuleStudy") -> dict[str, Any]:
    """A module's numbers, with the share of ‖ΔW‖² in the first 1, 2, ... singular values."""
    return asdict(module) | {"energy": [module.energy(k) for k in range(1, module.r + 1)]}


def _study(modules: "tuple[ModuleStudy, ...]") -> None:
    """One line a module; the last four columns where the base was given."""
    top = max((m.base.top for m in modules if m.base), default=0)
    head = f"\n  {'r':>4} {'‖ΔW‖':>9} {'σ1':>9} {'stable':>6} {'in use':>6} {'in 1st':>6} {'half':>6}"
    compared = f" {'‖ΔW‖/‖W0‖':>10} {'writes':>6} {'reads':>6} {'chance':>6}" if top else ""
    click.echo(f"{head}{compared}  module")
    for m in modules:
        sigma = m.singular_values[0] if m.singular_values else 0.0
        half = m.energy(max(1, m.r // 2))
        line = f"  {m.r:>4} {m.norm:>9.4g} {sigma:>9.4g} {m.stable_rank:>6.2f} {m.effective_rank:>6.2f}"
        line += f" {m.energy(1):>6.1%} {half:>6.1%}"
        if m.base and top:
            chance = sum(m.base.by_chance) / 2
            line += (
                f" {m.base.relative:>10.3%} {m.base.output_overlap:>6.1%} {m.base.input_overlap:>6.1%} {chance:>6.1%}"
            )
        click.echo(f"{line}  {m.name}")
    click.echo("\n  stable = ‖ΔW‖²/σ1²; in use = effective rank; in 1st, half = energy in the first 1, r/2 values")
    if top:
        click.echo(f"  writes, reads = overlap with the base's first {top} directions; chance = of random directions")


def _table(tensors: "tuple[TensorInfo, ...]") -> None:
    click.echo(f"\n  {'type':6} {'bits':>6} {'size':>11}  {'shape':20} tensor")
    for tensor in tensors:
        shape = " x ".join(map(str, tensor.shape))
        numbers = f"{tensor.bits_per_weight:6.2f} {human_size(tensor.size_bytes):>11}"
        click.echo(f"  {tensor.type:6} {numbers}  {shape:20} {tensor.name}")


def _one_line(text: str, limit: int = 200) -> str:
    """Show line ends and other unprintable characters escaped, and cut what is long."""
    line = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
    return line if len(line) <= limit else f"{line[:limit]}... ({len(text)} characters)"
