"""Examples on disk are the examples; a mixture is a pure function of sizes, seed and epoch."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minilora.data.batches import epoch_order
from minilora.data.encode import encode_file, encode_records
from minilora.data.example import Example
from minilora.data.instruccion import InstruccionTemplate
from minilora.data.jsonl import read_records
from minilora.data.mixing import Mixture, Source, mixture_of
from minilora.data.store import ConcatExamples, ExampleStore, lengths_of
from minilora.errors import ConfigError
from minilora.tokenizer import Tokenizer


def example(n: int) -> Example:
    random = np.random.default_rng(n)
    return Example(random.integers(0, 1 << 30, n % 37 + 1).astype(np.int32), random.random(n % 37 + 1) > 0.5, f"ñ{n}")


def same(one: Example, other: Example) -> bool:
    return (
        one.ids.tolist() == other.ids.tolist()
        and one.loss_mask.tolist() == other.loss_mask.tolist()
        and one.record_id == other.record_id
    )


def test_what_is_stored_comes_back_in_any_order() -> None:
    store = ExampleStore()
    made = [example(n) for n in range(300)]
    for n, one in enumerate(made):
        store.append(one)
        assert same(store[n // 2], made[n // 2])
    assert len(store) == 300
    assert lengths_of(store).tolist() == [len(one.ids) for one in made]
    assert all(same(a, b) for a, b in zip(store, made, strict=True))
    assert same(store[-1], made[-1])
    assert [one.record_id for one in store[5:8]] == ["ñ5", "ñ6", "ñ7"]
    assert store[3].ids.dtype == np.int32
    with pytest.raises(IndexError):
        store[300]


def test_a_chain_is_its_parts_end_to_end() -> None:
    parts = [[example(n) for n in range(3)], [example(n) for n in range(3, 4)], [example(n) for n in range(4, 9)]]
    chain = ConcatExamples(parts, [False, True, False])
    assert all(same(chain[n], example(n)) for n in range(9))
    assert [one.replay for one in chain] == [n == 3 for n in range(9)]
    assert chain.lengths.tolist() == [len(example(n).ids) for n in range(9)]


def test_a_file_is_encoded_as_its_records_are(jsonl: Callable[..., Path], tokenizer: Tokenizer) -> None:
    rows = [{"id": f"r{i}", "instruction": f"¿{i}?", "output": "sí " * (i % 40 + 1)} for i in range(1300)]
    path, template = jsonl(*rows), InstruccionTemplate(tokenizer)
    reported: list[int] = []
    from_file = encode_file(path, tokenizer, template, max_length=40, on_progress=reported.append)
    whole = encode_records(read_records(path), tokenizer, template, max_length=40)
    assert all(same(a, b) for a, b in zip(from_file.examples, whole.examples, strict=True))
    assert reported == [512, 1024]
    assert from_file.report.truncated == whole.report.truncated > 0
    assert from_file.report.forms == (("instruction and output", 1300),)


@pytest.mark.parametrize(
    ("counts", "shares", "sizes"),
    [
        ((100, 10), (None, 0.2), (100, 25)),
        ((100, 1000), (None, 0.2), (100, 25)),
        ((100, 100), (3, 1), (100, 33)),
        ((10, 1000), (0.5, 0.5), (10, 10)),
        ((80, 20, 50), (None, None, 0.5), (80, 20, 100)),
    ],
)
def test_an_epoch_holds_the_shares(counts: Any, shares: Any, sizes: Any) -> None:
    mixture = Mixture(counts, shares)
    assert mixture.sizes == sizes
    ends = np.cumsum(counts)
    order = mixture.epoch(7, 3)
    found = Counter(int(np.searchsorted(ends, index, side="right")) for index in order)
    assert tuple(found[k] for k in range(len(counts))) == sizes


@given(st.integers(1, 30), st.integers(1, 90), st.integers(0, 2**32), st.integers(1, 5))
def test_all_records_of_a_share_come_once_before_any_comes_again(count: int, own: int, seed: int, epochs: int) -> None:
    mixture = Mixture((own, count), (None, 0.3))
    drawn = [index - own for epoch in range(epochs) for index in mixture.epoch(seed, epoch) if index >= own]
    times = Counter(drawn)
    assert max(times.values()) - min(times[n] for n in range(count)) <= 1
    again = mixture.epoch(seed, epochs - 1)
    assert again.tolist() == Mixture((own, count), (None, 0.3)).epoch(seed, epochs - 1).tolist()


def test_without_shares_an_epoch_is_what_it_always_was() -> None:
    assert mixture_of([Source(Path("a")), Source(Path("b"))], [3, 4]) is None
    assert Mixture((7,), (None,)).epoch(5, 2).tolist() == epoch_order(7, 5, 2).tolist()


@pytest.mark.parametrize("shares", [(None, 1.0), (None, -0.1), (0.0, 1.0), (float("inf"), 1.0), (float("nan"), 1.0)])
def test_invalid_shares_are_rejected(shares: Any) -> None:
    with pytest.raises(ConfigError, match="shares"):
        _ = Mixture((5, 5), shares).sizes


@pytest.mark.parametrize("counts", [(4, 0), (0, 4)])
def test_nothing_cannot_be_mixed(counts: Any) -> None:
    """A data set whose records are all held out has no share of an epoch; without shares, it is just empty."""
    sources = [Source(Path("a0" if n else "empty"), share) for n, share in zip(counts, (None, 0.2), strict=True)]
    with pytest.raises(ConfigError, match="holds out all records of empty, "):
        mixture_of(sources, counts)
    assert mixture_of([Source(source.path) for source in sources], counts) is None


def test_json_lines_and_the_store_take_no_more_memory_for_longer_files(tmp_path: Path, tokenizer: Tokenizer) -> None:
    """Ten times the rows cost an index, not the rows."""
    import tracemalloc

    template, peaks = InstruccionTemplate(tokenizer), []
    for count in (1_000, 10_000):
        path = tmp_path / f"{count}.jsonl"
        row = {"instruction": "¿Qué es una pila? " * 20, "output": "Una lista. " * 20}
        path.write_text((json.dumps(row) + "\n") * count)
        tracemalloc.start()
        encode_file(path, tokenizer, template, max_length=1024)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 9_000 * 250  # its texts are 700
