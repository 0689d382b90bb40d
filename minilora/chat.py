"""A conversation with a model: questions through the template, answers as text while they are made."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from .checkpoint import Base
from .data.encode import encode_prompt
from .data.records import NOTHING, Turn
from .data.template import AUTO, load_template
from .ends import completion_ends
from .errors import CheckpointError
from .generate import Sampling, complete


class Chat:
    """A model that remembers what was said."""

    def __init__(
        self,
        base: Base,
        *,
        template: str = AUTO,
        template_args: Mapping[str, Any] = NOTHING,
        day: date | None = None,
        max_new_tokens: int = 512,
        sampling: Sampling = Sampling(),
    ) -> None:
        if base.tokenizer is None:
            raise CheckpointError(
                f"{base.files.path} has no tokenizer.json, so text cannot become tokens; add the file."
            )
        self.model, self.tokenizer = base.model, base.tokenizer
        self.template = load_template(template, base.tokenizer, day, template_args)
        self.ends = completion_ends(
            self.tokenizer, base.files.stated_ends, end=self.template.end, opening=self.template.opening
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
