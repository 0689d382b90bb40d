# mypy: disable-error-code="no-any-return"
"""Read a GGUF file through a memory map; tensors are copied only when they are dequantized.

    magic "GGUF" | version u32 | tensor count u64 | key count u64 | key-value data | tensor infos | padding | data

The file is not trusted: every count, length and offset is checked against the remaining bytes before anything is
allocated. Shapes are in torch order, outermost first; the file stores them in reversed order.

Source: ggml/docs/gguf.md; bounds as in ggml/src/gguf.cpp.
"""

import math
import mmap
import os
import struct
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from gguf import GGMLQuantizationType, GGUFValueType
from gguf.constants import GGML_QUANT_SIZES, GGUF_DEFAULT_ALIGNMENT

from ..errors import GGUFError, brief, quoted
from .quants import dequantize, row_bytes
from .values import ARRAY, SCALAR_FORMATS, STRING, Value

MAGIC = b"GGUF"
VERSIONS = (2, 3)
MAX_KEY_BYTES = 65_535
MAX_STRING_BYTES = 64 << 20
MAX_ARRAY_ITEMS = 1 << 22
MAX_NAME_BYTES = 63
MAX_DIMENSIONS = 4
MAX_ALIGNMENT = 1 << 20
UNSUPPORTED_TYPES = {41: "Q1_0", 42: "Q2_0"}
"""Types of llama.cpp that the gguf package does not support. Q2_0 exists with blocks of 64 and with blocks of 128."""
MIN_KEY_VALUE_BYTES = 8 + 1 + 4 + 1
MIN_TENSOR_INFO_BYTES = 8 + 1 + 4 + 8 + 4 + 8


@dataclass(frozen=True)
class TensorInfo:
    """Name, shape, type and location of a tensor."""

    name: str
    shape: tuple[int, ...]
    """Torch order: outermost first. The last dimension is the row, which is stored in blocks."""
    type: GGMLQuantizationType
    offset: int
    """Bytes from the start of the file."""
    n_bytes: int


