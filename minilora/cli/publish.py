"""`minilora publish`: write a run as a directory to share, with Ollama and on the Hugging Face Hub."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .export import FILE_TYPES
from .inputs import inputs
from .options import (
    DEFAULT_TEMPLATE,
    TEMPLATE_HELP,
    date_option,
    directory_type,
    file_type,
    out_type,
    run_base_option,
    template_arg_option,
    utf8_text,
)
from .terminal import print_stderr, progress

if TYPE_CHECKING:
    from ..publish import Published, PublishSettings

QUESTION = "¿Qué es la búsqueda binaria?"


def _parse_types(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    """Parse a comma-separated list of types, such as `q8_0,q4_k_m`."""
    kinds = tuple(dict.fromkeys(word.strip().lower() for word in value.split(",")))
    if unknown := [kind for kind in kinds if kind not in FILE_TYPES]:
        raise click.BadParameter(f"{', '.join(unknown)}: expected some of {', '.join(FILE_TYPES)}.")
    return kinds


@click.command()
@click.argument("run", metavar="RUN", type=directory_type)
@click.option("--out", type=out_type, required=True, help="Directory to write; must be empty or not exist.")
@click.option(
    "--types",
    default="q8_0,q4_k_m",
    callback=_parse_types,
    metavar="TYPES",
    help="Types of the GGUFs, comma-separated.",
)
@click.option("--name", callback=utf8_text, help="Name of the model and its files.  [default: name of RUN]")
@click.option("--license", callback=utf8_text, help="SPDX identifier.  [default: the base's]")
@run_base_option
@click.option("--template", metavar="NAME", help=f"{TEMPLATE_HELP}  [default: the run's, else {DEFAULT_TEMPLATE}]")
@template_arg_option
@click.option("--system", callback=utf8_text, metavar="TEXT", help="System message.  [default: the run's]")
@date_option
@click.option("--imatrix", type=file_type, help="Importance matrix of `minilora imatrix` or llama.cpp.")
@click.option("--threads", type=click.IntRange(min=1), help="Worker processes.  [default: one per core]")
@click.option(
    "--push", "repo", metavar="ORG/NAME", help="Upload the directory to this repository of the Hugging Face Hub."
)
@click.option("--private", is_flag=True, help="With --push: create a private repository.")
@click.option(
    "--ollama", "ollama_name", metavar="NAME", help="Also run `ollama create NAME`, and compare a completion."
)
@click.option("--question", default=QUESTION, callback=utf8_text, help="With --ollama: prompt for both completions.")
def command(
    run: Path,
    out: Path,
    types: tuple[str, ...],
    name: str | None,
    license: str | None,
    base: str | None,
    template: str | None,
    template_args: dict[str, object],
    system: str | None,
    day: date | None,
    imatrix: Path | None,
    threads: int | None,
    repo: str | None,
    private: bool,
    ollama_name: str | None,
    question: str,
) -> None:
    """Write RUN, a run or an adapter, as a directory to share: GGUFs, Modelfile, model card and adapter.

    Every GGUF is verified; if a check fails, nothing is written.
    """
    from ..gguf.imatrix import read_imatrix
    from ..publish import PublishSettings, publish
    from .verify import print_check

    given = inputs(run, base=base, template=template, template_args=template_args, system=system, day=day)
    title = name or run.resolve().name
    settings = PublishSettings(
        given.base, title, types, given.template, given.system, given.day, license, given.template_args
    )
    with progress("export") as advance:
        published = publish(
            run,
            out,
            settings,
            importance=read_imatrix(imatrix) if imatrix else None,
            threads=threads,
            progress=advance,
            on_check=print_check,
        )
    click.echo(str(published.out))
    if ollama_name:
        _create_and_compare(ollama_name, published, settings, question)
    if repo:
        from ..publish.hub import push

        click.echo(push(published.out, repo, private=private))


def _create_and_compare(name: str, published: "Published", settings: "PublishSettings", question: str) -> None:
    """Create the model in Ollama if that is installed, and print both completions."""
    from ..publish.on_ollama import compare, create, find_ollama

    program = find_ollama()
    if program is None:
        print_stderr(f"note: ollama is not installed. Where it is, run: ollama create {name} -f {published.modelfile}")
        return
    create(program, name, published)
    answers = compare(name, published, settings, question)
    click.echo(f"? {answers.question}\nOllama:   {answers.ollama}")
    if answers.ollama == answers.ours:
        click.echo("minilora: the same")
    else:
        click.echo(f"minilora: {answers.ours}\nThe first {answers.same_characters} characters are the same.")
