"""A chat with a model: renders the messages with the template, and streams the replies."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from .checkpoint import Base
from .data.encode import encode_prompt
from .data.records import NO_VARIABLES, Turn
from .data.template import AUTO, load_template
from .generate import complete
from .sampling import Sampling, default_sampling
from .stopping import stopping_criteria


class Chat:
    """A model with the history of a conversation.

    `sampling` None: the settings that `write_modelfile` writes for this base.
    """

    def __init__(
        self,
        base: Base,
        *,
        template: str = AUTO,
        template_args: Mapping[str, Any] = NO_VARIABLES,
        system: str = "",
        day: date | None = None,
        max_new_tokens: int = 512,
        sampling: Sampling | None = None,
    ) -> None:
        self.model, self.tokenizer = base.model, base.require_tokenizer()
        self.template = load_template(template, self.tokenizer, day, template_args)
        self.ends = stopping_criteria(
            self.tokenizer, base.files.configured_stops, end=self.template.end, opening=self.template.opening
        )
        self.max_new_tokens = max_new_tokens
        self.sampling = default_sampling(base.files.sampling) if sampling is None else sampling
        self.turns: list[Turn] = [Turn("system", system)] if system else []

    def reply(self, question: str) -> Iterator[str]:
        """Yield the reply to `question` piece by piece, with the previous turns as context; then append both turns."""
        turns = [*self.turns, Turn("user", question)]
        reply = ""
        for piece in self.complete(self.template.render_prompt(turns)):
            reply += piece
            yield piece
        self.turns = [*turns, Turn("assistant", reply.strip())]

    def complete(self, text: str) -> Iterator[str]:
        """Yield the completion of `text` piece by piece, up to the first stop token or stop string."""
        prompt = encode_prompt(text, self.tokenizer)
        return complete(
            self.model,
            self.tokenizer,
            prompt,
            self.ends,
            max_new_tokens=self.max_new_tokens,
            sampling=self.sampling,
        )
