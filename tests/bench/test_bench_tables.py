"""The figures in the guides come from the saved results: benchmarks/tables.py."""

import json
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


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A folder with a result of `minilora bench` in it."""
    training = Training(Spread(1234, 90, 2345), (4.0,), 2.0, 3 << 29)
    generation = Generation(Spread(300, 290, 310), Spread(20.5, 19, 21), 1 << 29)
    cell = Cell("cpu", "a processor", "float32", Spread(1e9, 1e9, 1e9), training, generation)
    machine = Machine("Linux", "a processor", 2, 2, 0, {"torch": "2.13.0"})
    write_result(tmp_path / "bench.json", Result(1, "2026-01-01", machine, Workload(), (cell,)))
    return tmp_path


def test_a_block_is_replaced_by_its_result_and_no_other(tables: dict[str, Any], results: Path) -> None:
    """Filling twice is filling once; a result that is not there leaves its block alone."""
    text = tables["filled"](GUIDE, results, ROOT)
    assert "|  | cpu float32 | mps | cuda |" in text
    assert "| training, tokens/s | 1,234 (90-2,345) | not measured | not measured |" in text
    assert "old" not in text
    assert "Not measured yet." in text
    assert tables["filled"](text, results, ROOT) == text


def test_the_readme_has_a_line_a_device(tables: dict[str, Any], results: Path) -> None:
    """Devices that nobody measured say so."""
    text = tables["filled"]("<!-- bench.json short -->\n<!-- end -->", results, ROOT)
    assert "| cpu float32 | 1,234 (90-2,345) | 1.50 GiB | 300 (290-310) | 20.5 (19-21) |" in text
    assert "| mps | not measured | not measured | not measured | not measured |" in text


def test_spanish_guides_get_spanish_tables(tables: dict[str, Any], results: Path) -> None:
    """The words, and decimal commas in the cells; versions and dates stay as they are."""
    text = tables["filled"](GUIDE, results, ROOT, spanish=True)
    assert "| entrenar, tokens/s | 1.234 (90-2.345) | sin medir | sin medir |" in text
    assert "1,50 GiB" in text
    assert "2 hilos; PyTorch 2.13.0; 2026-01-01" in text


def test_pictures_come_for_white_and_for_black_pages(tables: dict[str, Any], results: Path) -> None:
    """A picture is drawn twice, and shown by its place beside the guide."""
    tables["draw_all"](results)
    assert {path.name for path in results.glob("*.svg")} == {"bench.svg", "bench-dark.svg"}
    assert (results / "bench.svg").read_bytes() != (results / "bench-dark.svg").read_bytes()
    text = tables["filled"]("<!-- bench.svg -->\n<!-- end -->", results, results / "docs")
    assert 'media="(prefers-color-scheme: dark)" srcset="../bench-dark.svg"' in text
    assert '<img src="../bench.svg" alt="Bars: ' in text


def test_the_suite_is_shown_by_sides(tables: dict[str, Any], tmp_path: Path) -> None:
    """What pytest-benchmark saved becomes a line a group, in milliseconds with their range."""

    def one(group: str, name: str, seconds: float, **params: str) -> dict[str, Any]:
        stats = {"median": seconds, "min": seconds / 2, "max": seconds * 2}
        return {"group": group, "name": name, "params": params, "stats": stats}

    machine = {"processor": "a processor", "threads": 2, "torch": "2.13.0"}
    ran = [
        one("norm of 9 tokens, cpu float32", "test[a]", 0.002, side="fast"),
        one("norm of 9 tokens, cpu float32", "test[b]", 0.004, side="plain"),
        one("quantize (4, 5)", "test_quantize[Q8_0]", 0.001, kind="8"),
    ]
    content = {"benchmarks": ran, "machine_info": machine, "datetime": "2026-01-01T00:00:00"}
    (tmp_path / "suite.json").write_text(json.dumps(content))
    assert "| norm of 9 tokens, cpu float32 | 2 (1-4) | 4 (2-8) |" in tables["TABLES"]["suite.json kernels"](tmp_path)
    assert "| Q8_0 | 1 (0.5-2) |  |" in tables["TABLES"]["suite.json types"](tmp_path)


def test_the_results_of_others_are_shown_as_they_print_them(tables: dict[str, Any], tmp_path: Path) -> None:
    """A comparison's own table, and where it was made."""
    pairs = runpy.run_path(str(ROOT / "benchmarks/peers/pairs.py"))
    seconds = {"merge": pairs["summary"]({"minilora": [1.0, 3.0], "peft": [4.0, 4.0]})}
    machine = {"processor": "a processor", "torch": "2.13.0", "date": "2026-01-01"}
    (tmp_path / "peer-merging.json").write_text(json.dumps({"machine": machine, "seconds": seconds}))
    text = tables["TABLES"]["peer-merging.json"](tmp_path)
    assert "| merge | peft / minilora | 2.67 (1.33-4)× |" in text
    assert text.endswith("a processor; PyTorch 2.13.0; 2026-01-01")


@pytest.mark.parametrize("name", ["README.md", "README.es.md", "docs/benchmarks.md", "docs/benchmarks.es.md"])
def test_every_block_of_the_guides_can_be_made(tables: dict[str, Any], name: str) -> None:
    """A guide asks for nothing that no result gives."""
    blocks = tables["BLOCK"].findall((ROOT / name).read_text(encoding="utf-8"))
    assert {block[1] for block in blocks} <= set(tables["BLOCKS"])


def test_the_guide_of_benchmarks_shows_everything(tables: dict[str, Any]) -> None:
    """In both languages, every table and picture but the README's short ones."""
    for name in ("benchmarks.md", "benchmarks.es.md"):
        blocks = tables["BLOCK"].findall((ROOT / "docs" / name).read_text(encoding="utf-8"))
        assert [block[1] for block in blocks if blocks.count(block) > 1] == []
        assert set(tables["BLOCKS"]) - {block[1] for block in blocks} == {"bench.json short", "scaling-short.svg"}
