"""One decoder that every family in arch/ configures.

Shape letters: **B** batch, **T** tokens of one sequence, **N** tokens of a whole batch laid end to end, **C** hidden
size, **H** query heads, **K** key/value heads, **D** head dim, **F** feed-forward size, **V** vocabulary.

The one peculiarity: inside, a batch is *flat*. Its sequences stand one after the other in N rows without padding;
only attention needs to know where each begins (`lengths`). So nothing is ever computed for padding, and
packing sequences cannot let them see each other.

Reading order: `decoder.py`, `attention.py`, `rope.py`, `layers.py`, `cache.py`.
"""

from .cache import KVCache
from .decoder import Decoder

__all__ = ["Decoder", "KVCache"]
