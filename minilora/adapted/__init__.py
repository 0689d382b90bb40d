"""Prepare a base model for an adapter. Every command that applies an adapter to a base uses this package.

    names.py         modules named as in the text model alone, or as inside a multimodal one
    vocabulary.py    a vocabulary of another size: rows of the embedding and the head from the adapter's file
    relative.py      changes that an adapter states relative to the base's tensors: biases, PiSSA without conversion
    other_base.py    a warning if the base is not the one that the adapter was trained on
    tokenizer.py     the tokenizer and the chat template in the adapter's directory, if they differ from the base's
    this file        the embedding and the head stay tied only if the adapter changes both equally
    lora/fit.py      all other tensors must fit

`BaseFiles.notes` lists what was taken from the adapter, one line each. Several adapters are checked one by one
and must have the same vocabulary.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from ..checkpoint import EMBEDDING, HEAD, Base, BaseFiles, load_files, open_base
from ..errors import AdapterError
from ..lora import Adapter, EmbeddingUpdate, attach_adapter, check_adapter_fits, combine, read_adapter
from ..lora.foreign import TENSOR_FILE
from ..lora.peft_config import INIT, LORA_BIAS, TOKEN_ROWS
from ..tokenizer import Tokenizer
from .names import with_base_names
from .other_base import warn_if_other_base
from .relative import made_absolute
from .tokenizer import read_adapter_tokenizer, same_tokenizer, tokenizer_notes
from .vocabulary import check_token_ids, replacement_tensors, token_rows, vocabulary_notes

ACCEPTED = (TOKEN_ROWS, LORA_BIAS, INIT)
Adapters = Path | Sequence[tuple[Path, float]] | None
"""The adapters to merge: a directory, several directories with weights, or none."""


def open_adapted(base: str | Path, adapters: Adapters, *, is_merged: bool = False) -> tuple[BaseFiles, Adapter | None]:
    """Open a base and the adapters to merge into it. Several adapters become one: the exact sum of their updates.

    If an adapter changes only one of two tied tensors (embedding, head), the returned base is untied.

    Args:
        is_merged: the adapters are already merged into `base`, so it differs from the base weights in their files.

    Raises:
        AdapterError: with a list of everything that does not fit.
    """
    files = open_base(base)
    if adapters is None:
        return files, None
    parts = [(adapters, 1.0)] if isinstance(adapters, Path) else list(adapters)
    found = [with_base_names(files, read_adapter(path, accept=ACCEPTED)) for path, _ in parts]
    single = len(parts) == 1 and parts[0][1] == 1
    for adapter in found:
        if (adapter.token_rows or adapter.bias_updates) and (is_merged or not single):
            raise AdapterError(
                f"an adapter changes the rows of single tokens ({TOKEN_ROWS}) or biases ({LORA_BIAS}), which can "
                "neither be added up with others, nor weighted, nor undone. Merge it alone."
            )
        if adapter.removed_start and is_merged:
            raise AdapterError(
                f"an adapter was started with {INIT} = {adapter.removed_start} and not converted; its merge cannot be "
                "undone, because the merged weights do not contain the component that was removed."
            )
    found = [made_absolute(files, adapter) for adapter in found]
    if is_merged:
        found = [replace(adapter, base_weights={}, originals={}) for adapter in found]
    files = _common_vocabulary(
        files,
        [fit_to_adapter(files, part, path, is_merged=is_merged) for part, (path, _) in zip(found, parts, strict=True)],
    )
    adapter = found[0] if single else combine(found, [weight for _, weight in parts], "cat")
    return (files.untied() if requires_untying(files, adapter) else files), adapter


def load_adapted(
    base: str | Path,
    adapter: Path,
    device: str | torch.device = "cpu",
    dtype: torch.dtype = torch.float32,
    *,
    pack: str | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Base:
    """Load a base with an adapter, and with the vocabulary, tokenizer and chat template used to train the adapter.

    Args:
        pack, progress: as `load_files`.

    Raises:
        AdapterError: with a list of everything that does not fit.
        CheckpointError, UnknownArchitecture, GGUFError: as `load_base`.
    """
    adapter = Path(adapter)
    files = open_base(base)
    found = made_absolute(files, with_base_names(files, read_adapter(adapter, accept=ACCEPTED)))
    loaded = load_files(fit_to_adapter(files, found, adapter), device, dtype, pack=pack, progress=progress)
    attach_adapter(loaded.model, found, adapter / TENSOR_FILE)
    return loaded


def open_start(base: str | Path, path: Path) -> tuple[BaseFiles, Adapter]:
    """Open a base, fitted to the adapter in `path`, and this adapter, to train it further.

    Raises:
        AdapterError: as `load_adapted`; or if what is saved later would lack rows of the embedding or the head.
    """
    files = open_base(base)
    adapter = with_base_names(files, read_adapter(path))
    fitted = fit_to_adapter(files, adapter, path)
    if fitted.replaced_tensors and not adapter.trained.keys() >= set(_tied_names(files)):
        raise AdapterError(
            f"{path} brings rows of the embedding and the head that the base lacks, and does not train both of them in "
            "full, so an adapter trained from it could not be saved with these rows. Merge it into the base (`minilora "
            "merge`), and train on the merged model."
        )
    return fitted, adapter


def adapted_tokenizer(base: str | Path, adapter: Path | None) -> Tokenizer | None:
    """Return the tokenizer of a base with an adapter, without reading the adapter's tensors; None if there is none."""
    files = open_base(base)
    beside = read_adapter_tokenizer(adapter, files) if adapter else None
    return files.tokenizer if beside is None else beside


