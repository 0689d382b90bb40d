"""Convert PEFT's `adapter_config.json` to and from `LoraConfig`.

PEFT ignores settings that it does not know. minilora raises an error for every enabled setting that it does not
implement, because an adapter trained with another formula must not be applied with this one.

Source: peft 0.21, tuners/lora/config.py.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..config import LoraConfig
from ..errors import AdapterError, ConfigError, quoted
from .targets import in_layers, layer_index
from .update import Update

IGNORED = {
    "auto_mapping",
    "base_model_name_or_path",
    "corda_config",
    "ensure_weight_tying",
    "eva_config",
    "fan_in_fan_out",
    "inference_mode",
    "layers_pattern",
    "loftq_config",
    "lora_ga_config",
    "megatron_config",
    "megatron_core",
    "peft_type",
    "peft_version",
    "qalora_group_size",
    "revision",
    "runtime_config",
    "task_type",
}
"""Settings that describe the origin or the training of an adapter, and do not affect its result."""
INVOCATION, MAX_INVOCATION = "alora_invocation_tokens", 1000
TOKEN_ROWS, MAX_TOKEN_ROWS = "trainable_token_indices", 1 << 20
LORA_BIAS, INIT = "lora_bias", "init_lora_weights"
DEFAULTS: Mapping[str, Any] = {
    "r": 8,
    "lora_alpha": 8,
    "lora_dropout": 0.0,
    "target_modules": None,
    "exclude_modules": None,
    "layers_to_transform": None,
    "rank_pattern": {},
    "alpha_pattern": {},
    "use_rslora": False,
    "use_dora": False,
    "init_lora_weights": True,
    "bias": "none",
    "modules_to_save": None,
}
"""The supported settings, with PEFT's defaults for files that omit one."""
INIT_FROM_PEFT: Mapping[Any, str] = {
    True: "kaiming",
    False: "kaiming",
    "gaussian": "gaussian",
    "orthogonal": "orthogonal",
    "eva": "kaiming",
    "mica": "kaiming",
}
"""PEFT's value of init_lora_weights → ours. Initializations that change the base weights are not among them."""


def config_from_json(values: Mapping[str, Any], *, where: Path) -> LoraConfig:
    """Return the settings in `values`, the JSON object of the file `where`.

    A missing `target_modules` becomes `auto`; the caller then takes the modules from the tensors.

    Raises:
        AdapterError: with a list of all settings of the wrong type, unknown or not supported.
    """
    if values.get("peft_type", "LORA") != "LORA":
        raise AdapterError(f"{where}: peft_type is {quoted(values['peft_type'])}; only LORA adapters can be read.")
    known = {**DEFAULTS, **{key: value for key, value in values.items() if value is not None}}
    problems = _type_errors(known) + _unsupported(known)
    if problems:
        raise AdapterError(f"{where}: {'; '.join(problems)}. Such an adapter can be merged with the tool that made it.")
    layers = known["layers_to_transform"]
    try:
        return LoraConfig(
            r=known["r"],
            lora_alpha=known["lora_alpha"],
            lora_dropout=known["lora_dropout"],
            target_modules=_patterns(known["target_modules"]) or ("auto",),
            exclude_modules=_patterns(known["exclude_modules"]),
            layers=",".join(map(str, [layers] if isinstance(layers, int) else layers or [])) or None,
            rank_pattern=known["rank_pattern"],
            alpha_pattern=known["alpha_pattern"],
            use_rslora=known["use_rslora"],
            use_dora=known["use_dora"],
            bias=known["bias"],
            modules_to_save=_patterns(known["modules_to_save"]),
            init_lora_weights=INIT_FROM_PEFT[known["init_lora_weights"]],
        )
    except ConfigError as err:
        raise AdapterError(f"{where}: {err}") from err


def token_ids(value: Any, where: Path, *, key: str = INVOCATION, at_most: int = MAX_INVOCATION) -> tuple[int, ...]:
    """Return the token ids in the setting `key`: those that switch an activated LoRA on; none where it is null.

    Raises:
        AdapterError: `value`, from the file `where`, is not a list of token ids.
    """
    tokens = [] if value is None else value
    if (
        not isinstance(tokens, list)
        or len(tokens) > at_most
        or not all(_is_int(token) and 0 <= token < 1 << 31 for token in tokens)
    ):
        raise AdapterError(f"{where}: {key} is {quoted(value)}; expected at most {at_most} token ids.")
    return tuple(tokens)


