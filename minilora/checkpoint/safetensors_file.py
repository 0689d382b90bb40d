"""Write a safetensors file one tensor at a time. (The safetensors package needs all tensors in memory, twice.)

    8 bytes, little endian: length of the header
    header: JSON  name -> {"dtype", "shape", "data_offsets": [first, last + 1]}, padded with spaces to 8 bytes
    the tensors' bytes, one after another

Source: github.com/huggingface/safetensors, README, "Format".
"""

import json
import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

DTYPES: Mapping[torch.dtype, str] = {
    torch.float64: "F64",
    torch.float32: "F32",
    torch.bfloat16: "BF16",
    torch.float16: "F16",
    torch.float8_e4m3fn: "F8_E4M3",
    torch.float8_e5m2: "F8_E5M2",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.int16: "I16",
    torch.int8: "I8",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}
"""PyTorch dtype -> its name in the format."""


@dataclass(frozen=True)
class TensorHeader:
    """What the header of a file says of a tensor."""

    shape: tuple[int, ...]
    dtype: torch.dtype

    @property
    def size(self) -> int:
        """Bytes of its data."""
        return math.prod(self.shape) * self.dtype.itemsize


def stream_safetensors(path: Path, tensors: Mapping[str, TensorHeader], read: Callable[[str], Tensor]) -> None:
    """Write tensors to `path`, with one of them in memory at a time.

    Args:
        path: a temporary path from `files.atomic_write` or `files.atomic_write_dir`.
        tensors: name -> shape and dtype, a key of `DTYPES`, in the order of the file.
        read: returns the tensor with a given name, in that shape and dtype.

    Raises:
        OSError: if the file cannot be written; the context manager of `path` turns it into an OutputError.
    """
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, tensor in tensors.items():
        start, end = end, end + tensor.size
        header[name] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [start, end]}
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, expected in tensors.items():
            file.write(_tensor_bytes(read(name), name, expected))


def _tensor_bytes(tensor: Tensor, name: str, expected: TensorHeader) -> memoryview:
    if tuple(tensor.shape) != expected.shape or tensor.dtype != expected.dtype:
        raise AssertionError(f"{name} is {tuple(tensor.shape)} {tensor.dtype}; {expected} expected")
    data: memoryview = tensor.detach().cpu().contiguous().view(-1).view(torch.uint8).numpy().data
    return data
