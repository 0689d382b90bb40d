"""Read-only types, dequantized by the gguf package.

Quantizing to them needs an importance matrix, lattice tables with thousands of entries, or special hardware.
"""

from functools import partial

import numpy as np
from gguf import GGMLQuantizationType as T
from gguf import quants

from ...errors import GGUFError
from .base import Quant
from .plain import convert

NAMES = (
    *("TQ1_0", "TQ2_0", "MXFP4", "NVFP4"),
    *("IQ1_S", "IQ1_M", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ3_XXS", "IQ3_S", "IQ4_XS"),
)
TYPES = tuple(T[name] for name in NAMES if name in T.__members__)  # older gguf versions have no NVFP4


def dequantize_foreign(kind: T, raw: np.ndarray, out: np.ndarray) -> None:
    with np.errstate(all="ignore"):  # the scale of a damaged file may be infinite
        try:
            weights = quants.dequantize(raw, kind)
        except NotImplementedError as err:
            raise GGUFError(f"reading {kind.name} needs Numba, which cannot be imported (pip install numba).") from err
    if out.dtype == np.float32:  # also without Numba
        out[...] = weights.reshape(out.shape)
    else:
        convert(weights.reshape(-1), out.reshape(-1))


FOREIGN = tuple(Quant(kind, partial(dequantize_foreign, kind)) for kind in TYPES)
