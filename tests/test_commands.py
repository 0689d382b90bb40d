"""The commands on a tiny model: each does its work, prints its result on stdout, and refuses what it cannot do."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from minilora.cli import cli


def minilora(*words: object, status: int = 0, **options: Any) -> Result:
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False, **options)
    assert result.exit_code == status, result.output
    return result


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "train.jsonl"
    records = [{"instruction": f"¿Cuánto es {n} más uno?", "output": f"Es {n + 1}."} for n in range(8)]
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def train(tiny_llama: Path, data: Path) -> list[object]:
    """The words of a training command that lacks only its --out: two epochs of two steps."""
    few = ["--epochs", 2, "--batch-size", 4, "--r", 2, "--lr", 0.01, "--device", "cpu", "--dtype", "float32"]
    return ["train", "--base", tiny_llama, "--train", data, "--val", data, *few]


@pytest.fixture(scope="module")
def adapter(train: list[object], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs") / "tutor"
    result = minilora(*train, "--out", out)
    assert result.stdout == f"{out}\n"
    return out


def loss(*words: object, data: Path) -> float:
    result = minilora("eval", *words, "--data", data, "--dtype", "float32", "--json")
    return float(json.loads(result.stdout)["loss"])


def test_train_learns_and_says_so(adapter: Path, tiny_llama: Path, data: Path) -> None:
    """A run leaves an adapter with its tokenizer, logs every step, and lowers the loss; `eval` agrees with its log."""
    assert {"adapter_model.safetensors", "adapter_config.json", "tokenizer.json"} <= {p.name for p in adapter.iterdir()}
    log = [json.loads(line) for line in (adapter / "training.jsonl").read_text().splitlines()]
    assert [line["step"] for line in log if "lr" in line] == [1, 2, 3, 4]
    before, after = loss("--base", tiny_llama, data=data), loss("--base", tiny_llama, "--adapter", adapter, data=data)
    logged = [line["val_loss"] for line in log if "val_loss" in line]
    assert (logged[0], logged[-1]) == pytest.approx((before, after), abs=1e-5)
    assert after < before


def test_ctrl_c_saves_and_resume_ends_with_the_same_bytes(
    train: list[object], adapter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C at a step leaves status 130 and a checkpoint; going on gives what an undisturbed run gives."""
    from minilora.training import run

    steps = iter((1, 2, 3, 4))

    def interrupt(device: object) -> int:
        if next(steps) == 3:
            os.kill(os.getpid(), signal.SIGINT)
        return 0

    with monkeypatch.context() as patch:
        patch.setattr(run, "peak_memory_bytes", interrupt)
        result = CliRunner().invoke(cli, [str(word) for word in (*train, "--out", tmp_path)])
    assert result.exit_code == 130
    assert "--resume" in result.stderr
    assert (tmp_path / "checkpoint-3").is_dir()
    minilora(*train, "--out", tmp_path, "--resume")
    name = "adapter_model.safetensors"
    assert (tmp_path / name).read_bytes() == (adapter / name).read_bytes()


def test_dry_run_writes_nothing(train: list[object], tmp_path: Path) -> None:
    """`--dry-run` says what would be trained and leaves no file."""
    result = minilora(*train, "--out", tmp_path / "run", "--dry-run")
    assert "8 of 8 records" in result.stderr
    assert "4 steps" in result.stderr
    assert not (tmp_path / "run").exists()


def test_train_shows_what_each_pattern_selects(train: list[object], tmp_path: Path) -> None:
    """One line per pattern and rank: modules, rank, scaling, parameters; rank and alpha patterns are options."""
    words = ["--target-modules", "q_proj,v_proj", "--rank-pattern", "v_proj=4", "--alpha-pattern", "v_proj=2"]
    shown = minilora(*train, "--out", tmp_path / "run", "--dry-run", *words).stderr
    assert "4 modules, 1,280 of" in shown
    assert [line.split() for line in shown.splitlines() if "_proj x" in line] == [
        ["q_proj", "q_proj", "x2", "2", "8", "512"],
        ["v_proj", "v_proj", "x2", "4", "0.5", "768"],
    ]
    for pattern in ("v_proj", "v_proj=x", "v_proj=2.5", "=3"):
        assert "PATTERN=NUMBER" in minilora(*train, "--out", tmp_path, "--rank-pattern", pattern, status=2).stderr
    idle = minilora(*train, "--out", tmp_path / "run", "--target-modules", "q_proj,w_proj", status=1).stderr
    assert "'w_proj' matches no layer" in idle


