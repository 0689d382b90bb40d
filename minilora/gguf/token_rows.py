"""The rows of a vocabulary: what bpe.py and spm.py have in common.

Every id of the embedding has a row: a text and a type. Added tokens are cut out of a text before anything else;
CONTROL ones only where special tokens are wanted, USER_DEFINED ones always.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gguf import TokenType

LOOKS_SPECIAL = re.compile(r"<[|｜].*[|｜]>", re.DOTALL)
"""Some tokenizers forget to call such tokens special; llama.cpp's converter treats them as control all the same."""
PADDING = re.compile(r"\[PAD\d+\]")


def rows_from_json(description: Mapping[str, Any], vocab_size: int) -> tuple[list[str], list[int]]:
    """(texts, types) of the ids 0 .. vocab_size - 1 of a tokenizer.json."""
    texts = [f"[PAD{token_id}]" for token_id in range(vocab_size)]
    types = [int(TokenType.UNUSED)] * vocab_size
    for text, token_id in description["model"]["vocab"].items():
        texts[token_id], types[token_id] = text, int(TokenType.NORMAL)
    for token in description["added_tokens"]:
        control = token["special"] or LOOKS_SPECIAL.fullmatch(token["content"])
        texts[token["id"]] = token["content"]
        types[token["id"]] = int(TokenType.CONTROL if control else TokenType.USER_DEFINED)
    return texts, types


def rows_to_json(texts: Sequence[str], types: Sequence[int] | None) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """(vocab, added_tokens) of a tokenizer.json; padding rows stand for no token and are left out."""
    types = types or [int(TokenType.NORMAL)] * len(texts)
    vocab, added = {}, []
    for token_id, (text, kind) in enumerate(zip(texts, types, strict=True)):
        if kind == TokenType.UNUSED and PADDING.fullmatch(text):
            continue
        vocab[text] = token_id
        if kind in (TokenType.CONTROL, TokenType.USER_DEFINED, TokenType.UNKNOWN):
            added.append(_added_token(token_id, text, special=kind != TokenType.USER_DEFINED))
    return vocab, added


def _added_token(token_id: int, text: str, *, special: bool) -> dict[str, Any]:
    plain = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {"id": token_id, "content": text, **plain, "special": special}


def split_merge(merge: str | Sequence[str]) -> tuple[str, str]:
    """A merge as a pair; older tokenizer.json files and GGUF write it as one text, "left right"."""
    left, right = merge.split(" ") if isinstance(merge, str) else merge
    return left, right
