"""Which modules receive an update: patterns matched against Hugging Face's module names.

A model may name its modules as it likes. If it carries `hf_names` (own name → Hugging Face's name), patterns are
matched against those, because they are what users type and what adapter files hold; a model without it uses its
own names. A pattern matches as in PEFT: the whole name, or its end after a dot, or `re:` and a regular expression
for the whole name. A pattern that matches nothing is an error: training less than was asked for must not go unseen.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from torch import nn

from ..config import LoraConfig
from ..errors import ConfigError

HEAD = "lm_head"
"""The output layer, which `auto` and `all-linear` leave alone (as PEFT does): it is large and often tied."""
FALLBACK_TARGETS = ("q_proj", "v_proj")
"""What `auto` means for a model that does not say: the choice of the LoRA paper, section 7.1."""


def hf_name(model: nn.Module, name: str) -> str:
    """Return Hugging Face's name of the model's module `name` (the same name where the model has no table)."""
    table: Mapping[str, str] = getattr(model, "hf_names", {})
    return table.get(name, name)


def linears(model: nn.Module) -> dict[str, nn.Linear]:
    """Return the model's linear layers by own module name, in model order, seen through any LoRA around them."""
    return {
        name.removesuffix(".base_layer"): module
        for name, module in model.named_modules()
        if name and isinstance(module, nn.Linear)
    }


def matches(pattern: str, name: str) -> bool:
    """Tell whether `pattern` (exact name, suffix after a dot, or `re:REGEX`) matches the module `name`."""
    if pattern.startswith("re:"):
        return re.fullmatch(pattern[3:], name) is not None
    return name == pattern or name.endswith("." + pattern)


def find_targets(model: nn.Module, config: LoraConfig) -> tuple[str, ...]:
    """Return the own names of the modules that `config` targets, in the order of the model.

    Raises:
        ConfigError: when any pattern matches no linear layer, or none is left to train.
    """
    matched = find_matches(model, config)
    empty = [pattern for pattern, names in matched.items() if not names]
    if empty:
        raise ConfigError(
            f"target_modules: {', '.join(map(repr, empty))} matched no linear layer of this model. "
            f"It has {summary(hf_name(model, name) for name in linears(model)) or 'none at all'}."
        )
    chosen = {name for names in matched.values() for name in names}
    return tuple(name for name in linears(model) if name in chosen)


def find_matches(model: nn.Module, config: LoraConfig) -> dict[str, tuple[str, ...]]:
    """Return what each pattern of `config` matches, as own names, without judging (`auto` is spelt out)."""
    names = {name: hf_name(model, name) for name in linears(model)}
    body = tuple(name for name, hf in names.items() if not matches(HEAD, hf))
    if config.target_modules == ("all-linear",):
        return {"all-linear": body}
    patterns = config.target_modules
    if patterns == ("auto",):
        patterns = getattr(model, "lora_targets", None) or tuple(
            word for word in FALLBACK_TARGETS if any(matches(word, hf) for hf in names.values())
        )
        if not patterns:
            return {"auto": body}
    return {p: tuple(name for name, hf in names.items() if matches(p, hf)) for p in patterns}


def summary(names: Iterable[str]) -> str:
    """Compress module names to their last parts with counts: `q_proj ×30, v_proj ×30, lm_head`."""
    counts = Counter(name.rpartition(".")[2] for name in names)
    return ", ".join(f"{word} ×{n}" if n > 1 else word for word, n in counts.items())
