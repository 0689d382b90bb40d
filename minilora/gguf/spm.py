"""SentencePiece BPE vocabularies (`tokenizer.ggml.model` = "llama"): scores instead of merges.

llama.cpp merges the adjacent pair whose merged token has the highest score. tokenizer.json has a list of merges
instead: every split of a token into two tokens, ordered by the score of the token. So

    merges -> scores    score = -(rank of the first merge that gives the token)
    scores -> merges    all splits of all tokens, by descending score

A space is `▁`. Characters without a token become byte tokens, `<0xE2>`. `add_space_prefix` adds a space before a text.

Source: llama.cpp, src/llama-vocab.cpp (llm_tokenizer_spm); sentencepiece, src/bpe_model.cc.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from gguf import GGUFValueType, TokenType

from ..errors import GGUFError, quoted
from .token_rows import check_unique_texts, rows_from_json, rows_to_json, split_merge
from .values import Value, array, boolean, string

PRE = "default"
"""`tokenizer.ggml.pre`; llama.cpp ignores it for this model."""
SPACE = "▁"
BYTE = re.compile(r"<0x[0-9A-F]{2}>")
UTF8_BYTES = (*range(0xC0), *range(0xC2, 0xF5))
"""All bytes that occur in UTF-8."""
UNSUPPORTED_SETTINGS = ("dropout", "continuing_subword_prefix", "end_of_word_suffix", "ignore_merges")
"""Settings of the BPE model in tokenizer.json that change the token ids, unless they are empty."""
REPLACE_SPACES = {"type": "Replace", "pattern": {"String": " "}, "content": SPACE}
PREPEND_SPACE = {"type": "Prepend", "prepend": SPACE}
SPLIT_AT_SPACES = {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False}
"""Gemma's pre-tokenizer. It has no effect, because the normalizer has already replaced all spaces."""
DECODER = (
    {"type": "Replace", "pattern": {"String": SPACE}, "content": " "},
    {"type": "ByteFallback"},
    {"type": "Fuse"},
)
STRIP_FIRST_SPACE = {"type": "Strip", "content": " ", "start": 1, "stop": 0}


def matches(tokenizer_json: Mapping[str, Any]) -> bool:
    """Return whether this is a SentencePiece BPE tokenizer with byte fallback."""
    model = tokenizer_json["model"]
    return model["type"] == "BPE" and bool(model.get("byte_fallback"))


def adds_bos(kv: Mapping[str, Any]) -> bool:
    """Return llama.cpp's default where `add_bos_token` is missing."""
    return True


def to_kv(
    tokenizer_json: Mapping[str, Any], vocab_size: int, pre: str | None = None, roles: Collection[int] = ()
) -> dict[str, Value]:
    """Return the GGUF keys of a SentencePiece BPE tokenizer.json; with `pre`, its normalizer is not checked.

    Raises:
        GGUFError: llama.cpp does not support a setting, or does not normalize texts in this way.
    """
    prefix = adds_space_prefix(tokenizer_json, strict=pre is None)
    check_supported(tokenizer_json)
    texts, types = rows_from_json(tokenizer_json, vocab_size, roles)
    original_texts = dict(enumerate(texts))
    unknown, merged = tokenizer_json["model"].get("unk_token"), _merge_ranks(tokenizer_json["model"])
    for token_id, text in original_texts.items():
        if types[token_id] == TokenType.USER_DEFINED:
            if SPACE in text and (text in merged or len(text) == 1):  # only merges can produce it from spaces
                types[token_id] = int(TokenType.NORMAL)
            else:
                texts[token_id] = text.replace(SPACE, " ")
        elif BYTE.fullmatch(text):
            types[token_id] = int(TokenType.BYTE)
        elif text == unknown:
            types[token_id] = int(TokenType.UNKNOWN)
    check_unique_texts(texts, original_texts)
    return {
        "tokenizer.ggml.model": string("llama"),
        "tokenizer.ggml.pre": string(PRE),
        "tokenizer.ggml.tokens": array(GGUFValueType.STRING, texts),
        "tokenizer.ggml.scores": array(GGUFValueType.FLOAT32, _scores(tokenizer_json["model"], texts, types)),
        "tokenizer.ggml.token_type": array(GGUFValueType.INT32, types),
        "tokenizer.ggml.add_space_prefix": boolean(prefix),
    }


def check_supported(tokenizer_json: Mapping[str, Any]) -> None:
    """Refuse settings that change token ids and have no GGUF key.

    Raises:
        GGUFError: lists the settings, or the bytes without a token.
    """
    model, vocab = tokenizer_json["model"], tokenizer_json["model"]["vocab"]
    unsupported = [f"{key} {model[key]!r}" for key in UNSUPPORTED_SETTINGS if model.get(key)]
    if unsupported:
        raise GGUFError(f"llama.cpp has no SentencePiece BPE with {' and '.join(unsupported)}; token ids would differ.")
    missing = [f"<0x{byte:02X}>" for byte in UTF8_BYTES if f"<0x{byte:02X}>" not in vocab]
    if missing:
        raise GGUFError(
            f"the tokenizer encodes unknown characters as bytes (byte_fallback), but {len(missing)} byte tokens are "
            f"missing, the first is {missing[0]}; llama.cpp fails on a text that needs one. Use the tokenizer of this "
            "model, or add the byte tokens to its vocabulary before training."
        )


