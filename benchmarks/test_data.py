"""From a JSONL file to the tensors of a step.

pytest benchmarks/test_data.py
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from minilora.bench.workload import made_up
from minilora.checkpoint import load_tokenizer
from minilora.data.batches import collate, plan_epoch
from minilora.data.encode import encode_records
from minilora.data.jsonl import Record, read_records
from minilora.data.template import load_template

DATA = Path(__file__).resolve().parents[1] / "processed/val.jsonl"


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return read_records(DATA)


def test_reading(benchmark: Any) -> None:
    """Parse and check every line."""
    benchmark.group = f"read {DATA.name}"
    benchmark(read_records, DATA)


def test_tokenising(benchmark: Any, base_name: str, records: list[Record]) -> None:
    """Render, encode, mask and cut."""
    tokenizer = load_tokenizer(base_name)
    assert tokenizer
    template = load_template("instruccion", tokenizer)
    benchmark.group = f"encode {DATA.name}"
    benchmark(encode_records, records, tokenizer, template, max_length=1024)


def test_planning_an_epoch(benchmark: Any) -> None:
    """Shuffle ten thousand records and cut them into batches."""
    lengths = np.random.default_rng(0).integers(50, 500, 10_000).tolist()
    benchmark.group = "plan an epoch of 10,000 records"
    benchmark(plan_epoch, lengths, seed=0, epoch=0, max_tokens=4096)


def test_collating(benchmark: Any) -> None:
    """Eight records end to end, labels shifted."""
    records = made_up(8, 300, 49152, seed=0)
    benchmark.group = "collate 8 x 300 tokens"
    benchmark(collate, records)
