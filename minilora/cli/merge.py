"""`minilora merge`: base and adapter as one plain Hugging Face directory."""

from pathlib import Path

import click

from ._shared import adapter_option, base_option, human_size, out_type, progress


@click.command()
@base_option
@adapter_option
@click.option("--out", type=out_type, required=True, help="Directory to make; must be empty or not exist.")
@click.option(
    "--dtype", type=click.Choice(["float32", "bfloat16", "float16"]), default="bfloat16", help="Of the weights."
)
def command(base: str, adapter: Path | None, out: Path, dtype: str) -> None:
    """Write base + adapter as a Hugging Face directory, which transformers loads.

    Without --adapter it converts: a GGUF base becomes such a directory.
    """
    from ..device import DTYPES
    from ..merge import merge_to_dir

    with progress("merge") as advance:
        report = merge_to_dir(base, adapter, out, DTYPES[dtype], advance)
    click.echo(str(report.out))
    click.echo(f"{report.tensors} tensors, {report.merged} of them merged, {human_size(report.size_bytes)}", err=True)
