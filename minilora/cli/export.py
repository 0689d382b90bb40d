"""`minilora export`: write base + adapter as a GGUF file, with a Modelfile."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .inputs import Inputs, importing, inputs
from .options import (
    DEFAULT_TEMPLATE,
    TEMPLATE_ARG,
    SectionedCommand,
    SectionOption,
    adapter_option,
    out_type,
    read_day,
    run_base_option,
    utf8_text,
)
from .options import file_type as input_file
from .terminal import human_size, print_notes, print_stderr, progress

if TYPE_CHECKING:
    from ..export import ExportReport, Labels
    from ..gguf.mix import TypeOverrides

FILE_TYPES = (
    *("f32", "f16", "bf16", "q8_0", "q6_k", "q5_k_m", "q5_k_s", "q5_1", "q5_0", "q4_k_m", "q4_k_s", "q4_1", "q4_0"),
    *("iq4_nl", "q3_k_l", "q3_k_m", "q3_k_s", "q2_k"),
)
"""Names of llama-quantize, from exact to small; each is a mix of tensor types."""
TENSOR_TYPES = (
    *("f32", "f16", "bf16", "q8_0", "q6_k", "q5_k", "q5_1", "q5_0", "q4_k", "q4_1", "q4_0", "iq4_nl", "q3_k", "q2_k"),
)
UNITS = {"M": 10**6, "G": 10**9}
mix_option = partial(click.option, cls=SectionOption, section="Types of single tensors")
ollama_option = partial(click.option, cls=SectionOption, section="For Ollama")


def _parse_patterns(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Parse each `PATTERN=TYPE` as (regular expression, type)."""
    pairs = []
    for value in values:
        pattern, equals, tensor_type = value.rpartition("=")
        if not equals or tensor_type.lower() not in TENSOR_TYPES:
            raise click.BadParameter(f"{value!r}: expected PATTERN=TYPE with a type of {', '.join(TENSOR_TYPES)}.")
        pairs.append((pattern, tensor_type.lower()))
    return tuple(pairs)


