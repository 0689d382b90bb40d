"""The Modelfile that goes with an exported GGUF: what the file itself says, and the prompt of training.

    template.py   TEMPLATE from the training template, by examples
    go.py         what Ollama makes of a TEMPLATE

The text of a Modelfile and what may stand in it is `minilora.gguf.modelfile`.
"""

from datetime import date
from pathlib import Path

from ..data.template import load_template
from ..ends import NOTHING_STATED, StatedEnds
from ..errors import GGUFError
from ..files import refuse_inputs, write_text
from ..gguf.modelfile import Modelfile, parse_modelfile, printable, relative_path
from ..gguf.reader import GGUFFile
from ..gguf.sampling import ollama_parameters
from ..gguf.vocab import gguf_ends, tokenizer_from_kv
from ..tokenizer import Tokenizer
from .template import OllamaTemplate, ollama_template

PARAMETERS = {"temperature": 0.3, "top_p": 0.9, "repeat_penalty": 1.1, "num_predict": 1024}
LARGEST_NUM_CTX = 4096
"""Memory for the context is taken at once; who needs more asks for it."""


def write_modelfile(
    path: Path,
    gguf: Path,
    *,
    template: str = "instruccion",
    day: date | None = None,
    stated: StatedEnds = NOTHING_STATED,
    system: str = "",
    adapter: Path | None = None,
) -> None:
    """Write the Modelfile for `gguf`.

    Args:
        template: what the model was trained with: `instruccion`, `chat` (the file's own) or a Jinja file.
        day: the date that the template writes, if it writes one: TEMPLATE holds it, and a comment names it.
        stated: what the base says ends a completion, where it says more than `gguf` can (texts).
        system: message that Ollama puts before every conversation; any text, made printable here; empty for none.
        adapter: a GGUF adapter on top of `gguf`, which Ollama takes up to version 0.33.

    Raises:
        GGUFError: when the file names no end-of-sequence token, or Ollama has no words for the template or the text.
        OutputError: when `path` cannot be written.
    """
    refuse_inputs(path, gguf, adapter)
    with GGUFFile(gguf) as file:
        kv = file.kv
    in_file = gguf_ends(kv)
    both = StatedEnds((*in_file.ids, *stated.ids), stated.texts)
    ollama, dated = _template(template, tokenizer_from_kv(kv), day, both, gguf)
    context_length = kv[f"{kv['general.architecture']}.context_length"]
    modelfile = Modelfile(
        model=relative_path(gguf, path),
        template=ollama.text,
        stops=ollama.stops,
        system=printable(system).strip(),
        adapter=relative_path(adapter, path) if adapter else None,
        parameters={**PARAMETERS, **ollama_parameters(kv), "num_ctx": min(context_length, LARGEST_NUM_CTX)},
        day=day if dated else None,
    )
    write_text(path, modelfile.text())


def check_template(tokenizer: Tokenizer, *, template: str, day: date | None = None) -> None:
    """Refuse, before a model with this tokenizer is exported, a Modelfile that could not be written for it afterwards.

    Raises:
        GGUFError: as `write_modelfile`.
    """
    _template(template, tokenizer, day, NOTHING_STATED, "this base model")


def written_day(modelfile: Path) -> date | None:
    """Return the date that a Modelfile was written with; None where it says none, or cannot be read."""
    try:
        return parse_modelfile(modelfile.read_text(encoding="utf-8")).day
    except (OSError, UnicodeDecodeError, GGUFError):
        return None


def _template(
    name: str, tokenizer: Tokenizer, day: date | None, stated: StatedEnds, model: str | Path
) -> tuple[OllamaTemplate, bool]:
    """Return the TEMPLATE, and whether it holds the date."""
    if tokenizer.eos_id is None:
        raise GGUFError(f"{model} names no end-of-sequence token; in Ollama its answers would never end.")
    template = load_template(name, tokenizer, day)
    return ollama_template(template, tokenizer, stated), template.dated
