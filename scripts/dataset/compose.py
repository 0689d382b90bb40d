"""Create the records of an entry; each kind of answer has one layout for the whole catalogue."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import dedent

from .entry import QA, Brief, Bug, Build, Entry, Kind, Lesson, Level, Result, Trace
from .phrasings import first
from .prose import flow, prose, python_block
from .questions import asked
from .running import CatalogueError, Outcome, count, needed, outcome, trace

MAX_STEPS = 14
"""A longer trace only fills the context."""


@dataclass(frozen=True)
class Record:
    """One line of the data set, with the `entry` and `kind` that determine its cell."""

    id: str
    instruction: str
    input: str
    output: str
    level: Level
    topic: str
    kind: Kind
    entry: str
    history: tuple[tuple[str, str], ...] = ()
    """The turns before, as (question, answer)."""

    def as_json(self, system: str = "") -> dict[str, object]:
        """Return the fields in file order: `messages` for a conversation, else `instruction`, `input` and `output`."""
        fields: dict[str, object] = {"id": self.id}
        if self.history:
            fields["messages"] = self.messages(system)
        else:
            given = {"system": system, "instruction": self.instruction, "input": self.input, "output": self.output}
            fields |= {name: text for name, text in given.items() if text}
        return fields | {"level": self.level, "topic": self.topic, "kind": self.kind}

    def messages(self, system: str = "") -> list[dict[str, str]]:
        """Return the record as a chat; the question's input follows on a new line."""
        question = "\n".join(filter(None, (self.instruction, self.input)))
        turns = [("system", system)] if system else []
        for ask, answer in (*self.history, (question, self.output)):
            turns += [("user", ask), ("assistant", answer)]
        return [{"role": role, "content": content} for role, content in turns]


@dataclass(frozen=True)
class Part:
    """A record before it is numbered."""

    kind: Kind
    title: str
    """What the first answer is about; empty in small talk, whose answers have no title."""
    instruction: str
    output: str
    level: Level
    input: str = ""
    history: tuple[tuple[str, str], ...] = ()


def records(source: Entry | Lesson) -> Iterator[Record]:
    """Yield the records of an entry or a lesson, numbered within each kind."""
    numbers: dict[Kind, int] = {}
    try:
        for part in _lesson(source) if isinstance(source, Lesson) else _entry(source):
            numbers[part.kind] = numbers.get(part.kind, 0) + 1
            history, output = _titled(part)
            yield Record(
                id=f"{source.key}/{part.kind}-{numbers[part.kind]}",
                instruction=flow(part.instruction),
                input=part.input,
                output=output,
                level=part.level,
                topic=source.topic,
                kind=part.kind,
                entry=source.key,
                history=history,
            )
    except Exception as err:
        raise CatalogueError(f"entry {source.key}: {err}") from err


