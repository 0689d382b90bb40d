"""ModelConfig -> config.json or GGUF key-value data, refused where the file would not say the same on reading.

The law holds by construction: what was written is read back, and must be the configuration it was written from.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

from ..errors import GGUFError, UnknownArchitecture
from .config import ModelConfig
from .reading import read_gguf, read_hf
from .registry import find_gguf
from .rope import LongRope, same_frequencies
from .rope_gguf import scaling_kv, scaling_tensors
from .rope_hf import candidate_parameters
from .spec import ArchSpec


@dataclass(frozen=True)
class GGUFFacts:
    """What a GGUF says about a model besides its weights."""

    kv: dict[str, int | float | bool | str]
    tensors: dict[str, tuple[float, ...]]
    """Derived float32 tensors, by name."""


def gguf_facts(spec: ArchSpec, config: ModelConfig) -> GGUFFacts:
    """Return the `{arch}.*` keys and derived tensors that describe `config`.

    Raises:
        GGUFError: when a GGUF of this architecture has no place for something in `config`.
    """
    values = {spec.gguf_key(key): getattr(config, row.ours) for row in spec.config for key in row.gguf}
    kv = {key: value for key, value in values.items() if value is not None}
    kv |= {f"{spec.gguf_arch}.rope.scaling.{key}": value for key, value in scaling_kv(config.rope_scaling).items()}
    tensors = scaling_tensors(config.rope_scaling)
    rule = kv.get(f"{spec.gguf_arch}.rope.scaling.type")
    for what in (*([rule] if rule else []), *tensors):
        if what not in spec.gguf_rope:
            raise GGUFError(f"llama.cpp follows no {what} for {spec.gguf_arch}: this RoPE scaling cannot be exported.")
    names = {row.gguf for row in spec.rows(config)}
    reader = find_gguf({"general.architecture": spec.gguf_arch})  # mistral's, for one, is llama
    unsupported = _not_restored(config, read_gguf(reader, kv, names, tensors.get).config)
    if unsupported:
        raise GGUFError(
            f"a GGUF of architecture {spec.gguf_arch} has no place for {unsupported}, so llama.cpp would compute another "
            "model. Where it makes no difference to you (a window longer than your texts), change config.json."
        )
    return GGUFFacts(kv, tensors)


def hf_config(spec: ArchSpec, config: ModelConfig) -> dict[str, Any]:
    """Return a config.json for a base that came without one (a GGUF); transformers 4 and 5 both read it.

    Raises:
        UnknownArchitecture: when config.json has no words for something in `config`, such as RoPE divisors that no
            known rule gives.
    """
    found = {row.hf[0]: row.codec.write(getattr(config, row.ours), config) for row in spec.config if row.hf}
    found |= {r.hf: r.allowed[0] for r in spec.requirements if r.allowed[0] is not None and not r.each}
    found |= _rope_scaling(spec, config, found)
    restored = read_hf(spec, found).config
    if same_frequencies(restored.rope_scaling, config.rope_scaling):
        restored = replace(restored, rope_scaling=config.rope_scaling)
    unsupported = _not_restored(config, restored)
    if unsupported:
        raise UnknownArchitecture(
            f"config.json has no place for {unsupported} as this GGUF states it. Start from the Hugging Face directory of the "
            "base model instead."
        )
    return {"architectures": [spec.hf_architecture], "model_type": spec.hf_model_types[0], **found}


def _rope_scaling(spec: ArchSpec, config: ModelConfig, found: dict[str, Any]) -> dict[str, Any]:
    """Return the keys that make a config.json of `found` rotate as `config` does; none if there are no such keys."""
    scaling = config.rope_scaling
    outside = {"original_max_position_embeddings": scaling.original_length} if isinstance(scaling, LongRope) else {}
    for words in candidate_parameters(scaling):
        keys = {"rope_scaling": words, **outside}
        if same_frequencies(read_hf(spec, found | keys).config.rope_scaling, scaling):
            return keys
    return {}


def _not_restored(config: ModelConfig, restored: ModelConfig) -> str:
    """Return the fields whose values were not read back as they are, as text; empty when all were."""
    differing = [field.name for field in fields(config) if getattr(config, field.name) != getattr(restored, field.name)]
    return ", ".join(f"{name} = {getattr(config, name)}" for name in differing)
