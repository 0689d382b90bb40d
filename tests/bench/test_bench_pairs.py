"""The arithmetic of the comparisons with other programs: benchmarks/peers/pairs.py."""

import runpy
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def pairs() -> dict[str, Any]:
    return runpy.run_path(str(Path(__file__).resolve().parents[2] / "benchmarks/peers/pairs.py"))


def test_sides_take_turns_and_the_first_pair_is_not_counted(pairs: dict[str, Any]) -> None:
    """The order turns round from pair to pair, so that neither side always runs on a warm machine."""
    calls: list[str] = []
    seconds = pairs["alternate"]({"minilora": lambda: calls.append("m"), "peer": lambda: calls.append("p")}, 3)
    assert "".join(calls) == "pmmppmmp"
    assert {name: len(found) for name, found in seconds.items()} == {"minilora": 3, "peer": 3}


def test_a_side_may_know_its_seconds_better(pairs: dict[str, Any]) -> None:
    """A float that a side returns stands for the clock around it."""
    assert pairs["alternate"]({"minilora": lambda: 2.0, "peer": lambda: 3.0}, 1) == {"minilora": [2.0], "peer": [3.0]}


def test_ratios_are_taken_inside_each_pair(pairs: dict[str, Any]) -> None:
    """A spell that slows a whole pair leaves its ratio alone."""
    found = pairs["summary"]({"minilora": [1.0, 10.0, 1.0], "peer": [2.0, 20.0, 2.0]})
    assert found["peer / minilora"] == {"median": 2, "low": 2, "high": 2}
    assert found["peer"] == {"median": 2, "low": 2, "high": 20}


def test_the_table_shows_the_range(pairs: dict[str, Any]) -> None:
    """Markdown, a line a side and one for the ratio; ratios have no seconds."""
    text = pairs["table"]({"merge": pairs["summary"]({"minilora": [1.0, 3.0], "peer": [4.0, 4.0]})})
    assert "| merge | minilora | 2 (1-3) s |" in text
    assert "| merge | peer / minilora | 2.67 (1.33-4)× |" in text
