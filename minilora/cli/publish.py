"""`minilora publish`: a run as a directory for others, for Ollama and for the hub."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ._shared import (
    DEFAULT_TEMPLATE,
    TEMPLATE_HELP,
    date_option,
    directory_type,
    file_type,
    inputs,
    out_type,
    print_stderr,
    progress,
    run_base_option,
    utf8_text,
)
from .export import FILE_TYPES

if TYPE_CHECKING:
    from ..publish import Published, Recipe

QUESTION = "¿Qué es la búsqueda binaria?"


def _types(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    """Split `q8_0,q4_k_m`."""
    kinds = tuple(dict.fromkeys(word.strip().lower() for word in value.split(",")))
    if unknown := [kind for kind in kinds if kind not in FILE_TYPES]:
        raise click.BadParameter(f"{', '.join(unknown)}: expected some of {', '.join(FILE_TYPES)}.")
    return kinds


@click.command()
@click.argument("run", metavar="RUN", type=directory_type)
@click.option("--out", type=out_type, required=True, help="Directory to write; must be empty or not exist.")
@click.option(
    "--types", default="q8_0,q4_k_m", callback=_types, metavar="TYPES", help="Types of the GGUFs, written in one pass."
)
@click.option("--name", callback=utf8_text, help="Name of the model and its files.  [default: that of RUN]")
@click.option("--license", callback=utf8_text, help="SPDX identifier.  [default: the base's]")
@run_base_option
@click.option(
    "--template", metavar="NAME", help=f"{TEMPLATE_HELP}  [default: that of the run, else {DEFAULT_TEMPLATE}]"
)
@click.option("--system", callback=utf8_text, metavar="TEXT", help="System message.  [default: that of the run]")
@date_option
@click.option("--imatrix", type=file_type, help="Importance matrix (`minilora imatrix`, or llama.cpp's).")
@click.option("--threads", type=click.IntRange(min=1), help="Worker processes; default: one per core.")
@click.option("--push", "repo", metavar="ORG/NAME", help="Upload the directory to this repository of the hub.")
@click.option("--private", is_flag=True, help="With --push: make the repository a private one.")
@click.option("--ollama", "ollama_name", metavar="NAME", help="Also run `ollama create NAME`, and compare an answer.")
@click.option("--question", default=QUESTION, callback=utf8_text, help="With --ollama: what both are asked.")
def command(
    run: Path,
    out: Path,
    types: tuple[str, ...],
    name: str | None,
    license: str | None,
    base: str | None,
    template: str | None,
    system: str | None,
    day: date | None,
    imatrix: Path | None,
    threads: int | None,
    repo: str | None,
    private: bool,
    ollama_name: str | None,
    question: str,
) -> None:
    """Write RUN, a run or an adapter, as a directory for others: GGUFs, Modelfile, model card, adapter.

    Every GGUF is verified first; what does not pass is not written.
    """
    from ..gguf.imatrix import read_imatrix
    from ..publish import Recipe, publish
    from .verify import print_check

    given = inputs(run, base=base, template=template, system=system, day=day)
    title = name or run.resolve().name
    recipe = Recipe(given.base, title, types, given.template, given.system, given.day, license, given.template_args)
    with progress("export") as advance:
        published = publish(
            run,
            out,
            recipe,
            importance=read_imatrix(imatrix) if imatrix else None,
            threads=threads,
            progress=advance,
            on_check=print_check,
        )
    click.echo(str(published.out))
    if ollama_name:
        _on_ollama(ollama_name, published, recipe, question)
    if repo:
        from ..publish.hub import push

        click.echo(push(published.out, repo, private=private))


def _on_ollama(name: str, published: "Published", recipe: "Recipe", question: str) -> None:
    """Make the model in Ollama where it is installed, and show both answers."""
    from ..publish.on_ollama import compare, create, find_ollama

    program = find_ollama()
    if program is None:
        print_stderr(f"note: ollama is not installed here. Where it is: ollama create {name} -f {published.modelfile}")
        return
    create(program, name, published)
    answers = compare(name, published, recipe, question)
    click.echo(f"? {answers.question}\nOllama:   {answers.ollama}")
    if answers.ollama == answers.ours:
        click.echo("minilora: the same")
    else:
        click.echo(f"minilora: {answers.ours}\nThe first {answers.same_characters} characters are the same.")
