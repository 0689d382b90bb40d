"""Blocks without attention against transformers: the gated delta rule, short convolutions; chunks, flat batches."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from families import CASES, Case, CaseDir
from llama_cpp import LlamaCpp
from torch import Tensor
from torch.nn import functional as F
from torch.testing import assert_close
from transformers.models.qwen3_5 import modeling_qwen3_5 as theirs

from minilora.checkpoint import load_base, open_base
from minilora.checkpoint.load import load_files
from minilora.config import LoraConfig
from minilora.export import Labels, export_gguf
from minilora.export.adapter import export_adapter, import_adapter
from minilora.lora import adapter_parameters, inject, read_adapter, save_adapter
from minilora.model import KVCache
from minilora.model.delta_net import gated_delta_rule
from minilora.model.short_conv import CausalConv

RECURRENT = [case for case in CASES if case.spec.name in ("lfm2", "qwen3_5") and case.name == "plain"]
LENGTHS = (150, 1, 64, 7)
"""More than two chunks, one token, a chunk, less than one."""


def inputs(tokens: int, heads: int = 3, key_dim: int = 8, value_dim: int = 5) -> tuple[Tensor, ...]:
    """q and k of length 1, v, logarithms of decays, beta."""
    generator = torch.Generator().manual_seed(0)
    q, k = (F.normalize(torch.randn(tokens, heads, key_dim, generator=generator), dim=-1) for _ in "qk")
    v = torch.randn(tokens, heads, value_dim, generator=generator)
    decay, beta = torch.rand(2, tokens, heads, generator=generator)
    return q, k, v, -decay / 4, beta


@pytest.mark.parametrize("oracle", [theirs.torch_chunk_gated_delta_rule, theirs.torch_recurrent_gated_delta_rule])
@pytest.mark.parametrize("chunk", [64, 16, 1])
def test_chunks_and_recurrence_are_transformers(oracle: Callable[..., tuple[Tensor, Tensor]], chunk: int) -> None:
    """Chunks of any size, one token included, give the outputs and the state of both of its formulas."""
    q, k, v, decay, beta = inputs(150)
    batch = {"query": q, "key": k, "value": v, "g": decay, "beta": beta}
    expected, state = oracle(**{name: x[None] for name, x in batch.items()}, output_final_state=True)
    y, last = gated_delta_rule(q, k, v, decay, beta, (150,), chunk=chunk)
    assert_close(y, expected[0], atol=2e-6, rtol=0)
    assert_close(last, state[0], atol=2e-6, rtol=0)


@pytest.mark.parametrize("cut", [1, 64, 100])
def test_a_state_carries_everything_over(cut: int) -> None:
    """A sequence in two pieces, the second from the first's state, is the sequence at once."""
    whole = inputs(150)
    y, state = gated_delta_rule(*whole, (150,))
    first, between = gated_delta_rule(*(x[:cut] for x in whole), (cut,))
    second, last = gated_delta_rule(*(x[cut:] for x in whole), (150 - cut,), between)
    assert_close(torch.cat((first, second)), y, atol=2e-6, rtol=0)
    assert_close(last, state, atol=2e-6, rtol=0)


def test_gradients_are_transformers() -> None:
    """Of every input, through three chunks."""
    ours, reference = ([x.clone().requires_grad_() for x in inputs(150)] for _ in range(2))
    direction = torch.randn(150, 3, 5, generator=torch.Generator().manual_seed(1))
    (gated_delta_rule(*ours, (150,))[0] * direction).sum().backward()
    y = theirs.torch_chunk_gated_delta_rule(*(x[None] for x in reference))[0]
    (y[0] * direction).sum().backward()
    for mine, other in zip(ours, reference, strict=True):
        assert mine.grad is not None
        assert other.grad is not None
        assert_close(mine.grad, other.grad, atol=1e-5 * float(other.grad.abs().max()), rtol=0)


