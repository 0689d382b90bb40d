"""Export with several processes writes the same file, and every failure is reported."""

import multiprocessing
import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from minilora.errors import AdapterError, GGUFError, OutputError
from minilora.export import export_gguf, workers
from minilora.export.workers import map_in_processes

pytestmark = pytest.mark.skipif(not workers.CAN_FORK, reason="processes are made by fork on Linux only")


@pytest.fixture(autouse=True)
def share_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use several processes for tiny models, too."""
    monkeypatch.setattr(workers, "MIN_PARALLEL_BYTES", 0)


@pytest.mark.parametrize("split_max_bytes", [None, 20_000])
def test_processes_change_nothing(tiny_llama: Path, tmp_path: Path, split_max_bytes: int | None) -> None:
    """The files do not depend on how many processes write them."""
    written = {}
    for processes in (1, 3):
        export = partial(export_gguf, tiny_llama, tmp_path / str(processes) / "m.gguf", split_max_bytes=split_max_bytes)
        seen: list[tuple[int, int]] = []
        report = export(threads=processes, progress=lambda done, of, seen=seen: seen.append((done, of)))
        written[processes] = [path.read_bytes() for path in report.paths]
        assert [done for done, _ in seen] == list(range(1, seen[0][1] + 1))
    assert written[1] == written[3]
    assert (len(written[1]) > 1) == (split_max_bytes is not None)


def test_each_item_is_done_once_the_largest_first(tmp_path: Path) -> None:
    """Every index is worked on by exactly one process, and one after the other they are taken by size."""
    log = tmp_path / "log"
    done: list[None] = []

    def work(index: int) -> None:
        with log.open("a") as file:
            file.write(f"{index}\n")

    sizes = [3, 100, 7, 50]
    map_in_processes(work, sizes, processes=2, on_item_done=lambda: done.append(None))
    assert sorted(log.read_text().split()) == ["0", "1", "2", "3"]
    assert len(done) == len(sizes)
    log.unlink()
    map_in_processes(work, sizes[:1], processes=5, on_item_done=lambda: None)
    assert log.read_text() == "0\n"


@pytest.mark.parametrize("error", [GGUFError("a weight that is not a number"), AdapterError("x"), OSError(28, "full")])
def test_a_failure_in_a_process_is_raised(error: Exception) -> None:
    """An error in a worker process is raised in the parent with its message."""

    def work(index: int) -> None:
        if index == 2:
            raise error

    with pytest.raises(type(error), match=str(error.args[-1])):
        map_in_processes(work, [1] * 6, processes=2, on_item_done=lambda: None)


def test_a_killed_process_is_noticed(tmp_path: Path, tiny_llama: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the system kills a worker, for example out of memory, the export fails and leaves no file."""
    monkeypatch.setattr(
        "minilora.export._quantize_tensor", lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)
    )
    with pytest.raises(OutputError, match="--threads 1"):
        export_gguf(tiny_llama, tmp_path / "m.gguf", threads=2)
    assert not list(tmp_path.iterdir())


def test_an_interrupt_ends_the_processes() -> None:
    """Ctrl-C in the parent leaves no process behind."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        map_in_processes(lambda index: time.sleep(0.01), [1] * 500, processes=2, on_item_done=interrupt)
    assert not multiprocessing.active_children()
