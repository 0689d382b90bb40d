"""A run remembers what it was made from, and every command that is given its adapter takes it from there."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from minilora.adapted import load_adapted
from minilora.checkpoint import open_base
from minilora.cli import cli
from minilora.config import TrainConfig
from minilora.errors import TrainingError
from minilora.gguf.modelfile import parse_modelfile
from minilora.run_record import RunRecord
from minilora.training.events import Stepped
from minilora.training.run import run as run_events
from minilora.training.settings import RunSettings

SYSTEM = "Responde en español."
JINJA = (
    "{% for m in messages %}{{ '### ' + m.role + ':\n' + m.content + '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '### assistant:\n' }}{% endif %}"
)


def minilora(*words: object, status: int = 0) -> Result:
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


def write_rows(path: Path, *systems: str) -> Path:
    roles = ("system", "user", "assistant")
    texts = [(system, f"¿{n}?", f"Es {n}.") for n, system in enumerate(systems)]
    rows = [[{"role": role, "content": text} for role, text in zip(roles, row, strict=True)] for row in texts]
    path.write_text("".join(json.dumps({"messages": row}) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_rows(tmp_path_factory.mktemp("data") / "train.jsonl", *[SYSTEM] * 6)


@pytest.fixture(scope="module")
def template(data: Path) -> Path:
    path = data.with_name("mine.jinja")
    path.write_text(JINJA)
    return path


@pytest.fixture(scope="module")
def run(tiny_llama: Path, data: Path, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run on a base and with a template that no command has for a default."""
    out = tmp_path_factory.mktemp("runs") / "run"
    few = ("--epochs", 1, "--batch-size", 2, "--r", 2, "--lr", 0.1, "--device", "cpu", "--dtype", "bfloat16")
    given = ("--base", tiny_llama, "--train", data, "--val", data, "--template", template)
    minilora("train", *given, "--out", out, *few)
    return out


def test_a_run_records_what_it_was_made_from(run: Path, tiny_llama: Path, template: Path) -> None:
    """Base, fingerprint, template, system message and dtype, beside every adapter that the run leaves."""
    record = RunRecord.read(run)
    assert (record.base, record.revision, record.dtype) == (str(tiny_llama), None, "bfloat16")
    assert record.fingerprint == open_base(tiny_llama).fingerprint
    assert record.system == SYSTEM
    assert Path(record.template or "").read_text() == template.read_text() == (run / "template.jinja").read_text()
    for folder in ("best", "checkpoint-3"):
        assert (run / folder / "run.json").read_bytes() == (run / "run.json").read_bytes()
        assert (run / folder / "template.jinja").read_text() == JINJA


@pytest.mark.parametrize("change", ["edited", "deleted"])
def test_the_template_is_recorded_as_it_was_trained(tiny_llama: Path, data: Path, tmp_path: Path, change: str) -> None:
    """Whatever happens to its file during the run."""
    source = tmp_path / "mine.jinja"
    source.write_text(JINJA)
    train = TrainConfig(batch_size=3, epochs=2)
    settings = RunSettings(
        str(tiny_llama), data, tmp_path / "run", train=train, val_file=data, device="cpu", template=str(source)
    )
    for event in run_events(settings):
        if isinstance(event, Stepped) and change == "edited":
            source.write_text("another")
        elif isinstance(event, Stepped):
            source.unlink(missing_ok=True)
    for folder in (settings.out, settings.out / "best", settings.out / "checkpoint-4"):
        assert (folder / "template.jinja").read_text() == JINJA


@pytest.mark.parametrize("name", ["run", "best"])
def test_commands_take_base_and_template_from_the_run(
    run: Path, name: str, tiny_llama: Path, data: Path, template: Path, tmp_path: Path
) -> None:
    """Given the adapter alone, each gives what it gives with everything spelt out."""
    adapter = run if name == "run" else run / name
    spelt_out = ("--base", tiny_llama, "--template", template)
    words = ("eval", "--adapter", adapter, "--data", data, "--json")
    assert minilora(*words).stdout == minilora(*words, *spelt_out, "--dtype", "bfloat16").stdout
    words = ("generate", "--adapter", adapter, "--prompt", "¿2?", "--max-new-tokens", 8)
    asked = minilora(*words)
    assert asked.stdout == minilora(*words, *spelt_out, "--system", SYSTEM, "--dtype", "bfloat16").stdout
    assert f"from the adapter: base {tiny_llama}, template {adapter / 'template.jinja'}" in asked.stderr
    gguf, modelfile = tmp_path / "m.gguf", tmp_path / "Modelfile"
    minilora("export", "--adapter", adapter, "--out", gguf, "--type", "f32", "--modelfile", modelfile, "--verify")
    found = parse_modelfile(modelfile.read_text())
    assert found.system == SYSTEM
    assert "### assistant:" in found.template
    minilora("verify", gguf, "--adapter", adapter, "--modelfile", modelfile)
    minilora("merge", "--adapter", adapter, "--out", tmp_path / "merged")
    minilora("imatrix", "--adapter", adapter, "--data", data, "--out", tmp_path / "m.imatrix")
    minilora("adapter", "convert", adapter, "--to", "gguf", "--out", tmp_path / "a.gguf")


def test_without_adapter_the_defaults_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    from minilora.cli.inputs import inputs
    from minilora.cli.options import DEFAULT_BASE

    found = inputs(None, base=None)
    assert (found.base, found.template, found.system, found.dtype) == (DEFAULT_BASE, "auto", "", "auto")


