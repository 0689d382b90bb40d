"""The next token on a CPU: one compiled call in place of a thousand PyTorch operations.

A single token through a decoder is a product of each weight with one vector, and little else; PyTorch and Python would
take longer to start the operations than a small model's weights take to be read. So the modules of a model are turned
into a table of operations on one array of float32, and a compiled loop runs through it, in all threads at once.

    program.py      Decoder -> table of operations, or None where a module is none that it knows
    operations.py   what the operations do, and the loop
    token.py        NextToken: the table, its memory, and the threads

Weights are used as they are: float32, bfloat16, float16, or packed blocks, which are not unpacked: see
gguf/quants/dot.py. All else is float32, but keys and values have the cache's dtype.
"""

from .token import NextToken, next_token

__all__ = ["NextToken", "next_token"]
