"""`minilora merge`: merge adapters into a base as a Hugging Face directory, or unmerge them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .inputs import inputs
from .options import adapter_option, adapter_type, json_option, out_type, run_base_option
from .terminal import echo_json, human_size, print_notes, print_stderr, progress

if TYPE_CHECKING:
    from ..merge import MergeReport


@click.command()
@run_base_option
@adapter_option
@click.option(
    "--add",
    "others",
    type=(adapter_type, float),
    multiple=True,
    metavar="ADAPTER WEIGHT",
    help="Another adapter and its weight; can be repeated. All updates are added before rounding once.",
)
@click.option("--out", type=out_type, required=True, help="Directory to write; must be empty or not exist.")
@click.option(
    "--dtype", type=click.Choice(["float32", "bfloat16", "float16"]), default="bfloat16", help="Dtype of the weights."
)
@click.option("--clamp", is_flag=True, help="Clamp weights to the range of --dtype.")
@click.option("--unmerge", is_flag=True, help="Remove the adapters from --base, a model that they were merged into.")
@json_option
def command(
    base: str | None,
    adapter: Path | None,
    others: tuple[tuple[Path, float], ...],
    out: Path,
    dtype: str,
    clamp: bool,
    unmerge: bool,
    as_json: bool,
) -> None:
    """Merge base + adapters into a Hugging Face directory that transformers can load.

    Without an adapter, this converts a GGUF base to such a directory.
    """
    from dataclasses import asdict

    from ..device import DTYPES
    from ..merge import merge_to_dir, unmerge_to_dir

    parts = (*(((adapter, 1.0),) if adapter else ()), *others)
    if unmerge and (clamp or not parts):
        raise click.UsageError("--unmerge needs an adapter to remove, and cannot be combined with --clamp.")
    if unmerge and base is None:
        raise click.UsageError("--unmerge needs --base, the model that the adapters were merged into.")
    base = inputs(parts[0][0] if parts else None, base=base).base
    with progress("unmerge" if unmerge else "merge") as advance:
        if unmerge:
            report = unmerge_to_dir(base, parts, out, DTYPES[dtype], advance)
        else:
            report = merge_to_dir(base, parts or None, out, DTYPES[dtype], advance, clamp=clamp)
    print_notes(report.notes)
    if as_json:
        echo_json({**asdict(report), "error": report.error})
        return
    click.echo(str(report.out))
    done = "without their update" if unmerge else "merged"
    print_stderr(f"{report.tensors} tensors, {report.merged} of them {done}, {human_size(report.size_bytes)}")
    if report.precision:
        _print_precision(report, dtype)
    if report.clamped:
        print_stderr(f"warning: {report.clamped} weights were outside the range of {dtype} and have been clamped")


def _print_precision(report: "MergeReport", dtype: str) -> None:
    """Print the rounding error relative to the updates: overall, and of the worst tensor."""
    name, worst = min(report.precision.items(), key=lambda item: item[1].kept)
    advice = "; --dtype float32 keeps more" if report.error > 0.1 and dtype != "float32" else ""
    print_stderr(
        f"rounding to {dtype} makes an error of {report.error:.2%} of the updates; largest in {name}: "
        f"{1 - worst.kept:.2%}, "
        f"where {worst.unmoved:.1%} of the weights did not change{advice}"
    )
