"""Atomic writes: files are complete or absent, also on a full disk, and never replace a file that is being read."""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

from minilora.errors import OutputError
from minilora.files import (
    atomic_write,
    atomic_write_all,
    atomic_write_dir,
    check_not_input,
    read_json,
    remove_leftovers,
    write_json,
    write_safetensors,
    write_text,
)


@contextmanager
def no_room() -> Iterator[None]:
    """As on a full disk, no file can grow beyond 1 KiB: the operating system refuses, in whatever code writes.

    That is true of pytest's own output as well, where it goes to a file; so only while the code under test runs.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def one(path: Path) -> None:
    with atomic_write(path) as temporary:
        write_safetensors(temporary, {"a": torch.zeros(1000)})


def several(path: Path) -> None:
    with atomic_write_all((path, path.with_name("second"))) as (_, temporary):
        write_safetensors(temporary, {"a": torch.zeros(1000)})


def folder(path: Path) -> None:
    with atomic_write_dir(path.with_name("folder")) as temporary:
        write_safetensors(temporary / "model.safetensors", {"a": torch.zeros(1000)})


@pytest.mark.parametrize("write", [one, several, folder])
def test_tensors_that_find_no_room_are_an_error_and_leave_what_was_there(
    write: Callable[[Path], None], tmp_path: Path
) -> None:
    """safetensors has its own error for a full disk; it is reported like any other."""
    (tmp_path / "file").write_text("before")
    with pytest.raises(OutputError, match=r"cannot write .*too large.* free space"), no_room():
        write(tmp_path / "file")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "before"


@pytest.mark.parametrize("path", ["", ".", "/"])
def test_a_folder_is_no_file_to_write(path: str) -> None:
    with pytest.raises(OutputError, match="a directory of that name exists"):
        write_text(Path(path), "text")


def test_a_linked_directory_stays_a_link(tmp_path: Path) -> None:
    """Written is the directory that a link leads to, often on a larger disk; no backup of it is left."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "link").symlink_to("disk")
    with atomic_write_dir(tmp_path / "link") as temporary:
        (temporary / "model").write_text("all of it")
    assert (tmp_path / "link").is_symlink()
    assert {path.name for path in tmp_path.iterdir()} == {"disk", "link"}
    assert (tmp_path / "disk/model").read_text() == "all of it"


@pytest.mark.parametrize("path", [".", "", "../here", "{}/here", "/"])
def test_the_current_directory_is_not_replaced(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However it is named: a shell that stands in it would be left in a directory that is gone."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(OutputError, match="current directory"), atomic_write_dir(Path(path.format(tmp_path))):
        pass
    assert [item.name for item in tmp_path.rglob("*")] == ["here"]


def test_a_path_of_any_bytes_comes_back_from_json(tmp_path: Path) -> None:
    """Python holds the bytes of a name that are not UTF-8 as halves of surrogate pairs, which JSON can escape."""
    values = {"ñ": ["señal", os.fsdecode(b"a\xf1o\\\xff")]}
    write_json(tmp_path / "a.json", values)
    assert read_json(tmp_path / "a.json", OutputError) == values
    assert "señal" in (tmp_path / "a.json").read_text(encoding="utf-8")


def test_an_input_is_not_written_over(tmp_path: Path) -> None:
    """Neither by its own name nor by another, nor the files that are read in a folder; anything else may be there."""
    base, gguf, link = tmp_path / "base", tmp_path / "base.gguf", tmp_path / "link.gguf"
    base.mkdir()
    for path in (gguf, base / "model.safetensors", base / "old.gguf", base / "Modelfile"):
        path.write_text("")
    link.symlink_to(gguf)
    for out in (base, gguf, link, tmp_path / "base/../base.gguf", base / "model.safetensors"):
        with pytest.raises(OutputError, match="is an input and would be overwritten"):
            check_not_input(out, base, gguf, None)
    for out in (base / "old.gguf", base / "Modelfile", base / "new.safetensors", tmp_path / "new"):
        check_not_input(out, base, gguf, None)


def test_what_killed_writers_have_left_is_removed(tmp_path: Path) -> None:
    """Temporary files and folders go; what only looks like them stays."""
    (tmp_path / ".checkpoint-4.123.tmp").mkdir()
    (tmp_path / ".checkpoint-4.123.tmp" / "state.json").write_text("")
    (tmp_path / ".adapter_model.safetensors.77.old").write_text("")
    for name in (".hidden.tmp", "notes.1.tmp", "best"):
        (tmp_path / name).write_text("")
    remove_leftovers(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".hidden.tmp", "best", "notes.1.tmp"]
