"""ArchSpec: the description of a model family, as data for loading, injection and export.

    TensorRow    one tensor with its three names (ours, Hugging Face's, GGUF's)
    ConfigRow    one hyperparameter with its three names, or a constant of the family that no file contains
    Requirement  a config key and its supported values; other values would need a different computation

In a name, `{i}` is the block's index and `{arch}` the GGUF architecture. `reading.py` and `writing.py` read and write
the rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from .config import ModelConfig
from .transforms import SAME, Transform

REQUIRED = object()
"""Marks a ConfigRow without a default."""


@dataclass(frozen=True)
class TensorRow:
    ours: str
    hf: str
    gguf: str
    hf_layout: Transform = SAME
    gguf_layout: Transform = SAME
    when: str = ""
    """Name of a bool field of ModelConfig: the tensor exists only if it is True (with a leading `!`: False)."""

    def exists(self, config: ModelConfig) -> bool:
        return not self.when or bool(getattr(config, self.when.lstrip("!"))) != self.when.startswith("!")

    def for_block(self, i: int) -> "TensorRow":
        """Return the row of block `i`."""
        ours, hf, gguf = (name.replace("{i}", str(i)) for name in (self.ours, self.hf, self.gguf))
        return replace(self, ours=ours, hf=hf, gguf=gguf)


class Codec(Protocol):
    """Converts a value between its forms in files and in ModelConfig."""

    def read(self, value: Any, values: Mapping[str, Any]) -> Any:
        """Convert a file's value to ModelConfig's; `values` are the fields read so far."""

    def write(self, value: Any, config: ModelConfig) -> Any:
        """Convert ModelConfig's value to config.json's."""


@dataclass(frozen=True)
class Identity:
    def read(self, value: Any, values: Mapping[str, Any]) -> Any:
        return value

    def write(self, value: Any, config: ModelConfig) -> Any:
        return value


@dataclass(frozen=True)
class ConfigRow:
    """A hyperparameter. Without keys, the row is a constant of the family, and `default` is its value."""

    ours: str
    """Field of ModelConfig; its annotation gives the type."""
    hf: tuple[str, ...] = ()
    """Keys of config.json; dots separate nested keys. All that are present must agree; the first is written."""
    gguf: tuple[str, ...] = ()
    """GGUF keys. All that are present must agree; all are written."""
    default: object = REQUIRED
    """A value, or a function of the fields read so far."""
    codec: Codec = Identity()
    gguf_default: object = None
    """Default for a GGUF without the key, if it differs from config.json's; None: the same."""
    gguf_read_only: tuple[str, ...] = ()
    """GGUF keys of newer files that older readers do not expect: read like `gguf`, but not written."""


@dataclass(frozen=True)
class Requirement:
    hf: str
    allowed: tuple[object, ...]
    """The supported values; a missing key is also valid."""
    gguf: str = ""
    """The corresponding GGUF key, if there is one."""
    each: bool = False
    """Whether the key contains a list with one value per block, which must all be allowed."""


@dataclass(frozen=True)
class ArchSpec:
    name: str
    models: str
    """Well-known models of the family, for display."""
    notes: str
    """Differences from Llama, for display."""
    hf_model_types: tuple[str, ...]
    hf_architecture: str
    """Class name for `architectures` in a written config.json."""
    gguf_arch: str
    config: tuple[ConfigRow, ...]
    tensors: tuple[TensorRow, ...]
    lora_targets: tuple[str, ...]
    """Modules that `--target-modules auto` selects, by the last part of their Hugging Face names."""
    requirements: tuple[Requirement, ...] = ()
    ignored: tuple[str, ...] = ()
    """Regular expressions for names of derived tensors, which are ignored when a checkpoint is read."""
    gguf_rope: tuple[str, ...] = ("linear", "yarn")
    """RoPE scaling types, factor tensors, and the key `LOG_MULTIPLIER`, if llama.cpp supports them for the architecture
    (`rope_gguf.py`)."""
    gguf_marker: str = ""
    """A GGUF key that distinguishes this family from a later one in the registry with the same GGUF architecture."""
    hf_root: str = "model."
    """Prefix that a checkpoint of the decoder without a head omits."""

    def rows(self, config: ModelConfig) -> tuple[TensorRow, ...]:
        """Return one row for each tensor of a model with this config, in the order of the forward pass."""
        present = [row for row in self.tensors if row.exists(config)]
        first = next(k for k, row in enumerate(present) if "{i}" in row.ours)
        last = len(present) - next(k for k, row in enumerate(reversed(present)) if "{i}" in row.ours)
        blocks = [row.for_block(i) for i in range(config.num_blocks) for row in present[first:last]]
        return (*present[:first], *blocks, *present[last:])

    def gguf_key(self, key: str) -> str:
        """Return a key with `{arch}` replaced by the architecture."""
        return key.replace("{arch}", self.gguf_arch)
