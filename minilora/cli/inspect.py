"""`minilora inspect`: the contents of a file or directory."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import json_option, out_type
from .terminal import echo_json, human_size, progress

if TYPE_CHECKING:
    from ..describe import TensorInfo
    from ..lora import ModuleStudy

MIN_WITH_COMMAS = 99_999
"""Integers above this are printed with thousands separators."""


@click.command()
@click.argument("path", metavar="PATH")
@click.option("--tensors", is_flag=True, help="Also list every tensor.")
@click.option("--keys", is_flag=True, help="Also show all keys of a base model.")
@click.option("--base", metavar="BASE", help="For an adapter: compare its updates with this base model's weights.")
@click.option(
    "--top", type=click.IntRange(min=1), default=8, help="Number of singular directions of the base to compare with."
)
@click.option("--plot", type=out_type, help="For an adapter: also plot it (.png, .svg, .pdf; extra `plots`).")
@json_option
def command(path: str, tensors: bool, keys: bool, base: str | None, top: int, plot: Path | None, as_json: bool) -> None:
    """Show the contents of PATH: a GGUF or safetensors file, an adapter or run directory, a base model (or its name).

    For an adapter, show the update of every module: its norm, its effective rank and, with --base, its overlap with the
    leading singular directions of the base.
    """
    from ..describe import describe
    from ..describe.plot import plot_study
    from ..names import name_metadata, resolve
    from ..plots import check_figure_path

    if plot:
        check_figure_path(plot)
    where = resolve(path)
    with progress("compare") if base else nullcontext(lambda done, of: None) as advance:
        found = describe(where, base=base, top=top, progress=advance)
    found = replace(found, sections={**found.sections, **name_metadata(path)})
    if plot:
        if not found.modules:
            raise click.UsageError(f"{path} contains no updates to plot; a DoRA adapter needs --base.")
        plot_study(plot, found.modules, f"{where.resolve().name}: r = {found.facts['r']}")
    if as_json:
        echo_json(asdict(found) | {"modules": [_module_to_json(module) for module in found.modules]})
        return
    types = ", ".join(f"{count} {name}" for name, count in found.types.items())
    click.secho(f"{found.kind}: {found.path}", bold=True)
    values = f"{found.parameters:,} values, {found.bits_per_weight:.2f} bits each"
    click.echo(f"{len(found.tensors)} tensors ({types}), {values}, {human_size(found.size_bytes)}")
    for title, section in found.sections.items():
        _print_section(title, section)
    if keys or not found.sections:
        _print_section("keys" if found.sections else "", found.facts)
    else:
        click.echo(f"\n{len(found.facts)} keys (--keys) and {len(found.tensors)} tensors (--tensors)")
    if found.modules:
        _print_modules(found.modules)
    elif found.kind == "adapter":
        click.echo("\n  The update of a DoRA adapter depends on the base's weights; give --base.")
    if tensors:
        _print_tensors(found.tensors)


def _print_section(title: str, facts: Mapping[str, Any]) -> None:
    click.echo()
    if title:
        click.secho(title, bold=True)
    width = max(map(len, facts), default=0)
    for key, value in facts.items():
        click.echo(f"  {key:{width}}  {_escape_and_shorten(_format_value(value))}")


def _format_value(value: Any) -> str:
    from ..describe.base import Bytes

    if isinstance(value, Bytes):
        return human_size(value)
    return f"{value:,}" if type(value) is int and value > MIN_WITH_COMMAS else str(value)


def _module_to_json(module: "ModuleStudy") -> dict[str, Any]:
    """Return a module's values, with the share of ‖ΔW‖² in the first 1, 2, ... singular values."""
    return asdict(module) | {"energy": [module.energy(k) for k in range(1, module.r + 1)]}


def _print_modules(modules: "tuple[ModuleStudy, ...]") -> None:
    """Print one line per module; with a base, four more columns."""
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


def _print_tensors(tensors: "tuple[TensorInfo, ...]") -> None:
    click.echo(f"\n  {'type':6} {'bits':>6} {'size':>11}  {'shape':20} tensor")
    for tensor in tensors:
        shape = " x ".join(map(str, tensor.shape))
        numbers = f"{tensor.bits_per_weight:6.2f} {human_size(tensor.size_bytes):>11}"
        click.echo(f"  {tensor.type:6} {numbers}  {shape:20} {tensor.name}")


def _escape_and_shorten(text: str, limit: int = 200) -> str:
    """Escape line ends and other unprintable characters, and truncate long text."""
    line = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
    return line if len(line) <= limit else f"{line[:limit]}... ({len(text)} characters)"
