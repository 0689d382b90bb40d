"""Does llama.cpp find the added tokens in a text where the tokenizer finds them?

tokenizer.json gives each added token flags for which GGUF has no key:

    normalized       match in the normalized text, so a space before the token may become part of it
    lstrip, rstrip   also consume the whitespace before or after the token
    single_word      match only where no letter touches the token

Whether a flag changes any token id depends on the rest of the tokenizer, so no flag is refused by itself. Instead, each
token is tested in several texts (`probe_texts`), with the tokenizer and with the tokenizer rebuilt from the GGUF keys.

Partly overlapping tokens (`ab` and `bc` in `abc`) are not tested: tokenizers matches the first, llama.cpp the longest,
and released models (OLMo 2) have such tokens.
"""

import json
from collections.abc import Iterable

import tokenizers
from gguf import TokenType

from ..errors import GGUFError
from ..tokenizer import ROLES, Tokenizer
from .spm import SPACE
from .token_rows import type_in_llama_cpp

FLAGS = ("normalized", "lstrip", "rstrip", "single_word")
MAX_SHOWN = 3
"""Tokens listed in an error message; the rest are counted."""


def probe_texts(token: str) -> tuple[str, ...]:
    """Return texts with `token` at the start, in the middle, at the end, doubled, next to letters and whitespace."""
    return (
        f"{token}a{token} {token} b  {token}  {token}{token}\n{token}\t{token}é{token}",
        f" {token}x {token} ",
    )


def added_token_texts(tokenizer: Tokenizer) -> list[str]:
    """Return the added tokens as they appear in a text: with spaces where the tokenizer replaces them by U+2581."""
    replaces = any(SPACE in step for step in (str(tokenizer.core.normalizer), str(tokenizer.core.pre_tokenizer)))
    tokens = tokenizer.core.get_added_tokens_decoder().values()
    return [token.content.replace(SPACE, " ") if replaces else token.content for token in tokens]


def role_token_ids(tokenizer: Tokenizer) -> set[int]:
    """Return the ids of bos_token, eos_token and so on; transformers makes them special in any case."""
    ids = (getattr(tokenizer.specials, f"{role}_id") for role in ROLES)
    return {token_id for token_id in ids if token_id is not None}


def with_llama_cpp_special_flags(tokenizer: Tokenizer) -> Tokenizer:
    """Return `tokenizer` with the `special` flags that llama.cpp uses: set by role and by text, too."""
    tokenizer_json = json.loads(tokenizer.core.to_str())
    role_ids, changed = role_token_ids(tokenizer), False
    for token in tokenizer_json["added_tokens"]:
        kind = TokenType.CONTROL if token["special"] or token["id"] in role_ids else TokenType.USER_DEFINED
        special = type_in_llama_cpp(token["content"], kind) == TokenType.CONTROL
        changed |= special != token["special"]
        token["special"] = special
    if not changed:
        return tokenizer
    core = tokenizers.Tokenizer.from_str(json.dumps(tokenizer_json))
    return Tokenizer(core, tokenizer.specials, tokenizer.chat_template)


def check_added_tokens(tokenizer: Tokenizer, read_back: Tokenizer) -> None:
    """Compare `tokenizer` with the tokenizer rebuilt from its GGUF keys, on texts around each added token.

    Raises:
        GGUFError: some texts get other token ids; the message lists the added tokens.
    """
    source = with_llama_cpp_special_flags(tokenizer)
    tokens = dict.fromkeys([*added_token_texts(source), *added_token_texts(read_back)])
    different = [token for token in tokens if _differs(source, read_back, probe_texts(token))]
    if different:
        added = {token.content: token for token in source.core.get_added_tokens_decoder().values()}
        shown = [
            f"{token[:80]!r}" + (f" ({', '.join(flags_set)})" if (flags_set := _flags_set(added.get(token))) else "")
            for token in different[:MAX_SHOWN]
        ]
        more = f" and {len(different) - MAX_SHOWN} more" if len(different) > MAX_SHOWN else ""
        raise GGUFError(
            f"llama.cpp would tokenize texts with the added tokens {', '.join(shown)}{more} differently: GGUF has no "
            f"keys for {', '.join(FLAGS)}. Set these flags to false for these tokens in tokenizer.json (added_tokens) "
            "and in tokenizer_config.json (added_tokens_decoder), or remove the tokens, and train with that tokenizer."
        )


def _differs(source: Tokenizer, read_back: Tokenizer, texts: Iterable[str]) -> bool:
    return any(source.encode(text, way) != read_back.encode(text, way) for text in texts for way in (True, False))


def _flags_set(token: tokenizers.AddedToken | None) -> list[str]:
    return [flag for flag in FLAGS if token is not None and getattr(token, flag)]
