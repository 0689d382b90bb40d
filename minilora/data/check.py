"""What is in a data set, before any model sees it: counts, lengths, what would be cut, what is there twice."""

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
from .jsonl import AS_IT_IS, ReadOptions, read_records
from .records import Record
from .rendering import Template, TrainOn

MAX_BINS = 12
"""Rows of a histogram."""
SHOWN_LONGEST = 5


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
    answers: int
    """Runs of answer tokens."""
    unended: int
    """Of these the ones that do not close with what ends a turn: a model trained on them would not learn to stop."""
    languages: tuple[tuple[str, int], ...] | None
    """How many of the first records are answered in which language; None where nothing can tell."""
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
    near_duplicates: tuple[tuple[str, ...], ...] | None
    """Groups of places whose records share four of five word shingles; None where rensa is not installed."""
    leaks: tuple[tuple[str, ...], ...]
    """Groups of places in several files that ask the same, or are (near-)duplicates: val and test must not."""
    longest: tuple[tuple[str, int], ...]
    """(place, tokens) of the longest records."""
    suggested_max_length: int
    """Fits 99 of 100 records, in steps of 64 tokens."""


@dataclass(frozen=True)
class Run:
    """Tokens of a kind that follow one another, as text."""

    text: str
    learned: bool
    """Answer tokens, as against prompt tokens."""
    cut: bool
    """Beyond `max_length`."""
    kind: str = ""
    """Of `kinds.KINDS`; empty for the template's text."""


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


def check(files: Sequence[EncodedFile], max_length: int, ends: Sequence[int] = ()) -> CheckReport:
    """Count what `files` hold and what `max_length` tokens would leave of it.

    Args:
        ends: tokens that end an answer.
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
    """Return the groups that span files: the same question, or nearly the same record."""
    owner = [number for number, file in enumerate(files) for _ in file.records]
    questions = ([text for _, text in similar.texts_of(record.content)][:-1] for record in records)
    asked = similar.groups_by(tuple(map(_plain, texts)) if any(texts) else n for n, texts in enumerate(questions))
    spanning = {tuple(group) for group in (*asked, *near) if len({owner[i] for i in group}) > 1}
    return tuple(tuple(records[i].where for i in group) for group in sorted(spanning))


def _plain(text: str) -> str:
    """Return a text without upper case and runs of white space."""
    return re.sub(r"\s+", " ", text.strip()).casefold()


def histogram(lengths: Sequence[int]) -> tuple[Bin, ...]:
    """Count lengths in at most `MAX_BINS` bins from 0 on, as wide as the next round number: 1, 2 or 5 times 10^n."""
    longest = max(lengths)
    widths = (factor * 10**power for power in range(12) for factor in (1, 2, 5))
    width = next(width for width in widths if longest // width < MAX_BINS)
    counts = np.bincount(np.array(lengths) // width)
    return tuple(Bin(i * width, (i + 1) * width, int(count)) for i, count in enumerate(counts))


def find_duplicates(records: Sequence[Record]) -> tuple[tuple[str, ...], ...]:
    """Return groups of records (`path:line`) with the same text, upper case and white space apart."""
    said = (tuple((role, _plain(text)) for role, text in similar.texts_of(record.content)) for record in records)
    return tuple(tuple(records[i].where for i in group) for group in similar.groups_by(said))


def runs(example: Example, tokenizer: Tokenizer, max_length: int, kinds: Sequence[str] = ()) -> tuple[Run, ...]:
    """Return an example as text, in runs of prompt, answer and cut tokens, and of one kind each if `kinds` are given.

    A run is what its tokens add to the text before it: tokenizers drop a space at the beginning of what they decode.
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
    """Return the last token of every run of learned tokens."""
    mask = example.loss_mask
    ends = np.flatnonzero(mask & ~np.r_[mask[1:], False])
    return [int(token) for token in example.ids[ends]]
