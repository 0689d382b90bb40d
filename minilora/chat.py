"""A conversation with a model: questions through the template, answers as text while they are made."""

from collections.abc import Iterator
from datetime import date

from .checkpoint import Base
from .data.encode import encode_prompt
from .data.jsonl import Turn
from .data.template import load_template
from .errors import CheckpointError
from .generate import Sampling, generate
from .tokenizer import Tokenizer, stream_text

ENDS = (
    *("<|im_end|>", "<|endoftext|>", "<|end_of_text|>", "<|eot_id|>", "<|eom_id|>", "<|end|>"),
    *("</s>", "<eos>", "<end_of_turn>", "<EOT>"),
)
"""Tokens that end an answer wherever a vocabulary has them: llama.cpp, too, goes by these names."""


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
        """Yield what follows `text`, piece by piece, up to the end-of-sequence token."""
        ids = generate(
            self.model,
            encode_prompt(text, self.tokenizer),
            max_new_tokens=self.max_new_tokens,
            stop_ids=stop_ids(self.tokenizer),
            sampling=self.sampling,
        )
        return stream_text(self.tokenizer, ids)


def stop_ids(tokenizer: Tokenizer) -> frozenset[int]:
    """Return the ids that end an answer: the end-of-sequence token and those of ENDS."""
    ids = (tokenizer.eos_id, *map(tokenizer.core.token_to_id, ENDS))
    return frozenset(token_id for token_id in ids if token_id is not None)
