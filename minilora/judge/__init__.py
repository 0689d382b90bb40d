"""The answers of a model, judged without another model.

questions.py    the questions file: each question with its key (what a right answer holds)
answering.py    the answers of a model, one question after the other
text.py         language, loops, words, code blocks of an answer
spelling.py     formulas in one spelling, words without accents
complexity.py   the normal form of a complexity
stated.py       the times and memories that an answer states
running.py      a Python program, run in a process with limits
verdicts.py     one answer and its question's key -> one verdict for each criterion
compare.py      shares of several models side by side, and which differences are noise
"""

from .answering import answer_all
from .compare import Judged, compare
from .questions import Question, read_answers, read_questions
from .verdicts import CRITERIA, Verdict, judge

__all__ = [
    "CRITERIA",
    "Judged",
    "Question",
    "Verdict",
    "answer_all",
    "compare",
    "judge",
    "read_answers",
    "read_questions",
]
