"""The keys of one JSON object, taken one by one; a key that nobody takes is an error, never a silent loss."""

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
"""Keys that label a row or a message and never reach the model, as does any key that ends in `_id`."""

SHORT = 60
"""Characters of names that a message repeats in the option to use."""


class Fields:
    """An object's keys and values: `text`, `take` and `items` take a key, `expect_all_taken` refuses what is left.

    A key whose value is null, an empty text, list or object says nothing and may be left.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)
        self._left = {key for key, value in values.items() if value not in (None, "", [], {})}

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def says(self, key: str) -> bool:
        """Tell whether the key is there with a value other than null."""
        return self._values.get(key) is not None

    def take(self, key: str, default: Any = None) -> Any:
        """Return the value of a key, `default` where it is missing or null."""
        self._left.discard(key)
        value = self._values.get(key)
        return default if value is None else value

    def text(self, key: str, *, optional: bool = False, may_be_empty: bool = False) -> str:
        """Return a text, which must hold something but white space unless it may be empty, in valid Unicode."""
        value = self.take(key)
        if optional and value is None:
            return ""
        expect(isinstance(value, str), f"`{key}` is a JSON {kind(value)}; expected a text")
        expect(optional or may_be_empty or value.strip() != "", f"`{key}` is empty")
        return unicode(value, key)

    def items(self, key: str) -> list[Any]:
        """Return a list, or the list that a text holds as JSON; empty where the key is missing."""
        value = self.take(key, [])
        value = parsed(value, key) if isinstance(value, str) else value
        expect(isinstance(value, list), f"`{key}` is a JSON {kind(value)}; expected a list")
        return list(value)

    def expect_all_taken(self, form: str) -> None:
        """Raise ValueError when a key is left that is no metadata."""
        left = [key for key in self._values if key in self._left and not is_metadata(key)]
        if not left:
            return
        names, given = brief(", ".join(f"`{key}`" for key in left)), ",".join(left)
        option = f"--ignore-keys {given}" if len(given) < SHORT else "--ignore-keys"
        one = len(left) == 1
        raise ValueError(
            f"the {'key' if one else 'keys'} {names} {'has' if one else 'have'} no meaning in {form}; remove "
            f"{'it' if one else 'them'}, or use {option}"
        )


def is_metadata(key: str) -> bool:
    return key in METADATA or key.endswith("_id")


def expect(condition: bool, reason: str) -> None:
    """Raise ValueError with the reason, for a person, unless the condition holds."""
    if not condition:
        raise ValueError(reason)


def kind(value: object) -> str:
    """Name a value's type as JSON does."""
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number" if isinstance(value, (int, float)) else type(value).__name__)


def unicode(text: str, key: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as err:
        raise ValueError(f"`{key}` holds half a surrogate pair, which is no character") from err
    return text


def parsed(text: str, key: str) -> Any:
    """Return what a text holds as JSON."""
    try:
        return json.loads(text, object_pairs_hook=unique_keys)
    except RecursionError as err:
        raise ValueError(f"`{key}` is nested too deeply") from err
    except json.JSONDecodeError as err:
        raise ValueError(f"`{key}` is a text that is not JSON: {err.msg} at column {err.colno}") from err


def plain(value: Any, key: str) -> Any:
    """Return a nested value if a template can write it: finite numbers, valid Unicode, no endless depth."""
    try:
        unicode(json.dumps(value, ensure_ascii=False, allow_nan=False), key)
    except RecursionError as err:
        raise ValueError(f"`{key}` is nested too deeply") from err
    except TypeError as err:
        raise ValueError(f"`{key}` holds a value that JSON has no form for: {brief(err)}") from err
    except ValueError as err:
        raise ValueError(f"`{key}`: {brief(err)}") from err
    return value


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make a JSON object and refuse a key given twice, of which `json` would keep the last."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {brief(repr(twice))} appears twice")
    return fields