def test_peft_s_base_name_is_taken_where_there_is_no_record(run: Path, tiny_llama: Path, tmp_path: Path) -> None:
    """An adapter of PEFT's names its base and nothing else."""
    adapter = shutil.copytree(run, tmp_path / "adapter", ignore=shutil.ignore_patterns("run.json", "*.jinja"))
    asked = minilora("generate", "--adapter", adapter, "--prompt", "¿2?", "--max-new-tokens", 1)
    assert f"from the adapter: base {tiny_llama}" in asked.stderr
    config = json.loads((adapter / "adapter_config.json").read_text())
    (adapter / "adapter_config.json").write_text(json.dumps({**config, "base_model_name_or_path": "/gone/base"}))
    lost = minilora("generate", "--adapter", adapter, "--prompt", "¿2?", status=1)
    assert "from the adapter: base /gone/base" in lost.stderr
    assert "there is no base model at /gone/base" in lost.stderr


def test_another_base_of_the_same_shape_is_told(run: Path, tiny_llama: Path, make_llama: Callable[..., Path]) -> None:
    """One line names both; the base of the run, its weights read from another file, is none."""
    other = make_llama(tie_word_embeddings=True, initializer_range=0.1)
    notes = load_adapted(other, run).files.notes
    assert [note for note in notes if str(tiny_llama) in note and str(other) in note and "other weights" in note]
    assert not [note for note in load_adapted(tiny_llama, run).files.notes if "other weights" in note]


def test_two_names_of_the_hub_are_told_apart(run: Path, tiny_llama: Path, tmp_path: Path) -> None:
    """Of an adapter of PEFT's the name is all there is."""
    adapter = shutil.copytree(run, tmp_path / "adapter", ignore=shutil.ignore_patterns("run.json"))
    snapshot = shutil.copytree(tiny_llama, tmp_path / "models--org--tiny/snapshots/0123abcd")
    config = json.loads((adapter / "adapter_config.json").read_text())
    for name, differs in (("org/tiny", False), ("org/tiny-2507", True), ("/a/path", False)):
        (adapter / "adapter_config.json").write_text(json.dumps({**config, "base_model_name_or_path": name}))
        notes = load_adapted(snapshot, adapter).files.notes
        assert any("org/tiny-2507" in note and "org/tiny," in note for note in notes) == differs


def test_a_fingerprint_is_of_the_weights(tiny_llama: Path, make_llama: Callable[..., Path], tmp_path: Path) -> None:
    """Names, folders and tokenizers do not count; one other number in a tensor's first kilobyte does."""
    import safetensors.torch

    copy = shutil.copytree(tiny_llama, tmp_path / "copy")
    (copy / "tokenizer_config.json").unlink()
    assert open_base(copy).fingerprint == open_base(tiny_llama).fingerprint
    tensors = safetensors.torch.load_file(copy / "model.safetensors")
    tensors["model.norm.weight"][3] += 1e-3
    safetensors.torch.save_file(tensors, copy / "model.safetensors", {"format": "pt"})
    assert open_base(copy).fingerprint != open_base(tiny_llama).fingerprint


def test_what_all_records_share_is_recorded_alone(tiny_llama: Path, tmp_path: Path) -> None:
    """A system message that only some records have is not the run's."""
    from minilora.checkpoint import load_tokenizer
    from minilora.data.encode import encode_file
    from minilora.data.template import load_template

    tokenizer = load_tokenizer(str(tiny_llama))
    assert tokenizer
    template = load_template("instruccion", tokenizer)
    for systems, expected in (((SYSTEM, SYSTEM), SYSTEM), ((SYSTEM, "Otro."), None)):
        path = write_rows(tmp_path / "d.jsonl", *systems)
        assert encode_file(path, tokenizer, template, max_length=512).system == expected


def test_arguments_of_the_template_are_remembered(tiny_llama: Path, data: Path, tmp_path: Path) -> None:
    """By generate, and by export for the Modelfile."""
    from minilora.cli.inputs import inputs

    source = tmp_path / "mood.jinja"
    source.write_text("{{ mood | default('ayer') }}\n" + JINJA)
    given = ("--base", tiny_llama, "--train", data, "--template", source, "--template-arg", "mood=hoy")
    minilora("train", *given, "--out", tmp_path / "run", "--max-steps", 1, "--r", 1, "--dtype", "float32")
    assert RunRecord.read(tmp_path / "run").template_args == {"mood": "hoy"}
    assert inputs(tmp_path / "run", base=None).template_args == {"mood": "hoy"}
    assert inputs(tmp_path / "run", base=None, template="chat").template_args == {}
    gguf, modelfile = tmp_path / "m.gguf", tmp_path / "Modelfile"
    minilora("export", "--adapter", tmp_path / "run", "--type", "f16", "--out", gguf, "--modelfile", modelfile)
    template = parse_modelfile(modelfile.read_text()).template
    assert "hoy\n" in template
    assert "ayer" not in template


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"template": "../../etc/passwd"}', "expected instruccion, chat or template.jinja"),
        ('{"base": 3}', "base is 3; expected a string"),
        ('{"template_args": [3]}', r"template_args is \[3\]; expected an object"),
        ('{"dtype": "int4"}', "dtype is 'int4'"),
        ('{"date": "tomorrow"}', "expected YYYY-MM-DD"),
        ("[]", "JSON list"),
    ],
)
def test_a_damaged_record_is_one_clear_error(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(TrainingError, match=message):
        RunRecord.read(tmp_path)


def test_a_record_goes_along_with_a_rewritten_adapter(run: Path, tmp_path: Path) -> None:
    """`adapter resize` of one, `adapter combine` of two that agree."""
    minilora("adapter", "resize", run, "--r", 1, "--out", tmp_path / "small")
    assert RunRecord.read(tmp_path / "small").base == RunRecord.read(run).base
    assert (tmp_path / "small/template.jinja").read_text() == JINJA
