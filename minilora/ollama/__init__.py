"""Write the Modelfile of an exported GGUF, with the prompt template of the training.

    template.py   convert the training template to a TEMPLATE
    go.py         render a TEMPLATE as Ollama does

`minilora.gguf.modelfile` formats and parses the text of a Modelfile.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..data.records import NO_VARIABLES
from ..data.template import AUTO, load_template
from ..errors import GGUFError
from ..files import check_not_input, write_text
from ..gguf.modelfile import Modelfile, make_printable, parse_modelfile, relative_path
from ..gguf.reader import GGUFFile
from ..gguf.sampling import gguf_sampling
from ..gguf.vocab import ends_from_kv, tokenizer_from_kv
from ..sampling import SHIPPED, default_sampling
from ..stopping import NO_STOPS, ConfiguredStops
from ..tokenizer import Tokenizer
from .template import OllamaTemplate, ollama_template

NUM_PREDICT = 1024
MAX_NUM_CTX = 4096
"""Ollama allocates memory for the whole context at once; users who need more can set num_ctx."""


def write_modelfile(
    path: Path,
    gguf: Path,
    *,
    template: str = AUTO,
    template_args: Mapping[str, Any] = NO_VARIABLES,
    day: date | None = None,
    stated: ConfiguredStops = NO_STOPS,
    system: str = "",
    adapter: Path | None = None,
) -> None:
    """Write the Modelfile for `gguf`.

    Args:
        template: the template used in training: `auto`, `chat` (that of the file), `instruccion` or a Jinja file.
        template_args: variables of the chat template.
        day: the date for a template that writes one; it becomes part of TEMPLATE and of a comment.
        stated: end-of-generation tokens and texts of the base, which may be more than `gguf` can store.
        system: default system message; empty for none. It is passed through `make_printable`.
        adapter: a GGUF adapter for `gguf`; supported by Ollama up to version 0.33.

    Raises:
        GGUFError: the file has no end-of-sequence token, or the template or a text cannot be expressed in a Modelfile.
        OutputError: `path` cannot be written.
    """
    check_not_input(path, gguf, adapter)
    with GGUFFile(gguf) as file:
        kv = file.kv
    in_file = ends_from_kv(kv)
    both = ConfiguredStops((*in_file.ids, *stated.ids), stated.texts)
    ollama, dated = _template(template, tokenizer_from_kv(kv), day, template_args, both, gguf)
    context_length = kv[f"{kv['general.architecture']}.context_length"]
    sampling = default_sampling(gguf_sampling(kv))
    modelfile = Modelfile(
        model=relative_path(gguf, path),
        template=ollama.text,
        stops=ollama.stops,
        system=make_printable(system).strip(),
        adapter=relative_path(adapter, path) if adapter else None,
        parameters={
            **{name: getattr(sampling, name) for name in SHIPPED},
            "num_predict": NUM_PREDICT,
            "num_ctx": min(context_length, MAX_NUM_CTX),
        },
        day=day if dated else None,
    )
    write_text(path, modelfile.text())


def check_template(
    tokenizer: Tokenizer, *, template: str, template_args: Mapping[str, Any] = NO_VARIABLES, day: date | None = None
) -> None:
    """Check before an export that a Modelfile can be written for a model with this tokenizer.

    Raises:
        GGUFError: as `write_modelfile`.
    """
    _template(template, tokenizer, day, template_args, NO_STOPS, "this base model")


def read_modelfile_date(modelfile: Path) -> date | None:
    """Return the date in the comment of a Modelfile; None if there is none, or the file cannot be read."""
    try:
        return parse_modelfile(modelfile.read_text(encoding="utf-8")).day
    except (OSError, UnicodeDecodeError, GGUFError):
        return None


def _template(
    name: str,
    tokenizer: Tokenizer,
    day: date | None,
    arguments: Mapping[str, Any],
    stated: ConfiguredStops,
    model: str | Path,
) -> tuple[OllamaTemplate, bool]:
    """Return the TEMPLATE, and whether it contains the date."""
    if tokenizer.eos_id is None:
        raise GGUFError(f"{model} has no end-of-sequence token; in Ollama its answers would never end.")
    template = load_template(name, tokenizer, day, arguments)
    return ollama_template(template, tokenizer, stated), template.dated
