"""Codecs for config values that files and ModelConfig represent differently, and common per-layer patterns."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .config import ModelConfig

IS_WINDOWED = {"sliding_attention": True, "full_attention": False}
"""transformers' `layer_types` -> whether the block has a sliding window."""


@dataclass(frozen=True)
class LayerTypes:
    """Which blocks have a sliding window: a name or a flag (GGUF) for each block, or n for all but every n-th block."""

    def read(self, value: Any, values: Mapping[str, Any]) -> tuple[bool, ...]:
        if isinstance(value, int) and value > 0:
            return all_but_every_nth(value)(values)
        return _non_empty(IS_WINDOWED[word] if isinstance(word, str) else bool(word) for word in value)

    def write(self, value: tuple[bool, ...], config: ModelConfig) -> list[str]:
        return ["sliding_attention" if windowed else "full_attention" for windowed in value]


@dataclass(frozen=True)
class RecurrentTypes:
    """Which blocks have a recurrent mixer: the name of each block's type, or n for all but every n-th block."""

    name: str
    """transformers' name of the recurrent blocks in `layer_types`."""

    def read(self, value: Any, values: Mapping[str, Any]) -> tuple[bool, ...]:
        if isinstance(value, int) and value > 0:
            return all_but_every_nth(value)(values)
        return _non_empty({self.name: True, "full_attention": False}[word] for word in value)

    def write(self, value: tuple[bool, ...], config: ModelConfig) -> list[str]:
        return [self.name if recurrent else "full_attention" for recurrent in value]


@dataclass(frozen=True)
class AttentionInterval:
    """Which blocks are recurrent in a GGUF: n for all but every n-th block, or a flag for each block."""

    def read(self, value: Any, values: Mapping[str, Any]) -> tuple[bool, ...]:
        if isinstance(value, int) and value > 0:
            return all_but_every_nth(value)(values)
        return _non_empty(bool(flag) for flag in value)

    def write(self, value: tuple[bool, ...], config: ModelConfig) -> int | None:
        return value.index(False) + 1 if False in value else None


@dataclass(frozen=True)
class InnerSize:
    """Size of a value head of linear attention; a GGUF contains the total size of all value heads.

    llama.cpp requires value heads to have the size of key heads.
    """

    def read(self, value: Any, values: Mapping[str, Any]) -> int:
        if value != values["linear_value_heads"] * values["linear_key_dim"]:
            raise ValueError
        return int(values["linear_key_dim"])

    def write(self, value: int, config: ModelConfig) -> int:
        return value * config.linear_value_heads


@dataclass(frozen=True)
class RopeSections:
    """mRoPE sections in a GGUF: the number of pairs for time, height and width of an image. For text they are equal."""

    def read(self, value: Any, values: Mapping[str, Any]) -> Any:
        return value

    def write(self, value: int, config: ModelConfig) -> list[int]:
        return [(value // 2 + 2) // 3, (value // 2 + 1) // 3, value // 2 // 3, 0]


@dataclass(frozen=True)
class HeadsOrZero:
    """Key/value heads of each block in a GGUF: one number for all, or a list with 0 for each recurrent block."""

    def read(self, value: Any, values: Mapping[str, Any]) -> int:
        if isinstance(value, int):
            return value
        (heads,) = {int(count) for count in value} - {0}
        return heads

    def write(self, value: int, config: ModelConfig) -> list[int]:
        return [0 if config.is_recurrent(i) else value for i in range(config.num_blocks)]


@dataclass(frozen=True)
class ZeroHeads:
    """Which blocks are recurrent: those with 0 key/value heads. llama.cpp requires at least one."""

    def read(self, value: Any, values: Mapping[str, Any]) -> tuple[bool, ...]:
        flags = () if isinstance(value, int) else tuple(bool(count == 0) for count in value)
        if not any(flags):
            raise ValueError
        return flags

    def write(self, value: tuple[bool, ...], config: ModelConfig) -> list[int]:
        return HeadsOrZero().write(config.num_kv_heads, config)


class Only:
    """The one value, in all its spellings, that minilora supports of a pattern over the blocks; () in ModelConfig."""

    def __init__(self, *spellings: object, each: bool = False) -> None:
        self.spellings, self.each = spellings, each

    def read(self, value: Any, values: Mapping[str, Any]) -> tuple[bool, ...]:
        if self.each and len(value) != values["num_blocks"]:
            raise ValueError
        if not all(word in self.spellings for word in (value if self.each else (value,))):
            raise ValueError
        return ()

    def write(self, value: tuple[bool, ...], config: ModelConfig) -> Any:
        return [self.spellings[0]] * config.num_blocks if self.each else self.spellings[0]


@dataclass(frozen=True)
class Flags:
    """0 or 1 for each block."""

    def read(self, value: Any, values: Mapping[str, Any]) -> tuple[bool, ...]:
        return _non_empty({0: False, 1: True}[flag] for flag in value)

    def write(self, value: tuple[bool, ...], config: ModelConfig) -> list[int]:
        return [int(flag) for flag in value]


@dataclass(frozen=True)
class FractionOfHead:
    """Rotated elements of a head: a fraction of head_dim (at most 1) in config.json, a count (at least 2) in a GGUF."""

    partial: bool
    """Whether the family supports fractions below 1. For other families transformers ignores the key, or fails."""

    def read(self, value: Any, values: Mapping[str, Any]) -> int:
        if value < 1 and not self.partial:
            raise ValueError
        return int(values["head_dim"] * value) if value <= 1 else value

    def write(self, value: int, config: ModelConfig) -> float:
        return value / config.head_dim


@dataclass(frozen=True)
class ZeroIsNone:
    """A number; 0 means that there is none."""

    def read(self, value: Any, values: Mapping[str, Any]) -> Any:
        return None if type(value) is int and value == 0 else value

    def write(self, value: Any, config: ModelConfig) -> Any:
        return value


def _non_empty(flags: Iterable[bool]) -> tuple[bool, ...]:
    """Return the flags as a tuple; raise ValueError if it is empty, which in ModelConfig means every block."""
    found = tuple(flags)
    if not found:
        raise ValueError
    return found


def all_but_every_nth(period: int) -> Callable[[Mapping[str, Any]], tuple[bool, ...]]:
    """Return a default value: True for every block except each `period`-th: True, True, False for 3."""
    return lambda values: tuple((i + 1) % period != 0 for i in range(values["num_blocks"]))
