"""Complexities in texts: times, memories, and what is denied or only compared with."""

import pytest

from minilora.judge.complexity import normal_form
from minilora.judge.stated import Case, asked_case, first_stated, stated

STATEMENTS = {
    "El tiempo es O(n log n) y usa O(n) de memoria.": [("time", "O(n log n)"), ("space", "O(n)")],
    "Usa O(1) de espacio adicional y tarda O(log n).": [("space", "O(1)"), ("time", "O(log n)")],
    "**Complejidad:** tiempo O(n²) en el peor caso; memoria adicional O(1).": [("time", "O(n²)"), ("space", "O(1)")],
    "Tiempo O(n) en promedio y O(n²) en el peor caso": [("time", "O(n)"), ("time", "O(n²)")],
    "**Inserción: tiempo y memoria.** Tiempo O(n²); memoria adicional O(1).": [("time", "O(n²)"), ("space", "O(1)")],
    "- Temporal: $O(n^2)$\n- Espacial: $O(1)$": [("time", "O(n^2)"), ("space", "O(1)")],
    "Memoria:\n- O(n)\n\nTiempo:\n- O(1)": [("space", "O(n)"), ("time", "O(1)")],
    "El tiempo y la memoria son O(n).": [("time", "O(n)"), ("space", "O(n)")],
    "Cuesta O(n log n), O(n) extra.": [("time", "O(n log n)"), ("space", "O(n)")],
    "No es O(n), es O(log n).": [("time", "O(log n)")],
    "En lugar de O(n), la binaria tarda O(log n).": [("time", "O(log n)")],
    "Tarda O(log n) frente a O(n) de la lineal.": [("time", "O(log n)")],
    "Su complejidad temporal es lineal.": [("time", "O(n)")],
    "El coste es cuadrático.": [("time", "O(n²)")],
    "Funciona en tiempo logarítmico y con memoria constante.": [("time", "O(log n)"), ("space", "O(1)")],
    "It runs in linear time.": [("time", "O(n)")],
    "La búsqueda lineal mira un valor constante.": [],
    "El uno o (el otro).": [],
    "```python\n# tiempo O(n)\n```\nTarda O(1).": [("time", "O(1)")],
    "```python\n# sin cerrar O(n)": [],
}


@pytest.mark.parametrize("text", STATEMENTS)
def test_times_and_memories_are_told_apart(text: str) -> None:
    """Each statement with its kind, in order; without what is denied, compared with, or in code."""
    expected = [(kind, normal_form(formula)) for kind, formula in STATEMENTS[text]]
    assert [(each.kind, each.form) for each in stated(text)] == expected


def test_the_first_statement_counts() -> None:
    """A wrong time before the right one is what the answer states."""
    first = first_stated("Es O(n). Bueno, es O(log n). Memoria O(1).", "time")
    assert first is not None
    assert first.text == "O(n)"
    assert first_stated("Tiempo O(n).", "space") is None


@pytest.mark.parametrize(
    ("case", "expected"), [("worst", "O(n^2)"), ("average", "O(n log n)"), ("best", "O(n)"), (None, "O(n log n)")]
)
@pytest.mark.parametrize(
    "answer",
    [
        "Tiempo O(n log n) en promedio y O(n²) en el peor caso; en el mejor de los casos es O(n).",
        "De media O(n log n). En el peor caso, el tiempo sube a O(n²). Mejor caso: O(n). Memoria O(1) en el peor caso.",
        "O(n log n) on average, O(n²) in the worst case, O(n) in the best case",
    ],
)
def test_the_case_that_is_asked_for_counts(answer: str, case: Case | None, expected: str) -> None:
    """The first statement for the case, if there is one for it."""
    first = first_stated(answer, "time", case)
    assert first is not None
    assert first.form == normal_form(expected)


def test_an_answer_without_the_case_states_its_first() -> None:
    first = first_stated("Tiempo O(n log n) en promedio.", "time", "worst")
    assert first is not None
    assert first.text == "O(n log n)"


@pytest.mark.parametrize(
    ("question", "case"),
    [
        ("¿Cuánto tarda quicksort en el peor caso?", "worst"),
        ("hash en promedio", "average"),
        ("¿Y en el mejor de los casos?", "best"),
        ("¿Cuánto tarda quicksort?", None),
        ("¿En promedio y en el peor caso?", None),
        ("What is the worst-case time?", "worst"),
    ],
)
def test_the_case_of_a_question(question: str, case: Case | None) -> None:
    """One that it names alone; who asks for two gets the first that the answer states."""
    assert asked_case(question) == case


@pytest.mark.parametrize("piece", ["O(", "O(n^", "log ", "tiempo ", "^{", "**", "`", "$", "no es ", "\n", ":\n"])
def test_a_hostile_answer_states_nothing(piece: str) -> None:
    """Long runs of what formulas, labels, code and lists begin with are read, and state nothing."""
    assert stated(piece * 3000) == []
