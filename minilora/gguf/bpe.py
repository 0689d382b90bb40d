"""Byte-level BPE vocabularies (`tokenizer.ggml.model` = "gpt2"): merges in order, and a named pre-tokenizer.

Pieces are spelt in GPT-2's alphabet of 256 printable characters, one a byte, so that a space is `Ġ`.
"""

from collections.abc import Collection, Mapping
from typing import Any

from gguf import GGUFValueType

from ..errors import GGUFError, quoted
from . import pretokenizers
from .token_rows import check_unique_texts, rows_from_json, rows_to_json, split_merge
from .values import Value, array, string

SPACE_IN_PIECE = chr(ord(" ") + 256)
"""Stands for a space inside a piece, since the space separates the two pieces of a merge."""
NFC = {"type": "NFC"}
UNSUPPORTED_SETTINGS = ("dropout", "continuing_subword_prefix", "end_of_word_suffix")
"""Settings of a tokenizer.json's BPE model that change tokens, unless they are empty."""
BYTE_LEVEL_DECODER = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}


def matches(tokenizer_json: Mapping[str, Any]) -> bool:
    """True for a tokenizer.json of this kind."""
    decoder = tokenizer_json.get("decoder") or {}
    steps = decoder.get("decoders", [decoder])
    return tokenizer_json["model"]["type"] == "BPE" and any(step.get("type") == "ByteLevel" for step in steps)


def adds_bos(kv: Mapping[str, Any]) -> bool:
    """What llama.cpp assumes without `add_bos_token`."""
    return pretokenizers.by_name(kv["tokenizer.ggml.pre"]).adds_bos


def to_kv(
    tokenizer_json: Mapping[str, Any], vocab_size: int, pre: str | None, roles: Collection[int] = ()
) -> dict[str, Value]:
    """Keys of a tokenizer.json of this kind; `pre` overrides the recognised pre-tokenizer.

    Raises:
        GGUFError: a pre-tokenizer that is not recognised, or something else that llama.cpp's kind does not do.
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
    """Refuse what would change tokens and has no place in a GGUF. NFC has none either, but few texts need it."""
    model, normalizer = tokenizer_json["model"], tokenizer_json.get("normalizer") or {}
    unsupported = [f"{key} {quoted(model[key])}" for key in UNSUPPORTED_SETTINGS if model.get(key)]
    unsupported += [
        f"normalizer {quoted(step)}" for step in normalizer.get("normalizers", [normalizer]) if step not in ({}, NFC)
    ]
    if unsupported:
        raise GGUFError(
            f"llama.cpp has no byte-level BPE with {' and '.join(unsupported)}; its tokens would be others."
        )


def to_json(kv: Mapping[str, Any]) -> dict[str, Any]:
    """The tokenizer.json of a GGUF file's keys."""
    pre = pretokenizers.by_name(kv.get("tokenizer.ggml.pre", "default"))
    vocab, added = rows_to_json(kv["tokenizer.ggml.tokens"], kv.get("tokenizer.ggml.token_type"))
    try:
        merges = [split_merge(merge) for merge in kv["tokenizer.ggml.merges"]]
    except (KeyError, TypeError, ValueError, AttributeError) as err:
        raise GGUFError("tokenizer.ggml.merges is not a list of texts `left right`. Download the file again.") from err
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