def _titled(part: Part) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return a part's history and answer; the first answer of the conversation begins with the title.

    So the model first names what it is asked, then says what it knows about that (docs/log.md).
    """
    title = part.title and f"**{part.title}.** "
    if not part.history:
        return (), title + part.output
    (ask, answer), *others = part.history
    return ((ask, title + answer), *others), part.output


def _entry(entry: Entry) -> Iterator[Part]:
    level = entry.level
    if entry.theory:
        ask = entry.theory.ask or _question(first.THEORY, entry)
        yield Part("teoría", _title(entry, "explicación"), ask, _theory(entry), level)
    if entry.complexity:
        ask = entry.complexity.ask or _question(first.COMPLEXITY, entry)
        yield Part("complejidad", _title(entry, "complejidad"), ask, _complexity(entry), _above(level))
    for build in filter(None, (entry.build, entry.brief and entry.brief.build)):
        yield Part("implementación", _title(entry, "código"), build.ask, _build(entry, build), level)
    for bug in entry.bugs:
        faulty = _right(entry, bug).replace(*bug.swap)
        yield Part(
            "corrección", _title(entry, "el fallo"), bug.ask, _correction(entry, bug), level, input=_fenced(faulty)
        )
    for exercise in entry.exercises:
        answer = _traced(entry, exercise) if isinstance(exercise, Trace) else prose(exercise.text, entry.code)
        yield Part("ejercicio", _title(entry, "ejercicio"), exercise.ask, answer, _level(exercise, entry))
    faster = entry.brief.faster if entry.brief else ()
    for qa in (*entry.comparisons, *faster):
        yield _answered("comparación", qa, entry)
    for qa in entry.concepts:
        yield _answered("concepto", qa, entry)
    if entry.brief:
        yield from _brief(entry, entry.brief)


def _lesson(lesson: Lesson) -> Iterator[Part]:
    for qa in lesson.answers:
        yield Part(lesson.kind, qa.title or lesson.title, qa.ask, prose(qa.text, ""), qa.level or lesson.level)
    for talk in lesson.talks:
        yield _talk(lesson.kind, talk[0].title or lesson.title, talk, "", lesson.level)


def _brief(entry: Entry, brief: Brief) -> Iterator[Part]:
    """Short answers: the same facts in several words, to several questions."""
    level, cost = entry.level, _cost(entry)
    *what, what_and_cost = (prose(text, entry.code) for text in brief.what)
    for number, text in enumerate(what, 1):
        yield Part("definición", entry.title, _several(first.WHAT, entry, number), text, level)
    ask = _question(first.WHAT_AND_COST, entry)
    answer = f"{what_and_cost} T{cost[1:]}."
    yield Part("definición", _title(entry, "qué es y cuánto cuesta"), ask, answer, level)
    stated = (
        ("tiempo", first.TIME, f"El tiempo es {entry.time}; la memoria adicional, {entry.space}."),
        ("memoria", first.MEMORY, f"La memoria adicional es {entry.space}; el tiempo, {entry.time}."),
        ("tiempo y memoria", first.COST, f"T{cost[1:]}."),
    )
    for (aspect, phrasings, costs), why in zip(stated, brief.cost, strict=True):
        answer = f"{costs} {prose(why, entry.code)}"
        yield Part("coste", _title(entry, aspect), _question(phrasings, entry), answer, level)
    uses = (("cuándo conviene", first.WHEN), ("dónde se usa", first.WHERE), ("cuándo no conviene", first.WHEN_NOT))
    for (aspect, phrasings), text in zip(uses, brief.use, strict=True):
        ask = _question(phrasings, entry, brief.tool)
        yield Part("uso", _title(entry, aspect), ask, prose(text, entry.code), level)
    for qa in brief.beliefs:
        yield _answered("creencia", qa, entry)
    for result in brief.results:
        yield _result(entry, result)
    for talk in brief.talks:
        yield _talk("charla", entry.title, talk, entry.code, level)


def _title(entry: Entry, aspect: str) -> str:
    if not aspect:
        raise CatalogueError("an answer of its own has no title")
    return f"{entry.title}: {aspect}"


def _answered(kind: Kind, qa: QA, entry: Entry) -> Part:
    return Part(kind, _title(entry, qa.title), qa.ask, prose(qa.text, entry.code), _level(qa, entry))


def _result(entry: Entry, result: Result) -> Part:
    call = flow(result.call)
    ran = outcome(entry.code, call)
    if ran.how != "devuelve":
        raise CatalogueError(f"{call} is {ran}, but must return a value")
    ask = asked(first.RESULT, f"{entry.key} {call}", entry.name, call)
    answer = f"Devuelve `{ran.what}`. {prose(result.why, entry.code)}"
    source = _fenced(needed(entry.code, call))
    return Part("resultado", _title(entry, "resultado"), ask, answer, entry.level, input=source)


def _talk(kind: Kind, title: str, talk: tuple[QA, ...], code: str, level: Level) -> Part:
    *before, last = ((flow(qa.ask), prose(qa.text, code)) for qa in talk)
    return Part(kind, title, last[0], last[1], level, history=tuple(before))


def _theory(entry: Entry) -> str:
    assert entry.theory
    return _paragraphs(
        prose(entry.theory.text, entry.code),
        f"**Complejidad:** {_cost(entry)}.",
        f"**Error común:** {prose(entry.theory.pitfall, entry.code)}",
    )


def _complexity(entry: Entry) -> str:
    assert entry.complexity
    answer = [f"T{_cost(entry)[1:]}.", prose(entry.complexity.text, entry.code)]
    if measured := entry.complexity.count:
        cells = [f"- n = {n}: {count(entry.code, call, measured.at)}" for n, call in measured.calls]
        answer.append("\n".join([f"**Comprobación** al ejecutar el código ({measured.what}):", "", *cells]))
    return _paragraphs(*answer)


def _build(entry: Entry, build: Build) -> str:
    demo = "\n".join(_shown(line) for line in build.demo)
    code = needed(entry.code, demo)
    return _paragraphs(
        prose(build.text, entry.code),
        python_block(f"{code}\n\n\n{demo}"),
        prose(build.note, entry.code),
        f"**Complejidad:** {_cost(entry)}.",
    )


def _correction(entry: Entry, bug: Bug) -> str:
    right, call = _right(entry, bug), flow(bug.call)
    faulty = right.replace(*bug.swap)
    ast.parse(faulty)
    if right.count(bug.swap[0]) != 1:
        raise CatalogueError(f"the fragment {bug.swap[0]!r} must be in the code exactly once")
    good, bad = outcome(right, call), outcome(faulty, call)
    if good == bad or good.how != "devuelve":
        raise CatalogueError(f"the bug does not show: {call} is {good} when right, {bad} when faulty")
    return _paragraphs(
        prose(bug.why, right),
        f"**Entrada que lo muestra:** `{call}` {_said(bad)}; debería devolver `{good.what}`.",
        f"**Corrección:** {prose(bug.fix, right)}".strip(),
        python_block(f"{right}\n\n\nprint({call})  #="),
    )


def _right(entry: Entry, bug: Bug) -> str:
    """Return the correct code; of the entry's code, only the part that the call needs."""
    return bug.code.strip() or needed(entry.code, flow(bug.call))


