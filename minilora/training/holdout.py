"""hold_out(): selects validation records by their ids only, so adding records does not move existing ones."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from ..data.dataset import Dataset, EncodeReport
from ..data.example import Example
from ..data.mixing import Source
from ..data.store import ExampleSubset
from ..errors import ConfigError


def is_held_out(record_id: str, share: float) -> bool:
    """Return whether a record is held out: the SHA-256 of its id, as a number in [0, 1), is below `share`."""
    digest = hashlib.sha256(record_id.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64


def hold_out(parts: Sequence[Dataset], sources: Sequence[Source], share: float) -> tuple[list[Dataset], Dataset]:
    """Return the data sets without the held-out records, and the held-out records. Replay data sets are not split.

    Raises:
        ConfigError: nothing, or everything, would be held out.
    """
    remaining: list[Dataset] = []
    examples: list[Example] = []
    for part, source in zip(parts, sources, strict=True):
        chosen = [not source.replay and is_held_out(example.record_id, share) for example in part.examples]
        out = [example for example, held in zip(part.examples, chosen, strict=True) if held]
        examples += out
        tokens = sum(len(example.ids) for example in out)
        answers = sum(example.answer_tokens for example in out)
        report = replace(
            part.report,
            records=part.report.records - len(out),
            examples=part.report.examples - len(out),
            tokens=part.report.tokens - tokens,
            answer_tokens=part.report.answer_tokens - answers,
        )
        rest = ExampleSubset(part.examples, [i for i, held in enumerate(chosen) if not held])
        remaining.append(replace(part, examples=rest, report=report))
    total = sum(len(part.examples) for part in parts)
    if not examples or len(examples) == total:
        raise ConfigError(f"--val-split {share:g} holds out {len(examples)} of {total} records; choose another share.")
    report = EncodeReport(
        records=len(examples),
        examples=len(examples),
        tokens=sum(len(example.ids) for example in examples),
        answer_tokens=sum(example.answer_tokens for example in examples),
        truncated=0,
        fully_masked=0,
        dropped=0,
    )
    return remaining, Dataset(tuple(examples), report)
