"""Lessons without an algorithm: first steps in programming, and what is off topic."""

from itertools import chain

from ..entry import Lesson
from ..modules import attributes

LESSONS: tuple[Lesson, ...] = tuple(chain.from_iterable(attributes(__name__, __path__, "LESSONS")))
