"""Which tokenizer class and file does transformers use, and what are the default special tokens of that class?

    tokenizer_class            model_type                  class in transformers
    any or none                mistral, phi3, granite*,    TokenizersBackend
                               olmo2
    any or none                qwen2                       Qwen2Tokenizer
    LlamaTokenizer             others; tokenizer.json      TokenizersBackend
                               has ByteLevel
    a class of the table       others                      that one
    unknown, or a generic one  others                      TokenizersBackend
    none                       qwen3, gemma*, gpt2         the family's own
    none                       others                      TokenizersBackend

TokenizersBackend uses tokenizer.json unchanged, and has no default special tokens. The other classes replace the
normalizer, pre-tokenizer and decoder of tokenizer.json with their own. minilora does not: the model was trained with
tokenizer.json, and llama.cpp's pre-tokenizer names refer to it.

Source: transformers 5.23, models/auto/tokenization_auto.py (`AutoTokenizer.from_pretrained`),
tokenization_utils_base.py (`get_fast_tokenizer_file`), models/*/tokenization_*.py.
"""

import re
from collections.abc import Mapping
from typing import Any

TRANSFORMERS_VERSION = (5, 23, 0)
"""The version of transformers whose behaviour this file describes."""
GENERIC = "TokenizersBackend"
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "LlamaTokenizer": {"bos": "<s>", "eos": "</s>", "unk": "<unk>"},
    "CodeLlamaTokenizer": {"bos": "<s>", "eos": "</s>", "unk": "<unk>"},
    "GPT2Tokenizer": {"bos": "<|endoftext|>", "eos": "<|endoftext|>", "unk": "<|endoftext|>"},
    "Qwen2Tokenizer": {"eos": "<|endoftext|>", "pad": "<|endoftext|>", "unk": "<|endoftext|>"},
    "GemmaTokenizer": {"bos": "<bos>", "eos": "<eos>", "pad": "<pad>", "unk": "<unk>", "mask": "<mask>"},
}
"""Class -> role -> default token, used if no file defines the role (null counts as a definition)."""
FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(("mistral", "phi3", "granite", "granitemoehybrid", "olmo2"), GENERIC),
    **dict.fromkeys(("qwen2", "qwen3"), "Qwen2Tokenizer"),
    **dict.fromkeys(("gemma", "gemma2", "gemma3", "gemma3_text"), "GemmaTokenizer"),
    "gpt2": "GPT2Tokenizer",
}
"""model_type -> the family's class."""
CLASS_IGNORED = ("qwen2", "phi3")
"""Families whose files often name a wrong class, so transformers uses the family's class."""


def default_tokens(config: Mapping[str, Any], model: Mapping[str, Any], *, byte_level: bool) -> Mapping[str, str]:
    """Return role -> default token of transformers' tokenizer class.

    Args:
        config: content of tokenizer_config.json.
        model: content of config.json.
        byte_level: whether tokenizer.json has a ByteLevel pre-tokenizer or decoder.
    """
    named = _class_name(config.get("tokenizer_class")) or _class_name(model.get("tokenizer_class"))
    model_type = _class_name(model.get("model_type"))
    return DEFAULTS.get(_resolve_class(named, model_type, byte_level), {})


def versioned_file(config: Mapping[str, Any]) -> str | None:
    """Return the file that transformers reads instead of tokenizer.json, such as `tokenizer.4.0.0.json`, or None."""
    listed = config.get("fast_tokenizer_files")
    for name in listed if isinstance(listed, list) else ():
        found = re.fullmatch(r"tokenizer\.(\d{1,4}(?:\.\d{1,4}){0,3})\.json", name) if isinstance(name, str) else None
        if found and tuple(map(int, found[1].split("."))) <= TRANSFORMERS_VERSION:
            return str(name)
    return None


def _resolve_class(named: str, model_type: str, byte_level: bool) -> str:
    family = FAMILIES.get(model_type, "")
    if not named or named == family:
        return family or GENERIC
    if family == GENERIC or (named == "LlamaTokenizer" and byte_level and model_type not in CLASS_IGNORED):
        return GENERIC
    return family if model_type in CLASS_IGNORED else named


def _class_name(given: Any) -> str:
    return given.removesuffix("Fast") if isinstance(given, str) else ""
