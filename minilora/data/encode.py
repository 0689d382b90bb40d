"""Encodes records as tokens with a loss mask.

The whole text is encoded once. **A token is learned if and only if it ends after the start of an answer and starts
before the answer's end.** So a token across the border of prompt and answer is learned, and text after the end-of-turn
token is not. (Offsets can be narrower than their token, because byte-level post-processors trim spaces from them, or
wider, because special tokens may include the line break after them.) As in llama.cpp, BOS is prepended if the tokenizer
adds it and the text does not already start with it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import DataError
from ..tokenizer import Tokenizer
from .dataset import Dataset, Truncation, Truncator, truncate
from .example import Example
from .jsonl import DEFAULT_OPTIONS, ReadOptions, iter_records
from .records import Conversation, Record
from .rendering import Rendered, Template, TrainOn
from .row_errors import RowErrors
from .store import ExampleStore

CHUNK = 512
"""Records that are rendered and encoded together: enough to keep the tokenizer's threads busy."""


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
    """Render, encode, mask and truncate every record: `encode_whole`, then `truncate`."""
    whole = encode_whole(records, tokenizer, template, train_on=train_on, progress=progress)
    return truncate(whole, max_length, truncation=truncation, bos_id=tokenizer.bos_id)


def encode_file(
    path: Path,
    tokenizer: Tokenizer,
    template: Template,
    *,
    max_length: int,
    positions: int | None = None,
    truncation: Truncation = "truncate-answer",
    train_on: TrainOn = "all",
    options: ReadOptions = DEFAULT_OPTIONS,
    on_progress: Callable[[int], None] = lambda done: None,
) -> Dataset:
    """Read and encode a file record by record. The tokens are stored on disk, so the file may exceed the memory.

    Args:
        options: ignored keys, and names of columns.
        positions: maximum number of positions of the model (`ModelConfig.positions`); None: no limit.
        on_progress: called with the number of records done so far.

    Raises:
        DataError: an invalid file or record; or a truncated example is longer than `positions`.
    """
    forms: Counter[str] = Counter()
    systems: set[str | None] = set()
    truncator = Truncator(ExampleStore(), max_length, truncation, tokenizer.bos_id, str(path))
    too_long = RowErrors()
    encoded = encode_stream(iter_records(path, options), tokenizer, template, train_on)
    for done, (record, example) in enumerate(encoded, start=1):
        forms[record.form] += 1
        if len(systems) < 2:
            systems.add(system_message(record))
        truncated = truncator.add(example)
        if truncated is not None and positions is not None and len(truncated.ids) > positions:
            too_long.add(f"{path}, {truncated.record_id}", f"{len(truncated.ids)} tokens")
        if done % CHUNK == 0:
            on_progress(done)
    data = truncator.dataset(tuple(forms.most_common()), systems.pop() if len(systems) == 1 else None)
    too_long.raise_if_any(
        f"This model has learned positions for only {positions} tokens. Use --max-length {positions}."
    )
    return data


def context_notes(data: Dataset, context_length: int) -> list[str]:
    """Return a note if examples are longer than the base's context.

    A base with rotary positions can compute them, and minilora does, like transformers.
    """
    longer = int(np.count_nonzero(data.lengths > context_length))
    if not longer:
        return []
    return [
        f"{longer} records are longer than the base's context of {context_length:,} tokens (max_position_embeddings); "
        f"results may be poor beyond it. --max-length {context_length} truncates them"
    ]


def encode_whole(
    records: Sequence[Record],
    tokenizer: Tokenizer,
    template: Template,
    *,
    train_on: TrainOn | None = "all",
    progress: Callable[[int, int], None] | None = None,
) -> list[Example]:
    """Render, encode and mask every record, without truncation.

    Args:
        train_on: learn all assistant turns with `learn`, or only the last of them; None if the tokens are not for
            training, so the turns are not checked.
        progress: called with (records done, total records).

    Raises:
        DataError: lists the first records that the template cannot render, and counts the rest.
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
    """Yield every record with its untruncated example, encoding `CHUNK` records at a time; see `encode_whole`."""
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
    errors_found.raise_if_any("Correct these records or use another template.")


def loss_mask(offsets: Sequence[tuple[int, int]], answers: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """Return which tokens are learned, shape (T,); the module's docstring gives the rule.

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
    """Return (name of a form, number of records), most frequent first."""
    return tuple(Counter(record.form for record in records).most_common())


def system_message(record: Record) -> str | None:
    """Return the system message that a record starts with, or None."""
    turns = record.content.turns[:1] if isinstance(record.content, Conversation) else ()
    return turns[0].content if turns and turns[0].role == "system" else None


def encode_prompt(text: str, tokenizer: Tokenizer) -> list[int]:
    """Encode a rendered prompt like the training examples, with the same rule for BOS."""
    ids = tokenizer.encode(text)
    return [*_missing_bos(ids[:1], tokenizer), *ids]


def _with_bos(ids: NDArray[np.int32], mask: NDArray[np.bool_], record_id: str, tokenizer: Tokenizer) -> Example:
    """Return an example, with BOS if it is missing. The first token is never learned."""
    bos = np.array(_missing_bos(ids[:1].tolist(), tokenizer), np.int32)
    mask = np.r_[np.zeros(len(bos), np.bool_), mask]
    mask[:1] = False
    return Example(np.r_[bos, ids], mask, record_id)


def _missing_bos(first: list[int], tokenizer: Tokenizer) -> list[int]:
    """Return [BOS] if ids that start with `first` need it, else an empty list."""
    bos_id = tokenizer.bos_id
    return [bos_id] if tokenizer.add_bos and bos_id is not None and first != [bos_id] else []
