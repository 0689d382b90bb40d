"""The template `instruccion`: byte for byte the tutor's prompt."""

import pytest

from minilora.data.instruccion import InstruccionTemplate
from minilora.data.jsonl import Record, Turn, Verbatim
from minilora.errors import ConfigError, DataError
from minilora.tokenizer import Tokenizer

from .conftest import load_tokenizer_files

USER, ANSWER = Turn("user", "¿Qué es {una} pila?"), Turn("assistant", "Una lista.")


def test_the_prompt_has_no_trailing_space_and_the_answer_begins_with_one(tokenizer: Tokenizer) -> None:
    template = InstruccionTemplate(tokenizer)
    prompt = "Instrucción: ¿Qué es {una} pila?\nRespuesta:"
    assert template.render_prompt([USER]) == prompt
    rendered = template.render([USER, ANSWER])
    assert rendered.text == prompt + " Una lista.</s>"
    assert rendered.answers == ((len(prompt), len(rendered.text)),)


def test_a_system_turn_comes_first_and_history_is_closed_by_eos_and_a_line_break(tokenizer: Tokenizer) -> None:
    template = InstruccionTemplate(tokenizer)
    turns = [Turn("system", "Eres tutor."), USER, ANSWER, Turn("user", "¿Y una cola?")]
    assert template.render_prompt(turns) == (
        "Eres tutor.\n\nInstrucción: ¿Qué es {una} pila?\nRespuesta: Una lista.</s>\n"
        "Instrucción: ¿Y una cola?\nRespuesta:"
    )


def test_every_answer_span_begins_where_its_prompt_ends(tokenizer: Tokenizer) -> None:
    template = InstruccionTemplate(tokenizer)
    turns = [USER, ANSWER, Turn("user", "¿Y una cola?"), Turn("assistant", "Otra lista.")]
    rendered = template.render(turns)
    for (start, end), i in zip(rendered.answers, (1, 3), strict=True):
        assert rendered.text[:start] == template.render_prompt(turns[:i])
        assert rendered.text[start:end] == f" {turns[i].content}</s>"


@pytest.mark.parametrize("roles", ["assistant", "user user", "user system", "user assistant assistant", "user tool"])
def test_turns_out_of_order_are_refused(tokenizer: Tokenizer, roles: str) -> None:
    with pytest.raises(DataError, match="does not support turn"):
        InstruccionTemplate(tokenizer).render([Turn(role, "x") for role in roles.split()])


def test_verbatim_text_is_only_closed_by_eos(tokenizer: Tokenizer) -> None:
    rendered = InstruccionTemplate(tokenizer).render_record(Record("a", "f:1", Verbatim("a:", " b")))
    assert rendered.text == "a: b</s>"
    assert rendered.answers == ((2, 8),)


def test_a_tokenizer_that_cannot_end_a_sequence_is_refused(tokenizer: Tokenizer) -> None:
    for eos in (None, "pila", "Una lista"):
        broken = load_tokenizer_files(tokenizer.core, eos=eos)
        with pytest.raises(ConfigError, match="end-of-sequence token is None"):
            InstruccionTemplate(broken)
