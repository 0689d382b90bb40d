"""The scaling pictures: benchmarks/scaling.py, on points that are made up."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from minilora.bench import Spread, Training


@pytest.fixture(scope="module")
def scaling() -> dict[str, Any]:
    pytest.importorskip("matplotlib")
    return runpy.run_path(str(Path(__file__).resolve().parents[2] / "benchmarks/scaling.py"))


@pytest.fixture
def points(scaling: dict[str, Any]) -> list[Any]:
    def point(axis: str, value: int, dtype: str) -> Any:
        return scaling["Point"](axis, value, "cpu", dtype, Training(Spread(100, 90, 120), (1.0,), 2.0, 1 << 30))

    return [point(axis, value, dtype) for axis in scaling["TITLES"] for value in (4, 1, 2) for dtype in ("a", "b")]


def test_curves_are_in_order(scaling: dict[str, Any], points: list[Any]) -> None:
    """A curve holds the points of one device and dtype, from the smallest setting to the largest."""
    found = scaling["curves"](points, "r")
    assert list(found) == ["cpu a", "cpu b"]
    assert [point.value for point in found["cpu a"]] == [1, 2, 4]


def test_the_same_figures_give_the_same_picture(scaling: dict[str, Any], points: list[Any], tmp_path: Path) -> None:
    """A picture in the repository changes when its figures do, and not with the day it was drawn."""
    for name in ("once.svg", "again.svg"):
        scaling["draw"](tmp_path / name, points)
    assert (tmp_path / "once.svg").read_bytes() == (tmp_path / "again.svg").read_bytes()


def test_the_table_shows_the_range(scaling: dict[str, Any], points: list[Any]) -> None:
    """A line a point, never without its noise."""
    assert "| rank r | 4 | cpu a | 100 (90-120) | 1.00 GiB |" in scaling["table"](points)


def test_every_axis_is_a_setting_and_includes_the_start(scaling: dict[str, Any]) -> None:
    """Curves meet in the point where all settings are as usual."""
    for start, axes in (("FULL", "FULL_AXES"), ("QUICK", "QUICK_AXES")):
        for axis, values in scaling[axes].items():
            assert getattr(scaling[start], axis) in values
