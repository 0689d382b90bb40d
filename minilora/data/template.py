"""load_template(): selects a template by name, from a Jinja file, or from the base's tokenizer."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import ConfigError, quoted
from ..tokenizer import Tokenizer
from .chat import ChatTemplate
from .instruccion import InstruccionTemplate
from .records import NO_VARIABLES
from .rendering import Rendered, Template
from .thinking import Thinking

__all__ = ["AUTO", "Rendered", "Template", "load_template", "template_name"]

AUTO = "auto"
"""The base's chat template, or `instruccion` if it has none."""


def template_name(name: str, tokenizer: Tokenizer) -> str:
    """Return the name of a template, with `auto` resolved for this tokenizer."""
    if name != AUTO:
        return name
    return "instruccion" if tokenizer.chat_template is None else "chat"


def load_template(
    name: str,
    tokenizer: Tokenizer,
    day: date | None = None,
    arguments: Mapping[str, Any] = NO_VARIABLES,
    thinking: Thinking | None = None,
) -> Template:
    """Return the template `auto`, `instruccion` or `chat` (the tokenizer's), or one from a Jinja file.

    Args:
        day: the date of the run, for templates that write it. This module does not read the clock.
        arguments: variables for a chat template.
        thinking: how thinking is treated (`thinking.py`).

    Raises:
        ConfigError: the tokenizer has no chat template, the file cannot be read, or the template is invalid, needs a
            date that is not given, or does not use an argument.
    """
    name = template_name(name, tokenizer)
    if name == "instruccion":
        if arguments:
            raise ConfigError("the template `instruccion` takes no arguments (--template-arg).")
        return InstruccionTemplate(tokenizer, thinking)
    if name == "chat":
        if tokenizer.chat_template is None:
            raise ConfigError("this base model has no chat template. Use `--template instruccion` or a Jinja file.")
        return ChatTemplate(tokenizer.chat_template, tokenizer, day, arguments, thinking)
    try:
        source = Path(name).read_text(encoding="utf-8")
    except OSError as err:
        raise ConfigError(
            f"no template {quoted(name)}: expected `auto`, `instruccion`, `chat` or a Jinja file ({err.strerror})."
        ) from err
    except UnicodeDecodeError as err:
        raise ConfigError(f"the template {name} is not UTF-8 text; expected a Jinja file.") from err
    return ChatTemplate(source, tokenizer, day, arguments, thinking)
