"""TEMPLATE for Ollama, from the template of training: taken apart by examples, put together, and compared.

Rendering conversations of words that occur nowhere else shows what stands between turns, whatever the family:

    <before><opening>U1<tail>A1<closing><opening>U2<tail>          without a system message
    <system opening>S<system closing><opening>U1<tail>             with one (ChatML, Llama 3, Phi-3, instruccion)
    <opening>S<gap>U1<tail>                                        inside the user's turn (Gemma 3, Mistral)

Of these pieces a TEMPLATE is written in one of two forms: turn by turn, or, where something stands at the very
beginning only (a default system message), for all messages at once. What Ollama would make of it is then compared with
what the model was trained on, for conversations of several kinds. A template that is not made like this is refused.

Ollama puts the user's words in as they are; where training trimmed white space around them, only such words agree.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..data.jsonl import Turn
from ..data.rendering import Template
from ..errors import DataError, GGUFError, quoted
from ..stopping import NO_STOPS, ConfiguredStops, stopping_criteria
from ..tokenizer import Tokenizer
from .go import render

S, U1, A1, U2, A2, U3 = (
    Turn(role, f"{role}7c{number}f")
    for number, role in enumerate(("system", "user", "assistant", "user", "assistant", "user"))
)
CONVERSATIONS: tuple[tuple[Turn, ...], ...] = ((U1,), (S, U1), (U1, A1, U2), (S, U1, A1, U2, A2, U3))
"""One turn and several, with and without a system message."""
THINKING = re.compile(r"<think>.*?</think>\s*", re.DOTALL)
"""What Ollama takes out of an answer before it becomes history."""


@dataclass(frozen=True)
class OllamaTemplate:
    text: str
    """TEMPLATE"""
    stops: tuple[str, ...]
    """PARAMETER stop: what ends an answer, and what would begin a turn of the user's."""


@dataclass(frozen=True)
class Difference:
    """A conversation that Ollama would render otherwise than training did."""

    roles: str
    expected: str
    found: str


@dataclass(frozen=True)
class Pieces:
    """What stands between the turns, as in the drawing above."""

    before: str
    opening: str
    tail: str
    closing: str
    system: tuple[str, str] | None
    """Its opening and closing; None where there is no place for a system message outside the user's turn."""
    gap: str | None
    """None where there is no place for one inside it."""


def ollama_template(template: Template, tokenizer: Tokenizer, stated: ConfiguredStops = NO_STOPS) -> OllamaTemplate:
    """Return the TEMPLATE that renders as `template`, and the stops: what ends a completion everywhere.

    Raises:
        GGUFError: when there is none of the known forms; shows where they differ.
    """
    pieces = _take_apart(template, runtime_bos(tokenizer))
    text = _for_all(pieces) if pieces.before else _turn_by_turn(pieces)
    if differences := compare(text, template, tokenizer):
        first = differences[0]
        raise GGUFError(
            f"this chat template cannot be written in Ollama's language: for {first.roles} training had "
            f"{quoted(first.expected)}, Ollama would have {quoted(first.found)}. Train with a plainer template "
            "(`--template FILE`), or write the Modelfile by hand."
        )
    ends = stopping_criteria(tokenizer, stated, end=template.end, opening=template.opening)
    return OllamaTemplate(text, ends.stops)


def compare(text: str, template: Template, tokenizer: Tokenizer) -> tuple[Difference, ...]:
    """Return where the TEMPLATE `text` differs from `template`; conversations that the latter refuses are left out."""
    bos = runtime_bos(tokenizer)
    found = []
    for turns in CONVERSATIONS:
        try:
            expected = template.render_prompt(turns).removeprefix(bos)
        except DataError:
            continue
        ours = render(text, _as_answered(turns, template)).removeprefix(bos)
        if ours != expected:
            found.append(Difference(", ".join(turn.role for turn in turns), expected, ours))
    return tuple(found)


def runtime_bos(tokenizer: Tokenizer) -> str:
    """Text of the token that Ollama's runtime puts before every prompt by itself; empty where it does not."""
    return (tokenizer.token_text(tokenizer.bos_id) or "") if tokenizer.add_bos else ""


def _as_answered(turns: Sequence[Turn], template: Template) -> list[Turn]:
    """The turns as Ollama keeps them: an answer is what the model said, with the space it began with."""
    answered = list(turns)
    for i, turn in enumerate(turns):
        if turn.role == "assistant":
            rendered = template.render(turns[: i + 1])
            start, end = rendered.answers[-1]
            answered[i] = Turn("assistant", THINKING.sub("", rendered.text[start:end].removesuffix(template.end)))
    return answered


def _take_apart(template: Template, bos: str) -> Pieces:
    start, between, tail = _split(template.render_prompt((U1, A1, U2)), U1, U2)
    after_answer = between.partition(A1.content)[2]
    said, end, rest = after_answer.partition(template.end)  # the white space before the end is said by the model
    rest = rest if end else said
    opening = rest.lstrip("\n")
    closing = end + rest.removesuffix(opening)
    before = start.removeprefix(bos).removesuffix(opening)
    system, gap = None, None
    try:
        start, between, _ = _split(template.render_prompt((S, U1)), S, U1)
    except DataError:
        pass
    else:
        start = start.removeprefix(bos)
        if between.endswith(opening):
            system = (start, between.removesuffix(opening))
        else:
            gap = between
    return Pieces(before, opening, tail, closing, system, gap)


def _split(text: str, first: Turn, second: Turn) -> tuple[str, str, str]:
    """Return what stands before, between and after two turns' words."""
    before, found, rest = text.partition(first.content)
    between, also_found, after = rest.rpartition(second.content)
    if not found or not also_found or "{{" in text:
        raise GGUFError(
            "the chat template leaves out what a turn says, or writes `{{`: Ollama cannot do the same. Train with a "
            "plainer template (`--template FILE`)."
        )
    return before, between, after


def _turn_by_turn(p: Pieces) -> str:
    system, inside = "", ""
    if p.system:
        system = f"{{{{ if .System }}}}{p.system[0]}{{{{ .System }}}}{p.system[1]}{{{{ end }}}}"
    if p.gap is not None:
        inside = f"{{{{ if .System }}}}{{{{ .System }}}}{p.gap}{{{{ end }}}}"
    return f"{system}{p.opening}{inside}{{{{ .Prompt }}}}{p.tail}{{{{ .Response }}}}{p.closing}"


def _for_all(p: Pieces) -> str:
    head = p.before
    if p.system:
        head = f"{{{{ if .System }}}}{p.system[0]}{{{{ .System }}}}{p.system[1]}{{{{ else }}}}{p.before}{{{{ end }}}}"
    user = f'{{{{ if eq .Role "user" }}}}{p.opening}{{{{ .Content }}}}'
    assistant = f'{{{{ else if eq .Role "assistant" }}}}{p.tail}{{{{ .Content }}}}{p.closing}{{{{ end }}}}'
    return f"{head}{{{{ range .Messages }}}}{user}{assistant}{{{{ end }}}}{p.tail}"
