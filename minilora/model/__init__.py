"""One decoder that every family in arch/ configures.

Shape letters: **B** batch, **T** tokens of one sequence, **N** tokens of a whole batch laid end to end, **C** hidden
size, **H** query heads, **K** key/value heads, **D** head dim, **R** leading elements of a head that rotate,
**F** feed-forward size, **V** vocabulary.

The one peculiarity: inside, a batch is *flat*. Its sequences stand one after the other in N rows without padding;
only attention needs to know where each begins (`lengths`). So nothing is ever computed for padding, and
packing sequences cannot let them see each other.

Families differ in kind by small classes in tables, which ModelConfig names: `BLOCKS`, `NORMS`, `ATTENTIONS`, `MLPS`.

Reading order: `decoder.py`, `blocks.py`, `attention.py`, `rope.py`, `norms.py`, `mlp.py`, `cache.py`.
"""

from .cache import KVCache
from .decoder import Decoder

__all__ = ["Decoder", "KVCache"]
