"""Importance matrices: what is measured, llama.cpp's file format, and an export that uses one."""

import struct
from pathlib import Path

import libgguf
import numpy as np
import pytest
import torch
from click.testing import CliRunner
from families import CASES, CaseDir
from families import case_dir as case_dir  # a fixture
from gguf import GGMLQuantizationType as T
from gguf import GGUFValueType

from minilora.checkpoint import load_base, open_base
from minilora.cli import cli
from minilora.errors import GGUFError
from minilora.export import export_gguf
from minilora.gguf.imatrix import ImportanceMatrix, read_imatrix, write_imatrix
from minilora.gguf.mix import tensor_types
from minilora.gguf.reader import GGUFFile
from minilora.gguf.values import Value, array, f32, i32, string
from minilora.gguf.writer import TensorPlan, write_gguf
from minilora.importance import importance_matrix

CHUNKS = [list(range(3, 40)), list(range(100, 160))]


@pytest.fixture(scope="module")
def matrix(tiny_llama: Path) -> ImportanceMatrix:
    return importance_matrix(load_base(tiny_llama), CHUNKS, dataset="ejemplos.txt")


def test_the_parts_of_a_tensor_have_its_columns(case_dir: CaseDir, tmp_path: Path) -> None:
    """Granite 4's gate and up, one layer here and two tensors in a GGUF, have the inputs of both; so from a GGUF."""
    base = case_dir(next(case for case in CASES if case.spec.name == "granite4"))
    matrix = importance_matrix(load_base(base), CHUNKS)
    assert np.array_equal(matrix.sums["blk.1.ffn_gate.weight"], matrix.sums["blk.1.ffn_up.weight"])
    export_gguf(base, tmp_path / "m.gguf", file_type="f32")
    again = importance_matrix(load_base(tmp_path / "m.gguf"), CHUNKS)
    assert again.sums.keys() == matrix.sums.keys() <= open_base(tmp_path / "m.gguf").source.shapes.keys()


def test_it_is_the_mean_square_of_each_column_s_input(tiny_llama: Path, matrix: ImportanceMatrix) -> None:
    """As transformers' model gives them: inputs of q, k and v are one, of down_proj another; the head is left out."""
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(tiny_llama)
    inputs: list[torch.Tensor] = []
    layer = model.model.layers[1].mlp.down_proj
    layer.register_forward_pre_hook(lambda module, args: inputs.append(args[0][0].detach()))
    for chunk in CHUNKS:
        model(torch.tensor([chunk]))
    expected = torch.cat(inputs).square().mean(0).numpy()
    np.testing.assert_allclose(matrix.columns("blk.1.ffn_down.weight", 96), expected, rtol=1e-3)
    np.testing.assert_array_equal(matrix.sums["blk.0.attn_q.weight"], matrix.sums["blk.0.attn_v.weight"])
    assert matrix.counts["blk.0.attn_q.weight"] == sum(map(len, CHUNKS))
    assert len(matrix.sums) == 14


def test_the_file_is_llama_cpp_s(matrix: ImportanceMatrix, tmp_path: Path) -> None:
    """libgguf's reader of llama.cpp's format gives our columns; our reader gives everything back."""
    write_imatrix(tmp_path / "m.gguf", matrix)
    theirs = libgguf.load_imatrix(tmp_path / "m.gguf")
    assert theirs.keys() == matrix.sums.keys()
    for name, columns in theirs.items():
        np.testing.assert_allclose(columns, matrix.columns(name, len(columns)), rtol=1e-6)
    again = read_imatrix(tmp_path / "m.gguf")
    assert (again.counts, again.dataset, again.chunk_size, again.chunk_count) == (matrix.counts, "ejemplos.txt", 60, 2)


def test_an_export_uses_it(tiny_llama: Path, matrix: ImportanceMatrix, tmp_path: Path) -> None:
    """Every tensor holds libgguf's bytes for its columns' importances; the embedding has none."""
    export_gguf(tiny_llama, tmp_path / "m.gguf", file_type="q4_0", importance=matrix)
    files = open_base(tiny_llama)
    with GGUFFile(tmp_path / "m.gguf") as file:
        for row in files.rows:
            kind = file.tensors[row.gguf].type
            if kind in (T.F32, T.Q8_0):
                continue
            weights = row.gguf_layout.apply(files.read(row), files.config).float().contiguous().numpy()
            expected = libgguf.quantize_rows(weights, kind, matrix.columns(row.gguf, weights.shape[1]))
            assert file.raw(row.gguf).tobytes() == expected.tobytes(), row.gguf
        assert file.kv["quantize.imatrix.entries_count"] == 14


