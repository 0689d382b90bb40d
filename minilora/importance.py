"""Compute an importance matrix: the sum of squared activations of each column, over some texts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .checkpoint import Base
from .data.encode import encode_whole
from .data.jsonl import read_records
from .data.rendering import Template
from .errors import CheckpointError, DataError, brief
from .gguf.imatrix import ImportanceMatrix
from .tokenizer import Tokenizer

SKIPPED_MODULES = ("lm_head",)
"""Modules without an entry, as in llama.cpp; the output matrix gets more bits anyway."""


@torch.no_grad()
def importance_matrix(
    base: Base,
    chunks: Sequence[Sequence[int]],
    *,
    dataset: str = "",
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> ImportanceMatrix:
    """Run the model on each chunk of tokens and return the importance matrix.

    Args:
        chunks: token ids; each chunk is a sequence of its own.
        dataset: name of the data, for the file.
        progress: called with (chunks done, total chunks).

    Raises:
        CheckpointError: the activations are not finite.
    """
    names = {row.ours: row.stored_names("gguf") for row in base.files.rows}
    sums: dict[str, np.ndarray] = {}
    counts: dict[str, int] = {}

    def accumulate(name: str, x: Tensor) -> None:
        inputs = x.reshape(-1, x.shape[-1]).float()
        squares = (inputs * inputs).sum(0).cpu().numpy()
        sums[name] = sums[name] + squares if name in sums else squares
        counts[name] = counts.get(name, 0) + len(inputs)

    device = base.model.device
    with _input_hooks(base.model, names, accumulate):
        for done, chunk in enumerate(chunks, start=1):
            base.model.hidden(torch.tensor(chunk, device=device), (len(chunk),))
            progress(done, len(chunks))
    if not all(np.isfinite(squares).all() for squares in sums.values()):
        raise CheckpointError("the model computes NaN or infinity: its weights or those of the adapter are damaged.")
    return ImportanceMatrix(sums, counts, dataset, max(map(len, chunks), default=0), len(chunks))


def read_chunks(path: Path, tokenizer: Tokenizer, template: Template, chunk_size: int) -> list[list[int]]:
    """Tokenize a text file, or the records of a JSONL file rendered as in training, into chunks.

    A text is split into chunks of `chunk_size` tokens; each record is one chunk, truncated to `chunk_size`.

    Raises:
        DataError: the file cannot be read or is empty.
    """
    if path.suffix == ".jsonl":
        examples = encode_whole(read_records(path), tokenizer, template, train_on=None)
        return [example.ids[:chunk_size].tolist() for example in examples]
    try:
        ids = tokenizer.encode(path.read_text(encoding="utf-8"), special=False)
    except (OSError, UnicodeDecodeError) as err:
        raise DataError(f"cannot read {path} as UTF-8 text: {brief(err)}.") from err
    bos = [tokenizer.bos_id] if tokenizer.add_bos and tokenizer.bos_id is not None else []
    step = chunk_size - len(bos)
    chunks = [[*bos, *ids[start : start + step]] for start in range(0, len(ids), step)]
    if not chunks:
        raise DataError(f"{path} is empty; use a text of some thousand words.")
    return chunks


@contextmanager
def _input_hooks(
    model: nn.Module, names: Mapping[str, tuple[str, ...]], accumulate: Callable[[str, Tensor], None]
) -> Iterator[None]:
    """Call `accumulate(GGUF name, input)` before each forward pass of a linear layer."""

    def hook(names: tuple[str, ...]) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        def record(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            for name in names:
                accumulate(name, inputs[0])

        return record

    handles = [
        module.register_forward_pre_hook(hook(names[f"{name}.weight"]))
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and name not in SKIPPED_MODULES
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
