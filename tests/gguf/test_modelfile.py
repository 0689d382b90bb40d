"""Modelfiles, read back the way Ollama's parser reads them."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from minilora.errors import GGUFError
from minilora.gguf.modelfile import Modelfile, make_printable, parse_modelfile, relative_path

TUTOR = 'Eres un tutor paciente.\nResponde "siempre" en español: paso a paso, con ejemplos…'


def parse(text: str) -> list[tuple[str, str]]:
    """Return (directive, value) pairs as Ollama parses them: a value ends at a newline after closed quotes."""
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
    """Return the text between the quotes, or None if they are not closed."""
    if value.startswith('"""'):
        return value[3:-3] if len(value) >= 6 and value.endswith('"""') else None
    if value.startswith('"'):
        return value[1:-1] if len(value) >= 2 and value.endswith('"') else None
    return value


TEMPLATE = "{{ if .System }}{{ .System }}\n\n{{ end }}Instrucción: {{ .Prompt }}\nRespuesta:{{ .Response }}</s>\n"


def tutor(system: str) -> Modelfile:
    parameters = {"temperature": 0.3, "num_ctx": 4096}
    return Modelfile("./m.gguf", TEMPLATE, ("</s>", "Instrucción:"), system, "./a.gguf", parameters)


def test_tutor() -> None:
    """The tutor's Modelfile has the files, the prompt, the system message, the stops and the parameters."""
    assert parse(tutor(TUTOR).text()) == [
        ("FROM", "./m.gguf"),
        ("ADAPTER", "./a.gguf"),
        ("TEMPLATE", TEMPLATE),
        ("SYSTEM", TUTOR),
        ("stop", "</s>"),
        ("stop", "Instrucción:"),
        ("temperature", "0.3"),
        ("num_ctx", "4096"),
    ]


def test_we_read_what_we_write() -> None:
    """Parsing a Modelfile gives back what was written; comments and other directives are ignored."""
    written = tutor('Dijo: "hola" \ny """nada""" más')
    assert parse_modelfile(written.text()) == written
    noise = '# a comment\nlicense """MIT\n\n..."""\nmessage user hola\n' + written.text() + "PARAMETER mirostat 1\n"
    assert parse_modelfile(noise) == written


def test_columns_may_be_aligned_with_spaces_and_tabs() -> None:
    """As Ollama's parser: after any directive but PARAMETER, and after the name of a parameter."""
    text = 'FROM\t  ./m.gguf\nTEMPLATE   """{{ .Prompt }} """\nPARAMETER\tstop\t  "<b>"\nparameter num_ctx\t 64\n'
    assert parse_modelfile(text) == Modelfile("./m.gguf", "{{ .Prompt }} ", ("<b>",), parameters={"num_ctx": 64})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("TEMPLATE x\n", "no FROM"),
        ('FROM a\nSYSTEM """hola\n', "never closed"),
        ("FROM a\nPARAMETER temperature 0,3\n", "decimal point"),
        ("FROM a\nPARAMETER   stop   x\n", "more than one space or tab before its name"),
        ("FROM a\nPARAMETER\t stop x\n", "more than one space or tab before its name"),
    ],
)
def test_what_ollama_refuses_is_refused(text: str, message: str) -> None:
    """No FROM, open quotes, decimal commas, two spaces where its parser takes the second for an empty name."""
    with pytest.raises(GGUFError, match=message):
        parse_modelfile(text)


@given(st.text(st.sampled_from('"\n\r\t aé#{}\u00a0\u200d\u00ad🦙\\'), max_size=40))
@example('"""\n"""')
@example('dijo "hola"')
@example('""\n"""x')
def test_any_system_text_is_written_exactly_or_refused(text: str) -> None:
    """Ollama parses the printable form of any text unchanged, or the text is refused with a GGUFError."""
    system = make_printable(text).strip()
    try:
        modelfile = tutor(system)
    except GGUFError:
        assert '"""' in system
        return
    found = dict(parse(modelfile.text())[:4])
    assert found["FROM"] == "./m.gguf"
    assert found.get("SYSTEM", "") == system
    assert found["TEMPLATE"] == modelfile.template


def test_printable_keeps_the_words() -> None:
    """Newlines become LF, special spaces become plain; invisible characters are removed, accents and emoji stay."""
    assert make_printable("a\r\nb\rc\u00a0d\u3000e\u200bf\u00adg\x00\tñ🦙…\u2028h") == "a\nb\nc d efg\tñ🦙…\nh"


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
    """Anything that Ollama would drop, truncate or ignore is a GGUFError that names the directive."""
    Modelfile(**GOOD)
    with pytest.raises(GGUFError, match=message):
        Modelfile(**{**GOOD, **changes})


def test_paths_are_seen_from_the_modelfile(tmp_path: Path) -> None:
    """FROM is relative to the directory of the Modelfile, and begins with ./ inside it."""
    modelfile = tmp_path / "a" / "Modelfile"
    assert relative_path(tmp_path / "a" / "my model.gguf", modelfile) == "./my model.gguf"
    assert relative_path(tmp_path / "a" / "b" / "m.gguf", modelfile) == "./b/m.gguf"
    assert relative_path(tmp_path / "m.gguf", modelfile) == "../m.gguf"
