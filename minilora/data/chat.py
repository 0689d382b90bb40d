"""The model's own chat format: its Jinja template, and where in the text its assistant turns lie.

The span of an assistant turn begins where generation would begin: at the end of the turns before it rendered with
`add_generation_prompt`. It ends with the template's end mark (`<|im_end|>`, `<|eot_id|>`, `</s>` ...), which is found
once by rendering a probe. Thus the line break that ChatML writes behind `<|im_end|>` is not learned, the space that
Mistral writes before an answer is, and templates that treat the last turn in its own way (Qwen 3) are masked right.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from ..errors import ConfigError, DataError, quoted
from ..tokenizer import Tokenizer
from .records import NOTHING, Turn
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
"""Variables of a template that no one else may set."""


class ChatTemplate(Template):
    """A Jinja chat template, as in `tokenizer_config.json`."""

    def __init__(
        self,
        source: str,
        tokenizer: Tokenizer,
        day: date | None = None,
        arguments: Mapping[str, Any] = NOTHING,
        thinking: Thinking | None = None,
    ) -> None:
        """Compile `source` and learn its end mark.

        Args:
            day: the date that the template writes, if it writes one.
            arguments: variables of the template, such as `enable_thinking`; a record may set others of its own.
            thinking: what becomes of an assistant's thinking.

        Raises:
            ConfigError: when it is no Jinja template, cannot render a question and its answer, ends a turn with
                nothing, writes a date and none is given, or does not use an argument.
        """
        self.source, self.thinking = source, thinking
        for name in arguments:
            _expect_argument(name, source)
        self.dated = "strftime_now" in source
        if self.dated and day is None:
            raise ConfigError(
                "the chat template writes the date (strftime_now), and none is given; say which with --date YYYY-MM-DD."
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
            raise ConfigError(f"{err} Give another template with `--template FILE`.") from err
        tail = probe.rpartition(PROBE[1].content)[2]
        self.end = _end_mark(tail.strip(), tokenizer)
        self.before_end = tail.partition(self.end)[0]
        self.eos = self.end if tokenizer.eos_id is None else eos_text(tokenizer)
        self.opening = self._opening()

    def render(
        self, turns: Sequence[Turn], learned: Collection[int] | None = None, variables: Mapping[str, Any] = NOTHING
    ) -> Rendered:
        text = self._text(turns, variables)
        wanted = [i for i, turn in enumerate(turns) if turn.role == "assistant" and (learned is None or i in learned)]
        return Rendered(text, tuple(self._span(text, turns, i, variables) for i in wanted))

    def render_prompt(self, turns: Sequence[Turn], variables: Mapping[str, Any] = NOTHING) -> str:
        return self._text(turns, variables, generation_prompt=True)

    def _opening(self) -> str:
        """Return what stands between an answer's end and the next question, if it begins with an added token or a line.

        Other text, such as `Q:`, may well stand in an answer.
        """
        asked = Turn("user", "4d1a another question 60be")
        try:
            text = self._text((*PROBE, asked))
        except DataError:
            return ""
        between = text.rpartition(PROBE[1].content)[2].partition(asked.content)[0].rstrip()
        opening = between.strip().removeprefix(self.end) if between.lstrip().startswith(self.end) else ""
        if any(opening.lstrip().startswith(token) for token in self._added):
            return opening.strip()
        return opening if opening.startswith("\n") and opening.strip() else ""

    def _text(
        self, turns: Sequence[Turn], variables: Mapping[str, Any] = NOTHING, *, generation_prompt: bool = False
    ) -> str:
        if reserved := next((name for name in variables if name in RESERVED and name != "tools"), None):
            raise DataError(f"the record sets {quoted(reserved)}, which belongs to the template; remove it.")
        messages = [self._message(turn) for turn in turns]
        given = {**self._variables, **variables, "messages": messages, "add_generation_prompt": generation_prompt}
        return self._template(given)

    def _message(self, turn: Turn) -> dict[str, Any]:
        """Return a turn as templates know it."""
        turn = turn if not turn.reasoning or self._reads_reasoning else inside_content(turn)
        thoughts = ("reasoning_content", "thinking", "reasoning") if turn.reasoning else ()
        calls = {"tool_calls": [self._call(call) for call in turn.tool_calls]} if turn.tool_calls else {}
        role = turn.role if turn.role != "developer" or "developer" in self.source else "system"
        return {"role": role, "content": turn.content, **dict.fromkeys(thoughts, turn.reasoning), **calls, **turn.extra}

    def _call(self, call: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a tool call with its arguments as an object, or as JSON text where the template demands a text."""
        if not self._arguments_as_text:
            return call
        function = call["function"]
        text = json.dumps(function["arguments"], ensure_ascii=False)
        return {**call, "function": {**function, "arguments": text}}

    @cached_property
    def _reads_reasoning(self) -> bool:
        """Whether the template has a key for an assistant's thinking."""
        self._reads_reasoning = True  # while it is tried
        thought = "d41a a thought 20ce"
        try:
            return thought in self._text((PROBE[0], replace(PROBE[1], reasoning=thought)))
        except DataError:
            return False

    @cached_property
    def _arguments_as_text(self) -> bool:
        """Whether the template takes arguments as JSON text alone: it fails with an object."""
        for as_text in (False, True):
            self._arguments_as_text = as_text  # while it is tried
            try:
                self._text((PROBE[0], replace(PROBE[1], content="", tool_calls=(CALL,))))
            except DataError:
                continue
            return as_text
        return False

    @cached_property
    def _call_end(self) -> str:
        """What ends a turn that calls a tool: `end`, else the last added token behind the call."""
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
        self, text: str, turns: Sequence[Turn], i: int, variables: Mapping[str, Any] = NOTHING
    ) -> tuple[int, int]:
        """Return the span of turn `i` in `text`, the rendering of all `turns`."""
        if self.end in turns[i].content:
            raise DataError(f"turn {i + 1} holds {quoted(self.end)}, which ends a turn in this template; remove it.")
        prompt = self.render_prompt(turns[:i], variables)
        mark = self._call_end if turns[i].tool_calls else self.end
        end = text.find(mark, len(prompt))
        if not text.startswith(prompt) or end < 0:
            raise DataError(
                f"the chat template does not write turn {i + 1} after its own generation prompt {prompt[-40:]!r}, so "
                'its tokens cannot be told apart. Learn the last answer only (`--train-on last`, or `"weight": 0` in '
                "the turn), or give a plainer template with `--template FILE`."
            )
        return len(prompt), end + len(mark)


def _expect_argument(name: str, source: str) -> None:
    if name in RESERVED:
        raise ConfigError(f"--template-arg {name}: the template's own variable, which cannot be set.")
    if name not in source:
        raise ConfigError(
            f"the chat template does not use {quoted(name)} (--template-arg), so it would change nothing; correct the "
            "name or leave it out."
        )


def _end_mark(tail: str, tokenizer: Tokenizer) -> str:
    """Return the mark at the start of what the template writes behind an answer: an added token, else all of it."""
    if not tail:
        raise ConfigError(
            "the chat template writes nothing behind an assistant's answer, so the model would never learn to stop. "
            "Give a template with `--template FILE` that ends a turn with eos_token."
        )
    return max((token for token in _added_tokens(tokenizer) if tail.startswith(token)), key=len, default=tail)


def _added_tokens(tokenizer: Tokenizer) -> list[str]:
    return [token.content for token in tokenizer.core.get_added_tokens_decoder().values()]
