"""The workload of a benchmark: base, records and settings, in a value that can be sent to other processes."""

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
"""Share of prompt tokens in a random record, as in the project's data set."""


@dataclass(frozen=True)
class Workload:
    """The same work for every device. Dropout is 0, because devices generate different masks from the same seed."""

    base: str = "smollm2-135m-instruct"
    """A Hugging Face directory, a .gguf file, or a name from `minilora models`."""
    data: str | None = None
    """A JSONL file; None for random records of `length` tokens each."""
    length: int = 300
    """Tokens of a random record; maximum tokens of a record of `data`."""
    batch_size: int = 8
    """Records per step."""
    steps: int = 10
    """Training steps measured, after one warm-up step."""
    r: int = 8
    prompt_tokens: int = 256
    """Tokens of the prompt."""
    new_tokens: int = 32
    """Tokens to generate."""
    rounds: int = 5
    """Generations measured, after one warm-up round."""
    threads: int | None = None
    """CPU threads; None for PyTorch's default."""
    seed: int = 0

    def __post_init__(self) -> None:
        limits = {"length": 2, "batch_size": 1, "steps": 1, "r": 1, "prompt_tokens": 1, "new_tokens": 2, "rounds": 1}
        for name, least in limits.items():
            if getattr(self, name) < least:
                raise ConfigError(f"{name} is {getattr(self, name)}; expected at least {least}.")
        if self.threads is not None and self.threads < 1:
            raise ConfigError(f"threads is {self.threads}; expected at least 1.")


QUICK = Workload(batch_size=2, steps=4, prompt_tokens=128, new_tokens=16, rounds=3)
"""Takes less time, with more noise."""


def load_examples(workload: Workload, files: BaseFiles) -> tuple[Example, ...]:
    """Return the encoded records of all steps. If a file has fewer, training repeats them in further epochs."""
    count = workload.batch_size * (workload.steps + 1)
    if workload.data is None:
        return random_examples(count, workload.length, files.config.vocab_size, workload.seed)
    if files.tokenizer is None:
        raise CheckpointError(f"{files.path} has no tokenizer.json, so --data cannot be tokenized; omit --data.")
    records = read_records(Path(workload.data))[:count]
    template = load_template("instruccion", files.tokenizer)
    return tuple(encode_records(records, files.tokenizer, template, max_length=workload.length).examples)


def random_examples(count: int, length: int, vocab_size: int, seed: int) -> tuple[Example, ...]:
    """Return `count` records of `length` random tokens; the first sixth of each is the prompt."""
    random = np.random.default_rng(seed)
    mask = np.arange(length) >= max(1, round(length * PROMPT_SHARE))
    ids = random.integers(0, vocab_size, (count, length), np.int32)
    return tuple(Example(row, mask, f"random {i}") for i, row in enumerate(ids))


def prompt_ids(workload: Workload, records: tuple[Example, ...]) -> list[int]:
    """Return `prompt_tokens` ids: the concatenated records, repeated if they are too short."""
    ids: list[int] = np.resize(np.concatenate([record.ids for record in records]), workload.prompt_tokens).tolist()
    return ids
