"""GGUF files that keep a scale beside a tensor, as those of NVFP4 do: read as llama.cpp reads them, or refused."""

from pathlib import Path

import libgguf
import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType as T
from llama_cpp import LlamaCpp
from tiny_gguf import write_tiny_gguf
from tiny_vocabularies import TEXTS, train_bytes

from minilora.checkpoint import load_base
from minilora.errors import CheckpointError
from minilora.export import export_gguf
from minilora.gguf import pretokenizers
from minilora.gguf.values import Value
from minilora.gguf.vocab import tokenizer_to_kv

SCALES = {"blk.0.attn_q.scale": 3.0, "blk.0.attn_v.scale": 20.0, "blk.0.ffn_down.scale": 40.0}
INPUTS = {"blk.0.attn_q.input_scale": 0.5}
KINDS = [T[name] for name in ("MXFP4", "NVFP4") if name in T.__members__]


@pytest.fixture(scope="module")
def vocabulary() -> dict[str, Value]:
    tokenizer = train_bytes(pretokenizers.by_name("gpt-2"))
    return tokenizer_to_kv(tokenizer, tokenizer.vocab_size)


def write(path: Path, vocabulary: dict[str, Value], kind: T, scales: dict[str, float | np.ndarray]) -> Path:
    def store(weights: np.ndarray) -> np.ndarray:
        return np.asarray(libgguf.quantize_rows(weights, kind)).view(np.uint8)

    return write_tiny_gguf(path, vocabulary, hidden=256, store=store, kind=kind, scales=scales)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@torch.no_grad()
def test_a_scale_multiplies_the_tensor_beside_it(kind: T, vocabulary: dict[str, Value], tmp_path: Path) -> None:
    """Log-probabilities are llama.cpp's, and not those of a file without the scales; an export has them multiplied."""
    scaled = write(tmp_path / "scaled.gguf", vocabulary, kind, {**SCALES, **INPUTS})
    plain = write(tmp_path / "plain.gguf", vocabulary, kind, {})
    exported = export_gguf(scaled, tmp_path / "f32.gguf", file_type="f32").path
    base = load_base(scaled)
    assert base.tokenizer
    ids = base.tokenizer.encode(TEXTS[0])
    ours, without, again = (load_base(path).model(torch.tensor([ids]))[0, -1] for path in (scaled, plain, exported))
    torch.testing.assert_close(again, ours)
    theirs = LlamaCpp(scaled).complete(ids, 1, top=20).logprobs[0]
    found, other = (logits.log_softmax(-1)[list(theirs)] for logits in (ours, without))
    expected = torch.tensor(list(theirs.values()))
    assert float((found - expected).abs().max()) < 0.05 < 0.15 < float((other - expected).abs().max())


@pytest.mark.parametrize("scale", [np.ones(256, np.float32), np.ones((2, 1), np.float32)], ids=["rows", "experts"])
def test_a_scale_of_another_shape_is_refused_by_name(
    scale: np.ndarray, vocabulary: dict[str, Value], tmp_path: Path
) -> None:
    """What is not one number is no scale that we know: it is neither ignored nor guessed at."""
    path = write(tmp_path / "m.gguf", vocabulary, T.MXFP4, {"blk.0.attn_q.scale": scale})
    with pytest.raises(CheckpointError, match=r"unexpected: blk\.0\.attn_q\.scale"):
        load_base(path)


def test_a_scale_beside_nothing_is_refused_by_name(vocabulary: dict[str, Value], tmp_path: Path) -> None:
    path = write(tmp_path / "m.gguf", vocabulary, T.MXFP4, {"blk.0.attn_x.scale": 2.0})
    with pytest.raises(CheckpointError, match=r"unexpected: blk\.0\.attn_x\.scale"):
        load_base(path)
