"""ChatTemplate: renders conversations with a model's Jinja chat template, and finds the spans of the assistant turns.

The span of an assistant turn starts where generation would start: at the end of the previous turns rendered with
`add_generation_prompt`. It ends with the template's end-of-turn text (`<|im_end|>`, `<|eot_id|>`, `</s>` ...), which is
determined once, by rendering a test conversation. So the line break that ChatML writes after `<|im_end|>` is not
learned, the space that Mistral writes before an answer is, and templates that render the last turn differently (Qwen 3)
get the right mask.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from ..errors import ConfigError, DataError, quoted
from ..tokenizer import Tokenizer
from .records import NO_VARIABLES, Turn
from .rendering import Rendered, Template, eos_text
from .sandbox import compile_template
from .thinking import Thinking, inside_content

PROBE = (Turn("user", "a question"), Turn("assistant", "9f2c the probe 7e51"))
CALL: Mapping[str, Any] = {
    "id": "3d7a9c1e5",  # Mistral's templates demand nine letters and digits
    "type": "function",
    "function": {"name": "probe", "arguments": {"value": "7be1"}},
}
RESERVED = ("messages", "add_generation_prompt", "tools", "documents", "bos_token", "eos_token", "pad_token")
"""Template variables that neither a record nor --template-arg may set."""


class ChatTemplate(Template):
    """A Jinja chat template, as in `tokenizer_config.json`."""

    def __init__(
        self,
        source: str,
        tokenizer: Tokenizer,
        day: date | None = None,
        arguments: Mapping[str, Any] = NO_VARIABLES,
        thinking: Thinking | None = None,
    ) -> None:
        """Compile `source` and determine its end-of-turn text.

        Args:
            day: the date, for a template that writes one.
            arguments: template variables, such as `enable_thinking`; a record may set others.
            thinking: how thinking is treated (`thinking.py`).

        Raises:
            ConfigError: if `source` is not a Jinja template, cannot render a question with its answer, writes nothing
                after an answer, needs a date that is not given, or does not use an argument.
        """
        self.source, self.arguments, self.thinking = source, arguments, thinking
        for name in arguments:
            _check_argument(name, source)
        self.dated = "strftime_now" in source
        if self.dated and day is None:
            raise ConfigError(
                "the chat template writes the date (strftime_now), but none is given; use --date YYYY-MM-DD."
            )
        special = {"bos_token": tokenizer.bos_id, "eos_token": tokenizer.eos_id, "pad_token": tokenizer.pad_id}
        texts = {name: tokenizer.token_text(token_id) for name, token_id in special.items()}
        present = {name: text for name, text in texts.items() if text is not None}
        self._variables: dict[str, object] = {"tools": None, "documents": None, **present, **arguments}
        self._added = _added_tokens(tokenizer)
        try:
            self._template = compile_template(source, day)
            probe = self._text(PROBE)
        except DataError as err:
            raise ConfigError(f"{err} Use another template (`--template FILE`).") from err
        tail = probe.rpartition(PROBE[1].content)[2]
        self.end = _find_end(tail.strip(), tokenizer)
        self.before_end = tail.partition(self.end)[0]
        self.eos = self.end if tokenizer.eos_id is None else eos_text(tokenizer)
        self.opening = self._find_opening()

    def render(
        self, turns: Sequence[Turn], learned: Collection[int] | None = None, variables: Mapping[str, Any] = NO_VARIABLES
    ) -> Rendered:
        text = self._text(turns, variables)
        wanted = [i for i, turn in enumerate(turns) if turn.role == "assistant" and (learned is None or i in learned)]
        return Rendered(text, tuple(self._span(text, turns, i, variables) for i in wanted))

    def render_prompt(self, turns: Sequence[Turn], variables: Mapping[str, Any] = NO_VARIABLES) -> str:
        return self._text(turns, variables, generation_prompt=True)

    @property
    def self_contained(self) -> str:
        """The template's source with its arguments set, for a program that is not given them."""
        return (
            "".join(f"{{%- set {name} = {_literal(value)} %}}" for name, value in self.arguments.items()) + self.source
        )

    def _find_opening(self) -> str:
        """Return the text between an answer and the next question, if it starts with an added token or a new line.

        Otherwise return an empty text: a text such as `Q:` can occur within an answer.
        """
        question = Turn("user", "4d1a another question 60be")
        try:
            text = self._text((*PROBE, question))
        except DataError:
            return ""
        between = text.rpartition(PROBE[1].content)[2].partition(question.content)[0].rstrip()
        opening = between.strip().removeprefix(self.end) if between.lstrip().startswith(self.end) else ""
        if any(opening.lstrip().startswith(token) for token in self._added):
            return opening.strip()
        return opening if opening.startswith("\n") and opening.strip() else ""

    def _text(
        self, turns: Sequence[Turn], variables: Mapping[str, Any] = NO_VARIABLES, *, generation_prompt: bool = False
    ) -> str:
        if reserved := next((name for name in variables if name in RESERVED and name != "tools"), None):
            raise DataError(f"the record sets the variable {quoted(reserved)}, which is reserved; remove it.")
        messages = [self._message(turn) for turn in turns]
        given = {**self._variables, **variables, "messages": messages, "add_generation_prompt": generation_prompt}
        return self._template(given)

    def _message(self, turn: Turn) -> dict[str, Any]:
        """Return a turn as the message that templates expect."""
        turn = turn if not turn.reasoning or self._reads_reasoning else inside_content(turn)
        reasoning_keys = ("reasoning_content", "thinking", "reasoning") if turn.reasoning else ()
        calls = {"tool_calls": [self._call(call) for call in turn.tool_calls]} if turn.tool_calls else {}
        role = turn.role if turn.role != "developer" or "developer" in self.source else "system"
        return {
            "role": role,
            "content": turn.content,
            **dict.fromkeys(reasoning_keys, turn.reasoning),
            **calls,
            **turn.extra,
        }

    def _call(self, call: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a tool call with its arguments as an object, or as JSON text if the template needs it."""
        if not self._arguments_as_text:
            return call
        function = call["function"]
        text = json.dumps(function["arguments"], ensure_ascii=False)
        return {**call, "function": {**function, "arguments": text}}

    @cached_property
    def _reads_reasoning(self) -> bool:
        """Whether the template renders an assistant's thinking from a key of the message."""
        self._reads_reasoning = True  # for the test below
        reasoning = "d41a a thought 20ce"
        try:
            return reasoning in self._text((PROBE[0], replace(PROBE[1], reasoning=reasoning)))
        except DataError:
            return False

    @cached_property
    def _arguments_as_text(self) -> bool:
        """Whether the template needs the arguments of a call as JSON text, because it fails with an object."""
        for as_text in (False, True):
            self._arguments_as_text = as_text  # for the test below
            try:
                self._text((PROBE[0], replace(PROBE[1], content="", tool_calls=(CALL,))))
            except DataError:
                continue
            return as_text
        return False

    @cached_property
    def _call_end(self) -> str:
        """The text that ends a turn with a tool call: `end`, else the last added token after the call."""
        try:
            text = self._text((PROBE[0], replace(PROBE[1], content="", tool_calls=(CALL,))))
        except DataError:
            return self.end
        tail = text.rpartition(CALL["function"]["arguments"]["value"])[2]
        if self.end in tail:
            return self.end
        marks = [(tail.rfind(token), token) for token in self._added if token in tail]
        return max(marks)[1] if marks else self.end

    def _span(
        self, text: str, turns: Sequence[Turn], i: int, variables: Mapping[str, Any] = NO_VARIABLES
    ) -> tuple[int, int]:
        """Return the span of turn `i` in `text`, the rendering of all `turns`."""
        if self.end in turns[i].content:
            raise DataError(f"turn {i + 1} contains {quoted(self.end)}, which ends a turn in this template; remove it.")
        prompt = self.render_prompt(turns[:i], variables)
        mark = self._call_end if turns[i].tool_calls else self.end
        end = text.find(mark, len(prompt))
        if not text.startswith(prompt) or end < 0:
            raise DataError(
                f"the chat template does not write turn {i + 1} after its own generation prompt {prompt[-40:]!r}, so "
                'its tokens cannot be located. Learn the last answer only (`--train-on last`, or `"weight": 0` in the '
                "turn), or use a simpler template (`--template FILE`)."
            )
        return len(prompt), end + len(mark)


def _literal(value: Any) -> str:
    """Return a JSON value as an expression of Jinja."""
    if value is None:
        return "none"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_literal(key)}: {_literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _check_argument(name: str, source: str) -> None:
    if name in RESERVED:
        raise ConfigError(f"--template-arg {name}: this variable is reserved and cannot be set.")
    if name not in source:
        raise ConfigError(
            f"the chat template does not use the variable {quoted(name)} (--template-arg); correct the name or remove "
            "the option."
        )


def _find_end(tail: str, tokenizer: Tokenizer) -> str:
    """Return the end-of-turn text for the text after an answer: the added token that it starts with, else all of it."""
    if not tail:
        raise ConfigError(
            "the chat template writes nothing after an assistant's answer, so the model would never learn to stop. "
            "Use a template that ends a turn with eos_token (`--template FILE`)."
        )
    return max((token for token in _added_tokens(tokenizer) if tail.startswith(token)), key=len, default=tail)


def _added_tokens(tokenizer: Tokenizer) -> list[str]:
    return [token.content for token in tokenizer.core.get_added_tokens_decoder().values()]
