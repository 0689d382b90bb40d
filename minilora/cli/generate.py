"""`minilora generate`: stream a completion to stdout; without a prompt, chat."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import DataError
from .inputs import inputs, load
from .options import (
    adapter_option,
    date_option,
    device_option,
    dtype_option,
    pack_option,
    run_base_option,
    run_template_option,
    seed_type,
    template_arg_option,
    utf8_text,
)
from .terminal import as_utf8, print_notes

if TYPE_CHECKING:
    from ..sampling import Sampling

STATED = "[default: what the base states, else {}]"


@click.command()
@run_base_option
@adapter_option
@click.option("--prompt", callback=utf8_text, help="The prompt; without it, start a chat.")
@click.option("--raw", is_flag=True, help="Use the prompt as it is, without the template.")
@run_template_option
@template_arg_option
@click.option(
    "--system",
    callback=utf8_text,
    metavar="TEXT",
    help="System message; default: the one in all records of the adapter's run, if any.",
)
@date_option
@click.option("--max-new-tokens", type=click.IntRange(min=1), default=512, help="Maximum tokens of an answer.")
@click.option("--temperature", type=click.FloatRange(min=0), help=f"0: the likeliest token.  {STATED.format(0.3)}")
@click.option("--top-k", type=click.IntRange(min=0), help=f"The k likeliest tokens; 0: all.  {STATED.format(40)}")
@click.option(
    "--top-p",
    type=click.FloatRange(0, 1, min_open=True),
    help=f"The likeliest tokens with this share of the probability.  {STATED.format(0.9)}",
)
@click.option(
    "--min-p",
    type=click.FloatRange(0, 1),
    help=f"Drop tokens below this share of the highest probability.  {STATED.format(0)}",
)
@click.option(
    "--repeat-penalty",
    type=click.FloatRange(0, min_open=True),
    help=f"Divide the logits of repeated tokens by this; 1: off.  {STATED.format(1.1)}",
)
@click.option(
    "--repeat-last-n", type=click.IntRange(min=0), help="How many of the last tokens count as repeated.  [default: 64]"
)
@click.option("--presence-penalty", type=float, help="Subtract this from the logits of repeated tokens.  [default: 0]")
@click.option("--frequency-penalty", type=float, help="The same for each occurrence.  [default: 0]")
@click.option("--greedy", is_flag=True, help="The likeliest token, without penalties: for comparisons.")
@click.option("--seed", type=seed_type, default=0, help="Seed for sampling.")
@device_option
@dtype_option
@click.option(
    "--packed/--no-packed",
    default=None,
    help="Multiply with a GGUF's quantised blocks directly, with inputs rounded to 8 bits; the default on a CPU. "
    "--no-packed dequantises them to --dtype.",
)
@pack_option
def command(
    base: str | None,
    adapter: Path | None,
    prompt: str | None,
    raw: bool,
    template: str | None,
    template_args: dict[str, object],
    system: str | None,
    day: date | None,
    max_new_tokens: int,
    temperature: float | None,
    top_k: int | None,
    top_p: float | None,
    min_p: float | None,
    repeat_penalty: float | None,
    repeat_last_n: int | None,
    presence_penalty: float | None,
    frequency_penalty: float | None,
    greedy: bool,
    seed: int,
    device: str,
    dtype: str,
    packed: bool | None,
    pack: str | None,
) -> None:
    """Print the answer to a prompt; without --prompt, chat until an empty line or Ctrl-D."""
    from ..chat import Chat
    from ..sampling import GREEDY

    options = {
        "temperature": temperature,
        "top_k": top_k,
        "top_p": top_p,
        "min_p": min_p,
        "repeat_penalty": repeat_penalty,
        "repeat_last_n": repeat_last_n,
        "presence_penalty": presence_penalty,
        "frequency_penalty": frequency_penalty,
    }
    chosen = {name: value for name, value in options.items() if value is not None}
    if greedy and chosen:
        raise click.UsageError(f"--greedy excludes --{next(iter(chosen)).replace('_', '-')}.")
    given = inputs(
        adapter, base=base, template=template, template_args=template_args, system=system, dtype=dtype, day=day
    )
    loaded = load(given.base, adapter, device, given.dtype, packed, pack, default_pack="preferred")
    chat = Chat(
        loaded,
        template=given.template,
        template_args=given.template_args,
        system=given.system,
        day=given.day,
        max_new_tokens=max_new_tokens,
        sampling=GREEDY if greedy else _sampling(chosen, loaded.files.sampling, seed),
    )
    if prompt is None:
        for question in _read_questions():
            _print_stream(chat.reply(question))
    else:
        _print_stream(chat.complete(prompt) if raw else chat.reply(prompt))


def _sampling(given: Mapping[str, float], stated: Mapping[str, float], seed: int) -> "Sampling":
    """Return the settings given, and for the rest those of a Modelfile; a note tells what the base states."""
    from ..gguf.sampling import OLLAMA
    from ..sampling import default_sampling

    used = {name: value for name, value in stated.items() if OLLAMA[name] not in given}
    if used:
        words = ", ".join(f"{name} {value:g}" for name, value in used.items())
        print_notes([f"sampling with the base's defaults: {words}; use --greedy for the likeliest tokens"])
    return replace(default_sampling(stated), seed=seed, **given)  # type: ignore[arg-type]


def _read_questions() -> Iterator[str]:
    """Yield the lines from the terminal or a pipe, until an empty line or the end of the input."""
    while True:
        try:
            question = as_utf8(click.prompt("?", default="", show_default=False, prompt_suffix=" ", err=True))
        except click.Abort:
            return
        except UnicodeError as err:
            raise DataError("the question is not UTF-8 text.") from err
        if not question.strip():
            return
        yield question


def _print_stream(chunks: Iterator[str]) -> None:
    """Print an answer while it is generated, without leading white space."""
    started = False
    for chunk in chunks:
        text = chunk if started else chunk.lstrip()
        started = started or bool(text)
        click.echo(text, nl=False)
    click.echo()
