"""The reader, compared with the gguf package on a real file, and on malicious files."""

import struct
import time
from pathlib import Path

import pytest
from gguf import GGMLQuantizationType as T
from gguf import GGUFReader
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minilora.errors import GGUFError
from minilora.gguf.reader import GGUFFile
from minilora.gguf.values import boolean, string, u32
from minilora.gguf.writer import TensorPlan, compute_layout


def test_real_file_reads_as_in_the_gguf_package(smollm2_gguf: Path) -> None:
    """Every key, shape, type and offset of a real model equals that of the gguf package."""
    theirs = GGUFReader(smollm2_gguf)
    with GGUFFile(smollm2_gguf) as ours:
        keys = [key for key in theirs.fields if not key.startswith("GGUF.")]
        assert list(ours.kv) == keys
        for key in keys:
            assert ours.kv[key] == theirs.fields[key].contents()
            assert ours.kv_types[key] == theirs.fields[key].types[0]
        for tensor in theirs.tensors:
            info = ours.tensors[tensor.name]
            assert info.shape == tuple(int(size) for size in tensor.shape[::-1])
            assert (info.type, info.offset, info.n_bytes) == (
                tensor.tensor_type,
                tensor.data_offset,
                tensor.n_bytes,
            )
            assert ours.raw(tensor.name).tobytes() == tensor.data.tobytes()


def small_file() -> bytes:
    kv = {"general.architecture": string("llama"), "flag": boolean(True), "n": u32(7)}
    plans = (TensorPlan("a", (2, 32), T.Q8_0), TensorPlan("b", (3,), T.F32))
    whole = compute_layout(kv, plans)
    return whole.header + bytes(whole.size - len(whole.header))


def header(n_tensors: int, n_keys: int, version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, n_tensors, n_keys)


def text(value: bytes) -> bytes:
    return struct.pack("<Q", len(value)) + value


def tensor(name: bytes, dims: tuple[int, ...], kind: int, offset: int) -> bytes:
    return text(name) + struct.pack(f"<I{len(dims)}QIQ", len(dims), *dims, kind, offset)


PAD = bytes(4096)
F32, Q8_0, U8, U32, STR, ARR = 0, 8, 0, 4, 8, 9
KEY_U32 = text(b"k") + struct.pack("<II", U32, 1)

