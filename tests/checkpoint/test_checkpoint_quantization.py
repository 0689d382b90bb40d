"""A `quantization_config`: beside plain weights it is ignored with a note; otherwise the error names the method."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch
from torch import Tensor

from minilora.checkpoint import load_base, open_base
from minilora.errors import CheckpointError
from minilora.merge import merge_to_dir

Q = "model.layers.0.self_attn.q_proj"
BNB4 = {"quant_method": "bitsandbytes", "load_in_4bit": True, "bnb_4bit_quant_type": "nf4"}
CONFIGS: dict[str, tuple[dict[str, Any], str]] = {
    "bitsandbytes": ({"quantization_config": BNB4}, "quantization_config (bitsandbytes)"),
    "bitsandbytes of old": ({"quantization_config": {"load_in_8bit": True}}, "quantization_config (bitsandbytes)"),
    "GPTQ": ({"quantization_config": {"quant_method": "gptq", "bits": 4}}, "quantization_config (GPTQ)"),
    "AWQ": ({"quantization_config": {"quant_method": "awq", "bits": 4}}, "quantization_config (AWQ)"),
    "FP8": ({"quantization_config": {"quant_method": "fp8"}}, "quantization_config (FP8)"),
    "MXFP4": ({"quantization_config": {"quant_method": "mxfp4"}}, "quantization_config (MXFP4)"),
    "HQQ": ({"quantization_config": {"quant_method": "hqq"}}, "quantization_config (HQQ)"),
    "compressed-tensors": ({"compression_config": {"quant_method": "compressed-tensors"}}, "compression_config (comp"),
    "MLX": ({k: {"bits": 4, "group_size": 64} for k in ("quantization", "quantization_config")}, "(MLX)"),
    "MLX of old": ({"quantization": {"bits": 4, "group_size": 64}}, "quantization (MLX)"),
    "unknown": ({"quantization_config": {"quant_method": "new"}}, "quantization_config ('new')"),
    "no text": ({"quantization_config": {"quant_method": ["x"]}}, "quantization_config (['x'])"),
    "no object": ({"quantization_config": "4 bit"}, "quantization_config (no method named)"),
}


@pytest.fixture
def directory(tiny_llama: Path, tmp_path: Path) -> Path:
    return shutil.copytree(tiny_llama, tmp_path / "base")


def reconfigure(directory: Path, changes: dict[str, Any]) -> None:
    config = json.loads((directory / "config.json").read_text()) | changes
    (directory / "config.json").write_text(json.dumps(config))


def packed(weight: Tensor, method: str) -> dict[str, Tensor]:
    """What methods put in the place of a weight."""
    numbers = torch.zeros(weight.numel() // 2, 1, dtype=torch.uint8)
    scale = torch.ones(weight.shape[0], 1)
    integers = torch.zeros(weight.shape[1] // 8, weight.shape[0], dtype=torch.int32)
    if method.startswith("bitsandbytes"):
        return {f"{Q}.weight": numbers, f"{Q}.weight.absmax": torch.zeros(8), f"{Q}.weight.quant_map": torch.zeros(16)}
    if method in ("GPTQ", "AWQ"):
        return {f"{Q}.qweight": integers, f"{Q}.qzeros": integers[:, :8].contiguous(), f"{Q}.scales": scale}
    if method == "FP8":
        return {f"{Q}.weight": weight.to(torch.float8_e4m3fn), f"{Q}.weight_scale_inv": torch.ones(1, 1)}
    if method == "compressed-tensors":
        return {f"{Q}.weight": weight, f"{Q}.weight_scale": scale}  # quantised in name: the numbers are multiples
    return {f"{Q}.weight": numbers, f"{Q}.scales": scale, f"{Q}.biases": scale.clone()}


@pytest.mark.parametrize("name", CONFIGS)
def test_left_over_beside_plain_weights_it_is_ignored_and_told(directory: Path, tiny_llama: Path, name: str) -> None:
    changes, words = CONFIGS[name]
    reconfigure(directory, changes)
    base, plain = load_base(directory), load_base(tiny_llama)
    (note,) = base.files.notes
    assert words in note
    assert "not quantised, so it is ignored" in note
    assert not plain.files.notes
    for (_, ours), (_, theirs) in zip(base.model.named_parameters(), plain.model.named_parameters(), strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize("name", CONFIGS)
def test_quantised_weights_are_refused_with_the_method_and_a_way_out(directory: Path, name: str) -> None:
    changes, words = CONFIGS[name]
    reconfigure(directory, changes)
    weights = safetensors.torch.load_file(directory / "model.safetensors")
    weights |= packed(weights.pop(f"{Q}.weight"), name)
    safetensors.torch.save_file(weights, directory / "model.safetensors")
    with pytest.raises(CheckpointError) as caught:
        open_base(directory)
    assert words in str(caught.value)
    assert Q in str(caught.value)
    assert "Use the original model, unquantised" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "words"),
    [("GPTQ", "GPTQ or AWQ"), ("bitsandbytes", "bitsandbytes"), ("FP8", "FP8"), ("MLX", "MLX")],
)
def test_quantised_weights_of_which_config_json_says_nothing_are_known_by_their_tensors(
    directory: Path, name: str, words: str
) -> None:
    """GPTQ and AWQ first said it in files of their own, quantize_config.json and quant_config.json."""
    weights = safetensors.torch.load_file(directory / "model.safetensors")
    weights |= packed(weights.pop(f"{Q}.weight"), name)
    safetensors.torch.save_file(weights, directory / "model.safetensors")
    with pytest.raises(CheckpointError, match=f"its weights are quantised: {Q}.* is a tensor of {words}"):
        open_base(directory)


@pytest.mark.parametrize("empty", [None, {}])
def test_nothing_said_is_nothing(directory: Path, empty: object) -> None:
    reconfigure(directory, {"quantization_config": empty})
    assert not open_base(directory).notes


def test_what_is_rounded_in_every_forward_pass_is_never_left_over(directory: Path) -> None:
    reconfigure(directory, {"quantization_config": {"quant_method": "bitnet"}})
    with pytest.raises(CheckpointError, match=r"BitNet.*rounds weights and activations at run time"):
        open_base(directory)


def test_a_merged_directory_does_not_inherit_it(directory: Path, tmp_path: Path) -> None:
    """transformers would quantise the merged model as it loads it."""
    from transformers import AutoModelForCausalLM

    reconfigure(directory, CONFIGS["bitsandbytes"][0])
    report = merge_to_dir(directory, None, tmp_path / "merged", torch.float32)
    assert "not quantised, so it is ignored" in report.notes[0]
    assert "quantization_config" not in json.loads((tmp_path / "merged/config.json").read_text())
    AutoModelForCausalLM.from_pretrained(tmp_path / "merged")
