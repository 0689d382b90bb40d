"""Template: renders conversations as text, for training and for generation.

`render` returns the text of a whole conversation with the character spans of its assistant turns. `render_prompt`
returns the text up to where the assistant's answer starts. Training, generation, evaluation and the Modelfile use the
same object: every span of `render(turns)` starts where `render_prompt` of the turns before it ends.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..errors import ConfigError, DataError, quoted
from ..tokenizer import Tokenizer
from . import thinking
from .completeness import check_answer, check_context
from .records import NO_VARIABLES, Conversation, Record, Turn, Verbatim
from .thinking import Thinking

TrainOn = Literal["all", "last"]
"""Which assistant turns of a conversation are learned."""


@dataclass(frozen=True)
class Rendered:
    """A rendered text and the character spans of its answers."""

    text: str
    answers: tuple[tuple[int, int], ...]
    """Half-open character spans (start, end), in order; each ends with the text that ends a turn."""


class Template(ABC):
    """Renders turns as text."""

    eos: str
    """Text of the tokenizer's EOS token, which ends verbatim text; `end` if there is no such token."""
    end: str
    """Text that ends an assistant turn."""
    before_end: str = ""
    """Whitespace that the template writes between an answer and `end`."""
    dated: bool = False
    """Whether the rendered text contains the date that the template was loaded with."""
    opening: str
    """Text that starts the next user turn and is unlikely within an answer; empty if there is no such text."""
    thinking: Thinking | None = None
    """How thinking is treated (`thinking.py`); None keeps it and rejects records that would teach not to think."""

    @abstractmethod
    def render(
        self, turns: Sequence[Turn], learned: Collection[int] | None = None, variables: Mapping[str, Any] = NO_VARIABLES
    ) -> Rendered:
        """Render a conversation. `answers` has one span for every assistant turn, or for those in `learned`.

        Args:
            learned: indices of the assistant turns whose spans are returned; None for all. The other turns are not
                checked: some templates render an earlier turn differently, for example without its thinking.
            variables: the template variables of the conversation (`Conversation.variables`).

        Raises:
            DataError: if the template cannot render these turns; the message gives the reason, but not the place.
        """

    @abstractmethod
    def render_prompt(self, turns: Sequence[Turn], variables: Mapping[str, Any] = NO_VARIABLES) -> str:
        """Render the turns before an assistant turn, up to where the answer starts.

        Raises:
            DataError: as `render`.
        """

    def render_record(self, record: Record, train_on: TrainOn | None = "all") -> Rendered:
        """Render a record with the spans of its learned turns (`Turn.learn`). Verbatim text skips the template.

        An end-of-turn text that the record already contains is not duplicated.

        Args:
            train_on: all assistant turns with `learn`, only the last of them, or none of them (None).

        Raises:
            DataError: as `render`; or if a learned turn is empty, or contains an end-of-turn text before its end.
        """
        if isinstance(record.content, Verbatim):
            prompt, answer = record.content.prompt, record.content.answer
            text = prompt + (answer.rstrip() if self._ended(answer) else answer + self.eos)
            return Rendered(text, ((len(prompt), len(text)),))
        return self._render_conversation(record.content, train_on)

    def _render_conversation(self, conversation: Conversation, train_on: TrainOn | None) -> Rendered:
        """Render turns, check that the text contains all of their content, and apply the `thinking` policy."""
        prepare = thinking.without_thinking if self.thinking == "drop" else lambda turn: turn
        turns = [prepare(self._without_end(turn)) for turn in conversation.turns]
        to_learn = [i for i, turn in enumerate(turns) if turn.role == "assistant" and turn.learn]
        learned = {"all": to_learn, "last": to_learn[-1:], None: []}[train_on]
        for i in learned:
            self._check_learned(i + 1, turns[i])
        rendered = self.render(turns, learned, conversation.variables)
        if train_on is None:
            return rendered
        check_context(rendered.text, turns, conversation.variables)
        spans: list[tuple[int, int]] = []
        for i, (start, end) in zip(learned, rendered.answers, strict=True):
            check_answer(rendered.text[start:end], turns[i], i + 1)
            first = thinking.first_learned(rendered.text, start, end, turns[i], self.thinking, i + 1)
            spans.append((first, end))
        return Rendered(rendered.text, tuple(spans))

    def _ended(self, text: str) -> str:
        """Return the end-of-turn text that `text` ends with, ignoring trailing whitespace; empty if there is none."""
        return next((end for end in (self.end, self.eos) if text.rstrip().endswith(end)), "")

    def _without_end(self, turn: Turn) -> Turn:
        """Return an assistant turn without its own end-of-turn text, because the template writes it."""
        end = self._ended(turn.content) if turn.role == "assistant" else ""
        if not end:
            return turn
        return replace(turn, content=turn.content.rstrip().removesuffix(end).removesuffix(self.before_end))

    def _check_learned(self, number: int, turn: Turn) -> None:
        """Raise a DataError for an empty answer, or one that contains an end-of-turn text before its end."""
        if not turn.content.strip() and not turn.tool_calls:
            raise DataError(
                f"turn {number} is an empty answer, so the model would learn to answer nothing. Add text, or set "
                '`"weight": 0`.'
            )
        texts = (turn.reasoning, turn.content, *(str(call) for call in turn.tool_calls))
        if inner := next((end for end in (self.end, self.eos) if any(end in text for text in texts)), None):
            raise DataError(f"turn {number} contains {quoted(inner)}, which ends a turn in this template; remove it.")


def eos_text(tokenizer: Tokenizer) -> str:
    """Return the text of the EOS token, after checking that the tokenizer encodes it as that one token.

    Raises:
        ConfigError: if the tokenizer has no EOS token, or encodes its text as other tokens.
    """
    text = tokenizer.token_text(tokenizer.eos_id)
    if text is None or tokenizer.encode(text) != [tokenizer.eos_id]:
        raise ConfigError(
            f"the tokenizer's end-of-sequence token is {quoted(text)}, which it does not encode as one token; a model "
            "trained with it would never stop. Set `eos_token` in tokenizer_config.json to a special token."
        )
    return text
