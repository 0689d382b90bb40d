"""Convert config.json or GGUF key-value data to a ModelConfig. Every value is validated before use."""

import re
from collections.abc import Callable, Collection, Hashable, Mapping, Sized
from dataclasses import dataclass, replace
from types import NoneType, UnionType
from typing import Any

from ..errors import UnknownArchitecture, brief, quoted
from .config import ModelConfig
from .rope import FixedAlpha
from .rope_gguf import Floats, read_scaling
from .rope_hf import RopeContext, read_rules
from .rows import OWN_HEAD_DIM, SIZES
from .spec import REQUIRED, ArchSpec, ConfigRow, Requirement

MAX_SIZE = 1 << 24
"""Upper bound for sizes in a config. A larger value raises an error before anything is allocated."""

LIMITS = {"num_blocks": 1000}
"""Fields with a lower limit: a block costs time and memory even without weights."""

COMMON_REQUIREMENTS = (
    Requirement("num_local_experts", (0, 1), gguf="{arch}.expert_count"),
    Requirement("num_experts", (0, 1)),
    Requirement("is_causal", (True,), gguf="{arch}.attention.causal"),
)
"""Not supported in any family: mixture of experts, bidirectional attention."""

IMPLIED: tuple[object, ...] = tuple(row.default for row in (*SIZES, OWN_HEAD_DIM) if callable(row.default))
"""Defaults that the GGUF specification defines, so they are not assumed: as many key/value heads as heads, and C/H."""

ABSENT = object()

Lookup = Callable[[ConfigRow], list[tuple[str, Any]]]
"""Returns the keys of a row that the file contains, with their values."""


@dataclass(frozen=True)
class ParsedConfig:
    """The hyperparameters of a file, and the defaults used for values that it omits."""

    config: ModelConfig
    assumed: tuple[str, ...] = ()
    """`key = value` for each default, for the user. Empty for config.json, whose defaults transformers defines."""


def read_hf(spec: ArchSpec, hf: Mapping[str, Any]) -> ParsedConfig:
    """Convert config.json.

    Raises:
        UnknownArchitecture: if a key is missing or malformed, or requires something that is not implemented.
    """
    try:
        hf = spec.resolve_hf(spec.text_settings(hf))
    except (LookupError, TypeError, ValueError, ArithmeticError) as err:
        raise UnknownArchitecture(f"config.json has sizes that {spec.name} cannot have: {brief(err)}.") from err
    for requirement in (*COMMON_REQUIREMENTS, *spec.requirements):
        _check_requirement(spec, requirement, requirement.hf, hf, "config.json")
    values, _ = _read_fields(spec, lambda row: _present_keys(hf, row.hf, _get_nested), "config.json")
    config = _make_config(values, "config.json")
    if config.rope_theta is not None:
        original = hf.get("original_max_position_embeddings")
        facts = RopeContext(config.rope_theta, config.rotary_dim or config.head_dim, config.context_length, original)
        by_kind = config.local_rope_theta is not None
        scaling = read_rules(hf, facts, per_layer_type=by_kind)
        if isinstance(scaling, FixedAlpha):
            config = replace(config, rope_theta=scaling.theta(config.rope_theta))
        else:
            config = replace(config, rope_scaling=scaling)
    return ParsedConfig(config)


