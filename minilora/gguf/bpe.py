"""Byte-level BPE vocabularies (`tokenizer.ggml.model` = "gpt2"): ordered merges and a named pre-tokenizer.

Tokens are written in GPT-2's alphabet, which maps each of the 256 bytes to a printable character; a space is `Ġ`.
"""

from collections.abc import Collection, Mapping
from typing import Any

from gguf import GGUFValueType

from ..errors import GGUFError, quoted
from . import pretokenizers
from .token_rows import check_unique_texts, rows_from_json, rows_to_json, split_merge
from .values import Value, array, string

SPACE_IN_PIECE = chr(ord(" ") + 256)
"""Replaces a space inside a token of a merge, because a space separates the two tokens."""
NFC = {"type": "NFC"}
UNSUPPORTED_SETTINGS = ("dropout", "continuing_subword_prefix", "end_of_word_suffix")
"""Settings of the BPE model in tokenizer.json that change the token ids, unless they are empty."""
BYTE_LEVEL_DECODER = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}


def matches(tokenizer_json: Mapping[str, Any]) -> bool:
    """Return whether this is a byte-level BPE tokenizer."""
    decoder = tokenizer_json.get("decoder") or {}
    steps = decoder.get("decoders", [decoder])
    return tokenizer_json["model"]["type"] == "BPE" and any(step.get("type") == "ByteLevel" for step in steps)


def adds_bos(kv: Mapping[str, Any]) -> bool:
    """Return llama.cpp's default where `add_bos_token` is missing."""
    return pretokenizers.by_name(kv["tokenizer.ggml.pre"]).adds_bos


def to_kv(
    tokenizer_json: Mapping[str, Any], vocab_size: int, pre: str | None, roles: Collection[int] = ()
) -> dict[str, Value]:
    """Return the GGUF keys of a byte-level BPE tokenizer.json; `pre` overrides the identified pre-tokenizer.

    Raises:
        GGUFError: the pre-tokenizer is unknown, or llama.cpp's byte-level BPE does not support a setting.
    """
    check_supported(tokenizer_json)
    texts, types = rows_from_json(tokenizer_json, vocab_size, roles)
    check_unique_texts(texts, dict(enumerate(texts)))
    merges = [split_merge(merge) for merge in tokenizer_json["model"]["merges"]]
    return {
        "tokenizer.ggml.model": string("gpt2"),
        "tokenizer.ggml.pre": string(pre or pretokenizers.identify(tokenizer_json).name),
        "tokenizer.ggml.tokens": array(GGUFValueType.STRING, texts),
        "tokenizer.ggml.token_type": array(GGUFValueType.INT32, types),
        "tokenizer.ggml.merges": array(GGUFValueType.STRING, [_join(*merge) for merge in merges]),
    }


def check_supported(tokenizer_json: Mapping[str, Any]) -> None:
    """Raise GGUFError for settings that change token ids and have no GGUF key. NFC has none, but few texts need it."""
    model, normalizer = tokenizer_json["model"], tokenizer_json.get("normalizer") or {}
    unsupported = [f"{key} {quoted(model[key])}" for key in UNSUPPORTED_SETTINGS if model.get(key)]
    unsupported += [
        f"normalizer {quoted(step)}" for step in normalizer.get("normalizers", [normalizer]) if step not in ({}, NFC)
    ]
    if unsupported:
        raise GGUFError(f"llama.cpp has no byte-level BPE with {' and '.join(unsupported)}; token ids would differ.")


def to_json(kv: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tokenizer.json for the keys of a GGUF file."""
    pre = pretokenizers.by_name(kv.get("tokenizer.ggml.pre", "default"))
    vocab, added = rows_to_json(kv["tokenizer.ggml.tokens"], kv.get("tokenizer.ggml.token_type"))
    try:
        merges = [split_merge(merge) for merge in kv["tokenizer.ggml.merges"]]
    except (KeyError, TypeError, ValueError, AttributeError) as err:
        raise GGUFError(
            "tokenizer.ggml.merges is not a list of strings `left right`. Download the file again."
        ) from err
    return {
        "version": "1.0",
        "added_tokens": added,
        "normalizer": NFC if pre.nfc else None,
        "pre_tokenizer": pretokenizers.to_json(pre),
        "decoder": BYTE_LEVEL_DECODER,
        "model": {"type": "BPE", "vocab": vocab, "merges": merges, "ignore_merges": pre.ignore_merges},
    }


def _join(left: str, right: str) -> str:
    return f"{left.replace(' ', SPACE_IN_PIECE)} {right.replace(' ', SPACE_IN_PIECE)}"
