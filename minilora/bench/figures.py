"""The results of a benchmark as frozen dataclasses, and their JSON files.

Result ─ machine, workload, cells
           └─ Cell ─ one device and dtype: ceiling, Training, Generation
                       └─ Spread ─ median, lowest and highest of repeated measurements
"""

import math
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from ..errors import BenchError, quoted
from ..files import read_json, write_json
from .workload import Workload

FORMAT = 1
"""Version of the file format of `write_result`."""


@dataclass(frozen=True)
class Spread:
    """Median and range of repeated measurements."""

    median: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 < self.low <= self.median <= self.high:
            raise ValueError(f"median {self.median}, lowest {self.low}, highest {self.high} are no measurements")

    def overlaps(self, other: "Spread") -> bool:
        """Return whether the two ranges overlap, so that the difference may be noise."""
        return self.low <= other.high and other.low <= self.high

    def scaled(self, factor: float) -> "Spread":
        """Return the spread in another unit."""
        return Spread(self.median * factor, self.low * factor, self.high * factor)

    @classmethod
    def of(cls, values: Iterable[float]) -> "Spread":
        values = list(values)
        return cls(statistics.median(values), min(values), max(values))


@dataclass(frozen=True)
class Training:
    tokens_per_s: Spread
    """Over the steps, without the first (warm-up)."""
    losses: tuple[float, ...]
    """Loss of every step, in nats."""
    flop_per_token: float
    """Minimum floating-point operations of the GEMMs with weights, per token."""
    peak_memory_bytes: int


@dataclass(frozen=True)
class Generation:
    prefill_tokens_per_s: Spread
    """Processing the prompt, up to the first new token."""
    decode_tokens_per_s: Spread
    """The following tokens, one at a time."""
    peak_memory_bytes: int


@dataclass(frozen=True)
class Cell:
    """All measurements of one device and dtype."""

    device: str
    device_name: str
    dtype: str
    ceiling_flop_per_s: Spread
    """Measured rate of large GEMMs: an upper limit for every program on this device."""
    training: Training
    generation: Generation

    @property
    def training_share(self) -> float:
        """Rate of training as a share of the ceiling."""
        return self.training.tokens_per_s.median * self.training.flop_per_token / self.ceiling_flop_per_s.median


@dataclass(frozen=True)
class Machine:
    system: str
    processor: str
    cores: int
    threads: int
    """Number of CPU threads used."""
    memory_bytes: int
    """0 if unknown."""
    versions: Mapping[str, str]


@dataclass(frozen=True)
class Result:
    """The result of `minilora bench` on one machine."""

    format: int
    date: str
    """ISO 8601, UTC."""
    machine: Machine
    workload: Workload
    cells: tuple[Cell, ...]


def training_flop_per_token(block_weights: int, head_weights: int, tokens: int, answer_tokens: int) -> float:
    """Return the minimum floating-point operations per token of a LoRA training step.

        2 per weight in the forward pass, 2 per weight for the gradient of the input; frozen weights have no gradient.
        The blocks count for every token, the head for answer tokens only.

    The GEMMs of attention and of the low-rank factors (a few percent) are not counted, so shares of the ceiling are
    slightly too low.
    """
    return 4 * (block_weights + head_weights * answer_tokens / tokens)


def write_result(path: Path, result: Result) -> None:
    write_json(path, asdict(result))


def read_result(path: Path) -> Result:
    """Read a file of `write_result`.

    Raises:
        BenchError: the file is missing, has another format, or lacks a valid value.
    """
    content = read_json(path, BenchError)
    if content.get("format") != FORMAT:
        raise BenchError(
            f"{path} has format {quoted(content.get('format'))}, expected {FORMAT}: not a result of "
            "`minilora bench --out`, or one of another version. Measure again."
        )
    try:
        result: Result = from_json(Result, content)
    except (KeyError, TypeError, ValueError) as err:
        raise BenchError(f"{path} is damaged: {type(err).__name__} {err}. Measure again.") from err
    if not result.cells:
        raise BenchError(f"{path} contains no measurement. Measure again.")
    return result


def from_json(kind: Any, value: Any) -> Any:
    """Convert a JSON value to the type `kind`: a dataclass, a tuple, a mapping or a plain value."""
    origin, arguments = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field.name: from_json(hints[field.name], value[field.name]) for field in fields(kind)})  # type: ignore[operator]
    if origin is tuple:
        return tuple(from_json(arguments[0], item) for item in value)
    if origin in (Union, UnionType):
        return None if value is None else from_json(arguments[0], value)
    if origin is not None:
        return {str(key): from_json(arguments[1], item) for key, item in value.items()}
    if kind is float and isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    if kind is not float and type(value) is kind:
        return value
    raise TypeError(f"{value!r:.40} is no {kind.__name__}")