class GGUFFile:
    """An open GGUF file; a context manager.

    Raises:
        GGUFError: the file cannot be opened or is malformed; the message says what is wrong and where.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._descriptor, self._file = _mmap(self.path)
        self._release = weakref.finalize(self, os.close, self._descriptor)
        self._opened = _state(self._descriptor)
        self._bytes = np.frombuffer(self._file, np.uint8)
        cursor = _Cursor(self.path, self._bytes.data)
        n_tensors, n_keys = _read_header(cursor)
        self.version = int.from_bytes(self._bytes[4:8].tobytes(), "little")
        self.values: Mapping[str, Value] = _read_key_values(cursor, n_keys)
        self.alignment = _alignment(cursor, self.values)
        self.tensors: Mapping[str, TensorInfo] = _read_tensor_infos(cursor, n_tensors, self.alignment)

    @property
    def kv(self) -> dict[str, Any]:
        """All keys with plain Python values; arrays are lists."""
        return {key: value.value for key, value in self.values.items()}

    @property
    def kv_types(self) -> dict[str, GGUFValueType]:
        return {key: value.type for key, value in self.values.items()}

    def raw(self, name: str) -> np.ndarray:
        """Return the stored bytes of a tensor: a read-only view, uint8 (*shape[:-1], bytes per row)."""
        info = self._info(name)
        view = self._bytes[info.offset : info.offset + info.n_bytes]
        return view.reshape(*info.shape[:-1], row_bytes(info.type, info.shape[-1]))

    def dequantized(self, name: str, *, threads: int = 1) -> np.ndarray:
        """Return the values of a tensor as a new float32 array of its shape."""
        return dequantize(self.raw(name), self._info(name).type, threads=threads)

    def check_unchanged(self) -> None:
        """Check that the file has the length and modification time that it had when it was opened.

        Call this before a late read: a read beyond the end of a truncated file would kill the process.

        Raises:
            GGUFError: if another program has truncated or written the file. Replacing it by another file does no harm.
        """
        if _state(self._descriptor) != self._opened:
            raise GGUFError(
                f"{self.path} was changed while it was in use, so its weights are no longer those that were loaded. "
                "Leave the file alone, and start again."
            )

    def release_pages(self) -> None:
        """Release the pages read so far (madvise MADV_DONTNEED, where supported); the next access reads them again."""
        if hasattr(self._file, "madvise"):
            self._file.madvise(mmap.MADV_DONTNEED)

    def close(self) -> None:
        """Drop the reference to the memory map; it is unmapped when the last view of it is deleted."""
        self._bytes = np.empty(0, np.uint8)
        self._release()

    def __enter__(self) -> "GGUFFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _info(self, name: str) -> TensorInfo:
        if name not in self.tensors:
            raise GGUFError(f"{self.path} has no tensor {quoted(name)}; it has {len(self.tensors)} other tensors.")
        return self.tensors[name]


class _Cursor:
    """A read position in the file; every read is bounds-checked."""

    def __init__(self, path: Path, data: memoryview) -> None:
        self.path = path
        self.data = data
        self.position = 0

    def remaining(self) -> int:
        return len(self.data) - self.position

    def error(self, what: str) -> GGUFError:
        return GGUFError(
            f"{self.path} is not a valid GGUF file: {what} (near byte {self.position}). Download or export it again."
        )

    def require(self, n_bytes: int, what: str) -> None:
        if n_bytes > self.remaining():
            raise self.error(f"{what} needs {n_bytes} bytes, but only {self.remaining()} are left")

    def unpack(self, letter: str, what: str) -> Any:
        size = struct.calcsize("<" + letter)
        self.require(size, what)
        (value,) = struct.unpack_from("<" + letter, self.data, self.position)
        self.position += size
        return value

    def text(self, what: str, limit: int = MAX_STRING_BYTES) -> str:
        length = self.unpack("Q", f"the length of {what}")
        if length > limit:
            raise self.error(f"{what} claims {length} bytes; at most {limit} are allowed")
        self.require(length, what)
        start, self.position = self.position, self.position + length
        try:
            return str(self.data[start : self.position], "utf-8")
        except UnicodeDecodeError as err:
            raise self.error(f"{what} is not UTF-8") from err

    def texts(self, count: int, what: str) -> list[str]:
        """Read `count` strings like `text`, but faster: a vocabulary has hundreds of thousands."""
        data, size, result = self.data, len(self.data), []
        for _ in range(count):
            start = self.position + 8
            end = start + int.from_bytes(data[self.position : start], "little")
            if end > size or end - start > MAX_STRING_BYTES:
                return [self.text(what)]  # raises with a message
            try:
                result.append(str(data[start:end], "utf-8"))
            except UnicodeDecodeError as err:
                raise self.error(f"{what} is not UTF-8") from err
            self.position = end
        return result

    def scalars(self, item_type: GGUFValueType, count: int, what: str) -> list[Any]:
        layout = f"<{count}{SCALAR_FORMATS[item_type]}"
        self.require(struct.calcsize(layout), what)
        start, self.position = self.position, self.position + struct.calcsize(layout)
        return list(struct.unpack_from(layout, self.data, start))


def _mmap(path: Path) -> tuple[int, mmap.mmap]:
    """Return the descriptor of the open file, and its bytes."""
    try:
        if path.stat().st_size < len(MAGIC):
            raise GGUFError(f"{path} is too short to be a GGUF file. Download or export it again.")
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            return os.dup(file.fileno()), data
    except OSError as err:
        raise GGUFError(f"cannot read {path}: {err.strerror or err}. Check the path.") from err


def _state(descriptor: int) -> tuple[int, int]:
    """Return the length of an open file and its modification time, in ns."""
    status = os.fstat(descriptor)
    return status.st_size, status.st_mtime_ns


def _read_header(cursor: _Cursor) -> tuple[int, int]:
    """Check magic and version; return (number of tensors, number of keys)."""
    magic = bytes(cursor.data[:4])
    cursor.position = 4
    if magic != MAGIC:
        raise cursor.error(f"it begins with {quoted(magic)}; expected {MAGIC!r}")
    version = cursor.unpack("I", "the version")
    if version not in VERSIONS:
        big_endian = version & 0xFFFF == 0
        raise cursor.error(
            "it is big-endian; only little-endian files are read"
            if big_endian
            else f"version {version}; expected one of {VERSIONS}"
        )
    n_tensors = cursor.unpack("Q", "the number of tensors")
    n_keys = cursor.unpack("Q", "the number of keys")
    cursor.require(n_keys * MIN_KEY_VALUE_BYTES + n_tensors * MIN_TENSOR_INFO_BYTES, "its keys and tensor infos")
    return n_tensors, n_keys


def _read_key_values(cursor: _Cursor, n_keys: int) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for _ in range(n_keys):
        key = cursor.text("a key", MAX_KEY_BYTES)
        if not key or key in values:
            raise cursor.error(f"key {key!r:.80} is " + ("duplicated" if key else "empty"))
        values[key] = _read_value(cursor, key)
    return values


def _read_value(cursor: _Cursor, key: str) -> Value:
    kind = _value_type(cursor, key)
    if kind == STRING:
        return Value(kind, cursor.text(f"key {key:.80}"))
    if kind != ARRAY:
        return Value(kind, cursor.unpack(SCALAR_FORMATS[kind], f"key {key:.80}"))
    item_type = _value_type(cursor, key)
    count = cursor.unpack("Q", f"the number of items of {key:.80}")
    if count > MAX_ARRAY_ITEMS or item_type == ARRAY:
        problem = "is an array of arrays" if item_type == ARRAY else f"claims {count} items"
        raise cursor.error(f"key {key:.80} {problem}; expected at most {MAX_ARRAY_ITEMS} strings or numbers")
    if item_type != STRING:
        return Value(kind, cursor.scalars(item_type, count, f"key {key:.80}"), item_type)
    cursor.require(count * 8, f"key {key:.80}")
    return Value(kind, cursor.texts(count, f"a string of {key:.80}"), item_type)


def _value_type(cursor: _Cursor, key: str) -> GGUFValueType:
    number = cursor.unpack("I", f"the type of {key:.80}")
    try:
        return GGUFValueType(number)
    except ValueError as err:
        raise cursor.error(f"key {key:.80} has the unknown value type {number}") from err


def _alignment(cursor: _Cursor, values: Mapping[str, Value]) -> int:
    value = values.get("general.alignment", Value(GGUFValueType.UINT32, GGUF_DEFAULT_ALIGNMENT))
    if value.type != GGUFValueType.UINT32 or not _is_alignment(value.value):
        raise cursor.error(
            f"general.alignment is {value.value!r:.80} ({value.type.name}); expected a UINT32 power of two"
        )
    return int(value.value)


def _is_alignment(number: int) -> bool:
    return 1 <= number <= MAX_ALIGNMENT and number & (number - 1) == 0


def _read_tensor_infos(cursor: _Cursor, n_tensors: int, alignment: int) -> dict[str, TensorInfo]:
    result: dict[str, TensorInfo] = {}
    for _ in range(n_tensors):
        info = _read_tensor_info(cursor, alignment)
        if not info.name or info.name in result:
            raise cursor.error(f"tensor {quoted(info.name)} " + ("is duplicated" if info.name else "has no name"))
        result[info.name] = info
    data_start = cursor.position + -cursor.position % alignment
    tensors = {
        info.name: TensorInfo(info.name, info.shape, info.type, data_start + info.offset, info.n_bytes)
        for info in result.values()
    }
    _check_extents(cursor, tensors)
    return tensors


def _read_tensor_info(cursor: _Cursor, alignment: int) -> TensorInfo:
    """Read a tensor info; its offset is still relative to the start of the data section."""
    name = cursor.text("a tensor name", MAX_NAME_BYTES)
    n_dims = cursor.unpack("I", f"tensor {name}")
    if not 1 <= n_dims <= MAX_DIMENSIONS:
        raise cursor.error(f"tensor {brief(name)} has {n_dims} dimensions; expected 1 to {MAX_DIMENSIONS}")
    shape = tuple(cursor.unpack("Q", f"the shape of {name}") for _ in range(n_dims))[::-1]
    number = cursor.unpack("I", f"the type of {name}")
    offset = cursor.unpack("Q", f"the offset of {name}")
    try:
        kind = GGMLQuantizationType(number)
        block_size, _ = GGML_QUANT_SIZES[kind]
    except (ValueError, KeyError) as err:
        if number in UNSUPPORTED_TYPES:
            raise GGUFError(
                f"{cursor.path}: tensor {brief(name)} has the type {UNSUPPORTED_TYPES[number]} ({number}), which "
                "is not supported. Use a file of another type, such as Q8_0, Q4_K_M or F16."
            ) from err
        raise cursor.error(f"tensor {brief(name)} has the unknown type {number}") from err
    if 0 in shape or shape[-1] % block_size:
        raise cursor.error(f"tensor {brief(name)} of shape {shape} cannot be {kind.name} (blocks of {block_size})")
    if offset % alignment:
        raise cursor.error(f"tensor {brief(name)} begins at offset {offset}, not a multiple of {alignment}")
    return TensorInfo(name, shape, kind, offset, math.prod(shape[:-1]) * row_bytes(kind, shape[-1]))


def _check_extents(cursor: _Cursor, tensors: Mapping[str, TensorInfo]) -> None:
    """Check that every tensor is inside the file and no two overlap."""
    end, previous = 0, ""
    for info in sorted(tensors.values(), key=lambda info: info.offset):
        if info.offset < end:
            raise cursor.error(f"tensors {brief(previous)} and {brief(info.name)} overlap")
        end, previous = info.offset + info.n_bytes, info.name
        if end > len(cursor.data):
            raise cursor.error(
                f"tensor {info.name} ends at byte {end}, but the file has {len(cursor.data)}: it is truncated"
            )
