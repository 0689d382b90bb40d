"""The plan of an export: keys, tensor names, shapes and types, and a function to read each tensor."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from gguf import GGMLQuantizationType, GGUFValueType
from torch import Tensor

from ..arch import TensorRow, gguf_facts
from ..checkpoint import EMBEDDING, BaseFiles, stored_shapes
from ..checkpoint.gguf_file import GGUFSource
from ..errors import CheckpointError, GGUFError
from ..gguf.imatrix import ImportanceMatrix
from ..gguf.mix import MIXES, TypeOverrides, tensor_types
from ..gguf.values import Value, array, boolean, f32, string, u32
from ..gguf.vocab import END_KEYS, add_end_keys, check_model_name, tokenizer_to_kv
from ..gguf.writer import TensorPlan
from ..lora import Adapter
from ..merge import merged_tensor
from .metadata import Labels, carried_keys, general_keys

TOKENIZER = "tokenizer."
"""Prefix of the keys of the vocabulary."""
PRE = "tokenizer.ggml.pre"
CHAT_TEMPLATE = "tokenizer.chat_template"


@dataclass(frozen=True)
class ExportPlan:
    kv: Mapping[str, Value]
    tensors: tuple[TensorPlan, ...]
    read: Mapping[str, Callable[[], Tensor]]
    """Name -> function that returns the values of the tensor, merged and in GGUF's layout."""
    copy: Mapping[str, Callable[[], np.ndarray]]
    """Name -> function that returns the bytes of a tensor that is stored in a GGUF base exactly as it will be."""


def plan_export(
    files: BaseFiles,
    adapter: Adapter | None,
    file_type: str,
    choices: TypeOverrides,
    labels: Labels,
    importance: ImportanceMatrix | None,
) -> ExportPlan:
    """Plan the file without reading any weights but those that are numbers in its keys.

    Raises:
        GGUFError: the file type is unknown, a pattern matches no tensor, or GGUF cannot express the model.
        CheckpointError: the base has no tokenizer.
    """
    facts = gguf_facts(files.spec, files.config)
    tensors = {name for row in _tensor_rows(files) for name in row.stored_names("gguf")}
    shapes = {name: shape for name, shape in stored_shapes(files, "gguf").items() if name in tensors}
    shapes |= {name: (len(values),) for name, values in facts.tensors.items()}
    heads_per_kv = files.config.num_heads // files.config.num_kv_heads
    if importance and not importance.sums.keys() & shapes.keys():
        raise GGUFError(
            f"the importance matrix has {len(importance.sums)} tensors, but none of this model "
            f"(its first is {min(importance.sums)!r}). Compute it with `minilora imatrix` from the same base."
        )
    has_imatrix = importance is not None
    types = tensor_types(file_type, shapes, heads_per_kv=heads_per_kv, has_imatrix=has_imatrix, choices=choices)
    general = general_keys(files, MIXES[file_type].file_type, labels)
    kv = {
        **general,
        **{key: _to_value(value) for key, value in facts.kv.items()},
        **number_keys(files, adapter),
        **_vocabulary_keys(files, labels),
        **_importance_keys(importance),
    }
    if files.tokenizer:
        check_model_name(files.tokenizer, str(general["general.name"].value) if "general.name" in general else "")
    return ExportPlan(
        kv,
        tuple(TensorPlan(name, shape, types[name]) for name, shape in shapes.items()),
        tensor_readers(files, adapter),
        _tensor_copiers(files, adapter, types),
    )


def tensor_readers(files: BaseFiles, adapter: Adapter | None) -> dict[str, Callable[[], Tensor]]:
    """Return a function for each tensor of the file, by name, that reads its values."""
    derived = gguf_facts(files.spec, files.config).tensors
    readers = {
        name: _tensor_reader(files, adapter, row, part)
        for row in _tensor_rows(files)
        for part, name in enumerate(row.stored_names("gguf"))
    }
    return readers | {name: _constant(torch.tensor(values)) for name, values in derived.items()}


def _tensor_rows(files: BaseFiles) -> list[TensorRow]:
    """Return the rows of what is a tensor in a GGUF."""
    return [row for row in files.rows if not row.gguf_key]


