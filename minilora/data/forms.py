"""The forms of a row: the keys that it has, and a function that converts it to a record. `FORMS` is the table.

A row has the first form in `FORMS` whose keys it contains. Any other key must be used by that form, be metadata
(`fields.METADATA`), or be listed in `--ignore-keys`; otherwise the row is an error that names the key. The same applies
to the keys of a message.

In `messages`, an assistant turn with `"weight": 0` (OpenAI) or `"train": false` (axolotl) is context. A conversation
without a learned turn is a valid record, which the encoder counts as fully masked. Empty turns are valid here: only the
encoder knows which turns are learned, and rejects those that are empty.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..errors import ConfigError, brief, quoted
from .fields import Fields, check_plain, check_unicode, expect, json_type
from .messages import openai_turn, sharegpt_turn, tools
from .records import Conversation, Turn, Verbatim


@dataclass(frozen=True)
class ReadOptions:
    """How the rows of a data set are read."""

    ignore_keys: frozenset[str] = frozenset()
    """Keys of rows and messages that are ignored."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Name that a form expects -> name in the rows."""
    split: str = "train"
    """The split that is read from a directory: `train` or `validation`."""

    def __post_init__(self) -> None:
        known = {key for form in FORMS for key in form.keys} | {"input", "system", "history", "tools"}
        if unknown := [name for name in self.columns if name not in known]:
            raise ConfigError(
                f"--columns contains {quoted(unknown[0])}, which no form has; expected NAME=COLUMN, with NAME one "
                f"of {', '.join(sorted(known))}."
            )


@dataclass(frozen=True)
class Form:
    """Rows with `keys` are converted by `read`."""

    name: str
    keys: tuple[str, ...]
    read: Callable[[Fields], Conversation | Verbatim]


def read_row(values: Mapping[str, Any], options: ReadOptions) -> tuple[str, Conversation | Verbatim]:
    """Return (name of the form, content) of a row.

    Raises:
        ValueError: an invalid row; the message is for the user.
    """
    row = _renamed(values, options)
    form = _form_of(row)
    content = form.read(row)
    row.check_all_read(f"a row of the form `{form.name}`")
    return form.name, content


def _renamed(values: Mapping[str, Any], options: ReadOptions) -> Fields:
    """Return the row's fields without ignored keys, with the column names that forms expect."""
    kept = {key: value for key, value in values.items() if key not in options.ignore_keys}
    for name, column in options.columns.items():
        if column in kept:
            expect(name == column or name not in kept, f"the row has both `{name}` and `{brief(column)}` (--columns)")
            kept[name] = kept.pop(column)
    return Fields(_without(kept, options.ignore_keys))


def _without(values: Mapping[str, Any], ignored: frozenset[str]) -> dict[str, Any]:
    """Remove ignored keys from the row and from its messages."""
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
    """Return the first form whose keys the row contains; forms whose keys have values come first."""
    for exists in (row.has_value, row.__contains__):
        if form := next((form for form in FORMS if all(map(exists, form.keys))), None):
            return form
    keys = brief(", ".join(list(row)[:8])) or "(none)"
    known = ", ".join(" and ".join(f"`{key}`" for key in form.keys) for form in FORMS if form.read is not _preference)
    raise ValueError(
        f"found the keys {keys}; expected {known}. For other names use --columns, as in "
        "`--columns instruction=question,output=answer`"
    )


def _messages(row: Fields) -> Conversation:
    return _conversation(row, _turns(row, "messages"))


def _sharegpt(row: Fields) -> Conversation:
    return _conversation(row, _turns(row, "conversations"))


def _alpaca(row: Fields) -> Conversation:
    """The turns of `history`, then a question and its answer; `input` follows the instruction on a new line."""
    instruction, answer = row.text("instruction"), row.text("output")
    extra = row.text("input", optional=True)
    turns: list[Turn] = []
    for pair in row.items("history"):
        expect(
            isinstance(pair, (list, tuple)) and len(pair) == 2 and all(isinstance(text, str) for text in pair),
            f"`history` contains {quoted(pair)}; expected pairs of question and answer",
        )
        turns += [Turn("user", check_unicode(pair[0], "history")), Turn("assistant", check_unicode(pair[1], "history"))]
    question = f"{instruction}\n{extra}" if extra else instruction
    return _conversation(row, [*turns, Turn("user", question), Turn("assistant", answer)])


def _completion(row: Fields) -> Conversation | Verbatim:
    """Two texts are used verbatim; two lists of messages are rendered, and the turns of `completion` are learned."""
    prompt, completion = row.take("prompt"), row.take("completion")
    if isinstance(prompt, list) or isinstance(completion, list):
        expect(type(prompt) is type(completion), "only one of `prompt` and `completion` is a list of messages")
        before = [replace(turn, learn=turn.role != "assistant") for turn in _turns(row, "prompt")]
        return _conversation(row, [*before, *_turns(row, "completion")])
    return Verbatim(row.text("prompt", may_be_empty=prompt == ""), row.text("completion"))


def _text(row: Fields) -> Verbatim:
    return Verbatim("", row.text("text"))


def _preference(row: Fields) -> Conversation:
    raise ValueError(
        "the row is a preference (a chosen and a rejected answer, or an answer with a label), which this loss does not "
        "support. Convert the good answers to `prompt` and `completion`, or to `messages`"
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
"""The first form whose keys a row contains is used."""


def _turns(row: Fields, key: str) -> list[Turn]:
    """Read a list of messages; an unknown key is an error."""
    messages = row.items(key) if isinstance(row.take(key), (list, str)) else None
    expect(bool(messages), f"`{key}` is not a list of messages, or is empty")
    return [_turn(message, number) for number, message in enumerate(messages or (), start=1)]


def _turn(message: object, number: int) -> Turn:
    name = f"message {number}"
    expect(isinstance(message, dict), f"{name} is a JSON {json_type(message)}; expected `role` and `content`")
    assert isinstance(message, dict)
    fields = Fields(message)
    try:
        turn = sharegpt_turn(fields) if fields.has_value("from") else openai_turn(fields)
        fields.check_all_read("a message")
    except ValueError as err:
        raise ValueError(f"{name}: {err}") from err
    return turn


def _conversation(row: Fields, turns: Sequence[Turn]) -> Conversation:
    """Return the turns after the row's `system`, with the variables `tools` and `chat_template_kwargs`."""
    system = row.text("system", optional=True)
    if system:
        expect(turns[0].role != "system", "the row has both `system` and a system message; expected one of them")
        turns = [Turn("system", system), *turns]
    arguments = row.take("chat_template_kwargs", {})
    expect(isinstance(arguments, dict), f"`chat_template_kwargs` is a JSON {json_type(arguments)}; expected an object")
    variables = dict(check_plain(arguments, "chat_template_kwargs"))
    if available := tools(row.items("tools")):
        variables["tools"] = available
    return Conversation(tuple(turns), variables)
