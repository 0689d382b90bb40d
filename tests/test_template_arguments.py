"""Variables of the chat template that a run sets reach what is made from it: Modelfile, GGUF, published directory."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from adapters import minilora
from llama_cpp import LlamaCpp

from minilora.checkpoint import load_tokenizer
from minilora.data.chat import ChatTemplate
from minilora.data.jsonl import Turn
from minilora.gguf.modelfile import parse_modelfile
from minilora.gguf.reader import GGUFFile

sys.path.append(str(Path(__file__).parent / "data"))
from chat_templates import QWEN3_SWITCH

PROMPT = "<|im_start|>user\n¿2?<|im_end|>\n<|im_start|>assistant\n"
SILENT = "<think>\n\n</think>\n\n"


@pytest.fixture(scope="module")
def base(tiny_llama: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = shutil.copytree(tiny_llama, tmp_path_factory.mktemp("base") / "base")
    (path / "chat_template.jinja").write_text(QWEN3_SWITCH)
    return path


@pytest.fixture(scope="module")
def run(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trained without thinking."""
    folder = tmp_path_factory.mktemp("runs")
    rows = [{"messages": [{"role": "user", "content": "¿2?"}, {"role": "assistant", "content": "Dos."}]}] * 2
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    given = ("--base", base, "--train", folder / "rows.jsonl", "--template-arg", "enable_thinking=false")
    minilora("train", *given, "--out", folder / "tutor", "--max-steps", 1, "--r", 1, "--dtype", "float32")
    return folder / "tutor"


def test_they_reach_the_modelfile_and_the_gguf(run: Path, base: Path, tmp_path: Path) -> None:
    """TEMPLATE renders without thinking, and so does the file's own template in llama.cpp, which is not told."""
    gguf, modelfile = tmp_path / "m.gguf", tmp_path / "Modelfile"
    minilora("export", "--adapter", run, "--type", "f16", "--out", gguf, "--modelfile", modelfile, "--verify")
    assert parse_modelfile(modelfile.read_text()).template.endswith(f"assistant\n{SILENT}")
    asked = {"messages": [{"role": "user", "content": "¿2?"}]}
    assert LlamaCpp(gguf)._post("apply-template", asked)["prompt"] == PROMPT + SILENT
    tokenizer = load_tokenizer(gguf)
    assert tokenizer
    assert tokenizer.chat_template
    assert ChatTemplate(tokenizer.chat_template, tokenizer).render_prompt((Turn("user", "¿2?"),)) == PROMPT + SILENT


def test_they_reach_a_published_directory(run: Path, tmp_path: Path) -> None:
    minilora("publish", run, "--out", tmp_path / "out", "--types", "f16")
    assert (tmp_path / "out/template").read_text().endswith(f"assistant\n{SILENT}")
    with GGUFFile(tmp_path / "out/tutor-F16.gguf") as file:
        assert file.kv["tokenizer.chat_template"] == "{%- set enable_thinking = false %}" + QWEN3_SWITCH
    assert json.loads((tmp_path / "out/adapter/run.json").read_text())["template_args"] == {"enable_thinking": False}
    assert '| variables of the template | {"enable_thinking": false} |' in (tmp_path / "out/README.md").read_text()
    given = ("--template", "chat", "--template-arg", "enable_thinking=true", "--types", "f16")
    minilora("publish", run, "--out", tmp_path / "other", *given)
    assert SILENT not in (tmp_path / "other/template").read_text()


def test_a_file_without_a_run_has_the_base_s_template(base: Path, tmp_path: Path) -> None:
    minilora("export", "--base", base, "--type", "f16", "--out", tmp_path / "m.gguf")
    with GGUFFile(tmp_path / "m.gguf") as file:
        assert file.kv["tokenizer.chat_template"] == QWEN3_SWITCH


@pytest.mark.parametrize("value", [None, True, 2, 1.5, "ñ \"'\n{}", [None, [False]], {"a": None, "é": {"b": "c"}}])
def test_the_self_contained_template_has_the_same_values(value: object, base: Path) -> None:
    """Any JSON value, as an expression of Jinja."""
    tokenizer = load_tokenizer(base)
    assert tokenizer
    source = "{{ x is none }}{{ x | tojson }}{% for m in messages %}{{ m.content }}</s>{% endfor %}"
    given = ChatTemplate(source, tokenizer, arguments={"x": value})
    turns = (Turn("user", "a"),)
    assert ChatTemplate(given.self_contained, tokenizer).render_prompt(turns) == given.render_prompt(turns)
    assert ChatTemplate(QWEN3_SWITCH, tokenizer).self_contained == QWEN3_SWITCH
