"""The answers of a model to the questions, one after the other, each in a conversation of its own."""

from collections.abc import Iterable, Iterator

from ..chat import Chat
from .questions import Question
from .text import loops_at_end

PIECES = 16
"""Pieces of an answer after which its end is looked at."""


def answer_all(chat: Chat, questions: Iterable[Question]) -> Iterator[tuple[Question, str]]:
    """Yield each question with the answer of `chat`, whose turns so far (a system message) come before each question.

    A question that has a system message of its own is asked with that one. An answer whose end repeats itself is
    stopped there, because that is its verdict, and it would go on to the limit of tokens.
    """
    opening = list(chat.turns)
    for question in questions:
        own = question.turns[0].role == "system"
        chat.turns = [*([] if own else opening), *question.turns[:-1]]
        answer = ""
        for number, piece in enumerate(chat.reply(question.text), 1):
            answer += piece
            if number % PIECES == 0 and loops_at_end(answer):
                break
        yield question, answer.strip()
    chat.turns = opening
