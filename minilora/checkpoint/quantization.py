"""Is a Hugging Face directory quantised, and with which method?

FP8 weights with scales are read (`fp8.py`); other methods are refused by name. config.json alone does not decide: a
model that was loaded in 4 bit for training and saved in 16 bit keeps its `quantization_config`. If every tensor is
present with the expected shape and a floating type, the key is a leftover: it is ignored, with a note.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..errors import brief, quoted
from . import fp8

KEYS = ("quantization_config", "compression_config", "quantization")
"""Keys of config.json: transformers', an early key of compressed-tensors, and MLX's."""

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
"""`quant_method` -> display name."""

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
"""Name suffix of tensors that only quantised weights have -> method, the most specific first. Early GPTQ and AWQ models
have no entry in config.json, but a separate file."""

QUANTIZED_AT_RUN_TIME = ("bitnet",)
"""Methods that may store floating-point weights and round them in every forward pass."""

REMEDY = (
    "minilora reads plain weights (32 or 16 bit), FP8 weights with scales, and GGUF files. Use the original model, "
    "unquantised (its model card names it), or a GGUF of it"
)


def block_size(hf_config: Mapping[str, Any]) -> tuple[int, ...] | None:
    """Return the rows and columns that share a scale in FP8 weights, if config.json states them."""
    entry = _quantization_entry(hf_config)
    return fp8.block_from_config(_settings(hf_config, entry[0])) if entry else None


def notes(hf_config: Mapping[str, Any], scaled: int) -> tuple[str, ...]:
    """Return notes about FP8 weights, and about a setting that has no effect because the tensors are not quantised.

    Args:
        scaled: number of FP8 weights with scales.
    """
    if scaled:
        return (
            f"{scaled} weights are FP8 and are multiplied by their scales; activations are not rounded. A merge writes "
            "them unquantised",
        )
    entry = _quantization_entry(hf_config)
    if entry is None:
        return ()
    key, method = entry
    return (
        f"config.json has a {key} ({method}), but the weights are not quantised, so it is ignored. "
        "Remove it from config.json, or other programs may quantise the model when they load it",
    )


def quantization_error(hf_config: Mapping[str, Any], problems: Sequence[str], names: Iterable[str]) -> str | None:
    """Return an error message if the directory cannot be read because it is quantised, else None.

    Args:
        problems: the errors found in its tensors; the message quotes the first.
        names: names of all its tensors.
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
        return f"its weights are quantised: config.json has a {key} ({method}); for example\n  {problems[0]}\n{REMEDY}."
    if _settings(hf_config, key).get("quant_method") in QUANTIZED_AT_RUN_TIME:
        return f"config.json has a {key} ({method}), which rounds weights and activations at run time. {REMEDY}."
    return None


def _quantization_entry(hf_config: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the quantisation key of config.json and the method's name; None if there is no such key."""
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
