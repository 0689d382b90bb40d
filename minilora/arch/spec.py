"""ArchSpec: the description of a model family, as data for loading, injection and export.

    TensorRow    one tensor with its three names (ours, Hugging Face's, GGUF's)
    ConfigRow    one hyperparameter with its three names, or a constant of the family that no file contains
    Requirement  a config key and its supported values; other values would need a different computation

In a name, `{i}` is the block's index and `{arch}` the GGUF architecture. `reading.py` and `writing.py` read and write
the rows.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from .config import ModelConfig
from .transforms import SAME, Transform

TEXT_CONFIG = "text_config"
"""Key of a multimodal model's config.json for the settings of its text part."""
OLD_TO_WRAPPED = (
    ("language_model.model.", "model.language_model."),
    ("language_model.lm_head.", "lm_head."),
    ("language_model.", "model.language_model."),
)
"""(old, new) prefixes of a multimodal model's tensors. Most files, transformers before 4.52, and models without a head
have the old ones."""
TEXT_TO_WRAPPED = tuple((f"model.{part}", f"model.language_model.{part}") for part in ("embed_", "layers.", "norm."))
"""(old, new) prefixes of the tensors of a text model alone, and inside a multimodal model."""
WRAPPED_TO_TEXT = (
    ("model.language_model.", "model."),
    ("language_model.model.", "model."),
    ("language_model.lm_head.", "lm_head."),
)


def rename(name: str, prefixes: Iterable[tuple[str, str]]) -> str:
    """Return `name` with the first matching prefix of `prefixes` (old, new) replaced."""
    return next((new + name.removeprefix(old) for old, new in prefixes if name.startswith(old)), name)


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
    gguf_after: tuple[str, ...] = ()
    """For a tensor that a GGUF splits by rows into equal parts: `gguf` is the first part, these are the others."""
    blocks: str = ""
    """Name of a field of ModelConfig with one bool for each block: only the blocks where it is True (with a leading
    `!`: False) have the tensor. This describes blocks of different kinds."""

    def exists(self, config: ModelConfig, block: int = 0) -> bool:
        """Return whether a model has the tensor, in `block` if it belongs to one."""
        present = not self.when or bool(getattr(config, self.when.lstrip("!"))) != self.when.startswith("!")
        return present and (
            not self.blocks or getattr(config, self.blocks.lstrip("!"))[block] != self.blocks.startswith("!")
        )

    @property
    def gguf_key(self) -> str:
        """Key of a GGUF's array with a number for each block, which is no tensor there: `gguf` is then KEY[{i}]."""
        return self.gguf.partition("[")[0] if self.gguf.endswith("]") else ""

    def for_block(self, i: int) -> "TensorRow":
        """Return the row of block `i`."""
        ours, hf, gguf, *after = (n.replace("{i}", str(i)) for n in (self.ours, self.hf, self.gguf, *self.gguf_after))
        return replace(self, ours=ours, hf=hf, gguf=gguf, gguf_after=tuple(after))

    def stored_names(self, column: str) -> tuple[str, ...]:
        """Return the names of the tensors of a file, "hf" or "gguf", with the rows of this one after each other."""
        return (self.gguf, *self.gguf_after) if column == "gguf" else (self.hf,)


class Codec(Protocol):
    """Converts a value between its forms in files and in ModelConfig."""

    def read(self, value: Any, values: Mapping[str, Any]) -> Any:
        """Convert a file's value to ModelConfig's; `values` are the fields read so far."""

    def write(self, value: Any, config: ModelConfig) -> Any:
        """Convert ModelConfig's value to the file's."""


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
    gguf_codec: Codec | None = None
    """Codec of the GGUF keys; None: `codec` to read, and the value itself is written."""
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
    beside: tuple[str, ...] = ()
    """Prefixes of tensors that are not part of the decoder; a merge copies them."""
    gguf_rope: tuple[str, ...] = ("linear", "yarn")
    """RoPE scaling types, factor tensors, and the key `LOG_MULTIPLIER`, if llama.cpp supports them for the architecture
    (`rope_gguf.py`)."""
    gguf_marker: str = ""
    """A GGUF key that distinguishes this family from a later one in the registry with the same GGUF architecture."""
    hf_root: str = "model."
    """Prefix that a checkpoint of the decoder without a head omits."""
    resolve_hf: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda hf: hf
    """Computes the sizes of a config.json that depend on several of its keys, so that the rows can read one key."""
    hf_text_types: tuple[str, ...] = ()
    """For a text model inside a multimodal one: the `model_type` in `text_config`. Empty for a text-only model."""

    def rows(self, config: ModelConfig) -> tuple[TensorRow, ...]:
        """Return one row for each tensor of a model with this config, in the order of the forward pass."""
        inside = [k for k, row in enumerate(self.tensors) if "{i}" in row.ours]
        before, block, after = (
            self.tensors[: inside[0]],
            [self.tensors[k] for k in inside],
            self.tensors[inside[-1] + 1 :],
        )
        return (
            *(row for row in before if row.exists(config)),
            *(row.for_block(i) for i in range(config.num_blocks) for row in block if row.exists(config, i)),
            *(row for row in after if row.exists(config)),
        )

    def wrapped(self, model_type: str, architecture: str, *, name: str, models: str) -> "ArchSpec":
        """Return this family as the text part of a multimodal model, for example one that also reads images.

        The settings of the text part are then in `text_config` of config.json, and its tensors have the prefix
        `model.language_model.` instead of `model.`. A merge copies all other tensors unchanged.
        """
        inside = tuple(replace(row, hf=rename(row.hf, TEXT_TO_WRAPPED)) for row in self.tensors)
        return replace(
            self,
            name=name,
            models=models,
            hf_model_types=(model_type,),
            hf_architecture=architecture,
            hf_text_types=self.hf_model_types,
            hf_root="",
            tensors=inside,
        )

    def text_settings(self, hf: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the part of a config.json that describes the text model."""
        settings = hf.get(TEXT_CONFIG) if self.hf_text_types else hf
        return settings if isinstance(settings, Mapping) else {}

    def spellings(self, names: Collection[str]) -> tuple[tuple[str, str], ...]:
        """Return (old, new) prefixes to replace in the tensor names of a Hugging Face directory."""
        if self.hf_text_types:
            return OLD_TO_WRAPPED
        return () if any(name.startswith(self.hf_root) for name in names) else (("", self.hf_root),)

    def adapter_name(self, name: str) -> str:
        """Return this family's name of a module or tensor in an adapter of the text-only or multimodal model."""
        prefixes = (*OLD_TO_WRAPPED, *TEXT_TO_WRAPPED) if self.hf_text_types else WRAPPED_TO_TEXT
        return rename(f"{name}.", prefixes).removesuffix(".")

    def is_beside(self, name: str) -> bool:
        """Return whether a tensor of a Hugging Face directory is not part of the text model that it contains."""
        inside_another = bool(self.hf_text_types) and not name.startswith(("model.language_model.", "lm_head."))
        return inside_another or name.startswith(self.beside)

    def old_name(self, name: str) -> str:
        """Return the older name, which most files have, of a module inside a multimodal model."""
        return rename(f"{name}.", [(new, old) for old, new in OLD_TO_WRAPPED]).removesuffix(".")

    @property
    def can_untie(self) -> bool:
        """Whether there are models of the family whose head is not tied to the embedding."""
        return any(row.ours == "tied_embeddings" and row.hf for row in self.config)

    def gguf_key(self, key: str) -> str:
        """Return a key with `{arch}` replaced by the architecture."""
        return key.replace("{arch}", self.gguf_arch)
