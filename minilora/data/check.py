"""check(): a report on data sets: counts, lengths, truncation, duplicates and leaks."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from ..errors import DataError
from ..tokenizer import Tokenizer
from . import similar
from .encode import count_forms, encode_whole
from .example import Example
from .jsonl import DEFAULT_OPTIONS, ReadOptions, read_records
from .records import Record
from .rendering import Template, TrainOn

MAX_BINS = 12
"""Rows of a histogram."""
SHOWN_LONGEST = 5


@dataclass(frozen=True)
class EncodedFile:
    """The records of a file, and one untruncated example for each of them."""

    path: Path
    records: tuple[Record, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class FileReport:
    """Statistics of one file; tokens are counted before truncation."""

    path: str
    records: int
    tokens: int
    answer_tokens: int
    longest: int
    """Tokens of the longest record."""
    truncated: int
    """Records longer than `max_length`."""
    forms: tuple[tuple[str, int], ...]
    """(name of a form, number of records), most frequent first."""
    answers: int
    """Number of learned answers."""
    unended: int
    """Answers without an end-of-turn token at their end: a model trained on them would not learn to stop."""
    languages: tuple[tuple[str, int], ...] | None
    """(language, number of records) of the answers in the first records; None if py3langid is not installed."""
    fully_masked: int
    """Records without an answer token in their first `max_length` tokens; nothing is learned from them."""


@dataclass(frozen=True)
class Bin:
    """A bin of the histogram: records with `start` <= tokens < `end`."""

    start: int
    end: int
    records: int


@dataclass(frozen=True)
class CheckReport:
    """The report of `minilora data check`."""

    max_length: int
    files: tuple[FileReport, ...]
    histogram: tuple[Bin, ...]
    """Lengths of all records together."""
    duplicates: tuple[tuple[str, ...], ...]
    """Groups of places (`path:line`) whose records are equal except for case and whitespace."""
    near_duplicates: tuple[tuple[str, ...], ...] | None
    """Groups of places whose records share at least 80 % of their shingles; None if rensa is not installed."""
    leaks: tuple[tuple[str, ...], ...]
    """Groups of places in different files with the same question or (nearly) the same record."""
    longest: tuple[tuple[str, int], ...]
    """(place, tokens) of the longest records."""
    suggested_max_length: int
    """A multiple of 64 tokens that 99 % of the records fit into."""


@dataclass(frozen=True)
class Run:
    """Text of consecutive tokens with the same marks."""

    text: str
    learned: bool
    """Whether they are answer tokens."""
    cut: bool
    """Whether they are beyond `max_length`."""
    kind: str = ""
    """One of `kinds.KINDS`; empty for text of the template."""


def read_and_encode(
    paths: Sequence[Path],
    tokenizer: Tokenizer,
    template: Template,
    progress: Callable[[int, int], None] | None = None,
    *,
    train_on: TrainOn = "all",
    options: ReadOptions = DEFAULT_OPTIONS,
) -> list[EncodedFile]:
    """Read and encode every file.

    Raises:
        DataError: with the errors of all files.
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


