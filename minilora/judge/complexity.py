"""The normal form of a complexity, such as `O(n log n)`: the set of its dominant terms, each a product of powers.

Constant factors, bases of logarithms, lower terms, the order of factors and the case of letters are gone, so O(2n + 1)
is O(n), O(E + V) is O(V + E), and O((V + E) log V) is O(V log V + E log V). Names of variables stay: O(m) is not O(n).
"""

import re
from collections.abc import Iterator
from math import log2

from .spelling import plain, unaccented

Term = frozenset[tuple[str, float]]
"""A product: (factor, exponent). A factor is a variable, `log(...)`, `2^(...)`, `fact(...)`, `min(...)`, ..."""
NormalForm = frozenset[Term]

MAX_CHARS = 120
"""Maximum length of a formula; a longer text is not one."""
MAX_TERMS = 64


def normal_form(formula: str) -> NormalForm | None:
    """Return the normal form of `O(n log n)` or `n log n`; None if it cannot be read."""
    spelled = plain(formula).strip()
    wrapped = re.fullmatch(r"[OΘΩ]\s*\((.*)\)", spelled)
    inside = wrapped[1] if wrapped else spelled
    if len(inside) > MAX_CHARS:
        return None
    try:
        return _Parser(inside).parse()
    except (ValueError, RecursionError, OverflowError):
        return None


LEFT_OVER = str.maketrans("{}", "()", "|`")


class _Parser:
    """Reads a sum of products of powers, and returns its dominant terms."""

    def __init__(self, formula: str) -> None:
        formula = re.sub(r"(?<=\d),(?=\d)", ".", formula.translate(LEFT_OVER))
        self.tokens = list(_tokens(formula.casefold()))
        self.at = 0

    def parse(self) -> NormalForm:
        result = self._sum()
        if self.at < len(self.tokens):
            raise ValueError(self.tokens[self.at])
        return result

    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _take(self, *tokens: str) -> bool:
        found = bool(self._next()) and self._next() in tokens
        self.at += found
        return found

    def _sum(self) -> NormalForm:
        terms = set(self._product())
        while self._take("+", "-"):
            terms |= self._product()
        return _dominant(terms)

    def _product(self) -> NormalForm:
        result = self._power()
        while self._next() not in ("", "+", "-", ")", ","):
            if self._take("/"):
                result = _times(result, _to_power(self._power(), -1))
            else:
                self._take("*")
                result = _times(result, self._power())
        return result

    def _power(self) -> NormalForm:
        if self.tokens[self.at : self.at + 2] == ["log", "^"]:  # log² n
            self.at += 2
            _, exponent = self._exponent()
            if exponent is None:
                raise ValueError("the exponent of a logarithm is no number")
            return _to_power(self._log(), exponent)
        start = self.at
        base = self._atom()
        while self._take("!"):
            base = _single(f"fact({_shown(base)})")
        if not self._take("^"):
            return base
        constant = re.fullmatch(r"[\d.]+|e", self.tokens[start]) and self.at == start + 2
        name = self.tokens[start]
        form, exponent = self._exponent()
        if exponent is not None:
            return base if constant else _to_power(base, exponent)
        return _single(f"{name if constant else _shown(base)}^({_shown(form)})")

    def _atom(self) -> NormalForm:
        token = self._next()
        self.at += 1
        if token == "(":
            inner = self._sum()
            if not self._take(")"):
                raise ValueError("a parenthesis is open")
            return inner
        if token == "log":
            return self._log()
        if token in ("√", "sqrt", "raiz"):
            return _to_power(self._atom(), 0.5)
        if token in ("min", "max", "α"):
            return _single(f"{token}({','.join(sorted(map(_shown, self._arguments())))})")
        if re.fullmatch(r"[\d.]+", token):
            return frozenset({frozenset()})
        if not token or not token[0].isalpha():
            raise ValueError(f"{token!r} is no factor")
        return _single(token)

    def _exponent(self) -> tuple[NormalForm, float | None]:
        """Read an exponent, and return its value too if it is constant."""
        first = self.at
        form = self._atom()
        return form, _number("".join(self.tokens[first : self.at]))

    def _log(self) -> NormalForm:
        """Read the argument of a logarithm. A power or a factor inside it is a constant factor outside it."""
        if self._take("log"):
            argument = self._log()
        else:
            argument = self._atom()
            if self.tokens[self.at - 1] != ")" and self._take("^"):
                self._atom()
        if len(argument) != 1:
            return _single(f"log({_shown(argument)})")
        (term,) = argument
        factors = frozenset({frozenset((factor, 1.0) for factor, _ in term)})
        return _single(f"log({_shown(factors)})") if term else factors

    def _arguments(self) -> list[NormalForm]:
        if not self._take("("):
            return [self._atom()]
        arguments = [self._sum()]
        while self._take(","):
            arguments.append(self._sum())
        if not self._take(")"):
            raise ValueError("a parenthesis is open")
        return arguments


