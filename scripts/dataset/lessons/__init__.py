"""Lessons without an algorithm: first steps in programming, and what is off topic; one file a lesson."""

from ..entry import Lesson
from ..modules import attributes

LESSONS: tuple[Lesson, ...] = attributes(__name__, __path__, "LESSON")
