"""ArchSpec: everything minilora knows about a model family, as data that loader, injector and exporter read.

    TensorRow    one tensor in its three spellings (ours, Hugging Face's, GGUF's)
    ConfigRow    one hyper-parameter in its three spellings
    Requirement  a config key whose other values would change the computation, so they are refused

`{i}` in a name stands for the block's number.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..errors import UnknownArchitecture
from .config import ModelConfig
from .rope import rope_factors
from .transforms import SAME, Transform

REQUIRED = object()
"""Default of a ConfigRow that has none."""

MAX_SIZE = 1 << 24
"""No count of heads, rows, blocks or tokens in a real config is larger; a hostile one is refused before allocation."""

MAX_BLOCKS = 1000


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

    def numbered(self, i: int) -> "TensorRow":
        """Return the row of block `i`."""
        ours, hf, gguf = (name.replace("{i}", str(i)) for name in (self.ours, self.hf, self.gguf))
        return replace(self, ours=ours, hf=hf, gguf=gguf)


@dataclass(frozen=True)
class ConfigRow:
    ours: str
    """Field of ModelConfig; its annotation gives the type."""
    hf: tuple[str, ...]
    """Keys of config.json, first found wins, first is written; dots lead into nested objects."""
    gguf: tuple[str, ...] = ()
    """GGUF keys, first found wins, all are written; `{arch}` stands for the architecture's name."""
    default: object = REQUIRED
    """A value, or a function of the values read so far."""


@dataclass(frozen=True)
class Requirement:
    hf: str
    allowed: tuple[object, ...]
    """The values this family's computation here stands for; a missing key is fine."""


COMMON_REQUIREMENTS = (
    Requirement("num_local_experts", (0, 1)),
    Requirement("num_experts", (0, 1)),
    Requirement("quantization_config", ({},)),
)
"""What no family does here: mixtures of experts, weights quantised in Hugging Face's ways."""


@dataclass(frozen=True)
class Reading:
    """Hyper-parameters as read from a file, and what the file left unsaid."""

    config: ModelConfig
    assumed: tuple[str, ...]
    """Human-readable `key = value` for each default that was taken."""


