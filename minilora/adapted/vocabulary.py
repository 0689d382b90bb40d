"""A vocabulary of another size: the rows of the embedding and the head in the adapter's file.

Adding tokens resizes the model (transformers, `resize_token_embeddings`). PEFT then saves the full embedding and head,
as fully trained modules or with their updates. If the sizes are equal, rows without a token in the base's tokenizer are
also the adapter's, because new tokens often use the padding rows of an embedding.

Source: peft 0.21, utils/save_and_load.py, "DEAL WITH EMBEDDINGS".
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import torch
from torch import Tensor

from ..checkpoint import EMBEDDING, HEAD, BaseFiles
from ..errors import AdapterError
from ..lora import Adapter
from ..lora.adapter import check_base

SAVE_AGAIN = (
    "Save the adapter again with peft's save_pretrained(..., save_embedding_layers=True), or with embed_tokens and "
    "lm_head in modules_to_save."
)


def replacement_tensors(files: BaseFiles, adapter: Adapter, path: Path) -> dict[str, Tensor]:
    """Return our name -> tensor that replaces the base's embedding or head; empty if those fit.

    Raises:
        AdapterError: if the file lacks the rows that it was trained with, or belongs to another base.
    """
    names = {row.ours: row.hf for row in files.spec.tensors if row.ours in (EMBEDDING, HEAD)}
    sizes = {ours: size for ours, hf in names.items() if (size := _num_rows(adapter, hf)) is not None}
    rows = files.config.vocab_size
    if set(sizes.values()) <= {rows}:
        return _padding_rows(files, adapter, names)
    size = next(size for size in sizes.values() if size != rows)
    needed = (EMBEDDING,) if files.config.tied_embeddings else (EMBEDDING, HEAD)
    found = {ours: tensor for ours in needed if (tensor := _full_tensor(adapter, names[ours])) is not None}
    missing = [names[ours] for ours in needed if ours not in found or len(found[ours]) != size]
    if files.config.tied_embeddings and found.get(EMBEDDING) is adapter.trained.get(names[EMBEDDING], ...):
        missing += [] if HEAD in sizes else [names[HEAD]]  # it is the resized embedding before it was trained
    if missing:
        raise AdapterError(
            f"{path}: the vocabulary was resized from {rows} to {size} rows before training, and the file lacks "
            f"{', '.join(missing)} in that size. {SAVE_AGAIN}"
        )
    return {
        ours: tensor if tensor is adapter.trained.get(names[ours]) else _with_adapter_rows(files, ours, tensor)
        for ours, tensor in found.items()
    }


def token_rows(files: BaseFiles, adapter: Adapter, replaced: Mapping[str, Tensor], path: Path) -> dict[str, Tensor]:
    """Return our name -> embedding or head with the rows of single tokens that the adapter has (`Adapter.token_rows`).

    Args:
        replaced: what takes the place of the base's tensors already.

    Raises:
        AdapterError: the base has no such tensor or rows.
    """
    ours = {row.hf: row.ours for row in files.rows if row.ours in (EMBEDDING, HEAD)}
    found = {}
    for name, (tokens, rows) in adapter.token_rows.items():
        if name not in ours:
            raise AdapterError(f"{path} replaces rows of {name}, which is no tensor of its own in {files.path}.")
        tensor = replaced.get(ours[name])
        tensor = (_base_tensor(files, ours[name]) if tensor is None else tensor).float().clone()
        if rows.shape[1] != tensor.shape[1] or max(tokens, default=0) >= len(tensor):
            raise AdapterError(
                f"{path} replaces rows up to {max(tokens)} of width {rows.shape[1]} in {name}; the base has "
                f"{len(tensor)} rows of width {tensor.shape[1]}. {SAVE_AGAIN}"
            )
        tensor[list(tokens)] = rows
        found[ours[name]] = tensor
    return found


def check_token_ids(found: BaseFiles, files: BaseFiles, path: Path) -> None:
    """Check that every token has an embedding row in `found`, the base `files` prepared for the adapter in `path`."""
    if found.has_own_tokenizer and not found.replaced_tensors:
        return
    tokenizer, rows = found.tokenizer, found.config.vocab_size
    if tokenizer is None or tokenizer.vocab_size <= rows:
        return
    last = tokenizer.vocab_size - 1
    if found.has_own_tokenizer:
        raise AdapterError(
            f"{path}: the adapter's embedding has {rows} rows, but the base's tokenizer has ids up to {last}. Copy the "
            "tokenizer that it was trained with (tokenizer.json) to its directory."
        )
    raise AdapterError(
        f"the tokenizer in {path} has ids up to {last} ({(tokenizer.token(last) or '')[:40]!r}), but neither the base "
        f"nor the adapter's file has rows for them: {rows} rows. {SAVE_AGAIN}"
    )


def vocabulary_notes(found: BaseFiles, files: BaseFiles, *, has_tokenizer: bool) -> Iterator[str]:
    """Yield notes for the user about a changed number of rows."""
    rows, before = found.config.vocab_size, files.config.vocab_size
    if rows != before:
        yield f"the vocabulary was resized from {before} to {rows} rows; the adapter's embedding and head are used"
    if rows > before and not has_tokenizer:
        tokens = files.tokenizer.vocab_size if files.tokenizer else before
        yield (
            f"the adapter has no tokenizer, so rows {tokens} to {rows - 1} belong to no token; if tokens were added, "
            "copy the tokenizer that it was trained with to its directory"
        )


def _num_rows(adapter: Adapter, name: str) -> int | None:
    """Return the number of rows of the tensor `name` in the adapter; None if the adapter does not change it."""
    tensor, update = _full_tensor(adapter, name), adapter.updates.get(name.removesuffix(".weight"))
    if tensor is not None:
        return len(tensor)
    return update.weight_shape[0] if update else None


def _full_tensor(adapter: Adapter, name: str) -> Tensor | None:
    """Return the tensor `name` of the resized base: before training if the file contains it, else as trained."""
    places = (adapter.originals, adapter.base_weights, adapter.trained)
    return next((tensors[name] for tensors in places if name in tensors and tensors[name].ndim == 2), None)


def _padding_rows(files: BaseFiles, adapter: Adapter, names: dict[str, str]) -> dict[str, Tensor]:
    """Return the embedding and head in which the adapter's file has other values in rows without a token."""
    replaced = {}
    for ours, hf in names.items():
        remembered = adapter.base_weights.get(hf)
        tied = ours == HEAD and files.config.tied_embeddings
        if remembered is None or tied or remembered.shape != (files.config.vocab_size, files.config.hidden_size):
            continue
        joined = _with_adapter_rows(files, ours, remembered)
        if not torch.equal(joined, _base_tensor(files, ours).float()):
            replaced[ours] = joined
    return replaced


def _with_adapter_rows(files: BaseFiles, ours: str, tensor: Tensor) -> Tensor:
    """Return the base's rows for its own tokens, followed by the adapter's rows."""
    stored = _base_tensor(files, ours).float()
    tokens = files.tokenizer.vocab_size if files.tokenizer else len(stored)
    known = min(tokens, len(stored), len(tensor))
    try:
        check_base(stored[:known], tensor[:known])
    except AdapterError as err:
        raise AdapterError(f"{ours}: {err}") from err
    return torch.cat([stored[:known], tensor[known:]])


def _base_tensor(files: BaseFiles, ours: str) -> Tensor:
    return files.read(next(row for row in files.rows if row.ours == ours))
