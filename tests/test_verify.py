"""A correct export passes; each kind of damage is found by the check for it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from families import CASES, CaseDir
from families import case_dir as case_dir  # a fixture
from gguf import GGMLQuantizationType as T

from minilora.arch.rows import INTERLEAVE_Q
from minilora.checkpoint import open_base
from minilora.cli import cli
from minilora.errors import GGUFError
from minilora.export import Labels, export_gguf
from minilora.gguf.reader import GGUFFile
from minilora.gguf.values import Value, boolean, f32, string, u32
from minilora.gguf.writer import TensorPlan, write_gguf
from minilora.ollama import write_modelfile
from minilora.verify import verify
from minilora.verify.weights import block_errors, bound

Keys = dict[str, Value]


@pytest.fixture(scope="module")
def exported(tiny_llama: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the tiny model as Q8_0, with its Modelfile."""
    path = tmp_path_factory.mktemp("exported") / "model.gguf"
    export_gguf(tiny_llama, path, file_type="q8_0")
    write_modelfile(path.with_name("Modelfile"), path, system="Eres un tutor.")
    return path


def rewritten(
    path: Path,
    out: Path,
    keys: Callable[[Keys], Keys] = lambda keys: keys,
    raw: Callable[[str, np.ndarray], np.ndarray] = lambda name, raw: raw,
) -> Path:
    """Return a copy of a GGUF with other keys or other bytes."""
    with GGUFFile(path) as file:
        plans = [TensorPlan(info.name, info.shape, info.type) for info in file.tensors.values()]
        write_gguf(out, keys(dict(file.values)), plans, lambda plan: raw(plan.name, file.raw(plan.name).copy()))
    return out


def failures(path: Path, base: Path, modelfile: Path | None = None) -> dict[str, str]:
    report = verify(path, base, modelfile=modelfile)
    return {f"{check.part}: {check.what}": check.found for check in report.failures}


def test_a_changed_number_of_the_activation_fails(case_dir: CaseDir, tmp_path: Path) -> None:
    """Apertus has trained numbers among the keys; they are compared as weights are."""
    base, path = case_dir(next(case for case in CASES if case.spec.name == "apertus")), tmp_path / "m.gguf"
    export_gguf(base, path, file_type="f16", labels=Labels(name="tiny"))
    assert not failures(path, base)

    def changed(keys: Keys) -> Keys:
        old = keys["xielu.alpha_n"]
        return {**keys, "xielu.alpha_n": replace(old, value=[*old.value[:-1], old.value[-1] + 1e-3])}

    assert failures(rewritten(path, tmp_path / "w.gguf", keys=changed), base) == {
        "weights: numbers in keys": "xielu.alpha_n"
    }


def test_the_export_of_another_model_fails(
    exported: Path, make_llama: Callable[..., Path], tiny_llama: Path, tmp_path: Path
) -> None:
    """Other sizes, or another vocabulary, are failed checks, each reported as soon as it is done."""
    narrow = make_llama(hidden_size=32, intermediate_size=64, tie_word_embeddings=True)
    on_check: list[object] = []
    report = verify(exported, narrow, on_check=on_check.append)
    assert on_check == list(report.checks)
    assert "expected (320, 32)" in {check.what: check.found for check in report.failures}["blocks of Q8_0"]
    larger = make_llama(vocab_size=352, tie_word_embeddings=True)
    export_gguf(larger, tmp_path / "larger.gguf", file_type="f16")
    assert failures(tmp_path / "larger.gguf", tiny_llama)["logits: vocabulary size"] == "352, expected 320"


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("general.type", string("adapter"), "general.type is 'adapter'. Only whole models"),
        ("general.type", string("imatrix"), "general.type is 'imatrix'. Only whole models"),
        ("split.count", u32(3), "one of 3 files of a GGUF"),
    ],
)
def test_what_is_not_a_whole_model_is_refused(
    exported: Path, tiny_llama: Path, tmp_path: Path, key: str, value: Value, message: str
) -> None:
    """An adapter, an importance matrix, and one file of several are errors, not failed checks."""
    path = rewritten(exported, tmp_path / "m.gguf", keys=lambda keys: {**keys, key: value})
    with pytest.raises(GGUFError, match=message):
        verify(path, tiny_llama)


