"""Tiny random models of every family in the registry, made by transformers: oracles of arch/, model/, checkpoint/.

A family is tested by being in the registry: its sizes come from its own ConfigRows. What is worth a second model is
listed in VARIANTS, in config.json's words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from minilora.arch import REGISTRY, ArchSpec

TINY: Mapping[str, Any] = {
    "vocab_size": 320,
    "hidden_size": 64,
    "num_blocks": 6,  # one period of every layer pattern there is
    "num_heads": 4,
    "num_kv_heads": 2,
    "head_dim": 32,  # not hidden_size / num_heads
    "ffn_size": 96,
    "context_length": 256,
    "sliding_window": 8,
    "query_size": 32,
    "attention_multiplier": 0.1,
    "embedding_scale": 3.0,
    "residual_scale": 0.5,
    "logit_divisor": 2.0,
    "logit_scale": 1.5,
    "linear_key_heads": 2,
    "linear_value_heads": 6,
    "linear_key_dim": 32,
    "linear_value_dim": 32,
}
"""Sizes in ModelConfig's words; a family uses those that it has a row for."""

LLAMA3 = {
    "rope_type": "llama3",
    "rope_theta": 500.0,
    "factor": 8.0,
    "low_freq_factor": 1.0,
    "high_freq_factor": 4.0,
    "original_max_position_embeddings": 32,
}

LONGROPE: dict[str, Any] = {
    "rope_type": "longrope",
    "rope_theta": 10000.0,
    "short_factor": [1.0 + i / 8 for i in range(8)],
    "long_factor": [2.0 + i for i in range(8)],
    "original_max_position_embeddings": 32,
}
SIX = {"short_factor": LONGROPE["short_factor"][:6], "long_factor": LONGROPE["long_factor"][:6]}
SIXTEEN = {"short_factor": [1.0 + i / 8 for i in range(16)], "long_factor": [2.0 + i for i in range(16)]}
LINEAR = {"rope_type": "linear", "rope_theta": 10000.0, "factor": 4.0}
YARN = {"rope_type": "yarn", "rope_theta": 500.0, "factor": 4.0, "original_max_position_embeddings": 64}
SHORT, UNSCALED = {"original_max_position_embeddings": 16}, {"mscale": 1, "mscale_all_dim": 1}
MINISTRAL = {**YARN, **SHORT, **UNSCALED, "llama_4_scaling_beta": 0.1}
FULL_ATTENTION = {"sliding_window": None, "layer_types": ["full_attention"] * 6}
PLAIN, SLOW = {"rope_type": "default"}, {"rope_theta": 500000.0}
MIXED = ["conv", "conv", "full_attention"] * 2
MIXED_LINEAR = ["linear_attention", "linear_attention", "full_attention", "full_attention"] + ["linear_attention"] * 2
ATTENTION_ONLY = {
    "num_local_experts": 0,
    "position_embedding_type": "rope",
    "layer_types": ["attention"] * 6,
}
DYNAMIC = {"rope_type": "dynamic", "rope_theta": 10000.0, "factor": 4.0}

TINY_TOWER = {
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "image_size": 28,
    "patch_size": 14,
}
VISION: Mapping[str, Mapping[str, Any]] = {
    "gemma3": {"vision_config": {"model_type": "siglip_vision_model", **TINY_TOWER}, "mm_tokens_per_image": 1},
    "qwen3_5": {
        "vision_config": {"hidden_size": 16, "intermediate_size": 32, "depth": 1, "num_heads": 2, "out_hidden_size": 64}
    },
    "mistral3": {"vision_config": {"model_type": "pixtral", "head_dim": 8, **TINY_TOWER}},
}
"""What the config.json of a multimodal model has beside `text_config`."""

