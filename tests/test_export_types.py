"""Every file type, compared with libgguf tensor by tensor, and with the counts of llama-quantize."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import libgguf
import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType as T
from gguf import LlamaFileType

from minilora.checkpoint import open_base
from minilora.export import Labels, export_gguf
from minilora.export.metadata import MAX_FRONT_MATTER_CHARS, read_card
from minilora.gguf.mix import MIXES, TypeOverrides
from minilora.gguf.reader import GGUFFile


def bytes_of_libgguf(weights: np.ndarray, kind: T) -> bytes:
    return weights.tobytes() if kind is T.F32 else libgguf.quantize_rows(weights, kind).tobytes()


def assert_bytes_equal_libgguf(path: Path, base: str | Path) -> Counter[str]:
    """Assert that every tensor has the bytes that libgguf gives for the base's float32 values; count the types."""
    files = open_base(base)
    types: Counter[str] = Counter()
    with GGUFFile(path) as file:
        for row in files.rows:
            kind = file.tensors[row.gguf].type
            weights = row.gguf_layout.apply(files.read(row), files.config).float().contiguous().numpy()
            assert file.raw(row.gguf).tobytes() == bytes_of_libgguf(weights, kind), f"{row.gguf} as {kind.name}"
            types[kind.name] += 1
    return types


@pytest.fixture(scope="module")
def wide_llama(make_llama: Callable[..., Path]) -> Path:
    """Rows of 256 and 512 weights, so every type is possible."""
    return make_llama(hidden_size=256, intermediate_size=512, num_hidden_layers=4)


@pytest.mark.parametrize("file_type", MIXES)
def test_every_file_type_has_the_bytes_of_libgguf(wide_llama: Path, tmp_path: Path, file_type: str) -> None:
    """A file of any type has the bytes of libgguf, tensor by tensor, and its general.file_type."""
    report = export_gguf(wide_llama, tmp_path / "m.gguf", file_type=file_type, threads=2)
    assert_bytes_equal_libgguf(tmp_path / "m.gguf", wide_llama)
    assert report.size_bytes == (tmp_path / "m.gguf").stat().st_size
    with GGUFFile(tmp_path / "m.gguf") as file:
        assert LlamaFileType(file.kv["general.file_type"]) is MIXES[file_type].file_type
    assert MIXES[file_type].base.name in report.types


def test_the_embedded_model_as_q4_k_m(smollm2_gguf: Path, tmp_path: Path) -> None:
    """SmolLM2 as Q4_K_M has libgguf's bytes, llama-quantize's number of tensors of each type, and its base's keys."""
    path = tmp_path / "m.gguf"
    export_gguf(smollm2_gguf, path, file_type="q4_k_m", threads=2)
    assert assert_bytes_equal_libgguf(path, smollm2_gguf) == {
        "Q5_0": 166,
        "Q8_0": 15,
        "Q6_K": 14,
        "Q4_K": 16,
        "F32": 61,
    }
    with GGUFFile(smollm2_gguf) as base, GGUFFile(path) as file:
        copied = [key for key in base.values if key.startswith("tokenizer.")]
        assert all(file.values[key] == base.values[key] for key in copied)
        assert file.kv["general.name"] == base.kv["general.name"]


def test_choices_reach_the_tensors(wide_llama: Path, tmp_path: Path) -> None:
    """--pure, --output-type, --embedding-type and patterns set the types of single tensors; vectors stay F32."""
    choices = TypeOverrides(pure=True, output=T.F16, embedding=T.Q8_0, patterns=((r"ffn_down", T.Q6_K),))
    export_gguf(wide_llama, tmp_path / "m.gguf", file_type="q4_k_m", choices=choices)
    with GGUFFile(tmp_path / "m.gguf") as file:
        types = {name: info.type for name, info in file.tensors.items()}
    assert (types["output.weight"], types["token_embd.weight"]) == (T.F16, T.Q8_0)
    assert types["blk.3.ffn_down.weight"] == T.Q6_K
    assert types["blk.0.attn_v.weight"] == T.Q4_K
    assert types["blk.0.attn_norm.weight"] == T.F32


