"""Conversations as text: one object renders the text to learn from and the prompt to answer, so both agree.

A template renders a whole conversation with the character spans of its assistant turns (`render`), or an open
conversation up to where the model speaks (`render_prompt`). Training, generation, evaluation and the Modelfile all
use the same object: every span of `render(turns)` begins where `render_prompt` of the turns before it ends.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import ConfigError
from ..tokenizer import Tokenizer
from .jsonl import Record, Turn, Verbatim


@dataclass(frozen=True)
class Rendered:
    """A text and which characters of it the model is to say."""

    text: str
    answers: tuple[tuple[int, int], ...]
    """Half-open character spans (start, end), in order; each ends with the text that ends a turn."""


class Template(ABC):
    """How turns become text."""

    eos: str
    """Text of the tokenizer's end-of-sequence token, which ends verbatim text."""
    end: str
    """Text that ends an assistant's turn."""
    dated: bool = False
    """Whether the text depends on the date that the template was loaded with."""
    stop_ids: frozenset[int]
    """Tokens at which generation stops: end-of-sequence, and `end` where that is one token."""

    @abstractmethod
    def render(self, turns: Sequence[Turn]) -> Rendered:
        """Render a conversation; `answers` has one span for every assistant turn.

        Raises:
            DataError: when the template cannot express these turns; the message gives the reason, not the place.
        """

    @abstractmethod
    def render_prompt(self, turns: Sequence[Turn]) -> str:
        """Render the turns before an assistant's, up to where its answer begins.

        Raises:
            DataError: as `render`.
        """

    def render_record(self, record: Record) -> Rendered:
        """Render a record with the spans that it asks to learn (`Turn.learn`); verbatim text skips the template."""
        if isinstance(record.content, Verbatim):
            prompt, text = record.content.prompt, record.content.prompt + record.content.answer + self.eos
            return Rendered(text, ((len(prompt), len(text)),))
        rendered = self.render(record.content.turns)
        wanted = [turn.learn for turn in record.content.turns if turn.role == "assistant"]
        spans = zip(rendered.answers, wanted, strict=True)
        return Rendered(rendered.text, tuple(span for span, learn in spans if learn))


def stop_ids(tokenizer: Tokenizer, end: str) -> frozenset[int]:
    """Return the ids of end-of-sequence and, if it is one token, of the text `end`."""
    end_ids = tokenizer.encode(end)
    eos_ids = [] if tokenizer.eos_id is None else [tokenizer.eos_id]
    return frozenset(eos_ids + (end_ids if len(end_ids) == 1 else []))


def eos_text(tokenizer: Tokenizer) -> str:
    """Return the text of the end-of-sequence token, which must come back from encoding it as that one token.

    Raises:
        ConfigError: when the tokenizer has no such token, or its text is encoded as something else.
    """
    text = tokenizer.token_text(tokenizer.eos_id)
    if text is None or tokenizer.encode(text) != [tokenizer.eos_id]:
        raise ConfigError(
            f"the tokenizer's end-of-sequence token is {text!r}, which it does not encode as one token; a model "
            "trained with it would never stop. Set `eos_token` in tokenizer_config.json to a special token."
        )
    return text
