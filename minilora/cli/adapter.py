"""`minilora adapter`: convert, combine, resize, extract and compare adapters. (To study one: `minilora inspect`.)"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._shared import (
    DEFAULT_BASE,
    base_option,
    directory_type,
    echo_json,
    json_option,
    out_type,
    print_notes,
    print_stderr,
    seed_type,
)

if TYPE_CHECKING:
    from ..convert import Format
    from ..lora.arithmetic import Truncation

METHODS = ("cat", "svd", "linear", "ties", "ties_svd", "dare_linear", "dare_linear_svd", "dare_ties", "dare_ties_svd")
out_option = click.option("--out", type=out_type, required=True, help="Adapter directory to write.")


@click.group()
def command() -> None:
    """Work with adapters themselves, without training."""


@command.command(short_help="Rewrite an adapter in another format: PEFT's, mlx-lm's, GGUF.")
@click.argument("adapter", type=click.Path(exists=True, path_type=Path))
@click.option("--to", "target", type=click.Choice(["peft", "mlx", "gguf"]), required=True, help="Format to write.")
@click.option(
    "--base", default=DEFAULT_BASE, metavar="BASE", help="Base model: MLX counts its blocks, GGUF has its names."
)
@click.option("--out", type=out_type, required=True, help="Adapter directory to write; a file for GGUF.")
def convert(adapter: Path, target: "Format", base: str, out: Path) -> None:
    """Rewrite ADAPTER, a directory of PEFT's or mlx-lm's or a GGUF file, in another of these formats."""
    from ..convert import convert
    from ..files import check_not_input

    check_not_input(out, adapter)
    print_notes(convert(adapter, target, base, out))
    click.echo(str(out))


@command.command()
@click.option(
    "--add",
    "parts",
    type=(directory_type, float),
    multiple=True,
    required=True,
    metavar="ADAPTER WEIGHT",
    help="An adapter and its factor; give it once for each.",
)
@click.option("--method", type=click.Choice(METHODS), default="cat", help="cat is exact; the ranks add up.")
@click.option("--rank", type=click.IntRange(min=1), help="Rank that the svd methods cut to; else the greatest given.")
@click.option("--density", type=click.FloatRange(0, 1, min_open=True), default=0.5, help="Share that ties, dare keep.")
@click.option("--seed", type=seed_type, default=0, help="Of dare's random choice.")
@out_option
def combine(
    parts: tuple[tuple[Path, float], ...], method: str, rank: int | None, density: float, seed: int, out: Path
) -> None:
    """Make one adapter of several that were trained on the same base."""
    from ..adapted.copy_tokenizer import copy_tokenizer
    from ..convert import read_directory
    from ..files import check_not_input
    from ..lora import write_adapter
    from ..lora.combine import combine

    paths, weights = zip(*parts, strict=True)
    check_not_input(out, *paths)
    combined = combine([read_directory(path) for path in paths], weights, method, rank=rank, density=density, seed=seed)
    write_adapter(out, combined)
    print_notes(copy_tokenizer(paths, out))
    click.echo(str(out))


@command.command()
@click.argument("adapter", type=directory_type)
@click.option("--r", type=click.IntRange(min=1), help="New rank, the same in every module.")
@click.option("--energy", type=click.FloatRange(0, 1, min_open=True), help="Or the share of each update to keep.")
@out_option
def resize(adapter: Path, r: int | None, energy: float | None, out: Path) -> None:
    """Cut ADAPTER to a lower rank, as well as that can be done."""
    from ..adapted.copy_tokenizer import copy_tokenizer
    from ..convert import read_directory
    from ..files import check_not_input
    from ..lora import write_adapter
    from ..lora.arithmetic import resize_to_energy, resize_to_rank

    check_not_input(out, adapter)
    if (r is None) == (energy is None):
        raise click.UsageError("give either --r or --energy.")
    found = read_directory(adapter)
    resized, losses = resize_to_rank(found, r) if r is not None else resize_to_energy(found, energy or 0)
    write_adapter(out, resized)
    copy_tokenizer([adapter], out)
    _print_losses(losses)
    click.echo(str(out))


@command.command(short_help="Make an adapter of a tuned model and its base.")
@base_option
@click.option("--tuned", required=True, metavar="BASE", help="Model that was tuned from the base.")
@click.option("--r", type=click.IntRange(min=1), default=16, help="Rank of the updates.")
@out_option
def extract(base: str, tuned: str, r: int, out: Path) -> None:
    """Make an adapter of the difference between a tuned model and its base."""
    from ..checkpoint import resolve
    from ..extract import extract_adapter
    from ..files import check_not_input
    from ..lora import write_adapter

    check_not_input(out, resolve(base), resolve(tuned))
    found = extract_adapter(base, tuned, r)
    write_adapter(out, found.adapter)
    _print_losses(found.losses)
    if found.left_out:
        print_stderr(
            f"note: {len(found.left_out)} other tensors differ and are left out: {', '.join(found.left_out[:5])} ..."
        )
    click.echo(str(out))


@command.command()
@click.argument("adapter", type=directory_type)
@click.argument("other", type=directory_type)
@json_option
def diff(adapter: Path, other: Path, as_json: bool) -> None:
    """Compare two adapters module by module: sizes, distance, angle."""
    from ..convert import read_directory
    from ..lora.arithmetic import diff

    differences = diff(read_directory(adapter), read_directory(other))
    if as_json:
        echo_json({"modules": [vars(difference) for difference in differences]})
        return
    click.echo(f"{'size':>10} {'other':>10} {'distance':>10} {'cosine':>7}  module")
    for d in differences:
        click.echo(f"{d.norm:>10.4g} {d.other_norm:>10.4g} {d.distance:>10.4g} {d.cosine:>7.3f}  {d.name}")


def _print_losses(losses: "tuple[Truncation, ...]") -> None:
    worst = max(losses, key=lambda loss: loss.error)
    ranks = sorted({loss.r for loss in losses})
    print_stderr(
        f"{len(losses)} modules, rank {ranks[0]} to {ranks[-1]}; most is lost in {worst.name}: {worst.error:.2%}"
    )
