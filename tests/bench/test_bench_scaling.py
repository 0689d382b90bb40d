"""The scaling plots: benchmarks/scaling.py, with made-up points."""

import json
import math
import runpy
from pathlib import Path
from typing import Any

import pytest
import torch

from minilora.arch import find_hf, read_hf
from minilora.bench import Spread, Training, Workload, parts
from minilora.errors import BenchError
from minilora.model import Decoder

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def scaling() -> dict[str, Any]:
    return runpy.run_path(str(BENCHMARKS / "scaling.py"))


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


def test_the_legend_names_what_is_drawn(scaling: dict[str, Any], points: list[Any], tmp_path: Path) -> None:
    """A dtype that was measured on other axes only has no line, and no entry."""
    some = [point for point in points if point.axis == "r" or point.dtype == "b"]
    scaling["draw"](tmp_path / "both.svg", some, axes=("r", "length"))
    scaling["draw"](tmp_path / "one.svg", some, axes=("length",))
    named = [
        {n for n in "ab" if f"<!-- cpu {n} -->" in (tmp_path / name).read_text()} for name in ("both.svg", "one.svg")
    ]
    assert named == [{"a", "b"}, {"b"}]


def test_the_table_shows_the_range(scaling: dict[str, Any], points: list[Any]) -> None:
    """A line a point, never without its noise."""
    assert "| rank r | 4 | cpu a | 100 (90-120) | 1.00 GiB |" in scaling["table"](points)


def test_every_axis_includes_the_start(scaling: dict[str, Any]) -> None:
    """Curves meet in the point where all settings are as usual; a model of another size is another model there."""
    for start, axes in (("FULL", "FULL_AXES"), ("QUICK", "QUICK_AXES")):
        assert list(scaling[axes]) == list(scaling["TITLES"])
        for axis in scaling[axes].keys() - {"size"}:
            assert getattr(scaling[start], axis) in scaling[axes][axis]


def test_threads_are_the_cpus(scaling: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """On other devices the number of threads is no setting; every other axis is measured everywhere."""
    monkeypatch.setitem(scaling["plan"].__globals__, "dtypes", lambda device, float32_too: ("float32",))
    found = scaling["plan"](["cpu", "mps"], {"r": (1, 8), "threads": (1, 2)})
    assert [point[:3] for point in found if point[1] == "threads"] == [("cpu", "threads", 1), ("cpu", "threads", 2)]
    assert [point[0] for point in found if point[1] == "r"] == ["cpu", "cpu", "mps", "mps"]


def test_equal_work_must_learn_the_same(scaling: dict[str, Any]) -> None:
    """Another dtype, device or number of threads changes no loss; another length may."""

    def point(axis: str, value: int, device: str, loss: float) -> Any:
        return scaling["Point"](axis, value, device, "float32", Training(Spread(1, 1, 1), (loss,), 2.0, 1))

    scaling["check_points"]([point("length", 64, "cpu", 4.0), point("length", 128, "cpu", 3.0)])
    for wrong in (point("length", 64, "cuda", 3.0), point("threads", 2, "cpu", 3.0)):
        with pytest.raises(BenchError, match="no report"):
            scaling["check_points"]([point(wrong.axis, 64 if wrong.axis == "length" else 1, "cpu", 4.0), wrong])


def test_a_sweep_is_drawn_from_its_file(
    scaling: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tiny_llama: Path, tmp_path: Path
) -> None:
    """What was measured is in the JSON, with its command; drawing that again measures nothing."""

    def measure_in_subprocess(part: str, kind: type, workload: Workload, device: str, dtype: str) -> object:
        return parts.measure(part, workload, torch.device(device), dtype)

    monkeypatch.setitem(scaling["sweep"].__globals__, "measure_in_subprocess", measure_in_subprocess)
    out, picture = tmp_path / "scaling.json", tmp_path / "scaling.svg"
    words = ["--quick", "--base", str(tiny_llama), "--devices", "cpu", "--axes", "r", "threads", "--json", str(out)]
    monkeypatch.setattr("sys.argv", ["scaling.py", *words])
    scaling["main"]()
    content = json.loads(out.read_text())
    assert content["command"] == "python benchmarks/scaling.py --quick --axes r threads"
    assert {point["axis"] for point in content["points"]} == {"r", "threads"}
    monkeypatch.setitem(scaling["main"].__globals__, "sweep", None)
    monkeypatch.setattr("sys.argv", ["scaling.py", "--redraw", str(out), "--plot", str(picture)])
    scaling["main"]()
    assert picture.read_text().startswith("<?xml")


@pytest.mark.parametrize("millions", [20, 44, 135, 362, 1044])
def test_sizes_are_what_they_are_called(millions: int) -> None:
    """A shape has as many million weights as its name says."""
    sizes = runpy.run_path(str(BENCHMARKS / "random_models.py"))
    config = sizes["config"](sizes["SHAPES"][millions])
    with torch.device("meta"):
        model = Decoder(read_hf(find_hf(config), config).config)
    assert round(sum(p.numel() for p in model.parameters()) / 1e6, 0) == pytest.approx(millions, abs=0.6)


def test_a_random_base_trains(tmp_path: Path) -> None:
    """What is written is a base like any other, the same each time, and nothing is written twice."""
    make = runpy.run_path(str(BENCHMARKS / "random_models.py"))["random_base"]
    path = make(tmp_path, 20)
    written = (path / "model.safetensors").stat()
    assert make(tmp_path, 20) == path
    assert (path / "model.safetensors").stat() == written
    work = Workload(base=str(path), length=6, batch_size=1, steps=1, r=1)
    found = parts.measure("training", work, torch.device("cpu"), "float32")
    assert isinstance(found, Training)
    assert found.losses[0] == pytest.approx(math.log(49152), rel=0.05)  # random weights know nothing
