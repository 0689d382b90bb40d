"""Fields: reads the keys of a JSON object and reports those that were not read, so no data is lost silently."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import brief

METADATA = frozenset(
    (
        *("id", "category", "dataset", "date", "difficulty", "index", "kind", "lang", "language", "level", "license"),
        *("meta", "metadata", "origin", "source", "split", "tags", "timestamp", "topic", "url", "uuid"),
    )
)
"""Keys that are always ignored, because they only describe a row or message; so are keys that end in `_id`."""

SHORT = 60
"""Maximum characters of the keys that an error message repeats in the suggested option."""


class Fields:
    """A JSON object. `text`, `take` and `items` read a key; `check_all_read` raises an error if any are left.

    A key with the value null, or with an empty string, list or object, may be left.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)
        self._left = {key for key, value in values.items() if value not in (None, "", [], {})}

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def has_value(self, key: str) -> bool:
        """Return whether the key exists and is not null."""
        return self._values.get(key) is not None

    def take(self, key: str, default: Any = None) -> Any:
        """Return the value of a key, or `default` if it is missing or null."""
        self._left.discard(key)
        value = self._values.get(key)
        return default if value is None else value

    def text(self, key: str, *, optional: bool = False, may_be_empty: bool = False) -> str:
        """Return a string in valid Unicode; unless `optional` or `may_be_empty`, it must not be blank."""
        value = self.take(key)
        if optional and value is None:
            return ""
        expect(isinstance(value, str), f"`{key}` is a JSON {json_type(value)}; expected a string")
        expect(optional or may_be_empty or value.strip() != "", f"`{key}` is empty")
        return check_unicode(value, key)

    def items(self, key: str) -> list[Any]:
        """Return a list, or the list in a string of JSON; empty if the key is missing."""
        value = self.take(key, [])
        value = parse_json(value, key) if isinstance(value, str) else value
        expect(isinstance(value, list), f"`{key}` is a JSON {json_type(value)}; expected a list")
        return list(value)

    def check_all_read(self, form: str) -> None:
        """Raise a ValueError if a key was not read and is not metadata."""
        left = [key for key in self._values if key in self._left and not is_metadata(key)]
        if not left:
            return
        names, given = brief(", ".join(f"`{key}`" for key in left)), ",".join(left)
        option = f"--ignore-keys {given}" if len(given) < SHORT else "--ignore-keys"
        one = len(left) == 1
        raise ValueError(
            f"the {'key' if one else 'keys'} {names} {'is' if one else 'are'} not supported in {form}; remove "
            f"{'it' if one else 'them'}, or use {option}"
        )


def is_metadata(key: str) -> bool:
    return key in METADATA or key.endswith("_id")


def expect(condition: bool, reason: str) -> None:
    """Raise a ValueError with the reason unless the condition is true."""
    if not condition:
        raise ValueError(reason)


def json_type(value: object) -> str:
    """Return the name of a value's type in JSON."""
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number" if isinstance(value, (int, float)) else type(value).__name__)


def check_unicode(text: str, key: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as err:
        raise ValueError(f"`{key}` contains half of a surrogate pair, which is not a valid character") from err
    return text


def parse_json(text: str, key: str) -> Any:
    """Return the value of a string of JSON."""
    try:
        return json.loads(text, object_pairs_hook=unique_keys)
    except RecursionError as err:
        raise ValueError(f"`{key}` is nested too deeply") from err
    except json.JSONDecodeError as err:
        raise ValueError(f"`{key}` is a string, but not JSON: {err.msg} at column {err.colno}") from err


def check_plain(value: Any, key: str) -> Any:
    """Return a nested value after checking that it is valid JSON: finite numbers, valid Unicode, bounded depth."""
    try:
        check_unicode(json.dumps(value, ensure_ascii=False, allow_nan=False), key)
    except RecursionError as err:
        raise ValueError(f"`{key}` is nested too deeply") from err
    except TypeError as err:
        raise ValueError(f"`{key}` contains a value that is not valid in JSON: {brief(err)}") from err
    except ValueError as err:
        raise ValueError(f"`{key}`: {brief(err)}") from err
    return value


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object; raise a ValueError for a duplicate key, of which `json` would keep the last."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {brief(repr(twice))} appears twice")
    return fields
