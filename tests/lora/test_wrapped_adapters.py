"""Adapters of a decoder that is a part of another model: applied under the names of the model at hand."""

from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from minilora.adapted import load_adapted
from minilora.checkpoint import load_base
from minilora.errors import AdapterError
from minilora.lora import read_adapter, write_adapter
from minilora.lora.wrapped import named_as_in


@pytest.fixture(scope="module")
def wrapped(tiny_llama: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """peft's model of a tiny Llava around the tiny Llama, and its adapter; other ranks and scales for some modules."""
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM, CLIPVisionConfig, LlavaConfig, LlavaForConditionalGeneration

    text = AutoModelForCausalLM.from_pretrained(tiny_llama)
    vision = CLIPVisionConfig(
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        image_size=4,
        patch_size=2,
        projection_dim=8,
    )
    settings = {"text_config": text.config, "vision_config": vision, "image_token_index": 319}
    model = LlavaForConditionalGeneration(LlavaConfig(**settings, tie_word_embeddings=True))
    model.model.language_model.load_state_dict(text.model.state_dict())
    model.tie_weights()
    torch.manual_seed(0)
    config = LoraConfig(
        r=4,
        target_modules=r".*language_model.*\.(q_proj|down_proj)",
        rank_pattern={r"language_model.layers.0.self_attn.q_proj": 2},
        alpha_pattern={"down_proj": 3},
        init_lora_weights=False,
    )
    tuned = get_peft_model(model, config).eval()
    out = tmp_path_factory.mktemp("wrapped") / "adapter"
    tuned.save_pretrained(out)
    return tuned, out


@torch.no_grad()
def test_a_wrapped_decoder_s_adapter_fits_the_decoder(wrapped: tuple[Any, Path], tiny_llama: Path) -> None:
    """The same logits as peft's on the whole model."""
    tuned, path = wrapped
    ids = torch.arange(3, 23)[None]
    torch.testing.assert_close(
        load_adapted(tiny_llama, path).model(ids), tuned(input_ids=ids).logits, atol=1e-4, rtol=1e-4
    )


@torch.no_grad()
def test_it_can_be_written_again(wrapped: tuple[Any, Path], tiny_llama: Path, tmp_path: Path) -> None:
    """As it is, or under the decoder's names, so that peft puts it on the decoder alone."""
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    tuned, path = wrapped
    name = "adapter_model.safetensors"
    write_adapter(tmp_path / "same", read_adapter(path))
    assert load_file(tmp_path / "same" / name).keys() == load_file(path / name).keys()
    write_adapter(tmp_path, named_as_in(load_base(tiny_llama).model, read_adapter(path)))
    alone = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(tiny_llama), tmp_path).eval()
    ids = torch.arange(3, 23)[None]
    torch.testing.assert_close(alone(ids).logits, tuned(input_ids=ids).logits, atol=1e-4, rtol=1e-4)


def test_one_module_under_two_names_is_refused(wrapped: tuple[Any, Path], tiny_llama: Path, tmp_path: Path) -> None:
    import shutil

    import safetensors.torch

    shutil.copytree(wrapped[1], tmp_path / "both")
    file = tmp_path / "both/adapter_model.safetensors"
    tensors = safetensors.torch.load_file(file)
    more = {name.replace("model.language_model.", "model."): tensor + 1 for name, tensor in tensors.items()}
    safetensors.torch.save_file({**tensors, **more}, file)
    with pytest.raises(AdapterError):
        load_adapted(tiny_llama, tmp_path / "both")
