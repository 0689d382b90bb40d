"""Adapters as people bring them: made by peft, with the tokenizer that a trainer saves beside them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

CHATML = (
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
BOTH = ("embed_tokens", "lm_head")


def peft_adapter(
    base: Path,
    out: Path,
    *,
    rows: int | None = None,
    save_embeddings: bool | str = "auto",
    beside: Any = None,
    seed: int = 1,
    **settings: Any,
) -> Any:
    """Save an adapter with random updates to `out`; return peft's model.

    It is not merged: peft's merge adds the updates of tied layers to their one tensor, each of them.

    Args:
        rows: what the vocabulary is resized to before training.
        beside: transformers' tokenizer to save beside the adapter.
        settings: of peft's LoraConfig.
    """
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    torch.manual_seed(seed)
    tuned = AutoModelForCausalLM.from_pretrained(base)
    if rows:
        tuned.resize_token_embeddings(rows)
    usual = {"r": 4, "lora_alpha": 8, "target_modules": ["q_proj", "v_proj"], "task_type": "CAUSAL_LM"}
    model = get_peft_model(tuned, LoraConfig(**{**usual, "init_lora_weights": False, **settings})).eval()
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.data.add_(torch.randn_like(parameter) * 0.1)
    model.save_pretrained(out, save_embedding_layers=save_embeddings)
    if beside is not None:
        beside.save_pretrained(out)
    return model


def tokenizer_of(base: Path, *, tokens: Sequence[str] = (), template: str | None = None, **roles: str) -> Any:
    """Return transformers' tokenizer of `base` with more special tokens, another template, other roles."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(base)
    if tokens:
        tokenizer.add_special_tokens({"additional_special_tokens": list(tokens)})
    if template:
        tokenizer.chat_template = template
    for role, token in roles.items():
        setattr(tokenizer, role, token)
    return tokenizer
