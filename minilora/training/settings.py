"""What a run is told, and which of it decides the bytes that come out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ..config import LoraConfig, TrainConfig
from ..data.encode import Dataset, Truncation
from ..data.forms import ReadOptions
from ..data.mixing import Source
from ..data.rendering import TrainOn
from ..data.template import AUTO
from ..data.thinking import Thinking
from ..errors import ConfigError, quoted

NOT_IN_FINGERPRINT = {"train.grad_checkpointing"}
"""Settings that change time and memory, but no bit of the result."""


@dataclass(frozen=True)
class RunSettings:
    """Everything `minilora train` can be told."""

    base: str
    """A Hugging Face directory, a .gguf file, or a known name."""
    train_file: Path | Sequence[Source]
    """A data set, or several with their shares."""
    out: Path
    val_file: Path | None = None
    lora: LoraConfig = field(default_factory=LoraConfig)
    train: TrainConfig = field(default_factory=TrainConfig)
    device: str = "auto"
    dtype: str = "auto"
    max_length: int = 1024
    """Tokens of the longest record; longer ones are cut as `truncation` says."""
    truncation: Truncation = "truncate-answer"
    template: str = AUTO
    """`auto`, `chat` (the base's own), `instruccion`, or a Jinja file."""
    day: date | None = None
    """The date that the template writes, if it writes one; None for the date of the run that is resumed."""
    template_args: Mapping[str, Any] = field(default_factory=dict)
    """Variables of the chat template, such as `enable_thinking`."""
    thinking: Thinking | None = None
    """What becomes of an assistant's thinking (`data.thinking`)."""
    rows: ReadOptions = field(default_factory=ReadOptions)
    """Keys of a row that are left out, and names of its columns."""
    train_on: TrainOn = "all"
    """Which assistant turns of a conversation are learned."""
    eval_every: int = 0
    """Steps between two validations; 0 for one at the end of each epoch."""
    patience: int = 0
    """End the run after so many validations in a row without a new lowest loss; 0 for never."""
    sample_prompts: Path | None = None
    """Text file with a prompt a line, answered at each validation."""
    save_every: int = 0
    """Steps between two checkpoints; 0 for one at the end of each epoch."""
    keep: int = 2
    """Newest checkpoints that stay; 0 for all."""
    max_minutes: float | None = None
    """Save and stop after so long, to go on another time."""
    resume: bool = False
    resume_changed: bool = False
    """Go on although settings or data are no longer those of the checkpoint."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """What is trained on."""
        return (Source(self.train_file),) if isinstance(self.train_file, Path) else tuple(self.train_file)

    def __post_init__(self) -> None:
        if self.patience and not self.val_file:
            raise ConfigError("patience needs a validation loss to watch; give a validation file (--val).")
        if self.max_minutes is not None and not self.max_minutes > 0:
            raise ConfigError(f"max_minutes is {self.max_minutes}; expected a time above 0.")


def run_fingerprint(
    settings: RunSettings, base: str, data: Dataset, val: Dataset | None, machine: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return what the bytes of the result depend on, as JSON values.

    Args:
        machine: device, dtype, number of processes, and a fingerprint of the base's weights there.
    """
    shares = [source.share for source in settings.sources]
    values = {
        "base": base,
        "data_sha256": fingerprint(data),
        "val_sha256": fingerprint(val) if val else None,
        "eval_every": settings.eval_every,
        "patience": settings.patience,
        **({"shares": shares} if any(shares) else {}),
        **machine,
        **{f"lora.{key}": value for key, value in asdict(settings.lora).items()},
        **{f"train.{key}": value for key, value in asdict(settings.train).items()},
    }
    kept = {key: value for key, value in values.items() if key not in NOT_IN_FINGERPRINT}
    return json.loads(json.dumps(kept))  # type: ignore[no-any-return]


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return a line for each value that differs."""
    return [
        f"{key}: was {quoted(before.get(key))}, is {quoted(now.get(key))}"
        for key in sorted(before.keys() | now.keys())
        if before.get(key) != now.get(key)
    ]


def fingerprint(data: Dataset) -> str:
    """Return the sha256 of all tokens and loss masks: what records, template, tokenizer and max_length come to."""
    digest = hashlib.sha256()
    for example in data.examples:
        digest.update(example.ids.tobytes() + example.loss_mask.tobytes())
    return digest.hexdigest()
