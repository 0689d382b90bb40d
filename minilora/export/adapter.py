"""Convert a PEFT adapter to a GGUF adapter and back. The tables in arch/ give tensor names and row orders."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from gguf import GGUFValueType

from ..adapted import fit_to_adapter, modifies_tied_weights
from ..adapted.names import with_base_names
from ..arch import TensorRow
from ..checkpoint import EMBEDDING, BaseFiles, open_base
from ..config import LoraConfig
from ..errors import AdapterError
from ..files import check_not_input
from ..gguf.adapter import INVOCATION_KEY, TYPES, LoraPair, read_adapter_gguf, write_adapter_gguf
from ..gguf.values import array, string
from ..lora import Adapter, DoRAUpdate, EmbeddingUpdate, Update, read_adapter
from ..lora.adapter import raise_problems
from ..lora.peft_config import INVOCATION, config_for_updates
from ..names import recorded_name
from . import ExportReport
from .metadata import Labels


def export_adapter(
    base: str | Path, adapter: Path, out: Path, *, file_type: str = "f32", labels: Labels = Labels()
) -> ExportReport:
    """Write the PEFT adapter in the directory `adapter` to a GGUF file: see `export_loaded_adapter`."""
    return export_loaded_adapter(
        base, read_adapter(adapter, accept=(INVOCATION,)), adapter, out, file_type=file_type, labels=labels
    )


def export_loaded_adapter(
    base: str | Path, adapter: Adapter, path: Path, out: Path, *, file_type: str = "f32", labels: Labels = Labels()
) -> ExportReport:
    """Write `adapter`, which was read from `path`, to the GGUF file `out`. The file is complete or absent.

    llama.cpp applies it to a GGUF of `base`.

    Raises:
        AdapterError: the adapter does not fit the base, or the format cannot express it.
        GGUFError, OutputError: invalid format or output.
    """
    files = open_base(base)
    adapter = with_base_names(files, adapter)
    check_not_input(out, files.path, path)
    if modifies_tied_weights(files, adapter):
        raise AdapterError(
            f"the adapter changes the embedding or the head of {files.path}, which are tied; a GGUF adapter would "
            "change both. Merge the adapter instead: leave out --adapter-only."
        )
    files = fit_to_adapter(files, adapter, path)
    _check_expressible(adapter)
    check_base_vocabulary(files, path, "a GGUF adapter")
    rows = {row.hf.removesuffix(".weight"): row for row in files.rows if row.hf.endswith(".weight")}
    pairs: dict[str, LoraPair] = {}
    for name, update in adapter.updates.items():
        pairs |= _split(rows[name], _to_pair(files, rows[name], update))
    extra_kv = {"general.name": string(labels.name or path.resolve().name)}
    extra_kv |= {"general.license": string(labels.license)} if labels.license else {}
    if adapter.invocation_tokens:
        extra_kv[INVOCATION_KEY] = array(GGUFValueType.UINT32, adapter.invocation_tokens)
    size = write_adapter_gguf(out, files.spec.gguf_arch, pairs, file_type=file_type, extra_kv=extra_kv)
    return ExportReport(
        (out,), size, {TYPES[file_type][0].name: 2 * len(pairs)}, len(adapter.updates), notes=files.notes
    )


def import_adapter(path: Path, base: str | Path) -> Adapter:
    """Read a GGUF adapter for `base`; the result has Hugging Face's names and row order.

    Raises:
        AdapterError: the adapter belongs to another model.
        GGUFError: the file is damaged or is not an adapter.
    """
    files = open_base(base)
    architecture, pairs = read_adapter_gguf(path)
    if architecture != files.spec.gguf_arch:
        raise AdapterError(
            f"{path} is an adapter for a {architecture} model, but {base} is {files.spec.gguf_arch}. Pass the base "
            "that the adapter was trained on."
        )
    rows, shapes = {row.gguf: row for row in files.rows}, files.shapes()
    updates: dict[str, Update] = {}
    problems = []
    for name, pair in _joined(files, pairs, path).items():
        shape, row = (pair.lora_b.shape[0], pair.lora_a.shape[1]), rows.get(name)
        if row and row.ours == EMBEDDING:
            shape = (pair.lora_a.shape[0], pair.lora_b.shape[0])
        if row is None or shape != shapes[row.ours]:
            base_has = "no such tensor" if row is None else str(shapes[row.ours])
            problems.append(f"{name}: the adapter fits {shape}, the base has {base_has}")
            continue
        update = updates[row.hf.removesuffix(".weight")] = _to_update(files, row, pair)
        if validation_error := update.validation_error():
            problems.append(f"{name}: {validation_error}")
    raise_problems(problems, path)
    first = next(iter(updates.values()))
    config = LoraConfig(r=first.r, lora_alpha=first.scaling * first.r, lora_dropout=0.0, target_modules=tuple(updates))
    return Adapter(config_for_updates(config, updates), updates, base_model=recorded_name(base))


def check_base_vocabulary(files: BaseFiles, path: Path, what: str) -> None:
    """Raise AdapterError if the adapter from `path` needs another vocabulary than the base.

    Args:
        files: the base, `fit_to_adapter` to the adapter.
        what: the output format in the message; it has no place for a vocabulary.
    """
    if files.replaced_tensors or (not files.has_own_tokenizer and _tokens(files) != _tokens(open_base(files.path))):
        raise AdapterError(
            f"{path} was trained with another vocabulary than the base, which {what} cannot contain "
            f"({'; '.join(files.notes)[:300]}). Merge it instead."
        )


def _tokens(files: BaseFiles) -> dict[str, int]:
    return files.tokenizer.core.get_vocab(with_added_tokens=True) if files.tokenizer else {}


def _check_expressible(adapter: Adapter) -> None:
    dora = [name for name, update in adapter.updates.items() if isinstance(update, DoRAUpdate)]
    if dora or adapter.trained:
        modules = ", ".join(list(adapter.trained)[:3])
        what = "the magnitudes of DoRA" if dora else f"fully trained modules ({modules})"
        raise AdapterError(
            f"a GGUF adapter cannot contain {what}. Merge the adapter instead: leave out --adapter-only, and the GGUF "
            "contains base and adapter."
        )


def _to_pair(files: BaseFiles, row: TensorRow, update: Update) -> LoraPair:
    """Return A and B in GGUF's layout. A permutation P of the weight's rows applies to B alone, P(BA) = (PB)A; one of
    its columns to A alone."""
    lora_a, lora_b = update.lora_A.float(), update.lora_B.float()
    if isinstance(update, EmbeddingUpdate):
        return LoraPair(lora_a.T.contiguous().numpy(), lora_b.contiguous().numpy(), update.scaling)
    if row.gguf_layout.columns:
        lora_a = row.gguf_layout.apply(lora_a, files.config)
    else:
        lora_b = row.gguf_layout.apply(lora_b, files.config)
    return LoraPair(lora_a.contiguous().numpy(), lora_b.contiguous().numpy(), update.scaling)


def _split(row: TensorRow, pair: LoraPair) -> dict[str, LoraPair]:
    """Return the pairs of the GGUF tensors that have the rows of one tensor: A is the same, B is split by rows."""
    names = row.stored_names("gguf")
    return {name: replace(pair, lora_b=b) for name, b in zip(names, np.split(pair.lora_b, len(names)), strict=True)}


def _joined(files: BaseFiles, pairs: dict[str, LoraPair], path: Path) -> dict[str, LoraPair]:
    """Undo `_split` for all tensors.

    Raises:
        AdapterError: parts of a tensor differ in A, so that they are no update of the whole.
    """
    pairs = dict(pairs)
    for row in files.rows:
        found = [pairs.pop(name) for name in row.stored_names("gguf") if row.gguf_after and name in pairs]
        if not found:
            continue
        first = found[0]
        same = all(
            np.array_equal(pair.lora_a, first.lora_a)
            and pair.lora_b.shape == first.lora_b.shape
            and pair.scaling == first.scaling
            for pair in found
        )
        if len(found) <= len(row.gguf_after) or not same:
            raise AdapterError(
                f"{path} updates {' and '.join(row.stored_names('gguf'))} differently, which are one layer in the "
                f"base ({row.hf}) and must have the same A. Pass the base that the adapter was trained on."
            )
        pairs[row.gguf] = replace(first, lora_b=np.concatenate([pair.lora_b for pair in found]))
    return pairs


def _to_update(files: BaseFiles, row: TensorRow, pair: LoraPair) -> Update:
    lora_a, lora_b = torch.from_numpy(pair.lora_a), torch.from_numpy(pair.lora_b)
    if row.ours == EMBEDDING:
        return EmbeddingUpdate(lora_a.T.contiguous(), lora_b, pair.scaling)
    if row.gguf_layout.columns:
        lora_a = row.gguf_layout.undo(lora_a, files.config).contiguous()
    else:
        lora_b = row.gguf_layout.undo(lora_b, files.config).contiguous()
    return Update(lora_a, lora_b, pair.scaling)
