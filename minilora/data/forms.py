"""The forms of a row: which keys it has, and what it becomes. Each form is one function in one table.

A row is of the first form of `FORMS` whose keys it has. Every other key must be used by that form, be metadata
(`fields.METADATA`), or be named in `--ignore-keys`; otherwise the row is refused with the key's name. The same holds
for the keys of a message.

In `messages` an assistant turn with `"weight": 0` (OpenAI) or `"train": false` (axolotl) is read but not learned; a
conversation with nothing to learn is a record, which the encoder counts as fully masked. A turn's content may be empty:
that an answer is not, the encoder demands, which knows what is learned.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import ConfigError, brief, quoted
from .fields import Fields, expect, kind, plain, unicode
from .messages import openai_turn, sharegpt_turn, tools
from .records import Conversation, Turn, Verbatim


@dataclass(frozen=True)
class ReadOptions:
    """What the user says about the keys of a data set."""

    ignore_keys: frozenset[str] = frozenset()
    """Keys of rows and messages that are left out."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Name that a form expects -> name that the rows have."""
    split: str = "train"
    """Of a folder that holds several: `train` or `validation`."""

    def __post_init__(self) -> None:
        known = {key for form in FORMS for key in form.keys} | {"input", "system", "history", "tools"}
        if unknown := [name for name in self.columns if name not in known]:
            raise ConfigError(
                f"--columns names {quoted(unknown[0])}, which no form of a row has; expected NAME=COLUMN with a NAME "
                f"among {', '.join(sorted(known))}."
            )


@dataclass(frozen=True)
class Form:
    """Rows that have `keys` are read by `read`, which takes all it uses from the fields."""

    name: str
    keys: tuple[str, ...]
    read: Callable[[Fields], Conversation | Verbatim]


def read_row(values: Mapping[str, Any], options: ReadOptions) -> tuple[str, Conversation | Verbatim]:
    """Return (name of the form, content) of a row.

    Raises:
        ValueError: with the reason, for a person.
    """
    row = _renamed(values, options)
    form = _form_of(row)
    content = form.read(row)
    row.expect_all_taken(f"a row of the form `{form.name}`")
    return form.name, content


def _renamed(values: Mapping[str, Any], options: ReadOptions) -> Fields:
    """Return the fields without ignored keys, by the names that forms expect."""
    kept = {key: value for key, value in values.items() if key not in options.ignore_keys}
    for name, column in options.columns.items():
        if column in kept:
            expect(name == column or name not in kept, f"the row has both `{name}` and `{brief(column)}` (--columns)")
            kept[name] = kept.pop(column)
    return Fields(_without(kept, options.ignore_keys))


