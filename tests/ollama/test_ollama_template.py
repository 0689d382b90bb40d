"""Ollama renders TEMPLATE to the same prompts as the Jinja template."""

import sys
from datetime import date
from pathlib import Path

import pytest

from minilora.data.chat import ChatTemplate
from minilora.data.instruccion import InstruccionTemplate
from minilora.data.jsonl import Turn
from minilora.errors import GGUFError
from minilora.ollama import write_modelfile
from minilora.ollama.go import render
from minilora.ollama.template import compare, ollama_template
from minilora.stopping import stopping_criteria
from minilora.tokenizer import Tokenizer

sys.path.append(str(Path(__file__).parents[1] / "data"))
from chat_templates import CHATML, FAMILIES, QWEN3_SWITCH

SYSTEM, ASK, SAY, AGAIN = Turn("system", "S"), Turn("user", "P1"), Turn("assistant", " R1"), Turn("user", "P2")
PER_TURN = "{{ if .System }}{{ .System }}\n\n{{ end }}Instrucción: {{ .Prompt }}\nRespuesta:{{ .Response }}</s>\n"
PER_TURN_AGAIN = "Instrucción: P2\nRespuesta:"


@pytest.mark.parametrize(
    ("template", "turns", "prompt"),
    [
        (PER_TURN, (ASK,), "Instrucción: P1\nRespuesta:"),
        (PER_TURN, (SYSTEM, ASK), "S\n\nInstrucción: P1\nRespuesta:"),
        (PER_TURN, (SYSTEM, ASK, SAY, AGAIN), "S\n\nInstrucción: P1\nRespuesta: R1</s>\n" + PER_TURN_AGAIN),
        (PER_TURN, (ASK, Turn("user", "Y"), SAY, AGAIN), "Instrucción: P1\n\nY\nRespuesta: R1</s>\n" + PER_TURN_AGAIN),
        ("{{ .Prompt }}:", (ASK, SAY, AGAIN), "P1: R1P2:"),
        ("{{ .System -}} \n {{- .Prompt }}", (SYSTEM, ASK), "SP1"),
        ("{{ range .Messages }}<{{ .Role }}>{{ .Content }}{{ end }}a", (SYSTEM, ASK), "<system>S<user>P1a"),
        ('{{ if .System }}{{ .System }}{{ else }}D{{ end }}{{ range .Messages }}{{ if eq .Role "user" }}u{{ .Content }}'
         '{{ else if eq .Role "assistant" }}a{{ .Content }}{{ end }}{{ end }}a', (ASK, SAY, AGAIN), "DuP1a R1uP2a"),
        ("{{ .Nothing }}{{ .Prompt }}", (ASK,), "P1"),
    ],
)  # fmt: skip
def test_go_templates_render_as_in_ollama(template: str, turns: tuple[Turn, ...], prompt: str) -> None:
    """Turn by turn or over all messages, cut after the last .Response; the prompts were computed by hand."""
    assert render(template, turns) == prompt


@pytest.mark.parametrize(
    "template", ["{{ if .System }}x", "x{{ end }}", "{{ json .Tools }}", "{{ if and .A .B }}{{ end }}"]
)
def test_what_is_not_understood_is_refused(template: str) -> None:
    """A template beyond the subset is an error, never a guess."""
    with pytest.raises(GGUFError, match="TEMPLATE"):
        render(template, (ASK,))


@pytest.mark.parametrize("family", FAMILIES)
def test_templates_of_the_families(family: str, polyglot: Tokenizer) -> None:
    """The TEMPLATE made of a family's Jinja template renders every kind of conversation alike, and has its stop."""
    source, end = FAMILIES[family]
    template = ChatTemplate(source, polyglot, date(2026, 7, 4))
    ours = ollama_template(template, polyglot)
    assert compare(ours.text, template, polyglot) == ()
    assert end in ours.stops


def test_a_block_that_only_the_last_turn_has(polyglot: Tokenizer) -> None:
    """Qwen 3 without thinking: the empty block of thoughts is in the prompt, and not in earlier turns."""
    template = ChatTemplate(QWEN3_SWITCH, polyglot, arguments={"enable_thinking": False})
    ours = ollama_template(template, polyglot)
    assert compare(ours.text, template, polyglot) == ()
    assert ours.text.endswith("<|im_start|>assistant\n<think>\n\n</think>\n\n")
    assert ours.text.count("<think>") == 1
    asked = (ASK, SAY, AGAIN)
    thinking = ollama_template(ChatTemplate(QWEN3_SWITCH, polyglot), polyglot)
    assert render(ours.text, asked) == render(thinking.text, asked) + "<think>\n\n</think>\n\n"


def test_instruccion(polyglot: Tokenizer) -> None:
    """The tutor's TEMPLATE, in full; its stops are what ends a completion everywhere, the learned end first."""
    template = InstruccionTemplate(polyglot)
    ours = ollama_template(template, polyglot)
    assert ours.text == PER_TURN
    assert ours.stops == stopping_criteria(polyglot, end="</s>", opening=template.opening).stops
    assert (ours.stops[0], ours.stops[-1]) == ("</s>", "\nInstrucción:")


@pytest.mark.parametrize(
    "source",
    [
        "{% for m in messages %}{{ loop.index }}. {{ m.content }}</s>{% endfor %}",  # numbers the turns
        "{% for m in messages[-1:] %}{{ m.content }}</s>{% endfor %}",  # forgets all but the last
    ],
)
def test_other_templates_are_refused(source: str, polyglot: Tokenizer) -> None:
    """A template that no TEMPLATE can follow is refused with what differs."""
    with pytest.raises(GGUFError, match="simpler template"):
        ollama_template(ChatTemplate(source, polyglot), polyglot)


def test_a_wrong_template_is_noticed(polyglot: Tokenizer) -> None:
    """A space too many, or a missing line end, is a difference."""
    template = ChatTemplate(CHATML, polyglot)
    right = ollama_template(template, polyglot).text
    for wrong in (right.replace("assistant\n", "assistant\n "), right.replace("<|im_end|>\n<", "<|im_end|><", 1)):
        assert compare(wrong, template, polyglot)


def test_the_modelfile_of_a_file_without_an_end_is_refused(tmp_path: Path) -> None:
    """Without an end-of-sequence token an answer would never end."""
    from gguf import GGUFValueType

    from minilora.gguf.values import array, string
    from minilora.gguf.writer import write_gguf

    kv = {
        "tokenizer.ggml.model": string("gpt2"),
        "tokenizer.ggml.pre": string("smollm"),
        "tokenizer.ggml.tokens": array(GGUFValueType.STRING, ["a"]),
        "tokenizer.ggml.merges": array(GGUFValueType.STRING, []),
    }
    write_gguf(tmp_path / "m.gguf", kv, (), lambda plan: b"")
    with pytest.raises(GGUFError, match="never end"):
        write_modelfile(tmp_path / "Modelfile", tmp_path / "m.gguf")
