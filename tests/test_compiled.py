"""Compiled loops: bit-identical results, and a cache that is found again under every condition."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch

from minilora.compiled import array_of, compiled, exp, float32, rounded, widened
from minilora.compiled import loops as module

LOOPS = """
import sys
from minilora.compiled import set_notice_callback, compiled, float32, rounded, widened
assert "numba" not in sys.modules
FACTOR = {factor}

@compiled()
def scaled(x, y):
    for i in range(x.shape[0]):
        y[i] = rounded(widened(x[i]) * float32(FACTOR), y)

import numpy as np
set_notice_callback(print)
y = np.empty(3, np.float32)
scaled(np.ones(3, np.float32), y)
print(y.tolist())
"""


@compiled()
def copy(x, y):  # type: ignore[no-untyped-def]
    for i in range(x.shape[0]):
        y[i] = rounded(widened(x[i]), y)


@compiled()
def exp_of(x, y):  # type: ignore[no-untyped-def]
    for i in range(x.shape[0]):
        y[i] = rounded(exp(widened(x[i])), y)


@compiled(fastmath={"contract", "reassoc"})
def total(x, y):  # type: ignore[no-untyped-def]
    some = float32(0)
    for i in range(x.shape[0]):
        some += widened(x[i])
    y[0] = rounded(some, y)


def run(folder: Path, cache: Path, factor: float = 2) -> list[str]:
    """Run a program with a loop in a process of its own; return what it says."""
    (folder / "loops.py").write_text(LOOPS.format(factor=factor))
    environment = {"PYTHONPATH": str(Path(module.__file__).parents[2]), "NUMBA_CACHE_DIR": str(cache), "PATH": ""}
    command = [sys.executable, str(folder / "loops.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout.splitlines()


def test_bfloat16_is_read_and_rounded_as_pytorch_does() -> None:
    """Every bfloat16 survives the way there and back; every float32 rounds to nearest even, NaN to NaN."""
    every = torch.arange(-(2**15), 2**15, dtype=torch.int32).to(torch.int16).view(torch.bfloat16)
    back = torch.empty_like(every)
    copy(array_of(every), array_of(back))
    torch.testing.assert_close(back, every, rtol=0, atol=0, equal_nan=True)
    bits = torch.randint(-(2**31), 2**31, (100_001,), generator=torch.Generator().manual_seed(0))
    edges = torch.tensor([0x7F7FFFFF, 0x7F800000, 0x7F800001, 0x7FFFFFFF, -1, 0x3F808000, 0x3F818000, 1, 0x8000])
    wide = torch.cat((bits, edges)).to(torch.int32).view(torch.float32)
    narrow = torch.empty(len(wide), dtype=torch.bfloat16)
    copy(array_of(wide), array_of(narrow))
    torch.testing.assert_close(narrow, wide.bfloat16(), rtol=0, atol=0, equal_nan=True)


def test_exp_is_right_within_two_units_in_the_last_place() -> None:
    """Over the whole range, subnormal results included; 0 and infinity beyond it, NaN for NaN."""
    x = torch.cat((torch.linspace(-110, 95, 1_000_001), torch.tensor([1e-40, -0.0])))
    y = torch.empty_like(x)
    exp_of(array_of(x), array_of(y))
    wide = x.double().exp()
    unit = torch.from_numpy(np.spacing(np.maximum(wide.float().numpy(), np.float32(1e-45)))).double()
    finite = wide < torch.finfo(torch.float32).max
    assert torch.equal(torch.isinf(y), ~finite)
    assert float(((y - wide).abs() / unit)[finite].max()) < 2
    special = torch.tensor([float("nan"), float("inf"), -float("inf"), 3e38, -3e38])
    y = torch.empty_like(special)
    exp_of(array_of(special), array_of(y))
    torch.testing.assert_close(y, torch.tensor([float("nan"), float("inf"), 0, float("inf"), 0]), equal_nan=True)


def test_a_sum_in_parts_keeps_nan() -> None:
    """The liberties that kernels allow LLVM leave NaN and infinity alone."""
    for special in (float("nan"), float("inf")):
        x, y = torch.ones(100), torch.empty(1)
        x[37] = special
        total(array_of(x), array_of(y))
        torch.testing.assert_close(y[0], x.sum(), equal_nan=True)


def test_the_machine_code_is_found_again_by_its_text_wherever_it_lies(tmp_path: Path) -> None:
    """A second process compiles nothing, nor one that has the same text elsewhere; another constant is another loop."""
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    cache = tmp_path / "cache"
    assert run(tmp_path / "here", cache) == ["compiling kernels, once", "[2.0, 2.0, 2.0]"]
    assert run(tmp_path / "here", cache) == ["[2.0, 2.0, 2.0]"]
    assert run(tmp_path / "there", cache) == ["[2.0, 2.0, 2.0]"]
    assert run(tmp_path / "there", cache, factor=3) == ["compiling kernels, once", "[3.0, 3.0, 3.0]"]


def test_a_damaged_cache_is_written_anew(tmp_path: Path) -> None:
    """Whatever its files hold, the loop is compiled and runs."""
    cache = tmp_path / "cache"
    run(tmp_path, cache)
    for content in (b"", b"no pickle", b"\x80\x04"):
        for file in cache.iterdir():
            file.write_bytes(content)
        assert run(tmp_path, cache) == ["compiling kernels, once", "[2.0, 2.0, 2.0]"]
        assert run(tmp_path, cache) == ["[2.0, 2.0, 2.0]"]


def test_a_directory_that_cannot_be_used_is_no_error(tmp_path: Path) -> None:
    """A file in its place, or a directory that others can write: the loop is compiled, and not kept."""
    (tmp_path / "file").write_text("")
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    for cache in (tmp_path / "file" / "cache", shared):
        assert run(tmp_path, cache) == ["compiling kernels", "[2.0, 2.0, 2.0]"]
    assert list(shared.iterdir()) == []


def test_processes_do_not_compile_on_top_of_each_other(tmp_path: Path) -> None:
    """Of four that start together, one compiles and the others find what it made."""
    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(lambda _: run(tmp_path, tmp_path / "cache"), range(4)))
    assert sum(len(lines) == 2 for lines in said) == 1
    assert {lines[-1] for lines in said} == {"[2.0, 2.0, 2.0]"}


def test_without_numba_it_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """`available` is False, and says why to whoever listens."""
    lines: list[str] = []
    monkeypatch.setattr("minilora.notices._callbacks", [lines.append])
    monkeypatch.setattr(module, "_announced", set())
    monkeypatch.setitem(sys.modules, "numba", None)
    module.available.cache_clear()
    assert not module.available()
    module.available.cache_clear()
    assert not module.available()
    assert len(lines) == 1
    assert "PyTorch" in lines[0]
    module.available.cache_clear()


def test_machine_code_is_compiled_again_when_any_function_that_it_uses_changes() -> None:
    """The fingerprint covers plain functions too, such as those with which an intrinsic writes its instructions."""
    from minilora.compiled import loops, vectors
    from minilora.gguf.quants import dot

    texts: dict[str, str] = {}
    loops._collect_sources(dot.matvec_at.function, texts)  # type: ignore[attr-defined]
    used = (vectors.add_dots.function, vectors._dots_of_4, vectors._shuffle)
    assert {f"{function.__module__}.{function.__qualname__}" for function in used} <= texts.keys()
