"""`minilora generate`: stream a completion to stdout; without a prompt, chat."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ..errors import DataError
from .chat_options import chat_options, open_chat
from .options import adapter_option, run_base_option, utf8_text
from .terminal import as_utf8


@click.command()
@run_base_option
@adapter_option
@click.option("--prompt", callback=utf8_text, help="The prompt; without it, start a chat.")
@click.option("--raw", is_flag=True, help="Use the prompt as it is, without the template.")
@chat_options(max_new_tokens=512)
def command(base: str | None, adapter: Path | None, prompt: str | None, raw: bool, **options: Any) -> None:
    """Print the answer to a prompt; without --prompt, chat until an empty line or Ctrl-D."""
    chat = open_chat(base, adapter, options)
    if prompt is None:
        for question in _read_questions():
            _print_stream(chat.reply(question))
    else:
        _print_stream(chat.complete(prompt) if raw else chat.reply(prompt))


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
