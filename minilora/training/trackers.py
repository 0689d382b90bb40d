"""Send the metrics of a run to TensorBoard, trackio or Weights & Biases, each through its own library if installed.

    train/loss, train/lr, train/grad_norm, train/tokens_per_s, train/peak_memory_bytes, train/epoch     every step
    val/loss, val/perplexity                                                                            every validation

TensorBoard writes event files into the run directory; the other two follow their own settings.
"""

from collections.abc import Mapping
from dataclasses import asdict
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from ..errors import ConfigError, OutputError, brief
from .events import Event, Started, Stepped, Validated
from .settings import RunSettings

TRACKERS: Mapping[str, str] = {
    "tensorboard": "pip install 'minilora[tensorboard]'",
    "trackio": "pip install trackio",
    "wandb": "pip install wandb",
}
"""Name of a library -> the command that installs it."""
EVENTS = "tensorboard"
"""The folder of the event files in the run directory."""
STEP_METRICS = ("loss", "lr", "grad_norm", "epoch", "replay_loss")


class Tracker(Protocol):
    """Receives the metrics of a run."""

    def log(self, values: Mapping[str, float], step: int) -> None: ...

    def close(self) -> None: ...


def check_installed(name: str) -> None:
    """Raise a ConfigError, before any work, if the library of a tracker is not installed."""
    if find_spec(name) is None:
        raise ConfigError(f"--log-to {name} needs the package {name}: {TRACKERS[name]}")


def open_tracker(name: str, settings: RunSettings, start_step: int) -> Tracker:
    """Open a tracker for a run that continues after `start_step`.

    Raises:
        ConfigError: its library is not installed.
        OutputError: the library refuses, for example without a login.
    """
    check_installed(name)
    try:
        return TensorBoard(settings, start_step) if name == "tensorboard" else Hosted(name, settings)
    except Exception as err:  # whatever the library raises
        raise OutputError(f"--log-to {name}: {brief(err)}. Follow its guide, or leave the option out.") from err


class TensorBoard:
    """Event files; after a resume, the steps that are computed again replace those of the killed run."""

    def __init__(self, settings: RunSettings, start_step: int) -> None:
        from torch.utils.tensorboard import SummaryWriter

        purge = start_step + 1 if start_step else None
        self.writer: Any = SummaryWriter(str(settings.out / EVENTS), purge_step=purge)

    def log(self, values: Mapping[str, float], step: int) -> None:
        for name, value in values.items():
            self.writer.add_scalar(name, value, step)

    def close(self) -> None:
        self.writer.close()


class Hosted:
    """A library with wandb's interface: init, log, finish."""

    def __init__(self, name: str, settings: RunSettings) -> None:
        self.library: Any = import_module(name)
        lora = {f"lora_{key}": value for key, value in asdict(settings.lora).items()}
        config = {"base": settings.base, **asdict(settings.train), **lora}
        self.library.init(project="minilora", name=settings.out.resolve().name, config=config)

    def log(self, values: Mapping[str, float], step: int) -> None:
        self.library.log(dict(values), step=step)

    def close(self) -> None:
        self.library.finish()


class TrackedRun:
    """Passes the events of a run to trackers, which it opens when the run has started."""

    def __init__(self, names: tuple[str, ...], settings: RunSettings) -> None:
        for name in names:
            check_installed(name)
        self.names, self.settings = names, settings
        self.trackers: list[Tracker] = []

    def show(self, event: Event) -> None:
        """Log the metrics of an event."""
        match event:
            case Started():
                self.trackers = [open_tracker(name, self.settings, event.start_step) for name in self.names]
            case Stepped():
                self._log(step_metrics(event), event.report.step)
            case Validated():
                self._log({"val/loss": event.loss, "val/perplexity": event.perplexity}, event.step)

    def close(self) -> None:
        """Flush and close all trackers."""
        for tracker in self.trackers:
            tracker.close()
        self.trackers = []

    def _log(self, values: Mapping[str, float], step: int) -> None:
        for tracker in self.trackers:
            tracker.log(values, step)


def step_metrics(stepped: Stepped) -> dict[str, float]:
    """Return the metrics of a step by their names for trackers."""
    report = asdict(stepped.report)
    known = {f"train/{name}": report[name] for name in STEP_METRICS if report[name] is not None}
    return known | {
        "train/tokens_per_s": stepped.tokens_per_s,
        "train/peak_memory_bytes": float(stepped.peak_memory_bytes),
    }
