"""The programs in scripts/ start, and their defaults are options that exist."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from minilora.cli import cli
from minilora.ollama import write_modelfile

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "scripts"


@pytest.mark.parametrize("name", ["tutor", "train_lora", "convert_lora_to_gguf"])
def test_programs_explain_themselves(name: str, tmp_path: Path) -> None:
    """`--help` works from any directory."""
    command = [sys.executable, str(SCRIPTS / f"{name}.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "usage:" in done.stdout.lower()


def test_what_is_given_goes_before_a_program_s_defaults(tiny_llama: Path, tmp_path: Path) -> None:
    """The reference project's two programs run with other models and directories when asked to."""
    (tmp_path / "few.jsonl").write_text('{"instruction": "¿Qué es una pila?", "output": "Una lista."}\n' * 4)
    train = ["--base", tiny_llama, "--train", tmp_path / "few.jsonl", "--val", tmp_path / "few.jsonl", "--epochs", "1"]
    convert = ["--base", tiny_llama, "--adapter", tmp_path / "run", "--modelfile", tmp_path / "Modelfile"]
    assert "4 of 4 records" in run("train_lora", *train, "--out", tmp_path / "run")
    run("convert_lora_to_gguf", *convert, "--out", tmp_path / "tutor.gguf")
    assert "Eres un tutor" in (tmp_path / "Modelfile").read_text(encoding="utf-8")
    words = ["inspect", str(tmp_path / "tutor.gguf")]
    assert CliRunner().invoke(cli, words).output.startswith("GGUF model")


def test_the_modelfile_in_the_repository_is_the_one_that_is_written(smollm2_gguf: Path, tmp_path: Path) -> None:
    """Modelfile.lora is what the conversion writes for the tutor; only FROM depends on where the model lies."""
    system = (ROOT / "processed/system.txt").read_text(encoding="utf-8")
    write_modelfile(tmp_path / "Modelfile", smollm2_gguf, template="instruccion", system=system)
    written = (tmp_path / "Modelfile").read_text(encoding="utf-8").partition("\n")[2]
    committed = (ROOT / "Modelfile.lora").read_text(encoding="utf-8")
    assert committed == f"FROM ./exportados/tutor_5epoch.gguf\n{written}"


def run(name: str, *words: object) -> str:
    """Run a program, and return what it wrote to stderr."""
    command = [sys.executable, str(SCRIPTS / f"{name}.py"), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stderr