def read_gguf(spec: ArchSpec, kv: Mapping[str, Any], tensor_names: Collection[str], floats: Floats) -> ParsedConfig:
    """Convert GGUF key-value data. Boolean fields such as tied embeddings follow from the tensors in the file.

    Args:
        floats: reads the small tensors with the RoPE factors.

    Raises:
        UnknownArchitecture: as `read_hf`.
    """
    tokens = kv.get("tokenizer.ggml.tokens")
    if isinstance(tokens, Sized):  # llama.cpp ignores the key and uses the vocabulary
        kv = {**kv, f"{spec.gguf_arch}.vocab_size": len(tokens)}
    present = {re.sub(r"^blk\.\d+\.", "blk.{i}.", name) for name in tensor_names}
    switches = {
        row.when.lstrip("!"): (row.gguf in present) != row.when.startswith("!") for row in spec.tensors if row.when
    }
    for requirement in (*COMMON_REQUIREMENTS, *spec.requirements):
        _check_requirement(spec, requirement, spec.gguf_key(requirement.gguf), kv, "the GGUF")

    def lookup(row: ConfigRow) -> list[tuple[str, Any]]:
        if row.ours in switches:
            return [(row.hf[0], switches[row.ours])]
        keys = tuple(map(spec.gguf_key, (*row.gguf, *row.gguf_read_only)))
        return _present_keys(kv, keys, lambda pairs, key: pairs.get(key, ABSENT))

    values, assumed = _read_fields(replace(spec, config=tuple(map(_for_gguf, spec.config))), lookup, "the GGUF")
    config = _make_config(values, "the GGUF")
    if config.rope_theta is not None:
        prefix, old = f"{spec.gguf_arch}.rope.scaling.", f"{spec.gguf_arch}.rope.scale_linear"
        rule = {"factor": kv[old]} if old in kv else {}
        rule |= {key.removeprefix(prefix): value for key, value in kv.items() if key.startswith(prefix)}
        dim = config.rotary_dim or config.head_dim
        scaling = read_scaling(rule, floats, config.rope_theta, dim, spec.gguf_rope)
        config = replace(config, rope_scaling=scaling)
    return ParsedConfig(config, assumed)


def _for_gguf(row: ConfigRow) -> ConfigRow:
    """Return the row with the default and the codec of a GGUF."""
    default = row.default if row.gguf_default is None else row.gguf_default
    return replace(row, default=default, codec=row.gguf_codec or row.codec)


def _check_requirement(
    spec: ArchSpec, requirement: Requirement, key: str, found: Mapping[str, Any], where: str
) -> None:
    value = found.get(key)
    parts = value if requirement.each and isinstance(value, list) else [value]
    if value is not None and not all(isinstance(part, Hashable) and part in requirement.allowed for part in parts):
        raise UnknownArchitecture(
            f"{where} has {key} = {quoted(value)}; minilora supports {spec.name} only with "
            f"{' or '.join(repr(allowed) for allowed in requirement.allowed)}."
        )


