"""An assistant's thinking, which precedes its answer: in a separate key, or between `<think>` and `</think>`.

    keep    thinking is learned like the answer, including an empty block
    mask    thinking is context: it is in the input, but not in the loss
    drop    thinking is removed from the records; a block that the template still writes is context

By default (None) thinking is kept, but an empty block is an error, because the model would learn not to think. Qwen 3's
template writes one before every answer without thinking.
"""

import re
from dataclasses import replace
from typing import Literal, get_args

from ..errors import DataError
from .records import Turn

Thinking = Literal["keep", "mask", "drop"]
THINKING: tuple[Thinking, ...] = get_args(Thinking)

BLOCK = re.compile(r"\s*<think>(.*?)</think>\s*", re.DOTALL)
"""A block of thinking at the start of an answer."""
CLOSING = "</think>"


def inside_content(turn: Turn) -> Turn:
    """Return the turn with its reasoning moved into `content`, for a template without a variable for it."""
    if not turn.reasoning:
        return turn
    block = f"<think>\n{turn.reasoning.strip()}\n</think>\n\n"
    return replace(turn, content=block + turn.content, reasoning="")


def without_thinking(turn: Turn) -> Turn:
    """Return an assistant turn without its thinking. The opening `<think>` may be in the prompt."""
    if turn.role != "assistant":
        return turn
    content = turn.content
    if block := BLOCK.match(content):
        content = content[block.end() :]
    elif CLOSING in content and "<think>" not in content:
        content = content.partition(CLOSING)[2].lstrip()
    return replace(turn, content=content, reasoning="")


def first_learned(text: str, start: int, end: int, turn: Turn, policy: Thinking | None, number: int) -> int:
    """Return the first learned character of the answer at `text[start:end]`.

    Raises:
        DataError: without a policy, if the answer has an empty block of thinking, or one that is not closed.
    """
    answer = text[start:end]
    block = BLOCK.match(answer)
    opened = text[:start].rstrip().endswith("<think>")
    if policy is None:
        _check_not_empty(answer, block, opened, number)
    if policy not in ("mask", "drop"):
        return start
    if block:
        return start + block.end()
    if opened and CLOSING in answer:
        rest = answer.partition(CLOSING)[2]
        return end - len(rest.lstrip())
    thought = turn.reasoning.strip()
    return start + answer.find(thought) + len(thought) if thought else start


def _check_not_empty(answer: str, block: "re.Match[str] | None", opened: bool, number: int) -> None:
    if block and not block.group(1).strip():
        raise DataError(
            f"turn {number} has an empty block of thinking (<think></think>), so the model would learn not to think. "
            "Use `--thinking mask` (not learned), `--thinking keep` (learned), or, if the template has the variable, "
            "`--template-arg enable_thinking=false`."
        )
    if opened and CLOSING not in answer:
        raise DataError(
            f"the template writes <think> before turn {number}, which does not close it (</think>), so the whole "
            "answer would be thinking. Add the thinking to the turn, or use `--thinking keep`."
        )
