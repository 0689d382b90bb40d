"""Complexities in texts: spellings of one have one normal form, different ones have different ones; time and memory."""

from itertools import combinations

import pytest

from minilora.judge.complexity import first_stated, normal_form, stated

SAME = (
    (
        *(
            "O(n log n)",
            "O(n·log n)",
            "O(nlogn)",
            "O(n log₂ n)",
            "O(n lg(n))",
            "O(N log N)",
            "O(n*log(n))",
            "Θ(n log n)",
        ),
        *("$O(n \\log n)$", "\\mathcal{O}(n \\log_2 n)", "O(n \\cdot \\log{n})", "O(n + n log n)", "O(n × log n + 7)"),
    ),
    ("O(n²)", "O(n^2)", "O(n**2)", "O(n^{2})", "O(n·n)", "O(n² + n)", "O(n(n-1)/2)", "$O\\left(n^2\\right)$", "O(2n²)"),
    ("O(1)", "O(2)", "O( 1 )"),
    ("O(log n)", "O(log(n))", "O(lg n)", "O(log₂n)", "O(log_2(n))", "O(log n²)", "O(\\log n)", "O(ln n)"),
    ("O(V + E)", "O(E+V)", "O(|V| + |E|)", "O(v + e)"),
    ("O((V + E) log V)", "O(V log V + E log V)", "O((|V|+|E|)·log|V|)"),
    ("O(2ⁿ)", "O(2^n)", "O(2**n)", "O(2^{n})", "O(2^(n))"),
    ("O(n log² n)", "O(n log^2 n)", "O(n (log n)^2)", "O(n·log²(n))", "O(n \\log^2 n)"),
    ("O(√n)", "O(sqrt(n))", "O(n^0.5)", "O(n^(1/2))", "O(\\sqrt{n})", "O(√(n))"),
    ("O(n^1,585)", "O(n^{1.585})", "O(n^{\\log_2 3})", "O(n^(log2 3))"),
    ("O(log min(a, b))", "O(log(min(b,a)))"),
    ("O(n² · 2ⁿ)", "O(2^n n^2)"),
    ("O(nm)", "O(m·n)", "O(n × m)"),
    ("O(d(n + b))", "O(dn + db)"),
    ("O(n)", "O(3n+2)", "O(n + log n)", "O(n/2)", "O(n - 1)", "O(n + √n)"),
    ("O(n!)",),
    ("O(n · n!)", "O(n!·n)"),
    ("O(n log log n)", "O(n log(log(n)))", "O(n \\log \\log n)"),
    ("O(α(n))", "O(\\alpha(n))"),
    ("O(n³)", "O(n^3)"),
    ("O(V³)",),
    ("O(m)",),
    ("O(E log V)",),
    ("O(E log E)",),
    ("O(n log k)",),
    ("O(k log n)",),
    ("O(n + m)",),
    ("O(3^n)",),
    ("O(n^k)",),
)


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_spellings_of_one_complexity_are_equal(spellings: tuple[str, ...]) -> None:
    """Superscripts, LaTeX, signs of multiplication, bases, constants, lower terms and order do not matter."""
    assert {spelling: normal_form(spelling) for spelling in spellings} == dict.fromkeys(
        spellings, normal_form(spellings[0])
    )
    assert normal_form(spellings[0]) is not None


def test_different_complexities_differ() -> None:
    """No two lines of the table are the same."""
    assert all(normal_form(a[0]) != normal_form(b[0]) for a, b in combinations(SAME, 2))


@pytest.mark.parametrize("text", ["O()", "O(+)", "O((n)", "O(n))", "", "O(^2)", "O(" + "(" * 5000, "O(n^)", "O(log)"])
def test_what_is_no_formula_has_no_normal_form(text: str) -> None:
    """A damaged formula, however deep, is not read, and no error."""
    assert normal_form(text) is None


STATEMENTS = {
    "El tiempo es O(n log n) y usa O(n) de memoria.": [("time", "O(n log n)"), ("space", "O(n)")],
    "Usa O(1) de espacio adicional y tarda O(log n).": [("space", "O(1)"), ("time", "O(log n)")],
    "**Complejidad:** tiempo O(n²) en el peor caso; memoria adicional O(1).": [("time", "O(n²)"), ("space", "O(1)")],
    "Tiempo O(n) en promedio y O(n²) en el peor caso": [("time", "O(n)"), ("time", "O(n²)")],
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


def test_a_hostile_answer_is_read_quickly() -> None:
    """Long answers of open parentheses, exponents and stars take no time that grows with their square and more."""
    for piece in ("O(", "O(n^", "log ", "tiempo ", "^{", "**", "`", "$", "no es "):
        assert isinstance(stated(piece * 3000), list)