def _read_fields(spec: ArchSpec, lookup: Lookup, where: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return field -> value for every row, and the defaults used, as text."""
    values: dict[str, Any] = {}
    assumed: list[str] = []
    for row in spec.config:
        is_fact = not row.hf
        found = [] if is_fact else lookup(row)
        stated = [(key, value) for key, value in found if value is not None]
        if stated:
            values[row.ours] = _consistent_value(row, stated, values, where)
            continue
        value = None
        if not found or not _is_valid(None, row):
            if row.default is REQUIRED:
                raise UnknownArchitecture(f"{where} has no {row.hf[0]!r}, which {spec.name} needs.")
            value = row.default(values) if callable(row.default) else row.default
            if value is not None and not is_fact and row.default not in IMPLIED:
                assumed.append(f"{_display_name(row)} = {_abbreviate(value)}")
        values[row.ours] = _validate(row, value, _display_name(row), where)
    return values, tuple(assumed)


def _consistent_value(row: ConfigRow, stated: list[tuple[str, Any]], values: Mapping[str, Any], where: str) -> Any:
    """Return the value of a row, on which all its keys must agree."""
    meant = [_validate(row, _decode(row, key, value, values, where), key, where) for key, value in stated]
    for (key, value), meaning in zip(stated, meant, strict=True):
        if meaning != meant[0]:
            raise UnknownArchitecture(
                f"{where} contradicts itself: {stated[0][0]} = {quoted(stated[0][1])}, but {key} = {quoted(value)}. "
                "Programs use either one; remove the wrong one."
            )
    return meant[0]


def _present_keys(
    mapping: Mapping[str, Any], keys: tuple[str, ...], get: Callable[[Mapping[str, Any], str], Any]
) -> list[tuple[str, Any]]:
    """Return the (key, value) pairs of those `keys` that are present."""
    return [(key, value) for key in keys if (value := get(mapping, key)) is not ABSENT]


def _get_nested(mapping: Mapping[str, Any], path: str) -> Any:
    """Return the value at a dotted path into nested objects; ABSENT if there is none."""
    value: Any = mapping
    for key in path.split("."):
        value = value.get(key, ABSENT) if isinstance(value, Mapping) else ABSENT
    return value


def _decode(row: ConfigRow, key: str, value: Any, values: Mapping[str, Any], where: str) -> Any:
    try:
        return row.codec.read(value, values)
    except (TypeError, ValueError, KeyError, OverflowError) as err:
        raise UnknownArchitecture(f"{where} has {key} = {quoted(value)}, which minilora does not support.") from err


def _validate(row: ConfigRow, value: Any, key: str, where: str) -> Any:
    """Return `value` in the type of ModelConfig's field; raise UnknownArchitecture if it is invalid."""
    if not _is_valid(value, row):
        kind = ModelConfig.__annotations__[row.ours]
        raise UnknownArchitecture(
            f"{where} has {key} = {quoted(value)}; expected a valid {getattr(kind, '__name__', kind)}."
        )
    return float(value) if float in _field_types(row) and value is not None else value


def _display_name(row: ConfigRow) -> str:
    """Return a row's name for messages: its GGUF key without the architecture, else its config.json key."""
    return row.gguf[0].removeprefix("{arch}.") if row.gguf else row.hf[0] if row.hf else row.ours


def _field_types(row: ConfigRow) -> tuple[Any, ...]:
    kind = ModelConfig.__annotations__[row.ours]
    return kind.__args__ if isinstance(kind, UnionType) else (kind,)


def _is_valid(value: Any, row: ConfigRow) -> bool:
    return any(_is_valid_as(value, kind, LIMITS.get(row.ours, MAX_SIZE)) for kind in _field_types(row))


def _is_valid_as(value: Any, kind: Any, limit: int) -> bool:
    if kind in (bool, str, NoneType):
        return isinstance(value, kind)
    if isinstance(value, bool):
        return False
    if kind is int:
        return isinstance(value, int) and 0 < value <= limit
    if kind is float:
        return isinstance(value, int | float) and 0 < value < 1e30
    return isinstance(value, tuple) and all(isinstance(item, bool) for item in value)


def _make_config(values: Mapping[str, Any], where: str) -> ModelConfig:
    """Return the ModelConfig, after checking that its fields are consistent."""
    config = ModelConfig(**values)
    if config.num_heads * config.head_dim > MAX_SIZE:
        raise UnknownArchitecture(
            f"{where} has {config.num_heads} heads of size {config.head_dim}; the product is too large."
        )
    if config.num_heads % config.num_kv_heads:
        raise UnknownArchitecture(
            f"{where} has {config.num_heads} query heads for {config.num_kv_heads} key/value heads; "
            "the first must be a multiple of the second."
        )
    if config.linear_value_heads % config.linear_key_heads:
        raise UnknownArchitecture(
            f"{where} has {config.linear_value_heads} value heads for {config.linear_key_heads} key heads of linear "
            "attention; the first must be a multiple of the second."
        )
    rotary_dim = config.rotary_dim or config.head_dim
    if config.rope_theta is not None and (rotary_dim % 2 or rotary_dim > config.head_dim):
        raise UnknownArchitecture(
            f"{where} rotates {rotary_dim} of a head's {config.head_dim} elements; RoPE needs an even number of them."
        )
    patterns = {"windowed": config.windowed, "rotated": config.rotated, "recurrent": config.recurrent}
    for name, pattern in patterns.items():
        if len(pattern) not in (0, config.num_blocks):
            raise UnknownArchitecture(
                f"{where} states for {len(pattern)} blocks whether they are {name}; the model has {config.num_blocks}."
            )
    return config


def _abbreviate(value: Any) -> str:
    return f"{sum(value)} of {len(value)} blocks" if isinstance(value, tuple) else str(value)
