"""What an assistant thinks before it answers: in a key of its own or between `<think>` and `</think>`.

    keep    thinking is learned like the answer, an empty block too
    mask    thinking is context: the model reads it and learns what follows
    drop    thinking is taken out of the records; a block that the template writes all the same is context

Without a choice thinking is kept, and what would teach a model to stop thinking is refused: an empty block, as Qwen 3's
template writes before an answer that has none.
"""

import re
from dataclasses import replace
from typing import Literal, get_args

from ..errors import DataError
from .records import Turn

Thinking = Literal["keep", "mask", "drop"]
THINKING: tuple[Thinking, ...] = get_args(Thinking)

BLOCK = re.compile(r"\s*<think>(.*?)</think>\s*", re.DOTALL)
"""At the beginning of an answer."""
CLOSING = "</think>"


def inside_content(turn: Turn) -> Turn:
    """Return the turn with its reasoning written into `content`, for a template that has no key for it."""
    if not turn.reasoning:
        return turn
    block = f"<think>\n{turn.reasoning.strip()}\n</think>\n\n"
    return replace(turn, content=block + turn.content, reasoning="")


def dropped(turn: Turn) -> Turn:
    """Return an assistant's turn without its thinking; a thought may begin in the prompt and only end here."""
    if turn.role != "assistant":
        return turn
    content = turn.content
    if block := BLOCK.match(content):
        content = content[block.end() :]
    elif CLOSING in content and "<think>" not in content:
        content = content.partition(CLOSING)[2].lstrip()
    return replace(turn, content=content, reasoning="")


def first_learned(text: str, start: int, end: int, turn: Turn, policy: Thinking | None, number: int) -> int:
    """Return where learning begins in an answer's span (start, end) of `text`.

    Raises:
        DataError: without a policy, when the answer would teach an empty thought; or leaves one open.
    """
    answer = text[start:end]
    block = BLOCK.match(answer)
    opened = text[:start].rstrip().endswith("<think>")
    if policy is None:
        _refuse_empty(answer, block, opened, number)
    if policy not in ("mask", "drop"):
        return start
    if block:
        return start + block.end()
    if opened and CLOSING in answer:
        rest = answer.partition(CLOSING)[2]
        return end - len(rest.lstrip())
    thought = turn.reasoning.strip()
    return start + answer.find(thought) + len(thought) if thought else start


def _refuse_empty(answer: str, block: "re.Match[str] | None", opened: bool, number: int) -> None:
    if block and not block.group(1).strip():
        raise DataError(
            f"turn {number} would teach an empty thought (<think></think>), so that the model stops thinking. Say what "
            "you want: `--thinking mask` (not learned), `--thinking keep` (learned), or, where the template has such a "
            "switch, `--template-arg enable_thinking=false`."
        )
    if opened and CLOSING not in answer:
        raise DataError(
            f"the template opens a thought (<think>) before turn {number}, which does not close it (</think>): all of "
            "the answer would be a thought. Give the turn its thinking, or say `--thinking keep`."
        )