def test_it_changes_the_mix() -> None:
    """With a matrix the first eighth of ffn_down gets Q4_1 in a Q4_0, and IQ4_NL leaves it as it is."""
    shapes = {f"blk.{i}.ffn_down.weight": (256, 256) for i in range(8)}
    assert tensor_types("q4_0", shapes, has_imatrix=True)["blk.0.ffn_down.weight"] is T.Q4_1
    assert tensor_types("q4_0", shapes)["blk.0.ffn_down.weight"] is T.Q4_0
    assert tensor_types("iq4_nl", shapes, has_imatrix=True)["blk.0.ffn_down.weight"] is T.IQ4_NL
    assert tensor_types("iq4_nl", shapes)["blk.0.ffn_down.weight"] is T.Q5_K


def dat(entries: dict[str, tuple[int, np.ndarray]], tail: bytes = b"") -> bytes:
    """The bytes of llama.cpp's older format: entries of (count, sums)."""
    parts = [struct.pack("<i", len(entries))]
    for name, (count, sums) in entries.items():
        parts += [struct.pack("<i", len(name)), name.encode(), struct.pack("<ii", count, len(sums))]
        parts.append(sums.astype("<f4").tobytes())
    return b"".join(parts) + tail


@pytest.mark.parametrize("tail", [b"", struct.pack("<ii", 7, 4) + b"text"], ids=["old", "older"])
def test_the_older_format_is_read(tail: bytes, tmp_path: Path) -> None:
    """libgguf's reader and ours find the same columns in an imatrix.dat, with or without its last lines."""
    columns = np.random.default_rng(0).random(64)
    path = tmp_path / "imatrix.dat"
    path.write_bytes(dat({"blk.0.attn_q.weight": (3, columns), "blk.0.attn_k.weight": (0, 2 * columns)}, tail))
    theirs, ours = libgguf.load_imatrix(path), read_imatrix(path)
    assert theirs.keys() == ours.sums.keys()
    for name, numbers in theirs.items():
        np.testing.assert_array_equal(ours.columns(name, 64), numbers)
    assert (ours.dataset, ours.chunk_count) == (("text", 7) if tail else ("", 0))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"just text, and some more",
        dat({}),
        dat({"a": (1, np.ones(4))})[:-1],
        dat({"a": (1, np.array([1.0, np.nan]))}),
        dat({"a": (1, np.array([1.0, -1.0]))}),
        dat({"a": (1, np.empty(0))}),
        struct.pack("<ii", 1, -4),
        struct.pack("<ii", 2**31 - 1, 2**31 - 1),
        dat({"a": (1, np.ones(4))}, struct.pack("<ii", 7, 100)),
    ],
)
def test_what_is_no_matrix_is_refused(content: bytes, tmp_path: Path) -> None:
    """Damaged files, and others, are errors that name both formats."""
    (tmp_path / "imatrix.dat").write_bytes(content)
    with pytest.raises(GGUFError, match=r"neither a GGUF nor llama\.cpp's older imatrix\.dat"):
        read_imatrix(tmp_path / "imatrix.dat")


def test_a_tensor_that_no_text_reached_counts_evenly(tmp_path: Path) -> None:
    """A count of 0 means importances of 1, as for llama-quantize."""
    write_imatrix(tmp_path / "m.gguf", ImportanceMatrix({"a": np.zeros(4, np.float32)}, {"a": 0}))
    columns = read_imatrix(tmp_path / "m.gguf").columns("a", 4)
    np.testing.assert_array_equal(columns, libgguf.load_imatrix(tmp_path / "m.gguf")["a"])


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -1.0])
@pytest.mark.parametrize("where", ["sums", "counts"])
def test_numbers_that_are_no_squares_are_refused(number: float, where: str, tmp_path: Path) -> None:
    """NaN, infinity and negative numbers are errors that name the tensor."""
    tensors = {"in_sum2": np.ones((1, 4), np.float32), "counts": np.ones((1, 1), np.float32)}
    tensors["in_sum2" if where == "sums" else "counts"][0, 0] = number
    plans = [TensorPlan(f"a.{name}", tensor.shape, T.F32) for name, tensor in tensors.items()]
    kv = {"general.type": string("imatrix")}
    write_gguf(tmp_path / "m.gguf", kv, plans, lambda plan: tensors[plan.name.removeprefix("a.")])
    with pytest.raises(GGUFError, match="a has no usable values"):
        read_imatrix(tmp_path / "m.gguf")


