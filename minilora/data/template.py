"""Which template: by its name, or from a Jinja file."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import ConfigError, quoted
from ..tokenizer import Tokenizer
from .chat import ChatTemplate
from .instruccion import InstruccionTemplate
from .records import NOTHING
from .rendering import Rendered, Template
from .thinking import Thinking

__all__ = ["Rendered", "Template", "load_template"]


def load_template(
    name: str,
    tokenizer: Tokenizer,
    day: date | None = None,
    arguments: Mapping[str, Any] = NOTHING,
    thinking: Thinking | None = None,
) -> Template:
    """Return the template called `instruccion` or `chat` (the tokenizer's own), or the one in the Jinja file `name`.

    Args:
        day: the date of the run, for templates that write it; nothing here reads the clock.
        arguments: variables for a chat template.
        thinking: what becomes of an assistant's thinking; None keeps it and refuses what teaches not to think.

    Raises:
        ConfigError: when the tokenizer has no chat template, the file cannot be read, the template cannot work,
            writes a date and none is given, or does not use an argument.
    """
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
            f"no template {quoted(name)}: expected `instruccion`, `chat` or a Jinja file ({err.strerror})."
        ) from err
    except UnicodeDecodeError as err:
        raise ConfigError(f"the template {name} is not UTF-8 text; expected a Jinja file.") from err
    return ChatTemplate(source, tokenizer, day, arguments, thinking)
