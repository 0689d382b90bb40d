"""The rows of a vocabulary: the code that bpe.py and spm.py share.

Every row of the embedding has a token: a text and a type. llama.cpp splits the tokens of three types off a text before
it runs BPE:

    CONTROL, UNKNOWN    only if special tokens are parsed; the generated text does not show them
    USER_DEFINED        always; the generated text shows them

llama.cpp refuses to load a file in which two tokens have the same text.

Source: llama.cpp, src/llama-vocab.cpp (load: types that depend on the text of a token; token_to_piece).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from gguf import TokenType

from ..errors import GGUFError

ADDED_TOKEN_TYPES = (TokenType.CONTROL, TokenType.UNKNOWN, TokenType.USER_DEFINED)
"""Types of the tokens that llama.cpp splits off a text before BPE, as tokenizers does with added tokens."""
PADDING = re.compile(r"\[PAD\d+\]")
_CONTROL = (
    # end of generation
    "<|eot_id|> <|im_end|> <|end|> <|return|> <|call|> <|flush|> <|calls|> <end_of_turn> <|endoftext|> </s> <|eom_id|> "
    "<EOT> _<EOT> [EOT] [EOS] <|end_of_text|> <end_of_utterance> <eos> <turn|> <|tool_response> <｜end▁of▁sentence｜> "
    "[e~[ "
    # code infilling
    "<|fim_prefix|> <fim-prefix> <fim_prefix> <｜fim▁begin｜> <PRE> ▁<PRE> <|code_prefix|> <|prefix|> "
    "<|fim_suffix|> <fim-suffix> <fim_suffix> <｜fim▁hole｜> <SUF> ▁<SUF> <|code_suffix|> <|suffix|> "
    "<|fim_middle|> <fim-middle> <fim_middle> <｜fim▁end｜> <MID> ▁<MID> <|code_middle|> <|middle|> "
    "<|fim_pad|> <fim-pad> <fim_pad> <PAD> [PAD] "
    "<|fim_repo|> <|repo_name|> <fim-repo> <REPO> <reponame> <|file_sep|>"
)
CONTROL_BY_TEXT = frozenset(_CONTROL.split())
"""Tokens that llama.cpp makes CONTROL, whatever their type in the file."""
USER_DEFINED_BY_TEXT = frozenset(("<|channel|>", "<|message|>", "<|start|>", "<|constrain|>"))
"""Tokens that llama.cpp makes USER_DEFINED, whatever their type in the file."""


def rows_from_json(
    tokenizer_json: Mapping[str, Any], vocab_size: int, roles: Collection[int] = ()
) -> tuple[list[str], list[int]]:
    """Return (texts, types) of the ids 0 to vocab_size - 1 of a tokenizer.json.

    Args:
        roles: ids of bos_token, eos_token and so on; they become CONTROL.
    """
    texts: list[str | None] = [None] * vocab_size
    types = [int(TokenType.UNUSED)] * vocab_size
    for text, token_id in tokenizer_json["model"]["vocab"].items():
        texts[token_id], types[token_id] = text, int(TokenType.NORMAL)
    for token in tokenizer_json["added_tokens"]:
        control = token["special"] or token["id"] in roles
        texts[token["id"]] = token["content"]
        types[token["id"]] = int(TokenType.CONTROL if control else TokenType.USER_DEFINED)
    used = set(texts)
    rows = [_padding(token_id, used) if text is None else text for token_id, text in enumerate(texts)]
    return rows, [type_in_llama_cpp(text, kind) for text, kind in zip(rows, types, strict=True)]


def type_in_llama_cpp(text: str, kind: int) -> int:
    """Return the type that llama.cpp gives a token with the type `kind` in the file."""
    if text in CONTROL_BY_TEXT:
        return int(TokenType.CONTROL)
    return int(TokenType.USER_DEFINED if text in USER_DEFINED_BY_TEXT else kind)


def check_unique_texts(texts: Sequence[str], original_texts: Mapping[int, str]) -> None:
    """Raise GGUFError if two tokens have the same text; the message shows their `original_texts` (id -> text)."""
    first: dict[str, int] = {}
    for token_id, text in enumerate(texts):
        other = first.setdefault(text, token_id)
        if other != token_id:
            names = " and ".join(f"{original_texts.get(i, texts[i])[:80]!r} ({i})" for i in (other, token_id))
            raise GGUFError(
                f"the tokens {names} would both be {text[:80]!r} in a GGUF, and llama.cpp refuses a vocabulary with "
                "duplicate tokens. Remove one of them from the added tokens of the tokenizer."
            )


def rows_to_json(texts: Sequence[str], types: Sequence[int] | None) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Return (vocab, added_tokens) of a tokenizer.json, without the padding rows."""
    types = types or [int(TokenType.NORMAL)] * len(texts)
    vocab, added = {}, []
    for token_id, (text, written) in enumerate(zip(texts, types, strict=True)):
        kind = type_in_llama_cpp(text, written)
        if kind == TokenType.UNUSED and PADDING.fullmatch(text):
            continue
        vocab[text] = token_id
        if kind in ADDED_TOKEN_TYPES:
            added.append(_added_token(token_id, text, special=kind != TokenType.USER_DEFINED))
    return vocab, added


def _padding(token_id: int, used: Collection[str | None]) -> str:
    """Return a unique text for a row without a token."""
    digits = str(token_id)
    while f"[PAD{digits}]" in used:
        digits = f"0{digits}"
    return f"[PAD{digits}]"


def _added_token(token_id: int, text: str, *, special: bool) -> dict[str, Any]:
    plain = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
    return {"id": token_id, "content": text, **plain, "special": special}


def split_merge(merge: str | Sequence[str]) -> tuple[str, str]:
    """Return a merge as a pair; older tokenizer.json files and GGUF write it as one string, "left right"."""
    left, right = merge.split(" ") if isinstance(merge, str) else merge
    return left, right
