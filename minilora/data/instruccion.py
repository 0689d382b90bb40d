"""The template `instruccion`: plain Spanish text, for base models without a chat template.

    <system>⏎⏎Instrucción: <user>⏎Respuesta: <assistant><eos>⏎Instrucción: <user>⏎Respuesta:

A prompt ends with the colon. The space belongs to the answer, because " La" is one token of a byte-level vocabulary.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ..errors import DataError
from ..tokenizer import Tokenizer
from .records import NO_VARIABLES, Turn
from .rendering import Rendered, Template, eos_text
from .thinking import Thinking, inside_content

TURN_FORMATS = {
    (None, "system"): "{}\n\n",
    (None, "user"): "Instrucción: {}\nRespuesta:",
    ("system", "user"): "Instrucción: {}\nRespuesta:",
    ("assistant", "user"): "\nInstrucción: {}\nRespuesta:",
    ("user", "assistant"): " {}",
}
"""(role of the previous turn, role of the turn) -> format of its text. Other pairs are errors."""


class InstruccionTemplate(Template):
    """Alternates `Instrucción: …` and `Respuesta: …`; each answer ends with the EOS token."""

    def __init__(self, tokenizer: Tokenizer, thinking: Thinking | None = None) -> None:
        self.thinking = thinking
        self.eos = self.end = eos_text(tokenizer)
        self.opening = TURN_FORMATS["assistant", "user"].partition(" {}")[0]

    def render(
        self, turns: Sequence[Turn], learned: Collection[int] | None = None, variables: Mapping[str, Any] = NO_VARIABLES
    ) -> Rendered:
        if variables or any(turn.tool_calls for turn in turns):
            raise DataError("the template `instruccion` does not support tools. Use `--template chat`.")
        text = ""
        answers: list[tuple[int, int]] = []
        before: str | None = None
        for i, turn in enumerate(turns):
            turn_format = TURN_FORMATS.get((before, turn.role))
            if turn_format is None:
                raise DataError(
                    f"the template `instruccion` does not support turn {i + 1} ({turn.role} after "
                    f"{before or 'nothing'}); expected alternating user and assistant turns, after at most one system "
                    "turn. Use `--template chat`."
                )
            start = len(text)
            text += turn_format.format(inside_content(turn).content)
            if turn.role == "assistant":
                text += self.end
                if learned is None or i in learned:
                    answers.append((start, len(text)))
            before = turn.role
        return Rendered(text, tuple(answers))

    def render_prompt(self, turns: Sequence[Turn], variables: Mapping[str, Any] = NO_VARIABLES) -> str:
        return self.render(turns, variables=variables).text
