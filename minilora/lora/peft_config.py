"""`adapter_config.json`, PEFT's description of an adapter, to and from `LoraConfig`.

PEFT ignores settings that it does not know. We refuse any setting that is switched on and that we do not carry
out, by name: an adapter computed by another formula must not be applied by ours.

Source: peft 0.21, tuners/lora/config.py.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..config import LoraConfig
from ..errors import AdapterError, ConfigError

INERT = {
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
"""Settings that say where an adapter came from or how it was trained, and leave its arithmetic alone."""
DEFAULTS: dict[str, Any] = {"r": 8, "lora_alpha": 8, "lora_dropout": 0.0, "bias": "none", "init_lora_weights": True}
"""PEFT's defaults, for files that leave a setting out."""
TYPES: dict[str, tuple[type, ...]] = {
    "r": (int,),
    "lora_alpha": (int, float),
    "lora_dropout": (int, float),
    "target_modules": (str, list, type(None)),
}
"""What each setting that we carry out must be in JSON."""
NEUTRAL_INITS = (True, False, "gaussian", "orthogonal", "eva", "mica")
"""Start values of A and B that leave the base weights as they were."""


def config_from_json(values: Mapping[str, Any], *, where: Path) -> LoraConfig:
    """Return the settings written in the JSON object `values` of the file `where`.

    `target_modules` may be missing; it then becomes `auto`, and the caller knows the modules from the tensors.

    Raises:
        AdapterError: listing everything in the file that is mistyped, unknown or not carried out.
    """
    if values.get("peft_type", "LORA") != "LORA":
        raise AdapterError(f"{where}: peft_type is {values['peft_type']!r}; only LORA adapters can be read.")
    known = DEFAULTS | {"target_modules": None} | dict(values)
    problems = [
        f"{key} is {known[key]!r}, not {' or '.join(kind.__name__ for kind in kinds)}"
        for key, kinds in TYPES.items()
        if not isinstance(known[key], kinds) or isinstance(known[key], bool)
    ]
    problems += _not_carried_out(known)
    targets = known["target_modules"]
    if isinstance(targets, list) and not all(isinstance(word, str) for word in targets):
        problems.append("target_modules holds something that is not a string")
    if problems:
        raise AdapterError(f"{where}: {'; '.join(problems)}. Such an adapter can be merged with the tool that made it.")
    try:
        return LoraConfig(
            r=known["r"],
            lora_alpha=known["lora_alpha"],
            lora_dropout=known["lora_dropout"],
            target_modules=_patterns(targets),
        )
    except ConfigError as err:
        raise AdapterError(f"{where}: {err}") from err


def config_to_json(config: LoraConfig, *, base_model: str | None) -> dict[str, Any]:
    """Return the JSON object that PEFT reads; `config.target_modules` must be names or one `re:` pattern."""
    targets = config.target_modules
    whole = targets[0].removeprefix("re:") if targets[0].startswith("re:") else list(targets)
    return {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": base_model,
        "inference_mode": True,
        "r": config.r,
        "lora_alpha": config.lora_alpha,
        "lora_dropout": config.lora_dropout,
        "target_modules": whole,
        "bias": "none",
        "fan_in_fan_out": False,
        "init_lora_weights": True,
    }


def _not_carried_out(values: Mapping[str, Any]) -> list[str]:
    """Name the settings that are switched on and change the result in a way that minilora does not compute."""
    handled = INERT | TYPES.keys() | {"bias", "init_lora_weights"}
    problems = [f"{key} = {value!r} is not supported" for key, value in values.items() if key not in handled and value]
    if values["bias"] != "none":
        problems.append(f"bias = {values['bias']!r} is not supported")
    if values["init_lora_weights"] not in NEUTRAL_INITS:
        problems.append(
            f"init_lora_weights = {values['init_lora_weights']!r} changed the base weights; save the adapter with "
            "peft's path_initial_model_for_weight_conversion so that it fits the original base"
        )
    return problems


def _patterns(targets: str | list[str] | None) -> tuple[str, ...]:
    if targets is None:
        return ("auto",)
    if isinstance(targets, list):
        return tuple(targets)
    return (targets,) if targets == "all-linear" else (f"re:{targets}",)
