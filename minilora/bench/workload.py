"""What is measured: a base, records and settings, all in one value that travels to other processes and machines."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..checkpoint import BaseFiles
from ..data.encode import encode_records
from ..data.example import Example
from ..data.jsonl import read_records
from ..data.template import load_template
from ..errors import CheckpointError, ConfigError

PROMPT_SHARE = 1 / 6
"""Share of a made-up record that is prompt, as in the project's data set."""


@dataclass(frozen=True)
class Workload:
    """The same work for every device. Dropout is 0, because devices draw other masks from equal seeds."""

    base: str = "smollm2-135m-instruct"
    """A Hugging Face directory, a .gguf file, or a known name."""
    data: str | None = None
    """A JSONL file; None for made-up records of `length` tokens each."""
    length: int = 300
    """Tokens of a made-up record, and most tokens of a record of `data`."""
    batch_size: int = 8
    """Records of a step."""
    steps: int = 10
    """Training steps measured, after one for warming up."""
    r: int = 8
    prompt_tokens: int = 256
    """Tokens read before the first is generated."""
    new_tokens: int = 32
    """Tokens generated."""
    rounds: int = 5
    """Generations measured, after one for warming up."""
    threads: int | None = None
    """Threads of the CPU; None leaves it to PyTorch."""
    seed: int = 0

    def __post_init__(self) -> None:
        limits = {"length": 2, "batch_size": 1, "steps": 1, "r": 1, "prompt_tokens": 1, "new_tokens": 2, "rounds": 1}
        for name, least in limits.items():
            if getattr(self, name) < least:
                raise ConfigError(f"{name} is {getattr(self, name)}; expected at least {least}.")
        if self.threads is not None and self.threads < 1:
            raise ConfigError(f"threads is {self.threads}; expected at least 1.")


QUICK = Workload(batch_size=2, steps=4, prompt_tokens=128, new_tokens=16, rounds=3)
"""Minutes less, and more noise."""


def examples(workload: Workload, files: BaseFiles) -> tuple[Example, ...]:
    """Return the records of all steps as tokens; the training loop goes round where a file has fewer."""
    count = workload.batch_size * (workload.steps + 1)
    if workload.data is None:
        return made_up(count, workload.length, files.config.vocab_size, workload.seed)
    if files.tokenizer is None:
        raise CheckpointError(f"{files.path} has no tokenizer.json, so --data cannot become tokens; leave it out.")
    records = read_records(Path(workload.data))[:count]
    template = load_template("instruccion", files.tokenizer)
    return tuple(encode_records(records, files.tokenizer, template, max_length=workload.length).examples)


def made_up(count: int, length: int, vocab_size: int, seed: int) -> tuple[Example, ...]:
    """Return `count` records of `length` random tokens, the first sixth of them prompt."""
    random = np.random.default_rng(seed)
    mask = np.arange(length) >= max(1, round(length * PROMPT_SHARE))
    ids = random.integers(0, vocab_size, (count, length), np.int32)
    return tuple(Example(row, mask, f"made up {i}") for i, row in enumerate(ids))


def prompt(workload: Workload, records: tuple[Example, ...]) -> list[int]:
    """Return `prompt_tokens` ids: the records one after another, from the start again when they end."""
    ids: list[int] = np.resize(np.concatenate([record.ids for record in records]), workload.prompt_tokens).tolist()
    return ids