def check(files: Sequence[EncodedFile], max_length: int, ends: Sequence[int] = ()) -> CheckReport:
    """Return the report on `files`, for truncation to `max_length` tokens.

    Args:
        ends: ids of the tokens that end an answer.
    """
    lengths = [len(example.ids) for file in files for example in file.examples]
    records = [record for file in files for record in file.records]
    near = similar.near_duplicates(records)
    order = np.argsort(lengths, kind="stable")[::-1][:SHOWN_LONGEST]
    return CheckReport(
        max_length=max_length,
        files=tuple(_file_report(file, max_length, ends) for file in files),
        histogram=histogram(lengths),
        duplicates=find_duplicates(records),
        near_duplicates=None if near is None else tuple(tuple(records[i].where for i in group) for group in near),
        leaks=_leaks(files, records, near or []),
        longest=tuple((records[i].where, lengths[i]) for i in order.tolist()),
        suggested_max_length=-(-int(np.percentile(lengths, 99, method="higher")) // 64) * 64,
    )


def _leaks(
    files: Sequence[EncodedFile], records: Sequence[Record], near: Sequence[Sequence[int]]
) -> tuple[tuple[str, ...], ...]:
    """Return groups of records in different files with the same question or nearly the same record."""
    file_numbers = [number for number, file in enumerate(files) for _ in file.records]
    questions = ([text for _, text in similar.record_texts(record.content)][:-1] for record in records)
    same = similar.groups_by(tuple(map(_normalized, texts)) if any(texts) else n for n, texts in enumerate(questions))
    spanning = {tuple(group) for group in (*same, *near) if len({file_numbers[i] for i in group}) > 1}
    return tuple(tuple(records[i].where for i in group) for group in sorted(spanning))


def _normalized(text: str) -> str:
    """Return a text in lower case, with single spaces between words."""
    return re.sub(r"\s+", " ", text.strip()).casefold()


def histogram(lengths: Sequence[int]) -> tuple[Bin, ...]:
    """Count lengths in at most `MAX_BINS` bins from 0, whose width is 1, 2 or 5 times a power of ten."""
    longest = max(lengths)
    widths = (factor * 10**power for power in range(12) for factor in (1, 2, 5))
    width = next(width for width in widths if longest // width < MAX_BINS)
    counts = np.bincount(np.array(lengths) // width)
    return tuple(Bin(i * width, (i + 1) * width, int(count)) for i, count in enumerate(counts))


def find_duplicates(records: Sequence[Record]) -> tuple[tuple[str, ...], ...]:
    """Return groups of records (`path:line`) with the same text, ignoring case and whitespace."""
    texts = (
        tuple((role, _normalized(text)) for role, text in similar.record_texts(record.content)) for record in records
    )
    return tuple(tuple(records[i].where for i in group) for group in similar.groups_by(texts))


def runs(example: Example, tokenizer: Tokenizer, max_length: int, kinds: Sequence[str] = ()) -> tuple[Run, ...]:
    """Return the text of an example as runs of prompt, answer or cut tokens, and of one kind each if `kinds` is given.

    A run is what its tokens add to the decoded text before it, because decoding a run alone may drop its first space.
    """
    ids = example.ids.tolist()
    of_tokens = [*[""] * (len(ids) - len(kinds)), *kinds]
    marks = zip(example.loss_mask.tolist(), (i >= max_length for i in range(len(ids))), of_tokens, strict=True)
    found: list[Run] = []
    end, before = 0, ""
    for (learned, cut, kind), tokens in groupby(marks):
        end += len(list(tokens))
        text = tokenizer.decode(ids[:end])
        found.append(Run(text[len(before) :], learned, cut, kind))
        before = text
    return tuple(found)


def _file_report(file: EncodedFile, max_length: int, ends: Sequence[int]) -> FileReport:
    last = [token for example in file.examples for token in _last_learned(example)]
    lengths = [len(example.ids) for example in file.examples]
    return FileReport(
        path=str(file.path),
        records=len(file.records),
        tokens=sum(lengths),
        answer_tokens=sum(example.answer_tokens for example in file.examples),
        longest=max(lengths),
        forms=count_forms(file.records),
        answers=len(last),
        unended=sum(token not in ends for token in last) if ends else 0,
        languages=similar.find_languages(file.records),
        truncated=sum(length > max_length for length in lengths),
        fully_masked=sum(not example.loss_mask[:max_length].any() for example in file.examples),
    )


def _last_learned(example: Example) -> list[int]:
    """Return the last token of every learned answer."""
    mask = example.loss_mask
    ends = np.flatnonzero(mask & ~np.r_[mask[1:], False])
    return [int(token) for token in example.ids[ends]]