VARIANTS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "llama": {
        "every head its own keys": {"num_key_value_heads": 4},
        "one key head": {"num_key_value_heads": 1},
        "tied": {"tie_word_embeddings": True},
        "biases": {"attention_bias": True, "mlp_bias": True},
        "rope llama3": {"rope_parameters": LLAMA3},
        "rope linear": {"rope_parameters": LINEAR},
        "rope yarn": {"rope_parameters": YARN},
        "rope longrope": {"rope_parameters": {**LONGROPE, **SIXTEEN}},
        "rope dynamic": {"rope_parameters": DYNAMIC, "max_position_embeddings": 32},
    },
    "mistral": {
        "no window": {"sliding_window": None},
        "no window, rope llama3": {"sliding_window": None, "rope_parameters": LLAMA3},
    },
    "mistral3_vision": {
        "no window": {"sliding_window": None},
        "tied": {"sliding_window": None, "tie_word_embeddings": True},
    },
    "ministral3_vision": {"short context": {"rope_parameters": MINISTRAL}},
    "ministral3": {
        "short context": {"rope_parameters": MINISTRAL},
        "tied": {"rope_parameters": MINISTRAL | {"llama_4_scaling_beta": 0.5}, "tie_word_embeddings": True},
    },
    "qwen2": {
        "tied": {"tie_word_embeddings": True},
        "rope linear": {"rope_parameters": LINEAR},
        "rope llama3": {"rope_parameters": LLAMA3},
        "rope yarn": {"rope_parameters": YARN},
    },
    "qwen3": {"tied": {"tie_word_embeddings": True}, "rope yarn": {"rope_parameters": YARN}},
    "qwen3_5": {
        "plain": {"rms_norm_eps": 1e-4},  # 1e-6 amplifies rounding where the output of a head is almost 0
        "equal heads": {"linear_num_value_heads": 2, "tie_word_embeddings": True},
        "other blocks": {"layer_types": MIXED_LINEAR},
        "smaller value heads": {"linear_value_head_dim": 16},
    },
    "qwen3_5_vision": {"plain": {"rms_norm_eps": 1e-4}},
    "gemma2": {
        "rope linear": {"rope_parameters": LINEAR},
        "no caps": {"attn_logit_softcapping": None, "final_logit_softcapping": None},
        "other windows": {"layer_types": ["full_attention", "sliding_attention"] * 3},
        "other query size": {"query_pre_attn_scalar": 48},
    },
    "gemma3": {
        "rope linear": {
            "rope_parameters": {"full_attention": LINEAR, "sliding_attention": {"rope_type": "default"}},
        },
        "rope yarn": {
            "rope_parameters": {"full_attention": YARN, "sliding_attention": {"rope_type": "default"}},
        },
    },
    "gemma3_vision": {
        "rope linear": {
            "rope_parameters": {"full_attention": LINEAR, "sliding_attention": {"rope_type": "default"}},
        },
    },
    "phi3": {
        "window": {"sliding_window": 8},
        "rope longrope": {"rope_parameters": LONGROPE, "original_max_position_embeddings": 32},
        "phi-4-mini": {
            "sliding_window": 200,
            "tie_word_embeddings": True,
            "rope_parameters": {**LONGROPE, "partial_rotary_factor": 0.75, **SIX},
            "original_max_position_embeddings": 32,
        },
        "part of a head": {"rope_parameters": {"rope_type": "default", "partial_rotary_factor": 0.5}},
        "tied": {"tie_word_embeddings": True},
    },
    "smollm3": {
        "rope yarn": {"rope_parameters": YARN},
        "untied": {"tie_word_embeddings": False},
        "other blocks rotate": {"no_rope_layers": [0, 1, 1, 1, 1, 1]},
    },
    "granite": {
        "tied": {"tie_word_embeddings": True},
        "biases": {"attention_bias": True, "mlp_bias": True},
        "rope llama3": {"rope_parameters": LLAMA3},
        "rope linear": {"rope_parameters": LINEAR},
    },
    "granite4": {
        "plain": ATTENTION_ONLY,
        "tied": {**ATTENTION_ONLY, "tie_word_embeddings": True},
        "biases": {**ATTENTION_ONLY, "attention_bias": True},
        "rope linear": {**ATTENTION_ONLY, "rope_parameters": LINEAR},
    },
    "olmo2": {"rope linear": {"rope_parameters": LINEAR}, "rope yarn": {"rope_parameters": YARN}},
    "olmo3": {
        "rope yarn": {"rope_parameters": {"full_attention": YARN | SLOW, "sliding_attention": PLAIN | SLOW}},
        "other windows": {"layer_types": ["full_attention", "sliding_attention"] * 3},
    },
    "exaone4": {
        "plain": FULL_ATTENTION,
        "rope llama3": {**FULL_ATTENTION, "rope_parameters": LLAMA3},
        "windows": {},
        "windows of the 32B": {"num_hidden_layers": 64},
        "other windows": {"layer_types": ["full_attention", "sliding_attention"] * 3},
    },
    "glm4": {"no biases": {"attention_bias": False}, "tied": {"tie_word_embeddings": True}},
    "hunyuan": {
        "tied": {"tie_word_embeddings": True},
        "rope alpha": {
            "rope_parameters": {"rope_type": "dynamic", "rope_theta": 10000.0, "factor": 1.0, "alpha": 50.0}
        },
    },
    "ernie4_5": {"untied": {"tie_word_embeddings": False}},
    "seed_oss": {"no biases": {"attention_bias": False}, "tied": {"tie_word_embeddings": True}},
    "cohere2": {"other windows": {"layer_types": ["full_attention", "sliding_attention"] * 3}},
    "apertus": {"rope yarn": {"rope_parameters": YARN}},
    "arcee": {"tied": {"tie_word_embeddings": True}, "rope yarn": {"rope_parameters": YARN}},
    "starcoder2": {
        "plain": {"sliding_window": None},
        "window": {},
        "untied": {"sliding_window": None, "tie_word_embeddings": False},
    },
    "stablelm": {
        "biases": {"use_qkv_bias": True},
        "whole heads rotate": {"partial_rotary_factor": 1.0},
    },
    "lfm2": {
        "plain": {"layer_types": MIXED},
        "untied": {"layer_types": MIXED, "tie_word_embeddings": False},
        "attention only": {"block_auto_adjust_ff_dim": False},
        "longer convolution": {"layer_types": MIXED[::-1], "conv_L_cache": 4, "block_multiple_of": 32},
    },
    "gpt2": {"inner size": {"n_inner": 160}, "untied": {"tie_word_embeddings": False}},
}


