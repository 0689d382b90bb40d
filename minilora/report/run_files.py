"""What the files of a run say, without any computation: run.json, adapter_config.json, training.jsonl, data.json.

The files are not trusted: sizes are checked before anything is read, types before anything is shown.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import AdapterError, TrainingError, brief, quoted
from ..files import file_sha256, read_json
from ..lora.foreign import CONFIG_FILE, TENSOR_FILE
from ..run_record import FILE_NAME as RECORD_FILE
from ..run_record import RunRecord
from ..training.run_directory import DATA, SAMPLES
from ..training_log import FILE_NAME as LOG
from ..training_log import MAX_STEP, TrainingLog, read_log

MAX_DATA_BYTES, MAX_SAMPLES_BYTES = 4 << 20, 4 << 20
MAX_RECORDS, MAX_TOKENS, MAX_BINS = 3, 600, 60
MAX_SETTINGS = 80
MAX_SAMPLES = 48
"""Completions of sample prompts that are shown; the newest."""
ADAPTER_KEYS = ("r", "lora_alpha", "lora_dropout", "target_modules", "use_rslora", "use_dora", "bias")


@dataclass(frozen=True)
class MaskedRecord:
    """A training record as the model sees it."""

    id: str
    runs: tuple[tuple[bool, tuple[str, ...]], ...]
    """(whether it is learned, texts of the tokens), for each stretch of tokens."""
    tokens: int
    learned: int
    more: int
    """Tokens after those listed."""


@dataclass(frozen=True)
class DataFacts:
    """data.json."""

    counts: Mapping[str, int]
    edges: tuple[float, ...]
    histogram: tuple[int, ...]
    records: tuple[MaskedRecord, ...]


@dataclass(frozen=True)
class Sample:
    step: int
    prompt: str
    answer: str


@dataclass(frozen=True)
class RunFiles:
    """The content of a run directory."""

    path: Path
    record: RunRecord
    adapter: Mapping[str, Any]
    """adapter_config.json; empty while the run trains its first steps."""
    log: TrainingLog
    data: DataFacts | None
    samples: tuple[Sample, ...] = ()
    sha256: str | None = None
    """Of the adapter's tensors."""
    size_bytes: int = 0
    """Of the adapter's tensors."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Setting -> its value as text, for a table."""

    @property
    def name(self) -> str:
        return self.path.resolve().name

    @property
    def base_title(self) -> str | None:
        """The base for the reader: a path without its directories, which are nobody else's business."""
        return self.base and brief(Path(self.base).name if Path(self.base).is_absolute() else self.base)

    @property
    def parameters(self) -> tuple[int | None, int | None]:
        """Trainable and all parameters; None where run.json does not say."""
        trainable, total = (self.record.parameters.get(key) for key in ("trainable", "total"))
        return _count(trainable), _count(total)

    @property
    def memory_bytes(self) -> int | None:
        """Memory of the machine; None if run.json does not say."""
        return _count(self.record.machine.get("memory_bytes"))

    @property
    def versions(self) -> str:
        """Versions of the packages as one line."""
        found = self.record.machine.get("versions")
        return brief(", ".join(f"{name} {value}" for name, value in found.items())) if isinstance(found, dict) else ""

    @property
    def base(self) -> str | None:
        """The base model as recorded, or None."""
        named = self.adapter.get("base_model_name_or_path")
        return self.record.base or (named if isinstance(named, str) and named else None)


def read_run(path: Path) -> RunFiles:
    """Read the run, or the adapter of another program, in the directory `path`.

    Raises:
        TrainingError, AdapterError: a file is damaged, or the directory has none of them.
    """
    if not any((path / name).is_file() for name in (RECORD_FILE, CONFIG_FILE, LOG)):
        raise TrainingError(
            f"{path} is not the directory of a run: it has none of {RECORD_FILE}, {CONFIG_FILE} and {LOG}. "
            "Give the --out of `minilora train`, or the directory of an adapter."
        )
    record = RunRecord.read(path)
    adapter = read_json(path / CONFIG_FILE, AdapterError) if (path / CONFIG_FILE).is_file() else {}
    tensors = path / TENSOR_FILE
    return RunFiles(
        path=path,
        record=record,
        adapter=adapter,
        log=read_log(path),
        data=_read_data(path / DATA),
        samples=_read_samples(path / SAMPLES),
        sha256=file_sha256(tensors) if tensors.is_file() else None,
        size_bytes=tensors.stat().st_size if tensors.is_file() else 0,
        settings=_settings(record, adapter),
    )


