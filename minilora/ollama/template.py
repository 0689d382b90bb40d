"""Convert the training template to a TEMPLATE for Ollama, and check that both render the same prompts.

The training template is rendered with conversations of placeholder texts. The text between the placeholders gives the
parts of the template, whatever the model family:

    <before><opening>U1<tail>A1<closing><opening>U2<tail>          without a system message
    <system opening>S<system closing><opening>U1<tail>             with a system turn (ChatML, Llama 3, instruccion)
    <opening>S<gap>U1<tail>                                        system message in the user turn (Gemma 3, Mistral)

The TEMPLATE has one of two forms: it is rendered for each turn, or, if a text occurs only once, for all messages. Such
a text is a default system message before the first turn, or an empty block of thoughts at the end of the tail, which
the template leaves out of earlier turns (Qwen 3 with enable_thinking=false). Then Ollama's rendering of several
conversations is compared with that of the training template. A template that does not have these parts is refused.

Ollama inserts user texts unchanged. If the training template strips them, prompts agree only for stripped texts.
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
"""Single-turn and multi-turn conversations, with and without a system message."""
THINKING = re.compile(r"<think>.*?</think>\s*", re.DOTALL)
"""Ollama removes this from an answer before it becomes history."""


@dataclass(frozen=True)
class OllamaTemplate:
    text: str
    """TEMPLATE"""
    stops: tuple[str, ...]
    """PARAMETER stop: texts that end an answer or begin a user turn."""


@dataclass(frozen=True)
class Difference:
    """A conversation that Ollama and the training template render differently."""

    roles: str
    expected: str
    found: str


@dataclass(frozen=True)
class TemplateParts:
    """The texts between the turns, named as in the diagram above."""

    before: str
    opening: str
    tail: str
    history_tail: str
    """The same in earlier turns."""
    closing: str
    system: tuple[str, str] | None
    """Opening and closing of a system turn; None if the template has none."""
    gap: str | None
    """Text between the system message and the user text in a user turn; None if the template has none."""


def ollama_template(template: Template, tokenizer: Tokenizer, stated: ConfiguredStops = NO_STOPS) -> OllamaTemplate:
    """Return the TEMPLATE that renders as `template`, and the stop texts.

    Raises:
        GGUFError: no TEMPLATE of the two forms renders the same prompts; the message shows a difference.
    """
    parts = _extract_parts(template, runtime_bos(tokenizer))
    once = parts.before or parts.history_tail != parts.tail
    text = _messages_template(parts) if once else _turn_template(parts)
    if differences := compare(text, template, tokenizer):
        first = differences[0]
        raise GGUFError(
            f"this chat template cannot be converted to Ollama's template language: for {first.roles} the training "
            f"prompt is {quoted(first.expected)}, but Ollama's would be {quoted(first.found)}. Train with a simpler "
            "template (`--template FILE`), or write the Modelfile by hand."
        )
    ends = stopping_criteria(tokenizer, stated, end=template.end, opening=template.opening)
    return OllamaTemplate(text, ends.stops)


def compare(text: str, template: Template, tokenizer: Tokenizer) -> tuple[Difference, ...]:
    """Return the conversations that the TEMPLATE `text` renders differently; skip those that `template` refuses."""
    bos = runtime_bos(tokenizer)
    differences = []
    for turns in CONVERSATIONS:
        try:
            expected = template.render_prompt(turns).removeprefix(bos)
        except DataError:
            continue
        rendered = render(text, _as_in_history(turns, template)).removeprefix(bos)
        if rendered != expected:
            differences.append(Difference(", ".join(turn.role for turn in turns), expected, rendered))
    return tuple(differences)


def runtime_bos(tokenizer: Tokenizer) -> str:
    """Return the text of the BOS token if Ollama's runtime adds it to every prompt, else an empty string."""
    return (tokenizer.token_text(tokenizer.bos_id) or "") if tokenizer.add_bos else ""


def _as_in_history(turns: Sequence[Turn], template: Template) -> list[Turn]:
    """Return the turns as Ollama keeps them: an answer is the generated text, including its leading space."""
    answered = list(turns)
    for i, turn in enumerate(turns):
        if turn.role == "assistant":
            rendered = template.render(turns[: i + 1], (i,))
            start, end = rendered.answers[-1]
            answered[i] = Turn("assistant", THINKING.sub("", rendered.text[start:end].removesuffix(template.end)))
    return answered


def _extract_parts(template: Template, bos: str) -> TemplateParts:
    start, between, tail = _split(template.render_prompt((U1, A1, U2)), U1, U2)
    earlier, _, after_answer = between.partition(A1.content)
    history_tail = tail if between.startswith(tail) else earlier  # without white space that the model generates
    content, end, rest = after_answer.partition(template.end)  # the model generates the whitespace before the end
    rest = rest if end else content
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
    return TemplateParts(before, opening, tail, history_tail, closing, system, gap)


def _split(text: str, first: Turn, second: Turn) -> tuple[str, str, str]:
    """Return the texts before, between and after the texts of two turns."""
    before, found, rest = text.partition(first.content)
    between, also_found, after = rest.rpartition(second.content)
    if not found or not also_found or "{{" in text:
        raise GGUFError(
            "the chat template omits the text of a turn, or writes `{{`, which Ollama cannot do. Train with a simpler "
            "template (`--template FILE`)."
        )
    return before, between, after


def _turn_template(parts: TemplateParts) -> str:
    system, inside = "", ""
    if parts.system:
        opening, closing = parts.system
        system = f"{{{{ if .System }}}}{opening}{{{{ .System }}}}{closing}{{{{ end }}}}"
    if parts.gap is not None:
        inside = f"{{{{ if .System }}}}{{{{ .System }}}}{parts.gap}{{{{ end }}}}"
    return f"{system}{parts.opening}{inside}{{{{ .Prompt }}}}{parts.tail}{{{{ .Response }}}}{parts.closing}"


def _messages_template(parts: TemplateParts) -> str:
    head = parts.before
    if parts.system:
        opening, closing = parts.system
        otherwise = f"{{{{ else }}}}{parts.before}" if parts.before else ""
        head = f"{{{{ if .System }}}}{opening}{{{{ .System }}}}{closing}{otherwise}{{{{ end }}}}"
    user = f'{{{{ if eq .Role "user" }}}}{parts.opening}{{{{ .Content }}}}'
    assistant = f'{{{{ else if eq .Role "assistant" }}}}{parts.history_tail}{{{{ .Content }}}}'
    assistant += f"{parts.closing}{{{{ end }}}}"
    return f"{head}{{{{ range .Messages }}}}{user}{assistant}{{{{ end }}}}{parts.tail}"