@dataclass(frozen=True)
class Case:
    """A family and the changes to its tiny config.json."""

    spec: ArchSpec
    name: str = "plain"
    changes: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.spec.name}-{self.name.replace(' ', '-')}"

    def hf_config(self) -> Any:
        """transformers' configuration object."""
        from transformers import AutoConfig

        sizes = {row.hf[0]: TINY[row.ours] for row in self.spec.config if row.ours in TINY and row.hf}
        special = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 2}
        given = {**sizes, **special, **self.changes}
        if not self.spec.hf_text_types:
            return AutoConfig.for_model(self.spec.hf_model_types[0], **given)
        text = {"model_type": self.spec.hf_text_types[0], **given}
        tied = {"tie_word_embeddings": given.get("tie_word_embeddings", not self.spec.can_untie)}
        return AutoConfig.for_model(
            self.spec.hf_model_types[0], text_config=text, **VISION[self.spec.hf_model_types[0]], **tied
        )

    @property
    def auto_model(self) -> Any:
        """transformers' class that makes the model."""
        import transformers

        is_text = not self.spec.hf_text_types
        return transformers.AutoModelForCausalLM if is_text else transformers.AutoModelForImageTextToText

    def hf_model(self, dtype: Any = None) -> Any:
        """transformers' model, every parameter random (norms and biases too), in evaluation mode."""
        import torch

        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            model = self.auto_model.from_config(self.hf_config(), attn_implementation="eager")
            for name, parameter in model.named_parameters():
                start = parameter.detach().clone() if parameter.dim() == 1 else 0  # a norm's 1 or 0
                if name.endswith("A_log"):  # states that last for tens of tokens, and so across chunks
                    start = -3
                spread = 0.6 if name.endswith("conv1d.weight") else 0.15  # sums of few products
                parameter.data.normal_(0, spread).add_(start)
        return model.to(dtype or torch.float32).eval()

    def save(self, directory: Path, tokenizer: Path) -> Path:
        """Write the model and its tokenizer as a Hugging Face directory; return it."""
        from transformers import PreTrainedTokenizerFast

        self.hf_model().save_pretrained(directory)
        PreTrainedTokenizerFast(
            tokenizer_file=str(tokenizer), bos_token="<|im_start|>", eos_token="<|im_end|>", pad_token="<|im_end|>"
        ).save_pretrained(directory)
        return directory


CASES = tuple(
    Case(spec, name, changes)
    for spec in REGISTRY
    for name, changes in {"plain": {}, **VARIANTS.get(spec.name, {})}.items()
)
CaseDir = Callable[[Case], Path]


@pytest.fixture(scope="session")
def case_dir(tmp_path_factory: pytest.TempPathFactory, tiny_tokenizer: Path) -> CaseDir:
    """A function: Case -> its Hugging Face directory, written once."""
    made: dict[str, Path] = {}

    def directory(case: Case) -> Path:
        if str(case) not in made:
            made[str(case)] = case.save(tmp_path_factory.mktemp(str(case)), tiny_tokenizer)
        return made[str(case)]

    return directory
