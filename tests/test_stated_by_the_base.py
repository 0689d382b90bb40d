"""What a base says about itself goes along: how to sample from it, its licence, its size, where it comes from."""

import json
import shutil
from pathlib import Path
from typing import Any

import gguf
import pytest
import torch
from adapters import peft_adapter
from click.testing import CliRunner, Result

from minilora.checkpoint import open_base
from minilora.cli import cli
from minilora.errors import TrainingError
from minilora.export import Labels, export_gguf
from minilora.export.origin import with_origin
from minilora.gguf.modelfile import parse_modelfile
from minilora.gguf.reader import GGUFFile
from minilora.merge import merge_to_dir
from minilora.ollama import write_modelfile
from minilora.run_record import RunRecord
from minilora.sampling import DEFAULT, SHIPPED, Sampling, candidates

STATED = {"do_sample": True, "temperature": 0.6, "top_k": 20, "top_p": 0.95, "min_p": 0.05, "eos_token_id": [2, 0]}
PLAIN = {name: value for name, value in STATED.items() if name in ("temperature", "top_k", "top_p", "min_p")}


def minilora(*words: object) -> Result:
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture
def base(tiny_llama: Path, tmp_path: Path) -> Path:
    """The tiny model with sampling defaults and a model card."""
    path = shutil.copytree(tiny_llama, tmp_path / "base")
    (path / "generation_config.json").write_text(json.dumps(STATED))
    (path / "README.md").write_text("---\nlicense: gemma\nlanguage: [es]\n---\n# Tiny\n")
    return path


def exported(base: Path, out: Path, **options: Any) -> GGUFFile:
    export_gguf(base, out, file_type="f16", **options)
    return GGUFFile(out)


def test_sampling_goes_into_the_gguf_as_llama_cpp_s_converter_writes_it(base: Path, tmp_path: Path) -> None:
    """The same values, in the types of gguf's writer."""
    found = exported(base, tmp_path / "m.gguf")
    theirs = gguf.Metadata.load(None, base)
    for name in ("temp", "top_k", "top_p", "min_p"):
        expected, kind = getattr(theirs, f"sampling_{name}"), found.kv_types[f"general.sampling.{name}"]
        assert found.kv[f"general.sampling.{name}"] == pytest.approx(expected, rel=1e-7)  # one rounding to float32
        assert kind == (gguf.GGUFValueType.INT32 if name == "top_k" else gguf.GGUFValueType.FLOAT32)


def test_sampling_comes_back_out_of_the_gguf(base: Path, tmp_path: Path) -> None:
    """A GGUF states what its base stated, to a merge, a Modelfile, and an export of it."""
    exported(base, tmp_path / "m.gguf")
    assert open_base(tmp_path / "m.gguf").sampling == open_base(base).sampling == PLAIN
    merge_to_dir(tmp_path / "m.gguf", None, tmp_path / "merged", torch.float32)
    written = json.loads((tmp_path / "merged/generation_config.json").read_text())
    assert {name: written[name] for name in (*PLAIN, "do_sample")} == {**PLAIN, "do_sample": True}
    assert set(written["eos_token_id"]) == {2, 0}
    exported(tmp_path / "m.gguf", tmp_path / "again.gguf")
    assert open_base(tmp_path / "again.gguf").sampling == PLAIN
    write_modelfile(tmp_path / "Modelfile", tmp_path / "m.gguf")
    parameters = parse_modelfile((tmp_path / "Modelfile").read_text()).parameters
    assert {name: parameters[name] for name in PLAIN} == PLAIN


def test_a_modelfile_states_every_setting(tiny_llama: Path, tmp_path: Path) -> None:
    """Ours, where the base states none: those of `minilora generate`."""
    exported(tiny_llama, tmp_path / "m.gguf")
    write_modelfile(tmp_path / "Modelfile", tmp_path / "m.gguf")
    parameters = parse_modelfile((tmp_path / "Modelfile").read_text()).parameters
    assert {name: parameters[name] for name in SHIPPED} == {name: getattr(DEFAULT, name) for name in SHIPPED}


def test_the_base_s_penalty_goes_into_the_gguf_and_to_generate(base: Path, tmp_path: Path) -> None:
    """As llama.cpp reads it, and transformers' repetition_penalty in a merge."""
    (base / "generation_config.json").write_text(json.dumps({"repetition_penalty": 1.5}))
    assert exported(base, tmp_path / "m.gguf").kv["general.sampling.penalty_repeat"] == pytest.approx(1.5)
    words = ("generate", "--prompt", "¿Qué?", "--max-new-tokens", 12, "--dtype", "float32", "--base")
    stated = minilora(*words, base)
    assert "sampling with the base's defaults: repetition_penalty 1.5" in stated.stderr
    assert minilora(*words, base, "--repeat-penalty", 1.5).stdout == stated.stdout
    merge_to_dir(tmp_path / "m.gguf", None, tmp_path / "merged", torch.float32)
    written = json.loads((tmp_path / "merged/generation_config.json").read_text())
    assert written["repetition_penalty"] == 1.5
    assert "do_sample" not in written


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"temperature": 0.6}, {}),  # transformers takes the likeliest token
        ({"temperature": 0.6, "repetition_penalty": 1.05}, {"repetition_penalty": 1.05}),  # after this penalty
        ({"do_sample": True, "repetition_penalty": 1.3}, {"temperature": 1.0, "repetition_penalty": 1.3}),
        ({"do_sample": False, "top_p": 0.9}, {}),
        ({"do_sample": True, "top_k": 64}, {"temperature": 1.0, "top_k": 64}),
        ({"do_sample": True, "top_p": 7, "top_k": "x", "min_p": None}, {"temperature": 1.0}),
    ],
)
def test_only_sampling_that_transformers_would_do_is_stated(
    base: Path, config: dict[str, Any], expected: dict[str, float]
) -> None:
    (base / "generation_config.json").write_text(json.dumps(config))
    assert open_base(base).sampling == expected


