"""Records as tokens with a loss mask, then cut to a length, with an account of what was left out.

One rule makes the mask: **the whole text is encoded once, and a token is learned iff it ends after an answer's
start and begins before its end.** So a token that straddles the border of prompt and answer is learned, and what
follows the token that ends a turn is not. (Offsets may be narrower than their token, as byte-level post-processors
trim spaces from them, or wider, as special tokens may swallow the line break behind them.) BOS is prepended where
the tokenizer asks for it and the text does not begin with it already: what llama.cpp does with a prompt.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ..errors import ConfigError, DataError
from ..tokenizer import Tokenizer
from .example import Example
from .jsonl import AS_IT_IS, ReadOptions, iter_records
from .records import Conversation, Record
from .rendering import Rendered, Template, TrainOn
from .row_errors import RowErrors
from .store import ExampleStore, lengths_of

__all__ = [
    *("Dataset", "EncodeReport", "Example", "Truncation", "beyond_context", "count_forms", "encode_file"),
    *("encode_prompt", "encode_records", "encode_stream", "encode_whole", "fit", "loss_mask"),
]

CHUNK = 512
"""Records rendered and encoded together: enough to keep the tokenizer's threads busy between two progress calls."""

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


def encode_records(
    records: Sequence[Record],
    tokenizer: Tokenizer,
    template: Template,
    *,
    max_length: int,
    truncation: Truncation = "truncate-answer",
    train_on: TrainOn = "all",
    progress: Callable[[int, int], None] | None = None,
) -> Dataset:
    """Render, encode, mask and cut every record: `encode_whole`, then `fit`."""
    whole = encode_whole(records, tokenizer, template, train_on=train_on, progress=progress)
    return fit(whole, max_length, truncation=truncation, bos_id=tokenizer.bos_id)


def encode_file(
    path: Path,
    tokenizer: Tokenizer,
    template: Template,
    *,
    max_length: int,
    positions: int | None = None,
    truncation: Truncation = "truncate-answer",
    train_on: TrainOn = "all",
    options: ReadOptions = AS_IT_IS,
    told: Callable[[int], None] = lambda done: None,
) -> Dataset:
    """Read and encode a file for a model, record by record: the tokens go to the disk, so the file may be of any size.

    Args:
        options: keys that are left out, and names of columns.
        positions: most tokens that the model can place (`ModelConfig.positions`), None for any number.
        told: called with the records done so far.

    Raises:
        DataError: naming the file, as the two do; or an example, cut to `max_length`, is longer than `positions`.
    """
    forms: Counter[str] = Counter()
    systems: set[str | None] = set()
    fitter = Fitter(ExampleStore(), max_length, truncation, tokenizer.bos_id, str(path))
    too_long = RowErrors()
    encoded = encode_stream(iter_records(path, options), tokenizer, template, train_on)
    for done, (record, example) in enumerate(encoded, start=1):
        forms[record.form] += 1
        if len(systems) < 2:
            systems.add(system_of(record))
        piece = fitter.add(example)
        if piece is not None and positions is not None and len(piece.ids) > positions:
            too_long.add(f"{path}, {piece.record_id}", f"{len(piece.ids)} tokens")
        if done % CHUNK == 0:
            told(done)
    data = fitter.dataset(tuple(forms.most_common()), systems.pop() if len(systems) == 1 else None)
    too_long.raise_if_any(
        f"This model has learned positions for {positions} tokens and knows no others. Use --max-length {positions}."
    )
    return data


def beyond_context(data: Dataset, context_length: int) -> list[str]:
    """Say how many examples are longer than the texts that a base was trained for; nothing where none is.

    A base with rotated positions computes them all the same, as transformers does.
    """
    longer = int(np.count_nonzero(data.lengths > context_length))
    if not longer:
        return []
    return [
        f"{longer} records have more than the {context_length:,} tokens that this base was trained for "
        f"(max_position_embeddings); it may know little of positions beyond. --max-length {context_length} cuts them"
    ]


