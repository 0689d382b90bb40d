"""The template `instruccion`: the Spanish tutor's plain text, for base models that know no chat format.

    <system>⏎⏎Instrucción: <user>⏎Respuesta: <assistant><eos>⏎Instrucción: <user>⏎Respuesta:

A prompt ends at the colon: the space belongs to the first token of the answer, since " La" is one token of a
byte-level vocabulary.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ..errors import DataError
from ..tokenizer import Tokenizer
from .records import NOTHING, Turn
from .rendering import Rendered, Template, eos_text
from .thinking import Thinking, inside_content

PIECES = {
    (None, "system"): "{}\n\n",
    (None, "user"): "Instrucción: {}\nRespuesta:",
    ("system", "user"): "Instrucción: {}\nRespuesta:",
    ("assistant", "user"): "\nInstrucción: {}\nRespuesta:",
    ("user", "assistant"): " {}",
}
"""(role of the turn before, role of this turn) -> its text; any other pair has no place in this format."""


class InstruccionTemplate(Template):
    """`Instrucción: …` and `Respuesta:` in alternation, each answer closed by the end-of-sequence token."""

    def __init__(self, tokenizer: Tokenizer, thinking: Thinking | None = None) -> None:
        self.thinking = thinking
        self.eos = self.end = eos_text(tokenizer)
        self.opening = PIECES["assistant", "user"].partition(" {}")[0]

    def render(
        self, turns: Sequence[Turn], learned: Collection[int] | None = None, variables: Mapping[str, Any] = NOTHING
    ) -> Rendered:
        if variables or any(turn.tool_calls for turn in turns):
            raise DataError("the template `instruccion` has no place for tools. Try `--template chat`.")
        text = ""
        answers: list[tuple[int, int]] = []
        before: str | None = None
        for i, turn in enumerate(turns):
            piece = PIECES.get((before, turn.role))
            if piece is None:
                raise DataError(
                    f"the template `instruccion` has no place for turn {i + 1} ({turn.role} after "
                    f"{before or 'nothing'}); it takes user and assistant in alternation after at most one system "
                    "turn. Try `--template chat`."
                )
            start = len(text)
            text += piece.format(inside_content(turn).content)
            if turn.role == "assistant":
                text += self.end
                if learned is None or i in learned:
                    answers.append((start, len(text)))
            before = turn.role
        return Rendered(text, tuple(answers))

    def render_prompt(self, turns: Sequence[Turn], variables: Mapping[str, Any] = NOTHING) -> str:
        return self.render(turns, variables=variables).text