def _traced(entry: Entry, exercise: Trace) -> str:
    code = dedent(exercise.code or entry.code).strip()
    steps = trace(code, exercise.call, exercise.at, flow(exercise.show))
    if not 2 <= len(steps) <= MAX_STEPS:
        raise CatalogueError(f"a trace of {len(steps)} steps for {exercise.call}: {steps}")
    numbered = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
    return _paragraphs(prose(exercise.text, code), numbered, prose(exercise.end, code))


def _cost(entry: Entry) -> str:
    return f"tiempo {entry.time}; memoria adicional {entry.space}"


def _said(bad: Outcome) -> str:
    match bad.how:
        case "devuelve":
            return f"devuelve `{bad.what}`"
        case "lanza":
            return f"lanza `{bad.what}`"
        case _:
            return "no termina nunca"


def _shown(line: str) -> str:
    """Return a demo line; an expression is printed, a statement or a line that ends in `;` stays as it is."""
    if line.endswith(";"):
        return line[:-1]
    try:
        compile(line, "demo", "eval")
    except SyntaxError:
        return line
    return f"print({line})  #="


def _question(phrasings: Sequence[str], entry: Entry, name: str = "") -> str:
    return asked(phrasings, entry.key, name or entry.name)


def _several(phrasings: Sequence[str], entry: Entry, number: int) -> str:
    """Return question `number`, from 1, of an entry that is asked from the same phrasings more than once."""
    return asked(phrasings[number - 1 :: 3], f"{entry.key} {number}", entry.name)


def _level(part: QA | Trace, entry: Entry) -> Level:
    return (isinstance(part, QA) and part.level) or entry.level


def _above(level: Level) -> Level:
    return "intermedio" if level == "básico" else "avanzado"


def _fenced(code: str) -> str:
    return f"```python\n{dedent(code).strip()}\n```"


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