@pytest.mark.parametrize("value", [string("512"), array(GGUFValueType.INT32, [512]), f32(float("nan")), i32(-1)])
def test_odd_keys_that_only_describe_it_count_as_absent(value: Value, tmp_path: Path) -> None:
    keys = ("imatrix.chunk_size", "imatrix.chunk_count")
    kv = {"general.type": string("imatrix"), **dict.fromkeys(keys, value), "imatrix.datasets": f32(1.0)}
    plans = [TensorPlan("a.in_sum2", (1, 4), T.F32), TensorPlan("a.counts", (1, 1), T.F32)]
    write_gguf(tmp_path / "m.gguf", kv, plans, lambda plan: np.ones(plan.shape, np.float32))
    found = read_imatrix(tmp_path / "m.gguf")
    assert (found.dataset, found.chunk_size, found.chunk_count) == ("", 0, 0)


def test_huge_numbers_count_by_their_proportions(tiny_llama: Path, matrix: ImportanceMatrix, tmp_path: Path) -> None:
    """Sums near the end of float32, which overflow, give the file that small ones give."""
    ones = {name: np.ones_like(sums) for name, sums in matrix.sums.items()}
    for name, factor in (("a", 2.0**127), ("b", 0.5)):
        sums = {key: factor * numbers for key, numbers in ones.items()}
        numbers = ImportanceMatrix(sums, dict.fromkeys(sums, 1))
        export_gguf(tiny_llama, tmp_path / f"{name}.gguf", file_type="q4_0", importance=numbers)
    assert (tmp_path / "a.gguf").read_bytes() == (tmp_path / "b.gguf").read_bytes()


def test_nan_names_its_tensor(tiny_llama: Path, matrix: ImportanceMatrix, tmp_path: Path) -> None:
    """An export that would write NaN stops, and leaves no file."""
    broken = {name: np.full_like(sums, np.nan) for name, sums in matrix.sums.items()}
    with pytest.raises(GGUFError, match=r"tensor blk\.0\..*importances must be finite"):
        export_gguf(
            tiny_llama, tmp_path / "m.gguf", file_type="q4_0", importance=ImportanceMatrix(broken, matrix.counts)
        )
    assert not (tmp_path / "m.gguf").exists()


def test_a_matrix_of_another_model_is_refused(tiny_llama: Path, tmp_path: Path) -> None:
    """Columns that do not fit, and files that are something else, are errors."""
    other = ImportanceMatrix({"blk.0.attn_q.weight": np.ones(32, np.float32)}, {"blk.0.attn_q.weight": 4})
    with pytest.raises(GGUFError, match=r"32 columns for blk\.0\.attn_q\.weight, but the model has 64"):
        export_gguf(tiny_llama, tmp_path / "m.gguf", importance=other)
    strange = ImportanceMatrix({"encoder.weight": np.ones(64, np.float32)}, {"encoder.weight": 4})
    with pytest.raises(GGUFError, match=r"none of this model \(its first is 'encoder\.weight'\)"):
        export_gguf(tiny_llama, tmp_path / "m.gguf", importance=strange)
    export_gguf(tiny_llama, tmp_path / "m.gguf")
    with pytest.raises(GGUFError, match="not an importance matrix"):
        read_imatrix(tmp_path / "m.gguf")


def test_the_commands(tiny_llama: Path, tmp_path: Path) -> None:
    """`imatrix` reads a text or JSONL, and `export --imatrix` takes what it wrote."""
    (tmp_path / "t.txt").write_text("Una pila guarda elementos. " * 20, encoding="utf-8")
    (tmp_path / "d.jsonl").write_text('{"instruction": "¿Qué es?", "output": "Una pila."}\n', encoding="utf-8")
    for data in ("t.txt", "d.jsonl"):
        out = tmp_path / f"{data}.gguf"
        words = ["--base", str(tiny_llama), "--data", str(tmp_path / data), "--out", str(out), "--chunk-size", "32"]
        result = CliRunner().invoke(cli, ["imatrix", *words])
        assert result.exit_code == 0, result.output
        model = ["--out", str(tmp_path / "m.gguf"), "--type", "q4_0", "--imatrix", str(out)]
        assert CliRunner().invoke(cli, ["export", "--base", str(tiny_llama), *model]).exit_code == 0
