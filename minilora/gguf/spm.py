"""SentencePiece BPE vocabularies (`tokenizer.ggml.model` = "llama"): scores instead of merges.

llama.cpp joins the two neighbours whose union is the token of highest score. tokenizer.json lists the same as merges,
best first: every way of cutting a token in two tokens, ordered by the token's score. So

    merges -> scores    score = -(position of the first merge that makes the token)
    scores -> merges    all cuts of all tokens, by falling score

A space is `▁`; characters without a token are spelt as bytes `<0xE2>`; `add_space_prefix` puts a space before the text.

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
"""`tokenizer.ggml.pre`, which means nothing here."""
SPACE = "▁"
BYTE = re.compile(r"<0x[0-9A-F]{2}>")
UTF8_BYTES = (*range(0xC0), *range(0xC2, 0xF5))
"""Every byte that a text in UTF-8 can have."""
UNSUPPORTED_SETTINGS = ("dropout", "continuing_subword_prefix", "end_of_word_suffix", "ignore_merges")
"""Settings of a tokenizer.json's BPE model that change tokens, unless they are empty."""
REPLACE_SPACES = {"type": "Replace", "pattern": {"String": " "}, "content": SPACE}
PREPEND_SPACE = {"type": "Prepend", "prepend": SPACE}
SPLIT_AT_SPACES = {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False}
"""Gemma's pre-tokenizer: without effect, since its normalizer has left no spaces."""
DECODER = (
    {"type": "Replace", "pattern": {"String": SPACE}, "content": " "},
    {"type": "ByteFallback"},
    {"type": "Fuse"},
)
STRIP_FIRST_SPACE = {"type": "Strip", "content": " ", "start": 1, "stop": 0}


def matches(tokenizer_json: Mapping[str, Any]) -> bool:
    """True for a tokenizer.json of this kind."""
    model = tokenizer_json["model"]
    return model["type"] == "BPE" and bool(model.get("byte_fallback"))


def adds_bos(kv: Mapping[str, Any]) -> bool:
    """What llama.cpp assumes without `add_bos_token`."""
    return True


def to_kv(
    tokenizer_json: Mapping[str, Any], vocab_size: int, pre: str | None = None, roles: Collection[int] = ()
) -> dict[str, Value]:
    """Keys of a tokenizer.json of this kind; with `pre`, texts may be changed or cut before merging in any way.

    Raises:
        GGUFError: something that llama.cpp's kind does not do.
    """
    prefix = adds_space_prefix(tokenizer_json, strict=pre is None)
    check_supported(tokenizer_json)
    texts, types = rows_from_json(tokenizer_json, vocab_size, roles)
    original_texts = dict(enumerate(texts))
    unknown, merged = tokenizer_json["model"].get("unk_token"), _merge_ranks(tokenizer_json["model"])
    for token_id, text in original_texts.items():
        if types[token_id] == TokenType.USER_DEFINED:
            if SPACE in text and (text in merged or len(text) == 1):  # merging makes it of spaces; nothing else does
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
    """Refuse what would change tokens and has no place in a GGUF.

    Raises:
        GGUFError: naming the settings, or the bytes that have no token.
    """
    model, vocab = tokenizer_json["model"], tokenizer_json["model"]["vocab"]
    unsupported = [f"{key} {model[key]!r}" for key in UNSUPPORTED_SETTINGS if model.get(key)]
    if unsupported:
        raise GGUFError(
            f"llama.cpp has no SentencePiece BPE with {' and '.join(unsupported)}; its tokens would be others."
        )
    missing = [f"<0x{byte:02X}>" for byte in UTF8_BYTES if f"<0x{byte:02X}>" not in vocab]
    if missing:
        raise GGUFError(
            f"the tokenizer spells unknown characters as bytes (byte_fallback), but {len(missing)} of the byte tokens "
            f"are missing, {missing[0]} first; llama.cpp fails on the first text that needs one. Use the tokenizer "
            "that belongs to this model, or add the byte tokens to its vocabulary before training."
        )


def to_json(kv: Mapping[str, Any]) -> dict[str, Any]:
    """The tokenizer.json of a GGUF file's keys."""
    texts, types, scores = (kv.get(f"tokenizer.ggml.{key}") for key in ("tokens", "token_type", "scores"))
    if not texts or not types or not scores:
        raise GGUFError("a `llama` vocabulary needs tokenizer.ggml.tokens, .token_type and .scores, one a token.")
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
    added_score = -float(last + 1)  # llama.cpp merges neighbours to these too where it does not cut them out, but last
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
    """Piece -> position of the first merge that makes it."""
    ranks: dict[str, int] = {}
    for rank, merge in enumerate(model["merges"]):
        ranks.setdefault("".join(split_merge(merge)), rank)
    return ranks


def _merges(texts: list[str], types: list[int], scores: list[float]) -> list[tuple[str, str]]:
    """Every cut of every ordinary token, best token first; the sort is stable, so equal scores keep the ids' order."""
    ordinary = {text: score for text, kind, score in zip(texts, types, scores, strict=True) if kind == TokenType.NORMAL}
    return [
        (text[:cut], text[cut:])
        for text in sorted(ordinary, key=lambda text: -ordinary[text])
        for cut in range(1, len(text))
        if text[:cut] in ordinary and text[cut:] in ordinary
    ]


def adds_space_prefix(tokenizer_json: Mapping[str, Any], *, strict: bool = True) -> bool:
    """Whether a space is put before the text and after each added token.

    Args:
        strict: refuse what llama.cpp does otherwise; without, answer by what comes nearest.

    Raises:
        GGUFError: naming what was found, for a text that is changed or cut before merging as llama.cpp never does.
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
        "this SentencePiece tokenizer changes or cuts texts before merging in a way that llama.cpp does not: found "
        f"normalizer {quoted(tokenizer_json.get('normalizer'))} and pre_tokenizer "
        f"{quoted(tokenizer_json.get('pre_tokenizer'))}."
    )


def _metaspace_problem(scheme: str) -> str:
    """What is wrong with a Metaspace step that puts a space before texts."""
    found = "puts none after an added token" if scheme == "first" else "puts none before a text that begins with one"
    return (
        f"the tokenizer puts a space before the text (Metaspace, prepend_scheme {scheme!r}) but {found}, as llama.cpp "
        "does: prompts would become other tokens. In tokenizer.json write the older form, which llama.cpp follows - "
        '"pre_tokenizer": null, "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": '
        '"\u2581"}, {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]} - and train with that; or '
        "give --pre default if your prompts have no such place."
    )


def _steps(tokenizer_json: Mapping[str, Any], part: str, inner: str) -> list[Any]:
    """The steps of a normalizer or pre-tokenizer, whether or not they stand in a sequence."""
    node = tokenizer_json.get(part)
    return list(node.get(inner, [node])) if node else []
