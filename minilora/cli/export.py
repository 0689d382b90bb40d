"""`minilora export`: base and adapter as one GGUF file, with its Modelfile."""

from pathlib import Path

import click

from ._shared import adapter_option, base_option, human_size, out_type, progress


@click.command()
@base_option
@adapter_option
@click.option("--out", type=out_type, required=True, help="GGUF file to write.")
@click.option("--type", "file_type", default="q8_0", metavar="TYPE", help="Of the weights: f32, f16, bf16 or q8_0.")
@click.option("--modelfile", type=out_type, help="Also write a Modelfile for `ollama create` here.")
@click.option("--system", default="", metavar="TEXT", help="System message of the Modelfile.")
def command(base: str, adapter: Path | None, out: Path, file_type: str, modelfile: Path | None, system: str) -> None:
    """Write base + adapter as a GGUF file for llama.cpp and Ollama, tensor by tensor."""
    from ..export import export_gguf
    from ..ollama import write_modelfile

    with progress("export") as advance:
        report = export_gguf(base, out, adapter=adapter, file_type=file_type, progress=advance)
    if modelfile:
        write_modelfile(modelfile, report.path, system=system)
    click.echo(str(report.path))
    types = ", ".join(f"{count} {name}" for name, count in report.types.items())
    click.echo(f"{human_size(report.size_bytes)}; tensors: {types}; {report.merged} of them merged", err=True)
