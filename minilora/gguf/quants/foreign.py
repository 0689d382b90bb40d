"""Types that minilora reads but never writes: the gguf package dequantises them.

They need an importance matrix, or lattice tables of thousands of entries, or special hardware.
"""

from functools import partial

import numpy as np
from gguf import GGMLQuantizationType as T
from gguf import quants

from .base import Quant

TYPES = (
    T.TQ1_0,
    T.TQ2_0,
    T.MXFP4,
    T.IQ1_S,
    T.IQ1_M,
    T.IQ2_XXS,
    T.IQ2_XS,
    T.IQ2_S,
    T.IQ3_XXS,
    T.IQ3_S,
    T.IQ4_XS,
)


def dequantize_foreign(kind: T, blocks: np.ndarray) -> np.ndarray:
    return quants.dequantize(np.ascontiguousarray(blocks), kind)


FOREIGN = tuple(Quant(kind, partial(dequantize_foreign, kind)) for kind in TYPES)
