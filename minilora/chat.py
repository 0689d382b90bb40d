"""A conversation with a model: questions through the template, answers as text while they are made."""

from collections.abc import Iterator
from datetime import date

from .checkpoint import Base
from .data.encode import encode_prompt
from .data.jsonl import Turn
from .data.template import load_template
from .errors import CheckpointError
from .generate import Sampling, complete
from .stopping import stopping_criteria


class Chat:
    """A model that remembers what was said."""

    def __init__(
        self,
        base: Base,
        *,
        template: str = "instruccion",
        day: date | None = None,
        max_new_tokens: int = 512,
        sampling: Sampling = Sampling(),
    ) -> None:
        if base.tokenizer is None:
            raise CheckpointError(
                f"{base.files.path} has no tokenizer.json, so text cannot become tokens; add the file."
            )
        self.model, self.tokenizer = base.model, base.tokenizer
        self.template = load_template(template, base.tokenizer, day)
        self.ends = stopping_criteria(
            self.tokenizer, base.files.configured_stops, end=self.template.end, opening=self.template.opening
        )
        self.max_new_tokens = max_new_tokens
        self.sampling = sampling
        self.turns: list[Turn] = []

    def reply(self, question: str) -> Iterator[str]:
        """Yield the answer to `question` piece by piece, knowing the turns before; both join them at the end."""
        turns = [*self.turns, Turn("user", question)]
        answer = ""
        for piece in self.complete(self.template.render_prompt(turns)):
            answer += piece
            yield piece
        self.turns = [*turns, Turn("assistant", answer.strip())]

    def complete(self, text: str) -> Iterator[str]:
        """Yield what follows `text`, piece by piece, up to what ends a completion."""
        prompt = encode_prompt(text, self.tokenizer)
        return complete(
            self.model,
            self.tokenizer,
            prompt,
            self.ends,
            max_new_tokens=self.max_new_tokens,
            sampling=self.sampling,
        )
