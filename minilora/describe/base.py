"""Summarise a base model for the user: the model, its tokenizer, and the resources for training it with LoRA.

Everything comes from headers and settings; no weights are read. `describe` shows these sections before the metadata.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from ..arch import ModelConfig
from ..arch.rope import NO_SCALING
from ..checkpoint import BaseFiles
from ..config import LoraConfig
from ..errors import GGUFError
from ..gguf.vocab import vocab_type
from ..tokenizer import ROLES, Tokenizer

Section = Mapping[str, Any]
TOKENIZER_MODELS = {"gpt2": "byte-level BPE", "llama": "SentencePiece BPE with byte fallback"}
DESCRIBED_FIELDS = {
    *("vocab_size", "hidden_size", "num_blocks", "num_heads", "num_kv_heads", "head_dim", "ffn_size"),
    *("context_length", "rope_theta", "local_rope_theta", "rope_scaling", "rotary_dim", "rotated"),
    *("sliding_window", "windowed", "tied_embeddings", "learned_positions", "norm_eps", "recurrent", "mixer"),
}
"""Fields of ModelConfig that the model section describes; other fields are shown if they differ from the default."""
ADAM_BYTES = 3 * 4
"""Bytes per trainable parameter for its gradient and AdamW's two moments, in float32."""


class Bytes(int):
    """A size in bytes, displayed in MiB."""


def sections(base: BaseFiles) -> dict[str, Section]:
    """Return heading -> section (label -> value) for a base."""
    tokenizer = _tokenizer(base.tokenizer, base.config.vocab_size) if base.tokenizer else {"kind": "none in the files"}
    return {"model": _model(base), "tokenizer": tokenizer, "training with LoRA": _training(base)}


def _model(base: BaseFiles) -> Section:
    config, shapes = base.config, base.shapes()
    embedding = config.vocab_size * config.hidden_size
    head = "shared with the head" if config.tied_embeddings else "and as many in the head"
    unusual = {
        field.name: getattr(config, field.name)
        for field in fields(ModelConfig)
        if field.name not in DESCRIBED_FIELDS and getattr(config, field.name) != field.default
    }
    return {
        "family": f"{base.spec.name} ({base.spec.models})",
        "parameters": sum(map(math.prod, shapes.values())),
        "embeddings": f"{embedding:,}, {head} ({config.vocab_size:,} rows)",
        "blocks": f"{config.num_blocks} of width {config.hidden_size}, MLP {config.ffn_size}",
        "attention": _attention(config),
        "positions": _positions(config),
        "context": f"{config.context_length:,} tokens",
        **({"window": _window(config)} if config.sliding_window else {}),
        **({"peculiar": ", ".join(f"{name} = {_short(value)}" for name, value in unusual.items())} if unusual else {}),
        **({"assumed": ", ".join(base.assumed)} if base.assumed else {}),
        **({"note": "; ".join(base.notes)} if base.notes else {}),
    }


def _attention(config: ModelConfig) -> str:
    heads = f"{config.num_heads} heads of {config.head_dim}, {config.num_kv_heads} for keys and values"
    if not any(config.recurrent):
        return heads
    others = sum(config.recurrent)
    return f"{heads}, in {config.num_blocks - others} of {config.num_blocks} blocks; {config.mixer} in the others"


def _positions(config: ModelConfig) -> str:
    if config.rope_theta is None:
        return "learned"
    parts = [f"rotated, theta {config.rope_theta:g}"]
    if config.local_rope_theta:
        parts.append(f"{config.local_rope_theta:g} in windowed blocks")
    if config.rotary_dim and config.rotary_dim != config.head_dim:
        parts.append(f"{config.rotary_dim} elements of a head")
    if not all(config.rotated):
        parts.append(f"in {sum(config.rotated)} of {config.num_blocks} blocks")
    if config.rope_scaling != NO_SCALING:
        short, long = (config.rope_scaling.divisors(length) for length in (1, config.context_length))
        largest = max((*short, *long), default=1.0)
        changing = ", which depends on the text's length" if short != long else ""
        parts.append(f"scaled, frequencies divided by up to {largest:.4g}{changing}")
    return ", ".join(parts)


def _window(config: ModelConfig) -> str:
    count = sum(config.windowed) if config.windowed else config.num_blocks
    return f"{config.sliding_window:,} tokens in {count} of {config.num_blocks} blocks"


def _tokenizer(tokenizer: Tokenizer, rows: int) -> Section:
    description = json.loads(tokenizer.core.to_str())
    try:
        model, pre = vocab_type(description)
        kind, name = TOKENIZER_MODELS[model], f"{model}, {pre}"
    except GGUFError as err:
        kind, name = description["model"]["type"], f"cannot be exported yet: {err}"
    missing = rows - tokenizer.vocab_size
    fit = f", {-missing:,} more than the embedding has rows" if missing < 0 else f", {missing:,} rows without one"
    special = sum(token["special"] for token in description["added_tokens"])
    ends = [role for role, is_added in (("bos", tokenizer.add_bos), ("eos", tokenizer.add_eos)) if is_added]
    ids = {role: getattr(tokenizer.specials, f"{role}_id") for role in ROLES}
    return {
        "kind": kind,
        "for llama.cpp": name,
        "tokens": f"{tokenizer.vocab_size:,}{fit if missing else ''}",
        "added tokens": f"{special} special, {len(description['added_tokens']) - special} others",
        **{role: f"{tokenizer.token(i)!r} ({i})" for role, i in ids.items() if i is not None},
        "every text gets": " and ".join(ends) or "nothing",
        "chat template": tokenizer.chat_template or "none",
    }


def _training(base: BaseFiles) -> Section:
    r = LoraConfig().r
    targets = _targets(base)
    trained = sum(r * (rows + columns) for rows, columns in targets)
    parameters = sum(map(math.prod, base.shapes().values()))
    return {
        "target_modules auto": f"{', '.join(base.spec.lora_targets)}: {len(targets)} modules",
        f"trained at r = {r}": f"{trained:,} values, {trained / parameters:.2%} of the model",
        "weights in bfloat16": Bytes(2 * parameters),
        "weights in float32": Bytes(4 * parameters),
        "adapter, gradient, AdamW": Bytes((4 + ADAM_BYTES) * trained),
        "activations": "by batch and length; `minilora train --dry-run` measures them",
    }


def _targets(base: BaseFiles) -> list[tuple[int, ...]]:
    """Return the shapes of the weights that `--target-modules auto` selects."""
    shapes = base.shapes()
    names = {row.ours: row.hf.split(".")[-2] for row in base.rows if row.ours.endswith(".weight")}
    return [shapes[ours] for ours, word in names.items() if word in base.spec.lora_targets]


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