def _settings(record: RunRecord, adapter: Mapping[str, Any]) -> dict[str, str]:
    """Return the settings that a reader may want to compare, without those of no effect."""
    named = {key: value for key in ADAPTER_KEYS if (value := adapter.get(key)) not in (None, False, "none", [], {})}
    trained = {
        key.removeprefix("train."): value
        for key, value in record.settings.items()
        if not key.startswith("lora.") and not key.endswith("sha256") and value not in (None, "", False, [], {})
    }
    others = {"template": record.template and Path(record.template).name, "dtype": record.dtype}
    found = [(key, value) for key, value in {**named, **trained, **others}.items() if value is not None]
    return {brief(key): as_text(value) for key, value in found[:MAX_SETTINGS]}


def _count(value: object) -> int | None:
    """Return a positive integer from a JSON file; None for anything else."""
    return value if type(value) is int and 0 < value < MAX_STEP else None


def as_text(value: object) -> str:
    """Return a value from a JSON file as one short line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list) and all(isinstance(item, str | int | float) for item in value[:64]):
        return brief(", ".join(map(str, value[:64])))
    return brief(value) if isinstance(value, str | int) else quoted(value)


def _read_data(path: Path) -> DataFacts | None:
    if not path.is_file():
        return None
    if path.stat().st_size > MAX_DATA_BYTES:
        raise TrainingError(f"{path} is larger than {MAX_DATA_BYTES >> 20} MiB; `minilora train` writes less.")
    values = read_json(path, TrainingError)
    match values:
        case {"counts": dict(counts), "lengths": {"edges": list(edges), "counts": list(bins)}, "records": list(rows)}:
            pass
        case _:
            raise TrainingError(f"{path} lacks counts, lengths or records. Train again, or remove the file.")
    numbers = [*edges, *bins]
    if not all(type(n) in (int, float) and 0 <= n < MAX_STEP for n in numbers) or len(edges) != len(bins) + 1:
        raise TrainingError(
            f"{path}: lengths are {quoted(values['lengths'])}; expected edges and counts of a histogram."
        )
    if len(bins) > MAX_BINS:
        raise TrainingError(f"{path} has {len(bins)} bins; expected at most {MAX_BINS}.")
    return DataFacts(
        {str(key): value for key, value in counts.items() if _count(value)},
        tuple(map(float, edges)),
        tuple(map(int, bins)),
        tuple(_masked_record(row, path) for row in rows[:MAX_RECORDS]),
    )


def _masked_record(row: Any, path: Path) -> MaskedRecord:
    match row:
        case {"id": str(name), "tokens": list(texts), "learned": list(mask), "more": int(more)}:
            valid = len(texts) == len(mask) and all(isinstance(text, str) for text in texts)
        case _:
            valid = False
    if not valid or not all(isinstance(learned, bool) for learned in mask):
        raise TrainingError(f"{path} has the record {quoted(row)}; expected id, tokens, learned (one bool each), more.")
    left_out = max(len(texts) - MAX_TOKENS, 0)
    texts, mask = texts[:MAX_TOKENS], mask[:MAX_TOKENS]
    runs: list[tuple[bool, list[str]]] = []
    for text, learned in zip(texts, mask, strict=True):
        if not runs or runs[-1][0] is not learned:
            runs.append((learned, []))
        runs[-1][1].append(text[:1000])
    joined = tuple((learned, tuple(pieces)) for learned, pieces in runs)
    return MaskedRecord(name, joined, len(texts), sum(mask), more + left_out)


def _read_samples(path: Path) -> tuple[Sample, ...]:
    """Return the newest completions of the sample prompts; other lines are skipped."""
    if not path.is_file():
        return ()
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - MAX_SAMPLES_BYTES))
        lines = file.read(MAX_SAMPLES_BYTES).decode("utf-8", "replace").splitlines()
    samples = []
    for line in lines[-4 * MAX_SAMPLES :]:
        try:
            match json.loads(line):
                case {"step": int(step), "prompt": str(prompt), "answer": str(answer)}:
                    samples.append(Sample(step, prompt[:2000], answer[:4000]))
        except (ValueError, RecursionError):
            continue
    return tuple(samples[-MAX_SAMPLES:])
