"""The exported file, run by llama.cpp, says what the merged model says."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from gguf import GGUFReader, LlamaFileType
from llama_cpp import LlamaCpp

from minilora.checkpoint import load_base
from minilora.config import LoraConfig
from minilora.errors import AdapterError, GGUFError, OutputError
from minilora.export import export_gguf
from minilora.generate import generate
from minilora.lora import adapter_parameters, inject, load_adapter, merge_into, save_adapter
from minilora.model import Decoder

PROMPT = "Instrucción: ¿Qué es una pila?\nRespuesta:"


@pytest.fixture(scope="module")
def adapter(tiny_llama: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An adapter of random A and B on every linear layer of the tiny model."""
    model = load_base(tiny_llama).model
    config = LoraConfig(r=4, target_modules=("all-linear",))
    inject(model, config)
    generator = torch.Generator().manual_seed(3)
    for parameter in adapter_parameters(model):
        torch.nn.init.normal_(parameter, std=0.1, generator=generator)
    path = tmp_path_factory.mktemp("adapter")
    save_adapter(path, model, config)
    return path


@pytest.fixture(scope="module")
def merged(tiny_llama: Path, adapter: Path) -> Decoder:
    model = load_base(tiny_llama).model
    load_adapter(model, adapter)
    merge_into(model)
    return model


def log_probabilities(model: Decoder, ids: list[int]) -> torch.Tensor:
    with torch.no_grad():
        return model(torch.tensor([ids]))[0, -1].log_softmax(-1)


@pytest.mark.parametrize(("file_type", "tolerance"), [("f32", 1e-4), ("f16", 3e-2), ("bf16", 1e-1), ("q8_0", 2e-1)])
def test_llama_cpp_gives_the_merged_model_s_probabilities(
    tiny_llama: Path, adapter: Path, merged: Decoder, tmp_path: Path, file_type: str, tolerance: float
) -> None:
    """Next-token log-probabilities agree within the rounding of weights and, in llama.cpp, activations to the type."""
    path = tmp_path / "model.gguf"
    export_gguf(tiny_llama, path, adapter=adapter, file_type=file_type)
    tokenizer = load_base(tiny_llama).tokenizer
    assert tokenizer
    ids = tokenizer.encode(PROMPT + " La")
    ours = log_probabilities(merged, ids)
    theirs = LlamaCpp(path).complete(ids, n_predict=2).logprobs[0]
    assert len(theirs) == 10
    for token, logprob in theirs.items():
        assert logprob == pytest.approx(float(ours[token]), abs=tolerance)


def test_llama_cpp_answers_the_same_tokens(tiny_llama: Path, adapter: Path, merged: Decoder, tmp_path: Path) -> None:
    """Greedy answers of the f32 file and of the merged model are the same 32 tokens."""
    path = tmp_path / "model.gguf"
    export_gguf(tiny_llama, path, adapter=adapter, file_type="f32")
    tokenizer = load_base(tiny_llama).tokenizer
    assert tokenizer
    ids = tokenizer.encode(PROMPT)
    ours = list(generate(merged, ids, max_new_tokens=32, stop_ids={tokenizer.eos_id or -1}))
    assert list(LlamaCpp(path).complete(ids, n_predict=len(ours)).tokens) == ours


def test_a_base_from_our_gguf_equals_the_base_it_came_from(tiny_llama: Path, tmp_path: Path) -> None:
    """Directory -> f32 GGUF -> model gives every weight back, bit for bit, and the same tokens."""
    path = tmp_path / "model.gguf"
    export_gguf(tiny_llama, path, file_type="f32")
    before, after = load_base(tiny_llama), load_base(path)
    for (name, a), (_, b) in zip(before.model.state_dict().items(), after.model.state_dict().items(), strict=True):
        assert torch.equal(a, b), name
    assert before.tokenizer
    assert after.tokenizer
    assert before.tokenizer.encode(PROMPT) == after.tokenizer.encode(PROMPT)


def test_the_gguf_package_reads_what_was_written(tiny_llama: Path, tmp_path: Path) -> None:
    """Types, names and numbers as gguf's own reader sees them: vectors F32, matrices of the type asked for."""
    path = tmp_path / "model.gguf"
    report = export_gguf(tiny_llama, path, file_type="f16")
    reader = GGUFReader(path)
    model = load_base(tiny_llama).model
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    assert len(tensors) == sum(report.types.values())
    assert {t.tensor_type.name for t in tensors.values() if len(t.shape) == 1} == {"F32"}
    embedding = np.asarray(tensors["token_embd.weight"].data, np.float32)
    np.testing.assert_array_equal(embedding, model.embed.weight.half().float().numpy())
    assert reader.fields["llama.rope.freq_base"].contents() == 10000.0
    assert reader.fields["general.file_type"].contents() == LlamaFileType.MOSTLY_F16


def test_a_failed_export_leaves_the_old_file_as_it_was(
    tiny_llama: Path, make_llama: Callable[..., Path], adapter: Path, tmp_path: Path
) -> None:
    """An adapter of another model, an unknown type, an output that cannot be: one clear error, no file touched."""
    path = tmp_path / "model.gguf"
    path.write_bytes(b"precious")
    other = make_llama(hidden_size=32)
    with pytest.raises(AdapterError, match="was not made for"):
        export_gguf(other, path, adapter=adapter)
    with pytest.raises(GGUFError, match="q9_9"):
        export_gguf(tiny_llama, path, file_type="q9_9")
    with pytest.raises(OutputError, match="directory of that name"):
        export_gguf(tiny_llama, tmp_path)
    assert path.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [path]