def fit_to_adapter(files: BaseFiles, adapter: Adapter, path: Path, *, is_merged: bool = False) -> BaseFiles:
    """Return the base with the vocabulary and the tokenizer used to train the adapter.

    Args:
        path: the adapter's directory, which may contain a tokenizer; a file if it was converted from another format.
        is_merged: as in `open_adapted`.

    Raises:
        AdapterError: with a list of everything that does not fit.
    """
    beside = read_adapter_tokenizer(path, files)
    own = None if beside is None or (files.tokenizer and same_tokenizer(beside, files.tokenizer)) else beside
    replaced = replacement_tensors(files, adapter, path)
    found = files.with_vocabulary(replaced | token_rows(files, adapter, replaced, path), own)
    check_token_ids(found, files, path)
    check_adapter_fits(found.meta_model(), adapter, path, files.path)
    notes = [
        *vocabulary_notes(found, files, has_tokenizer=beside is not None),
        *(tokenizer_notes(own, files) if own else ()),
    ]
    notes += [] if is_merged else warn_if_other_base(files, adapter, path)
    return replace(found, notes=(*files.notes, *notes))


def requires_untying(files: BaseFiles, adapter: Adapter) -> bool:
    """Return whether a merge must untie the embedding and the head of the base."""
    if not modifies_tied_weights(files, adapter):
        return False
    embedding, head = (_changed_tensors(adapter, name) for name in _tied_names(files))
    return len(embedding) != len(head) or not all(map(torch.equal, embedding, head))


def modifies_tied_weights(files: BaseFiles, adapter: Adapter) -> bool:
    """Return whether the adapter changes the embedding or the head of a base in which they are tied."""
    return files.config.tied_embeddings and any(map(adapter.modifies, _tied_names(files)))


def _tied_names(files: BaseFiles) -> tuple[str, str]:
    names = {row.ours: row.hf for row in files.spec.tensors}
    return names[EMBEDDING], names[HEAD]


def _changed_tensors(adapter: Adapter, name: str) -> list[Tensor]:
    """Return what changes the tensor `name` (V, C), for comparison: its replacement, or the factors of ΔW."""
    if name in adapter.trained:
        return [adapter.trained[name]]
    update = adapter.updates.get(name.removesuffix(".weight"))
    if update is None:
        return []
    if isinstance(update, EmbeddingUpdate):
        return [update.lora_A.T, update.lora_B.T, torch.tensor(update.scaling)]
    return [update.lora_B, update.lora_A, torch.tensor(update.scaling)]


def _common_vocabulary(files: BaseFiles, found: Sequence[BaseFiles]) -> BaseFiles:
    """Return the base with the vocabulary that all adapters share; an adapter without changes fits any."""
    changed = [each for each in found if each.replaced_tensors or not each.has_own_tokenizer]
    if not changed:
        return files
    first = changed[0]
    for other in changed[1:]:
        same = first.replaced_tensors.keys() == other.replaced_tensors.keys()
        same = same and all(
            torch.equal(first.replaced_tensors[name], other.replaced_tensors[name]) for name in first.replaced_tensors
        )
        if not same or not _have_same_tokenizer(first, other):
            raise AdapterError(
                "the adapters have different vocabularies or tokenizers; merge them one after another, or merge only "
                "those that were trained with the same tokenizer."
            )
    return first


def _have_same_tokenizer(one: BaseFiles, other: BaseFiles) -> bool:
    if one.tokenizer is None or other.tokenizer is None:
        return one.tokenizer is other.tokenizer
    return same_tokenizer(one.tokenizer, other.tokenizer)