@dataclass(frozen=True)
class ArchSpec:
    name: str
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

    def rows(self, config: ModelConfig) -> tuple[TensorRow, ...]:
        """Return one row for each tensor of this very model, in the order of the forward pass."""
        present = [row for row in self.tensors if row.exists(config)]
        first = next(k for k, row in enumerate(present) if "{i}" in row.ours)
        last = len(present) - next(k for k, row in enumerate(reversed(present)) if "{i}" in row.ours)
        blocks = [row.numbered(i) for i in range(config.num_blocks) for row in present[first:last]]
        return (*present[:first], *blocks, *present[last:])

    def read_hf(self, hf: Mapping[str, Any]) -> Reading:
        """Translate config.json.

        Raises:
            UnknownArchitecture: when a key is missing, malformed, or asks for something not implemented.
        """
        self._check_requirements(hf)
        reading = self._read(lambda row: _first(hf, row.hf, _dig), "config.json")
        config = reading.config
        rope = hf.get("rope_parameters") or hf.get("rope_scaling") or {}
        if not isinstance(rope, Mapping):
            raise UnknownArchitecture(f"config.json has RoPE settings {rope!r}; expected an object.")
        factors = rope_factors(rope, config.head_dim, config.rope_theta)
        return replace(reading, config=replace(config, rope_factors=factors))

    def read_gguf(self, kv: Mapping[str, Any], tensor_names: Collection[str]) -> Reading:
        """Translate GGUF key-value data. Switches such as a tied head are told by which tensors the file has.

        `rope_freqs.weight`, a tensor, is left to the loader.
        """
        prefix = f"{self.gguf_arch}.rope.scaling."
        kind = kv.get(prefix + "type", "none")
        if kind not in ("none", "linear"):
            raise UnknownArchitecture(f"this GGUF asks for RoPE scaling {kind!r}; minilora knows none and linear.")
        kv = {f"{self.gguf_arch}.vocab_size": len(kv.get("tokenizer.ggml.tokens", ())), **kv}
        switches = {
            row.when.lstrip("!"): (row.numbered(0).gguf in tensor_names) != row.when.startswith("!")
            for row in self.tensors
            if row.when
        }
        reading = self._read(
            lambda row: switches.get(row.ours, _first(kv, self._gguf_keys(row), Mapping.get)), "the GGUF"
        )
        config = reading.config
        if kind == "linear":
            parameters = {"type": kind, "factor": kv.get(prefix + "factor")}
            config = replace(config, rope_factors=rope_factors(parameters, config.head_dim, config.rope_theta))
        return replace(reading, config=config)

    def gguf_kv(self, config: ModelConfig) -> dict[str, int | float | bool]:
        """Return the `{arch}.*` keys that describe `config`."""
        return {key: getattr(config, row.ours) for row in self.config for key in self._gguf_keys(row)}

    def hf_config(self, config: ModelConfig) -> dict[str, Any]:
        """Return a config.json for a base that came without one (a GGUF); transformers 4 and 5 both read it.

        Raises:
            UnknownArchitecture: when the RoPE divisors are known but not the rule that Hugging Face would name.
        """
        if len(set(config.rope_factors)) > 1:
            raise UnknownArchitecture(
                "this GGUF stores RoPE divisors without the rule that made them, and config.json has no place for "
                "them. Start from the Hugging Face directory of the base model instead."
            )
        found = {row.hf[0]: getattr(config, row.ours) for row in self.config}
        found |= {r.hf: r.allowed[0] for r in self.requirements if r.allowed[0] is not None}
        if config.rope_factors:
            found["rope_scaling"] = {"rope_type": "linear", "factor": config.rope_factors[0]}
        return {"architectures": [self.hf_architecture], "model_type": self.hf_model_types[0], **found}

    def _gguf_keys(self, row: ConfigRow) -> tuple[str, ...]:
        return tuple(key.replace("{arch}", self.gguf_arch) for key in row.gguf)

    def _read(self, lookup: Callable[[ConfigRow], Any], where: str) -> Reading:
        values: dict[str, Any] = {}
        assumed: list[str] = []
        for row in self.config:
            value = lookup(row)
            if value is None:
                if row.default is REQUIRED:
                    raise UnknownArchitecture(f"{where} says nothing of {row.hf[0]!r}, which {self.name} needs.")
                value = row.default(values) if callable(row.default) else row.default
                assumed.append(f"{row.hf[0]} = {value}")
            values[row.ours] = _checked(row, value, where)
        config = ModelConfig(**values)
        _check_shapes(config, where)
        return Reading(config, tuple(assumed))

    def _check_requirements(self, hf: Mapping[str, Any]) -> None:
        for requirement in (*COMMON_REQUIREMENTS, *self.requirements):
            value = hf.get(requirement.hf)
            if value is not None and value not in requirement.allowed:
                raise UnknownArchitecture(
                    f"config.json has {requirement.hf} = {value!r}; minilora computes {self.name} only with "
                    f"{' or '.join(repr(a) for a in requirement.allowed)}."
                )


def _first(mapping: Mapping[str, Any], keys: tuple[str, ...], get: Callable[..., Any]) -> Any:
    return next((value for key in keys if (value := get(mapping, key)) is not None), None)


def _dig(mapping: Mapping[str, Any], path: str) -> Any:
    """Follow a dotted path into nested objects; None where it ends early."""
    value: Any = mapping
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _checked(row: ConfigRow, value: Any, where: str) -> int | float | bool:
    """Return `value` as the type of ModelConfig's field, or refuse it."""
    kind = ModelConfig.__annotations__[row.ours]
    if kind is bool and isinstance(value, bool):
        return value
    if kind is int and isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_SIZE:
        return value
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e30:
        return float(value)
    raise UnknownArchitecture(f"{where} has {row.hf[0]} = {value!r}; expected a sensible {kind.__name__}.")


def _check_shapes(config: ModelConfig, where: str) -> None:
    if config.num_blocks > MAX_BLOCKS:
        raise UnknownArchitecture(f"{where} has {config.num_blocks} blocks; expected at most {MAX_BLOCKS}.")
    if config.num_heads * config.head_dim > MAX_SIZE:
        raise UnknownArchitecture(
            f"{where} has {config.num_heads} heads of {config.head_dim}; their product is no size of a real model."
        )
    if config.num_heads % config.num_kv_heads:
        raise UnknownArchitecture(
            f"{where} has {config.num_heads} query heads for {config.num_kv_heads} key/value heads; "
            "the first must be a multiple of the second."
        )
    if config.head_dim % 2:
        raise UnknownArchitecture(f"{where} has head_dim = {config.head_dim}; RoPE needs an even number.")
