"""Which special tokens does the post-processor of a tokenizer.json add to a text? And how to make such a one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import tokenizers


@dataclass(frozen=True)
class SpecialTokens:
    """Ids of the special tokens by role, and whether BOS and EOS are added to a text automatically."""

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
    starts = range(len(whole) - len(inner) + 1) if inner else ()  # the vocabulary may not cover the text
    at = next((i for i in starts if whole[i : i + len(inner)] == inner), len(whole))
    return whole[:at], whole[at + len(inner) :]


def make_post_processor(
    given: Any, specials: SpecialTokens, token: Callable[[int | None], str | None]
) -> dict[str, Any] | None:
    """Return a post-processor that adds the tokens of `specials` to a text; the other parts of `given` are kept.

    Args:
        given: the post-processor of a tokenizer.json.
        token: returns the token with a given id.
    """
    parts = given.get("processors", [given]) if isinstance(given, Mapping) else []
    others = [part for part in parts if part.get("type") != "TemplateProcessing"]
    before = token(specials.bos_id) if specials.add_bos else None
    after = token(specials.eos_id) if specials.add_eos else None
    ids = {before: specials.bos_id, after: specials.eos_id}
    wanted = [text for text in (before, after) if text is not None]
    if wanted:

        def template(name: str, type_id: int) -> list[dict[str, Any]]:
            items = [("SpecialToken", before), ("Sequence", name), ("SpecialToken", after)]
            return [{kind: {"id": text, "type_id": type_id}} for kind, text in items if text is not None]

        named = {text: {"id": text, "ids": [ids[text]], "tokens": [text]} for text in wanted}
        pair = [*template("A", 0), *template("B", 1)]
        others.append({"type": "TemplateProcessing", "single": template("A", 0), "pair": pair, "special_tokens": named})
    if len(others) > 1:
        return {"type": "Sequence", "processors": others}
    return others[0] if others else None
