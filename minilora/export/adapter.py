"""A PEFT adapter <-> a GGUF adapter. Names and row orders come from the base's rows in arch/."""

from pathlib import Path

import torch

from ..adapted import fit_to_adapter, modifies_tied_weights
from ..arch import TensorRow
from ..checkpoint import EMBEDDING, BaseFiles, open_base, recorded_name
from ..config import LoraConfig
from ..errors import AdapterError
from ..files import check_not_input
from ..gguf.adapter import TYPES, Pair, read_adapter_gguf, write_adapter_gguf
from ..gguf.values import string
from ..lora import Adapter, DoRAUpdate, EmbeddingUpdate, Update, read_adapter
from ..lora.adapter import raise_problems
from ..lora.peft_config import config_for_updates
from . import ExportReport
from .metadata import Labels


def export_adapter(
    base: str | Path, adapter: Path, out: Path, *, file_type: str = "f32", labels: Labels = Labels()
) -> ExportReport:
    """Write `adapter`, a directory of PEFT's, alone as a GGUF file: see `write_adapter_for`."""
    return write_adapter_for(base, read_adapter(adapter), adapter, out, file_type=file_type, labels=labels)


def write_adapter_for(
    base: str | Path, found: Adapter, path: Path, out: Path, *, file_type: str = "f32", labels: Labels = Labels()
) -> ExportReport:
    """Write the adapter found at `path` as a GGUF, for llama.cpp on top of a GGUF of `base`; whole or not at all.

    Raises:
        AdapterError: when it does not fit the base, or holds what the format cannot express.
        GGUFError, OutputError: about the format and the output.
    """
    files = open_base(base)
    check_not_input(out, files.path, path)
    if modifies_tied_weights(files, found):
        raise AdapterError(
            f"the adapter changes the embedding or the head of {files.path}, which are tied; a GGUF adapter names "
            "their one tensor and would change both alike. Merge instead: leave --adapter-only out."
        )
    files = fit_to_adapter(files, found, path)
    _check_expressible(found)
    refuse_vocabulary(files, path, "a GGUF adapter")
    rows = {row.hf.removesuffix(".weight"): row for row in files.rows if row.hf.endswith(".weight")}
    pairs = {rows[name].gguf: _pair(files, rows[name], update) for name, update in found.updates.items()}
    about = {"general.name": string(labels.name or path.resolve().name)}
    about |= {"general.license": string(labels.license)} if labels.license else {}
    size = write_adapter_gguf(out, files.spec.gguf_arch, pairs, file_type=file_type, about=about)
    return ExportReport((out,), size, {TYPES[file_type][0].name: 2 * len(pairs)}, len(pairs), files.notes)


def import_adapter(path: Path, base: str | Path) -> Adapter:
    """Read a GGUF adapter made for `base`, as an adapter in Hugging Face's names and row order.

    Raises:
        AdapterError: when it was made for another model.
        GGUFError: when the file is damaged or no adapter.
    """
    files = open_base(base)
    architecture, pairs = read_adapter_gguf(path)
    if architecture != files.spec.gguf_arch:
        raise AdapterError(
            f"{path} was made for a {architecture} model; {base} is {files.spec.gguf_arch}. Give the base that it was "
            "made for."
        )
    rows, shapes = {row.gguf: row for row in files.rows}, files.shapes()
    updates: dict[str, Update] = {}
    problems = []
    for name, pair in pairs.items():
        found, row = (pair.lora_b.shape[0], pair.lora_a.shape[1]), rows.get(name)
        if row and row.ours == EMBEDDING:
            found = (pair.lora_a.shape[0], pair.lora_b.shape[0])
        if row is None or found != shapes[row.ours]:
            base_has = "no such tensor" if row is None else str(shapes[row.ours])
            problems.append(f"{name}: the adapter fits {found}, the base has {base_has}")
            continue
        update = updates[row.hf.removesuffix(".weight")] = _update(files, row, pair)
        if validation_error := update.validation_error():
            problems.append(f"{name}: {validation_error}")
    raise_problems(problems, path)
    first = next(iter(updates.values()))
    config = LoraConfig(r=first.r, lora_alpha=first.scaling * first.r, lora_dropout=0.0, target_modules=tuple(updates))
    return Adapter(config_for_updates(config, updates), updates, base_model=recorded_name(base))


def refuse_vocabulary(files: BaseFiles, path: Path, what: str) -> None:
    """Refuse to write `what`, which lies on the base as it is, where the adapter needs rows or tokens of its own.

    Args:
        files: the base, `fit_to_adapter` to the adapter from `path`.
    """
    if files.replaced_tensors or (not files.has_own_tokenizer and _tokens(files) != _tokens(open_base(files.path))):
        raise AdapterError(
            f"{path} was trained with another vocabulary than the base's, and {what} has no place for one "
            f"({'; '.join(files.notes)[:300]}). Merge it instead."
        )


def _tokens(files: BaseFiles) -> dict[str, int]:
    return files.tokenizer.core.get_vocab(with_added_tokens=True) if files.tokenizer else {}


def _check_expressible(adapter: Adapter) -> None:
    dora = [name for name, update in adapter.updates.items() if isinstance(update, DoRAUpdate)]
    if dora or adapter.trained:
        what = "the row lengths of DoRA" if dora else f"what was trained whole ({', '.join(list(adapter.trained)[:3])})"
        raise AdapterError(
            f"a GGUF adapter has no place for {what}. Merge instead: leave --adapter-only out, and the GGUF will hold "
            "base and adapter in one."
        )


def _pair(files: BaseFiles, row: TensorRow, update: Update) -> Pair:
    """The layout of the base's rows acts on B alone: P(BA) = (PB)A."""
    lora_a, lora_b = update.lora_A.float(), update.lora_B.float()
    if isinstance(update, EmbeddingUpdate):
        return Pair(lora_a.T.contiguous().numpy(), lora_b.contiguous().numpy(), update.scaling)
    ordered = row.gguf_layout.apply(lora_b, files.config)
    return Pair(lora_a.contiguous().numpy(), ordered.contiguous().numpy(), update.scaling)


def _update(files: BaseFiles, row: TensorRow, pair: Pair) -> Update:
    lora_a, lora_b = torch.from_numpy(pair.lora_a), torch.from_numpy(pair.lora_b)
    if row.ours == EMBEDDING:
        return EmbeddingUpdate(lora_a.T.contiguous(), lora_b, pair.scaling)
    return Update(lora_a, row.gguf_layout.undo(lora_b, files.config).contiguous(), pair.scaling)
