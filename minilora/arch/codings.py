"""How config.json spells values that ModelConfig holds in another form, and the patterns that families repeat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .config import ModelConfig

WINDOWED = {"sliding_attention": True, "full_attention": False}
"""transformers' `layer_types` -> is the block windowed?"""


@dataclass(frozen=True)
class LayerTypes:
    """A word for each block: `sliding_attention` or `full_attention`."""

    def read(self, value: Any, values: Mapping[str, Any]) -> tuple[bool, ...]:
        return tuple(WINDOWED[word] for word in value)

    def write(self, value: tuple[bool, ...], config: ModelConfig) -> list[str]:
        return ["sliding_attention" if windowed else "full_attention" for windowed in value]


@dataclass(frozen=True)
class Flags:
    """0 or 1 for each block."""

    def read(self, value: Any, values: Mapping[str, Any]) -> tuple[bool, ...]:
        return tuple({0: False, 1: True}[flag] for flag in value)

    def write(self, value: tuple[bool, ...], config: ModelConfig) -> list[int]:
        return [int(flag) for flag in value]


@dataclass(frozen=True)
class ShareOfHead:
    """Elements of a head, as a share of head_dim."""

    def read(self, value: Any, values: Mapping[str, Any]) -> int:
        return int(values["head_dim"] * value)

    def write(self, value: int, config: ModelConfig) -> float:
        return value / config.head_dim


def all_but_every(period: int) -> Callable[[Mapping[str, Any]], tuple[bool, ...]]:
    """Return a default: true for every block but each `period`-th, as in true, true, false for 3."""
    return lambda values: tuple((i + 1) % period != 0 for i in range(values["num_blocks"]))
