"""Write the Modelfile of an exported GGUF, with the prompt template of the training.

    template.py   convert the training template to a TEMPLATE
    go.py         render a TEMPLATE as Ollama does
    renderers.py  the renderers that Ollama has instead of a TEMPLATE

`minilora.gguf.modelfile` formats and parses the text of a Modelfile.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..data.records import NO_VARIABLES
from ..data.template import AUTO, Template, load_template
from ..errors import GGUFError
from ..files import check_not_input, write_text
from ..gguf.modelfile import Modelfile, make_printable, parse_modelfile, relative_path
from ..gguf.reader import GGUFFile
from ..gguf.sampling import gguf_sampling
from ..gguf.vocab import ends_from_kv, tokenizer_from_kv
from ..sampling import SHIPPED, default_sampling
from ..stopping import NO_STOPS, ConfiguredStops
from ..tokenizer import Tokenizer
from .renderers import RENDERERS, find_renderer
from .template import ollama_template

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
    with_renderer: bool = False,
) -> None:
    """Write the Modelfile for `gguf`.

    Args:
        template: the template used in training: `auto`, `chat` (that of the file), `instruccion` or a Jinja file.
        template_args: variables of the chat template.
        day: the date for a template that writes one; it becomes part of TEMPLATE and of a comment.
        stated: end-of-generation tokens and texts of the base, which may be more than `gguf` can store.
        system: default system message; empty for none. It is passed through `make_printable`.
        adapter: a GGUF adapter for `gguf`; supported by Ollama up to version 0.33.
        with_renderer: also write the RENDERER of Ollama that writes the same prompts, and its PARSER.

    Raises:
        GGUFError: the file has no end-of-sequence token, or the template or a text cannot be expressed in a Modelfile.
        OutputError: `path` cannot be written.
    """
    check_not_input(path, gguf, adapter)
    with GGUFFile(gguf) as file:
        kv = file.kv
    in_file = ends_from_kv(kv)
    both = ConfiguredStops((*in_file.ids, *stated.ids), stated.texts)
    tokenizer = tokenizer_from_kv(kv)
    _check_end(tokenizer, gguf)
    training = load_template(template, tokenizer, day, template_args)
    ollama = ollama_template(training, tokenizer, both)
    renderer = find_renderer(training, tokenizer) if with_renderer else ""
    modelfile = Modelfile(
        model=relative_path(gguf, path),
        template=ollama.text,
        stops=ollama.stops,
        system=make_printable(system).strip(),
        adapter=relative_path(adapter, path) if adapter else None,
        parameters=_parameters(kv),
        renderer=renderer,
        parser=RENDERERS[renderer].parser if renderer else "",
        day=day if training.dated else None,
    )
    write_text(path, modelfile.text())


def _parameters(kv: Mapping[str, Any]) -> dict[str, int | float]:
    """Return the PARAMETERs with a number for a GGUF with these keys."""
    sampling = default_sampling(gguf_sampling(kv))
    context_length = kv[f"{kv['general.architecture']}.context_length"]
    shipped = {name: getattr(sampling, name) for name in SHIPPED}
    return {**shipped, "num_predict": NUM_PREDICT, "num_ctx": min(context_length, MAX_NUM_CTX)}


def check_template(template: Template, tokenizer: Tokenizer, *, system: str = "", with_renderer: bool = False) -> None:
    """Check before an export that a Modelfile can have this system message, for a model trained with this template.

    Raises:
        GGUFError: as `write_modelfile`.
    """
    _check_end(tokenizer, "this base model")
    ollama = ollama_template(template, tokenizer)
    Modelfile("./model.gguf", ollama.text, ollama.stops, make_printable(system).strip())
    if with_renderer:
        find_renderer(template, tokenizer)


def read_modelfile_date(modelfile: Path) -> date | None:
    """Return the date in the comment of a Modelfile; None if there is none, or the file cannot be read."""
    try:
        return parse_modelfile(modelfile.read_text(encoding="utf-8")).day
    except (OSError, UnicodeDecodeError, GGUFError):
        return None


def _check_end(tokenizer: Tokenizer, model: str | Path) -> None:
    if tokenizer.eos_id is None:
        raise GGUFError(f"{model} has no end-of-sequence token; in Ollama its answers would never end.")