def test_sequences_of_a_flat_batch_do_not_see_each_other() -> None:
    """Neither by the state nor by the convolution: each is computed as if it were alone."""
    whole = inputs(sum(LENGTHS))
    alone = [
        gated_delta_rule(*part, (len(part[0]),))[0] for part in zip(*(x.split(LENGTHS) for x in whole), strict=True)
    ]
    assert_close(gated_delta_rule(*whole, LENGTHS)[0], torch.cat(alone), atol=2e-6, rtol=0)
    conv = CausalConv(6, 4).requires_grad_(requires_grad=False)
    conv.weight.normal_(generator=torch.Generator().manual_seed(2))
    x = torch.randn(sum(LENGTHS), 6, generator=torch.Generator().manual_seed(3))
    expected = [theirs.causal_conv1d_fn(part.T[None], conv.weight)[0].T for part in x.split(LENGTHS)]
    assert_close(conv(x, LENGTHS)[0], torch.cat(expected))


@pytest.mark.parametrize("case", RECURRENT, ids=str)
@torch.no_grad()
def test_long_texts_give_transformers_logits_at_once_and_in_pieces(case: Case, case_dir: CaseDir) -> None:
    """Beyond chunks, at once and with a cache: pieces of several chunks, of less than one, and single tokens."""
    model, reference = load_base(case_dir(case)).model, case.hf_model()
    ids = torch.randint(3, 320, (1, 170), generator=torch.Generator().manual_seed(7))
    expected = reference(ids).logits[0]
    tolerance = 1e-5 * float(expected.abs().max())
    assert_close(model(ids)[0], expected, atol=tolerance, rtol=0)
    cache = KVCache(model.config, 170, torch.device("cpu"), torch.float32)
    pieces = [model(piece, cache)[0] for piece in ids.split([130, 1, 1, 30, *(1,) * 8], dim=1)]
    assert_close(torch.cat(pieces), expected, atol=2 * tolerance, rtol=0)


@pytest.mark.parametrize("case", RECURRENT, ids=str)
@torch.no_grad()
def test_adapters_in_gguf_have_the_layouts_of_the_base(
    case: Case, case_dir: CaseDir, tmp_path: Path, llama_cpp: type[LlamaCpp]
) -> None:
    """Rows and columns of value heads change places in lora_B and lora_A; llama.cpp computes what we compute."""
    model, generator = load_base(case_dir(case)).model, torch.Generator().manual_seed(1)
    config = LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0)
    inject(model, config)
    for parameter in adapter_parameters(model):
        parameter += torch.randn(parameter.shape, generator=generator) * 0.05
    save_adapter(tmp_path / "adapter", model, config)
    export_adapter(case_dir(case), tmp_path / "adapter", tmp_path / "adapter.gguf")
    ours, back = read_adapter(tmp_path / "adapter"), import_adapter(tmp_path / "adapter.gguf", case_dir(case))
    for name, update in ours.updates.items():
        assert torch.equal(back.updates[name].lora_A, update.lora_A)
        assert torch.equal(back.updates[name].lora_B, update.lora_B)
    export_gguf(case_dir(case), tmp_path / "base.gguf", file_type="f32", labels=Labels(name="tiny"))
    oracle, ids = llama_cpp(tmp_path / "base.gguf", adapter=tmp_path / "adapter.gguf"), list(range(40, 60))
    compared = 0
    for start in range(8):  # a piece that is no whole character comes without probabilities
        expected = torch.log_softmax(model(torch.tensor([ids[start:]]))[0, -1], dim=-1)
        for logprobs in oracle.complete(ids[start:], n_predict=1).logprobs:
            compared += len(logprobs)
            assert max(abs(float(expected[token]) - logprob) for token, logprob in logprobs.items()) < 2e-4
    assert compared


@pytest.mark.parametrize("case", RECURRENT, ids=str)
@torch.no_grad()
def test_a_base_stays_packed_but_for_its_convolutions(case: Case, case_dir: CaseDir, tmp_path: Path) -> None:
    """Linear layers on the blocks of a GGUF give the logits of unpacked ones."""
    export_gguf(case_dir(case), tmp_path / "base.gguf", file_type="q8_0", labels=Labels(name="tiny"))
    files = open_base(tmp_path / "base.gguf")
    packed, plain = load_files(files, pack="stored").model, load_files(files).model
    ids = torch.randint(3, 320, (1, 30), generator=torch.Generator().manual_seed(7))
    assert_close(packed(ids), plain(ids), atol=1e-5 * float(plain(ids).abs().max()), rtol=0)
