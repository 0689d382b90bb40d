"""Conversations as text: one object renders the text to learn from and the prompt to answer, so both agree.

A template renders a whole conversation with the character spans of its assistant turns (`render`), or an open
conversation up to where the model speaks (`render_prompt`). Training, generation, evaluation and the Modelfile all
use the same object: every span of `render(turns)` begins where `render_prompt` of the turns before it ends.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..errors import ConfigError, DataError, quoted
from ..tokenizer import Tokenizer
from . import thinking
from .completeness import expect_all_context, expect_all_said
from .records import NOTHING, Conversation, Record, Turn, Verbatim
from .thinking import Thinking

TrainOn = Literal["all", "last"]
"""Which assistant turns of a conversation are learned."""


@dataclass(frozen=True)
class Rendered:
    """A text and which characters of it the model is to say."""

    text: str
    answers: tuple[tuple[int, int], ...]
    """Half-open character spans (start, end), in order; each ends with the text that ends a turn."""


class Template(ABC):
    """How turns become text."""

    eos: str
    """Text of the tokenizer's end-of-sequence token, which ends verbatim text; `end` where there is no such token."""
    end: str
    """Text that ends an assistant's turn."""
    before_end: str = ""
    """White space that the template writes between an answer and `end`."""
    dated: bool = False
    """Whether the text depends on the date that the template was loaded with."""
    opening: str
    """Text that begins the user's next turn and can hardly stand in an answer; empty where there is no such text."""
    thinking: Thinking | None = None
    """What becomes of an assistant's thinking; None keeps it and refuses what teaches not to think."""

    @abstractmethod
    def render(
        self, turns: Sequence[Turn], learned: Collection[int] | None = None, variables: Mapping[str, Any] = NOTHING
    ) -> Rendered:
        """Render a conversation; `answers` has one span for every assistant turn, or for those in `learned`.

        Args:
            learned: indices of the assistant turns whose spans are wanted. Of the others nothing is demanded: a
                template may write them otherwise than it would write them last, as those do that strip old thoughts.
            variables: of the conversation (`Conversation.variables`).

        Raises:
            DataError: when the template cannot express these turns; the message gives the reason, not the place.
        """

    @abstractmethod
    def render_prompt(self, turns: Sequence[Turn], variables: Mapping[str, Any] = NOTHING) -> str:
        """Render the turns before an assistant's, up to where its answer begins.

        Raises:
            DataError: as `render`.
        """

    def render_record(self, record: Record, train_on: TrainOn | None = "all") -> Rendered:
        """Render a record with the spans that it asks to learn (`Turn.learn`); verbatim text skips the template.

        What ends an answer is written once: an end that the record wrote itself is not doubled.

        Args:
            train_on: every assistant turn that the record asks for, only the last of them, or none (None).

        Raises:
            DataError: as `render`; when an answer goes on after its end; or a turn to be learned is empty.
        """
        if isinstance(record.content, Verbatim):
            prompt, answer = record.content.prompt, record.content.answer
            text = prompt + (answer.rstrip() if self._ended(answer) else answer + self.eos)
            return Rendered(text, ((len(prompt), len(text)),))
        return self._render_conversation(record.content, train_on)

    def _render_conversation(self, talk: Conversation, train_on: TrainOn | None) -> Rendered:
        """Render turns, and see to it that all they say is in the text; the thinking is learned as `thinking` says."""
        dropped = thinking.dropped if self.thinking == "drop" else lambda turn: turn
        turns = [dropped(self._with_one_end(turn)) for turn in talk.turns]
        asked = [i for i, turn in enumerate(turns) if turn.role == "assistant" and turn.learn]
        learned = {"all": asked, "last": asked[-1:], None: []}[train_on]
        for i in learned:
            self._check_learned(i + 1, turns[i])
        rendered = self.render(turns, learned, talk.variables)
        if train_on is None:
            return rendered
        expect_all_context(rendered.text, turns, talk.variables)
        spans: list[tuple[int, int]] = []
        for i, (start, end) in zip(learned, rendered.answers, strict=True):
            expect_all_said(rendered.text[start:end], turns[i], i + 1)
            first = thinking.first_learned(rendered.text, start, end, turns[i], self.thinking, i + 1)
            spans.append((first, end))
        return Rendered(rendered.text, tuple(spans))

    def _ended(self, text: str) -> str:
        """Return the end that `text` closes with, white space behind it aside; empty if with none."""
        return next((end for end in (self.end, self.eos) if text.rstrip().endswith(end)), "")

    def _with_one_end(self, turn: Turn) -> Turn:
        """Return an assistant's turn without the end that the template writes behind it."""
        end = self._ended(turn.content) if turn.role == "assistant" else ""
        if not end:
            return turn
        return replace(turn, content=turn.content.rstrip().removesuffix(end).removesuffix(self.before_end))

    def _check_learned(self, number: int, turn: Turn) -> None:
        """Refuse an answer that would teach the model to say nothing, or to stop in its middle."""
        if not turn.content.strip() and not turn.tool_calls:
            raise DataError(
                f"turn {number} is an empty answer, from which a model would learn to say nothing; give it a text, "
                'or `"weight": 0`.'
            )
        said = (turn.reasoning, turn.content, *(str(call) for call in turn.tool_calls))
        if inner := next((end for end in (self.end, self.eos) if any(end in text for text in said)), None):
            raise DataError(f"turn {number} holds {quoted(inner)}, which ends a turn in this template; remove it.")


def eos_text(tokenizer: Tokenizer) -> str:
    """Return the text of the end-of-sequence token, which must come back from encoding it as that one token.

    Raises:
        ConfigError: when the tokenizer has no such token, or its text is encoded as something else.
    """
    text = tokenizer.token_text(tokenizer.eos_id)
    if text is None or tokenizer.encode(text) != [tokenizer.eos_id]:
        raise ConfigError(
            f"the tokenizer's end-of-sequence token is {quoted(text)}, which it does not encode as one token; a model "
            "trained with it would never stop. Set `eos_token` in tokenizer_config.json to a special token."
        )
    return text