def test_a_model_without_an_embedding_fails(exported: Path, tiny_llama: Path, tmp_path: Path) -> None:
    with GGUFFile(exported) as file:
        plans = [TensorPlan(t.name, t.shape, t.type) for t in file.tensors.values() if t.name != "token_embd.weight"]
        write_gguf(tmp_path / "m.gguf", dict(file.values), plans, lambda plan: file.raw(plan.name).copy())
    found = failures(tmp_path / "m.gguf", tiny_llama)
    assert found["structure: vocabulary"] == "320 tokens for 0 rows of the embedding"
    assert found["weights: tensors"] == "token_embd.weight"


def test_a_sound_export_passes(exported: Path, tiny_llama: Path) -> None:
    """Every part is checked, and all checks pass."""
    report = verify(exported, tiny_llama, modelfile=exported.with_name("Modelfile"), with_llama_cpp=True)
    assert report.failures == ()
    assert {check.part for check in report.checks} == {
        "structure", "tokenizer", "weights", "logits", "modelfile", "runtime",
    }  # fmt: skip


@pytest.mark.parametrize("file_type", ["f32", "bf16", "q5_0", "q4_0", "iq4_nl"])
def test_every_precision_is_within_its_bounds(tiny_llama: Path, tmp_path: Path, file_type: str) -> None:
    """The checks of weights, structure and tokens pass for a model with random weights, in every type."""
    export_gguf(tiny_llama, tmp_path / "m.gguf", file_type=file_type)
    assert not [c for c in verify(tmp_path / "m.gguf", tiny_llama).failures if c.part != "logits"]


def test_one_flipped_block(exported: Path, tiny_llama: Path, tmp_path: Path) -> None:
    """A single block of 32 weights with its bits inverted is found, and its tensor named."""

    def flip(name: str, raw: np.ndarray) -> np.ndarray:
        if name == "blk.1.ffn_up.weight":
            raw[3, 34:68] ^= 0xFF
        return raw

    found = failures(rewritten(exported, tmp_path / "m.gguf", raw=flip), tiny_llama)
    assert found["weights: blocks of Q8_0"] == "blk.1.ffn_up.weight: 1 of 192 blocks wrong"


def test_wrong_row_order_of_q(exported: Path, tiny_llama: Path, tmp_path: Path) -> None:
    """Rows of a query projection in Hugging Face's order where GGUF wants Llama's are found."""
    config = open_base(tiny_llama).config

    def reorder(name: str, raw: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(INTERLEAVE_Q.undo(raw, config)) if name == "blk.0.attn_q.weight" else raw

    found = failures(rewritten(exported, tmp_path / "m.gguf", raw=reorder), tiny_llama)
    assert found["weights: blocks of Q8_0"].startswith("blk.0.attn_q.weight: ")
    assert any(what.startswith("logits") for what in found)


def test_shifted_merges(exported: Path, tiny_llama: Path, tmp_path: Path) -> None:
    """A list of merges without the first merge gives other tokens."""

    def shift(keys: Keys) -> Keys:
        merges = keys["tokenizer.ggml.merges"]
        return {**keys, "tokenizer.ggml.merges": replace(merges, value=merges.value[1:] + merges.value[:1])}

    assert "tokenizer: texts to tokens" in failures(rewritten(exported, tmp_path / "m.gguf", keys=shift), tiny_llama)


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("llama.context_length", Value(10, 256), "structure: hyper-parameters"),  # UINT64, which Ollama refuses
        ("llama.rope.freq_base", f32(5e5), "structure: hyper-parameters"),
        ("llama.rope.freq_base", None, "structure: hyper-parameters"),
        ("tokenizer.ggml.add_bos_token", u32(0), "structure: keys and their types"),
        ("tokenizer.ggml.add_bos_token", boolean(True), "tokenizer: special tokens"),
        ("tokenizer.ggml.eos_token_id", u32(0), "tokenizer: special tokens"),
        ("tokenizer.ggml.eos_token_id", u32(40), "structure: vocabulary"),
        ("general.quantization_version", None, "structure: hyper-parameters"),
    ],
)
def test_wrong_keys(exported: Path, tiny_llama: Path, tmp_path: Path, key: str, value: Value | None, what: str) -> None:
    """Keys that are missing, have a wrong type or differ from the base are found."""

    def change(keys: Keys) -> Keys:
        return {name: old for name, old in {**keys, key: value}.items() if old is not None}

    if key == "general.quantization_version":  # the writer would put it back
        return assert_missing_version(exported, tiny_llama, tmp_path)
    assert what in failures(rewritten(exported, tmp_path / "m.gguf", keys=change), tiny_llama)