def test_a_toml_file_holds_lists_and_tables(train: list[object], tmp_path: Path) -> None:
    """Names may be a list, with regular expressions anywhere in it, and patterns a table."""
    settings = 'target_modules = ["k_proj", "re:.*(q|v)_pro[a-z]{1,2}"]\nrank_pattern = { v_proj = 3, k_proj = 1 }\n'
    (tmp_path / "run.toml").write_text(settings)
    minilora(*train, "--out", tmp_path / "run", "--max-steps", 1, "--config", tmp_path / "run.toml")
    written = json.loads((tmp_path / "run" / "adapter_config.json").read_text())
    assert written["rank_pattern"] == {"v_proj": 3, "k_proj": 1}
    assert set(written["target_modules"]) == {"q_proj", "k_proj", "v_proj"}


def test_a_toml_file_sets_defaults(train: list[object], tmp_path: Path) -> None:
    """`--config` sets options by their names; the command line takes precedence; unknown names are a usage error."""
    (tmp_path / "good.toml").write_text('max-steps = 1\nr = 4\ntarget-modules = "q_proj"\n')
    minilora(*train, "--out", tmp_path / "run", "--config", tmp_path / "good.toml")
    settings = json.loads((tmp_path / "run/adapter_config.json").read_text())
    assert (settings["r"], settings["target_modules"]) == (2, ["q_proj"])
    (tmp_path / "list.toml").write_text('target_modules = ["q_proj", "v_proj"]\ngrad-checkpointing = true\n')
    minilora(*train, "--out", tmp_path / "list", "--config", tmp_path / "list.toml", "--max-steps", 1)
    settings = json.loads((tmp_path / "list/adapter_config.json").read_text())
    assert sorted(settings["target_modules"]) == ["q_proj", "v_proj"]
    (tmp_path / "table.toml").write_text("[lr]\nhighest = 1\n")
    minilora(*train, "--out", tmp_path / "other", "--config", tmp_path / "table.toml", status=2)
    (tmp_path / "bad.toml").write_text("learning_rate = 1\n")
    result = minilora(*train, "--out", tmp_path / "other", "--config", tmp_path / "bad.toml", status=2)
    assert "learning_rate" in result.stderr


def test_options_reach_the_adapter(train: list[object], tmp_path: Path) -> None:
    """What is asked of LoRA on the command line stands in the adapter's settings and in its tensors."""
    excluded = "gate_proj, up_proj,down_proj,k_proj,v_proj"
    asked = ("--target-modules", "all-linear", "--exclude-modules", excluded, "--layers", "1", "--rslora")
    minilora(*train, "--out", tmp_path, "--max-steps", 1, *asked)
    settings = json.loads((tmp_path / "adapter_config.json").read_text())
    assert settings["use_rslora"]
    names = {t["name"] for t in json.loads(minilora("inspect", tmp_path, "--json").stdout)["tensors"]}
    prefix = "base_model.model.model.layers.1.self_attn"
    assert names == {f"{prefix}.{module}.lora_{x}.weight" for module in ("q_proj", "o_proj") for x in "AB"}


def test_merge_and_export_say_what_the_adapter_says(
    adapter: Path, tiny_llama: Path, data: Path, tmp_path: Path
) -> None:
    """The merged directory and the exported GGUF have the loss of base + adapter."""
    words = ("--base", tiny_llama, "--adapter", adapter)
    expected = loss(*words, data=data)
    assert minilora("merge", *words, "--out", tmp_path / "hf", "--dtype", "float32").stdout == f"{tmp_path / 'hf'}\n"
    minilora("export", *words, "--out", tmp_path / "t.gguf", "--type", "f32")
    assert loss("--base", tmp_path / "hf", data=data) == pytest.approx(expected, abs=1e-5)
    assert loss("--base", tmp_path / "t.gguf", data=data) == pytest.approx(expected, abs=1e-5)


def test_choices_on_the_command_line_are_those_of_the_library() -> None:
    """What the help offers, without importing the library, is what the library can do."""
    from minilora.cli import adapter, export
    from minilora.gguf.mix import MIXES
    from minilora.gguf.quants import QUANTS
    from minilora.lora.combine import METHODS

    assert sorted(export.FILE_TYPES) == sorted(MIXES)
    assert sorted(export.TENSOR_TYPES) == sorted(q.type.name.lower() for q in QUANTS.values() if q.quantize)
    assert sorted(adapter.METHODS) == sorted(METHODS)