HOSTILE = {
    "empty": (b"", "too short"),
    "not gguf": (b"GGML" + PAD, "expected b'GGUF'"),
    "version 1": (header(0, 0, 1) + PAD, "version 1"),
    "big-endian": (header(0, 0, 3 << 24) + PAD, "big-endian"),
    "no counts": (header(0, 0)[:10], "tensors needs 8 bytes"),
    "keys without end": (header(0, 1 << 60) + PAD, "are left"),
    "tensors without end": (header(1 << 60, 0) + PAD, "are left"),
    "key length": (header(0, 1) + struct.pack("<Q", 1 << 62) + PAD, "at most 65535"),
    "empty key": (header(0, 1) + PAD, "empty"),
    "key twice": (header(0, 2) + KEY_U32 * 2 + PAD, "duplicated"),
    "key not UTF-8": (header(0, 1) + text(b"\xff\xfe") + PAD, "not UTF-8"),
    "value type": (header(0, 1) + text(b"k") + struct.pack("<I", 99) + PAD, "unknown value type 99"),
    "string length": (header(0, 1) + text(b"k") + struct.pack("<IQ", STR, 1 << 40) + PAD, "claims"),
    "string not UTF-8": (header(0, 1) + text(b"k") + struct.pack("<I", STR) + text(b"\xc3") + PAD, "not UTF-8"),
    "array length": (header(0, 1) + text(b"k") + struct.pack("<IIQ", ARR, U8, 1 << 50) + PAD, "claims"),
    "array cut": (header(0, 1) + text(b"k") + struct.pack("<IIQ", ARR, U8, 5000) + PAD, "needs 5000 bytes"),
    "strings cut": (header(0, 1) + text(b"k") + struct.pack("<IIQ", ARR, STR, 2000) + PAD, "needs 16000 bytes"),
    "nested array": (header(0, 1) + text(b"k") + struct.pack("<IIQ", ARR, ARR, 1) + PAD, "array of arrays"),
    "alignment 0": (
        header(0, 1) + text(b"general.alignment") + struct.pack("<II", U32, 0) + PAD,
        "power of two",
    ),
    "alignment text": (
        header(0, 1) + text(b"general.alignment") + struct.pack("<I", STR) + text(b"32") + PAD,
        "power of two",
    ),
    "name length": (header(1, 0) + text(b"n" * 64) + PAD, "at most 63"),
    "no name": (header(1, 0) + tensor(b"", (1,), F32, 0) + PAD, "has no name"),
    "five dimensions": (header(1, 0) + tensor(b"t", (1,) * 5, F32, 0) + PAD, "5 dimensions"),
    "dimensions without end": (header(1, 0) + text(b"t") + struct.pack("<I", 1 << 31) + PAD, "dimensions"),
    "tensor type": (header(1, 0) + tensor(b"t", (1,), 1234, 0) + PAD, "unknown type 1234"),
    "newer tensor type": (
        header(1, 0) + tensor(b"t", (128,), 42, 0) + PAD,
        r"type Q2_0 \(42\), which is not supported",
    ),
    "removed tensor type": (header(1, 0) + tensor(b"t", (1,), 4, 0) + PAD, "unknown type 4"),
    "zero size": (header(1, 0) + tensor(b"t", (0, 4), F32, 0) + PAD, "cannot be F32"),
    "half a block": (header(1, 0) + tensor(b"t", (33,), Q8_0, 0) + PAD, "blocks of 32"),
    "product overflows": (header(1, 0) + tensor(b"t", (1 << 62, 4, 4, 4), F32, 0) + PAD, "truncated"),
    "offset overflows": (header(1, 0) + tensor(b"t", (1,), F32, (1 << 64) - 32) + PAD, "truncated"),
    "misaligned": (header(1, 0) + tensor(b"t", (1,), F32, 4) + PAD, "multiple of 32"),
    "tensor twice": (
        header(2, 0) + tensor(b"t", (1,), F32, 0) + tensor(b"t", (1,), F32, 32) + PAD,
        "duplicated",
    ),
    "overlap": (
        header(2, 0) + tensor(b"t", (9,), F32, 0) + tensor(b"u", (1,), F32, 32) + PAD,
        "t and u overlap",
    ),
    "data cut": (small_file()[:-40], "truncated"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_refused_quickly(case: str, tmp_path: Path) -> None:
    """Every malformed file raises a GGUFError that says what is wrong, without delay."""
    content, message = HOSTILE[case]
    (tmp_path / "bad.gguf").write_bytes(content)
    start = time.perf_counter()
    with pytest.raises(GGUFError, match=message):
        GGUFFile(tmp_path / "bad.gguf")
    assert time.perf_counter() - start < 0.5


def test_missing_file_and_missing_tensor(tmp_path: Path) -> None:
    """A missing file and a missing tensor raise GGUFError."""
    with pytest.raises(GGUFError, match="cannot read"):
        GGUFFile(tmp_path / "none.gguf")
    (tmp_path / "m.gguf").write_bytes(small_file())
    with pytest.raises(GGUFError, match="no tensor 'c'"):
        GGUFFile(tmp_path / "m.gguf").raw("c")


@pytest.mark.parametrize("n_bytes", range(0, len(small_file()) - 64, 7))
def test_truncation_anywhere_is_refused(n_bytes: int, tmp_path: Path) -> None:
    """A file truncated at any byte is refused."""
    (tmp_path / "m.gguf").write_bytes(small_file()[:n_bytes])
    with pytest.raises(GGUFError):
        GGUFFile(tmp_path / "m.gguf")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(4, len(small_file()) - 1), st.integers(0, 255)), max_size=6))
def test_flipped_bytes_give_a_file_or_a_gguf_error(tmp_path: Path, flips: list[tuple[int, int]]) -> None:
    """Flipped bytes leave a readable file or raise GGUFError, nothing else."""
    content = bytearray(small_file())
    for position, byte in flips:
        content[position] = byte
    (tmp_path / "m.gguf").write_bytes(content)
    try:
        file = GGUFFile(tmp_path / "m.gguf")
    except GGUFError:
        return
    for name, info in file.tensors.items():
        assert file.raw(name).nbytes == info.n_bytes
