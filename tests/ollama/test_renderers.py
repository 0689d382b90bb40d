"""RENDERER is written where Ollama's own code writes the training prompts, and only there."""

import shutil
import sys
from pathlib import Path

import pytest

from minilora.data.chat import ChatTemplate
from minilora.data.jsonl import Turn
from minilora.errors import GGUFError
from minilora.gguf.modelfile import Modelfile, parse_modelfile
from minilora.ollama.go import render
from minilora.ollama.renderers import RENDERERS, find_renderer
from minilora.tokenizer import Tokenizer

sys.path += [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "data")]
from adapters import minilora
from chat_templates import CHATML, FAMILIES, QWEN3

OLMO = (
    "You are Olmo, a helpful AI assistant built by Ai2. Your date cutoff is December 2024, and your model weights are "
    "available at https://huggingface.co/allenai."
)
FUNCTIONS = "You do not currently have access to any functions. <functions></functions>"


def chatml(*, default: str = "", after: str = "", before: str = "", tail: str = "") -> str:
    """ChatML as a Jinja template, with the peculiarities of a family."""
    given = f"<|im_start|>system\n{{{{ messages[0].content }}}}{after}<|im_end|>\n"
    otherwise = f"{{% else %}}<|im_start|>system\n{default}<|im_end|>\n" if default else ""
    turn = "<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n"
    turns = f"{{% for m in messages if m.role != 'system' %}}{turn}{{% endfor %}}"
    opening = "{% if add_generation_prompt %}<|im_start|>assistant\n" + tail + "{% endif %}"
    return before + "{% if messages[0].role == 'system' %}" + given + otherwise + "{% endif %}" + turns + opening


TEMPLATES = {
    "lfm2": chatml(before="<|startoftext|>"),
    "olmo3": chatml(default=f"You are a helpful function-calling AI assistant. {FUNCTIONS}"),
    "olmo3.1": chatml(default=f"{OLMO} {FUNCTIONS}"),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_renderer_of_a_family_is_found(name: str, polyglot: Tokenizer) -> None:
    found = find_renderer(ChatTemplate(TEMPLATES[name], polyglot), polyglot)
    assert found == name
    assert RENDERERS[found].parser == name.removesuffix(".1")


@pytest.mark.parametrize(
    ("name", "default", "after", "tail"),
    [
        ("lfm2", "", "", ""),
        ("olmo3", f"You are a helpful function-calling AI assistant. {FUNCTIONS}", "", ""),
        ("olmo3.1", f"{OLMO} {FUNCTIONS}", "", ""),
        ("olmo3-think", OLMO, f" {FUNCTIONS}", "<think>"),
        ("olmo3-32b-think", "You are a helpful AI assistant.", f" {FUNCTIONS}", "<think>"),
        ("qwen3.5", "", "", "<think>\n"),
    ],
)
def test_renderers_write_what_ollama_s_code_writes(name: str, default: str, after: str, tail: str) -> None:
    """As the expected prompts of Ollama's own tests: model/renderers/{lfm2,olmo3,olmo3_think,qwen35}_test.go.

    Args:
        default: the system message if none is given.
        after: what is written after a given one.
    """
    start, question = "<|startoftext|>" if name == "lfm2" else "", "<|im_start|>user\nP<|im_end|>\n"
    none = f"{start}<|im_start|>system\n{default}<|im_end|>\n" if default else start
    given = f"{start}<|im_start|>system\nS{after}<|im_end|>\n"
    answered = f"{question}<|im_start|>assistant\nR<|im_end|>\n{question}"
    end = f"<|im_start|>assistant\n{tail}"
    template = RENDERERS[name].template
    system, user, assistant = Turn("system", "S"), Turn("user", "P"), Turn("assistant", "R")
    assert render(template, (user,)) == none + question + end
    assert render(template, (system, user)) == given + question + end
    assert render(template, (system, user, assistant, user)) == given + answered + end


@pytest.mark.parametrize("source", [CHATML, QWEN3, chatml(default="Otro."), FAMILIES["gemma"][0]])
def test_other_templates_have_none(source: str, polyglot: Tokenizer) -> None:
    with pytest.raises(GGUFError, match="Leave --renderer out"):
        find_renderer(ChatTemplate(source, polyglot), polyglot)


def test_export_writes_it_when_asked_and_verify_checks_it(tiny_llama: Path, tmp_path: Path) -> None:
    """Nothing is written where there is none."""
    base = shutil.copytree(tiny_llama, tmp_path / "base")
    words = ("export", "--base", base, "--type", "f16", "--out", tmp_path / "m.gguf", "--modelfile", tmp_path / "M")
    (base / "chat_template.jinja").write_text(CHATML)
    assert "Leave --renderer out" in minilora(*words, "--renderer", status=1).stderr
    assert not (tmp_path / "m.gguf").exists()
    (base / "chat_template.jinja").write_text(TEMPLATES["olmo3"])
    minilora(*words)
    assert parse_modelfile((tmp_path / "M").read_text()).renderer == ""
    minilora(*words, "--renderer", "--verify")
    text = (tmp_path / "M").read_text()
    assert "RENDERER olmo3\nPARSER olmo3\n" in text
    assert parse_modelfile(parse_modelfile(text).text()) == parse_modelfile(text)
    check = ("verify", tmp_path / "m.gguf", "--base", base, "--modelfile", tmp_path / "M")
    for wrong in ("olmo3.1", "unknown"):
        (tmp_path / "M").write_text(text.replace("RENDERER olmo3", f"RENDERER {wrong}"))
        assert "RENDERER is the training prompt" in minilora(*check, status=1).stdout
    minilora("export", "--base", base, "--renderer", "--out", tmp_path / "n.gguf", status=2)


@pytest.mark.parametrize("name", ["a b", 'a"', "a\nPARAMETER num_ctx 1"])
def test_names_that_are_none_are_refused(name: str) -> None:
    with pytest.raises(GGUFError, match="RENDERER is"):
        Modelfile("./m.gguf", "{{ .Prompt }}", ("</s>",), renderer=name)
