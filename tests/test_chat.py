"""A conversation: the model's prompt, the history, and where generation stops."""

from pathlib import Path

import pytest

from minilora.chat import Chat
from minilora.checkpoint import Base, load_base
from minilora.data.jsonl import Turn


@pytest.fixture
def base(tiny_llama: Path) -> Base:
    return load_base(tiny_llama)


def test_a_reply_knows_the_turns_before(base: Base) -> None:
    """The second question is answered as its whole conversation, rendered by the template, is completed."""
    chat = Chat(base, max_new_tokens=6)
    first = "".join(chat.reply("¿Qué es una pila?"))
    turns = [Turn("user", "¿Qué es una pila?"), Turn("assistant", first.strip()), Turn("user", "¿Y una cola?")]
    expected = "".join(Chat(base, max_new_tokens=6).complete(chat.template.render_prompt(turns)))
    assert "".join(chat.reply("¿Y una cola?")) == expected
    assert [turn.role for turn in chat.turns] == ["user", "assistant"] * 2


def test_an_answer_that_is_not_read_to_its_end_is_not_remembered(base: Base) -> None:
    """A reply that the caller abandons leaves the conversation as it was."""
    chat = Chat(base, max_new_tokens=6)
    next(chat.reply("¿Qué es una pila?"), None)
    assert chat.turns == []


def test_answers_stop_at_every_token_that_ends_one(base: Base) -> None:
    """The end-of-sequence token and the names that llama.cpp knows end an answer."""
    assert base.tokenizer
    ids = {base.tokenizer.core.token_to_id(token) for token in ("<|im_end|>", "<|endoftext|>")}
    assert Chat(base).ends.ids == ids
