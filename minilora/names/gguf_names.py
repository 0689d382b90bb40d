"""Which GGUF of a repository a type names: file names as people and programs write them.

model-Q4_K_M.gguf, model.q4_k_m.gguf, Q4_K_M/model-00001-of-00002.gguf    Q4_K_M
model-UD-Q4_K_XL.gguf                                                     UD-Q4_K_XL, or Q4_K_XL
mmproj-F16.gguf, imatrix.gguf                                             never: no language models
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
MAX_NAMED = 12


def choose_gguf(files: Collection[str], wanted: str | None, repo: str) -> list[str]:
    """Return the GGUF that `wanted` names, a type or a file; all its parts, the first of them first.

    Args:
        files: paths in the repository `repo`.
        wanted: None for the only one that there is.

    Raises:
        CheckpointError: none or several, with the types that there are.
    """
    models = sorted(file for file in files if file.endswith(".gguf") and not _is_other(file))
    firsts = [file for file in models if not (part := SHARD.search(file)) or int(part[1]) == 1]
    if wanted is not None and wanted in firsts:
        return _with_parts(wanted)
    types = {file: _type(file) for file in firsts}
    if wanted is None:
        found = firsts
    else:
        found = [file for file, kind in types.items() if kind.upper() == wanted.upper()]
        found = found or [file for file, kind in types.items() if kind.upper().endswith("-" + wanted.upper())]
    if len(found) == 1:
        return _with_parts(found[0])
    if not firsts:
        raise CheckpointError(f"{repo} has no GGUF.")
    known = ", ".join(f"{repo}:{kind or file}" for file, kind in list(types.items())[:MAX_NAMED])
    what = "no GGUF" if not found else f"{len(found)} GGUFs"
    raise CheckpointError(f"{repo} has {what} for {brief(wanted or 'its name alone')}; it has {known}.")


def _is_other(file: str) -> bool:
    return any(file.rpartition("/")[2].lower().startswith(word) for word in OTHER)


def _type(file: str) -> str:
    """Return the type in a file's name, or in its folder's; empty where none is written."""
    found = TYPE.findall(file)
    return found[-1] if found else ""


def _with_parts(first: str) -> list[str]:
    part = SHARD.search(first)
    if not part:
        return [first]
    stem = first[: part.start()]
    return [f"{stem}-{number:05}-of-{part[2]}.gguf" for number in range(1, int(part[2]) + 1)]