def test_generate_samples_as_the_base_states(base: Path) -> None:
    """Unless it is told otherwise; what is used is said."""
    words = ("generate", "--base", base, "--prompt", "¿Qué?", "--max-new-tokens", 12, "--dtype", "float32")
    stated = minilora(*words)
    assert "sampling with the base's defaults: temperature 0.6, top_k 20, top_p 0.95, min_p 0.05" in stated.stderr
    spelt_out = [word for name, value in PLAIN.items() for word in (f"--{name.replace('_', '-')}", value)]
    assert minilora(*words, *spelt_out).stdout == stated.stdout
    assert "sampling" not in minilora(*words, "--greedy").stderr
    (base / "generation_config.json").unlink()
    ours = minilora(*words)
    assert "sampling" not in ours.stderr
    spelt_out = [word for name in SHIPPED for word in (f"--{name.replace('_', '-')}", getattr(DEFAULT, name))]
    assert minilora(*words, *spelt_out).stdout == ours.stdout


def test_greedy_is_the_likeliest_token_without_penalties(base: Path) -> None:
    words = ("generate", "--base", base, "--prompt", "¿Qué?", "--max-new-tokens", 12, "--dtype", "float32")
    greedy = minilora(*words, "--greedy").stdout
    assert minilora(*words, "--temperature", 0, "--repeat-penalty", 1).stdout == greedy
    assert minilora(*words, "--temperature", 0, "--repeat-penalty", 0.01, "--repeat-last-n", 9).stdout != greedy
    refused = CliRunner().invoke(cli, ["generate", "--base", str(base), "--greedy", "--top-k", "3"])
    assert refused.exit_code == 2
    assert "--greedy excludes --top-k" in refused.output


def test_min_p_keeps_what_transformers_keeps() -> None:
    from transformers import MinPLogitsWarper

    logits = torch.randn(200, generator=torch.Generator().manual_seed(0))
    kept = torch.isfinite(MinPLogitsWarper(0.1)(torch.zeros(1, 1), logits[None])[0])
    ids, _ = candidates(logits, (), Sampling(1.0, min_p=0.1))
    assert set(ids.tolist()) == set(kept.nonzero().flatten().tolist())


def test_a_merged_model_says_where_it_comes_from(base: Path, tmp_path: Path) -> None:
    """The base, the run and its data; terms that are no open-source licence go along with their address."""
    adapter = tmp_path / "tutor"
    peft_adapter(base, adapter)
    data = {"train": {"files": ["preguntas.jsonl"], "records": 3}, "val": {"files": ["val.jsonl"]}}
    RunRecord(base="org/tiny", revision="0123abcd", data=data).write(adapter)
    found = exported(base, tmp_path / "m.gguf", adapter=adapter, labels=with_origin(Labels(), "org/tiny", adapter))
    kv = {key: value for key, value in found.kv.items() if key.startswith("general.")}
    assert kv["general.finetune"] == "tutor"
    assert kv["general.base_model.count"] == kv["general.dataset.count"] == 1
    assert kv["general.base_model.0.organization"] == "org"
    assert kv["general.base_model.0.repo_url"] == "https://huggingface.co/org/tiny"
    assert kv["general.base_model.0.version"] == "0123abcd"
    assert kv["general.dataset.0.name"] == "preguntas"
    assert kv["general.license"] == "gemma"
    assert kv["general.license.link"] == "https://ai.google.dev/gemma/terms"
    assert "general.quantized_by" not in kv
    parameters = sum(torch.Size(shape).numel() for shape in open_base(base).shapes().values())
    assert kv["general.size_label"] == gguf.size_label(parameters, 0, 0, 0)


@pytest.mark.parametrize("train", [["a.jsonl"], {"files": None}, {"files": "a.jsonl"}])
def test_a_record_with_odd_data_is_one_clear_error(train: object, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(json.dumps({"data": {"train": train}}))
    with pytest.raises(TrainingError, match=r"run\.json: data"):
        with_origin(Labels(), "org/tiny", tmp_path)


def test_a_quantised_file_says_by_whom(base: Path, tmp_path: Path) -> None:
    export_gguf(base, tmp_path / "m.gguf", file_type="q8_0")
    assert GGUFFile(tmp_path / "m.gguf").kv["general.quantized_by"] == "minilora"
