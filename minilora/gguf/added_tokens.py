"""Will llama.cpp cut the added tokens out of a text where the tokenizer does?

A tokenizer.json gives each added token flags for which GGUF has no key:

    normalized       searched for in the text after normalisation, so that a space before it may belong to it
    lstrip, rstrip   takes the white space before or after it along
    single_word      only where no letter touches it

Whether a flag changes anything depends on the rest of the tokenizer, so none is refused by itself: each token is tried
in texts (`probe_texts`), with the tokenizer and with what is read back from the file's keys.

Tokens that overlap without one containing the other (`ab` and `bc` in `abc`) are not tried: the library takes the
first, llama.cpp the longest, and released models (OLMo 2) have such tokens.
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
"""Tokens that an error names."""


def probe_texts(token: str) -> tuple[str, ...]:
    """Texts with `token` first, last and between, doubled, and beside letters, spaces, tabs and line ends."""
    return (
        f"{token}a{token} {token} b  {token}  {token}{token}\n{token}\t{token}é{token}",
        f" {token}x {token} ",
    )


def added_token_texts(tokenizer: Tokenizer) -> list[str]:
    """The added tokens as a text spells them: merges make those with U+2581 in them of spaces."""
    replaces = any(SPACE in step for step in (str(tokenizer.core.normalizer), str(tokenizer.core.pre_tokenizer)))
    tokens = tokenizer.core.get_added_tokens_decoder().values()
    return [token.content.replace(SPACE, " ") if replaces else token.content for token in tokens]


def role_token_ids(tokenizer: Tokenizer) -> set[int]:
    """Ids of the tokens with a role; transformers makes them special, whatever tokenizer.json says."""
    ids = (getattr(tokenizer.specials, f"{role}_id") for role in ROLES)
    return {token_id for token_id in ids if token_id is not None}


def with_llama_cpp_special_flags(tokenizer: Tokenizer) -> Tokenizer:
    """`tokenizer`, its added tokens special where a right file has them so: by role and by text as well as by flag."""
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
    """Compare `tokenizer` with what its GGUF keys are read as, around each added token.

    Raises:
        GGUFError: naming the tokens around which texts become other tokens.
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
            f"llama.cpp would cut texts otherwise around the added tokens {', '.join(shown)}{more}: a GGUF says "
            f"nothing of {', '.join(FLAGS)}, and a token is searched for in the text as it is. "
            "Set these flags to false for "
            "them in tokenizer.json (added_tokens) and in tokenizer_config.json (added_tokens_decoder), or take the "
            "tokens out, and train with that tokenizer."
        )


def _differs(source: Tokenizer, read_back: Tokenizer, texts: Iterable[str]) -> bool:
    return any(source.encode(text, way) != read_back.encode(text, way) for text in texts for way in (True, False))


def _flags_set(token: tokenizers.AddedToken | None) -> list[str]:
    return [flag for flag in FLAGS if token is not None and getattr(token, flag)]
