"""Adapters of every family go both ways between minilora and peft, and into merged directories and GGUF files."""

import warnings
from pathlib import Path
from typing import Any

import pytest
import torch
from families import CASES, Case, CaseDir
from torch import Tensor
from torch.testing import assert_close

from minilora.checkpoint import load_base
from minilora.config import LoraConfig
from minilora.export import Labels, export_gguf
from minilora.lora import adapter_parameters, inject, load_adapter, merge_into, save_adapter
from minilora.merge import merge_to_dir
from minilora.model import Decoder

PLAIN = tuple(case for case in CASES if case.name == "plain")
LORA = LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0)


@pytest.fixture(params=PLAIN, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


def ids(seed: int = 5) -> Tensor:
    return torch.randint(3, 320, (2, 30), generator=torch.Generator().manual_seed(seed))


def close(found: Tensor, expected: Tensor, tolerance: float = 2e-5) -> None:
    assert_close(found, expected, atol=tolerance * float(expected.abs().max()), rtol=0)


def trained(case: Case, case_dir: CaseDir, adapter: Path) -> Decoder:
    """An injected model after three steps of SGD on random tokens, saved to `adapter`."""
    base = load_base(case_dir(case))
    inject(base.model, LORA)
    optimizer = torch.optim.SGD(adapter_parameters(base.model), lr=0.05)
    for step in range(3):
        tokens = ids(step)
        loss = torch.nn.functional.cross_entropy(base.model(tokens)[:, :-1].flatten(0, 1), tokens[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    save_adapter(adapter, base.model, LORA)
    return base.model


def peft_model(case: Case, adapter: Path) -> Any:
    from peft import PeftModel

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # peft tells that it transposes Conv1D
        return PeftModel.from_pretrained(case.hf_model(), adapter).eval()


@torch.no_grad()
def test_an_adapter_trained_here_gives_peft_the_same_logits(case: Case, case_dir: CaseDir, tmp_path: Path) -> None:
    """`auto` targets, fused and transposed layers among them: peft's logits are ours, and not the base's."""
    with torch.enable_grad():
        model = trained(case, case_dir, tmp_path / "adapter")
    ours = model(ids())
    assert not torch.allclose(ours, load_base(case_dir(case)).model(ids()), atol=1e-3)
    close(ours, peft_model(case, tmp_path / "adapter")(ids()).logits)


@torch.no_grad()
def test_a_peft_adapter_gives_the_same_logits_here(case: Case, case_dir: CaseDir, tmp_path: Path) -> None:
    """Every linear layer but the head adapted by peft, B random."""
    from peft import LoraConfig as PeftConfig
    from peft import get_peft_model

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        targets = r"model\.language_model\..*_proj" if case.spec.hf_text_types else "all-linear"
        reference = get_peft_model(case.hf_model(), PeftConfig(r=4, lora_alpha=8, target_modules=targets)).eval()
    torch.manual_seed(0)
    for name, parameter in reference.named_parameters():
        if "lora_B" in name:
            parameter.normal_(0, 0.1)
    reference.save_pretrained(tmp_path / "adapter")
    model = load_base(case_dir(case)).model
    load_adapter(model, tmp_path / "adapter")
    close(model(ids()), reference(ids()).logits)


@torch.no_grad()
def test_merged_is_injected_wherever_it_is_merged(case: Case, case_dir: CaseDir, tmp_path: Path) -> None:
    """The update written into the model, into a Hugging Face directory and into a GGUF gives the injected logits."""
    with torch.enable_grad():
        model = trained(case, case_dir, tmp_path / "adapter")
    expected = model(ids())
    # the norm of a head's output that is almost 0 amplifies rounding: in float64 the two differ by 1e-14
    tolerance = 1e-4 if model.config.mixer == "delta_net" else 2e-5
    merge_to_dir(case_dir(case), tmp_path / "adapter", tmp_path / "merged", torch.float32)
    merged = case.auto_model.from_pretrained(tmp_path / "merged", attn_implementation="eager").eval()
    close(merged(ids()).logits, expected, tolerance)
    if case.spec.name not in ("mistral", "mistral3_vision"):  # whose window a GGUF cannot state
        path = tmp_path / "merged.gguf"
        labels = Labels(name="tiny")  # to llama.cpp, a directory's phi3 would promise a tokenizer like Phi-3's
        export_gguf(case_dir(case), path, adapter=tmp_path / "adapter", file_type="f32", labels=labels)
        close(load_base(path).model(ids()), expected, tolerance)
    merge_into(model)
    close(model(ids()), expected, tolerance)


VARIANTS: dict[str, dict[str, Any]] = {
    "dora": {"use_dora": True, "bias": "lora_only"},
    "pissa": {"init_lora_weights": "pissa", "use_rslora": True},
    "whole": {"bias": "all", "modules_to_save": ("lm_head",)},
}


@torch.no_grad()
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("family", ["gpt2", "phi3"])
def test_variants_fit_transposed_and_fused_layers(family: str, variant: str, case_dir: CaseDir, tmp_path: Path) -> None:
    """GPT-2's Conv1D and Phi-3's fused projections: ours in peft, peft's here, and merged into a directory."""
    case = next(case for case in PLAIN if case.spec.name == family)
    config = LoraConfig(r=4, lora_alpha=6, lora_dropout=0.0, target_modules=("all-linear",), **VARIANTS[variant])
    model, generator = load_base(case_dir(case)).model, torch.Generator().manual_seed(1)
    inject(model, config)
    for parameter in adapter_parameters(model):
        parameter += torch.randn(parameter.shape, generator=generator) * 0.05
    save_adapter(tmp_path / "ours", model, config)
    oracle = peft_model(case, tmp_path / "ours")
    close(model(ids()), oracle(ids()).logits)
    for name, parameter in oracle.named_parameters():
        if "lora_" in name:
            parameter += torch.randn(parameter.shape, generator=generator) * 0.05
    oracle.save_pretrained(tmp_path / "theirs")
    again = load_base(case_dir(case)).model
    load_adapter(again, tmp_path / "theirs")
    close(again(ids()), oracle(ids()).logits)
    merge_to_dir(case_dir(case), tmp_path / "theirs", tmp_path / "merged", torch.float32)
    close(load_base(tmp_path / "merged").model(ids()), oracle(ids()).logits)
