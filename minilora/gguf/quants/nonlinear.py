# mypy: disable-error-code="no-any-return"
"""IQ4_NL: blocks of 32 weights, one F16 scale, codes that index a table of 16 unevenly spaced levels.

    weight = d * LEVELS[q]

The levels lie closer together around zero, where most weights are. Nibbles as in Q4_0.

Source: ggml/src/ggml-common.h (kvalues_iq4nl), ggml/src/ggml-quants.c.
"""

import numpy as np
from gguf import GGMLQuantizationType as T

from .base import Quant, from_f16, split, unpack_planes

LEVELS = np.array([-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113], np.float32)


def dequantize_iq4_nl(blocks: np.ndarray) -> np.ndarray:
    d, packed = split(blocks, 2, 16)
    return from_f16(d) * LEVELS[unpack_planes(packed, 4, 16)]


NONLINEAR = (Quant(T.IQ4_NL, dequantize_iq4_nl),)
