"""JSONL files: one JSON object a line, in one of four forms, each checked before anything is computed.

    keys                                     becomes
    messages                                 Conversation: system, user, assistant, tool turns in any number
    instruction, output (optional: input)    Conversation of one exchange; `input` follows the instruction on a new line
    prompt, completion                       Verbatim: no template is applied, the completion is learned
    text                                     Verbatim with an empty prompt: every token is learned

A line with the keys of several forms takes the first of the table; other keys are ignored. `id` is a label for reports:
any value will do, and one that comes again is told apart by its line. In `messages` an assistant turn with
`"weight": 0` is read but not learned (the key that OpenAI's fine-tuning files use); a conversation with nothing to
learn is a record, which the encoder counts as fully masked. A turn's content may be empty: that an answer is not, the
encoder demands, which knows what is learned. Calls of tools (`tool_calls`) are refused, not left out.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import DataError, brief, quoted
from .forms import HEAD_BYTES, UTF8_BOM, describe
from .row_errors import RowErrors

MAX_LINE_BYTES = 16 << 20
"""About four million tokens; a longer line is a broken or a hostile file, and is skipped without being held."""

ROLES = ("system", "user", "assistant", "tool")


@dataclass(frozen=True)
class Turn:
    """One message of a conversation."""

    role: str
    """One of `ROLES`."""
    content: str
    learn: bool = True
    """False for an assistant turn that is only context."""


@dataclass(frozen=True)
class Conversation:
    """Turns that a template renders to text."""

    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Verbatim:
    """Text that is used as it stands, with the end-of-sequence token after it unless it ends in one."""

    prompt: str
    answer: str


@dataclass(frozen=True)
class Record:
    """One line of a data set."""

    id: str
    """The line's `id`, or `file.jsonl:line` when it has none: the name it has in reports, unique in its file."""
    where: str
    """`path:line`, for errors."""
    content: Conversation | Verbatim


def read_records(path: Path) -> list[Record]:
    """Read every record of a JSONL file; blank lines are skipped.

    Raises:
        DataError: when the file cannot be read, holds no record or is of another form (`forms.py`), or with the first
            few of the lines that are no record and the number of all.
    """
    errors_found = RowErrors()
    records: list[Record] = []
    names: set[str] = set()
    try:
        with BufferedReader(path.open("rb", buffering=0), HEAD_BYTES) as file:
            head = file.peek()
            for number, line in _lines(file):
                where = f"{path}:{number}"
                try:
                    record = parse_record(line, default_id=f"{path.name}:{number}", where=where)
                except ValueError as err:
                    first = not records and not errors_found.count
                    if first and (form := describe(head, path.suffix)):
                        raise DataError(f"{path}: {form}") from err
                    errors_found.add(where, str(err))
                    continue
                if record.id in names:
                    record = replace(record, id=f"{record.id} ({path.name}:{number})")
                names.add(record.id)
                records.append(record)
    except OSError as err:
        raise DataError(f"cannot read {path}: {err.strerror}. Give a JSONL file.") from err
    errors_found.raise_if_any("Correct or remove these lines.")
    if not records:
        raise DataError(f"{path} holds no records; expected one JSON object a line.")
    return records


def shared_system(records: Iterable[Record]) -> str | None:
    """Return the system message that every record begins with; None where one has none, or another."""
    texts = set()
    for record in records:
        turns = record.content.turns[:1] if isinstance(record.content, Conversation) else ()
        texts.add(turns[0].content if turns and turns[0].role == "system" else None)
        if len(texts) > 1:
            return None
    return texts.pop() if texts else None