def test_export_takes_types_of_single_tensors(tiny_llama: Path, tmp_path: Path) -> None:
    """--tensor-type and --embedding-type reach the file; a pattern without a known type is wrong usage."""
    out = tmp_path / "t.gguf"
    words = ("export", "--base", tiny_llama, "--out", out, "--type", "Q8_0", "--name", "Mío")
    minilora(*words, "--tensor-type", "attn_k=f16", "--tensor-type", r"blk\.1\.attn_v=F32", "--output-type", "q4_0")
    found = json.loads(minilora("inspect", out, "--json").stdout)
    types = {tensor["name"]: tensor["type"] for tensor in found["tensors"]}
    names = ("blk.0.attn_q", "blk.0.attn_k", "blk.0.attn_v", "blk.1.attn_v", "token_embd")
    assert [types[f"{name}.weight"] for name in names] == ["Q8_0", "F16", "Q8_0", "F32", "Q4_0"]
    assert found["facts"]["general.name"] == "Mío"
    minilora(*words, "--tensor-type", "attn_k", status=2)
    minilora(*words, "--tensor-type", "attn_k=q9", status=2)


def test_export_takes_the_name_of_a_pre_tokenizer(tiny_llama: Path, tmp_path: Path) -> None:
    """A pre-tokenizer that is not recognised is named in one message, which --pre answers."""
    base = Path(shutil.copytree(tiny_llama, tmp_path / "base"))
    content = json.loads((base / "tokenizer.json").read_text())
    cut = {"type": "Split", "pattern": {"Regex": "[0-9]{7}"}, "behavior": "Isolated", "invert": False}
    content["pre_tokenizer"]["pretokenizers"].insert(0, cut)
    (base / "tokenizer.json").write_text(json.dumps(content))
    words = ("export", "--base", base, "--out", tmp_path / "t.gguf", "--type", "f16")
    stderr = minilora(*words, status=1).stderr
    assert "[0-9]{7}" in stderr
    assert "--pre NAME" in stderr
    minilora(*words, "--pre", "gpt-2")
    found = json.loads(minilora("inspect", tmp_path / "t.gguf", "--json").stdout)
    assert found["facts"]["tokenizer.ggml.pre"] == "gpt-2"


def test_export_writes_the_modelfile_beside_the_file(tiny_llama: Path, tmp_path: Path) -> None:
    """The Modelfile finds the GGUF from its own folder, and has the training prompt, the stop and the system text."""
    gguf, modelfile = tmp_path / "models/t.gguf", tmp_path / "Modelfile"
    minilora("export", "--base", tiny_llama, "--out", gguf, "--modelfile", modelfile, "--system", "Eres un tutor.")
    text = modelfile.read_text(encoding="utf-8")
    assert text.startswith("FROM ./models/t.gguf\n")
    assert "Instrucción: {{ .Prompt }}\nRespuesta:{{ .Response }}<|im_end|>" in text
    assert 'SYSTEM """Eres un tutor."""' in text
    assert 'PARAMETER stop """<|im_end|>"""' in text
    assert "PARAMETER num_ctx 256\n" in text


def test_a_modelfile_that_cannot_be_is_refused_before_the_export(tiny_llama: Path, tmp_path: Path) -> None:
    """A template beyond Ollama's language ends the command while there is nothing on the disk yet."""
    template, gguf = tmp_path / "odd.jinja", tmp_path / "t.gguf"
    template.write_text("{% for m in messages %}{{ m.content | upper }}{% endfor %}", encoding="utf-8")
    words = (
        "export",
        "--base",
        tiny_llama,
        "--out",
        gguf,
        "--modelfile",
        tmp_path / "Modelfile",
        "--template",
        template,
    )
    assert "simpler template" in minilora(*words, status=1).stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["odd.jinja"]


def test_a_system_message_that_cannot_be_is_refused_before_the_export(
    adapter: Path, tiny_llama: Path, tmp_path: Path
) -> None:
    """One for a template without a place for it, and one with a line that ends in triple quotes; so for an adapter."""
    template, gguf, out = tmp_path / "plain.jinja", tmp_path / "base.gguf", tmp_path / "new.gguf"
    refuse = "{% if m.role == 'system' %}{{ raise_exception('no') }}{% endif %}"
    turns = f"{{% for m in messages %}}{refuse}<{{{{ m.role }}}}>{{{{ m.content }}}}<|im_end|>{{% endfor %}}"
    template.write_text(f"{turns}{{% if add_generation_prompt %}}<assistant>{{% endif %}}")
    minilora("export", "--base", tiny_llama, "--out", gguf)
    before = sorted(tmp_path.iterdir())
    quotes = ("--template", "instruccion", "--system", 'a"""\nb')
    words = ("export", "--base", gguf, "--out", out, "--modelfile", tmp_path / "Modelfile")
    ignored = minilora(*words, "--template", template, "--system", "Hola.", status=1)
    assert "Ollama would ignore SYSTEM" in ignored.stderr
    assert "triple quotes" in minilora(*words, *quotes, status=1).stderr
    assert "triple quotes" in minilora(*words, *quotes, "--adapter", adapter, "--adapter-only", status=1).stderr
    assert sorted(tmp_path.iterdir()) == before


