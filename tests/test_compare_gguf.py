"""`minilora diff` and the tables of `inspect` show the content of GGUF files."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from minilora.cli import cli
from minilora.compare_gguf import compare_gguf
from minilora.describe import describe
from minilora.export import Labels, export_gguf
from minilora.gguf.reader import GGUFFile
from minilora.gguf.shards import write_shards
from minilora.gguf.writer import TensorPlan


@pytest.fixture(scope="module")
def pair(tiny_llama: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The tiny model as F32 and as Q8_0 of another name."""
    folder = tmp_path_factory.mktemp("pair")
    first, second = folder / "a.gguf", folder / "b.gguf"
    export_gguf(tiny_llama, first, file_type="f32", labels=Labels(name="A"))
    export_gguf(tiny_llama, second, file_type="q8_0", labels=Labels(name="B"))
    return first, second


def test_a_file_equals_itself(pair: tuple[Path, Path]) -> None:
    """Nothing differs, and every tensor is counted as equal."""
    found = compare_gguf(pair[0], pair[0])
    assert (found.keys, found.tensors, found.equal_tensors) == ((), (), 20)


def test_keys_types_and_errors(pair: tuple[Path, Path]) -> None:
    """Changed and missing keys are shown; errors are those of the dequantised weights; vectors are equal."""
    found = compare_gguf(*pair)
    keys = {key.key: (key.first, key.second) for key in found.keys}
    assert keys == {
        "general.name": ("A", "B"),
        "general.file_type": (0, 7),
        "general.quantization_version": (None, 2),
        "general.quantized_by": (None, "minilora"),
    }
    assert found.equal_tensors == 5
    worst = next(tensor for tensor in found.tensors if tensor.name == "blk.0.ffn_up.weight")
    with GGUFFile(pair[0]) as a, GGUFFile(pair[1]) as b:
        x, y = a.dequantized(worst.name), b.dequantized(worst.name)
    assert (worst.first, worst.second) == ("F32 (96, 64)", "Q8_0 (96, 64)")
    assert worst.error == pytest.approx(np.linalg.norm(y - x) / np.linalg.norm(x), rel=1e-5)
    assert worst.largest == pytest.approx(np.abs(y - x).max(), rel=1e-5)


def test_tensors_that_only_one_file_has(make_llama: object, pair: tuple[Path, Path], tmp_path: Path) -> None:
    """A missing tensor, or one of another shape, is listed without an error to compute."""
    other = make_llama(intermediate_size=128)  # type: ignore[operator]  # untied: has output.weight
    export_gguf(other, tmp_path / "c.gguf", file_type="f32")
    found = {tensor.name: tensor for tensor in compare_gguf(pair[0], tmp_path / "c.gguf").tensors}
    assert (found["output.weight"].first, found["output.weight"].error) == ("missing", None)
    assert found["blk.0.ffn_up.weight"].second == "F32 (128, 64)"


def test_all_files_of_a_split_gguf_are_compared(pair: tuple[Path, Path], tmp_path: Path) -> None:
    """A tensor of the last file that differs is found; the same weights in one file are equal."""

    def split(name: str, added: float) -> Path:
        with GGUFFile(pair[0]) as file:
            plans = [TensorPlan(info.name, info.shape, info.type) for info in file.tensors.values()]
            last = plans[-1]

            def data(plan: TensorPlan) -> np.ndarray:
                return file.dequantized(plan.name) + (added if plan == last else 0)

            return write_shards(tmp_path / name, file.values, plans, data, max_bytes=100_000).paths[0]

    first, second = split("a.gguf", 0), split("b.gguf", 1)
    found = compare_gguf(first, second)
    assert found.keys == ()
    assert [(tensor.name, tensor.largest) for tensor in found.tensors] == [("output_norm.weight", 1)]
    whole = compare_gguf(pair[0], first)
    assert {key.key for key in whole.keys} == {"split.no", "split.count", "split.tensors.count"}
    assert (whole.tensors, whole.equal_tensors) == ((), 20)


def test_the_commands(pair: tuple[Path, Path]) -> None:
    """People get tables, programs JSON."""
    diff = CliRunner().invoke(cli, ["diff", *map(str, pair)])
    assert diff.exit_code == 0
    assert "general.name: 'A' | 'B'" in diff.stdout
    assert "15 tensors differ; 5 tensors are equal" in diff.stdout
    assert len(json.loads(CliRunner().invoke(cli, ["diff", *map(str, pair), "--json"]).stdout)["tensors"]) == 15
    shown = CliRunner().invoke(cli, ["inspect", str(pair[1]), "--tensors"]).stdout
    assert "Q8_0     8.50" in shown
    assert "96 x 64" in shown


def test_bits_per_weight(pair: tuple[Path, Path]) -> None:
    """Stored bits by values: 32 for F32; 8.5 for Q8_0 and a little for the vectors."""
    assert describe(pair[0]).bits_per_weight == 32
    assert 8.5 < describe(pair[1]).bits_per_weight < 8.7
