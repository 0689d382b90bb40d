"""Records as tokens with a loss mask, then cut to a length, with an account of what was left out.

One rule makes the mask: **the whole text is encoded once, and a token is learned iff it ends after an answer's
start and begins before its end.** So a token that straddles the border of prompt and answer is learned, and what
follows the token that ends a turn is not. (Offsets may be narrower than their token, as byte-level post-processors
trim spaces from them, or wider, as special tokens may swallow the line break behind them.) BOS is prepended where
the tokenizer asks for it and the text does not begin with it already: what llama.cpp does with a prompt.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ..errors import ConfigError, DataError
from ..tokenizer import Tokenizer
from .jsonl import Record, read_records, shared_system
from .rendering import Rendered, Template, TrainOn
from .row_errors import RowErrors

CHUNK = 512
"""Records rendered and encoded together: enough to keep the tokenizer's threads busy between two progress calls."""

Truncation = Literal["truncate-answer", "truncate-prompt", "drop", "error"]
TRUNCATIONS: tuple[Truncation, ...] = get_args(Truncation)


@dataclass(frozen=True, eq=False)
class Example:
    """One record as tokens."""

    ids: NDArray[np.int32]
    """Token ids, shape (T,)."""
    loss_mask: NDArray[np.bool_]
    """Shape (T,): True on tokens to be learned; never on the first, which nothing predicts."""
    record_id: str

    @property
    def answer_tokens(self) -> int:
        """Number of tokens to be learned."""
        return int(np.count_nonzero(self.loss_mask))


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


@dataclass(frozen=True)
class Dataset:
    """Examples in the order of their records, and the account of the records."""

    examples: tuple[Example, ...]
    report: EncodeReport
    system: str | None = None
    """The system message that all records of the file begin with; None where they differ."""

    @property
    def lengths(self) -> tuple[int, ...]:
        """Tokens of each example."""
        return tuple(len(example.ids) for example in self.examples)


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
) -> Dataset:
    """Read and encode a file for a model: `read_records`, then `encode_records`.

    Args:
        positions: most tokens that the model can place (`ModelConfig.positions`), None for any number.

    Raises:
        DataError: naming the file, as the two do; or an example, cut to `max_length`, is longer than `positions`.
    """
    records = read_records(path)
    whole = encode_whole(records, tokenizer, template, train_on=train_on)
    data = fit(whole, max_length, truncation=truncation, bos_id=tokenizer.bos_id, name=str(path))
    errors_found = RowErrors()
    for example in data.examples:
        if positions is not None and len(example.ids) > positions:
            errors_found.add(f"{path}, {example.record_id}", f"{len(example.ids)} tokens")
    errors_found.raise_if_any(
        f"This model has learned positions for {positions} tokens and knows no others. Use --max-length {positions}."
    )
    return replace(data, system=shared_system(records))


def beyond_context(data: Dataset, context_length: int) -> list[str]:
    """Say how many examples are longer than the texts that a base was trained for; nothing where none is.

    A base with rotated positions computes them all the same, as transformers does.
    """
    longer = sum(length > context_length for length in data.lengths)
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
    errors_found = RowErrors()
    examples: list[Example] = []
    for start in range(0, len(records), CHUNK):
        rendered: list[tuple[Record, Rendered]] = []
        for record in records[start : start + CHUNK]:
            try:
                rendered.append((record, template.render_record(record, train_on)))
            except DataError as err:
                errors_found.add(record.where, str(err))
        encodings = tokenizer.encode_batch([text.text for _, text in rendered])
        for (record, text), (ids, offsets) in zip(rendered, encodings, strict=True):
            examples.append(_with_bos(np.array(ids, np.int32), loss_mask(offsets, text.answers), record.id, tokenizer))
        if progress:
            progress(min(start + CHUNK, len(records)), len(records))
    errors_found.raise_if_any("Correct these records or choose another template.")
    return examples


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
    if max_length < 2:
        raise ConfigError(f"max_length is {max_length}; a prompt and an answer need at least 2 tokens.")
    too_long = [example for example in examples if len(example.ids) > max_length]
    if truncation == "error" and too_long:
        errors_found = RowErrors()
        for example in too_long:
            errors_found.add(example.record_id, f"{len(example.ids)} tokens; at most {max_length} fit")
        errors_found.raise_if_any("Shorten these records, raise max_length or choose a truncation policy.")
    candidates = [e for e in examples if len(e.ids) <= max_length] if truncation == "drop" else examples
    pieces = [_cut(example, max_length, truncation, bos_id) for example in candidates]
    kept = [piece for piece in pieces if piece.answer_tokens]
    report = EncodeReport(
        records=len(examples),
        examples=len(kept),
        tokens=sum(len(example.ids) for example in kept),
        answer_tokens=sum(example.answer_tokens for example in kept),
        truncated=sum(
            len(whole.ids) > max_length and piece.answer_tokens > 0
            for whole, piece in zip(candidates, pieces, strict=True)
        ),
        fully_masked=len(pieces) - len(kept),
        dropped=len(examples) - len(candidates),
    )
    if not kept and not any(example.answer_tokens for example in examples):
        raise DataError(
            f"nothing is left to learn from {name}: none of {report.records} records asks for an answer to be learned. "
            'Expected an assistant turn without `"weight": 0`.'
        )
    if not kept:
        raise DataError(
            f"nothing is left to learn from {name}: of {report.records} records, {report.dropped} are longer than "
            f"{max_length} tokens and {report.fully_masked} have no answer token within them. Raise max_length."
        )
    return Dataset(tuple(kept), report)


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
