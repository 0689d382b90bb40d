"""A real tiny run with an export, and pages about it."""

from pathlib import Path

import pytest
from report_pages import Browser, browser, minilora, write_rows

__all__ = ["Browser", "browser"]


@pytest.fixture(scope="session")
def run(tiny_llama: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight steps on eight records, with validations, sample prompts and a page that follows the run."""
    folder = tmp_path_factory.mktemp("runs")
    rows = write_rows(folder / "preguntas.jsonl")
    (folder / "prompts.txt").write_text("¿Qué es una pila?\n", encoding="utf-8")
    few = ("--epochs", 2, "--batch-size", 2, "--r", 2, "--lr", 0.02, "--device", "cpu", "--dtype", "float32")
    data = ("--train", rows, "--val", rows, "--sample-prompts", folder / "prompts.txt", "--report")
    targets = ("--target-modules", "q_proj,v_proj,down_proj", "--template", "instruccion")
    minilora("train", "--base", tiny_llama, *data, "--out", folder / "tutor", *few, *targets)
    return folder / "tutor"


@pytest.fixture(scope="session")
def gguf(run: Path) -> Path:
    out = run.parent / "tutor.gguf"
    minilora("export", "--adapter", run, "--type", "q8_0", "--out", out)
    return out


@pytest.fixture(scope="session")
def other(run: Path, tiny_llama: Path) -> Path:
    """Another run, of another rank."""
    out = run.parent / "otro"
    few = ("--epochs", 1, "--batch-size", 4, "--r", 4, "--device", "cpu", "--dtype", "float32")
    minilora("train", "--base", tiny_llama, "--train", run.parent / "preguntas.jsonl", "--out", out, *few)
    return out


@pytest.fixture(scope="session")
def page(run: Path, gguf: Path, other: Path) -> Path:
    """A page with all sections."""
    out = run.parent / "report.html"
    questions = run.parent / "prompts.txt"
    minilora("report", run, "--gguf", gguf, "--questions", questions, "--against", other, "--out", out)
    return out
