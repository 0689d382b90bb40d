"""The next token by a table of operations, against transformers, the modules, and llama.cpp."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from families import CASES, Case, CaseDir
from llama_cpp import LlamaCpp
from torch import Tensor
from torch.testing import assert_close

from minilora.checkpoint import load_base
from minilora.config import LoraConfig
from minilora.decode import next_token
from minilora.export import export_gguf
from minilora.generate import generate
from minilora.gguf.mix import MIXES
from minilora.lora import inject, lora_layers
from minilora.model import Decoder, KVCache

BY_MODULES = {"apertus", "ministral3", "ministral3_vision", "lfm2", "qwen3_5", "qwen3_5_vision"}
"""Families with mixers or activations that there is no operation for."""
COMPILED = tuple(case for case in CASES if case.spec.name not in BY_MODULES or str(case) == "lfm2-attention-only")


@pytest.fixture(params=[1, 3])
def threads(request: pytest.FixtureRequest) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(request.param)
    yield
    torch.set_num_threads(before)


def some_tokens(n: int) -> Tensor:
    return torch.randint(3, 320, (n,), generator=torch.Generator().manual_seed(1))


def one_by_one(model: Decoder, ids: Tensor, prompt: int) -> Tensor:
    """Logits (n, V) of the tokens after the first `prompt`, each by the compiled call."""
    cache = KVCache(model.config, len(ids), torch.device("cpu"), model.dtype)
    model.hidden(ids[:prompt], (prompt,), cache)
    step = next_token(model, cache)
    assert step, "this model has no program"
    return torch.stack([step(int(token)).clone() for token in ids[prompt:]])


def close(found: Tensor, expected: Tensor) -> None:
    assert_close(found, expected, atol=1e-5 * float(expected.abs().max()), rtol=0)


@pytest.mark.parametrize("case", COMPILED, ids=str)
@torch.no_grad()
def test_logits_are_those_of_transformers(case: Case, case_dir: CaseDir, threads: None) -> None:
    """These families have a program, and its logits are right: beyond windows and original contexts, in any threads."""
    ids = some_tokens(40)
    found = one_by_one(load_base(case_dir(case)).model, ids, 5)
    close(found, case.hf_model()(ids[None]).logits[0, 5:])


@pytest.mark.parametrize("case", [case for case in CASES if case not in COMPILED], ids=str)
def test_other_families_are_left_to_their_modules(case: Case, case_dir: CaseDir) -> None:
    """No program computes them partly or wrongly."""
    model = load_base(case_dir(case)).model
    assert next_token(model, KVCache(model.config, 8, torch.device("cpu"), model.dtype)) is None


@pytest.mark.parametrize("case", [case for case in COMPILED if case.name == "plain"], ids=str)
@torch.no_grad()
def test_an_adapter_is_part_of_the_program(case: Case, case_dir: CaseDir, threads: None) -> None:
    """Live adapters on every linear layer: the logits are those of the modules."""
    model = load_base(case_dir(case)).model
    inject(model, LoraConfig(r=5, lora_alpha=9, target_modules=("all-linear",)))
    for layer in lora_layers(model).values():
        torch.nn.init.normal_(layer.lora_B, std=0.05)
    model.eval()
    ids = some_tokens(20)
    close(one_by_one(model, ids, 3), model(ids[None])[0, 3:])


@pytest.fixture(scope="module")
def packed_file(make_llama: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A function: type of a file -> the same tiny model exported as that type."""
    directory = make_llama(
        hidden_size=256, intermediate_size=512, num_hidden_layers=3, tie_word_embeddings=True, initializer_range=0.05
    )
    out = tmp_path_factory.mktemp("packed")

    def export(file_type: str) -> Path:
        return export_gguf(directory, out / f"{file_type}.gguf", file_type=file_type).path

    return export


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
@pytest.mark.parametrize("file_type", sorted(MIXES))
@torch.no_grad()
def test_packed_weights_are_used_as_they_are(
    file_type: str, dtype: torch.dtype, packed_file: Callable[[str], Path]
) -> None:
    """Of every type of file: logits differ from those of the unpacked float32 weights by what rounding x does."""
    path, ids = packed_file(file_type), some_tokens(24)
    packed, exact = load_base(path, dtype=dtype, pack="stored").model, load_base(path).model
    found, expected = one_by_one(packed, ids, 4), exact(ids[None])[0, 4:]
    error = float((found - expected).norm() / expected.norm())
    bound = 0.02 if dtype == torch.float32 else 0.03
    assert error < (1e-5 if file_type in ("f32", "f16", "bf16") and dtype == torch.float32 else bound)


@pytest.mark.parametrize("file_type", ["q8_0", "q4_0", "q4_k_m", "q6_k"])
@torch.no_grad()
def test_rounding_is_no_worse_than_that_of_llama_cpp(file_type: str, packed_file: Callable[[str], Path]) -> None:
    """Log-probabilities are as near to those of the exact weights as llama.cpp's are, up to chance."""
    path, ids = packed_file(file_type), some_tokens(32)
    ours = one_by_one(load_base(path, pack="stored").model, ids, 12).log_softmax(-1)
    exact = load_base(path).model(ids[None])[0, 12:].log_softmax(-1)
    server = LlamaCpp(path)
    answers = [server.complete(ids[:n].tolist(), 1, top=320).logprobs for n in range(13, 33)]
    told = torch.tensor([len(answer) > 0 for answer in answers])  # it tells nothing of an unfinished character
    theirs = torch.tensor([[answer[0][token] for token in range(320)] for answer in answers if answer])
    assert len(theirs) >= 4
    ours, exact = ours[told], exact[told]
    assert float((ours - exact).norm()) < 1.2 * float((theirs - exact).norm())


@torch.no_grad()
def test_what_no_operation_describes_runs_as_modules(make_llama: Callable[..., Path]) -> None:
    """A hook, or DoRA: there is no program, and generation goes on by the modules."""
    model = load_base(make_llama()).model
    cache = KVCache(model.config, 8, torch.device("cpu"), torch.float32)
    assert next_token(model, cache)
    called = []
    model.blocks[0].mlp.down_proj.register_forward_hook(lambda *_: called.append(1))
    assert next_token(model, cache) is None
    assert len(list(generate(model, [5, 6], max_new_tokens=4, stop_ids=()))) == 4 == len(called)
    dora = load_base(make_llama()).model
    inject(dora, LoraConfig(r=2, use_dora=True))
    assert next_token(dora, cache) is None
