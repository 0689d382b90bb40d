"""Which class and file transformers takes for a tokenizer, and the special tokens that the class names by itself.

    tokenizer_class            model_type                  class in transformers
    any or none                mistral, phi3, granite,     TokenizersBackend
                               olmo2
    any or none                qwen2                       Qwen2Tokenizer
    LlamaTokenizer             others; tokenizer.json      TokenizersBackend
                               has ByteLevel
    a class of the table       others                      that one
    unknown, or a generic one  others                      TokenizersBackend
    none                       qwen3, gemma*, gpt2         the family's own
    none                       others                      TokenizersBackend

TokenizersBackend takes tokenizer.json as it is, and has no special tokens of its own. The other classes bring a
normalizer, pre-tokenizer and decoder of their own, which replace those of tokenizer.json. minilora never replaces them:
tokenizer.json is what the model was trained with, and what llama.cpp's names of pre-tokenizers stand for.

Source: transformers 5.23, models/auto/tokenization_auto.py (`AutoTokenizer.from_pretrained`),
tokenization_utils_base.py (`get_fast_tokenizer_file`), models/*/tokenization_*.py.
"""

import re
from collections.abc import Mapping
from typing import Any

TRANSFORMERS_VERSION = (5, 23, 0)
"""Of transformers, whose ways these are."""
GENERIC = "TokenizersBackend"
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "LlamaTokenizer": {"bos": "<s>", "eos": "</s>", "unk": "<unk>"},
    "CodeLlamaTokenizer": {"bos": "<s>", "eos": "</s>", "unk": "<unk>"},
    "GPT2Tokenizer": {"bos": "<|endoftext|>", "eos": "<|endoftext|>", "unk": "<|endoftext|>"},
    "Qwen2Tokenizer": {"eos": "<|endoftext|>", "pad": "<|endoftext|>", "unk": "<|endoftext|>"},
    "GemmaTokenizer": {"bos": "<bos>", "eos": "<eos>", "pad": "<pad>", "unk": "<unk>", "mask": "<mask>"},
}
"""Class -> role -> token, where no file says anything of the role (null says something)."""
FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(("mistral", "phi3", "granite", "olmo2"), GENERIC),
    **dict.fromkeys(("qwen2", "qwen3"), "Qwen2Tokenizer"),
    **dict.fromkeys(("gemma", "gemma2", "gemma3", "gemma3_text"), "GemmaTokenizer"),
    "gpt2": "GPT2Tokenizer",
}
"""model_type -> the class of the family."""
CLASS_IGNORED = ("qwen2", "phi3")
"""Families whose files name wrong classes, so that transformers goes by the family."""


def default_tokens(config: Mapping[str, Any], model: Mapping[str, Any], *, byte_level: bool) -> Mapping[str, str]:
    """Return role -> token as transformers' class has them before it reads any file.

    Args:
        config: content of tokenizer_config.json.
        model: content of config.json.
        byte_level: whether tokenizer.json has a ByteLevel part.
    """
    named = _class_name(config.get("tokenizer_class")) or _class_name(model.get("tokenizer_class"))
    model_type = _class_name(model.get("model_type"))
    return DEFAULTS.get(_resolve_class(named, model_type, byte_level), {})


def versioned_file(config: Mapping[str, Any]) -> str | None:
    """Return the file that transformers reads in the place of tokenizer.json: `tokenizer.4.0.0.json`, say."""
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