def _without(values: Mapping[str, Any], ignored: frozenset[str]) -> dict[str, Any]:
    """Leave ignored keys out of messages too."""
    if not ignored:
        return dict(values)

    def cleaned(value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return [
            {key: inner for key, inner in item.items() if key not in ignored} if isinstance(item, dict) else item
            for item in value
        ]

    return {key: cleaned(value) for key, value in values.items()}


def _form_of(row: Fields) -> Form:
    """Return the first form whose keys are all there, with values if possible."""
    for there in (row.says, row.__contains__):
        if form := next((form for form in FORMS if all(map(there, form.keys))), None):
            return form
    keys = brief(", ".join(list(row)[:8])) or "(none)"
    known = ", ".join(" and ".join(f"`{key}`" for key in form.keys) for form in FORMS if form.read is not _preference)
    raise ValueError(
        f"found the keys {keys}; expected {known}. Other names are given with --columns, as in "
        "`--columns instruction=question,output=answer`"
    )


def _messages(row: Fields) -> Conversation:
    return _conversation(row, _turns(row, "messages"))


def _sharegpt(row: Fields) -> Conversation:
    return _conversation(row, _turns(row, "conversations"))


def _alpaca(row: Fields) -> Conversation:
    """One exchange after those of `history`; `input` follows the instruction on a new line."""
    instruction, answer = row.text("instruction"), row.text("output")
    extra = row.text("input", optional=True)
    turns: list[Turn] = []
    for pair in row.items("history"):
        expect(
            isinstance(pair, (list, tuple)) and len(pair) == 2 and all(isinstance(text, str) for text in pair),
            f"`history` holds {quoted(pair)}; expected pairs of question and answer",
        )
        turns += [Turn("user", unicode(pair[0], "history")), Turn("assistant", unicode(pair[1], "history"))]
    question = f"{instruction}\n{extra}" if extra else instruction
    return _conversation(row, [*turns, Turn("user", question), Turn("assistant", answer)])


def _completion(row: Fields) -> Conversation | Verbatim:
    """Texts are used as they stand; lists of messages go through the template, and the completion's are learned."""
    prompt, completion = row.take("prompt"), row.take("completion")
    if isinstance(prompt, list) or isinstance(completion, list):
        expect(type(prompt) is type(completion), "of `prompt` and `completion` one alone is a list of messages")
        before = [replace(turn, learn=turn.role != "assistant") for turn in _turns(row, "prompt")]
        return _conversation(row, [*before, *_turns(row, "completion")])
    return Verbatim(row.text("prompt", may_be_empty=prompt == ""), row.text("completion"))


def _text(row: Fields) -> Verbatim:
    return Verbatim("", row.text("text"))


def _preference(row: Fields) -> Conversation:
    raise ValueError(
        "the row holds a preference (a chosen and a rejected answer, or a label for a good or a bad one), which is not "
        "for this loss: it would be learned as a good answer. Write the good answers as `prompt` and `completion`, or "
        "as `messages`"
    )


FORMS = (
    Form("preference", ("chosen", "rejected"), _preference),
    Form("preference (KTO)", ("prompt", "completion", "label"), _preference),
    Form("preference (stepwise)", ("prompt", "completions", "labels"), _preference),
    Form("preference (ranked)", ("prompt", "completions", "rewards"), _preference),
    Form("messages", ("messages",), _messages),
    Form("conversations", ("conversations",), _sharegpt),
    Form("instruction and output", ("instruction", "output"), _alpaca),
    Form("prompt and completion", ("prompt", "completion"), _completion),
    Form("text", ("text",), _text),
)
"""The first that fits is taken."""


def _turns(row: Fields, key: str) -> list[Turn]:
    """Read a list of messages, each with all its keys."""
    messages = row.items(key) if isinstance(row.take(key), (list, str)) else None
    expect(bool(messages), f"`{key}` is no list of messages, or an empty one")
    return [_turn(message, number) for number, message in enumerate(messages or (), start=1)]


def _turn(message: object, number: int) -> Turn:
    name = f"message {number}"
    expect(isinstance(message, dict), f"{name} is a JSON {kind(message)}; expected `role` and `content`")
    assert isinstance(message, dict)
    fields = Fields(message)
    try:
        turn = sharegpt_turn(fields) if fields.says("from") else openai_turn(fields)
        fields.expect_all_taken("a message")
    except ValueError as err:
        raise ValueError(f"{name}: {err}") from err
    return turn


def _conversation(row: Fields, turns: Sequence[Turn]) -> Conversation:
    """Put the row's `system` before its turns, and `tools` and `chat_template_kwargs` beside them."""
    system = row.text("system", optional=True)
    if system:
        expect(turns[0].role != "system", "`system` and a system message are both there; expected one of them")
        turns = [Turn("system", system), *turns]
    arguments = row.take("chat_template_kwargs", {})
    expect(isinstance(arguments, dict), f"`chat_template_kwargs` is a JSON {kind(arguments)}; expected an object")
    variables = dict(plain(arguments, "chat_template_kwargs"))
    if offered := tools(row.items("tools")):
        variables["tools"] = offered
    return Conversation(tuple(turns), variables)
