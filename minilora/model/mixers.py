"""Mixers: the part of a block that mixes tokens: attention, or a recurrent layer.

A mixer has the `forward` of `Attention`: x (N, C), RoPE tables, sequence lengths and a cache -> (N, C). Blocks
of different kinds differ only in the mixer. A recurrent mixer keeps its state in `KVCache.states`.
"""

from collections.abc import Callable, Mapping

from torch import nn

from ..arch.config import ModelConfig
from .attention import ATTENTIONS
from .delta_net import GatedDeltaNet
from .short_conv import ShortConv

MIXERS: Mapping[str, Callable[[ModelConfig, int], nn.Module]] = {"short_conv": ShortConv, "delta_net": GatedDeltaNet}
"""Recurrent mixers."""


def make_mixer(config: ModelConfig, block: int) -> nn.Module:
    """Return the mixer of `block`."""
    table = MIXERS if config.is_recurrent(block) else ATTENTIONS
    return table[config.mixer if config.is_recurrent(block) else config.attention](config, block)