def _parse_size(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """Parse `500M` or `2G` as bytes; the units are powers of 1000, as in gguf-split."""
    if value is None:
        return None
    number, unit = value[:-1], value[-1:].upper()
    if not (number.isascii() and number.isdecimal() and int(number)) or unit not in UNITS:
        raise click.BadParameter(f"{value!r}: expected a number of megabytes or gigabytes such as 500M or 2G.")
    return int(number) * UNITS[unit]


@click.command(cls=SectionedCommand)
@run_base_option
@adapter_option
@click.option("--out", type=out_type, required=True, help="GGUF file to write.")
@click.option(
    "--type",
    "file_type",
    type=click.Choice(FILE_TYPES, False),
    help="Type of the weights.  [default: q8_0; with --adapter-only f32]",
)
@click.option("--adapter-only", is_flag=True, help="Write only the adapter, for `llama-cli --lora` or Ollama < 0.34.1.")
@click.option("--no-chat-template", is_flag=True, help="Leave the base's chat template out of the file.")
@click.option("--name", callback=utf8_text, help="Model name in the file; default: that of the base.")
@click.option(
    "--license", callback=utf8_text, help="SPDX identifier of the model's license; default: that of the base."
)
@click.option("--pre", metavar="NAME", help="llama.cpp's name of the pre-tokenizer, if it is not recognized.")
@click.option("--imatrix", type=input_file, help="Importance matrix (`minilora imatrix`, or llama.cpp's).")
@click.option(
    "--split-max-size",
    callback=_parse_size,
    metavar="N(M|G)",
    help="Split the output into files name-00001-of-0000N.gguf with at most this many MB or GB of tensors.",
)
@click.option(
    "--threads", type=click.IntRange(min=1), help="Number of tensors processed in parallel; default: one per core."
)
@click.option("--verify", "verified", is_flag=True, help="Then verify the file, as `minilora verify` does.")
@ollama_option("--modelfile", type=out_type, help="Also write a Modelfile for `ollama create` to this path.")
@ollama_option(
    "--template",
    metavar="NAME",
    help="Template used in training: `chat` (the base's chat template), `instruccion`, or a Jinja file.  "
    f"[default: what the adapter's run recorded, else {DEFAULT_TEMPLATE}]",
)
@ollama_option("--template-arg", "template_args", **TEMPLATE_ARG)
@ollama_option(
    "--date",
    "day",
    metavar="YYYY-MM-DD",
    callback=lambda ctx, param, value: read_day(value),
    help="Date for a template that writes one (strftime_now); default: the date of the adapter's run, else today.",
)
@ollama_option(
    "--system",
    callback=utf8_text,
    metavar="TEXT",
    help="System message of the Modelfile; else the one that all records of the adapter's run had.",
)
@ollama_option(
    "--renderer",
    "with_renderer",
    is_flag=True,
    help="Also write the RENDERER and PARSER of Ollama for these prompts (LFM2, OLMo 3, Qwen3.5): tools and thoughts.",
)
@mix_option("--pure", is_flag=True, help="Use the type for all matrices, without llama-quantize's exceptions.")
@mix_option(
    "--output-type",
    type=click.Choice(TENSOR_TYPES, False),
    metavar="TYPE",
    help="Type of the head, or of the embeddings tied to it.",
)
@mix_option("--embedding-type", type=click.Choice(TENSOR_TYPES, False), metavar="TYPE", help="Type of the embeddings.")
@mix_option(
    "--tensor-type",
    "patterns",
    multiple=True,
    callback=_parse_patterns,
    metavar="PATTERN=TYPE",
    help="Type of the tensors whose name matches the regular expression. Can be repeated.",
)
def command(
    base: str | None,
    adapter: Path | None,
    out: Path,
    file_type: str | None,
    adapter_only: bool,
    no_chat_template: bool,
    name: str | None,
    license: str | None,
    pre: str | None,
    verified: bool,
    modelfile: Path | None,
    template: str | None,
    template_args: dict[str, object],
    day: date | None,
    system: str | None,
    with_renderer: bool,
    **weights: Any,
) -> None:
    """Write base + adapter as a GGUF file for llama.cpp and Ollama, tensor by tensor."""
    with importing():
        from ..export import Labels
        from ..export.origin import with_origin
        from ..files import check_not_input
        from ..names import resolve

    if with_renderer and (adapter_only or not modelfile):
        raise click.UsageError("--renderer needs --modelfile, and cannot be combined with --adapter-only.")
    if weights["split_max_size"] and (adapter_only or modelfile or verified):
        raise click.UsageError("--split-max-size cannot be combined with --adapter-only, --modelfile or --verify.")
    given = inputs(adapter, base=base, template=template, template_args=template_args, system=system, day=day)
    labels = Labels(name, license, chat_template=not no_chat_template, pre=pre)
    labels = with_origin(labels, given.base, adapter) if adapter else labels
    if modelfile:
        check_not_input(modelfile, out, adapter, weights["imatrix"], resolve(given.base))
    if modelfile or (not adapter_only and (adapter or template)):
        labels = _add_template(labels, given, adapter, has_modelfile=bool(modelfile), with_renderer=with_renderer)
    if adapter_only:
        _export_adapter(given, adapter, out, file_type or "f32", labels, modelfile)
        return
    report = _export_model(given, adapter, out, file_type or "q8_0", labels, **weights)
    if modelfile:
        _write_modelfile(modelfile, report.path, given, with_renderer=with_renderer)
    _print_report(report)
    if verified:
        _verify(report.path, given, adapter, modelfile)


def _export_model(
    given: Inputs,
    adapter: Path | None,
    out: Path,
    file_type: str,
    labels: "Labels",
    *,
    imatrix: Path | None,
    threads: int | None,
    split_max_size: int | None,
    **types: Any,
) -> "ExportReport":
    from ..export import export_gguf
    from ..gguf.imatrix import read_imatrix

    with progress("export") as advance:
        return export_gguf(
            given.base,
            out,
            adapter=adapter,
            file_type=file_type,
            choices=_type_overrides(**types),
            labels=labels,
            importance=read_imatrix(imatrix) if imatrix else None,
            threads=threads,
            split_max_bytes=split_max_size,
            progress=advance,
        )


def _print_report(report: "ExportReport") -> None:
    print_notes(report.notes)
    click.echo("\n".join(map(str, report.paths)))
    types = ", ".join(f"{count} {name}" for name, count in report.types.items())
    copied = f", {report.copied} copied" if report.copied else ""
    click.echo(f"{human_size(report.size_bytes)}; tensors: {types}; {report.merged} of them merged{copied}", err=True)


def _type_overrides(
    pure: bool, output_type: str | None, embedding_type: str | None, patterns: tuple[tuple[str, str], ...]
) -> "TypeOverrides":
    from gguf import GGMLQuantizationType as Type

    from ..gguf.mix import TypeOverrides

    return TypeOverrides(
        pure=pure,
        output=Type[output_type.upper()] if output_type else None,
        embedding=Type[embedding_type.upper()] if embedding_type else None,
        patterns=tuple((pattern, Type[tensor_type.upper()]) for pattern, tensor_type in patterns),
    )


def _add_template(
    labels: "Labels", given: Inputs, adapter: Path | None, *, has_modelfile: bool, with_renderer: bool
) -> "Labels":
    """Add the template to the labels; before anything is written, raise an error if no Modelfile can express it.

    Raises:
        GGUFError: so it is for the template, or for the system message.
    """
    from ..adapted import adapted_tokenizer
    from ..data.template import load_template
    from ..export.origin import add_template
    from ..ollama import check_template

    tokenizer = adapted_tokenizer(given.base, adapter)
    if tokenizer is None:
        return labels
    rendering = load_template(given.template, tokenizer, given.day, given.template_args)
    if has_modelfile:
        check_template(rendering, tokenizer, system=given.system, with_renderer=with_renderer)
    return add_template(labels, rendering, tokenizer)


def _write_modelfile(
    path: Path, gguf: Path, given: Inputs, adapter: Path | None = None, *, with_renderer: bool = False
) -> None:
    """Write the Modelfile for a whole model, or for an adapter beside `gguf`."""
    from ..checkpoint import open_base
    from ..ollama import write_modelfile
    from ..stopping import NO_STOPS

    write_modelfile(
        path,
        gguf,
        template=given.template,
        template_args=given.template_args,
        day=given.day,
        stated=NO_STOPS if adapter else open_base(given.base).configured_stops,
        system=given.system,
        adapter=adapter,
        with_renderer=with_renderer,
    )


def _export_adapter(
    given: Inputs, adapter: Path | None, out: Path, file_type: str, labels: "Labels", modelfile: Path | None
) -> None:
    from ..export.adapter import export_adapter
    from ..names import resolve

    gguf = resolve(given.base)
    if adapter is None or (modelfile and gguf.is_dir()):
        raise click.UsageError(
            "--adapter-only needs --adapter, and for a Modelfile a --base that is a GGUF: export the base first."
        )
    report = export_adapter(given.base, adapter, out, file_type=file_type, labels=labels)
    if modelfile:
        _write_modelfile(modelfile, gguf, given, adapter=out)
    click.echo(str(report.path))
    print_notes(report.notes)
    print_stderr(f"{human_size(report.size_bytes)}; {report.merged} updates, for use with a GGUF of {given.base}")


def _verify(path: Path, given: Inputs, adapter: Path | None, modelfile: Path | None) -> None:
    from ..verify import verify
    from .verify import print_check, print_summary

    found = verify(
        path,
        given.base,
        adapter=adapter,
        modelfile=modelfile,
        template=given.template,
        template_args=given.template_args,
        day=given.day,
        on_check=print_check,
    )
    print_summary(found)
    if not found.passed:
        click.get_current_context().exit(1)