def encode_whole(
    records: Sequence[Record],
    tokenizer: Tokenizer,
    template: Template,
    *,
    train_on: TrainOn | None = "all",
    progress: Callable[[int, int], None] | None = None,
) -> list[Example]:
    """Render, encode and mask every record at its full length.

    Args:
        train_on: learn every assistant turn that the record asks for, or only the last of them; None if nothing is
            to be learned from the tokens, so that nothing is demanded of the turns.
        progress: called with (records done, records in all).

    Raises:
        DataError: with the first of the records that the template cannot express, and the number of all.
    """
    examples: list[Example] = []
    for _, example in encode_stream(records, tokenizer, template, train_on):
        examples.append(example)
        if progress and (len(examples) % CHUNK == 0 or len(examples) == len(records)):
            progress(len(examples), len(records))
    return examples


def encode_stream(
    records: Iterable[Record], tokenizer: Tokenizer, template: Template, train_on: TrainOn | None = "all"
) -> Iterator[tuple[Record, Example]]:
    """Yield every record with its example at full length, `CHUNK` records at a time; see `encode_whole`."""
    errors_found = RowErrors()
    remaining = iter(records)
    while chunk := list(islice(remaining, CHUNK)):
        rendered: list[tuple[Record, Rendered]] = []
        for record in chunk:
            try:
                rendered.append((record, template.render_record(record, train_on)))
            except DataError as err:
                errors_found.add(record.where, str(err))
        encodings = tokenizer.encode_batch([text.text for _, text in rendered])
        for (record, text), (ids, offsets) in zip(rendered, encodings, strict=True):
            mask = loss_mask(offsets, text.answers)
            yield record, _with_bos(np.array(ids, np.int32), mask, record.id, tokenizer)
    errors_found.raise_if_any("Correct these records or choose another template.")


def loss_mask(offsets: Sequence[tuple[int, int]], answers: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """Return which tokens are learned, shape (T,), by the rule at the top of this module.

    Args:
        offsets: (start, end) of each token in characters, length T.
        answers: (start, end) of each answer in characters.
    """
    starts, ends = np.array(offsets, np.int64).reshape(-1, 2).T
    mask = np.zeros(len(starts), np.bool_)
    for answer_start, answer_end in answers:
        mask |= (ends > answer_start) & (starts < answer_end)
    return mask


def count_forms(records: Iterable[Record]) -> tuple[tuple[str, int], ...]:
    """Return how many records have which form, the most frequent first."""
    return tuple(Counter(record.form for record in records).most_common())


def system_of(record: Record) -> str | None:
    """Return the system message that a record begins with."""
    turns = record.content.turns[:1] if isinstance(record.content, Conversation) else ()
    return turns[0].content if turns and turns[0].role == "system" else None


def encode_prompt(text: str, tokenizer: Tokenizer) -> list[int]:
    """Encode a rendered prompt as the training examples were encoded: BOS by the same rule."""
    ids = tokenizer.encode(text)
    return [*_missing_bos(ids[:1], tokenizer), *ids]


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


def _with_bos(ids: NDArray[np.int32], mask: NDArray[np.bool_], record_id: str, tokenizer: Tokenizer) -> Example:
    """Make an example, BOS prepended where it is due, the first token never learned."""
    bos = np.array(_missing_bos(ids[:1].tolist(), tokenizer), np.int32)
    mask = np.r_[np.zeros(len(bos), np.bool_), mask]
    mask[:1] = False
    return Example(np.r_[bos, ids], mask, record_id)


def _missing_bos(first: list[int], tokenizer: Tokenizer) -> list[int]:
    """Return what ids that begin with `first` lack: BOS, or nothing."""
    bos_id = tokenizer.bos_id
    return [bos_id] if tokenizer.add_bos and bos_id is not None and first != [bos_id] else []
