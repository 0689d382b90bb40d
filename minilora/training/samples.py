"""Completions of a few fixed prompts during training, as a qualitative check in addition to the loss."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..data.encode import encode_prompt
from ..data.jsonl import Turn
from ..data.template import Template
from ..errors import DataError, brief
from ..generate import complete
from ..model import Decoder
from ..sampling import Sampling
from ..stopping import StoppingCriteria
from ..tokenizer import Tokenizer

MAX_NEW_TOKENS = 96
"""Maximum tokens of a completion, to limit the time of a validation."""
MAX_PROMPTS = 64


def read_prompts(path: Path | None) -> tuple[str, ...]:
    """Return the non-blank lines of a text file; empty without a file.

    Raises:
        DataError: the file cannot be read, or has no prompt or more than `MAX_PROMPTS`.
    """
    if path is None:
        return ()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as err:
        raise DataError(f"cannot read {path}: {brief(err)}. Expected a text file with one prompt per line.") from err
    prompts = tuple(line.strip() for line in lines if line.strip())
    if not 1 <= len(prompts) <= MAX_PROMPTS:
        raise DataError(f"{path} has {len(prompts)} prompts; expected 1 to {MAX_PROMPTS}, one per line.")
    return prompts


@dataclass(frozen=True)
class Sampler:
    """Completes each of `prompts`, always with the same seed."""

    model: Decoder
    tokenizer: Tokenizer
    template: Template
    prompts: Sequence[str]
    ends: StoppingCriteria
    sampling: Sampling

    def check(self) -> None:
        """Render every prompt, so that errors are reported before the first step.

        Raises:
            DataError: the template rejects a prompt, or the prompt fills all learned positions of the model.
        """
        positions = self.model.config.positions
        for number, prompt in enumerate(self.prompts, start=1):
            try:
                length = len(self._encode(prompt))
            except DataError as err:
                raise DataError(f"sample prompt {number}: {brief(err)}") from err
            if positions is not None and length >= positions:
                raise DataError(
                    f"sample prompt {number} has {length} tokens; this model has learned positions for {positions} "
                    "only. Shorten the prompt."
                )

    def complete_prompts(self) -> Iterator[tuple[str, str]]:
        """Yield (prompt, completion) pairs; the model must be in evaluation mode."""
        for prompt in self.prompts:
            ids = self._encode(prompt)
            chunks = complete(
                self.model, self.tokenizer, ids, self.ends, max_new_tokens=MAX_NEW_TOKENS, sampling=self.sampling
            )
            yield prompt, "".join(chunks).strip()

    def _encode(self, prompt: str) -> list[int]:
        return encode_prompt(self.template.render_prompt((Turn("user", prompt),)), self.tokenizer)
