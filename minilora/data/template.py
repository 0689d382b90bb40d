"""Which template: by its name, or from a Jinja file."""

from ..errors import ConfigError
from .instruccion import InstruccionTemplate
from .rendering import Rendered, Template
from .tokens import Tokenizer

__all__ = ["Rendered", "Template", "load_template"]


def load_template(name: str, tokenizer: Tokenizer) -> Template:
    """Return the template `instruccion`.

    Raises:
        ConfigError: when there is no template of that name.
    """
    if name == "instruccion":
        return InstruccionTemplate(tokenizer)
    raise ConfigError(f"no template is called {name!r}; expected `instruccion`.")
