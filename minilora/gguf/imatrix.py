"""Importance matrices: for each weight matrix, how large the inputs of its columns were over some texts.

    <tensor>.in_sum2   (1, columns)   sum of the squares of each column's inputs      general.type = "imatrix"
    <tensor>.counts    (1, 1)         number of inputs summed                         imatrix.datasets and others

Their quotient is what a quantiser weighs errors with. This is llama.cpp's GGUF format; its older, binary one is not
read.

Source: llama.cpp, tools/imatrix/imatrix.cpp; tools/quantize/quantize.cpp (load_imatrix).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType as T
from gguf import GGUFValueType

from ..errors import GGUFError, quoted
from .reader import GGUFFile
from .values import array, string, u32
from .writer import TensorPlan, write_gguf

SUMS, COUNTS = ".in_sum2", ".counts"


@dataclass(frozen=True)
class ImportanceMatrix:
    sums: Mapping[str, np.ndarray]
    """GGUF tensor name -> sums of squares, float32 (columns,)."""
    counts: Mapping[str, int]
    """GGUF tensor name -> number of inputs."""
    dataset: str = ""
    """Name of the texts."""
    chunk_size: int = 0
    """Tokens read together, at most."""
    chunk_count: int = 0

    def columns(self, name: str, n_columns: int) -> np.ndarray | None:
        """Return the importance of each column of a tensor, float32 (n_columns,); None where nothing is known.

        Raises:
            GGUFError: when the matrix was made for another model.
        """
        if name not in self.sums or not self.counts[name]:
            return None
        if len(self.sums[name]) != n_columns:
            raise GGUFError(
                f"the importance matrix has {len(self.sums[name])} columns for {name}, the model {n_columns}. "
                "Make it with `minilora imatrix` from the same base."
            )
        mean: np.ndarray = self.sums[name] / np.float32(self.counts[name])
        return mean


def write_imatrix(path: Path, matrix: ImportanceMatrix) -> int:
    """Write the file, whole or not at all; return its size in bytes."""
    tensors: dict[str, np.ndarray] = {}
    for name in sorted(matrix.sums):
        tensors[name + SUMS] = matrix.sums[name].astype(np.float32)[None]
        tensors[name + COUNTS] = np.array([[matrix.counts[name]]], np.float32)
    kv = {
        "general.type": string("imatrix"),
        "imatrix.datasets": array(GGUFValueType.STRING, [matrix.dataset]),
        "imatrix.chunk_count": u32(matrix.chunk_count),
        "imatrix.chunk_size": u32(matrix.chunk_size),
    }
    plans = [TensorPlan(name, tensor.shape, T.F32) for name, tensor in tensors.items()]
    return write_gguf(path, kv, plans, lambda plan: tensors[plan.name])


def read_imatrix(path: Path) -> ImportanceMatrix:
    """Read an importance matrix of llama.cpp's or our own.

    Raises:
        GGUFError: when the file is damaged, no importance matrix, or one for a mixture of experts.
    """
    with GGUFFile(path) as file:
        kv = file.kv
        tensors = {name: file.dequantized(name) for name in file.tensors}
    names = [name.removesuffix(SUMS) for name in tensors if name.endswith(SUMS)]
    wrong = [name for name in names if tensors.get(name + COUNTS, np.empty(0)).size != 1]
    wrong += [name for name in names if not (np.isfinite(tensors[name + SUMS]) & (tensors[name + SUMS] >= 0)).all()]
    if kv.get("general.type") != "imatrix" or not names or wrong:
        problem = f"{wrong[0]} has no usable numbers" if wrong else f"general.type is {quoted(kv.get('general.type'))}"
        raise GGUFError(
            f"{path} is no importance matrix of a dense model: {problem}. Make one with `minilora imatrix`."
        )
    datasets = kv.get("imatrix.datasets") or [""]
    return ImportanceMatrix(
        {name: tensors[name + SUMS].reshape(-1) for name in names},
        {name: round(float(tensors[name + COUNTS].item())) for name in names},
        str(datasets[0]),
        int(kv.get("imatrix.chunk_size", 0)),
        int(kv.get("imatrix.chunk_count", 0)),
    )