def number_keys(files: BaseFiles, adapter: Adapter | None) -> dict[str, Value]:
    """Return the keys with a number for each block, which are tensors elsewhere. This reads them."""
    numbers: dict[str, list[float]] = {}
    for row in files.rows:
        if row.gguf_key:
            number = row.gguf_layout.apply(merged_tensor(files, adapter, row), files.config)
            numbers.setdefault(row.gguf_key, []).append(float(number))
    return {key: array(GGUFValueType.FLOAT32, values) for key, values in numbers.items()}


def _tensor_reader(files: BaseFiles, adapter: Adapter | None, row: TensorRow, part: int) -> Callable[[], Tensor]:
    def read() -> Tensor:
        tensor: Tensor = row.gguf_layout.apply(merged_tensor(files, adapter, row), files.config)
        return tensor.chunk(1 + len(row.gguf_after))[part]

    return read


def _tensor_copiers(
    files: BaseFiles, adapter: Adapter | None, types: Mapping[str, GGMLQuantizationType]
) -> dict[str, Callable[[], np.ndarray]]:
    """Return functions for the tensors of a GGUF base that the adapter does not change and whose type stays.

    They are in GGUF's layout already, so it need not be undone and applied again; llama-quantize copies them too.
    """
    source = files.source
    if not isinstance(source, GGUFSource):
        return {}
    unchanged = [row for row in _tensor_rows(files) if not (adapter and adapter.modifies(row.hf))]
    stored = {
        name: (files.row_of(row), part) for row in unchanged for part, name in enumerate(row.stored_names("gguf"))
    }
    return {
        name: partial(_copy, files, source, row, row.stored_names("gguf")[part])
        for name, (row, part) in stored.items()
        if row.ours not in files.replaced_tensors and source.is_stored_as(row.stored_names("gguf")[part], types[name])
    }


def _copy(files: BaseFiles, source: GGUFSource, row: TensorRow, name: str) -> np.ndarray:
    if row.ours == EMBEDDING and files.stores_tied_head:
        files.read(row)  # compares the two
    return source.stored(name)


def _constant(tensor: Tensor) -> Callable[[], Tensor]:
    return lambda: tensor


def _vocabulary_keys(files: BaseFiles, labels: Labels) -> dict[str, Value]:
    """Return the keys of the vocabulary: unchanged from a GGUF base where possible, else from the tokenizer."""
    keys = carried_keys(files, TOKENIZER) if files.has_own_tokenizer else {}
    if not keys or files.replaced_tensors:
        if files.tokenizer is None:
            raise CheckpointError(f"{files.path} has no tokenizer.json; a GGUF needs a vocabulary. Add the file.")
        keys |= tokenizer_to_kv(files.tokenizer, files.config.vocab_size, pre=labels.pre)
    present = {keys[key].value for key in END_KEYS if key in keys}
    ends = [token_id for token_id in (*files.configured_stops.ids, *labels.end_ids) if token_id not in present]
    if ends and files.tokenizer:
        add_end_keys(keys, files.tokenizer, ends)
    if labels.pre:
        keys[PRE] = string(labels.pre)
    if labels.template_source:
        keys[CHAT_TEMPLATE] = string(labels.template_source)
    return {key: value for key, value in keys.items() if labels.chat_template or key != CHAT_TEMPLATE}


def _importance_keys(importance: ImportanceMatrix | None) -> dict[str, Value]:
    """Return the keys with which llama-quantize describes the importance matrix."""
    if importance is None:
        return {}
    return {
        "quantize.imatrix.dataset": string(importance.dataset),
        "quantize.imatrix.entries_count": u32(len(importance.sums)),
        "quantize.imatrix.chunks_count": u32(importance.chunk_count),
    }


def _to_value(value: Any) -> Value:
    """Return a hyper-parameter with the type that readers require: UINT32, FLOAT32, BOOL, STRING or INT32 array."""
    if isinstance(value, str):
        return string(value)
    if isinstance(value, bool):
        return boolean(value)
    if isinstance(value, list):
        return array(GGUFValueType.INT32, value)
    return u32(value) if isinstance(value, int) else f32(value)
