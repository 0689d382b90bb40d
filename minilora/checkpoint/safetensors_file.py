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
from pathlib import Path

import torch
from torch import Tensor

DTYPES: Mapping[torch.dtype, str] = {torch.float32: "F32", torch.bfloat16: "BF16", torch.float16: "F16"}
"""PyTorch dtype -> its name in the format."""


def stream_safetensors(
    path: Path, shapes: Mapping[str, tuple[int, ...]], dtype: torch.dtype, read: Callable[[str], Tensor]
) -> None:
    """Write tensors of one dtype to `path`, with one of them in memory at a time.

    Args:
        path: a temporary path from `files.atomic_write` or `files.atomic_write_dir`.
        shapes: name -> shape, in the order of the file.
        dtype: dtype of all tensors, a key of `DTYPES`.
        read: returns the tensor with a given name, in that shape and dtype.

    Raises:
        OSError: if the file cannot be written; the context manager of `path` turns it into an OutputError.
    """
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape in shapes.items():
        start, end = end, end + math.prod(shape) * dtype.itemsize
        header[name] = {"dtype": DTYPES[dtype], "shape": list(shape), "data_offsets": [start, end]}
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name, shape in shapes.items():
            file.write(_tensor_bytes(read(name), name, shape, dtype))


def _tensor_bytes(tensor: Tensor, name: str, shape: tuple[int, ...], dtype: torch.dtype) -> memoryview:
    if tuple(tensor.shape) != shape or tensor.dtype != dtype:
        raise AssertionError(f"{name} is {tuple(tensor.shape)} {tensor.dtype}; {shape} {dtype} expected")
    data: memoryview = tensor.detach().cpu().contiguous().view(-1).view(torch.uint8).numpy().data
    return data
