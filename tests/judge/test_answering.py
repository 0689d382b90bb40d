"""Each question is a conversation of its own; an answer that repeats itself is stopped."""

from collections.abc import Iterator
from itertools import repeat
from typing import Any, cast

from minilora.chat import Chat
from minilora.data.records import Turn
from minilora.judge import Question, answer_all
from minilora.judge.text import loops


class Recorder:
    """A chat that keeps what it is asked, and answers with the pieces that it is given."""

    def __init__(self, pieces: Any) -> None:
        self.turns, self.asked, self.pieces = [Turn("system", "Sé breve.")], [], pieces

    def reply(self, question: str) -> Iterator[str]:
        self.asked.append([*(turn.content for turn in self.turns), question])
        yield from self.pieces


def answers(chat: Recorder, *questions: tuple[Turn, ...]) -> list[str]:
    asked = [Question(str(number), turns) for number, turns in enumerate(questions)]
    return [answer for _, answer in answer_all(cast(Chat, chat), asked)]


def test_each_question_is_a_conversation_of_its_own() -> None:
    """The chat's system message comes before each question, but one that has its own is asked with that."""
    chat = Recorder([" sí", " "])
    own = (Turn("system", "Sé largo."), Turn("user", "a"), Turn("assistant", "b"), Turn("user", "c"))
    assert answers(chat, own, (Turn("user", "d"),)) == ["sí", "sí"]
    assert chat.asked == [["Sé largo.", "a", "b", "c"], ["Sé breve.", "d"]]
    assert chat.turns == [Turn("system", "Sé breve.")]


def test_an_answer_that_repeats_itself_is_stopped() -> None:
    """One without an end ends, and is a loop; one as long that does not repeat itself is whole."""
    (endless,) = answers(Recorder(repeat("la pila es una pila ")), (Turn("user", "a"),))
    assert loops(endless)
    (whole,) = answers(Recorder([f"{number} " for number in range(200)]), (Turn("user", "a"),))
    assert whole.endswith(" 199")
