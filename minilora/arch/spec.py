"""ArchSpec: everything minilora knows about a model family, as data that loader, injector and exporter read.

    TensorRow    one tensor in its three spellings (ours, Hugging Face's, GGUF's)
    ConfigRow    one hyper-parameter in its three spellings, or a fact of the family that no file spells
    Requirement  a config key whose other values would change the computation, so they are refused

`{i}` in a name stands for the block's number, `{arch}` for the GGUF architecture's name. How rows are read and
written stands in `reading.py` and `writing.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from .config import ModelConfig
from .transforms import SAME, Transform

REQUIRED = object()
"""Default of a ConfigRow that has none."""


@dataclass(frozen=True)
class TensorRow:
    ours: str
    hf: str
    gguf: str
    hf_layout: Transform = SAME
    gguf_layout: Transform = SAME
    when: str = ""
    """Name of a bool field of ModelConfig that must be true (with a leading `!`: false) for the tensor to exist."""

    def exists(self, config: ModelConfig) -> bool:
        return not self.when or bool(getattr(config, self.when.lstrip("!"))) != self.when.startswith("!")

    def for_block(self, i: int) -> "TensorRow":
        """Return the row of block `i`."""
        ours, hf, gguf = (name.replace("{i}", str(i)) for name in (self.ours, self.hf, self.gguf))
        return replace(self, ours=ours, hf=hf, gguf=gguf)


class Codec(Protocol):
    """How files spell a value that is not written as it is."""

    def read(self, value: Any, values: Mapping[str, Any]) -> Any:
        """A file's value -> ModelConfig's; `values` are the fields read so far."""

    def write(self, value: Any, config: ModelConfig) -> Any:
        """ModelConfig's value -> config.json's."""


@dataclass(frozen=True)
class Identity:
    def read(self, value: Any, values: Mapping[str, Any]) -> Any:
        return value

    def write(self, value: Any, config: ModelConfig) -> Any:
        return value


@dataclass(frozen=True)
class ConfigRow:
    """Without keys, the row is a fact of the family: its default is the value."""

    ours: str
    """Field of ModelConfig; its annotation gives the type."""
    hf: tuple[str, ...] = ()
    """Keys of config.json; those found must agree, the first is written; dots lead into nested objects."""
    gguf: tuple[str, ...] = ()
    """GGUF keys; those found must agree, all are written."""
    default: object = REQUIRED
    """A value, or a function of the fields read so far."""
    codec: Codec = Identity()
    gguf_read_only: tuple[str, ...] = ()
    """GGUF keys that newer files have and older readers do not expect: read like `gguf`, not written."""


@dataclass(frozen=True)
class Requirement:
    hf: str
    allowed: tuple[object, ...]
    """The values this family's computation here stands for; a missing key is fine."""
    gguf: str = ""
    """The GGUF key that says the same, if there is one."""
    each: bool = False
    """The key holds a list, one value a block; each must be allowed."""


@dataclass(frozen=True)
class ArchSpec:
    name: str
    models: str
    """Well-known models of the family, for people."""
    notes: str
    """What is different from Llama, for people."""
    hf_model_types: tuple[str, ...]
    hf_architecture: str
    """Class name for `architectures` in a config.json that we write."""
    gguf_arch: str
    config: tuple[ConfigRow, ...]
    tensors: tuple[TensorRow, ...]
    lora_targets: tuple[str, ...]
    """What `--target-modules auto` means, in Hugging Face's words."""
    requirements: tuple[Requirement, ...] = ()
    ignored: tuple[str, ...] = ()
    """Regular expressions of tensor names that are known and dropped on reading (they are derived, not learnt)."""
    gguf_rope: tuple[str, ...] = ("linear", "yarn")
    """What llama.cpp follows for this architecture: types of RoPE scaling, and tensors of divisors (`rope_gguf.py`)."""
    hf_root: str = "model."
    """Prefix that a checkpoint of the bare decoder, without its head, leaves out."""

    def rows(self, config: ModelConfig) -> tuple[TensorRow, ...]:
        """Return one row for each tensor of this very model, in the order of the forward pass."""
        present = [row for row in self.tensors if row.exists(config)]
        first = next(k for k, row in enumerate(present) if "{i}" in row.ours)
        last = len(present) - next(k for k, row in enumerate(reversed(present)) if "{i}" in row.ours)
        blocks = [row.for_block(i) for i in range(config.num_blocks) for row in present[first:last]]
        return (*present[:first], *blocks, *present[last:])

    def gguf_key(self, key: str) -> str:
        """Return a key with this architecture's name in its place."""
        return key.replace("{arch}", self.gguf_arch)
