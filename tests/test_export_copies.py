"""An export of a GGUF base copies what it does not change."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from minilora.checkpoint import load_base
from minilora.config import LoraConfig
from minilora.errors import GGUFError
from minilora.export import export_gguf
from minilora.gguf.reader import GGUFFile
from minilora.lora import inject, lora_layers, save_adapter


@pytest.fixture(scope="module")
def base(make_llama: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny llama as a GGUF of several types, whose query and key rows are in another order than in our layout."""
    path = tmp_path_factory.mktemp("base") / "base.gguf"
    directory = make_llama(hidden_size=256, intermediate_size=512, tie_word_embeddings=False)
    return export_gguf(directory, path, file_type="q4_k_m").path


def stored(path: Path) -> dict[str, bytes]:
    with GGUFFile(path) as file:
        return {name: file.raw(name).tobytes() for name in file.tensors}


def test_an_export_of_the_same_type_has_the_same_bytes(base: Path, tmp_path: Path) -> None:
    """Nothing is dequantised and quantised again: all tensors are equal byte for byte, permuted ones included."""
    report = export_gguf(base, tmp_path / "again.gguf", file_type="q4_k_m")
    assert report.copied == len(stored(base))
    assert stored(report.path) == stored(base)


def test_only_what_the_adapter_changes_is_quantised_again(base: Path, tmp_path: Path) -> None:
    """The bytes of tensors that no update touches stay; those that one touches are those of the merged weights."""
    model = load_base(base).model
    config = LoraConfig(r=4, target_modules=("q_proj", "down_proj"))
    inject(model, config)
    for layer in lora_layers(model).values():
        torch.nn.init.normal_(layer.lora_B, std=0.1)
    save_adapter(tmp_path / "adapter", model, config)
    report = export_gguf(base, tmp_path / "merged.gguf", adapter=tmp_path / "adapter", file_type="q4_k_m")
    before, after = stored(base), stored(report.path)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {f"blk.{i}.{name}.weight" for i in range(2) for name in ("attn_q", "ffn_down")}
    assert (report.merged, report.copied) == (4, len(before) - 4)


def test_another_type_is_quantised(base: Path, tmp_path: Path) -> None:
    """Tensors whose type stays are copied, all others quantised from the values of their blocks."""
    report = export_gguf(base, tmp_path / "q8_0.gguf", file_type="q8_0")
    with GGUFFile(base) as one, GGUFFile(report.path) as other:
        same = [name for name in one.tensors if one.tensors[name].type == other.tensors[name].type]
    before, after = stored(base), stored(report.path)
    assert report.copied == len(same) < len(before)
    assert all(before[name] == after[name] for name in same)


def test_damaged_blocks_are_not_copied(base: Path, tmp_path: Path) -> None:
    """A scale that is NaN is an error that names the tensor, as where it is quantised again."""
    damaged = tmp_path / "damaged.gguf"
    damaged.write_bytes(base.read_bytes())
    with GGUFFile(damaged) as file:
        offset = file.tensors["blk.1.attn_q.weight"].offset
    with damaged.open("r+b") as raw:
        raw.seek(offset)
        raw.write(np.array([np.nan], np.float16).tobytes())
    with pytest.raises(GGUFError, match=r"blk\.1\.attn_q\.weight.*NaN or infinity"):
        export_gguf(damaged, tmp_path / "out.gguf", file_type="q4_k_m")
    assert not (tmp_path / "out.gguf").exists()
