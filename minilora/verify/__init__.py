"""Verify an exported GGUF against the merged model. Everything is read back from the file.

structure.py    keys, types and offsets, as llama.cpp and Ollama require
vocabulary.py   the same token ids for the same texts
weights.py      every block of weights is close to that of the merged model
logits.py       the same predictions
prompt.py       the Modelfile gives the training prompt
runtime.py      comparison with llama.cpp, if it is installed
corpus.py       the texts                       report.py   the results
"""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..adapted import open_adapted
from ..checkpoint import load_files
from ..data.records import NO_VARIABLES
from ..data.template import AUTO, load_template, template_name
from ..errors import CheckpointError, GGUFError, MiniLoraError, quoted
from ..export.plan import number_keys, tensor_readers
from ..gguf.reader import GGUFFile
from ..lora import attach_adapter, merge_into
from ..stopping import stopping_criteria
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
    template_args: Mapping[str, Any] = NO_VARIABLES,
    day: date | None = None,
    with_llama_cpp: bool = False,
    on_check: Callable[[Check], None] = lambda check: None,
) -> VerifyReport:
    """Compare the GGUF file `path` with `base` and `adapter`, merged again in float32.

    Args:
        modelfile: the Modelfile of the file, to check it too.
        template: the template used in training, as in `load_template`.
        template_args: variables of the chat template.
        day: the date for a template that writes one.
        with_llama_cpp: also compare with llama.cpp (package xllamacpp).
        on_check: called with each check as soon as it is done.

    Raises:
        GGUFError: the file cannot be read, is not a model, or is one of several files of a model.
        CheckpointError, AdapterError, ConfigError: invalid base, adapter or template.
    """
    with GGUFFile(path) as file:
        _check_is_whole_model(file)
        checks = []
        for check in _checks(file, base, adapter, modelfile, template, template_args, day, with_llama_cpp):
            on_check(check)
            checks.append(check)
        return VerifyReport(path, tuple(checks))


def _check_is_whole_model(file: GGUFFile) -> None:
    kind, count = file.kv.get("general.type", "model"), file.kv.get("split.count")
    if kind != "model":
        raise GGUFError(
            f"{file.path} is no model: its general.type is {quoted(kind)}. Only whole models can be verified: export "
            "base and adapter as one file (`minilora export` without --adapter-only)."
        )
    if isinstance(count, int) and count > 1:
        raise GGUFError(
            f"{file.path} is one of {count} files of a GGUF; only a model in a single file can be verified. Export it "
            "without --split-max-size, or join the files with `llama-gguf-split --merge`."
        )


def _checks(
    file: GGUFFile,
    base: str | Path,
    adapter: Path | None,
    modelfile: Path | None,
    template: str,
    template_args: Mapping[str, Any],
    day: date | None,
    with_llama_cpp: bool,
) -> Checks:
    files, update = open_adapted(base, adapter)
    if files.tokenizer is None:
        raise CheckpointError(f"{files.path} has no tokenizer.json to compare with; add the file.")
    yield from (Check("adapter", "vocabulary and files", True, note) for note in files.notes)
    yield from check_structure(file, files)
    yield from _catch_errors("tokenizer", check_tokenizer(file, files.tokenizer))
    asked = adapter is not None or template != AUTO
    learned = asked and template_name(template, files.tokenizer) != "instruccion"
    rendering = load_template(template, files.tokenizer, day, template_args) if modelfile or learned else None
    end = rendering.end if rendering else ""
    yield check_ends(file, files.tokenizer, stopping_criteria(files.tokenizer, files.configured_stops, end=end))
    exact = tensor_readers(files, update)
    names = sorted(exact.keys() ^ file.tensors.keys())
    yield Check("weights", "tensors", not names, ", ".join(names[:5]) or f"{len(exact)}, all names match")
    if numbers := number_keys(files, update):
        wrong = [key for key, value in numbers.items() if file.values.get(key) != value]
        yield Check("weights", "numbers in keys", not wrong, ", ".join(wrong) or f"{len(numbers)} arrays, all equal")
    if not names:
        yield from check_weights(file, exact, os.cpu_count() or 1)
        merged = load_files(files)
        if adapter is not None and update is not None:
            attach_adapter(merged.model, update, adapter)
            merge_into(merged.model)
        yield from _catch_errors("logits", check_logits(file, merged.model, files.tokenizer))
        if with_llama_cpp:
            yield from check_runtime(file, merged.model, files.tokenizer)
    if modelfile and rendering:
        yield from check_modelfile(modelfile, file, rendering, files.tokenizer, files.configured_stops)


def _catch_errors(part: str, checks: Checks) -> Iterator[Check]:
    """Yield the checks; if minilora raises an error, yield a failed check."""
    try:
        yield from checks
    except MiniLoraError as err:
        yield Check(part, "can be read", False, str(err).splitlines()[0])