def _tokens(formula: str) -> Iterator[str]:
    for token in re.findall(r"\d+(?:\.\d+)?|[^\W\d_]+|[-+*/^!(),√]|\S", formula):
        if not token[0].isalpha():
            yield token
            continue
        for part in re.split(r"(log|sqrt|raiz|min|max|lg|ln|α)", unaccented(token) if len(token) > 3 else token):
            if part in ("lg", "ln"):
                yield "log"
            elif part in ("log", "sqrt", "raiz", "min", "max") or len(part) > 3:
                yield part
            elif part not in ("de", "por", "del", "of"):
                yield from part


def _number(text: str) -> float | None:
    """Return the value of a constant exponent, to one decimal: 2, 1.585, 1/2, log 3."""
    text = text.strip("()")
    if found := re.fullmatch(r"log2?(\d+)", text):
        return round(log2(int(found[1][:6])), 1) if found[1] != "0" else None
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)(?:/(\d+))?", text):
        return round(float(found[1]) / (float(found[2] or 1) or 1), 1)
    return None


def _single(factor: str) -> NormalForm:
    return frozenset({frozenset({(factor, 1.0)})})


def _times(first: NormalForm, second: NormalForm) -> NormalForm:
    if len(first) * len(second) > MAX_TERMS:
        raise ValueError("too many terms")
    return frozenset(_multiplied(a, b) for a in first for b in second)


def _multiplied(first: Term, second: Term) -> Term:
    exponents = dict(first)
    for factor, exponent in second:
        exponents[factor] = round(exponents.get(factor, 0) + exponent, 1)
    return frozenset((factor, exponent) for factor, exponent in exponents.items() if exponent)


def _to_power(base: NormalForm, exponent: float) -> NormalForm:
    if len(base) == 1:
        (term,) = base
        return frozenset({frozenset((factor, round(e * exponent, 1)) for factor, e in term)})
    if exponent in (2, 3):
        return _times(base, _to_power(base, exponent - 1))
    return base if exponent == 1 else frozenset({frozenset({(f"({_shown(base)})", exponent)})})


def _dominant(terms: set[Term]) -> NormalForm:
    return frozenset(term for term in terms if not any(_is_below(term, other) for other in terms if other != term))


def _is_below(term: Term, other: Term) -> bool:
    """Return whether `term` grows no faster than `other`: no exponent is higher, where n^0.1 pays for log n."""
    ours, theirs = dict(term), dict(other)

    def is_paid(factor: str) -> bool:
        variable = factor.removeprefix("log(").removesuffix(")")
        return factor != variable and theirs.get(variable, 0) > ours.get(variable, 0)

    return all(
        ours.get(factor, 0) <= theirs.get(factor, 0) or is_paid(factor) for factor in ours.keys() | theirs.keys()
    )


def _shown(form: NormalForm) -> str:
    """Return a normal form as text, the same for equal forms."""
    terms = ("*".join(f"{f}^{e:g}" if e != 1 else f for f, e in sorted(term)) or "1" for term in form)
    return "+".join(sorted(terms))
