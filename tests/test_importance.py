"""Importance matrices: what is measured, llama.cpp's file format, and an export that uses one."""

from pathlib import Path

import libgguf
import numpy as np
import pytest
import torch
from click.testing import CliRunner
from gguf import GGMLQuantizationType as T

from minilora.checkpoint import load_base, open_base
from minilora.cli import cli
from minilora.errors import GGUFError
from minilora.export import export_gguf
from minilora.gguf.imatrix import ImportanceMatrix, read_imatrix, write_imatrix
from minilora.gguf.mix import tensor_types
from minilora.gguf.reader import GGUFFile
from minilora.importance import importance_matrix

CHUNKS = [list(range(3, 40)), list(range(100, 160))]


@pytest.fixture(scope="module")
def matrix(tiny_llama: Path) -> ImportanceMatrix:
    return importance_matrix(load_base(tiny_llama), CHUNKS, dataset="ejemplos.txt")


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
    assert tensor_types("q4_0", shapes, weighed=True)["blk.0.ffn_down.weight"] is T.Q4_1
    assert tensor_types("q4_0", shapes)["blk.0.ffn_down.weight"] is T.Q4_0
    assert tensor_types("iq4_nl", shapes, weighed=True)["blk.0.ffn_down.weight"] is T.IQ4_NL
    assert tensor_types("iq4_nl", shapes)["blk.0.ffn_down.weight"] is T.Q5_K


def test_a_matrix_of_another_model_is_refused(tiny_llama: Path, tmp_path: Path) -> None:
    """Columns that do not fit, and files that are something else, are errors."""
    other = ImportanceMatrix({"blk.0.attn_q.weight": np.ones(32, np.float32)}, {"blk.0.attn_q.weight": 4})
    with pytest.raises(GGUFError, match=r"32 columns for blk\.0\.attn_q\.weight, the model 64"):
        export_gguf(tiny_llama, tmp_path / "m.gguf", importance=other)
    export_gguf(tiny_llama, tmp_path / "m.gguf")
    with pytest.raises(GGUFError, match="no importance matrix"):
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
