"""For llama.cpp and the gguf package, an export in several files equals the export in one file."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from gguf import GGMLQuantizationType, GGUFReader, GGUFValueType
from llama_cpp import LlamaCpp

from minilora.checkpoint import open_base
from minilora.cli import cli
from minilora.errors import GGUFError, OutputError
from minilora.export import export_gguf
from minilora.files import atomic_write_all
from minilora.gguf.shards import open_shards, shard_path, split_into_shards, write_shards
from minilora.gguf.values import string
from minilora.gguf.writer import TensorPlan

IDS = [(7 * i) % 300 + 3 for i in range(24)]
SPLIT_TYPES = {
    "split.no": GGUFValueType.UINT16,
    "split.count": GGUFValueType.UINT16,
    "split.tensors.count": GGUFValueType.INT32,
}


def plan(name: str, n_bytes: int) -> TensorPlan:
    return TensorPlan(name, (n_bytes // 4,), GGMLQuantizationType.F32)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([32, 32, 32], ["ab", "c"]),
        ([60, 4, 32], ["a", "bc"]),  # 60 bytes take 64 in the file, and 4 take 32
        ([128, 32, 128, 32], ["a", "b", "c", "d"]),  # too large for any file: one of its own
        ([32], ["a"]),
    ],
)
def test_files_are_filled_in_order(sizes: list[int], expected: list[str]) -> None:
    """A file takes tensors while they fit in 64 bytes; none is split, moved or lost, and no file is empty."""
    shards = split_into_shards([plan(name, size) for name, size in zip("abcd", sizes, strict=False)], 64)
    assert ["".join(tensor.name for tensor in shard) for shard in shards] == expected


@pytest.fixture(scope="module")
def whole(tiny_llama: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "m.gguf"
    export_gguf(tiny_llama, path, file_type="q8_0")
    return path


@pytest.fixture(scope="module")
def parts(tiny_llama: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    out = tmp_path_factory.mktemp("parts") / "m.gguf"
    return export_gguf(tiny_llama, out, file_type="q8_0", split_max_bytes=40_000).paths


def test_llama_cpp_answers_the_same(whole: Path, parts: tuple[Path, ...]) -> None:
    """From the first file llama.cpp opens all files, and gives the tokens and probabilities of the single file."""
    assert len(parts) > 2
    one, many = (LlamaCpp(path).complete(IDS, n_predict=16) for path in (whole, parts[0]))
    assert one.tokens
    assert (many.tokens, many.logprobs) == (one.tokens, one.logprobs)


def test_the_gguf_package_reads_every_file(whole: Path, parts: tuple[Path, ...]) -> None:
    """All files have the split keys with gguf-split's types, the first has all keys, and the tensors are in order."""
    expected = GGUFReader(whole)
    readers = [GGUFReader(path) for path in parts]
    assert [path.name for path in parts] == [f"m-{i:05}-of-{len(parts):05}.gguf" for i in range(1, len(parts) + 1)]
    for number, reader in enumerate(readers):
        assert {key: reader.fields[key].types[0] for key in SPLIT_TYPES} == SPLIT_TYPES
        values = [reader.fields[key].contents() for key in SPLIT_TYPES]
        assert values == [number, len(parts), len(expected.tensors)]
    assert readers[0].fields.keys() == expected.fields.keys() | SPLIT_TYPES.keys()
    assert {key for reader in readers[1:] for key in reader.fields if "." in key and key[:4] != "GGUF"} == {
        *SPLIT_TYPES
    }
    found = [tensor for reader in readers for tensor in reader.tensors]
    assert [tensor.name for tensor in found] == [tensor.name for tensor in expected.tensors]
    for ours, theirs in zip(found, expected.tensors, strict=True):
        np.testing.assert_array_equal(ours.data, theirs.data)


def test_a_base_in_several_files_is_the_base(whole: Path, parts: tuple[Path, ...]) -> None:
    """Opened by its first file, it has every weight and key of the single file."""
    one, many = open_base(whole), open_base(parts[0])
    assert {key: many.metadata[key] for key in one.metadata} == one.metadata
    for row in one.rows:
        assert torch.equal(many.read(row), one.read(row)), row.gguf


