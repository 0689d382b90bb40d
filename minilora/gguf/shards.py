"""A GGUF split into several files (shards); readers open the first and find the others in the same directory.

    model-00001-of-00003.gguf    all keys, the first tensors
    model-00002-of-00003.gguf    the next tensors
    model-00003-of-00003.gguf    the last tensors

Each file is a GGUF with three additional keys: `split.no` (UINT16, from 0), `split.count` (UINT16) and
`split.tensors.count` (INT32), the total number of tensors. No tensor is split.

Source: llama.cpp, tools/gguf-split/gguf-split.cpp and src/llama-model-loader.cpp.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gguf import GGUFValueType

from ..errors import GGUFError
from ..files import atomic_write_all, check_not_input
from .reader import GGUFFile
from .values import Value, i32
from .writer import (
    Runner,
    TensorBytes,
    TensorPlan,
    align_up,
    check_space,
    compute_layout,
    run_in_order,
    with_quantization_version,
    write_in_place,
)

MAX_SHARDS = 65_535
"""The maximum of a UINT16."""


@dataclass(frozen=True)
class WrittenFiles:
    paths: tuple[Path, ...]
    size: int
    """Total size of all files, in bytes."""


def split_into_shards(plans: Sequence[TensorPlan], max_bytes: int) -> tuple[tuple[TensorPlan, ...], ...]:
    """Assign tensors to shards in order; a new shard starts when the next tensor would exceed `max_bytes`.

    As in gguf-split, keys do not count. A tensor larger than `max_bytes` gets a shard of its own.
    """
    shards: list[list[TensorPlan]] = [[]]
    size = 0
    for plan in plans:
        n_bytes = align_up(plan.n_bytes)
        if shards[-1] and size + n_bytes > max_bytes:
            shards.append([])
            size = 0
        shards[-1].append(plan)
        size += n_bytes
    return tuple(map(tuple, shards))


def shard_path(path: Path, number: int, count: int) -> Path:
    """Return the path of shard `number`, from 0, of `count`: model.gguf -> model-00001-of-00003.gguf."""
    return path.with_name(f"{path.name.removesuffix('.gguf')}-{number + 1:05}-of-{count:05}.gguf")


def write_shards(
    path: Path,
    kv: Mapping[str, Value],
    plans: Sequence[TensorPlan],
    data: TensorBytes,
    *,
    max_bytes: int,
    run: Runner = run_in_order,
    inputs: Sequence[Path | None] = (),
) -> WrittenFiles:
    """Write a GGUF as shards named after `path` (see `shard_path`): all of them or none.

    Args:
        max_bytes: maximum bytes of tensors per shard. The other arguments are those of `write_gguf`.
        inputs: paths that `data` reads from; no shard may be one of them.

    Raises:
        GGUFError: as `write_gguf`, or there would be more than MAX_SHARDS files.
        OutputError: as `write_gguf`, or a shard would overwrite an input.
    """
    shards = split_into_shards(plans, max_bytes)
    if len(shards) > MAX_SHARDS:
        raise GGUFError(
            f"{path} would be split into {len(shards)} files; the maximum is {MAX_SHARDS}. Use larger files."
        )
    paths = tuple(shard_path(path, number, len(shards)) for number in range(len(shards)))
    for each in paths:
        check_not_input(each, *inputs)
    first, *others = (_split_kv(number, shards) for number in range(len(shards)))
    kvs = ({**with_quantization_version(kv, plans), **first}, *others)
    layouts = [compute_layout(shard_kv, shard) for shard_kv, shard in zip(kvs, shards, strict=True)]
    size = sum(shard_layout.size for shard_layout in layouts)
    check_space(path, size)
    with atomic_write_all(paths) as temporaries:
        for temporary, shard_layout, shard in zip(temporaries, layouts, shards, strict=True):
            write_in_place(temporary, shard_layout, shard, data, run)
    return WrittenFiles(paths, size)


def open_shards(path: Path) -> tuple[GGUFFile, ...]:
    """Open a GGUF; if it is split, open all its shards.

    Raises:
        GGUFError: `path` is not the first shard, or a shard is missing, malformed or from another set.
    """
    first = GGUFFile(path)
    count = _int_value(first, "split.count") or 1
    if count == 1:
        return (first,)
    stem = path.name.removesuffix(f"-00001-of-{count:05}.gguf")
    if stem == path.name or _int_value(first, "split.no") != 0:
        raise GGUFError(
            f"{path} is one of {count} files of a GGUF, but its name and its key split.no do not say that it is the "
            f"first. Open NAME-00001-of-{count:05}.gguf, with the others in the same directory."
        )
    unsplit = path.with_name(f"{stem}.gguf")
    files = (first, *(_open_shard(unsplit, number, count) for number in range(1, count)))
    names = [name for file in files for name in file.tensors]
    if len(names) != _int_value(first, "split.tensors.count") or len(set(names)) != len(names):
        raise GGUFError(
            f"{path} and its other files have {len(names)} tensors, {len(set(names))} of them distinct; "
            f"expected {_int_value(first, 'split.tensors.count')}. Download or export them again."
        )
    return files


def _open_shard(unsplit: Path, number: int, count: int) -> GGUFFile:
    file = GGUFFile(shard_path(unsplit, number, count))
    if (_int_value(file, "split.no"), _int_value(file, "split.count")) != (number, count):
        raise GGUFError(f"{file.path} is not file {number + 1} of {count} by its keys. Download or export it again.")
    return file


def _int_value(file: GGUFFile, key: str) -> int | None:
    value = file.values.get(key)
    return value.value if value and isinstance(value.value, int) else None


def _split_kv(number: int, shards: Sequence[Sequence[TensorPlan]]) -> dict[str, Value]:
    return {
        "split.no": Value(GGUFValueType.UINT16, number),
        "split.count": Value(GGUFValueType.UINT16, len(shards)),
        "split.tensors.count": i32(sum(map(len, shards))),
    }
