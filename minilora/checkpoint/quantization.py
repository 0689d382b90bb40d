"""Is a Hugging Face directory quantised, and by what? Asked of config.json and of the tensors beside it.

A `quantization_config` may be left over: a model that was loaded in 4 bit for training and saved in 16 bit keeps it.
The tensors decide. Where each is there, in its shape and a plain type, the key is left over: it is ignored, and told.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..errors import brief, quoted

KEYS = ("quantization_config", "compression_config", "quantization")
"""Where config.json says it: transformers' key, an early one of compressed-tensors, and MLX's."""

METHODS: Mapping[str, str] = {
    "bitsandbytes": "bitsandbytes",
    "gptq": "GPTQ",
    "awq": "AWQ",
    "auto-round": "AutoRound",
    "fp8": "FP8",
    "fbgemm_fp8": "FP8 (FBGEMM)",
    "modelopt": "NVIDIA ModelOpt",
    "mxfp4": "MXFP4",
    "compressed-tensors": "compressed-tensors",
    "torchao": "torchao",
    "hqq": "HQQ",
    "quanto": "Quanto",
    "eetq": "EETQ",
    "aqlm": "AQLM",
    "vptq": "VPTQ",
    "bitnet": "BitNet",
}
"""`quant_method` -> its name for people."""

QUANTIZED_SUFFIXES: Mapping[str, str] = {
    ".qweight": "GPTQ or AWQ",
    ".absmax": "bitsandbytes",
    ".SCB": "bitsandbytes",
    ".weight_packed": "compressed-tensors",
    ".weight_scale_inv": "FP8",
    ".weight_scale": "FP8 or compressed-tensors",
    ".scales": "MLX",
    "_blocks": "MXFP4",
}
"""How names end of tensors that only quantised weights have, the most telling first -> whose they are. Early files of
GPTQ and AWQ say nothing in config.json, but in a file of their own."""

QUANTIZED_AT_RUN_TIME = ("bitnet",)
"""Methods that may leave plain weights in the file, and round them in every forward pass."""

REMEDY = (
    "minilora reads plain weights (32 or 16 bit) and GGUF files. Use the original model, unquantised (its model card "
    "names it), or a GGUF of it"
)


def leftover_notes(hf_config: Mapping[str, Any]) -> tuple[str, ...]:
    """Return notes on settings that do not matter, since the tensors are plain."""
    entry = _quantization_entry(hf_config)
    if entry is None:
        return ()
    key, method = entry
    return (
        f"config.json has a {key} ({method}), but the weights beside it are plain: it is left over and ignored. "
        "Remove it from config.json, or other programs may quantise the model as they load it",
    )


def quantization_error(hf_config: Mapping[str, Any], problems: Sequence[str], names: Iterable[str]) -> str | None:
    """Return why a directory cannot be read if that is because it is quantised, else None.

    Args:
        problems: what is problems with its tensors; the first is quoted.
        names: of all its tensors.
    """
    entry = _quantization_entry(hf_config)
    if entry is None:
        matches = (
            (name, QUANTIZED_SUFFIXES[end]) for end in QUANTIZED_SUFFIXES for name in names if name.endswith(end)
        )
        name, method = next(matches, ("", ""))
        return (
            f"its weights are quantised: {brief(name)} is a tensor of {method}. {REMEDY}."
            if problems and name
            else None
        )
    key, method = entry
    if problems:
        return f"its weights are quantised: config.json has a {key} ({method}), and among them is\n  {problems[0]}\n{REMEDY}."
    if _settings(hf_config, key).get("quant_method") in QUANTIZED_AT_RUN_TIME:
        return f"config.json has a {key} ({method}), which rounds weights and activations as it computes. {REMEDY}."
    return None


def _quantization_entry(hf_config: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the key that speaks of quantisation and the method's name; None where none does."""
    key = next((key for key in KEYS if hf_config.get(key)), None)
    return None if key is None else (key, _method(key, hf_config))


def _method(key: str, hf_config: Mapping[str, Any]) -> str:
    settings = _settings(hf_config, key)
    method = settings.get("quant_method")
    if method is None:
        if settings.get("load_in_4bit") or settings.get("load_in_8bit"):
            return METHODS["bitsandbytes"]
        return "MLX" if "quantization" in hf_config and "bits" in settings else "no method named"
    return METHODS.get(method, quoted(method)) if isinstance(method, str) else quoted(method)


def _settings(hf_config: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = hf_config[key]
    return value if isinstance(value, Mapping) else {}
