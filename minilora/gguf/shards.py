"""A GGUF in several files, for places that limit a file's size; readers find the others beside the first.

    model-00001-of-00003.gguf    all keys, the first tensors
    model-00002-of-00003.gguf    the next tensors
    model-00003-of-00003.gguf    the last tensors

Each file is a GGUF by itself with three more keys: `split.no` (UINT16, from 0), `split.count` (UINT16) and
`split.tensors.count` (INT32), the tensors of all files together. No tensor is cut.

Source: llama.cpp, tools/gguf-split/gguf-split.cpp and src/llama-model-loader.cpp.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gguf import GGUFValueType

from ..errors import GGUFError
from ..files import atomic_write_all
from .reader import GGUFFile
from .values import Value, i32
from .writer import (
    Runner,
    TensorBytes,
    TensorPlan,
    check_space,
    in_order,
    layout,
    padded,
    with_quantization_version,
    write_in_place,
)

MAX_SHARDS = 65_535
"""What a UINT16 can count."""


@dataclass(frozen=True)
class Written:
    paths: tuple[Path, ...]
    size: int
    """Of all files together, in bytes."""


def cut(plans: Sequence[TensorPlan], max_bytes: int) -> tuple[tuple[TensorPlan, ...], ...]:
    """Assign tensors to shards in order; a new shard starts when the next tensor would exceed `max_bytes`.

    As in gguf-split the keys do not count. A tensor larger than `max_bytes` has a file to itself.
    """
    shards: list[list[TensorPlan]] = [[]]
    size = 0
    for plan in plans:
        n_bytes = padded(plan.n_bytes)
        if shards[-1] and size + n_bytes > max_bytes:
            shards.append([])
            size = 0
        shards[-1].append(plan)
        size += n_bytes
    return tuple(map(tuple, shards))


def shard_path(path: Path, number: int, count: int) -> Path:
    """Name the file `number`, from 0, of `count`: model.gguf -> model-00001-of-00003.gguf."""
    return path.with_name(f"{path.name.removesuffix('.gguf')}-{number + 1:05}-of-{count:05}.gguf")


def write_shards(
    path: Path,
    kv: Mapping[str, Value],
    plans: Sequence[TensorPlan],
    data: TensorBytes,
    *,
    max_bytes: int,
    run: Runner = in_order,
) -> Written:
    """Write the files of which `path` gives the name, all of them or none; as `write_gguf` otherwise.

    Raises:
        GGUFError: as `write_gguf`, or when there would be more than MAX_SHARDS files.
        OutputError: as `write_gguf`.
    """
    shards = cut(plans, max_bytes)
    if len(shards) > MAX_SHARDS:
        raise GGUFError(
            f"{path} would become {len(shards)} files; at most {MAX_SHARDS} are possible. Make them larger."
        )
    paths = tuple(shard_path(path, number, len(shards)) for number in range(len(shards)))
    first, *others = (_split_keys(number, shards) for number in range(len(shards)))
    keys = ({**with_quantization_version(kv, plans), **first}, *others)
    layouts = [layout(of_shard, shard) for of_shard, shard in zip(keys, shards, strict=True)]
    size = sum(whole.size for whole in layouts)
    check_space(path, size)
    with atomic_write_all(paths) as temporaries:
        for temporary, whole, shard in zip(temporaries, layouts, shards, strict=True):
            write_in_place(temporary, whole, shard, data, run)
    return Written(paths, size)


def open_shards(path: Path) -> tuple[GGUFFile, ...]:
    """Open a GGUF, and where it is the first of several files, the others beside it.

    Raises:
        GGUFError: when `path` is another than the first, or one is missing, malformed or of another set.
    """
    first = GGUFFile(path)
    count = _number(first, "split.count") or 1
    if count == 1:
        return (first,)
    stem = path.name.removesuffix(f"-00001-of-{count:05}.gguf")
    if stem == path.name or _number(first, "split.no") != 0:
        raise GGUFError(
            f"{path} is one of {count} files of a GGUF, and not the first of them by its name and its key split.no. "
            f"Open NAME-00001-of-{count:05}.gguf, with the others beside it."
        )
    whole = path.with_name(f"{stem}.gguf")
    files = (first, *(_open_shard(whole, number, count) for number in range(1, count)))
    names = [name for file in files for name in file.tensors]
    if len(names) != _number(first, "split.tensors.count") or len(set(names)) != len(names):
        raise GGUFError(
            f"{path} and the files beside it hold {len(names)} tensors, {len(set(names))} of them different; "
            f"{_number(first, 'split.tensors.count')} were expected. Download or export them again."
        )
    return files


def _open_shard(whole: Path, number: int, count: int) -> GGUFFile:
    file = GGUFFile(shard_path(whole, number, count))
    if (_number(file, "split.no"), _number(file, "split.count")) != (number, count):
        raise GGUFError(
            f"{file.path} does not say that it is file {number + 1} of {count}. Download or export it again."
        )
    return file


def _number(file: GGUFFile, key: str) -> int | None:
    value = file.values.get(key)
    return value.value if value and isinstance(value.value, int) else None


def _split_keys(number: int, shards: Sequence[Sequence[TensorPlan]]) -> dict[str, Value]:
    return {
        "split.no": Value(GGUFValueType.UINT16, number),
        "split.count": Value(GGUFValueType.UINT16, len(shards)),
        "split.tensors.count": i32(sum(map(len, shards))),
    }
