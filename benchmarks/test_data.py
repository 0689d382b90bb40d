"""Reading, encoding and batching a JSONL file.

pytest benchmarks/test_data.py
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from minilora.bench.workload import random_examples
from minilora.checkpoint import load_tokenizer
from minilora.data.batches import collate, plan_epoch
from minilora.data.encode import encode_records
from minilora.data.jsonl import Record, read_records
from minilora.data.template import load_template

DATA = Path(__file__).resolve().parents[1] / "processed/val.jsonl"

Measure = Callable[..., None]


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return read_records(DATA)


def test_reading(measure_on_cpu: Measure) -> None:
    """Parse and check every line."""
    measure_on_cpu("read 103 records", read_records, [DATA])


def test_tokenising(measure_on_cpu: Measure, base_name: str, records: list[Record]) -> None:
    """Render, encode, mask and truncate."""
    tokenizer = load_tokenizer(base_name)
    assert tokenizer
    template = load_template("instruccion", tokenizer)
    halves = [records[::2][:50], records[1::2][:50]]
    measure_on_cpu("encode 50 records", lambda some: encode_records(some, tokenizer, template, max_length=1024), halves)


def test_planning_an_epoch(measure_on_cpu: Measure) -> None:
    """Shuffle ten thousand records and divide them into batches."""
    lengths = np.random.default_rng(0).integers(50, 500, 10_000).tolist()
    epochs = range(5)
    measure_on_cpu(
        "plan an epoch of 10,000 records", lambda n: plan_epoch(lengths, seed=0, epoch=n, max_tokens=4096), epochs
    )


def test_collating(measure_on_cpu: Measure) -> None:
    """Concatenate eight records and shift the labels."""
    measure_on_cpu("collate 8 x 300 tokens", collate, [random_examples(8, 300, 49152, seed) for seed in range(3)])
