"""Which chat the options open: base and adapter, template and system message, selection of the next token."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from .inputs import inputs, load
from .options import (
    date_option,
    device_option,
    dtype_option,
    pack_option,
    run_template_option,
    seed_type,
    template_arg_option,
    utf8_text,
)
from .terminal import print_notes

if TYPE_CHECKING:
    from ..chat import Chat
    from ..sampling import Sampling

Command = TypeVar("Command", bound=Callable[..., Any])
STATED = "[default: what the base states, else {}]"

DECODING = (
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


system_option = click.option(
    "--system",
    callback=utf8_text,
    metavar="TEXT",
    help="System message; default: the one in all records of the adapter's run, if any.",
)
packed_option = click.option(
    "--packed/--no-packed",
    default=None,
    help="Multiply with a GGUF's quantised blocks directly, with inputs rounded to 8 bits; the default on a CPU. "
    "--no-packed dequantises them to --dtype.",
)


def chat_options(*, max_new_tokens: int) -> Callable[[Command], Command]:
    """Add the options of a chat but the model's; the command gets their values by name, for `open_chat`."""
    length = click.option(
        "--max-new-tokens", type=click.IntRange(min=1), default=max_new_tokens, help="Maximum tokens of an answer."
    )
    prompting = (run_template_option, template_arg_option, system_option, date_option)
    loading = (device_option, dtype_option, packed_option, pack_option)

    def add(command: Command) -> Command:
        for option in reversed((*prompting, length, *DECODING, *loading)):
            command = option(command)
        return command

    return add


def open_chat(base: str | None, adapter: Path | None, options: Mapping[str, Any]) -> "Chat":
    """Load a model and return a chat with it.

    Args:
        options: values of `chat_options` by name.

    Raises:
        click.UsageError: --greedy together with another option of decoding than the seed.
    """
    from ..chat import Chat

    if options["greedy"] and (decoding := _given(options)):
        raise click.UsageError(f"--greedy excludes --{next(iter(decoding)).replace('_', '-')}.")
    names = ("template", "template_args", "system", "dtype", "day")
    given = inputs(adapter, base=base, **{name: options[name] for name in names})
    packing = options["packed"], options["pack"]
    loaded = load(given.base, adapter, options["device"], given.dtype, *packing, default_pack="preferred")
    return Chat(
        loaded,
        template=given.template,
        template_args=given.template_args,
        system=given.system,
        day=given.day,
        max_new_tokens=options["max_new_tokens"],
        sampling=_sampling(options, loaded.files.sampling),
    )


def _sampling(options: Mapping[str, Any], stated: Mapping[str, float]) -> "Sampling":
    """Return the settings given, and for the rest those of a Modelfile; a note tells what the base states.

    Args:
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
