"""RunSettings: the settings of a run, and the fingerprint of those that affect its result."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..config import LoraConfig, TrainConfig
from ..data.dataset import Dataset, Truncation
from ..data.forms import ReadOptions
from ..data.mixing import Source
from ..data.rendering import TrainOn
from ..data.template import AUTO
from ..data.thinking import Thinking
from ..errors import ConfigError, quoted
from ..files import file_sha256
from ..lora import read_adapter
from ..lora.foreign import TENSOR_FILE

OPTIONAL = {
    f"train.{name}"
    for name in (
        *("min_lr_ratio", "decay_ratio", "adam_beta1", "adam_beta2", "adam_eps", "prompt_weight"),
        "sampled_softmax",
    )
}
"""Settings that the fingerprint contains only if they differ from their defaults."""
NOT_IN_FINGERPRINT = {"train.grad_checkpointing"}
"""Settings that change time and memory, but not the result."""


@dataclass(frozen=True)
class RunSettings:
    """The settings of `minilora train`."""

    base: str
    """A Hugging Face directory, a .gguf file, or a name from `minilora models`."""
    train_file: Path | Sequence[Source]
    """The training data: one data set, or several with their shares."""
    out: Path
    val_file: Path | None = None
    val_split: float = 0.0
    """Share of the training records that is held out for validation, selected by the hash of the ids."""
    from_adapter: Path | None = None
    """Adapter to start from; `lora` must then be its settings (`adapter_settings`)."""
    lora: LoraConfig = field(default_factory=LoraConfig)
    train: TrainConfig = field(default_factory=TrainConfig)
    device: str = "auto"
    dtype: str = "auto"
    pack: str | None = "auto"
    """Whether the base's weights stay quantised (`checkpoint/packing.py`)."""
    max_length: int = 1024
    """Maximum tokens of a record; `truncation` says what happens to longer ones."""
    truncation: Truncation = "truncate-answer"
    template: str = AUTO
    """`auto`, `chat` (the base's chat template), `instruccion`, or a Jinja file."""
    template_args: Mapping[str, Any] = field(default_factory=dict)
    """Variables of the chat template, such as `enable_thinking`."""
    thinking: Thinking | None = None
    """How an assistant's thinking is treated (`data.thinking`)."""
    rows: ReadOptions = field(default_factory=ReadOptions)
    """How rows are read: ignored keys, and names of columns."""
    day: date | None = None
    """The date for a template that writes one; None uses the date of the resumed run."""
    train_on: TrainOn = "all"
    """Which assistant turns of a conversation are learned: `all` or `last`."""
    eval_every: int = 0
    """Steps between validations; 0: at the end of each epoch."""
    patience: int = 0
    """Stop after this many consecutive validations without a new lowest loss; 0: never."""
    sample_prompts: Path | None = None
    """Text file with one prompt per line; each validation generates their completions."""
    save_every: int = 0
    """Steps between checkpoints; 0: at the end of each epoch."""
    keep: int = 2
    """Number of newest checkpoints to keep; 0: all."""
    max_minutes: float | None = None
    """Save a checkpoint and stop after this time."""
    resume: bool = False
    resume_changed: bool = False
    """Resume even if settings or data differ from those of the checkpoint."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The data sets to train on."""
        return (Source(self.train_file),) if isinstance(self.train_file, Path) else tuple(self.train_file)

    def __post_init__(self) -> None:
        if self.patience and not (self.val_file or self.val_split):
            raise ConfigError("patience needs a validation loss; give a validation file (--val), or --val-split.")
        if not 0 <= self.val_split < 1:
            raise ConfigError(f"val_split is {self.val_split}; expected a share in [0, 1).")
        if self.val_split and self.val_file:
            raise ConfigError("--val-split and --val both set the validation data; use only one of them.")
        if self.max_minutes is not None and not self.max_minutes > 0:
            raise ConfigError(f"max_minutes is {self.max_minutes}; expected a positive number.")


def run_fingerprint(
    settings: RunSettings, base: str, data: Dataset, val: Dataset | None, machine: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return the values that the bytes of the result depend on, as JSON values.

    Args:
        machine: device, dtype, number of processes, and the sha256 of sampled base weights on that device.
    """
    shares = [source.share for source in settings.sources]
    values = {
        "base": base,
        "data_sha256": dataset_sha256(data),
        "val_sha256": dataset_sha256(val) if val else None,
        "eval_every": settings.eval_every,
        "patience": settings.patience,
        **({"shares": shares} if any(shares) else {}),
        **({"from_adapter": file_sha256(settings.from_adapter / TENSOR_FILE)} if settings.from_adapter else {}),
        **machine,
        **{f"lora.{key}": value for key, value in asdict(settings.lora).items()},
        **{f"train.{key}": value for key, value in asdict(settings.train).items()},
    }
    kept = {
        key: value for key, value in values.items() if key not in NOT_IN_FINGERPRINT and not _is_default(key, value)
    }
    return json.loads(json.dumps(kept))  # type: ignore[no-any-return]


def _is_default(key: str, value: Any) -> bool:
    """Return whether a setting in `OPTIONAL` has its default, which older checkpoints do not contain."""
    return key in OPTIONAL and value == getattr(TrainConfig, key.removeprefix("train."))


def adapter_settings(path: Path, *, lora_dropout: float) -> LoraConfig:
    """Return the settings of the adapter in `path`, to start a run from it.

    Raises:
        AdapterError: as `read_adapter`.
    """
    return replace(read_adapter(path).config, lora_dropout=lora_dropout)


def list_changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return one line per value that differs."""
    return [
        f"{key}: was {quoted(before.get(key))}, is {quoted(now.get(key))}"
        for key in sorted(before.keys() | now.keys())
        if before.get(key) != now.get(key)
    ]


def dataset_sha256(data: Dataset) -> str:
    """Return the sha256 of all tokens and loss masks, which depend on records, template, tokenizer and max_length."""
    digest = hashlib.sha256()
    for example in data.examples:
        digest.update(example.ids.tobytes() + example.loss_mask.tobytes())
    return digest.hexdigest()
