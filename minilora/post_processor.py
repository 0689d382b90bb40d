"""The tokens around a text: which ones a tokenizer.json's post-processor puts there, and a post-processor that does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import tokenizers


@dataclass(frozen=True)
class SpecialTokens:
    """Ids of the tokens with a role, and which of them a text gets by itself."""

    bos_id: int | None = None
    eos_id: int | None = None
    pad_id: int | None = None
    unk_id: int | None = None
    add_bos: bool = False
    add_eos: bool = False


def post_processor_tokens(core: tokenizers.Tokenizer) -> tuple[list[int], list[int]]:
    """Return the ids that the post-processor adds before and after a text."""
    inner: list[int] = core.encode("a", add_special_tokens=False).ids
    whole: list[int] = core.encode("a", add_special_tokens=True).ids
    starts = range(len(whole) - len(inner) + 1) if inner else ()  # a vocabulary may have nothing for the text
    at = next((i for i in starts if whole[i : i + len(inner)] == inner), len(whole))
    return whole[:at], whole[at + len(inner) :]


def make_post_processor(
    given: Any, specials: SpecialTokens, token: Callable[[int | None], str | None]
) -> dict[str, Any] | None:
    """Return a post-processor that puts the tokens of `specials` around a text; all else that `given` does stays.

    Args:
        given: the post-processor in a tokenizer.json.
        token: the spelling of an id.
    """
    parts = given.get("processors", [given]) if isinstance(given, Mapping) else []
    others = [part for part in parts if part.get("type") != "TemplateProcessing"]
    before = token(specials.bos_id) if specials.add_bos else None
    after = token(specials.eos_id) if specials.add_eos else None
    ids = {before: specials.bos_id, after: specials.eos_id}
    wanted = [text for text in (before, after) if text is not None]
    if wanted:

        def of(name: str, type_id: int) -> list[dict[str, Any]]:
            each = [("SpecialToken", before), ("Sequence", name), ("SpecialToken", after)]
            return [{kind: {"id": text, "type_id": type_id}} for kind, text in each if text is not None]

        named = {text: {"id": text, "ids": [ids[text]], "tokens": [text]} for text in wanted}
        pair = [*of("A", 0), *of("B", 1)]
        others.append({"type": "TemplateProcessing", "single": of("A", 0), "pair": pair, "special_tokens": named})
    if len(others) > 1:
        return {"type": "Sequence", "processors": others}
    return others[0] if others else None
