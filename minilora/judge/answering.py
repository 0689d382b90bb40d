"""The answers of a model to the questions, one after the other, each in a conversation of its own."""

from collections.abc import Iterable, Iterator

from ..chat import Chat
from .questions import Question


def answer_all(chat: Chat, questions: Iterable[Question]) -> Iterator[tuple[Question, str]]:
    """Yield each question with the answer of `chat`, whose turns so far (a system message) come before each question.

    A question that has a system message of its own is asked with that one.
    """
    opening = list(chat.turns)
    for question in questions:
        own = question.turns[0].role == "system"
        chat.turns = [*([] if own else opening), *question.turns[:-1]]
        yield question, "".join(chat.reply(question.text)).strip()
    chat.turns = opening
