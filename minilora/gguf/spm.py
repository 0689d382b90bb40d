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
from .token_rows import check_rows, rows_from_json, rows_to_json, split_merge
from .values import Value, array, boolean, string

PRE = "default"
"""`tokenizer.ggml.pre`, which means nothing here."""
SPACE = "▁"
BYTE = re.compile(r"<0x[0-9A-F]{2}>")
UTF8_BYTES = (*range(0xC0), *range(0xC2, 0xF5))
"""Every byte that a text in UTF-8 can have."""
UNKNOWN_TO_LLAMA_CPP = ("dropout", "continuing_subword_prefix", "end_of_word_suffix", "ignore_merges")
"""Settings of a tokenizer.json's BPE model that change tokens, unless they are empty."""
REPLACE_SPACES = {"type": "Replace", "pattern": {"String": " "}, "content": SPACE}
PREPEND_SPACE = {"type": "Prepend", "prepend": SPACE}
AT_SPACES = {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False}
"""Gemma's pre-tokenizer: without effect, since its normalizer has left no spaces."""
DECODER = (
    {"type": "Replace", "pattern": {"String": SPACE}, "content": " "},
    {"type": "ByteFallback"},
    {"type": "Fuse"},
)
STRIP_FIRST_SPACE = {"type": "Strip", "content": " ", "start": 1, "stop": 0}


def describes(description: Mapping[str, Any]) -> bool:
    """True for a tokenizer.json of this kind."""
    model = description["model"]
    return model["type"] == "BPE" and bool(model.get("byte_fallback"))


def adds_bos(kv: Mapping[str, Any]) -> bool:
    """What llama.cpp assumes without `add_bos_token`."""
    return True


def to_kv(
    description: Mapping[str, Any], vocab_size: int, pre: str | None = None, roles: Collection[int] = ()
) -> dict[str, Value]:
    """Keys of a tokenizer.json of this kind; with `pre`, texts may be changed or cut before merging in any way.

    Raises:
        GGUFError: something that llama.cpp's kind does not do.
    """
    prefix = adds_space(description, strict=pre is None)
    check(description)
    texts, types = rows_from_json(description, vocab_size, roles)
    given = dict(enumerate(texts))
    unknown, merged = description["model"].get("unk_token"), _positions(description["model"])
    for token_id, text in given.items():
        if types[token_id] == TokenType.USER_DEFINED:
            if SPACE in text and (text in merged or len(text) == 1):  # merging makes it of spaces; nothing else does
                types[token_id] = int(TokenType.NORMAL)
            else:
                texts[token_id] = text.replace(SPACE, " ")
        elif BYTE.fullmatch(text):
            types[token_id] = int(TokenType.BYTE)
        elif text == unknown:
            types[token_id] = int(TokenType.UNKNOWN)
    check_rows(texts, given)
    return {
        "tokenizer.ggml.model": string("llama"),
        "tokenizer.ggml.pre": string(PRE),
        "tokenizer.ggml.tokens": array(GGUFValueType.STRING, texts),
        "tokenizer.ggml.scores": array(GGUFValueType.FLOAT32, _scores(description["model"], texts, types)),
        "tokenizer.ggml.token_type": array(GGUFValueType.INT32, types),
        "tokenizer.ggml.add_space_prefix": boolean(prefix),
    }


def check(description: Mapping[str, Any]) -> None:
    """Refuse what would change tokens and has no place in a GGUF.

    Raises:
        GGUFError: naming the settings, or the bytes that have no token.
    """
    model, vocab = description["model"], description["model"]["vocab"]
    strange = [f"{key} {model[key]!r}" for key in UNKNOWN_TO_LLAMA_CPP if model.get(key)]
    if strange:
        raise GGUFError(f"llama.cpp has no SentencePiece BPE with {' and '.join(strange)}; its tokens would be others.")
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
    position = _positions(model)
    last = len(model["merges"])
    added = -float(last + 1)  # llama.cpp merges neighbours to these too where it does not cut them out, but last
    fixed = {
        TokenType.UNUSED: added,
        TokenType.CONTROL: added,
        TokenType.USER_DEFINED: added,
        TokenType.BYTE: 0.0,
        TokenType.UNKNOWN: 0.0,
    }
    return [
        fixed.get(TokenType(kind), -float(position.get(text, last))) for text, kind in zip(texts, types, strict=True)
    ]


def _positions(model: Mapping[str, Any]) -> dict[str, int]:
    """Piece -> position of the first merge that makes it."""
    position: dict[str, int] = {}
    for rank, merge in enumerate(model["merges"]):
        position.setdefault("".join(split_merge(merge)), rank)
    return position


def _merges(texts: list[str], types: list[int], scores: list[float]) -> list[tuple[str, str]]:
    """Every cut of every ordinary token, best token first; the sort is stable, so equal scores keep the ids' order."""
    ordinary = {text: score for text, kind, score in zip(texts, types, scores, strict=True) if kind == TokenType.NORMAL}
    return [
        (text[:cut], text[cut:])
        for text in sorted(ordinary, key=lambda text: -ordinary[text])
        for cut in range(1, len(text))
        if text[:cut] in ordinary and text[cut:] in ordinary
    ]


def adds_space(description: Mapping[str, Any], *, strict: bool = True) -> bool:
    """Whether a space is put before the text and after each added token.

    Args:
        strict: refuse what llama.cpp does otherwise; without, answer by what comes nearest.

    Raises:
        GGUFError: naming what was found, for a text that is changed or cut before merging as llama.cpp never does.
    """
    normalizers = _steps(description, "normalizer", "normalizers")
    cutters = _steps(description, "pre_tokenizer", "pretokenizers")
    match cutters:
        case [{"type": "Metaspace", "replacement": "▁", "split": False, "prepend_scheme": str(scheme)}]:
            if not normalizers and (scheme == "never" or not strict):
                return scheme != "never"
            if not normalizers:
                raise GGUFError(_metaspace(scheme))
    if normalizers == [REPLACE_SPACES] and cutters in ([], [AT_SPACES]):
        return False
    if normalizers in ([PREPEND_SPACE, REPLACE_SPACES], [REPLACE_SPACES, PREPEND_SPACE]) and not cutters:
        return True
    if not strict:
        return PREPEND_SPACE in normalizers
    raise GGUFError(
        "this SentencePiece tokenizer changes or cuts texts before merging in a way that llama.cpp does not: found "
        f"normalizer {quoted(description.get('normalizer'))} and pre_tokenizer "
        f"{quoted(description.get('pre_tokenizer'))}."
    )


def _metaspace(scheme: str) -> str:
    """What is wrong with a Metaspace step that puts a space before texts."""
    found = "puts none after an added token" if scheme == "first" else "puts none before a text that begins with one"
    return (
        f"the tokenizer puts a space before the text (Metaspace, prepend_scheme {scheme!r}) but {found}, as llama.cpp "
        "does: prompts would become other tokens. In tokenizer.json write the older form, which llama.cpp follows - "
        '"pre_tokenizer": null, "normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": '
        '"\u2581"}, {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]} - and train with that; or '
        "give --pre default if your prompts have no such place."
    )


def _steps(description: Mapping[str, Any], part: str, inner: str) -> list[Any]:
    """The steps of a normalizer or pre-tokenizer, whether or not they stand in a sequence."""
    node = description.get(part)
    return list(node.get(inner, [node])) if node else []
