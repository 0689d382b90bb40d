"""What is in a data set, before any model sees it: counts, lengths, what would be cut, what is there twice."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from ..errors import DataError
from ..tokenizer import Tokenizer
from .encode import count_forms, encode_whole
from .example import Example
from .jsonl import AS_IT_IS, ReadOptions, read_records
from .records import Conversation, Record
from .rendering import Template, TrainOn

MAX_BINS = 12
"""Rows of a histogram."""


@dataclass(frozen=True)
class EncodedFile:
    """A file's records and their tokens at full length, one example for each record."""

    path: Path
    records: tuple[Record, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class FileReport:
    """One file in numbers; tokens are counted at full length."""

    path: str
    records: int
    tokens: int
    answer_tokens: int
    longest: int
    """Tokens of the longest record."""
    truncated: int
    """Records longer than `max_length`."""
    forms: tuple[tuple[str, int], ...]
    """How many records of which form."""
    fully_masked: int
    """Records without an answer token in their first `max_length` tokens: nothing would be learned from them."""


@dataclass(frozen=True)
class Bin:
    """Records of `start` <= tokens < `end`."""

    start: int
    end: int
    records: int


@dataclass(frozen=True)
class CheckReport:
    """What `minilora data check` tells."""

    max_length: int
    files: tuple[FileReport, ...]
    histogram: tuple[Bin, ...]
    """Lengths of all records together."""
    duplicates: tuple[tuple[str, ...], ...]
    """Groups of places (`path:line`) whose records differ at most in upper case and white space."""


@dataclass(frozen=True)
class Run:
    """Tokens of a kind that follow one another, as text."""

    text: str
    learned: bool
    """Answer tokens, as against prompt tokens."""
    cut: bool
    """Beyond `max_length`."""


def read_and_encode(
    paths: Sequence[Path],
    tokenizer: Tokenizer,
    template: Template,
    progress: Callable[[int, int], None] | None = None,
    *,
    train_on: TrainOn = "all",
    options: ReadOptions = AS_IT_IS,
) -> list[EncodedFile]:
    """Read and encode every file.

    Raises:
        DataError: with the faults of all files.
    """
    files: list[EncodedFile] = []
    errors_found: list[str] = []
    for path in paths:
        try:
            records = read_records(path, options)
            examples = encode_whole(records, tokenizer, template, train_on=train_on, progress=progress)
            files.append(EncodedFile(path, tuple(records), tuple(examples)))
        except DataError as err:
            errors_found.append(str(err))
    if errors_found:
        raise DataError("\n".join(errors_found))
    return files


def check(files: Sequence[EncodedFile], max_length: int) -> CheckReport:
    """Count what `files` hold and what `max_length` tokens would leave of it."""
    lengths = [len(example.ids) for file in files for example in file.examples]
    records = [record for file in files for record in file.records]
    return CheckReport(
        max_length=max_length,
        files=tuple(_file_report(file, max_length) for file in files),
        histogram=histogram(lengths),
        duplicates=find_duplicates(records),
    )


def histogram(lengths: Sequence[int]) -> tuple[Bin, ...]:
    """Count lengths in at most `MAX_BINS` bins from 0 on, as wide as the next round number: 1, 2 or 5 times 10^n."""
    longest = max(lengths)
    widths = (factor * 10**power for power in range(12) for factor in (1, 2, 5))
    width = next(width for width in widths if longest // width < MAX_BINS)
    counts = np.bincount(np.array(lengths) // width)
    return tuple(Bin(i * width, (i + 1) * width, int(count)) for i, count in enumerate(counts))


def find_duplicates(records: Sequence[Record]) -> tuple[tuple[str, ...], ...]:
    """Return groups of records (`path:line`) with the same text, upper case and white space apart."""
    places: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for record in records:
        content = record.content
        if isinstance(content, Conversation):
            texts = [text for turn in content.turns for text in (turn.role, turn.content)]
        else:
            texts = [content.prompt, content.answer]
        places[tuple(re.sub(r"\s+", " ", text.strip()).casefold() for text in texts)].append(record.where)
    return tuple(tuple(group) for group in places.values() if len(group) > 1)


def runs(example: Example, tokenizer: Tokenizer, max_length: int) -> tuple[Run, ...]:
    """Return an example as text, in runs of prompt, answer and cut tokens.

    A run is what its tokens add to the text before it: tokenizers drop a space at the beginning of what they decode.
    """
    ids = example.ids.tolist()
    kinds = zip(example.loss_mask.tolist(), (i >= max_length for i in range(len(ids))), strict=True)
    found: list[Run] = []
    end, before = 0, ""
    for (learned, cut), tokens in groupby(kinds):
        end += len(list(tokens))
        text = tokenizer.decode(ids[:end])
        found.append(Run(text[len(before) :], learned, cut))
        before = text
    return tuple(found)


def _file_report(file: EncodedFile, max_length: int) -> FileReport:
    lengths = [len(example.ids) for example in file.examples]
    return FileReport(
        path=str(file.path),
        records=len(file.records),
        tokens=sum(lengths),
        answer_tokens=sum(example.answer_tokens for example in file.examples),
        longest=max(lengths),
        forms=count_forms(file.records),
        truncated=sum(length > max_length for length in lengths),
        fully_masked=sum(not example.loss_mask[:max_length].any() for example in file.examples),
    )
