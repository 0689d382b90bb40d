"""`minilora export`: base and adapter as one GGUF file, with its Modelfile."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._shared import SectionedCommand, SectionOption, adapter_option, base_option, human_size, out_type, progress, tell

if TYPE_CHECKING:
    from ..gguf.mix import Choices

TYPES = "f32 bf16 f16 q8_0 q6_k q5_k_m q5_k_s q5_1 q5_0 q4_k_m q4_k_s q4_1 q4_0 iq4_nl q3_k_l q3_k_m q3_k_s q2_k"
"""The keys of `minilora.gguf.mix.MIXES`, from exact and large to rough and small; a test compares them."""

tensor_option = partial(click.option, cls=SectionOption, section="Types of single tensors")
label_option = partial(click.option, cls=SectionOption, section="What the file says about itself")
modelfile_option = partial(click.option, cls=SectionOption, section="Modelfile for Ollama")


@click.command(cls=SectionedCommand)
@base_option
@adapter_option
@click.option("--out", type=out_type, required=True, help="GGUF file to write.")
@click.option("--type", "file_type", default="q8_0", metavar="TYPE", help=f"As llama-quantize calls it: {TYPES}.")
@click.option("--threads", type=click.IntRange(min=1), help="That quantise; by default one for each core.")
@tensor_option("--pure", is_flag=True, help="The same type for every matrix.")
@tensor_option("--output-type", metavar="TYPE", help="Of the output matrix; of the embeddings where both are one.")
@tensor_option("--embedding-type", metavar="TYPE", help="Of the embeddings.")
@tensor_option(
    "--tensor-type",
    "tensor_types",
    multiple=True,
    metavar="PATTERN=TYPE",
    help="Of tensors in whose name the regular expression is found: ffn_down=q6_k. The first that fits counts.",
)
@label_option("--name", help="Name; by default the base's.")
@label_option("--license", metavar="SPDX", help="Licence, such as apache-2.0; by default the base's.")
@modelfile_option("--modelfile", type=out_type, help="Also write a Modelfile for `ollama create` here.")
@modelfile_option("--system", default="", metavar="TEXT", help="System message of the Modelfile.")
def command(
    base: str,
    adapter: Path | None,
    out: Path,
    file_type: str,
    threads: int | None,
    pure: bool,
    output_type: str | None,
    embedding_type: str | None,
    tensor_types: tuple[str, ...],
    name: str | None,
    license: str | None,
    modelfile: Path | None,
    system: str,
) -> None:
    """Write base + adapter as a GGUF file for llama.cpp and Ollama, tensor by tensor."""
    from ..export import Labels, export_gguf
    from ..ollama import write_modelfile

    choices = _choices(pure, output_type, embedding_type, tensor_types)
    labels = Labels(name, license)
    with progress("export") as advance:
        report = export_gguf(
            base,
            out,
            adapter=adapter,
            file_type=file_type.lower(),
            choices=choices,
            labels=labels,
            threads=threads,
            progress=advance,
        )
    if modelfile:
        write_modelfile(modelfile, report.path, system=system)
    click.echo(str(report.path))
    types = ", ".join(f"{count} {name}" for name, count in report.types.items())
    tell(f"{human_size(report.size_bytes)}; tensors: {types}; {report.merged} of them merged")


def _choices(pure: bool, output: str | None, embedding: str | None, patterns: tuple[str, ...]) -> "Choices":
    from ..gguf.mix import Choices, type_named

    pairs = [pattern.rpartition("=") for pattern in patterns]
    if not all(pattern and kind for pattern, _, kind in pairs):
        raise click.UsageError("--tensor-type takes a regular expression, an equals sign and a type: ffn_down=q6_k.")
    return Choices(
        pure,
        type_named(output) if output else None,
        type_named(embedding) if embedding else None,
        tuple((pattern, type_named(kind)) for pattern, _, kind in pairs),
    )
