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
        return {f"{Q}.weight": weight.to(torch.float8_e4m3fn), f"{Q}.weight_scale_inv": torch.ones(3, 1)}  # no fit
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


FP8 = {"quant_method": "fp8", "activation_scheme": "dynamic"}
SCALED: dict[str, tuple[str, tuple[int, ...], dict[str, Any]]] = {
    "blocks": ("weight_scale_inv", (2, 2), FP8 | {"weight_block_size": [32, 32]}),
    "blocks that overhang": ("weight_scale_inv", (3, 2), FP8 | {"weight_block_size": [24, 48]}),
    "one block": ("weight_scale_inv", (1, 1), FP8 | {"weight_block_size": [128, 128]}),
    "one": ("weight_scale_inv", (), FP8 | {"weight_block_size": None, "activation_scheme": "static"}),
    "one of compressed-tensors": ("weight_scale", (1,), {"quant_method": "compressed-tensors"}),
    "rows": ("weight_scale", (64, 1), {"quant_method": "compressed-tensors"}),
    "rows of FBGEMM": ("weight_scale", (64,), {"quant_method": "fbgemm_fp8"}),
}
"""Name, shape and quantization_config of the scales of a weight (64, 64)."""


def in_fp8(directory: Path, name: str, dtype: torch.dtype = torch.float32) -> tuple[Tensor, Tensor]:
    """Replace q_proj of block 0 by random FP8 values and scales; return them."""
    end, shape, settings = SCALED[name]
    reconfigure(directory, {"quantization_config": settings})
    weights = safetensors.torch.load_file(directory / "model.safetensors")
    generator = torch.Generator().manual_seed(0)
    weight = torch.randn(64, 64, generator=generator).to(torch.float8_e4m3fn)
    scale = (torch.rand(shape, generator=generator) + 0.1).to(dtype)
    weights |= {f"{Q}.weight": weight, f"{Q}.{end}": scale, f"{Q}.input_scale": torch.tensor(0.5)}
    safetensors.torch.save_file(weights, directory / "model.safetensors", metadata={"format": "pt"})
    return weight, scale


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("name", SCALED)
def test_fp8_weights_are_the_products_with_their_scales(directory: Path, name: str, dtype: torch.dtype) -> None:
    """As transformers multiplies them, in float32, for one scale, one for each row and one for each block."""
    from transformers.integrations.finegrained_fp8 import Fp8Dequantize, _dequantize_fp8_weight

    weight, scale = in_fp8(directory, name, dtype)
    base = open_base(directory)
    found = base.read(next(row for row in base.rows if row.hf == f"{Q}.weight"))
    block = SCALED[name][2].get("weight_block_size")
    if block:
        expected = _dequantize_fp8_weight(weight, scale, block, torch.float32)
    elif name == "rows of FBGEMM":
        expected = weight.float() * scale.float()[:, None]
    else:
        expected = Fp8Dequantize(None)._dequantize_one(weight, scale, torch.float32)
    assert torch.equal(found, expected)
    (note,) = base.notes
    assert "1 weights are FP8" in note


@pytest.mark.parametrize("name", ["blocks", "one"])
def test_an_fp8_model_merges_into_a_plain_one(directory: Path, tmp_path: Path, name: str) -> None:
    """The merged directory has the products, without scales and without a quantization_config."""
    from transformers import AutoModelForCausalLM

    in_fp8(directory, name)
    merge_to_dir(directory, None, tmp_path / "merged", torch.float32)
    assert "quantization_config" not in json.loads((tmp_path / "merged/config.json").read_text())
    assert not any("scale" in key for key in safetensors.torch.load_file(tmp_path / "merged/model.safetensors"))
    ids = torch.arange(3, 43)[None]
    reference = AutoModelForCausalLM.from_pretrained(tmp_path / "merged").eval()
    with torch.no_grad():
        torch.testing.assert_close(load_base(directory).model(ids), reference(ids).logits, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("shape", [(3, 1), (2, 2, 1), (0,), (64, 64, 1)])
@pytest.mark.parametrize("block", [None, [32, 32], [0, 32], [1 << 40, 1], ["x", 1], 128])
def test_fp8_scales_that_do_not_fit_are_refused(directory: Path, shape: tuple[int, ...], block: Any) -> None:
    """Neither a wrong number of scales nor an absurd block gets as far as a product."""
    weights = safetensors.torch.load_file(directory / "model.safetensors")
    values = torch.zeros(64, 64, dtype=torch.float8_e4m3fn)
    weights |= {f"{Q}.weight": values, f"{Q}.weight_scale_inv": torch.ones(shape)}
    safetensors.torch.save_file(weights, directory / "model.safetensors")
    reconfigure(directory, {"quantization_config": FP8 | {"weight_block_size": block}})
    with pytest.raises(CheckpointError, match="F8_E4M3"):
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
