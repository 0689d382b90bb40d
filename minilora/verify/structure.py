"""Check keys, types and offsets as llama.cpp and Ollama require. The gguf package reads the file, too, for comparison.

Ollama refuses hyper-parameters that are not UINT32 and flags that are not BOOL. It accepts vectors that are not F32 and
then crashes at the first prompt. A missing key is often not an error, but a silent default.

Source: docs/gguf.md; ollama, fs/ggml.
"""

from collections.abc import Mapping

import numpy as np
from gguf import GGMLQuantizationType as T
from gguf import GGUFReader, GGUFValueType, TokenType

from ..arch import gguf_facts
from ..checkpoint import BaseFiles
from ..gguf.reader import GGUFFile
from ..gguf.values import Value
from ..gguf.writer import ALIGNMENT, PLAIN_TYPES, VERSION
from .report import Check, Checks, expect

U32, BOOL, STRING = GGUFValueType.UINT32, GGUFValueType.BOOL, GGUFValueType.STRING
KEY_TYPES = {
    "general.architecture": STRING,
    "general.file_type": U32,
    "tokenizer.ggml.model": STRING,
    "tokenizer.ggml.tokens": GGUFValueType.ARRAY,
    "tokenizer.ggml.token_type": GGUFValueType.ARRAY,
    "tokenizer.ggml.eos_token_id": U32,
    "tokenizer.ggml.add_bos_token": BOOL,
}
"""Keys that every file must have, besides the hyper-parameters."""
PYTHON_TYPES = {bool: BOOL, int: U32, float: GGUFValueType.FLOAT32, str: STRING, list: GGUFValueType.ARRAY}


def check_structure(file: GGUFFile, base: BaseFiles) -> Checks:
    """Yield the checks that read no weights."""
    yield _compare_with_gguf_package(file)
    layout = [] if file.version == VERSION else [f"version {file.version}, expected {VERSION}"]
    layout += [] if file.alignment == ALIGNMENT else [f"alignment {file.alignment}, expected {ALIGNMENT}"]
    yield expect("structure", "version and alignment", layout, f"{VERSION} and {ALIGNMENT}")
    yield _keys(file.values)
    yield _hyper_parameters(file, base)
    vectors = [f"{t.name} is {t.type.name}" for t in file.tensors.values() if len(t.shape) == 1 and t.type != T.F32]
    yield expect("structure", "vectors are F32", vectors, f"{sum(len(t.shape) == 1 for t in file.tensors.values())}")
    yield _vocabulary_rows(file)


def _compare_with_gguf_package(file: GGUFFile) -> Check:
    """Compare names, shapes, types and offsets with those that the gguf package reads."""
    theirs = {
        tensor.name: (tuple(int(n) for n in tensor.shape[::-1]), tensor.tensor_type, int(tensor.data_offset))
        for tensor in GGUFReader(file.path).tensors
    }
    ours = {info.name: (info.shape, info.type, info.offset) for info in file.tensors.values()}
    different = [name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)]
    return expect("structure", "two readers agree", sorted(different), f"{len(ours)} tensors")


def _keys(values: Mapping[str, Value]) -> Check:
    """Check that the required keys exist and have the types that readers require."""
    wanted = dict(KEY_TYPES)
    if values.get("tokenizer.ggml.model") == Value(STRING, "gpt2"):
        wanted |= {"tokenizer.ggml.merges": GGUFValueType.ARRAY, "tokenizer.ggml.pre": STRING}
    problems = [
        f"{key} is {values[key].type.name}, expected {kind.name}" if key in values else f"{key} is missing"
        for key, kind in wanted.items()
        if key not in values or values[key].type != kind
    ]
    return expect("structure", "keys and their types", problems, f"{len(values)} keys")


def _hyper_parameters(file: GGUFFile, base: BaseFiles) -> Check:
    """Check that the hyper-parameters are those of the base, with the types that Ollama requires."""
    problems = []
    for key, expected in gguf_facts(base.spec, base.config).kv.items():
        value = file.values.get(key)
        kind = PYTHON_TYPES[type(expected)]
        if value is None:
            problems.append(f"{key} is missing, expected {expected}")
        elif value.type != kind:
            problems.append(f"{key} is {value.type.name}, expected {kind.name}")
        elif value.value != (np.float32(expected) if isinstance(expected, float) else expected):
            problems.append(f"{key} is {value.value}, expected {expected}")
    plain = all(info.type in PLAIN_TYPES for info in file.tensors.values())
    if not plain and "general.quantization_version" not in file.values:
        problems.append("general.quantization_version is missing")
    return expect("structure", "hyper-parameters", problems, "as in the base")


def _vocabulary_rows(file: GGUFFile) -> Check:
    """Check that there is one token per row of the embedding, and that the EOS token is a control token."""
    kv = file.kv
    tokens, types = kv.get("tokenizer.ggml.tokens", []), kv.get("tokenizer.ggml.token_type", [])
    embedding = file.tensors.get("token_embd.weight")
    rows = embedding.shape[0] if embedding else 0
    eos = kv.get("tokenizer.ggml.eos_token_id", -1)
    problems = [] if len(tokens) == rows else [f"{len(tokens)} tokens for {rows} rows of the embedding"]
    if not 0 <= eos < len(types):
        problems.append("no end-of-sequence token, so answers never end")
    elif types[eos] != TokenType.CONTROL:
        problems.append(f"the end-of-sequence token {tokens[eos]!r} is not a control token")
    return expect("structure", "vocabulary", problems, f"{len(tokens)} tokens")