def to_json(kv: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tokenizer.json for the keys of a GGUF file."""
    texts, types, scores = (kv.get(f"tokenizer.ggml.{key}") for key in ("tokens", "token_type", "scores"))
    if not texts or not types or not scores:
        raise GGUFError("a `llama` vocabulary needs tokenizer.ggml.tokens, .token_type and .scores for every token.")
    vocab, added = rows_to_json(texts, types)
    unknown = [text for text, kind in zip(texts, types, strict=True) if kind == TokenType.UNKNOWN]
    prefix = kv.get("tokenizer.ggml.add_space_prefix", True)
    return {
        "version": "1.0",
        "added_tokens": added,
        "normalizer": {
            "type": "Sequence",
            "normalizers": [PREPEND_SPACE, REPLACE_SPACES] if prefix else [REPLACE_SPACES],
        },
        "pre_tokenizer": None,
        "decoder": {"type": "Sequence", "decoders": [*DECODER, STRIP_FIRST_SPACE] if prefix else [*DECODER]},
        "model": {
            "type": "BPE",
            "unk_token": unknown[0] if unknown else None,
            "fuse_unk": True,
            "byte_fallback": True,
            "vocab": vocab,
            "merges": _merges(texts, types, scores),
        },
    }


def _scores(model: Mapping[str, Any], texts: list[str], types: list[int]) -> list[float]:
    ranks = _merge_ranks(model)
    last = len(model["merges"])
    added_score = -float(last + 1)  # where llama.cpp does not split these off first, it may merge to them, but last
    fixed_scores = {
        TokenType.UNUSED: added_score,
        TokenType.CONTROL: added_score,
        TokenType.USER_DEFINED: added_score,
        TokenType.BYTE: 0.0,
        TokenType.UNKNOWN: 0.0,
    }
    return [
        fixed_scores.get(TokenType(kind), -float(ranks.get(text, last)))
        for text, kind in zip(texts, types, strict=True)
    ]


def _merge_ranks(model: Mapping[str, Any]) -> dict[str, int]:
    """Return token -> rank of the first merge that gives it."""
    ranks: dict[str, int] = {}
    for rank, merge in enumerate(model["merges"]):
        ranks.setdefault("".join(split_merge(merge)), rank)
    return ranks


def _merges(texts: list[str], types: list[int], scores: list[float]) -> list[tuple[str, str]]:
    """Return all splits of all normal tokens, by descending score; the sort is stable, so ties are ordered by id."""
    normal = {text: score for text, kind, score in zip(texts, types, scores, strict=True) if kind == TokenType.NORMAL}
    return [
        (text[:cut], text[cut:])
        for text in sorted(normal, key=lambda text: -normal[text])
        for cut in range(1, len(text))
        if text[:cut] in normal and text[cut:] in normal
    ]


def adds_space_prefix(tokenizer_json: Mapping[str, Any], *, strict: bool = True) -> bool:
    """Return whether a space is added before the text and after each added token.

    Args:
        strict: refuse a normalizer or pre-tokenizer that llama.cpp does not have; if False, return the closest setting.

    Raises:
        GGUFError: llama.cpp does not have this normalizer and pre-tokenizer.
    """
    normalizers = _steps(tokenizer_json, "normalizer", "normalizers")
    pre_tokenizers = _steps(tokenizer_json, "pre_tokenizer", "pretokenizers")
    match pre_tokenizers:
        case [{"type": "Metaspace", "replacement": "▁", "split": False, "prepend_scheme": str(scheme)}]:
            if not normalizers and (scheme == "never" or not strict):
                return scheme != "never"
            if not normalizers:
                raise GGUFError(_metaspace_problem(scheme))
    if normalizers == [REPLACE_SPACES] and pre_tokenizers in ([], [SPLIT_AT_SPACES]):
        return False
    if normalizers in ([PREPEND_SPACE, REPLACE_SPACES], [REPLACE_SPACES, PREPEND_SPACE]) and not pre_tokenizers:
        return True
    if not strict:
        return PREPEND_SPACE in normalizers
    raise GGUFError(
        "llama.cpp has no SentencePiece BPE with "
        f"normalizer {quoted(tokenizer_json.get('normalizer'))} and pre_tokenizer "
        f"{quoted(tokenizer_json.get('pre_tokenizer'))}."
    )


def _metaspace_problem(scheme: str) -> str:
    """Return the error message for a Metaspace step that adds a space before texts."""
    where = "not after an added token" if scheme == "first" else "not before a text that begins with a space"
    return (
        f"the tokenizer adds a space before the text (Metaspace, prepend_scheme {scheme!r}) but {where}, where "
        "llama.cpp adds one: prompts would get other token ids. In tokenizer.json use the older form - "
        '"pre_tokenizer": null, "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": '
        '"\u2581"}, {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]} - and train with it; or '
        "pass --pre default if your prompts have no such case."
    )


def _steps(tokenizer_json: Mapping[str, Any], part: str, inner: str) -> list[Any]:
    """Return the steps of a normalizer or pre-tokenizer, which may or may not be a Sequence."""
    node = tokenizer_json.get(part)
    return list(node.get(inner, [node])) if node else []
