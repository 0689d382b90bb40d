"""`minilora adapter`: convert, combine, resize, extract and compare adapters. `minilora inspect` analyses one."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .inputs import inputs
from .options import DEFAULT_BASE, base_option, directory_type, json_option, out_type, seed_type
from .terminal import echo_json, print_notes, print_stderr

if TYPE_CHECKING:
    from ..convert import Format
    from ..lora.arithmetic import Truncation

METHODS = ("cat", "svd", "linear", "ties", "ties_svd", "dare_linear", "dare_linear_svd", "dare_ties", "dare_ties_svd")
out_option = click.option("--out", type=out_type, required=True, help="Adapter directory to write.")


@click.group()
def command() -> None:
    """Convert and combine adapters without training."""


@command.command(short_help="Convert an adapter to another format: PEFT, mlx-lm, GGUF.")
@click.argument("adapter", type=click.Path(exists=True, path_type=Path))
@click.option("--to", "target", type=click.Choice(["peft", "mlx", "gguf"]), required=True, help="Format to write.")
@click.option(
    "--base",
    metavar="BASE",
    help="Base model; needed for MLX (number of blocks) and GGUF (tensor names).  "
    f"[default: that of the adapter's run, else {DEFAULT_BASE}]",
)
@click.option("--out", type=out_type, required=True, help="Adapter directory to write; a file for GGUF.")
def convert(adapter: Path, target: "Format", base: str | None, out: Path) -> None:
    """Convert ADAPTER, a PEFT or mlx-lm directory or a GGUF file, to another of these formats."""
    from ..convert import convert
    from ..files import check_not_input

    check_not_input(out, adapter)
    found = inputs(adapter if adapter.is_dir() else None, base=base).base
    print_notes(convert(adapter, target, found, out))
    click.echo(str(out))


@command.command()
@click.option(
    "--add",
    "parts",
    type=(directory_type, float),
    multiple=True,
    required=True,
    metavar="ADAPTER WEIGHT",
    help="An adapter and its weight; repeat for each adapter.",
)
@click.option(
    "--method", type=click.Choice(METHODS), default="cat", help="cat is exact; its rank is the sum of the ranks."
)
@click.option(
    "--rank", type=click.IntRange(min=1), help="Rank of the result with an svd method; default: the largest rank given."
)
@click.option(
    "--density",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.5,
    help="Share of the values that ties and dare keep.",
)
@click.option("--seed", type=seed_type, default=0, help="Seed for dare.")
@out_option
def combine(
    parts: tuple[tuple[Path, float], ...], method: str, rank: int | None, density: float, seed: int, out: Path
) -> None:
    """Combine several adapters of the same base into one."""
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
@click.option("--r", type=click.IntRange(min=1), help="New rank of every module.")
@click.option(
    "--energy", type=click.FloatRange(0, 1, min_open=True), help="Or the share of each update's squared norm to keep."
)
@out_option
def resize(adapter: Path, r: int | None, energy: float | None, out: Path) -> None:
    """Reduce ADAPTER to a lower rank with a truncated SVD."""
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


@command.command(short_help="Extract an adapter from a fine-tuned model and its base.")
@base_option
@click.option("--tuned", required=True, metavar="BASE", help="Model that was fine-tuned from the base.")
@click.option("--r", type=click.IntRange(min=1), default=16, help="Rank of the updates.")
@out_option
def extract(base: str, tuned: str, r: int, out: Path) -> None:
    """Extract an adapter from the difference between a fine-tuned model and its base."""
    from ..extract import extract_adapter
    from ..files import check_not_input
    from ..lora import write_adapter
    from ..names import resolve

    check_not_input(out, resolve(base), resolve(tuned))
    found = extract_adapter(base, tuned, r)
    write_adapter(out, found.adapter)
    _print_losses(found.losses)
    if found.skipped:
        print_stderr(
            f"note: {len(found.skipped)} other tensors differ and were skipped: {', '.join(found.skipped[:5])} ..."
        )
    click.echo(str(out))


@command.command()
@click.argument("adapter", type=directory_type)
@click.argument("other", type=directory_type)
@json_option
def diff(adapter: Path, other: Path, as_json: bool) -> None:
    """Compare two adapters module by module: norms, distance, cosine."""
    from ..convert import read_directory
    from ..lora.arithmetic import diff

    differences = diff(read_directory(adapter), read_directory(other))
    if as_json:
        echo_json({"modules": [vars(difference) for difference in differences]})
        return
    click.echo(f"{'norm':>10} {'other':>10} {'distance':>10} {'cosine':>7}  module")
    for d in differences:
        click.echo(f"{d.norm:>10.4g} {d.other_norm:>10.4g} {d.distance:>10.4g} {d.cosine:>7.3f}  {d.name}")


def _print_losses(losses: "tuple[Truncation, ...]") -> None:
    worst = max(losses, key=lambda loss: loss.error)
    ranks = sorted({loss.r for loss in losses})
    print_stderr(
        f"{len(losses)} modules, rank {ranks[0]} to {ranks[-1]}; largest error in {worst.name}: {worst.error:.2%}"
    )
