"""The decoder, which ModelConfig configures for every family in arch/.

Shape letters: **B** batch, **T** tokens of one sequence, **N** tokens of a concatenated batch, **C** hidden size,
**H** query heads, **K** key/value heads, **D** head dim, **R** rotated elements of a head, **F** feed-forward size,
**V** vocabulary.

Inside the decoder a batch is *flat*: its sequences are concatenated to N rows without padding, and only attention uses
their `lengths`. So nothing is computed for padding, and packed sequences cannot attend to each other.

ModelConfig selects the variants from tables of small classes: `BLOCKS`, `NORMS`, `ATTENTIONS`, `MIXERS`, `MLPS`. The
blocks of a model can have different mixers.

Reading order: `decoder.py`, `blocks.py`, `attention.py`, `rope.py`, `norms.py`, `mlp.py`, `cache.py`; then `mixers.py`,
`short_conv.py` and `delta_net.py`.
"""

from .cache import KVCache
from .decoder import Decoder

__all__ = ["Decoder", "KVCache"]
