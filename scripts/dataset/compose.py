"""Create the records of an entry; each kind of answer has one layout for the whole catalogue."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from textwrap import dedent

from .entry import QA, Bug, Build, Entry, Kind, Level, Trace
from .prose import flow, of, prose, python_block
from .running import CatalogueError, Outcome, count, needed, outcome, trace

MAX_STEPS = 14
"""A longer trace only fills the context."""

THEORY_QUESTIONS = (
    "¿Qué es {n} y cómo funciona?",
    "Explícame {n} paso a paso y con un ejemplo.",
    "¿En qué consiste {n}?",
    "No acabo de entender {n}. ¿Me lo puedes explicar desde cero?",
    "¿Cuál es la idea principal {of_n}?",
    "Necesito repasar {n}: la idea, un ejemplo y el error más frecuente.",
    "¿Cómo le explicarías {n} a alguien que está empezando?",
    "Resume {n} con sus pasos, un ejemplo y su complejidad.",
)
COMPLEXITY_QUESTIONS = (
    "¿Cuál es la complejidad {of_n} y por qué?",
    "Analiza el tiempo y la memoria {of_n}.",
    "Justifica la complejidad temporal y espacial {of_n}.",
    "¿Cómo se deduce el coste {of_n}?",
    "Razona cuánto cuesta, en tiempo y en memoria, {n}.",
    "¿De dónde sale la complejidad {of_n}? Explícame el análisis.",
    "¿Cuánto tiempo y cuánta memoria adicional necesita {n}?",
)


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

    def as_json(self) -> dict[str, str]:
        """Return the fields in file order; `input` only if it is not empty."""
        fields = {"id": self.id, "instruction": self.instruction}
        if self.input:
            fields["input"] = self.input
        return fields | {"output": self.output, "level": self.level, "topic": self.topic, "kind": self.kind}


def records(entry: Entry) -> Iterator[Record]:
    """Yield the entry's records, numbered within each kind."""
    numbers: dict[Kind, int] = {}
    try:
        for kind, instruction, given, output, level in _parts(entry):
            numbers[kind] = numbers.get(kind, 0) + 1
            identity = f"{entry.key}/{kind}-{numbers[kind]}"
            yield Record(identity, flow(instruction), given, output, level, entry.topic, kind, entry.key)
    except Exception as err:
        raise CatalogueError(f"entry {entry.key}: {err}") from err


Part = tuple[Kind, str, str, str, Level]
"""kind, instruction, input, output, level"""


def _parts(entry: Entry) -> Iterator[Part]:
    level = entry.level
    if entry.theory:
        ask = entry.theory.ask or _question(THEORY_QUESTIONS, entry)
        yield "teoría", ask, "", _theory(entry), level
    if entry.complexity:
        ask = entry.complexity.ask or _question(COMPLEXITY_QUESTIONS, entry)
        yield "complejidad", ask, "", _complexity(entry), _above(level)
    if entry.build:
        yield "implementación", entry.build.ask, "", _build(entry, entry.build), level
    for bug in entry.bugs:
        faulty = _right(entry, bug).replace(*bug.swap)
        yield "corrección", bug.ask, _fenced(faulty), _correction(entry, bug), level
    for exercise in entry.exercises:
        answer = _traced(entry, exercise) if isinstance(exercise, Trace) else prose(exercise.text, entry.code)
        yield "ejercicio", exercise.ask, "", answer, _level(exercise, entry)
    for kind, questions in (("comparación", entry.comparisons), ("concepto", entry.concepts)):
        for qa in questions:
            yield kind, qa.ask, "", prose(qa.text, entry.code), _level(qa, entry)  # type: ignore[misc]


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


def _question(variants: tuple[str, ...], entry: Entry) -> str:
    """Choose by the entry's name, so that a new entry does not change the questions of other entries."""
    variant = variants[int(sha256(entry.key.encode()).hexdigest(), 16) % len(variants)]
    return variant.format(n=entry.name, of_n=of(entry.name))


def _level(part: QA | Trace, entry: Entry) -> Level:
    return (isinstance(part, QA) and part.level) or entry.level


def _above(level: Level) -> Level:
    return "intermedio" if level == "básico" else "avanzado"


def _fenced(code: str) -> str:
    return f"```python\n{dedent(code).strip()}\n```"


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
