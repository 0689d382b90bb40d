"""config.json or GGUF key-value data -> ModelConfig: every number checked before anything is made of it."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sized
from dataclasses import dataclass, replace
from types import NoneType, UnionType
from typing import Any

from ..errors import UnknownArchitecture
from .config import ModelConfig
from .rope_gguf import Floats, read_scaling
from .rope_hf import RopeFacts, read_rule
from .spec import REQUIRED, ArchSpec, ConfigRow, Requirement

MAX_SIZE = 1 << 24
"""No count of heads, rows, blocks or tokens in a real config is larger; a hostile one is refused before allocation."""

LIMITS = {"num_blocks": 1000}
"""Fields with a lower limit: every block costs time and memory even before it has weights."""

COMMON_REQUIREMENTS = (
    Requirement("num_local_experts", (0, 1), gguf="{arch}.expert_count"),
    Requirement("num_experts", (0, 1)),
    Requirement("quantization_config", (None,)),
)
"""What no family does here: mixtures of experts, weights quantised in Hugging Face's ways."""

ABSENT = object()

Lookup = Callable[[ConfigRow], Any]
"""A row's value as the file has it, ABSENT where it has none."""


@dataclass(frozen=True)
class Reading:
    """Hyper-parameters as read from a file, and what the file left unsaid."""

    config: ModelConfig
    assumed: tuple[str, ...] = ()
    """Human-readable `key = value` for each default that was taken. A config.json leaves nothing to assume: what it
    omits has the value that transformers gives it."""


def read_hf(spec: ArchSpec, hf: Mapping[str, Any]) -> Reading:
    """Translate config.json.

    Raises:
        UnknownArchitecture: when a key is missing, malformed, or asks for something not implemented.
    """
    for requirement in (*COMMON_REQUIREMENTS, *spec.requirements):
        _require(spec, requirement, requirement.hf, hf, "config.json")
    values, _ = _read(spec, lambda row: _first(hf, row.hf, _dig), "config.json")
    config = _config(values, "config.json")
    if config.rope_theta is not None:
        original = hf.get("original_max_position_embeddings")
        facts = RopeFacts(config.rope_theta, config.rotary_dim or config.head_dim, config.context_length, original)
        config = replace(config, rope_scaling=read_rule(_rope_parameters(hf), facts))
    return Reading(config)


def read_gguf(spec: ArchSpec, kv: Mapping[str, Any], tensor_names: Collection[str], floats: Floats) -> Reading:
    """Translate GGUF key-value data. Switches such as a tied head are told by which tensors the file has.

    Args:
        floats: reads the small tensors that say how RoPE scales.

    Raises:
        UnknownArchitecture: as `read_hf`.
    """
    tokens = kv.get("tokenizer.ggml.tokens")
    if isinstance(tokens, Sized):  # llama.cpp goes by the vocabulary, whatever the key says
        kv = {**kv, f"{spec.gguf_arch}.vocab_size": len(tokens)}
    switches = {
        row.when.lstrip("!"): (row.numbered(0).gguf in tensor_names) != row.when.startswith("!")
        for row in spec.tensors
        if row.when
    }
    for requirement in (*COMMON_REQUIREMENTS, *spec.requirements):
        _require(spec, requirement, spec.gguf_key(requirement.gguf), kv, "the GGUF")

    def lookup(row: ConfigRow) -> Any:
        keys = tuple(map(spec.gguf_key, (*row.gguf, *row.gguf_read_only)))
        return switches.get(row.ours, _first(kv, keys, lambda pairs, key: pairs.get(key, ABSENT)))

    values, assumed = _read(spec, lookup, "the GGUF")
    config = _config(values, "the GGUF")
    if config.rope_theta is not None:
        prefix = f"{spec.gguf_arch}.rope.scaling."
        rule = {key.removeprefix(prefix): value for key, value in kv.items() if key.startswith(prefix)}
        scaling = read_scaling(rule, floats, config.rope_theta, config.rotary_dim or config.head_dim)
        config = replace(config, rope_scaling=scaling)
    return Reading(config, assumed)


def _require(spec: ArchSpec, requirement: Requirement, key: str, found: Mapping[str, Any], where: str) -> None:
    value = found.get(key)
    if value is not None and not (isinstance(value, Hashable) and value in requirement.allowed):
        raise UnknownArchitecture(
            f"{where} has {key} = {value!r}; minilora computes {spec.name} only with "
            f"{' or '.join(repr(allowed) for allowed in requirement.allowed)}."
        )


