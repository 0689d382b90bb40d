"""Describe a file or directory from its headers: GGUF, safetensors, adapter and run directories, base models.

base.py   sections about a base model, and about the resources to train it
plot.py   plots of what an adapter has learned
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
from torch import Tensor

from ..adapted import fit_to_adapter, requires_untying
from ..adapted.names import with_base_names
from ..checkpoint import open_base
from ..convert import read_directory
from ..errors import AdapterError, CheckpointError, GGUFError, MiniLoraError, brief
from ..files import read_json
from ..gguf.reader import MAGIC, GGUFFile
from ..gguf.shards import open_shards
from ..lora import Adapter, ModuleStudy, mlx, study
from ..lora.foreign import CONFIG_FILE, TENSOR_FILE
from ..lora.targets import layer_index
from ..merge import Progress
from ..training_log import FILE_NAME as LOG
from .base import Section, sections

LONGEST_LINE = 64 << 10
"""Number of bytes read from the end of a training log to find its last step."""
SHOWN_ITEMS = 4
"""Number of items shown of a long array."""


@dataclass(frozen=True)
class TensorInfo:
    """Name, shape, type and size of a stored tensor."""

    name: str
    shape: tuple[int, ...]
    type: str
    size_bytes: int

    @property
    def bits_per_weight(self) -> float:
        """Stored bits per value."""
        values = int(np.prod(self.shape, dtype=np.int64))
        return 8 * self.size_bytes / values if values else 0.0


@dataclass(frozen=True)
class Description:
    """The description of a file or directory."""

    kind: str
    path: Path
    facts: Mapping[str, Any]
    """Metadata and settings, under the keys of the files."""
    tensors: tuple[TensorInfo, ...] = field(repr=False)
    sections: Mapping[str, Section] = field(default_factory=dict)
    """The description of a base model, by heading; see `base.py`."""
    modules: tuple[ModuleStudy, ...] = ()
    """Statistics of an adapter, module by module."""

    @property
    def parameters(self) -> int:
        """Number of stored values."""
        return sum(int(np.prod(tensor.shape, dtype=np.int64)) for tensor in self.tensors)

    @property
    def size_bytes(self) -> int:
        """Size of all tensors in bytes, without headers."""
        return sum(tensor.size_bytes for tensor in self.tensors)

    @property
    def bits_per_weight(self) -> float:
        """Average stored bits per value."""
        return 8 * self.size_bytes / self.parameters if self.parameters else 0.0

    @property
    def types(self) -> dict[str, int]:
        """Number of tensors of each type."""
        return dict(Counter(tensor.type for tensor in self.tensors).most_common())


def describe(
    path: Path, *, base: str | Path | None = None, top: int = 8, progress: Progress = lambda done, of: None
) -> Description:
    """Describe `path` from its headers and settings; only the weights of an adapter are read.

    Args:
        base: base model to compare an adapter's updates with.
        top: number of singular vectors to compare.
        progress: called with (compared modules, total modules).

    Raises:
        MiniLoraError: a suitable subclass, if the file is damaged or of no known type.
    """
    if base is not None and not (path / CONFIG_FILE).exists():
        raise AdapterError(f"{path} is not an adapter directory, so it cannot be compared with {base}.")
    if path.is_dir():
        return _adapter(path, base, top, progress) if (path / CONFIG_FILE).exists() else _directory(path)
    try:
        with path.open("rb") as file:
            magic = file.read(len(MAGIC))
    except OSError as err:
        raise CheckpointError(f"cannot read {path}: {err.strerror or err}.") from err
    return _gguf(path) if magic == MAGIC else _safetensors(path)


def _directory(path: Path) -> Description:
    if (path / "config.json").exists():
        return _base(path)
    raise CheckpointError(
        f"{path} contains neither {CONFIG_FILE} (an adapter) nor config.json (a base model). "
        "Use such a directory, or a .gguf or .safetensors file."
    )


def _gguf(path: Path) -> Description:
    files = _open_files(path)
    tensors = [TensorInfo(t.name, t.shape, t.type.name, t.n_bytes) for file in files for t in file.tensors.values()]
    facts = {"version": files[0].version, **{key: _abbreviate(value) for key, value in files[0].kv.items()}}
    kind = f"GGUF {facts.get('general.type', 'model')}"
    is_base = kind == "GGUF model" and "general.architecture" in facts
    return Description(kind, path, facts, tuple(tensors), _sections(path) if is_base else {})


def _open_files(path: Path) -> tuple[GGUFFile, ...]:
    """Return all files of a split GGUF; only the given file if the others are missing or do not match."""
    try:
        return open_shards(path)
    except GGUFError:
        return (GGUFFile(path),)


def _sections(path: Path) -> dict[str, Section]:
    """Describe a base model, or say why minilora cannot use it as one."""
    try:
        return sections(open_base(path))
    except MiniLoraError as err:
        return {"model": {"no base for minilora": str(err)}}


def _safetensors(path: Path) -> Description:
    try:
        with safetensors.safe_open(path, framework="numpy") as file:
            facts = dict(file.metadata() or {})
            slices = {name: file.get_slice(name) for name in file.keys()}  # noqa: SIM118  (it is no mapping)
            lines = (_safetensors_info(name, tensor) for name, tensor in slices.items())
            return Description("safetensors", path, facts, tuple(lines))
    except (safetensors.SafetensorError, OSError) as err:
        raise CheckpointError(f"{path} is neither a GGUF nor a complete safetensors file: {brief(err)}.") from err


def _safetensors_info(name: str, tensor: Any) -> TensorInfo:
    shape, dtype = tuple(tensor.get_shape()), tensor.get_dtype()
    bits = int("".join(filter(str.isdigit, dtype.split("_")[0])) or 8)  # F32, BF16, F8_E4M3, BOOL
    return TensorInfo(name, shape, dtype, int(np.prod(shape, dtype=np.int64)) * bits // 8)


def _adapter(path: Path, base: str | Path | None, top: int, progress: Progress) -> Description:
    adapter = read_directory(path)
    facts = {
        "base model": adapter.base_model or "not said",
        "r": adapter.config.r,
        "lora_alpha": adapter.config.lora_alpha,
        "scaling": adapter.config.scaling,
        "lora_dropout": adapter.config.lora_dropout,
        "target_modules": ", ".join(adapter.config.target_modules),
        "modules": len(adapter.updates),
        **_non_default_settings(adapter),
        **_last_step(path / LOG),
    }
    stored = TENSOR_FILE if (path / TENSOR_FILE).exists() else mlx.TENSOR_FILE
    modules = _study_updates(adapter, path, base, top, progress)
    return Description("adapter", path, facts, _safetensors(path / stored).tensors, modules=modules)


def adapter_modules(path: Path) -> tuple[ModuleStudy, ...]:
    """Return the statistics of the adapter in `path` without a base, by block and name; none for a DoRA adapter."""
    return _study_updates(read_directory(path), path, None, 0, lambda done, of: None)


def _study_updates(
    adapter: Adapter, path: Path, base: str | Path | None, top: int, progress: Progress
) -> tuple[ModuleStudy, ...]:
    """Return the statistics of an adapter, in the base's order of modules, or by block and name without a base.

    Empty for a DoRA adapter without a base, because its ΔW depends on the base weights.
    """
    if base is None:
        ordered = sorted(adapter.updates, key=_block_and_name)
        return () if adapter.config.use_dora else study(_reordered(adapter, ordered))
    files = open_base(base)
    adapter = with_base_names(files, adapter)
    files = fit_to_adapter(files, adapter, path)
    if requires_untying(files, adapter):
        files = files.untied()
    rows = {row.hf.removesuffix(".weight"): row for row in files.rows if row.hf.endswith(".weight")}
    ordered = [name for name in rows if name in adapter.updates]

    def weight(name: str) -> Tensor:
        return files.read(rows[name.removesuffix(".weight")]).float()

    return study(_reordered(adapter, ordered), weight, top=top, progress=progress)


def _block_and_name(name: str) -> tuple[int, str]:
    """Sort key: modules outside the blocks first, and block 2 before block 10."""
    index = layer_index(name)
    return (-1 if index is None else index, name)


def _reordered(adapter: Adapter, names: Iterable[str]) -> Adapter:
    return replace(adapter, updates={name: adapter.updates[name] for name in names})


def _non_default_settings(adapter: Adapter) -> dict[str, Any]:
    """Return the settings that differ from the defaults."""
    config = adapter.config
    unusual = {
        "use_rslora": config.use_rslora,
        "use_dora": config.use_dora,
        "rank_pattern": dict(config.rank_pattern),
        "alpha_pattern": dict(config.alpha_pattern),
        "trained whole": ", ".join(adapter.trained),
    }
    return {key: value for key, value in unusual.items() if value}


def _base(path: Path) -> Description:
    config = read_json(path / "config.json", CheckpointError)
    tensors = [line for file in sorted(path.glob("*.safetensors")) for line in _safetensors(file).tensors]
    facts = {key: _abbreviate(value) for key, value in config.items()}
    return Description("base model", path, facts, tuple(tensors), _sections(path))


def _last_step(log: Path) -> dict[str, Any]:
    """Return the last complete line of a training log as facts; empty if there is no log."""
    if not log.is_file():
        return {}
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - LONGEST_LINE))
        lines = file.read().splitlines()
    for line in reversed(lines):
        try:
            return {f"last {key}": value for key, value in json.loads(line).items()}
        except (ValueError, AttributeError):
            continue
    return {}


def _abbreviate(value: Any) -> Any:
    """Return a GGUF value as plain JSON types; a long array as its first items and its length."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list) and len(value) > SHOWN_ITEMS:
        return f"{value[:SHOWN_ITEMS]} ... {len(value)} items"
    return value
