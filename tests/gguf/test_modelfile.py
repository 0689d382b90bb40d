"""Modelfiles, read back the way Ollama's parser reads them."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from minilora.errors import GGUFError
from minilora.gguf.modelfile import Modelfile, instruccion_modelfile, printable, relative_path

TUTOR = 'Eres un tutor paciente.\nResponde "siempre" en español: paso a paso, con ejemplos…'


def parse(text: str) -> list[tuple[str, str]]:
    """(directive, value) pairs as Ollama finds them: a value ends at a line break where its quotes are closed."""
    commands: list[tuple[str, str]] = []
    lines = iter(text.split("\n"))
    for line in lines:
        if not line.strip():
            continue
        directive, _, value = line.partition(" ")
        if directive == "PARAMETER":
            name, _, value = value.partition(" ")
            directive = name
        while (closed := unquote(value.strip())) is None:
            value += "\n" + next(lines)
        commands.append((directive, "".join(letter for letter in closed if letter.isprintable() or letter in "\n\t")))
    return commands


def unquote(value: str) -> str | None:
    """Text between the quotes, None while they are open."""
    if value.startswith('"""'):
        return value[3:-3] if len(value) >= 6 and value.endswith('"""') else None
    if value.startswith('"'):
        return value[1:-1] if len(value) >= 2 and value.endswith('"') else None
    return value


def test_tutor() -> None:
    """The tutor's Modelfile says the training prompt, the system text, the stops and the parameters."""
    modelfile = instruccion_modelfile("./tutor_5epoch.gguf", "<|im_end|>", TUTOR, context_length=8192)
    assert parse(modelfile.text()) == [
        ("FROM", "./tutor_5epoch.gguf"),
        (
            "TEMPLATE",
            "{{ if .System }}{{ .System }}\n\n{{ end }}Instrucción: {{ .Prompt }}\n"
            "Respuesta:{{ .Response }}<|im_end|>\n",
        ),
        ("SYSTEM", TUTOR),
        ("stop", "<|im_end|>"),
        ("stop", "Instrucción:"),
        ("temperature", "0.3"),
        ("top_p", "0.9"),
        ("repeat_penalty", "1.1"),
        ("num_predict", "1024"),
        ("num_ctx", "4096"),
    ]


def test_context_is_never_longer_than_the_models() -> None:
    """num_ctx is cut to the model's context length; an adapter follows FROM."""
    modelfile = instruccion_modelfile("./b.gguf", "</s>", "", context_length=512, adapter="./a.gguf")
    assert modelfile.parameters["num_ctx"] == 512
    assert parse(modelfile.text())[1] == ("ADAPTER", "./a.gguf")
    assert "SYSTEM" not in modelfile.text()


@given(st.text(st.sampled_from('"\n\r\t aé#{}\u00a0\u200d\u00ad🦙\\'), max_size=40))
@example('"""\n"""')
@example('dijo "hola"')
@example('""\n"""x')
def test_any_system_text_is_written_exactly_or_refused(text: str) -> None:
    """Ollama reads back the printable form of any text, or the text was refused with a GGUFError."""
    system = printable(text).strip()
    try:
        modelfile = instruccion_modelfile("./m.gguf", "</s>", text, context_length=512)
    except GGUFError:
        assert '"""' in system
        return
    found = dict(parse(modelfile.text())[:3])
    assert found["FROM"] == "./m.gguf"
    assert found.get("SYSTEM", "") == system
    assert found["TEMPLATE"] == modelfile.template


def test_printable_keeps_the_words() -> None:
    """Line ends become LF, special spaces plain ones; invisible characters go, accents and emoji stay."""
    assert printable("a\r\nb\rc\u00a0d\u3000e\u200bf\u00adg\x00\tñ🦙…\u2028h") == "a\nb\nc d efg\tñ🦙…\nh"


GOOD = {"model": "./m.gguf", "template": "{{ .System }}{{ .Prompt }}", "stops": ("</s>",)}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": ""}, "FROM"),
        ({"model": '"m".gguf'}, "FROM"),
        ({"model": "a\nb.gguf"}, "FROM"),
        ({"adapter": "a\u00a0b.gguf"}, "ADAPTER"),
        ({"template": "{{ .Prompt }}\u00a0"}, r"U\+00A0 from TEMPLATE"),
        ({"system": "a\r\nb"}, r"U\+000D from SYSTEM"),
        ({"system": 'a"""  \nb'}, "SYSTEM ends in triple quotes"),
        ({"stops": ()}, "at least one"),
        ({"stops": ("",)}, "at least one"),
        ({"stops": ("a\u200d",)}, "PARAMETER stop"),
        ({"template": "{{ .Prompt }}", "system": "x"}, "ignore SYSTEM"),
        ({"parameters": {"mirostat": 1}}, "mirostat"),
        ({"parameters": {"temperature": float("nan")}}, "temperature"),
    ],
)
def test_what_ollama_would_misread_is_refused(changes: dict, message: str) -> None:
    """Anything that Ollama would drop, cut or ignore is a GGUFError that names the directive."""
    Modelfile(**GOOD)
    with pytest.raises(GGUFError, match=message):
        Modelfile(**{**GOOD, **changes})


@pytest.mark.parametrize("eos", ["", "{{ x }}"])
def test_impossible_end_tokens_are_refused(eos: str) -> None:
    """The end-of-sequence token is literal text in the template."""
    with pytest.raises(GGUFError, match="end-of-sequence"):
        instruccion_modelfile("./m.gguf", eos, "", context_length=512)


def test_paths_are_seen_from_the_modelfile(tmp_path: Path) -> None:
    """FROM is relative to the Modelfile's folder, with ./ in front inside it."""
    modelfile = tmp_path / "a" / "Modelfile"
    assert relative_path(tmp_path / "a" / "my model.gguf", modelfile) == "./my model.gguf"
    assert relative_path(tmp_path / "a" / "b" / "m.gguf", modelfile) == "./b/m.gguf"
    assert relative_path(tmp_path / "m.gguf", modelfile) == "../m.gguf"
