"""MLX adapters: the written definition, exact round trips, and refusals."""

import json

import pytest
import torch
from lora.oracles import logits, peft_adapter, tiny_llama, token_ids
from safetensors.torch import load_file
from torch.nn import functional as F

from minilora.errors import AdapterError
from minilora.lora import from_mlx, load_adapter, read_adapter, read_mlx, to_mlx, write_adapter, write_mlx

Q = "model.layers.1.self_attn.q_proj"


def adapter(directory, **settings):
    """A random adapter made by peft."""
    peft_adapter(tiny_llama(), directory, **{"r": 4, "lora_alpha": 6, "target_modules": ["q_proj"]} | settings)
    return read_adapter(directory)


def test_the_formula_is_mlx_s(tmp_path):
    """y = x·Wᵀ + scale·(x·a)·b with a (in, r) and b (r, out) gives the merged layer's output."""
    original = adapter(tmp_path, use_rslora=True)
    tensors, settings = to_mlx(original, num_blocks=2)
    weight, x = tiny_llama().get_submodule(Q).weight.detach(), torch.randn(5, 32)
    a, b, scale = tensors[f"{Q}.lora_a"], tensors[f"{Q}.lora_b"], settings["lora_parameters"]["scale"]
    assert a.shape == (32, 4)
    assert scale == pytest.approx(6 / 4**0.5)
    torch.testing.assert_close(
        x @ weight.T + scale * (x @ a) @ b, F.linear(x, original.merged(f"{Q}.weight", weight)), atol=1e-5, rtol=1e-5
    )


def test_dora_s_formula_is_mlx_s(tmp_path):
    """(m / ‖W + scale·(a·b)ᵀ‖) · (x·Wᵀ + scale·(x·a)·b), rows of the sum, gives the merged layer's output."""
    original = adapter(tmp_path, use_dora=True)
    tensors, settings = to_mlx(original, num_blocks=2)
    weight, x = tiny_llama().get_submodule(Q).weight.detach(), torch.randn(5, 32)
    a, b, scale = tensors[f"{Q}.lora_a"], tensors[f"{Q}.lora_b"], settings["lora_parameters"]["scale"]
    lengths = torch.linalg.norm(weight + scale * b.T @ a.T, dim=1)
    y = tensors[f"{Q}.m"] / lengths * (x @ weight.T + scale * (x @ a) @ b)
    assert settings["fine_tune_type"] == "dora"
    torch.testing.assert_close(y, F.linear(x, original.merged(f"{Q}.weight", weight)), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(
    "settings", [{}, {"use_dora": True}, {"target_modules": ["embed_tokens", "v_proj", "lm_head"]}]
)
def test_the_round_trip_is_exact(tmp_path, settings):
    """ours → MLX → ours keeps every bit of the tensors and scalings; the files come back too."""
    original = adapter(tmp_path / "peft", **settings)
    write_mlx(tmp_path / "mlx", original, num_blocks=2)
    again = read_mlx(tmp_path / "mlx")
    assert again.updates.keys() == original.updates.keys()
    for name, update in original.updates.items():
        assert type(again.updates[name]) is type(update)
        assert again.updates[name].scaling == update.scaling
        assert all(
            torch.equal(tensor, again.updates[name].tensors()[part]) for part, tensor in update.tensors().items()
        )
    assert set(load_file(tmp_path / "mlx" / "adapters.safetensors")) == set(to_mlx(original, num_blocks=2)[0])


def test_mixed_ranks_and_scales_keep_their_delta(tmp_path):
    """MLX knows one rank and one scale: padding and folding leave every ΔW as it was, through peft's format as well."""
    original = adapter(
        tmp_path / "a", target_modules=["q_proj", "v_proj"], rank_pattern={"v_proj": 2}, alpha_pattern={"v_proj": 5}
    )
    tensors, settings = to_mlx(original, num_blocks=2)
    again = from_mlx(tensors, settings)
    for name, update in original.updates.items():
        torch.testing.assert_close(again.updates[name].delta(), update.delta(), atol=1e-6, rtol=1e-6)
    write_adapter(tmp_path / "b", again)
    models = [tiny_llama(), tiny_llama()]
    for model, folder in zip(models, "ab", strict=True):
        load_adapter(model, tmp_path / folder)
    torch.testing.assert_close(logits(models[0], token_ids()), logits(models[1], token_ids()), atol=1e-5, rtol=0)


def test_settings_say_what_mlx_needs(tmp_path):
    """Blocks are counted from the last, keys are relative to the block, and all of it is JSON."""
    original = adapter(tmp_path, layers_to_transform=[1])
    settings = json.loads(json.dumps(to_mlx(original, num_blocks=2)[1]))
    assert settings["num_layers"] == 1
    assert settings["lora_parameters"] == {"rank": 4, "scale": 1.5, "dropout": 0.0, "keys": ["self_attn.q_proj"]}


def test_what_does_not_belong_is_listed(tmp_path):
    """Unknown tensors, missing halves, wrong settings and parts trained whole are refused with the reason."""
    tensors, settings = to_mlx(adapter(tmp_path), num_blocks=2)
    broken = {key: value for key, value in tensors.items() if not key.startswith(f"{Q}.lora_b")}
    with pytest.raises(AdapterError, match=r"odd: not the name[\s\S]*q_proj: has lora_a; expected lora_a, lora_b"):
        from_mlx(broken | {"odd": torch.zeros(1)}, settings)
    with pytest.raises(AdapterError, match="'full'"):
        from_mlx(tensors, settings | {"fine_tune_type": "full"})
    with pytest.raises(AdapterError, match="scale is None"):
        from_mlx(tensors, {})
    with pytest.raises(AdapterError, match="contains no LoRA"):
        from_mlx({}, settings)
    with pytest.raises(AdapterError, match="fully trained"):
        to_mlx(adapter(tmp_path / "whole", modules_to_save=["norm"]), num_blocks=2)
