"""The exported file: the checks of `verify`, and its tensors as a map of blocks × kinds."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..describe import Description, TensorInfo, describe
from ..errors import GGUFError
from ..files import file_sha256
from ..verify import Check, verify

BLOCK = re.compile(r"blk\.(\d{1,9})\.(.+)")
MAX_BLOCKS, MAX_KINDS = 400, 60
KEYS = (
    *("general.name", "general.architecture", "general.license", "general.quantization_version"),
    *("general.base_model.0.name", "tokenizer.ggml.model", "tokenizer.ggml.pre"),
)
"""Keys of the file that the page shows."""


@dataclass(frozen=True)
class TypeShare:
    type: str
    tensors: int
    size_bytes: int
    share: float
    """Of the bytes of all tensors."""
    bits_per_weight: float


@dataclass(frozen=True)
class ShippedFile:
    name: str
    file_bytes: int
    sha256: str
    parameters: int
    bits_per_weight: float
    types: tuple[TypeShare, ...]
    """The largest share first."""
    kinds: tuple[str, ...]
    """Columns of the map: attn_q.weight, ..."""
    blocks: Mapping[int, Mapping[str, TensorInfo]]
    """Block -> kind -> tensor."""
    others: tuple[TensorInfo, ...]
    """Tensors outside the blocks."""
    facts: Mapping[str, str]
    checks: tuple[Check, ...] = field(default=())
    """Empty if there was no base to compare with."""

    @property
    def passed(self) -> int:
        return sum(check.passed for check in self.checks)


def read_file(path: Path) -> ShippedFile:
    """Describe a GGUF file without verifying it.

    Raises:
        GGUFError, CheckpointError: it cannot be read, or is no GGUF file.
    """
    found = describe(path)
    if not found.kind.startswith("GGUF"):
        raise GGUFError(f"{path} is a {found.kind}; expected the GGUF file that `minilora export` wrote.")
    blocks: dict[int, dict[str, TensorInfo]] = {}
    others = []
    for tensor in found.tensors:
        match = BLOCK.fullmatch(tensor.name)
        if match and (int(match[1]) in blocks or len(blocks) < MAX_BLOCKS):
            blocks.setdefault(int(match[1]), {})[match[2]] = tensor
        else:
            others.append(tensor)
    kinds = dict.fromkeys(kind for row in blocks.values() for kind in row)
    matrices = [kind for kind in kinds if any(len(row[kind].shape) > 1 for row in blocks.values() if kind in row)]
    return ShippedFile(
        name=path.name,
        file_bytes=path.stat().st_size,
        sha256=file_sha256(path),
        parameters=found.parameters,
        bits_per_weight=found.bits_per_weight,
        types=_type_shares(found),
        kinds=tuple(matrices[:MAX_KINDS]),
        blocks=dict(sorted(blocks.items())),
        others=tuple(sorted(others, key=lambda tensor: -tensor.size_bytes)[:20]),
        facts={key: str(found.facts[key])[:300] for key in KEYS if key in found.facts},
    )


def _type_shares(found: Description) -> tuple[TypeShare, ...]:
    shares = []
    for kind, count in found.types.items():
        chosen = Description("", found.path, {}, tuple(tensor for tensor in found.tensors if tensor.type == kind))
        share = chosen.size_bytes / found.size_bytes if found.size_bytes else 0.0
        shares.append(TypeShare(kind, count, chosen.size_bytes, share, chosen.bits_per_weight))
    return tuple(sorted(shares, key=lambda share: -share.size_bytes))


def check_file(
    path: Path, base: str | Path, adapter: Path, *, on_check: Callable[[Check], None], **template: Any
) -> tuple[Check, ...]:
    """Return the checks of `verify`; `template` are its arguments about the template."""
    return verify(path, base, adapter=adapter, on_check=on_check, **template).checks
