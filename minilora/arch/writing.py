"""Write a ModelConfig as config.json or as GGUF key-value data.

Every result is read back and must give the same ModelConfig. Otherwise the format cannot express the model, and the
function raises an error.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

from ..errors import GGUFError, UnknownArchitecture
from .config import ModelConfig
from .reading import read_gguf, read_hf
from .registry import find_gguf
from .rope import LongRope, same_frequencies
from .rope_gguf import LOG_MULTIPLIER, scaling_kv, scaling_tensors
from .rope_hf import candidate_parameters
from .spec import TEXT_CONFIG, ArchSpec


@dataclass(frozen=True)
class GGUFFacts:
    """The description of a model in a GGUF, without its weights."""

    kv: dict[str, int | float | bool | str | list[int]]
    tensors: dict[str, tuple[float, ...]]
    """Derived float32 tensors by name, such as RoPE factors."""


def gguf_facts(spec: ArchSpec, config: ModelConfig) -> GGUFFacts:
    """Return the `{arch}.*` keys and derived tensors that describe `config`.

    Raises:
        GGUFError: if a GGUF of this architecture cannot store a value of `config`.
    """
    values = {
        spec.gguf_key(key): row.gguf_codec.write(value, config) if row.gguf_codec else value
        for row in spec.config
        for key in row.gguf
        for value in (getattr(config, row.ours),)
    }
    kv = {key: value for key, value in values.items() if value is not None}
    scaling = scaling_kv(config.rope_scaling)
    kv |= {f"{spec.gguf_arch}.rope.scaling.{key}": value for key, value in scaling.items()}
    tensors = scaling_tensors(config.rope_scaling)
    rules = [str(scaling["type"])] if scaling else []
    for what in (*rules, *(key for key in scaling if key == LOG_MULTIPLIER), *tensors):
        if what not in spec.gguf_rope:
            raise GGUFError(
                f"llama.cpp does not support {what} for {spec.gguf_arch}; this RoPE scaling cannot be exported."
            )
    names = {name for row in spec.rows(config) for name in row.stored_names("gguf")}
    reader = find_gguf({"general.architecture": spec.gguf_arch, **kv})  # mistral's, for one, is llama
    try:
        unsupported = _not_restored(config, read_gguf(reader, kv, names, tensors.get).config)
    except UnknownArchitecture as err:
        raise GGUFError(f"llama.cpp does not support this {spec.name} model: {err}") from err
    if unsupported:
        raise GGUFError(
            f"a GGUF of architecture {spec.gguf_arch} cannot store {unsupported}, so llama.cpp would compute a "
            "different model. If the value does not matter to you (a window longer than your texts), edit config.json."
        )
    return GGUFFacts(kv, tensors)


def hf_config(spec: ArchSpec, config: ModelConfig) -> dict[str, Any]:
    """Return a config.json, readable by transformers 4 and 5, for a base that has none (a GGUF).

    Raises:
        UnknownArchitecture: if config.json cannot express a value of `config`, such as RoPE divisors that no known
            rule produces.
    """
    if spec.hf_text_types:
        text = hf_config(replace(spec, hf_text_types=(), hf_model_types=spec.hf_text_types), config)
        return {"architectures": [spec.hf_architecture], "model_type": spec.hf_model_types[0], TEXT_CONFIG: text}
    found: dict[str, Any] = {}
    for row in spec.config:
        if row.hf:
            section, _, key = row.hf[0].rpartition(".")
            place = found.setdefault(section, {}) if section else found
            place[key] = row.codec.write(getattr(config, row.ours), config)
    found |= {r.hf: r.allowed[0] for r in spec.requirements if r.allowed[0] is not None and not r.each}
    found |= _rope_scaling(spec, config, found)
    restored = read_hf(spec, found).config
    if same_frequencies(restored.rope_scaling, config.rope_scaling):
        restored = replace(restored, rope_scaling=config.rope_scaling)
    unsupported = _not_restored(config, restored)
    if unsupported:
        raise UnknownArchitecture(
            f"config.json cannot express {unsupported}, which this GGUF states. Use the Hugging Face directory of the "
            "base model instead."
        )
    return {"architectures": [spec.hf_architecture], "model_type": spec.hf_model_types[0], **found}


def _rope_scaling(spec: ArchSpec, config: ModelConfig, found: dict[str, Any]) -> dict[str, Any]:
    """Return the keys that give a config.json of `found` the RoPE scaling of `config`; empty if there are none."""
    scaling = config.rope_scaling
    outside = {"original_max_position_embeddings": scaling.original_length} if isinstance(scaling, LongRope) else {}
    for parameters in candidate_parameters(scaling):
        keys = {"rope_scaling": {**found.get("rope_scaling", {}), **parameters}, **outside}
        if same_frequencies(read_hf(spec, found | keys).config.rope_scaling, scaling):
            return keys
    return {}


def _not_restored(config: ModelConfig, restored: ModelConfig) -> str:
    """Return as text the fields of `config` that have another value in `restored`; empty if there are none."""
    differing = [field.name for field in fields(config) if getattr(config, field.name) != getattr(restored, field.name)]
    return ", ".join(f"{name} = {getattr(config, name)}" for name in differing)
