"""Find a GGUF in a repository by its quantization type, from the file names that are in use.

model-Q4_K_M.gguf, model.q4_k_m.gguf, Q4_K_M/model-00001-of-00002.gguf    Q4_K_M
model-UD-Q4_K_XL.gguf                                                     UD-Q4_K_XL, or Q4_K_XL
mmproj-F16.gguf, imatrix.gguf                                             none: these are not language models
"""

import re
from collections.abc import Collection

from ..errors import CheckpointError, brief

TYPE = re.compile(
    r"(?<![A-Za-z0-9])((?:UD-|i1-)?(?:I?Q\d(?:_[A-Z0-9]+)*|TQ\d_\d|BF16|F16|F32|MXFP4(?:_[A-Z]+)*|NVFP4))(?![A-Za-z0-9])",
    re.IGNORECASE,
)
SHARD = re.compile(r"-(\d{5})-of-(\d{5})\.gguf$")
OTHER = ("mmproj", "imatrix")
"""Prefixes of GGUF files that are not language models."""
MAX_LISTED = 12


def choose_gguf(files: Collection[str], wanted: str | None, repo: str) -> list[str]:
    """Return the files of the GGUF with the type or the file name `wanted`: all its shards, in order.

    Args:
        files: paths in the repository `repo`.
        wanted: None selects the only GGUF.

    Raises:
        CheckpointError: if none or several match; the message lists the types.
    """
    models = sorted(file for file in files if file.endswith(".gguf") and not _is_other_kind(file))
    first_shards = [file for file in models if not (shard := SHARD.search(file)) or int(shard[1]) == 1]
    if wanted is not None and wanted in first_shards:
        return _all_shards(wanted)
    types = {file: _type_in_path(file) for file in first_shards}
    if wanted is None:
        found = first_shards
    else:
        found = [file for file, kind in types.items() if kind.upper() == wanted.upper()]
        found = found or [file for file, kind in types.items() if kind.upper().endswith("-" + wanted.upper())]
    if len(found) == 1:
        return _all_shards(found[0])
    if not first_shards:
        raise CheckpointError(f"{repo} has no GGUF.")
    known = ", ".join(f"{repo}:{kind or file}" for file, kind in list(types.items())[:MAX_LISTED])
    what = "no GGUF" if not found else f"{len(found)} GGUFs"
    raise CheckpointError(f"{repo} has {what} for {brief(wanted or 'its name alone')}; it has {known}.")


def _is_other_kind(file: str) -> bool:
    return any(file.rpartition("/")[2].lower().startswith(word) for word in OTHER)


def _type_in_path(file: str) -> str:
    """Return the type in a path, the last one found; empty if there is none."""
    found = TYPE.findall(file)
    return found[-1] if found else ""


def _all_shards(first: str) -> list[str]:
    shard = SHARD.search(first)
    if not shard:
        return [first]
    stem = first[: shard.start()]
    return [f"{stem}-{number:05}-of-{shard[2]}.gguf" for number in range(1, int(shard[2]) + 1)]