def test_generate_answers_on_stdout(adapter: Path, tiny_llama: Path) -> None:
    """The template is applied unless --raw; without --prompt the lines of stdin are a chat."""
    words = ("generate", "--base", tiny_llama, "--adapter", adapter, "--max-new-tokens", 8, "--dtype", "float32")
    answer = minilora(*words, "--prompt", "¿Cuánto es 1 más uno?").stdout
    assert minilora(*words, "--prompt", "Instrucción: ¿Cuánto es 1 más uno?\nRespuesta:", "--raw").stdout == answer
    assert minilora(*words, input="¿Cuánto es 1 más uno?\n").stdout == answer


def test_any_locale_will_do(adapter: Path, tiny_llama: Path, data: Path, tmp_path: Path) -> None:
    """Where the locale knows no UTF-8, accents go in, answers are UTF-8, tables have `?`, JSON stays JSON."""
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}

    def run(*words: object) -> bytes:
        command = [sys.executable, "-m", "minilora", *map(str, words)]
        done = subprocess.run(command, env={**os.environ, **ascii_only}, capture_output=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    ask = ("generate", "--base", tiny_llama, "--adapter", adapter, "--max-new-tokens", 8, "--dtype", "float32")
    answer = minilora(*ask, "--prompt", "¿Cuánto es 1 más uno?").stdout
    assert run(*ask, "--prompt", "¿Cuánto es 1 más uno?") == answer.encode()
    assert b"?Cu?nto es" in run("data", "check", data, "--base", tiny_llama, "--show", 1)
    minilora("export", "--base", tiny_llama, "--out", tmp_path / "t.gguf", "--name", "Señal")
    assert json.loads(run("inspect", tmp_path / "t.gguf", "--json"))["facts"]["general.name"] == "Señal"
    minilora(*ask, "--prompt", "\udcff", status=2)


def test_nothing_that_is_read_is_written_over(
    train: list[object], adapter: Path, tiny_llama: Path, data: Path, tmp_path: Path
) -> None:
    """A base, an adapter, a data set given as --out too is one clear error, and all files stay as they were."""
    base, mine = shutil.copytree(tiny_llama, tmp_path / "base"), shutil.copytree(adapter, tmp_path / "mine")
    gguf, text = tmp_path / "base.gguf", shutil.copy(data, tmp_path / "text.jsonl")
    minilora("export", "--base", base, "--out", gguf, "--type", "f16")
    minilora("adapter", "convert", mine, "--to", "gguf", "--base", base, "--out", tmp_path / "mine.gguf")
    matrix, new = tmp_path / "matrix.gguf", tmp_path / "new.gguf"
    minilora("imatrix", "--base", base, "--data", text, "--out", matrix)
    weighted = ("export", "--base", gguf, "--adapter", mine, "--imatrix", matrix, "--type", "q4_0")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for words in (
        ("export", "--base", gguf, "--out", gguf),
        (*weighted, "--out", matrix),
        *((*weighted, "--out", new, "--modelfile", path) for path in (new, gguf, matrix, mine / "run.json")),
        ("export", "--base", gguf, "--adapter", mine, "--adapter-only", "--out", new, "--modelfile", gguf),
        ("export", "--base", base, "--out", base / "model.safetensors"),
        ("export", "--base", base, "--adapter", mine, "--out", mine / "adapter_model.safetensors"),
        ("export", "--base", gguf, "--adapter", mine, "--adapter-only", "--out", gguf),
        ("imatrix", "--base", base, "--data", text, "--out", text),
        ("imatrix", "--base", gguf, "--data", text, "--out", gguf),
        ("imatrix", "--base", base, "--adapter", mine, "--data", text, "--out", mine / "adapter_model.safetensors"),
        ("adapter", "resize", mine, "--r", 1, "--out", mine),
        ("adapter", "combine", "--add", mine, 1, "--out", mine),
        ("adapter", "convert", mine, "--to", "mlx", "--base", base, "--out", mine),
        ("adapter", "convert", tmp_path / "mine.gguf", "--to", "peft", "--base", base, "--out", tmp_path / "mine.gguf"),
        ("adapter", "extract", "--base", base, "--tuned", base, "--out", base),
        (*train, "--base", base, "--out", base),
    ):
        assert minilora(*words, status=1).stderr.count("is an input and would be overwritten") == 1
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_weights_that_are_no_numbers_are_an_error(tiny_llama: Path, data: Path, tmp_path: Path) -> None:
    """A base with NaN in it has no loss, no answer and no importance matrix."""
    import safetensors.torch

    base = Path(shutil.copytree(tiny_llama, tmp_path / "base"))
    tensors = safetensors.torch.load_file(base / "model.safetensors")
    tensors["model.norm.weight"][3] = float("nan")
    tensors["model.layers.0.input_layernorm.weight"][3] = float("nan")
    safetensors.torch.save_file(tensors, base / "model.safetensors", {"format": "pt"})
    for words in (
        ("eval", "--base", base, "--data", data),
        ("generate", "--base", base, "--prompt", "hola"),
        ("imatrix", "--base", base, "--data", data, "--out", tmp_path / "x.gguf"),
    ):
        assert "damaged" in minilora(*words, "--device", "cpu", status=1).stderr
    assert not (tmp_path / "x.gguf").exists()


def test_answers_that_cannot_be_given_are_an_error(tiny_llama: Path) -> None:
    ask = ("generate", "--base", tiny_llama, "--prompt", "hola")
    assert "not enough memory" in minilora(*ask, "--max-new-tokens", 10**14, status=1).stderr
    minilora(*ask, "--temperature", "nan", status=1)
    minilora(*ask, "--seed", 2**70, status=2)


@pytest.mark.parametrize("kind", ["adapter", "base model", "GGUF model", "safetensors"])
def test_inspect_names_what_it_finds(kind: str, adapter: Path, tiny_llama: Path, tmp_path: Path) -> None:
    """`inspect` knows each kind of file and directory, for people and for programs."""
    path = {"adapter": adapter, "base model": tiny_llama, "GGUF model": tmp_path / "m.gguf"}.get(
        kind, tiny_llama / "model.safetensors"
    )
    if kind == "GGUF model":
        minilora("export", "--base", tiny_llama, "--out", path, "--type", "f16")
    assert minilora("inspect", path, "--tensors").stdout.startswith(f"{kind}: {path}")
    found = json.loads(minilora("inspect", path, "--json").stdout)
    assert found["kind"] == kind
    assert found["tensors"]


def test_mistakes_are_one_message_and_status_1(
    adapter: Path, tiny_llama: Path, make_llama: Callable[..., Path], data: Path, tmp_path: Path
) -> None:
    """What a user can mend is named in one message on stderr, and no output appears."""
    (tmp_path / "bad.jsonl").write_text('{"instruction": "a", "output": "b"}\n{"instruction": ')
    half = Path(shutil.copytree(tiny_llama, tmp_path / "half"))
    os.truncate(half / "model.safetensors", (tiny_llama / "model.safetensors").stat().st_size // 2)
    no_json = Path(shutil.copytree(tiny_llama, tmp_path / "no_json"))
    (no_json / "config.json").write_text("{")
    narrow, out = make_llama(hidden_size=32, intermediate_size=64), tmp_path / "x.gguf"
    cases = {
        "bad.jsonl:2": ("eval", "--base", tiny_llama, "--data", tmp_path / "bad.jsonl"),
        "there is no base model": ("eval", "--base", "no-such-model", "--data", data),
        "half": ("export", "--base", half, "--out", out),
        "not valid JSON": ("export", "--base", no_json, "--out", out),
        "q_proj": ("export", "--base", narrow, "--adapter", adapter, "--out", out),
        "cannot write": ("export", "--base", tiny_llama, "--out", data / "x.gguf"),
        "neither a GGUF nor": ("inspect", data),
        "nowhere": ("export", "--base", tiny_llama, "--out", out, "--tensor-type", "nowhere=f16"),
        "not an empty directory": ("merge", "--base", tiny_llama, "--out", adapter),
        "target_modules": (
            "train",
            "--train",
            data,
            "--base",
            tiny_llama,
            "--out",
            tmp_path / "r",
            "--target-modules",
            "no",
        ),
    }
    before = adapter.stat().st_mtime_ns
    for message, words in cases.items():
        stderr = minilora(*words, status=1).stderr
        assert stderr.count("Error:") == 1
        assert message in stderr
    assert not out.exists()
    assert adapter.stat().st_mtime_ns == before
