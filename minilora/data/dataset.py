"""Dataset: examples truncated to a maximum length, and the statistics of what was truncated or dropped."""

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
    """Statistics of the encoding: records = examples + dropped + fully_masked."""

    records: int
    """Records read."""
    examples: int
    """Records kept."""
    tokens: int
    """Tokens of the examples."""
    answer_tokens: int
    """Learned tokens of the examples."""
    truncated: int
    """Examples that were truncated to `max_length`."""
    fully_masked: int
    """Records skipped because no answer token is within `max_length`."""
    dropped: int
    """Records skipped by the policy `drop` because they are longer than `max_length`."""
    forms: tuple[tuple[str, int], ...] = ()
    """(name of a form in `forms.FORMS`, number of records), most frequent first."""


@dataclass(frozen=True)
class Dataset:
    """Examples in the order of their records."""

    examples: Sequence[Example]
    """In memory, or on disk (`store.ExampleStore`)."""
    report: EncodeReport
    system: str | None = None
    """The system message that all records start with; None if they differ."""

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens of each example."""
        return lengths_of(self.examples)


def truncate(
    examples: Sequence[Example],
    max_length: int,
    *,
    truncation: Truncation,
    bos_id: int | None,
    name: str = "the records",
) -> Dataset:
    """Apply a truncation policy to examples of more than `max_length` tokens (BOS included).

        truncate-answer  keep the first `max_length` tokens
        truncate-prompt  remove the excess from the start of the prompt (BOS stays), and, if the prompt is too short
                         for that, from the end of the answer
        drop             drop the example
        error            raise an error

    A truncated answer loses its EOS token, so the model does not learn to stop in mid-sentence.

    Args:
        name: name of the file in error messages.

    Raises:
        DataError: by the policy `error`; or if no token is left to learn.
    """
    truncator = Truncator([], max_length, truncation, bos_id, name)
    for example in examples:
        truncator.add(example)
    return truncator.dataset()


class Truncator:
    """Truncates examples one by one and counts the results; see `truncate`."""

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
        self.records = self.with_answer = self.tokens = self.answer_tokens = 0
        self.truncated = self.fully_masked = self.dropped = 0

    def add(self, example: Example) -> Example | None:
        """Truncate an example and keep it; return it, or None if it is dropped or has no learned token left."""
        self.records += 1
        self.with_answer += example.answer_tokens > 0
        too_long = len(example.ids) > self.max_length
        if too_long and self.truncation == "error":
            self.errors_found.add(example.record_id, f"{len(example.ids)} tokens; at most {self.max_length} fit")
        if too_long and self.truncation == "drop":
            self.dropped += 1
            return None
        truncated = _truncate(example, self.max_length, self.truncation, self.bos_id)
        learned = truncated.answer_tokens
        if not learned:
            self.fully_masked += 1
            return None
        self.truncated += too_long
        self.tokens += len(truncated.ids)
        self.answer_tokens += learned
        self.examples.append(truncated)
        return truncated

    def dataset(self, forms: tuple[tuple[str, int], ...] = (), system: str | None = None) -> Dataset:
        """Return the kept examples with their statistics."""
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
        if not self.examples and not self.with_answer:
            raise DataError(
                f"nothing is left to learn from {self.name}: none of {report.records} records has a learned answer. "
                'Expected an assistant turn without `"weight": 0`.'
            )
        if not self.examples:
            raise DataError(
                f"nothing is left to learn from {self.name}: of {report.records} records, {report.dropped} are longer "
                f"than {self.max_length} tokens and {report.fully_masked} have no answer token within them. Raise "
                "max_length."
            )
        examples = self.examples if isinstance(self.examples, ExampleStore) else tuple(self.examples)
        return Dataset(examples, report, system)


def _truncate(example: Example, max_length: int, truncation: Truncation, bos_id: int | None) -> Example:
    """Return the example with at most `max_length` tokens (see `truncate`)."""
    excess = len(example.ids) - max_length
    if excess <= 0:
        return example
    bos = int(example.ids[0] == bos_id)
    prompt_tokens = int(np.argmax(example.loss_mask)) - bos
    # Without BOS, one prompt token stays, from which the first answer token is predicted.
    removable = max(prompt_tokens - (1 - bos), 0) if truncation == "truncate-prompt" else 0
    kept = np.r_[0:bos, bos + min(excess, removable) : len(example.ids)][:max_length]
    return Example(example.ids[kept], example.loss_mask[kept], example.record_id)
