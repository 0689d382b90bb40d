"""What a model on this machine is, and whether it can be trained here: its headers are read, no weights."""

import math
from dataclasses import dataclass

from gguf import LlamaFileType

from ..checkpoint import BaseFiles, open_base
from ..checkpoint.gguf_file import GGUFSource
from ..errors import MiniLoraError
from ..names.local import LocalModel


@dataclass(frozen=True)
class LocalReport:
    """A model of this machine."""

    where: str
    name: str
    size_bytes: int
    family: str = ""
    type: str = ""
    """That of the file in llama.cpp, else the most frequent type of its matrices, weighed by their size."""
    parameters: int = 0
    problem: str = ""
    """Why it cannot be trained here; empty if it can."""


def look(model: LocalModel) -> LocalReport:
    """Open a model as training would."""
    if model.problem:
        return LocalReport(model.where, model.name, model.size_bytes, problem=model.problem)
    try:
        files = open_base(model.path)
        kind, parameters = _type(files), sum(map(math.prod, files.shapes().values()))
    except MiniLoraError as err:
        return LocalReport(model.where, model.name, model.size_bytes, problem=str(err).splitlines()[0])
    has_text = "tokenizer.ggml.model" in files.metadata if isinstance(files.source, GGUFSource) else None
    lacks = has_text is False or (has_text is None and not (files.path / "tokenizer.json").is_file())
    problem = "it has no tokenizer" if lacks else ""
    return LocalReport(model.where, model.name, model.size_bytes, files.spec.name, kind, parameters, problem)


def _type(files: BaseFiles) -> str:
    stated = files.metadata.get("general.file_type") if isinstance(files.source, GGUFSource) else None
    if isinstance(stated, int) and stated in set(LlamaFileType):
        return LlamaFileType(stated).name.removeprefix("MOSTLY_")
    sizes: dict[str, int] = {}
    for name, shape in files.source.shapes.items():
        kind = files.source.type_name(name)
        sizes[kind] = sizes.get(kind, 0) + math.prod(shape)
    return max(sizes, key=lambda kind: sizes[kind])
