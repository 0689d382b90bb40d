"""The tokenizer in an adapter's folder: whether there is one, and how it differs from the base's.

Trainers save the tokenizer beside the adapter, with the tokens they added, the roles they changed (a pad token of its
own) and the chat template they trained with. What is merged or exported must read texts as training did.
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
"""Cut differently by most kinds of tokenizers."""
SHOWN_TOKENS = 3
MAX_SHOWN = 40
"""Characters of a token that a note shows."""


def read_adapter_tokenizer(folder: Path, files: BaseFiles) -> Tokenizer | None:
    """Return the tokenizer in an adapter's folder, completed by the base's; None where there is none.

    Raises:
        AdapterError: when its files are damaged or contradict each other.
    """
    if not any((folder / name).is_file() for name in FILES):
        return None
    try:
        if files.tokenizer:
            return Tokenizer.from_adapter_dir(files.tokenizer, folder)
        return Tokenizer.from_dir(folder) if (folder / "tokenizer.json").is_file() else None
    except CheckpointError as err:
        raise AdapterError(f"the tokenizer beside the adapter cannot be used: {err}") from err


def same_tokenizer(own: Tokenizer, base: Tokenizer) -> bool:
    """Tell whether two tokenizers read texts and lay out chats alike."""
    same = own.specials == base.specials and own.chat_template == base.chat_template
    return same and (own.core.to_str() == base.core.to_str() or _tokenization(own) == _tokenization(base))


def tokenizer_notes(own: Tokenizer, files: BaseFiles) -> Iterator[str]:
    """Yield one line about what is used in the place of the base's tokenizer, and how it differs."""
    base = files.tokenizer
    yield f"the tokenizer is the adapter's: {'; '.join(_tokenizer_differences(own, base)) if base else 'the base has none'}"


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
        yield "other tokens around a text"
    if own.chat_template != base.chat_template:
        yield "another chat template" if base.chat_template else "a chat template, which the base lacks"
    if not (more or fewer or moved) and _tokenization(own) != _tokenization(base):
        yield "it cuts texts in another way"


def _tokenization(tokenizer: Tokenizer) -> tuple[Any, ...]:
    """Return what decides how texts become tokens, whichever program wrote the file."""
    model = json.loads(tokenizer.core.to_str())
    added = {token["id"]: [token[flag] for flag in FLAGS] for token in model["added_tokens"]}
    merges = [pair.split(" ") if isinstance(pair, str) else pair for pair in model["model"].get("merges", ())]
    return tokenizer.core.get_vocab(with_added_tokens=True), added, merges, tokenizer.encode(PROBE_TEXT)


def _list_tokens(tokens: list[str]) -> str:
    more = ", ..." if len(tokens) > SHOWN_TOKENS else ""
    return ", ".join(token[:MAX_SHOWN] for token in tokens[:SHOWN_TOKENS]) + more


def _quoted_token(token: str | None) -> str:
    return "none" if token is None else repr(token[:MAX_SHOWN])
