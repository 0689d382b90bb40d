"""Is there a tokenizer in the adapter's directory, and how does it differ from the base's?

Training tools save the tokenizer with the adapter: added tokens, changed special tokens (for example a new pad token)
and the chat template used in training. A merged or exported model must tokenize text in the same way.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..checkpoint import BaseFiles
from ..errors import AdapterError, CheckpointError
from ..tokenizer import CONFIG_FILES, ROLES, Tokenizer

FILES = ("tokenizer.json", "chat_template.jinja", *CONFIG_FILES)
FLAGS = ("content", "special", "single_word", "lstrip", "rstrip")
PROBE_TEXT = "¿Qué es  una pila? It's 1234,5;\n\n\tdef f(x): return x**2  # 🦙 ñandú <|im_start|>user\n</s>"
"""A text that most types of tokenizers split differently."""
SHOWN_TOKENS = 3
MAX_SHOWN = 40
"""Maximum number of characters of a token shown in a note."""


def read_adapter_tokenizer(folder: Path, files: BaseFiles) -> Tokenizer | None:
    """Return the tokenizer in an adapter's directory, completed from the base's; None if there is none.

    Raises:
        AdapterError: if its files are damaged or contradict each other.
    """
    if not any((folder / name).is_file() for name in FILES):
        return None
    try:
        if files.tokenizer:
            return Tokenizer.from_adapter_dir(files.tokenizer, folder)
        return Tokenizer.from_dir(folder) if (folder / "tokenizer.json").is_file() else None
    except CheckpointError as err:
        raise AdapterError(f"the tokenizer in the adapter's directory cannot be used: {err}") from err


def same_tokenizer(own: Tokenizer, base: Tokenizer) -> bool:
    """Return whether two tokenizers encode text and render chats in the same way."""
    same = own.specials == base.specials and own.chat_template == base.chat_template
    return same and (own.core.to_str() == base.core.to_str() or _tokenization(own) == _tokenization(base))


def tokenizer_notes(own: Tokenizer, files: BaseFiles) -> Iterator[str]:
    """Yield one note which says that the adapter's tokenizer is used, and how it differs from the base's."""
    base = files.tokenizer
    difference = "; ".join(_tokenizer_differences(own, base)) if base else "the base has none"
    yield f"the adapter's tokenizer is used: {difference}"


def _tokenizer_differences(own: Tokenizer, base: Tokenizer) -> Iterator[str]:
    ours, theirs = (tokenizer.core.get_vocab(with_added_tokens=True) for tokenizer in (own, base))
    more = sorted(ours.keys() - theirs.keys(), key=lambda token: ours[token])
    fewer = sorted(theirs.keys() - ours.keys(), key=lambda token: theirs[token])
    moved = [token for token, number in ours.items() if theirs.get(token, number) != number]
    for tokens, what in ((more, "more"), (fewer, "fewer"), (moved, "with other ids")):
        if tokens:
            yield f"{len(tokens)} tokens {what} ({_list_tokens(tokens)})"
    for role in ROLES:
        new, old = (tokenizer.token(getattr(tokenizer.specials, f"{role}_id")) for tokenizer in (own, base))
        if new != old:
            yield f"{role} is {_quoted_token(new)}, the base's {_quoted_token(old)}"
    if (own.add_bos, own.add_eos) != (base.add_bos, base.add_eos):
        yield "adds different tokens before or after a text"
    if own.chat_template != base.chat_template:
        yield "a different chat template" if base.chat_template else "a chat template, which the base lacks"
    if not (more or fewer or moved) and _tokenization(own) != _tokenization(base):
        yield "it splits text differently"


def _tokenization(tokenizer: Tokenizer) -> tuple[Any, ...]:
    """Return everything that determines how text is tokenized, independent of the program that wrote the file."""
    model = json.loads(tokenizer.core.to_str())
    added = {token["id"]: [token[flag] for flag in FLAGS] for token in model["added_tokens"]}
    merges = [pair.split(" ") if isinstance(pair, str) else pair for pair in model["model"].get("merges", ())]
    return tokenizer.core.get_vocab(with_added_tokens=True), added, merges, tokenizer.encode(PROBE_TEXT)


def _list_tokens(tokens: list[str]) -> str:
    more = ", ..." if len(tokens) > SHOWN_TOKENS else ""
    return ", ".join(token[:MAX_SHOWN] for token in tokens[:SHOWN_TOKENS]) + more


def _quoted_token(token: str | None) -> str:
    return "none" if token is None else repr(token[:MAX_SHOWN])
