"""The events that a run yields, for the program that displays them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..data.dataset import EncodeReport
from ..lora import ModuleSelection, ParameterCount
from .loop import StepReport

StopReason = Literal["complete", "interrupted", "time", "patience"]
"""Why a run ended: all steps done, stopped by the user, `max_minutes` reached, `patience` exhausted."""


@dataclass(frozen=True)
class Started:
    """The run is prepared; its first step follows."""

    names: tuple[str, ...]
    """Names of the injected modules."""
    choices: tuple[ModuleSelection, ...]
    """Which setting selected which modules."""
    parameters: ParameterCount
    data: EncodeReport
    assumed: tuple[str, ...]
    """Hyper-parameters that the base does not state, with the assumed values."""
    device: str
    dtype: str
    total_steps: int
    start_step: int
    """Steps already done in the checkpoint that is resumed."""
    notes: tuple[str, ...]
    """Notes for the user: skipped checkpoints, changed settings."""


@dataclass(frozen=True)
class Stepped:
    report: StepReport
    tokens_per_s: float
    peak_memory_bytes: int


@dataclass(frozen=True)
class Validating:
    """A validation has started."""

    step: int
    """0: the base model, before the first step."""
    records: int


@dataclass(frozen=True)
class Validated:
    step: int
    """0: the base model, before the first step."""
    loss: float
    perplexity: float
    best: bool
    """Whether this is the lowest loss so far; the adapter is then saved as `best/`."""


@dataclass(frozen=True)
class Sampled:
    """Completion of one of the sample prompts."""

    step: int
    prompt: str
    answer: str


@dataclass(frozen=True)
class Saved:
    path: Path


@dataclass(frozen=True)
class Finished:
    out: Path
    steps: int
    total_steps: int
    """Planned steps; more than `steps` if the run stopped early."""
    stop_reason: StopReason = "complete"


Event = Started | Stepped | Validating | Validated | Sampled | Saved | Finished
