"""Spellings of one complexity have one normal form, different complexities have different ones."""

from itertools import combinations

import pytest

from minilora.judge.complexity import normal_form

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


@pytest.mark.parametrize(
    "text", ["O()", "O(+)", "O((n)", "O(n))", "", "O(^2)", "O(" + "(" * 5000, "O(n^)", "O(log)", "+".join("ab" * 99)]
)
def test_what_is_no_formula_has_no_normal_form(text: str) -> None:
    """A damaged formula, however deep or long, is not read, and no error."""
    assert normal_form(text) is None
