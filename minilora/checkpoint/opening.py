"""open_base(): open a Hugging Face directory, a GGUF file or a named base as `BaseFiles`, and check its tensors."""

import re
from dataclasses import replace
from pathlib import Path

from ..arch import find_gguf, find_hf, read_gguf, read_hf
from ..errors import CheckpointError, brief
from ..files import read_json
from ..gguf.vocab import check_vocabulary, tokenizer_from_kv
from ..names import resolve
from ..tokenizer import Tokenizer
from . import quantization
from .base import HEAD, BaseFiles, stored_shapes
from .copied_files import ADAPTER
from .gguf_file import GGUFSource
from .safetensors_dir import INDEX, SINGLE, SafetensorsDir

ADAPTER_WEIGHTS = ("adapter_model.safetensors", "adapter_model.bin")
"""Weights of an adapter in PEFT's format."""
MAX_LISTED = 10
"""Maximum number of invalid tensors that an error lists; it counts the others."""


def open_base(path_or_name: str | Path) -> BaseFiles:
    """Open a Hugging Face directory, a GGUF file or a named base, and check the names and shapes of its tensors.

    Raises:
        CheckpointError: a missing or damaged file; or a list of all missing, unexpected or wrongly shaped tensors.
        UnknownArchitecture: a family, or a variant of one, that arch/ does not support.
        GGUFError: a malformed GGUF.
    """
    path = resolve(path_or_name)
    base = _open_dir(path) if path.is_dir() else _open_gguf(path)
    _check_tensors(base)
    return base


def _open_dir(path: Path) -> BaseFiles:
    _reject_adapter(path)
    if (path / "snapshots").is_dir() and not (path / "config.json").exists():
        inside = ", ".join(str(folder) for folder in sorted((path / "snapshots").iterdir())[:3])
        raise CheckpointError(f"{path} is a model's directory in the Hub's cache. Use one of its snapshots: {inside}.")
    hf_config = read_json(path / "config.json", CheckpointError)
    spec = find_hf(hf_config)
    reading = read_hf(spec, hf_config)
    source = SafetensorsDir(path, spec, quantization.block_size(hf_config))
    config = reading.config
    if spec.hf_text_types and spec.can_untie:
        # Both levels of config.json state it, with different defaults. transformers takes the upper one, unless there
        # is a head in the files.
        is_tied = hf_config.get("tie_word_embeddings", True) is True and HEAD not in source.shapes
        config = replace(config, tied_embeddings=is_tied)

    def load_tokenizer_files() -> Tokenizer | None:
        return Tokenizer.from_dir(path) if (path / "tokenizer.json").exists() else None

    notes = quantization.notes(hf_config, len(source.scales))
    base = BaseFiles(path, spec, config, load_tokenizer_files, source, hf_config, reading.assumed, notes)
    if not base.tensors_beside:
        return base
    note = (
        f"{hf_config['model_type']} is a multimodal model: its text part is used; the {len(base.tensors_beside)} "
        "tensors beside it are copied by a merge, and not exported"
    )
    return replace(base, notes=(*notes, note))


def _reject_adapter(path: Path) -> None:
    """Raise a CheckpointError if the directory is an adapter, or a model with an adapter that transformers would load.

    Source: transformers 5.23, modeling_utils.py (`from_pretrained`), integrations/peft.py.
    """
    if not (path / ADAPTER).exists():
        return
    if not (path / "config.json").exists() or not any((path / name).exists() for name in (SINGLE, INDEX)):
        raise CheckpointError(
            f"{path} contains an adapter, not a base model. Pass its base as --base, and the adapter as --adapter."
        )
    weights = next((name for name in ADAPTER_WEIGHTS if (path / name).exists()), None)
    if weights is None:
        return
    raise CheckpointError(
        f"{path} contains a model ({SINGLE}) and an adapter ({weights}), which transformers would load with it. "
        "Move the adapter to another directory and pass that as --adapter, or remove it if it is already merged."
    )


def _open_gguf(path: Path) -> BaseFiles:
    source = GGUFSource(path)
    kv = source.file.kv
    if kv.get("general.type") == "adapter":
        raise CheckpointError(f"{path} is a LoRA adapter, not a base model.")
    spec = find_gguf(kv)
    source.add_numbers({row.gguf_key for row in spec.tensors if row.gguf_key})
    reading = read_gguf(spec, kv, source.shapes, source.read_floats)
    has_vocabulary = "tokenizer.ggml.model" in kv
    if has_vocabulary:
        check_vocabulary(kv)

    def load_tokenizer_files() -> Tokenizer | None:
        return tokenizer_from_kv(kv) if has_vocabulary else None

    return BaseFiles(path, spec, reading.config, load_tokenizer_files, source, kv, reading.assumed)


def _check_tensors(base: BaseFiles) -> None:
    column, found = base.source.column, base.source.shapes
    expected, beside = stored_shapes(base, column), set(base.tensors_beside)
    known = re.compile("|".join((*base.spec.ignored, *map(re.escape, base.spec.gguf_rope))))
    absent_rows = {
        name for row in base.spec.tensors if not row.exists(base.config) for name in row.stored_names(column)
    }
    wrong = [f"missing: {brief(name)} {shape}" for name, shape in expected.items() if name not in found]
    wrong += [
        f"shape of {brief(name)}: found {found[name]}, expected {shape}"
        for name, shape in expected.items()
        if name in found and found[name] != shape
    ]
    wrong += [
        f"type of {brief(name)}: found {base.source.type_name(name)}, expected one of {', '.join(base.source.readable)}"
        for name in expected
        if name in found and base.source.type_name(name) not in base.source.readable
    ]
    wrong += [
        f"unexpected: {brief(name)} {found[name]}"
        for name in found
        if name not in expected and name not in absent_rows and name not in beside and not known.fullmatch(name)
    ]
    if base.source.column == "hf" and (error := quantization.quantization_error(base.metadata, wrong, found)):
        raise CheckpointError(f"{base.path} cannot be read: {error}")
    if wrong:
        more = f"\n  ... and {len(wrong) - MAX_LISTED} more" if len(wrong) > MAX_LISTED else ""
        raise CheckpointError(
            f"{base.path} does not contain the tensors of the {base.spec.name} model in its configuration:\n  "
            + "\n  ".join(wrong[:MAX_LISTED])
            + more
        )
