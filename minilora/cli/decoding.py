"""Options that say how the next token is selected, of every command that generates text."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .options import seed_type
from .terminal import print_notes

if TYPE_CHECKING:
    from ..sampling import Sampling

Command = TypeVar("Command", bound=Callable[..., Any])
STATED = "[default: what the base states, else {}]"

OPTIONS = (
    click.option("--temperature", type=click.FloatRange(min=0), help=f"0: the likeliest token.  {STATED.format(0.3)}"),
    click.option("--top-k", type=click.IntRange(min=0), help=f"The k likeliest tokens; 0: all.  {STATED.format(40)}"),
    click.option(
        "--top-p",
        type=click.FloatRange(0, 1, min_open=True),
        help=f"The likeliest tokens with this share of the probability.  {STATED.format(0.9)}",
    ),
    click.option(
        "--min-p",
        type=click.FloatRange(0, 1),
        help=f"Drop tokens below this share of the highest probability.  {STATED.format(0)}",
    ),
    click.option(
        "--repeat-penalty",
        type=click.FloatRange(0, min_open=True),
        help=f"Divide the logits of repeated tokens by this; 1: off.  {STATED.format(1.1)}",
    ),
    click.option(
        "--repeat-last-n",
        type=click.IntRange(min=0),
        help="How many last tokens count as repeated.  [default: 64]",
    ),
    click.option("--presence-penalty", type=float, help="Subtracted from the logits of repeated tokens.  [default: 0]"),
    click.option("--frequency-penalty", type=float, help="The same for each occurrence.  [default: 0]"),
    click.option("--greedy", is_flag=True, help="The likeliest token, without penalties: for comparisons."),
    click.option("--seed", type=seed_type, default=0, help="Seed for sampling."),
)


def decoding_options(command: Command) -> Command:
    """Add the options; the command gets their values by name."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def check_decoding(options: Mapping[str, Any]) -> None:
    """Raise a UsageError for --greedy together with another option than the seed."""
    if options["greedy"] and (given := _given(options)):
        raise click.UsageError(f"--greedy excludes --{next(iter(given)).replace('_', '-')}.")


def chosen_sampling(options: Mapping[str, Any], stated: Mapping[str, float]) -> "Sampling":
    """Return the settings given, and for the rest those of a Modelfile; a note tells what the base states.

    Args:
        options: values by name; the command's others are ignored.
        stated: the base's sampling settings, by transformers' names.
    """
    from ..gguf.sampling import OLLAMA
    from ..sampling import GREEDY, default_sampling

    if options["greedy"]:
        return GREEDY
    given = _given(options)
    used = {name: value for name, value in stated.items() if OLLAMA[name] not in given}
    if used:
        words = ", ".join(f"{name} {value:g}" for name, value in used.items())
        print_notes([f"sampling with the base's defaults: {words}; use --greedy for the likeliest tokens"])
    return replace(default_sampling(stated), seed=options["seed"], **given)


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that the user gave: the fields of `Sampling` but the seed."""
    from ..sampling import GREEDY

    names = vars(GREEDY).keys() - {"seed"}
    return {name: value for name, value in options.items() if name in names and value is not None}
