"""Answers to a few fixed prompts while a model learns: what a loss of 1.3 sounds like."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..data.encode import encode_prompt
from ..data.jsonl import Turn
from ..data.template import Template
from ..errors import DataError, brief
from ..generate import complete
from ..model import Decoder
from ..stopping import StoppingCriteria
from ..tokenizer import Tokenizer

MAX_NEW_TOKENS = 96
"""Enough to hear how a model answers; a whole answer to each prompt would slow the training."""
MAX_PROMPTS = 64


def read_prompts(path: Path | None) -> tuple[str, ...]:
    """Return the lines of a text file that are not blank; none without a file.

    Raises:
        DataError: when the file cannot be read, holds no prompt, or more than `MAX_PROMPTS`.
    """
    if path is None:
        return ()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as err:
        raise DataError(f"cannot read {path}: {brief(err)}. Expected a text file with one prompt a line.") from err
    prompts = tuple(line.strip() for line in lines if line.strip())
    if not 1 <= len(prompts) <= MAX_PROMPTS:
        raise DataError(f"{path} holds {len(prompts)} prompts; expected 1 to {MAX_PROMPTS}, one a line.")
    return prompts


@dataclass(frozen=True)
class Sampler:
    """Asks `model` each of `prompts`, and takes the likeliest token each time."""

    model: Decoder
    tokenizer: Tokenizer
    template: Template
    prompts: Sequence[str]
    ends: StoppingCriteria

    def check(self) -> None:
        """Render every prompt, so that one which cannot be answered is told before the first step.

        Raises:
            DataError: the template refuses a prompt, or it leaves the model no position for an answer.
        """
        positions = self.model.config.positions
        for number, prompt in enumerate(self.prompts, start=1):
            try:
                length = len(self._ids(prompt))
            except DataError as err:
                raise DataError(f"sample prompt {number}: {brief(err)}") from err
            if positions is not None and length >= positions:
                raise DataError(
                    f"sample prompt {number} has {length} tokens; this model has learned positions for {positions} and "
                    "knows no others. Shorten the prompt."
                )

    def answers(self) -> Iterator[tuple[str, str]]:
        """Yield (prompt, answer); the model must be in evaluation mode."""
        for prompt in self.prompts:
            ids = self._ids(prompt)
            left = (self.model.config.positions or len(ids) + MAX_NEW_TOKENS) - len(ids)
            answer = complete(self.model, self.tokenizer, ids, self.ends, max_new_tokens=min(left, MAX_NEW_TOKENS))
            yield prompt, "".join(answer).strip()

    def _ids(self, prompt: str) -> list[int]:
        return encode_prompt(self.template.render_prompt((Turn("user", prompt),)), self.tokenizer)