CARD = """---
license: other
license_name: "llama3.2"
language:
- es
- en
tags: [algorithms, 'tutor']
widget:
  - text: hola
---
# A model
license: mit
"""


def test_what_a_file_says_about_itself(make_llama: Callable[..., Path], tmp_path: Path) -> None:
    """Name and licence come from the model card or the user, and go from one GGUF into the next."""
    base = make_llama()
    (base / "README.md").write_text(CARD)
    first, second = tmp_path / "first.gguf", tmp_path / "second.gguf"
    export_gguf(base, first, file_type="f16", labels=Labels(name="Tutor"))
    export_gguf(first, second, file_type="q8_0", labels=Labels(license="mit"))
    with GGUFFile(first) as file:
        kv = file.kv
    assert (kv["general.name"], kv["general.license"], kv["general.license.name"]) == ("Tutor", "other", "llama3.2")
    assert (kv["general.languages"], kv["general.tags"]) == (["es", "en"], ["algorithms", "tutor"])
    with GGUFFile(second) as file:
        changed = {key for key in kv if file.kv.get(key) != kv[key]}
    assert changed == {"general.license", "general.file_type"}


def test_a_card_without_a_head_says_nothing() -> None:
    """Only the text between the first two lines of dashes is read."""
    assert read_card("# A model\nlicense: mit\n") == {}
    assert read_card(CARD)["language"] == ["es", "en"]


def test_a_card_is_texts_as_they_are_written() -> None:
    """No scalar becomes a number, a date or a boolean; comments and folded lines follow YAML."""
    head = "language: [no, 1.0, 2026-01-01]  # Norwegian\nlicense_name: >\n  two\n  lines\nlicense: ~\n"
    card = read_card(f"---\n{head}model-index:\n- name: x\n---\n")
    assert card == {
        "language": ["no", "1.0", "2026-01-01"],
        "license_name": ["two lines"],
        "license": [],
        "model-index": [],
    }


@pytest.mark.parametrize(
    "head",
    [
        "license: [",
        "license: !!python/object/apply:os.system [touch it]",
        "tags: &a [*a]",
        f"x: &x {'y' * 99}\ntags: [{'*x, ' * 99}]",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntags: [*c, *c]",
        "tags: " + "[" * 100_000,
        'license: "\\U99999999"',
        'license: "\\ud800"',
        "%YAML 1." + "9" * 9999,
        "tags: [" + "x," * MAX_FRONT_MATTER_CHARS + "]",
    ],
    ids=["broken", "object", "recursive", "long", "nested", "deep", "escape", "surrogate", "version", "huge"],
)
def test_a_hostile_card_says_nothing(head: str) -> None:
    """Broken YAML, object tags, alias expansion and deep nesting are cheap and are ignored."""
    card = read_card(f"---\n{head}\n---\n")
    assert not card.get("tags")
    assert card.get("license", []) in ([], ["touch it"])


def test_a_weight_too_large_for_the_type_is_named(make_llama: Callable[..., Path], tmp_path: Path) -> None:
    """The error says which tensor cannot be stored; no file appears."""
    from safetensors.torch import load_file, save_file

    from minilora.errors import GGUFError

    base = make_llama()
    weights = load_file(base / "model.safetensors")
    weights["model.layers.1.mlp.up_proj.weight"][0, 0] = 1e6
    save_file({name: torch.clone(tensor) for name, tensor in weights.items()}, base / "model.safetensors")
    with pytest.raises(GGUFError, match=r"blk\.1\.ffn_up\.weight: found a weight of magnitude 1e\+06"):
        export_gguf(base, tmp_path / "m.gguf", file_type="f16")
    assert not list(tmp_path.iterdir())
