"""`minilora generate`: an answer on stdout as it is made; without a prompt, a chat."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from ..errors import DataError
from ._shared import (
    adapter_option,
    as_utf8,
    base_option,
    chosen_day,
    date_option,
    device_option,
    dtype_option,
    load,
    seed_type,
    template_arg_option,
    template_option,
    utf8_text,
)


@click.command()
@base_option
@adapter_option
@click.option("--prompt", callback=utf8_text, help="What to answer; without it, a chat begins.")
@click.option("--raw", is_flag=True, help="Give the prompt to the model as it is, without the template.")
@template_option
@template_arg_option
@date_option
@click.option("--max-new-tokens", type=click.IntRange(min=1), default=512, help="Longest answer, in tokens.")
@click.option("--temperature", type=click.FloatRange(min=0), default=0.0, help="0: always the likeliest token.")
@click.option("--top-k", type=click.IntRange(min=0), default=0, help="Sample among so many likeliest tokens; 0: all.")
@click.option("--top-p", type=click.FloatRange(0, 1, min_open=True), default=1.0, help="Sample within this share.")
@click.option("--seed", type=seed_type, default=0, help="Of the sampling.")
@device_option
@dtype_option
def command(
    base: str,
    adapter: Path | None,
    prompt: str | None,
    raw: bool,
    template: str,
    template_args: dict[str, object],
    day: date | None,
    max_new_tokens: int,
    temperature: float,
    top_k: int,
    top_p: float,
    seed: int,
    device: str,
    dtype: str,
) -> None:
    """Answer a prompt on stdout; without --prompt, chat until an empty line or Ctrl-D."""
    from ..chat import Chat
    from ..generate import Sampling

    sampling = Sampling(temperature=temperature, top_k=top_k, top_p=top_p, seed=seed)
    loaded = load(base, adapter, device, dtype)
    on = chosen_day(day, adapter)
    chat = Chat(
        loaded,
        template=template,
        template_args=template_args,
        day=on,
        max_new_tokens=max_new_tokens,
        sampling=sampling,
    )
    if prompt is None:
        for question in _questions():
            _show(chat.reply(question))
    else:
        _show(chat.complete(prompt) if raw else chat.reply(prompt))


def _questions() -> Iterator[str]:
    """Yield what the person types, or the lines of a pipe, until an empty line or the end."""
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


def _show(pieces: Iterator[str]) -> None:
    """Print an answer while it is made, from its first visible character on."""
    started = False
    for piece in pieces:
        text = piece if started else piece.lstrip()
        started = started or bool(text)
        click.echo(text, nl=False)
    click.echo()
