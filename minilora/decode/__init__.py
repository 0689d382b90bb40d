"""Decode one token on a CPU with a single compiled call, instead of a thousand PyTorch operations.

Decoding a token is mostly one matrix-vector product per weight. For a small model, the overhead of PyTorch and Python
exceeds the time to read the weights. So the modules of a model are compiled to a table of operations on one float32
array, and a loop executes the table in all threads.

    program.py      Decoder -> table of operations, or None if it has an unsupported module
    operations.py   the operations, and the loop
    token.py        NextToken: runs a program in threads

Weights are used as stored: float32, bfloat16, float16, or packed blocks without unpacking, see gguf/quants/dot.py. All
other values are float32, except that keys and values have the dtype of the cache.
"""

from .token import NextToken, next_token

__all__ = ["NextToken", "next_token"]
