"""Batches: every example once an epoch, a deterministic order, labels that do not cross records."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from minilora.data.batches import (
    IGNORE,
    MICRO_BATCH_TOKENS,
    collate,
    collate_micro_batches,
    epoch_order,
    plan_epoch,
    plan_eval,
    split_micro_batches,
)
from minilora.data.example import Example
from minilora.errors import ConfigError

CPU, GPU = (torch.device("cpu"), torch.bfloat16), (torch.device("meta"), torch.float32)
LENGTHS = st.lists(st.integers(2, 50), max_size=60)
LIMIT = st.none() | st.integers(1, 120)


def make(ids: list[int], mask: list[int], name: str = "a") -> Example:
    return Example(np.array(ids, np.int32), np.array(mask, np.bool_), name)


def test_labels_are_shifted_inside_each_segment_only() -> None:
    batch = collate([make([10, 11, 12, 13], [0, 0, 1, 1], "a"), make([20, 21, 22], [0, 1, 1], "b")])
    assert batch.input_ids.tolist() == [10, 11, 12, 13, 20, 21, 22]
    assert batch.labels.tolist() == [IGNORE, 12, 13, IGNORE, 21, 22, IGNORE]
    assert (batch.lengths, batch.record_ids, batch.answer_tokens) == ((4, 3), ("a", "b"), 4)
    assert batch.input_ids.dtype == batch.labels.dtype == torch.int64


@given(st.lists(st.lists(st.tuples(st.integers(0, 99), st.booleans()), min_size=1, max_size=9), min_size=1, max_size=9))
def test_a_batch_is_its_examples_one_after_another(rows: list[list[tuple[int, bool]]]) -> None:
    examples = [make([i for i, _ in row], [0, *(m for _, m in row[1:])]) for row in rows]
    batch, alone = collate(examples), [collate([example]) for example in examples]
    assert torch.equal(batch.labels, torch.cat([one.labels for one in alone]))
    assert torch.equal(batch.input_ids, torch.cat([one.input_ids for one in alone]))
    assert batch.answer_tokens == int((batch.labels != IGNORE).sum())
    assert sum(batch.lengths) == len(batch.input_ids)


def test_moving_a_batch_moves_its_tensors_and_keeps_the_rest() -> None:
    batch = collate([make([1, 2, 3], [0, 1, 1])])
    moved = batch.to("meta")
    assert moved.input_ids.is_meta
    assert moved.labels.is_meta
    assert (moved.lengths, moved.record_ids, moved.answer_tokens) == ((3,), ("a",), 2)


@given(LENGTHS, LIMIT, LIMIT, st.integers(0, 2**40), st.integers(0, 9))
def test_every_example_appears_once_and_no_limit_is_broken(
    lengths: list[int], max_examples: int | None, max_tokens: int | None, seed: int, epoch: int
) -> None:
    plan = plan_epoch(lengths, seed=seed, epoch=epoch, max_examples=max_examples, max_tokens=max_tokens)
    assert sorted(i for batch in plan for i in batch) == list(range(len(lengths)))
    for batch in plan:
        assert batch
        assert max_examples is None or len(batch) <= max_examples
        assert max_tokens is None or len(batch) == 1 or sum(lengths[i] for i in batch) <= max_tokens


def test_the_order_is_a_function_of_seed_and_epoch() -> None:
    orders = {(seed, epoch): tuple(epoch_order(50, seed, epoch)) for seed in range(3) for epoch in range(3)}
    assert len(set(orders.values())) == 9
    np.random.seed(0)
    assert all(tuple(epoch_order(50, *key)) == order for key, order in orders.items())


def test_the_order_does_not_change_between_versions() -> None:
    """PCG64's raw bits are promised by NumPy; recorded with numpy 2.4."""
    assert epoch_order(8, 0, 0).tolist() == [3, 2, 1, 6, 0, 7, 4, 5]


def test_every_place_is_equally_likely() -> None:
    """Mean rank of an element over 2000 epochs is (n - 1) / 2 = 4.5, standard error 0.064; five of them allowed."""
    orders = np.stack([epoch_order(10, 1, epoch) for epoch in range(2000)])
    assert np.abs(orders.mean(axis=0) - 4.5).max() < 5 * 0.064


def test_evaluation_keeps_the_order() -> None:
    assert plan_eval([3, 3, 3, 9, 1], max_tokens=6) == [(0, 1), (2,), (3,), (4,)]
    assert plan_eval([], max_tokens=6) == []


def test_impossible_limits_are_refused() -> None:
    with pytest.raises(ConfigError, match="max_tokens is 0"):
        plan_eval([1], max_tokens=0)
    with pytest.raises(ConfigError, match="max_examples is -1"):
        plan_epoch([1], seed=0, epoch=0, max_examples=-1)


@given(st.lists(st.integers(2, 400), min_size=1, max_size=40))
def test_a_batch_is_divided_evenly_and_nothing_is_lost(lengths: list[int]) -> None:
    """Each record is in one group; groups differ by at most one record; `MICRO_BATCH_TOKENS` decides their number."""
    groups = split_micro_batches(lengths, *CPU)
    assert sorted(i for group in groups for i in group) == list(range(len(lengths)))
    assert all(group == sorted(group) for group in groups)
    totals = [sum(lengths[i] for i in group) for group in groups]
    assert max(totals) - min(totals) <= max(lengths)
    assert len(groups) == 1 or sum(lengths) > len(groups) / 2 * MICRO_BATCH_TOKENS
    assert split_micro_batches(lengths, *GPU) == [list(range(len(lengths)))]


def test_the_usual_batch_is_four_micro_batches() -> None:
    """Eight records make four micro-batches of two, for two or four threads; one long record is not split."""
    assert split_micro_batches([272, 311, 218, 300, 334, 207, 261, 232], *CPU) == [[4, 5], [1, 2], [3, 7], [0, 6]]
    assert split_micro_batches([3000], *CPU) == [[0]]
    assert [len(group) for group in split_micro_batches([270] * 8, *CPU[:1], torch.float32)] == [1] * 8


def test_a_micro_batch_is_the_batch_of_its_records() -> None:
    """Each record keeps its tokens, labels and id, and the number of learned tokens."""
    examples = [make(list(range(k, k + 300)), [0, *[k % 2] * 299], f"r{k}") for k in range(5)]
    micro_batches = collate_micro_batches(examples, *CPU)
    assert len(micro_batches) > 1
    ids = [record for micro_batch in micro_batches for record in micro_batch.record_ids]
    assert sorted(ids) == ["r0", "r1", "r2", "r3", "r4"]
    for micro_batch in micro_batches:
        starts = torch.tensor([0, *micro_batch.lengths[:-1]]).cumsum(0)
        assert [f"r{first}" for first in micro_batch.input_ids[starts].tolist()] == list(micro_batch.record_ids)
        assert micro_batch.answer_tokens == int((micro_batch.labels != IGNORE).sum())