def _read(spec: ArchSpec, lookup: Lookup, where: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the value of every row's field, and the defaults among them as text."""
    values: dict[str, Any] = {}
    assumed: list[str] = []
    for row in spec.config:
        is_fact = not row.hf
        value = ABSENT if is_fact else lookup(row)
        if value is ABSENT or (value is None and not _fits(None, row)):
            if row.default is REQUIRED:
                raise UnknownArchitecture(f"{where} says nothing of {row.hf[0]!r}, which {spec.name} needs.")
            value = row.default(values) if callable(row.default) else row.default
            if value is not None and not is_fact:
                assumed.append(f"{row.hf[0]} = {_short(value)}")
        else:
            value = _decoded(row, value, values, where)
        values[row.ours] = _checked(row, value, where)
    return values, tuple(assumed)


def _first(mapping: Mapping[str, Any], keys: tuple[str, ...], get: Callable[[Mapping[str, Any], str], Any]) -> Any:
    """Return the first of `keys` that holds something; None if one is there with nothing in it; else ABSENT."""
    found = [value for key in keys if (value := get(mapping, key)) is not ABSENT]
    return next((value for value in found if value is not None), found[0] if found else ABSENT)


def _dig(mapping: Mapping[str, Any], path: str) -> Any:
    """Follow a dotted path into nested objects; ABSENT where it ends early."""
    value: Any = mapping
    for key in path.split("."):
        value = value.get(key, ABSENT) if isinstance(value, Mapping) else ABSENT
    return value


def _rope_parameters(hf: Mapping[str, Any]) -> Any:
    """Return the object that names the scaling rule: transformers 4's, 5's, or 5's for blocks without a window."""
    parameters = hf.get("rope_parameters") or hf.get("rope_scaling") or {}
    by_layer_type = isinstance(parameters, Mapping) and "full_attention" in parameters
    return parameters["full_attention"] if by_layer_type else parameters


def _decoded(row: ConfigRow, value: Any, values: Mapping[str, Any], where: str) -> Any:
    try:
        return row.coding.read(value, values)
    except (TypeError, ValueError, KeyError, OverflowError) as err:
        raise UnknownArchitecture(f"{where} has {row.hf[0]} = {value!r}, which minilora cannot follow.") from err


def _checked(row: ConfigRow, value: Any, where: str) -> Any:
    """Return `value` as the type of ModelConfig's field, or refuse it."""
    if not _fits(value, row):
        kind = ModelConfig.__annotations__[row.ours]
        name = row.hf[0] if row.hf else row.ours
        raise UnknownArchitecture(
            f"{where} has {name} = {value!r}; expected a sensible {getattr(kind, '__name__', kind)}."
        )
    return float(value) if float in _kinds(row) and value is not None else value


def _kinds(row: ConfigRow) -> tuple[Any, ...]:
    kind = ModelConfig.__annotations__[row.ours]
    return kind.__args__ if isinstance(kind, UnionType) else (kind,)


def _fits(value: Any, row: ConfigRow) -> bool:
    return any(_is_sensible(value, kind, LIMITS.get(row.ours, MAX_SIZE)) for kind in _kinds(row))


def _is_sensible(value: Any, kind: Any, limit: int) -> bool:
    if kind in (bool, str, NoneType):
        return isinstance(value, kind)
    if isinstance(value, bool):
        return False
    if kind is int:
        return isinstance(value, int) and 0 < value <= limit
    if kind is float:
        return isinstance(value, int | float) and 0 < value < 1e30
    return isinstance(value, tuple) and all(isinstance(item, bool) for item in value)


def _config(values: Mapping[str, Any], where: str) -> ModelConfig:
    """Make a ModelConfig of fields whose values fit together."""
    config = ModelConfig(**values)
    if config.num_heads * config.head_dim > MAX_SIZE:
        raise UnknownArchitecture(
            f"{where} has {config.num_heads} heads of {config.head_dim}; their product is no size of a real model."
        )
    if config.num_heads % config.num_kv_heads:
        raise UnknownArchitecture(
            f"{where} has {config.num_heads} query heads for {config.num_kv_heads} key/value heads; "
            "the first must be a multiple of the second."
        )
    rotary_dim = config.rotary_dim or config.head_dim
    if config.rope_theta is not None and (rotary_dim % 2 or rotary_dim > config.head_dim):
        raise UnknownArchitecture(
            f"{where} rotates {rotary_dim} of a head's {config.head_dim} elements; RoPE needs an even number of them."
        )
    for name, pattern in (("windowed", config.windowed), ("rotated", config.rotated)):
        if len(pattern) not in (0, config.num_blocks):
            raise UnknownArchitecture(
                f"{where} says of {len(pattern)} blocks whether they are {name}; there are {config.num_blocks}."
            )
    return config


def _short(value: Any) -> str:
    return f"{sum(value)} of {len(value)} blocks" if isinstance(value, tuple) else str(value)
