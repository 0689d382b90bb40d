"""`minilora merge`: base and adapters as one plain Hugging Face directory, and back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._shared import (
    adapter_option,
    adapter_type,
    echo_json,
    human_size,
    inputs,
    json_option,
    out_type,
    print_notes,
    print_stderr,
    progress,
    run_base_option,
)

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
    help="Another adapter and its factor; give it once for each. All are added up before the one rounding.",
)
@click.option("--out", type=out_type, required=True, help="Directory to make; must be empty or not exist.")
@click.option(
    "--dtype", type=click.Choice(["float32", "bfloat16", "float16"]), default="bfloat16", help="Of the weights."
)
@click.option("--clamp", is_flag=True, help="Bring weights beyond the range of --dtype back into it.")
@click.option("--unmerge", is_flag=True, help="Take the adapters out again of --base, a model they were merged into.")
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
    """Write base + adapters as a Hugging Face directory, which transformers loads.

    Without an adapter it converts: a GGUF base becomes such a directory.
    """
    from dataclasses import asdict

    from ..device import DTYPES
    from ..merge import merge_to_dir, unmerge_to_dir

    parts = (*(((adapter, 1.0),) if adapter else ()), *others)
    if unmerge and (clamp or not parts):
        raise click.UsageError("--unmerge needs an adapter to take out, and does not go with --clamp.")
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
        print_stderr(f"warning: {report.clamped} weights were beyond the range of {dtype} and have been clamped to it")


def _print_precision(report: "MergeReport", dtype: str) -> None:
    """Say how rounding compares with what was learnt, in all and where it is worst."""
    name, worst = min(report.precision.items(), key=lambda item: item[1].kept)
    advice = "; --dtype float32 keeps more" if report.error > 0.1 and dtype != "float32" else ""
    print_stderr(
        f"rounding to {dtype} is off by {report.error:.2%} of what was learnt; most in {name}: {1 - worst.kept:.2%}, "
        f"and {worst.unmoved:.1%} of its weights did not move{advice}"
    )
