"""Quantising a weight compared with llama.cpp's reference quantisers (libgguf), both on one thread.

    python benchmarks/peers/quantising.py

The bytes of both sides are compared first; if they differ, the program ends without a report. libgguf divides the rows
among a thread for each core, unless LIBGGUF_NUM_THREADS says otherwise; it is set here. The times are the thread's
processor time, which other programs hardly change.
"""

import os
import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from gguf import GGMLQuantizationType
from libgguf import quantize_rows
from pairs import OURS, alternate, parser, print_report, summary

from minilora.device import configure_malloc
from minilora.gguf.quants import quantize

TYPES = ("BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL")
SHAPE = (512, 1536)


def main() -> None:
    options = parser(__doc__, pairs=5).parse_args()
    options.threads = 1
    torch.set_num_threads(options.threads)
    os.environ["LIBGGUF_NUM_THREADS"] = str(options.threads)
    configure_malloc()  # as in an export
    weights = np.random.default_rng(0).standard_normal(SHAPE, np.float32)
    found = {}
    for name in TYPES:
        kind = GGMLQuantizationType[name]
        if not np.array_equal(quantize(weights, kind), theirs(weights, kind)):
            sys.exit(f"{name}: the two sides write different bytes: no report")
        sides = {
            OURS: partial(thread_seconds, quantize, weights, kind),
            "libgguf": partial(thread_seconds, theirs, weights, kind),
        }
        found[f"{name} of {SHAPE[0]} x {SHAPE[1]}"] = summary(alternate(sides, options.pairs))
    print_report(found, options, ["libgguf"])


def thread_seconds(quantizer: Callable[..., object], weights: np.ndarray, kind: GGMLQuantizationType) -> float:
    began = time.thread_time()
    quantizer(weights, kind)
    return time.thread_time() - began


def theirs(weights: np.ndarray, kind: GGMLQuantizationType) -> np.ndarray:
    return np.asarray(quantize_rows(weights, kind)).view(np.uint8).reshape(len(weights), -1)


if __name__ == "__main__":
    main()
