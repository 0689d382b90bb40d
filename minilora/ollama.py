"""The Modelfile that goes with an exported GGUF: what the file itself says, and the training prompt."""

from pathlib import Path

from .errors import GGUFError
from .files import write_text
from .gguf.modelfile import instruccion_modelfile, relative_path
from .gguf.reader import GGUFFile


def write_modelfile(path: Path, gguf: Path, *, system: str = "") -> None:
    """Write the Modelfile for `gguf`, a model trained on the template `instruccion`.

    Args:
        system: message that Ollama puts before every conversation; empty for none.

    Raises:
        GGUFError: when the file names no end-of-sequence token, or Ollama could not read the text back.
        OutputError: when `path` cannot be written.
    """
    with GGUFFile(gguf) as file:
        kv = file.kv
    tokens, eos_id = kv.get("tokenizer.ggml.tokens", []), kv.get("tokenizer.ggml.eos_token_id", -1)
    if not 0 <= eos_id < len(tokens):
        raise GGUFError(f"{gguf} names no end-of-sequence token; in Ollama its answers would never end.")
    context_length = kv[f"{kv['general.architecture']}.context_length"]
    modelfile = instruccion_modelfile(relative_path(gguf, path), tokens[eos_id], system, context_length=context_length)
    write_text(path, modelfile.text())
