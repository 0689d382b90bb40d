"""Examples cut to a length, with an account of what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ..errors import ConfigError, DataError
from .example import Example
from .row_errors import RowErrors
from .store import ExampleStore, lengths_of

Truncation = Literal["truncate-answer", "truncate-prompt", "drop", "error"]
TRUNCATIONS: tuple[Truncation, ...] = get_args(Truncation)


@dataclass(frozen=True)
class EncodeReport:
    """What became of the records: records = examples + dropped + fully_masked."""

    records: int
    """Records given."""
    examples: int
    """Records kept."""
    tokens: int
    """Tokens of the examples."""
    answer_tokens: int
    """Tokens of the examples that are learned."""
    truncated: int
    """Examples that were cut to `max_length`."""
    fully_masked: int
    """Records left out because no token of an answer is within `max_length`."""
    dropped: int
    """Records left out because they are longer than `max_length`, under the policy `drop`."""
    forms: tuple[tuple[str, int], ...] = ()
    """How many records of which form (`forms.FORMS`)."""


@dataclass(frozen=True)
class Dataset:
    """Examples in the order of their records, and the account of the records."""

    examples: Sequence[Example]
    """In memory, or on disk (`store.ExampleStore`)."""
    report: EncodeReport
    system: str | None = None
    """The system message that all records of the file begin with; None where they differ."""

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens of each example."""
        return lengths_of(self.examples)


def fit(
    examples: Sequence[Example],
    max_length: int,
    *,
    truncation: Truncation,
    bos_id: int | None,
    name: str = "the records",
) -> Dataset:
    """Apply a truncation policy to examples of more than `max_length` tokens (BOS included).

        truncate-answer  keep the first `max_length` tokens
        truncate-prompt  remove what is too much from the start of the prompt (BOS stays); only if the prompt is not
                         long enough for that, the end of the answer goes too
        drop             leave the example out
        error            raise

    A cut answer loses its end-of-sequence token, so the model does not learn to stop in mid-sentence.

    Args:
        name: of the file, for errors.

    Raises:
        DataError: under `error`; and when no token is left to learn.
    """
    fitter = Fitter([], max_length, truncation, bos_id, name)
    for example in examples:
        fitter.add(example)
    return fitter.dataset()


class Fitter:
    """Cuts examples one by one and counts what becomes of them; see `fit`."""

    def __init__(
        self,
        examples: "list[Example] | ExampleStore",
        max_length: int,
        truncation: Truncation,
        bos_id: int | None,
        name: str,
    ) -> None:
        if max_length < 2:
            raise ConfigError(f"max_length is {max_length}; a prompt and an answer need at least 2 tokens.")
        self.examples, self.max_length, self.truncation = examples, max_length, truncation
        self.bos_id, self.name = bos_id, name
        self.errors_found = RowErrors()
        self.records = self.asked = self.tokens = self.answer_tokens = 0
        self.truncated = self.fully_masked = self.dropped = 0

    def add(self, example: Example) -> Example | None:
        """Keep what fits of an example, and return it; None where nothing to learn is left of it."""
        self.records += 1
        self.asked += example.answer_tokens > 0
        too_long = len(example.ids) > self.max_length
        if too_long and self.truncation == "error":
            self.errors_found.add(example.record_id, f"{len(example.ids)} tokens; at most {self.max_length} fit")
        if too_long and self.truncation == "drop":
            self.dropped += 1
            return None
        piece = _cut(example, self.max_length, self.truncation, self.bos_id)
        learned = piece.answer_tokens
        if not learned:
            self.fully_masked += 1
            return None
        self.truncated += too_long
        self.tokens += len(piece.ids)
        self.answer_tokens += learned
        self.examples.append(piece)
        return piece

    def dataset(self, forms: tuple[tuple[str, int], ...] = (), system: str | None = None) -> Dataset:
        """Return what was kept, and the account of it."""
        self.errors_found.raise_if_any("Shorten these records, raise max_length or choose a truncation policy.")
        report = EncodeReport(
            records=self.records,
            examples=len(self.examples),
            tokens=self.tokens,
            answer_tokens=self.answer_tokens,
            truncated=self.truncated,
            fully_masked=self.fully_masked,
            dropped=self.dropped,
            forms=forms,
        )
        if not self.examples and not self.asked:
            raise DataError(
                f"nothing is left to learn from {self.name}: none of {report.records} records asks for an answer to be "
                'learned. Expected an assistant turn without `"weight": 0`.'
            )
        if not self.examples:
            raise DataError(
                f"nothing is left to learn from {self.name}: of {report.records} records, {report.dropped} are longer "
                f"than {self.max_length} tokens and {report.fully_masked} have no answer token within them. Raise "
                "max_length."
            )
        examples = self.examples if isinstance(self.examples, ExampleStore) else tuple(self.examples)
        return Dataset(examples, report, system)


def _cut(example: Example, max_length: int, truncation: Truncation, bos_id: int | None) -> Example:
    """Return the example with at most `max_length` tokens (the table in `fit`)."""
    excess = len(example.ids) - max_length
    if excess <= 0:
        return example
    bos = int(example.ids[0] == bos_id)
    prompt_tokens = int(np.argmax(example.loss_mask)) - bos
    # One prompt token stays where there is no BOS, for the first answer token to be predicted from.
    removable = max(prompt_tokens - (1 - bos), 0) if truncation == "truncate-prompt" else 0
    kept = np.r_[0:bos, bos + min(excess, removable) : len(example.ids)][:max_length]
    return Example(example.ids[kept], example.loss_mask[kept], example.record_id)