def parse_record(line: bytes | None, *, default_id: str, where: str) -> Record:
    """Turn one line into a record; `None` stands for a line that is too long to be held.

    Raises:
        ValueError: with the reason, for a person.
    """
    _expect(line is not None, f"the line is longer than {MAX_LINE_BYTES >> 20} MiB")
    assert line is not None
    try:
        fields = json.loads(line.decode("utf-8"), object_pairs_hook=_object)
    except UnicodeDecodeError as err:
        raise ValueError(f"not UTF-8: byte 0x{line[err.start]:02x} at column {err.start + 1}") from err
    except json.JSONDecodeError as err:
        raise ValueError(f"not JSON: {err.msg} at column {err.colno}") from err
    except RecursionError as err:
        raise ValueError("JSON nested too deeply") from err
    _expect(isinstance(fields, dict), f"found a JSON {_kind(fields)}; expected an object")
    return Record(_id(fields, default_id), where, _content(fields))


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield (line number from 1, bytes without a byte-order mark) of every line that is not blank."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_LINE_BYTES)
            yield number, None
            continue
        line = line.removeprefix(UTF8_BOM) if number == 1 else line
        if line.strip():
            yield number, line


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make a JSON object and refuse a key given twice, of which `json` would keep the last."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {quoted(next(key for key in keys if keys.count(key) > 1))} appears twice")
    return fields


def _id(fields: dict[str, Any], default: str) -> str:
    """Return the record's label: a text as it is, anything else as JSON, nothing as its place."""
    value = fields.get("id")
    label = value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)
    return brief(label.encode("utf-8", "backslashreplace").decode("utf-8")) or default


def _content(fields: dict[str, Any]) -> Conversation | Verbatim:
    """Recognise the form of a record (the table above) and check its fields."""
    if "messages" in fields:
        return _conversation(fields["messages"])
    if "instruction" in fields and "output" in fields:
        instruction, answer = _text(fields, "instruction"), _text(fields, "output")
        extra = _text(fields, "input") if fields.get("input") not in (None, "") else ""
        question = f"{instruction}\n{extra}" if extra else instruction
        return Conversation((Turn("user", question), Turn("assistant", answer)))
    if "prompt" in fields and "completion" in fields:
        prompt = _text(fields, "prompt") if fields["prompt"] != "" else ""
        return Verbatim(prompt, _text(fields, "completion"))
    if "text" in fields:
        return Verbatim("", _text(fields, "text"))
    keys = brief(", ".join(list(fields)[:8])) or "(none)"
    raise ValueError(
        f"found the keys {keys}; expected `messages`, `instruction` and `output`, `prompt` and `completion`, or `text`"
    )


def _conversation(messages: object) -> Conversation:
    _expect(isinstance(messages, list) and messages != [], "`messages` is no list of messages, or an empty one")
    assert isinstance(messages, list)
    return Conversation(tuple(_turn(message, f"message {n}") for n, message in enumerate(messages, start=1)))


def _turn(message: object, name: str) -> Turn:
    _expect(isinstance(message, dict), f"{name} is a JSON {_kind(message)}; expected `role` and `content`")
    assert isinstance(message, dict)
    role, weight = message.get("role"), message.get("weight", 1)
    _expect(role in ROLES, f"{name} has the role {quoted(role)}; expected one of {', '.join(ROLES)}")
    for key in ("tool_calls", "function_call"):
        _expect(not message.get(key), f"{name} has `{key}`, which is not supported; write the call into `content`")
    _expect(weight in (0, 1), f"{name} has the weight {quoted(weight)}; expected 0 or 1")
    try:
        return Turn(str(role), _text(message, "content", may_be_empty=True), learn=bool(weight))
    except ValueError as err:
        raise ValueError(f"{name}: {err}") from err


def _text(fields: dict[str, Any], key: str, *, may_be_empty: bool = False) -> str:
    """Return a field that must be a text, with something in it unless it may be empty, and valid Unicode."""
    value = fields.get(key)
    _expect(isinstance(value, str), f"`{key}` is a JSON {_kind(value)}; expected a text")
    _expect(may_be_empty or value.strip() != "", f"`{key}` is empty")  # type: ignore[union-attr]
    try:
        value.encode("utf-8")  # type: ignore[union-attr]
    except UnicodeEncodeError as err:
        raise ValueError(f"`{key}` holds half a surrogate pair, which is no character") from err
    return str(value)


def _kind(value: object) -> str:
    """Name a value's type as JSON does."""
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")


def _expect(condition: bool, reason: str) -> None:
    if not condition:
        raise ValueError(reason)
