"""The arithmetic of a benchmark's report, on made-up figures."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from minilora.bench import Cell, Generation, Result, Spread, Training, Workload, check_parity, read_result
from minilora.bench.compare import compare_results, short, text
from minilora.bench.figures import Machine, training_flop_per_token, write_result
from minilora.bench.parity import BOUND, reference
from minilora.errors import BenchError

LOSSES = (4.0, 3.5, 3.0)


def cell(
    device: str = "cpu", dtype: str = "float32", *, speed: float = 100, losses: tuple[float, ...] = LOSSES
) -> Cell:
    """Training at `speed` ± 10 tokens/s, 2 FLOP a token; a ceiling of 1000 FLOP/s."""
    training = Training(Spread(speed, speed - 10, speed + 10), losses, 2.0, 1 << 30)
    generation = Generation(Spread(300, 290, 310), Spread(20, 19, 21), 1 << 29)
    return Cell(device, "a processor", dtype, Spread(1000, 900, 1100), training, generation)


def result(*cells: Cell, **work: Any) -> Result:
    machine = Machine("Linux", "a processor", 2, 2, 1 << 34, {"torch": "2.13.0"})
    return Result(1, "2026-01-01T00:00:00+00:00", machine, Workload(**work), cells or (cell(),))


def test_a_spread_is_median_lowest_and_highest() -> None:
    """One slow step moves the lowest value, not the median."""
    assert Spread.of([10, 1, 11]) == Spread(10, 1, 11)
    assert Spread.of(iter([4.0])) == Spread(4, 4, 4)


def test_ranges_that_meet_are_noise() -> None:
    """Two ranges overlap when they share a value, whichever is named first."""
    low, touching, apart = Spread(2, 1, 3), Spread(4, 3, 5), Spread(5, 3.1, 6)
    assert low.overlaps(touching)
    assert touching.overlaps(low)
    assert not low.overlaps(apart)
    assert not apart.overlaps(low)


def test_flop_of_a_token() -> None:
    """4 a weight: 2 forward, 2 for the gradient of the input; the head only where an answer is predicted."""
    assert training_flop_per_token(100, 40, tokens=10, answer_tokens=10) == 560
    assert training_flop_per_token(100, 40, tokens=10, answer_tokens=5) == 480


def test_share_of_the_ceiling() -> None:
    """100 tokens/s of 2 FLOP are a fifth of 1000 FLOP/s."""
    assert cell().training_share == pytest.approx(0.2)


@pytest.mark.parametrize("work", [{}, {"data": "a.jsonl", "threads": 2}])
def test_a_result_comes_back_from_its_file(tmp_path: Path, work: dict[str, Any]) -> None:
    """Writing and reading is the identity."""
    written = result(cell(), cell(dtype="bfloat16"), **work)
    write_result(tmp_path / "a.json", written)
    assert read_result(tmp_path / "a.json") == written


def without_machine(content: dict[str, Any]) -> None:
    del content["machine"]


def with_words_for_a_speed(content: dict[str, Any]) -> None:
    content["cells"][0]["training"]["tokens_per_s"]["median"] = "fast"


def with_a_speed_of_nothing(content: dict[str, Any]) -> None:
    content["cells"][0]["training"]["tokens_per_s"] = {"median": 0, "low": 0, "high": 0}


def with_infinite_loss(content: dict[str, Any]) -> None:
    content["cells"][0]["training"]["losses"] = [float("inf")]


def with_another_format(content: dict[str, Any]) -> None:
    content["format"] = 99


def without_cells(content: dict[str, Any]) -> None:
    content["cells"] = []


@pytest.mark.parametrize(
    "damage",
    [
        without_machine,
        with_words_for_a_speed,
        with_a_speed_of_nothing,
        with_infinite_loss,
        with_another_format,
        without_cells,
    ],
)
def test_a_damaged_result_is_refused(tmp_path: Path, damage: Callable[[dict[str, Any]], None]) -> None:
    """Whatever a stranger's file lacks or adds, the error names the file."""
    content = asdict(result())
    damage(content)
    path = tmp_path / "sent.json"
    path.write_text(json.dumps(content))
    with pytest.raises(BenchError, match=r"sent\.json"):
        read_result(path)


def test_parity_accepts_rounding_and_refuses_another_computation() -> None:
    """Losses within the bound of the coarser dtype pass; beyond it there is no report, and the error names the side."""
    near = tuple(loss * (1 + BOUND["bfloat16"] / 2) for loss in LOSSES)
    check_parity({"cpu": cell(), "cpu bfloat16": cell(dtype="bfloat16", losses=near)})
    with pytest.raises(BenchError, match=r"cuda float32: relative difference of the loss 0\.015"):
        check_parity({"cpu": cell(), "cuda float32": cell("cuda", losses=near)})
    with pytest.raises(BenchError, match="no report"):
        check_parity({"cpu": cell(), "mps": cell("mps", losses=())})


def test_the_reference_is_float32_on_the_cpu_where_there_is_one() -> None:
    """Precision matters more than the device."""
    cells = {"a": cell("cuda", "bfloat16"), "b": cell("cpu", "bfloat16"), "c": cell("cuda"), "d": cell("cpu")}
    assert reference(cells) == "d"
    del cells["d"]
    assert reference(cells) == "c"


def test_ratios_are_to_the_first_result() -> None:
    """A machine of twice the speed has ratio 2; ranges that meet are marked as noise."""
    mine, theirs = result(cell()), result(cell(speed=200), cell(dtype="bfloat16", speed=115))
    first, fast, near = compare_results({"mine": mine, "theirs": theirs})
    assert [row.name for row in (first, fast, near)] == [
        "mine: cpu float32",
        "theirs: cpu float32",
        "theirs: cpu bfloat16",
    ]
    assert (first.speed_ratio, fast.speed_ratio, near.speed_ratio) == (1, 2, 1.15)
    assert (fast.within_noise, near.within_noise) == (False, True)


def test_results_of_different_work_are_not_compared() -> None:
    """Folder and threads may differ between machines; sizes, data and seed may not."""
    here, there = {"base": "/a/tiny", "data": "/a/x.jsonl", "threads": 2}, {"base": "/b/tiny", "data": "x.jsonl"}
    assert len(compare_results({"a": result(**here), "b": result(**there)})) == 2
    with pytest.raises(BenchError, match="batch_size: a has 8, b has 4"):
        compare_results({"a": result(), "b": result(batch_size=4)})


def test_results_that_learned_different_things_are_not_compared() -> None:
    """Another base or other data of the same name show in the losses."""
    with pytest.raises(BenchError, match="b: cpu float32: relative difference"):
        compare_results({"a": result(), "b": result(cell(losses=(4.1, 3.5, 3.0)))})


@pytest.mark.parametrize(("value", "written"), [(1234.5, "1,234"), (99.94, "99.9"), (0.01234, "0.0123")])
def test_numbers_have_three_digits_that_mean_something(value: float, written: str) -> None:
    """No exponents, no digits of noise."""
    assert short(value) == written


def test_text_shows_the_noise() -> None:
    """A spread is never written as one number."""
    assert text(Spread(100, 90, 110)) == "100 (90-110)"


def test_a_workload_refuses_nonsense() -> None:
    """Sizes below the smallest that can be measured are errors of the user."""
    with pytest.raises(Exception, match="steps is 0"):
        replace(Workload(), steps=0)
