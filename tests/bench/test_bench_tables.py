"""The figures in the guides come from the saved results: benchmarks/tables.py."""

import runpy
from pathlib import Path
from typing import Any

import pytest

from minilora.bench import Cell, Generation, Result, Spread, Training, Workload
from minilora.bench.figures import Machine, write_result

ROOT = Path(__file__).resolve().parents[2]
GUIDE = "# A\n\n<!-- bench.json -->\nold\n<!-- end -->\n\n<!-- scaling.json -->\nNot measured yet.\n<!-- end -->\n"


@pytest.fixture(scope="module")
def tables() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "benchmarks/tables.py"))


def test_a_block_is_replaced_by_its_result_and_no_other(tables: dict[str, Any], tmp_path: Path) -> None:
    """Filling twice is filling once; a result that is not there leaves its block alone."""
    training = Training(Spread(100, 90, 110), (4.0,), 2.0, 1 << 30)
    generation = Generation(Spread(300, 290, 310), Spread(20, 19, 21), 1 << 29)
    cell = Cell("cpu", "a processor", "float32", Spread(1e9, 1e9, 1e9), training, generation)
    machine = Machine("Linux", "a processor", 2, 2, 0, {})
    write_result(tmp_path / "bench.json", Result(1, "2026-01-01", machine, Workload(), (cell,)))
    text = tables["filled"](GUIDE, tmp_path)
    assert "|  | cpu float32 | mps | cuda |" in text
    assert "| training, tokens/s | 100 (90-110) | not measured | not measured |" in text
    assert "old" not in text
    assert "Not measured yet." in text
    assert tables["filled"](text, tmp_path) == text
    (tmp_path / "bench.svg").touch()
    assert "(../benchmarks/results/bench.svg)" in tables["filled"](text, tmp_path)


@pytest.mark.parametrize("name", ["benchmarks.md", "benchmarks.es.md"])
def test_every_block_of_the_guides_has_a_table(tables: dict[str, Any], name: str) -> None:
    """A guide asks for no result that nothing makes."""
    blocks = tables["BLOCK"].findall((ROOT / "docs" / name).read_text(encoding="utf-8"))
    assert {block[1] for block in blocks} == set(tables["TABLES"])
