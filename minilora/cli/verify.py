"""`minilora verify`: check that an exported file agrees with the trained model."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .inputs import inputs
from .options import (
    adapter_option,
    date_option,
    file_type,
    json_option,
    run_base_option,
    run_template_option,
    template_arg_option,
)
from .terminal import echo_json

if TYPE_CHECKING:
    from ..verify import Check, VerifyReport


@click.command()
@click.argument("gguf", metavar="FILE.gguf", type=file_type)
@run_base_option
@adapter_option
@click.option("--modelfile", type=file_type, help="Also check the Modelfile of the GGUF.")
@run_template_option
@template_arg_option
@date_option
@click.option(
    "--runtime", type=click.Choice(["llama.cpp"]), help="Also compare with this runtime (pip install xllamacpp)."
)
@json_option
def command(
    gguf: Path,
    base: str | None,
    adapter: Path | None,
    modelfile: Path | None,
    template: str | None,
    template_args: dict[str, object],
    day: date | None,
    runtime: str | None,
    as_json: bool,
) -> None:
    """Compare FILE.gguf with base + adapter: structure, tokens, weights, predictions, Modelfile.

    The exit status is 0 only if all checks pass.
    """
    from ..verify import verify

    given = inputs(adapter, base=base, template=template, template_args=template_args, day=day, modelfile=modelfile)
    report = verify(
        gguf,
        given.base,
        adapter=adapter,
        modelfile=modelfile,
        template=given.template,
        template_args=given.template_args,
        day=given.day,
        with_llama_cpp=runtime is not None,
        on_check=(lambda check: None) if as_json else print_check,
    )
    if as_json:
        echo_json({"file": gguf, "passed": report.passed, "checks": [vars(check) for check in report.checks]})
    else:
        print_summary(report)
    if not report.passed:
        click.get_current_context().exit(1)


def print_check(check: "Check") -> None:
    """Print one line for a check on stdout."""
    mark = click.style("ok  ", fg="green") if check.passed else click.style("FAIL", fg="red")
    click.echo(f"{mark}  {check.part:10} {check.what:34} {check.found}")


def print_summary(report: "VerifyReport") -> None:
    """Print the number of checks that passed."""
    passed = len(report.checks) - len(report.failures)
    click.echo(f"{passed} of {len(report.checks)} checks passed: {report.file}")
