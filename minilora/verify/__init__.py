"""Does an exported file say what the trained model says? Everything is read back from the file, nothing remembered.

structure.py    keys, types, offsets: what llama.cpp and Ollama demand
vocabulary.py   the same tokens for the same texts
weights.py      every block of weights close to the merged model's
logits.py       the same predictions
prompt.py       the Modelfile asks what training asked
runtime.py      llama.cpp itself, where it is installed
corpus.py       the texts                       report.py   what comes out
"""

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from ..adapted import open_adapted
from ..checkpoint import load_files
from ..data.template import AUTO, load_template, template_name
from ..ends import completion_ends
from ..errors import CheckpointError, MiniLoraError
from ..export.plan import tensor_readers
from ..gguf.reader import GGUFFile
from ..lora import attach_adapter, merge_into
from .logits import check_logits
from .prompt import check_modelfile
from .report import Check, Checks, VerifyReport
from .runtime import check_runtime
from .structure import check_structure
from .vocabulary import check_ends, check_tokenizer
from .weights import check_weights

__all__ = ["Check", "VerifyReport", "verify"]


def verify(
    path: Path,
    base: str | Path,
    *,
    adapter: Path | None = None,
    modelfile: Path | None = None,
    template: str = AUTO,
    day: date | None = None,
    with_llama_cpp: bool = False,
    told: Callable[[Check], None] = lambda check: None,
) -> VerifyReport:
    """Compare the GGUF file `path` with `base` and `adapter`, merged afresh in float32.

    Args:
        modelfile: the Modelfile that goes with the file, if that shall be checked too.
        template: what the model was trained with, as in `load_template`.
        day: the date that the template writes, if it writes one.
        with_llama_cpp: ask llama.cpp, too (package xllamacpp).
        told: called with each check as soon as it is made.

    Raises:
        GGUFError: when the file cannot be read at all.
        CheckpointError, AdapterError, ConfigError: about the base, the adapter, the template.
    """
    with GGUFFile(path) as file:
        checks = []
        for check in _checks(file, base, adapter, modelfile, template, day, with_llama_cpp):
            told(check)
            checks.append(check)
        return VerifyReport(path, tuple(checks))


def _checks(
    file: GGUFFile,
    base: str | Path,
    adapter: Path | None,
    modelfile: Path | None,
    template: str,
    day: date | None,
    with_llama_cpp: bool,
) -> Checks:
    files, update = open_adapted(base, adapter)
    if files.tokenizer is None:
        raise CheckpointError(f"{files.path} has no tokenizer.json to compare with; add the file.")
    yield from (Check("adapter", "what it brings", True, note) for note in files.notes)
    yield from check_structure(file, files)
    yield from _guarded("tokenizer", check_tokenizer(file, files.tokenizer))
    asked = adapter is not None or template != AUTO
    learned = asked and template_name(template, files.tokenizer) != "instruccion"
    rendering = load_template(template, files.tokenizer, day) if modelfile or learned else None
    end = rendering.end if rendering else ""
    yield check_ends(file, files.tokenizer, completion_ends(files.tokenizer, files.stated_ends, end=end))
    exact = tensor_readers(files, update)
    names = sorted(exact.keys() ^ file.tensors.keys())
    yield Check("weights", "tensors", not names, ", ".join(names[:5]) or f"{len(exact)}, each under its name")
    if not names:
        yield from check_weights(file, exact, os.cpu_count() or 1)
        merged = load_files(files)
        if adapter is not None and update is not None:
            attach_adapter(merged.model, update, adapter)
            merge_into(merged.model)
        yield from _guarded("logits", check_logits(file, merged.model, files.tokenizer))
        if with_llama_cpp:
            yield from check_runtime(file, merged.model, files.tokenizer)
    if modelfile and rendering:
        yield from check_modelfile(modelfile, file, rendering, files.tokenizer, files.stated_ends)


def _guarded(part: str, checks: Checks) -> Iterator[Check]:
    """Pass checks on; a file that minilora refuses to load has failed the check."""
    try:
        yield from checks
    except MiniLoraError as err:
        yield Check(part, "can be read", False, str(err).splitlines()[0])