def config_to_json(config: LoraConfig, names: Iterable[str], *, base_model: str | None) -> dict[str, Any]:
    """Return the content of adapter_config.json for an adapter of the modules `names`.

    PEFT must support the patterns in `config` (`peft_can_express`).
    """
    indices = {index for name in names if (index := layer_index(name)) is not None}
    chosen = [i for i in sorted(indices) if in_layers(config.layers, f"{i}.")] if config.layers else None
    return {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": base_model,
        "inference_mode": True,
        "r": config.r,
        "lora_alpha": config.lora_alpha,
        "lora_dropout": config.lora_dropout,
        "target_modules": _name_list(config.target_modules),
        "exclude_modules": _name_list(config.exclude_modules),
        "layers_to_transform": chosen,
        "rank_pattern": dict(config.rank_pattern),
        "alpha_pattern": dict(config.alpha_pattern),
        "use_rslora": config.use_rslora,
        "use_dora": config.use_dora,
        "bias": config.bias,
        "modules_to_save": list(config.modules_to_save) or None,
        "fan_in_fan_out": False,
        "init_lora_weights": {"gaussian": "gaussian", "orthogonal": "orthogonal"}.get(config.init_lora_weights, True),
    }


def config_for_updates(config: LoraConfig, updates: Mapping[str, Update]) -> LoraConfig:
    """Return `config` with the ranks and scalings of `updates` (module name → update), as r, alpha and patterns."""
    if all(config.rank_of(name) == u.r and config.scaling_of(name) == u.scaling for name, u in updates.items()):
        return config
    ranks = {name: update.r for name, update in updates.items()}
    alphas = {name: update.scaling * update.r for name, update in updates.items()}
    r, alpha = (Counter(values.values()).most_common(1)[0][0] for values in (ranks, alphas))
    return replace(
        config,
        r=int(r),
        lora_alpha=alpha,
        rank_pattern={name: value for name, value in ranks.items() if value != r},
        alpha_pattern={name: value for name, value in alphas.items() if value != alpha},
        use_rslora=False,
    )


def peft_can_express(patterns: tuple[str, ...]) -> bool:
    """Return whether PEFT supports the patterns: plain names, or a single regular expression."""
    special = [p for p in patterns if p.startswith("re:") or p in ("auto", "all-linear")]
    return not special or (len(patterns) == 1 and patterns[0].startswith("re:"))


def _type_errors(known: Mapping[str, Any]) -> list[str]:
    """Return one message for each setting of the wrong JSON type: its value and the expected type."""
    number = "a number"
    checks = {
        "r": (_is_int(known["r"]), "an integer"),
        "lora_alpha": (_is_number(known["lora_alpha"]), number),
        "lora_dropout": (_is_number(known["lora_dropout"]), number),
        "target_modules": (_is_names(known["target_modules"]), "a string or a list of strings"),
        "exclude_modules": (_is_names(known["exclude_modules"]), "a string or a list of strings"),
        "layers_to_transform": (_is_ints(known["layers_to_transform"]), "an integer or a list of integers"),
        "rank_pattern": (_is_map(known["rank_pattern"], _is_int), "an object of integers"),
        "alpha_pattern": (_is_map(known["alpha_pattern"], _is_number), "an object of numbers"),
        "use_rslora": (isinstance(known["use_rslora"], bool), "true or false"),
        "bias": (isinstance(known["bias"], str), "a word"),
        "modules_to_save": (_is_names(known["modules_to_save"]), "a list of strings"),
        "use_dora": (isinstance(known["use_dora"], bool), "true or false"),
        "init_lora_weights": (isinstance(known["init_lora_weights"], (bool, str)), "a word, true or false"),
    }
    return [f"{key} is {quoted(known[key])}; expected {kind}" for key, (good, kind) in checks.items() if not good]


def _unsupported(known: Mapping[str, Any]) -> list[str]:
    """Return one message for each enabled setting that affects the result and is not supported."""
    problems = [
        f"{key} = {quoted(value)} is not supported"
        for key, value in known.items()
        if value and key not in IGNORED and key not in DEFAULTS
    ]
    init = known["init_lora_weights"]
    if isinstance(init, str) and init not in INIT_FROM_PEFT:
        problems.append(
            f"init_lora_weights = {quoted(init)} changed the base weights; save the adapter with "
            "peft's path_initial_model_for_weight_conversion so that it fits the original base, or use the changed "
            "base, with init_lora_weights = true in adapter_config.json"
        )
    return problems


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_ints(value: object) -> bool:
    return value is None or _is_int(value) or (isinstance(value, list) and all(map(_is_int, value)))


def _is_names(value: object) -> bool:
    return (
        value is None or isinstance(value, str) or (isinstance(value, list) and all(isinstance(v, str) for v in value))
    )


def _is_map(value: object, kind: Callable[[object], bool]) -> bool:
    return isinstance(value, dict) and all(map(kind, value.values()))


def _patterns(names: str | list[str] | None) -> tuple[str, ...]:
    if not names:
        return ()
    if isinstance(names, list):
        return tuple(names)
    return (names,) if names == "all-linear" else (f"re:{names}",)


def _name_list(patterns: tuple[str, ...]) -> str | list[str] | None:
    """Return the patterns as PEFT writes them: a list of names, or one regular expression as a string."""
    if patterns and patterns[0].startswith("re:"):
        return patterns[0].removeprefix("re:")
    return list(patterns) or None
