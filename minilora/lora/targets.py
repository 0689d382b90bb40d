"""Which modules receive an update? Patterns are matched against Hugging Face's module names.

If a model has an attribute `hf_names` (own name → Hugging Face's name), patterns are matched against those names,
because users type them and adapter files contain them; otherwise against the model's own names. Patterns work as in
PEFT: a full name, the end of a name after a dot, or `re:` and a regular expression for the full name. A pattern that
matches nothing is an error, so that no module is silently left out of training.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from torch import nn

from ..config import LoraConfig, parse_layers
from ..errors import ConfigError, quoted

HEAD = "lm_head"
"""The output layer. `auto` and `all-linear` exclude it, as PEFT does: it is large and often tied."""
FALLBACK_TARGETS = ("q_proj", "v_proj")
"""What `auto` means for a model without `lora_targets`: the choice of the LoRA paper, section 7.1."""


def hf_name(model: nn.Module, name: str) -> str:
    """Return Hugging Face's name of the model's module `name`; the same name if the model has no `hf_names`."""
    table: Mapping[str, str] = getattr(model, "hf_names", {})
    return table.get(name, name)


def adaptable_layers(model: nn.Module) -> dict[str, nn.Linear | nn.Embedding]:
    """Return the linear layers and embeddings by own module name, in model order; LoRA wrappers are skipped."""
    return {
        name.replace(".base_layer", ""): module
        for name, module in model.named_modules()
        if name and ".trained_copy" not in name and isinstance(module, nn.Linear | nn.Embedding)
    }


def weight_shape(layer: nn.Linear | nn.Embedding) -> tuple[int, int]:
    """Return the shape of a layer's weight, which may be packed."""
    if isinstance(layer, nn.Linear):
        return layer.out_features, layer.in_features
    return layer.num_embeddings, layer.embedding_dim


def matches(pattern: str, name: str) -> bool:
    """Return whether `pattern` (exact name, suffix after a dot, or `re:REGEX`) matches the module `name`."""
    if pattern.startswith("re:"):
        return re.fullmatch(pattern[3:], name) is not None
    return name == pattern or name.endswith("." + pattern)


def find_targets(model: nn.Module, config: LoraConfig) -> tuple[str, ...]:
    """Return the own names of the modules that `config` targets, in the order of the model.

    Raises:
        ConfigError: if a pattern of `config` matches nothing, or nothing is left to train.
    """
    matched = find_matches(model, config)
    chosen = {name for names in matched.values() for name in names}
    unused = _unused_patterns(model, config, matched)
    if unused:
        raise ConfigError(
            f"{'; '.join(unused)}. The layers of this model that LoRA supports are "
            f"{summarize_names(hf_name(model, name) for name in adaptable_layers(model)) or 'none'}."
        )
    return tuple(name for name in adaptable_layers(model) if name in chosen)


def find_matches(model: nn.Module, config: LoraConfig) -> dict[str, tuple[str, ...]]:
    """Return target pattern → own names of the modules that it matches, with `auto` expanded; no errors are raised."""
    layers = adaptable_layers(model)
    names = {name: hf_name(model, name) for name in layers}
    candidates = {
        name: hf
        for name, hf in names.items()
        if in_layers(config.layers, hf)
        and not any(matches(p, hf) for p in config.exclude_modules)
        and not any(matches(p, part) for p in config.modules_to_save for part in _ancestors(hf))
    }
    body = tuple(
        name for name, hf in candidates.items() if isinstance(layers[name], nn.Linear) and not matches(HEAD, hf)
    )
    patterns = config.target_modules
    if patterns == ("auto",):
        default: tuple[str, ...] = getattr(model, "lora_targets", ()) or FALLBACK_TARGETS
        present = tuple(p for p in default if any(matches(p, hf) for hf in names.values())) or ("all-linear",)
        patterns = tuple(p for p in present if any(matches(p, hf) for hf in candidates.values())) or present
    return {
        p: body if p == "all-linear" else tuple(name for name, hf in candidates.items() if matches(p, hf))
        for p in patterns
    }


def in_layers(layers: str | None, name: str) -> bool:
    """Return whether the module `name` is in one of the blocks selected by `layers`; None selects everything."""
    index = layer_index(name)
    return layers is None or (index is not None and any(a <= index <= b for a, b in parse_layers(layers)))


def layer_index(name: str) -> int | None:
    """Return the index of the block that contains a module: the first number in its name."""
    match = re.search(r"(?:^|\.)(\d{1,9})\.", name)
    return int(match[1]) if match else None


def summarize_names(names: Iterable[str]) -> str:
    """Return the last parts of module names with their counts: `q_proj ×30, v_proj ×30, lm_head`."""
    counts = Counter(name.rpartition(".")[2] for name in names)
    return ", ".join(f"{word} ×{n}" if n > 1 else word for word, n in counts.items())


def _ancestors(name: str) -> list[str]:
    """Return the names of a module and of its parents: `a.b.c` → a, a.b, a.b.c."""
    parts = name.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts) + 1)]


def _unused_patterns(model: nn.Module, config: LoraConfig, matched: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return one message for each pattern of `config` that selects nothing."""
    everything = [hf_name(model, name) for name in adaptable_layers(model)]
    chosen = [hf_name(model, name) for names in matched.values() for name in names]
    filters = [name for name in ("exclude_modules", "modules_to_save", "layers") if getattr(config, name)]
    unused = []
    for p in (p for p, names in matched.items() if not names):
        found = p == "all-linear" or any(matches(p, name) for name in everything)
        reason = f"only layers that {' and '.join(filters)} leave out" if filters and found else ""
        unused.append(f"target_modules: {quoted(p)} matches {reason or 'no layer that LoRA supports'}")
    for p in config.exclude_modules:
        if not any(matches(p, name) for name in everything):
            unused.append(f"exclude_modules: {quoted(p)} matches nothing")
    for part in config.layers.split(",") if config.layers else ():
        if not any(in_layers(part, name) for name in chosen):
            unused.append(f"layers: {quoted(part)} contains no targeted module")
    for field, patterns in (("rank_pattern", config.rank_pattern), ("alpha_pattern", config.alpha_pattern)):
        for p in patterns:
            if not any(re.match(rf"(.*\.)?({p})$", name) for name in chosen):
                unused.append(f"{field}: {quoted(p)} matches no targeted module")
    return unused
