"""Key-value data of a GGUF file. Every value has an explicit type, because readers are strict about types.

llama.cpp and Ollama refuse `context_length` as UINT64 or `add_bos_token` as UINT8, so types are not inferred from
Python values: `u32(5)`, `f32(1e-5)`, `boolean(True)`, `string("llama")`, `array(STRING, tokens)`.

Source: ggml/docs/gguf.md, section "File Structure".
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gguf import GGUFValueType

from ..errors import GGUFError

STRING = GGUFValueType.STRING
ARRAY = GGUFValueType.ARRAY

SCALAR_FORMATS: dict[GGUFValueType, str] = {
    GGUFValueType.UINT8: "B",
    GGUFValueType.INT8: "b",
    GGUFValueType.UINT16: "H",
    GGUFValueType.INT16: "h",
    GGUFValueType.UINT32: "I",
    GGUFValueType.INT32: "i",
    GGUFValueType.FLOAT32: "f",
    GGUFValueType.BOOL: "?",
    GGUFValueType.UINT64: "Q",
    GGUFValueType.INT64: "q",
    GGUFValueType.FLOAT64: "d",
}
"""Fixed-size type -> format character of `struct` (after "<")."""


@dataclass(frozen=True)
class Value:
    """A typed value: an int, float, bool or str, or a list of them for an array."""

    type: GGUFValueType
    value: Any
    item_type: GGUFValueType | None = None
    """Type of the items of an array; None for other types."""


def u32(value: int) -> Value:
    return Value(GGUFValueType.UINT32, value)


def i32(value: int) -> Value:
    return Value(GGUFValueType.INT32, value)


def f32(value: float) -> Value:
    return Value(GGUFValueType.FLOAT32, value)


def boolean(value: bool) -> Value:
    return Value(GGUFValueType.BOOL, value)


def string(value: str) -> Value:
    return Value(STRING, value)


def array(item_type: GGUFValueType, items: Sequence[Any]) -> Value:
    """Return an array of strings or numbers. Arrays of arrays are refused, because llama.cpp does not read them."""
    if item_type == ARRAY:
        raise GGUFError("an array cannot contain arrays; expected strings or numbers.")
    return Value(ARRAY, list(items), item_type)


def pack_value(key: str, value: Value) -> bytes:
    """Return the bytes of `value` that follow its key: the type id, then the payload.

    Raises:
        GGUFError: the Python value does not fit its type; the message names `key`.
    """
    try:
        return struct.pack("<I", value.type) + _pack_payload(value)
    except (struct.error, OverflowError, TypeError, AttributeError, UnicodeEncodeError) as err:
        raise GGUFError(f"key {key}: {value.value!r:.80} is not a valid {value.type.name} value ({err}).") from err


def pack_string(text: str) -> bytes:
    """Return the length in bytes as uint64, then the text as UTF-8 without a terminator."""
    encoded = text.encode("utf-8")
    return len(encoded).to_bytes(8, "little") + encoded


def _pack_payload(value: Value) -> bytes:
    if value.type == STRING:
        return pack_string(value.value)
    if value.type != ARRAY:
        return struct.pack("<" + SCALAR_FORMATS[value.type], value.value)
    assert value.item_type is not None, "array() always sets item_type"
    head = struct.pack("<IQ", value.item_type, len(value.value))
    if value.item_type == STRING:
        return head + b"".join(map(pack_string, value.value))
    return head + struct.pack(f"<{len(value.value)}{SCALAR_FORMATS[value.item_type]}", *value.value)
