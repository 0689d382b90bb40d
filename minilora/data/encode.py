"""Records as tokens with a loss mask.

One rule makes the mask: **the whole text is encoded once, and a token is learned iff it ends after an answer's
start and begins before its end.** So a token that straddles the border of prompt and answer is learned, and what
follows the token that ends a turn is not. (Offsets may be narrower than their token, as byte-level post-processors
trim spaces from them, or wider, as special tokens may swallow the line break behind them.) BOS is prepended where
the tokenizer asks for it and the text does not begin with it already: what llama.cpp does with a prompt.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError
from ..tokenizer import Tokenizer
from .dataset import Dataset, Fitter, Truncation, fit
from .example import Example
from .jsonl import AS_IT_IS, ReadOptions, iter_records
from .records import Conversation, Record
from .rendering import Rendered, Template, TrainOn
from .row_errors import RowErrors
from .store import ExampleStore

CHUNK = 512
"""Records rendered and encoded together: enough to keep the tokenizer's threads busy between two progress calls."""


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
