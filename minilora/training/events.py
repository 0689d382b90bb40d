"""What a run reports while it goes on, for whoever shows it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..data.encode import EncodeReport
from ..lora import ModuleSelection, ParameterCount
from .loop import StepReport

Ending = Literal["complete", "asked", "time", "patience"]
"""Why a run ended: all steps done, told to stop, `max_minutes` over, `patience` over."""


@dataclass(frozen=True)
class Started:
    """The run is ready to take its first step."""

    names: tuple[str, ...]
    """Injected modules."""
    choices: tuple[ModuleSelection, ...]
    """Which setting chose what of them."""
    parameters: ParameterCount
    data: EncodeReport
    val_data: EncodeReport | None
    assumed: tuple[str, ...]
    """Hyper-parameters that the base leaves unsaid."""
    device: str
    dtype: str
    processes: int
    total_steps: int
    start_step: int
    """Steps already done by the checkpoint that the run goes on from."""
    notes: tuple[str, ...]
    """What the user should know: damaged checkpoints passed over, changed settings."""


@dataclass(frozen=True)
class Stepped:
    report: StepReport
    tokens_per_s: float
    peak_memory_bytes: int


@dataclass(frozen=True)
class Validating:
    """The validation loss is being measured, which takes a while."""

    step: int
    """0: of the base model before any step."""
    records: int


@dataclass(frozen=True)
class Validated:
    step: int
    """0: the base model before any step."""
    loss: float
    perplexity: float
    best: bool
    """Whether no validation before had a lower loss, so that `best/` holds this adapter."""


@dataclass(frozen=True)
class Sampled:
    """What the model answered to one of the sample prompts."""

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
    """More than `steps` when the run did not go its whole way."""
    why: Ending = "complete"


Event = Started | Stepped | Validating | Validated | Sampled | Saved | Finished
