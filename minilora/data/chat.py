"""The model's own chat format: its Jinja template, and where in the text its assistant turns lie.

The span of an assistant turn begins where generation would begin: at the end of the turns before it rendered with
`add_generation_prompt`. It ends with the template's end mark (`<|im_end|>`, `<|eot_id|>`, `</s>` ...), which is found
once by rendering a probe. Thus the line break that ChatML writes behind `<|im_end|>` is not learned, the space that
Mistral writes before an answer is, and templates that treat the last turn in its own way (Qwen 3) are masked right.
"""

from collections.abc import Collection, Sequence
from datetime import date

from ..errors import ConfigError, DataError, quoted
from ..tokenizer import Tokenizer
from .jsonl import Turn
from .rendering import Rendered, Template, eos_text
from .sandbox import compile_template

PROBE = (Turn("user", "a question"), Turn("assistant", "9f2c the probe 7e51"))


class ChatTemplate(Template):
    """A Jinja chat template, as in `tokenizer_config.json`."""

    def __init__(self, source: str, tokenizer: Tokenizer, day: date | None = None) -> None:
        """Compile `source` and learn its end mark.

        Args:
            day: the date that the template writes, if it writes one.

        Raises:
            ConfigError: when it is no Jinja template, cannot render a question and its answer, ends a turn with
                nothing, or writes a date and none is given.
        """
        self.source = source
        self.dated = "strftime_now" in source
        if self.dated and day is None:
            raise ConfigError(
                "the chat template writes the date (strftime_now), and none is given; say which with --date YYYY-MM-DD."
            )
        special = {"bos_token": tokenizer.bos_id, "eos_token": tokenizer.eos_id, "pad_token": tokenizer.pad_id}
        texts = {name: tokenizer.token_text(token_id) for name, token_id in special.items()}
        present = {name: text for name, text in texts.items() if text is not None}
        self._variables: dict[str, object] = {"tools": None, "documents": None, **present}
        try:
            self._template = compile_template(source, day)
            probe = self._text(PROBE, generation_prompt=False)
        except DataError as err:
            raise ConfigError(f"{err} Give another template with `--template FILE`.") from err
        tail = probe.rpartition(PROBE[1].content)[2]
        self.end = _end_mark(tail.strip(), tokenizer)
        self.before_end = tail.partition(self.end)[0]
        self.eos = self.end if tokenizer.eos_id is None else eos_text(tokenizer)
        self.opening = self._opening(tokenizer)

    def render(self, turns: Sequence[Turn], learned: Collection[int] | None = None) -> Rendered:
        text = self._text(turns, generation_prompt=False)
        wanted = [i for i, turn in enumerate(turns) if turn.role == "assistant" and (learned is None or i in learned)]
        return Rendered(text, tuple(self._span(text, turns, i) for i in wanted))

    def render_prompt(self, turns: Sequence[Turn]) -> str:
        return self._text(turns, generation_prompt=True)

    def _opening(self, tokenizer: Tokenizer) -> str:
        """Return what stands between an answer's end and the next question, if it begins with an added token or a line.

        Other text, such as `Q:`, may well stand in an answer.
        """
        asked = Turn("user", "4d1a another question 60be")
        try:
            text = self._text((*PROBE, asked), generation_prompt=False)
        except DataError:
            return ""
        between = text.rpartition(PROBE[1].content)[2].partition(asked.content)[0].rstrip()
        opening = between.strip().removeprefix(self.end) if between.lstrip().startswith(self.end) else ""
        if any(opening.lstrip().startswith(token) for token in _added_tokens(tokenizer)):
            return opening.strip()
        return opening if opening.startswith("\n") and opening.strip() else ""

    def _text(self, turns: Sequence[Turn], *, generation_prompt: bool) -> str:
        messages = [{"role": turn.role, "content": turn.content} for turn in turns]
        return self._template({**self._variables, "messages": messages, "add_generation_prompt": generation_prompt})

    def _span(self, text: str, turns: Sequence[Turn], i: int) -> tuple[int, int]:
        """Return the span of turn `i` in `text`, the rendering of all `turns`."""
        if self.end in turns[i].content:
            raise DataError(f"turn {i + 1} holds {quoted(self.end)}, which ends a turn in this template; remove it.")
        prompt = self.render_prompt(turns[:i])
        end = text.find(self.end, len(prompt))
        if not text.startswith(prompt) or end < 0:
            raise DataError(
                f"the chat template does not write turn {i + 1} after its own generation prompt {prompt[-40:]!r}, so "
                'its tokens cannot be told apart. Learn the last answer only (`--train-on last`, or `"weight": 0` in '
                "the turn), or give a plainer template with `--template FILE`."
            )
        return len(prompt), end + len(self.end)


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