def test_files_that_do_not_belong_together_are_refused(parts: tuple[Path, ...], tmp_path: Path) -> None:
    """Not the first file, a swapped file, a missing file and a renamed file are refused by name."""
    for path in parts:
        shutil.copy(path, tmp_path)
    first, second, third = (tmp_path / path.name for path in parts[:3])
    with pytest.raises(GGUFError, match=f"{second.name} is one of .* that it is the first"):
        open_base(second)
    shutil.copy(third, second)
    with pytest.raises(GGUFError, match=f"{second.name} is not file 2"):
        open_base(first)
    second.write_bytes(parts[1].read_bytes().replace(b"split.no", b"split.xx"))
    with pytest.raises(GGUFError, match=f"{second.name} is not file"):
        open_base(first)
    second.unlink()
    with pytest.raises(GGUFError, match=f"cannot read .*{second.name}"):
        open_base(first)
    stray = first.rename(tmp_path / "m.gguf")
    with pytest.raises(GGUFError, match="NAME-00001-of"):
        open_base(stray)


def test_a_tensor_in_two_files_is_refused(tmp_path: Path) -> None:
    """A tensor in two files is an error before any weight is read."""
    plans = [plan(name, 64) for name in ("a", "b")]
    first, second = write_shards(tmp_path / "m.gguf", {}, plans, lambda tensor: bytes(64), max_bytes=64).paths
    name = (1).to_bytes(8, "little")
    second.write_bytes(second.read_bytes().replace(name + b"b", name + b"a"))
    with pytest.raises(GGUFError, match="have 2 tensors, 1 of them distinct; expected 2"):
        open_shards(first)


def test_a_failure_leaves_the_old_files_and_no_new_one(tmp_path: Path) -> None:
    """If the last tensor fails, the old files are unchanged and there is no new file."""
    plans = [plan(name, 64) for name in "abc"]
    old = shard_path(tmp_path / "m.gguf", 0, 3)
    old.write_bytes(b"precious")

    def data(tensor: TensorPlan) -> bytes:
        return bytes(64 if tensor.name != "c" else 63)

    with pytest.raises(GGUFError, match="tensor c has 63 bytes"):
        write_shards(tmp_path / "m.gguf", {"general.architecture": string("llama")}, plans, data, max_bytes=64)
    assert [*tmp_path.iterdir()] == [old]
    assert old.read_bytes() == b"precious"


def test_no_file_of_a_base_in_several_files_is_overwritten(parts: tuple[Path, ...], tmp_path: Path) -> None:
    """Neither by an export in several files of these names, nor by one in a single file with one of them."""
    first, *others = (Path(shutil.copy(path, tmp_path)) for path in parts)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(OutputError, match=f"{first.name} is an input"):
        export_gguf(first, tmp_path / "m.gguf", file_type="q8_0", split_max_bytes=40_000)
    with pytest.raises(OutputError, match=f"{others[-1].name} is an input"):
        export_gguf(first, others[-1], file_type="q8_0")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def write_all(paths: list[Path], text: str) -> None:
    with atomic_write_all(paths) as temporaries:
        for temporary in temporaries:
            temporary.write_text(text)


@pytest.mark.parametrize("calls", range(5))
def test_a_rename_that_fails_undoes_the_others(calls: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever of the five renames fails (two old files aside, three new ones in), every old file is back."""
    paths = [tmp_path / name for name in "abc"]
    for path in paths[:2]:
        path.write_text("old")
    rename, left = os.replace, [calls]

    def failing(source: Path, target: Path) -> None:
        left[0] -= 1
        if left[0] == -1:
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OutputError, match="No space left"):
        write_all(paths, "new")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "old", "b": "old"}


def test_the_command_names_every_file(tiny_llama: Path, tmp_path: Path) -> None:
    """`--split-max-size 1M` prints each path; a size without a unit, or what needs one file, is wrong usage."""
    words = ["export", "--base", str(tiny_llama), "--out", str(tmp_path / "m.gguf"), "--split-max-size"]
    result = CliRunner().invoke(cli, [*words, "1M"])
    assert result.exit_code == 0, result.output
    assert sorted(result.stdout.split()) == sorted(map(str, tmp_path.iterdir()))
    for wrong in (["2"], ["0G"], ["1T"], ["1G", "--verify"], ["1G", "--modelfile", "M"]):
        assert CliRunner().invoke(cli, [*words, *wrong]).exit_code == 2
