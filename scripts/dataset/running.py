"""Run the catalogue's code and return values, errors, traces and step counts.

The catalogue is trusted, so its code runs in this process. Endless loops are stopped by a limit on the number of
executed lines, which is the same on every machine (a time limit is not).
"""

import ast
import contextlib
import io
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any

SOURCE = "<catálogo>"
MAX_LINES = 200_000
"""Number of executed lines after which a run counts as endless; terminating runs execute a few thousand at most."""


class CatalogueError(Exception):
    """An entry contradicts itself: a placeholder without a value, a bug without effect, a trace that is too long."""


class EndlessRunError(Exception):
    """The code executed MAX_LINES lines."""


@dataclass(frozen=True)
class Outcome:
    """Result of a call: `how` is «devuelve», «lanza» or «no termina»; `what` the value's repr or the error's name."""

    how: str
    what: str = ""


def evaluate(code: str, expression: str) -> Any:
    """Run `code` in a new namespace and return the value of `expression` in it."""
    with _watch_lines(lambda frame: None):
        return eval(_compiled(expression, "eval"), _namespace(code))


def needed(code: str, expression: str) -> str:
    """Return the top-level definitions of `code` that `expression` needs, and its imports, as source text."""
    tree = ast.parse(code)
    definitions = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    reached: set[str] = set()
    pending = _names(ast.parse(expression))
    while pending:
        name = pending.pop()
        if name in definitions and name not in reached:
            reached.add(name)
            pending |= _names(definitions[name])
    kept = [n for n in tree.body if definitions.get(getattr(n, "name", "")) is not n or n.name in reached]
    return "\n\n\n".join(filter(None, (ast.get_source_segment(code, node) for node in kept)))


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def outcome(code: str, expression: str) -> Outcome:
    """Run `expression` after `code` and return its outcome."""
    try:
        return Outcome("devuelve", repr(evaluate(code, expression)))
    except EndlessRunError:
        return Outcome("no termina")
    except Exception as err:
        return Outcome("lanza", type(err).__name__)


def printed(code: str) -> list[str]:
    """Return the lines that `code` prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), _watch_lines(lambda frame: None):
        _namespace(code)
    return out.getvalue().splitlines()


def trace(code: str, expression: str, at: str, show: str) -> list[str]:
    """Return the values of `show`, an f-string over the live variables, before each execution of the line with `at`."""
    form = _compiled(f'f"""{show}"""', "eval")
    steps: list[str] = []
    line = _line_of(code, at)

    def note(frame: FrameType) -> None:
        if frame.f_lineno == line:
            steps.append(eval(form, {**frame.f_globals, **frame.f_locals}))

    _follow(code, expression, note)
    return steps


def count(code: str, expression: str, at: str) -> int:
    """Return how often the line that contains `at` is executed."""
    line, times = _line_of(code, at), 0

    def note(frame: FrameType) -> None:
        nonlocal times
        times += frame.f_lineno == line

    _follow(code, expression, note)
    return times


def _follow(code: str, expression: str, note: Callable[[FrameType], None]) -> None:
    namespace = _namespace(code)
    with _watch_lines(note):
        eval(_compiled(expression, "eval"), namespace)


def _compiled(source: str, mode: str) -> CodeType:
    # Expressions get a different file name, so that only lines of the catalogue's code are watched.
    return compile(source, SOURCE if mode == "exec" else "<expresión>", mode)


def _namespace(code: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "catalogo"}
    exec(_compiled(code, "exec"), namespace)
    return namespace


def _line_of(code: str, fragment: str) -> int:
    # A comprehension is a frame of its own up to Python 3.11 and none later: its line runs a different number of times.
    lines = [number for number, line in enumerate(code.splitlines(), 1) if fragment in line]
    if len(lines) != 1 or re.search(r"\S.* for ", code.splitlines()[lines[0] - 1]):
        raise CatalogueError(
            f"{fragment!r} is on lines {lines} of the code, but must be on exactly one without a comprehension:\n{code}"
        )
    return lines[0]


@contextlib.contextmanager
def _watch_lines(note: Callable[[FrameType], None]) -> Iterator[None]:
    """Call `note` before every line of catalogue code; stop endless runs."""
    lines = 0

    def watch(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal lines
        if frame.f_code.co_filename != SOURCE:
            return None
        if event == "line":
            lines += 1
            if lines > MAX_LINES:
                raise EndlessRunError
            note(frame)
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        yield
    finally:
        sys.settrace(before)
