"""`minilora generate`: stream a completion to stdout; without a prompt, chat."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from ..errors import DataError
from .decoding import check_decoding, chosen_sampling, decoding_options
from .inputs import inputs, load
from .options import (
    adapter_option,
    date_option,
    device_option,
    dtype_option,
    pack_option,
    run_base_option,
    run_template_option,
    template_arg_option,
    utf8_text,
)
from .terminal import as_utf8


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
@decoding_options
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
    device: str,
    dtype: str,
    packed: bool | None,
    pack: str | None,
    **decoding: Any,
) -> None:
    """Print the answer to a prompt; without --prompt, chat until an empty line or Ctrl-D."""
    from ..chat import Chat

    check_decoding(decoding)
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
        sampling=chosen_sampling(decoding, loaded.files.sampling),
    )
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