def assert_missing_version(exported: Path, tiny_llama: Path, tmp_path: Path) -> None:
    name = b"general.quantization_version"
    (tmp_path / "m.gguf").write_bytes(exported.read_bytes().replace(name, name[::-1]))
    assert "structure: hyper-parameters" in failures(tmp_path / "m.gguf", tiny_llama)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('PARAMETER stop """<|im_end|>"""', 'PARAMETER stop """<|endoftext|>"""', "stops"),
        ("Respuesta:{{", "Respuesta: {{", "TEMPLATE is the training prompt"),
        ("{{ .System }}\n\n", "{{ .System }}\n", "TEMPLATE is the training prompt"),
        ("{{ .Prompt }}", "{{ .Prompt | json }}", "TEMPLATE is the training prompt"),
        ("num_ctx 256", "num_ctx 512", "num_ctx"),
        ("FROM ./model.gguf", "FROM ./other.gguf", "FROM is the file"),
        ("num_ctx 256", "num_ctx 2,5", "can be read"),
    ],
)
def test_wrong_modelfiles(exported: Path, tiny_llama: Path, old: str, new: str, what: str) -> None:
    """A wrong stop, prompt, path or context is found."""
    text = exported.with_name("Modelfile").read_text(encoding="utf-8")
    assert old in text
    changed = exported.with_name("Modelfile.changed")
    changed.write_text(text.replace(old, new), encoding="utf-8")
    assert set(failures(exported, tiny_llama, changed)) == {f"modelfile: {what}"}


def test_the_command_says_so(exported: Path, tiny_llama: Path, tmp_path: Path) -> None:
    """The command prints a table or JSON; the exit status is 0 only if all checks pass."""
    runner, words = CliRunner(), ["verify", str(exported), "--base", str(tiny_llama)]
    result = runner.invoke(cli, words)
    assert result.exit_code == 0
    assert "FAIL" not in result.stdout
    broken = rewritten(exported, tmp_path / "m.gguf", raw=lambda name, raw: raw[::-1] if "attn_v" in name else raw)
    result = runner.invoke(cli, ["verify", str(broken), "--base", str(tiny_llama), "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["passed"] is False


def test_export_verifies_itself(tiny_llama: Path, tmp_path: Path) -> None:
    """`export --verify` checks file and Modelfile in one go."""
    out, modelfile = str(tmp_path / "m.gguf"), str(tmp_path / "Modelfile")
    words = ["export", "--base", str(tiny_llama), "--out", out, "--modelfile", modelfile, "--verify"]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 0, result.output
    assert "TEMPLATE is the training prompt" in result.stdout


def test_a_block_without_weights_is_no_excuse() -> None:
    """If the exact block is zero, the error is relative to the mean norm of the tensor's blocks; NaN always fails."""
    exact = np.ones((2, 64), np.float32)
    exact[1, 32:] = 0
    stored = exact.copy()
    assert block_errors(stored, exact, T.Q8_0).max() == 0
    stored[1, 40] = 1
    stored[0, 0] = np.nan
    errors = block_errors(stored, exact, T.Q8_0)
    assert errors.tolist() == [np.inf, 0, 0, pytest.approx(1 / (0.05 * 32**0.5 * 0.75))]
    assert bound(T.Q8_0) < 0.04 < bound(T.Q4_0) < 0.6


def test_the_runtime_is_asked_with_bos_and_eos(exported: Path, tiny_llama: Path, tmp_path: Path) -> None:
    """A file that adds EOS to every text fails only in the comparison of whole texts with llama.cpp."""
    wrong = rewritten(
        exported, tmp_path / "m.gguf", keys=lambda keys: {**keys, "tokenizer.ggml.add_eos_token": boolean(True)}
    )
    failed = {
        check.what for check in verify(wrong, tiny_llama, with_llama_cpp=True).failures if check.part == "runtime"
    }
    assert failed == {"whole texts to tokens", "whole texts to tokens, specials as text"}
