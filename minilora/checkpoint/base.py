"""BaseFiles: an opened base model. Its facts are read, its tokenizer and weights are not yet.

Directory or GGUF, one function reads both: a source only differs in which column of a TensorRow it speaks.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ..arch import ArchSpec, ModelConfig, TensorRow, find_gguf, find_hf, read_gguf, read_hf
from ..ends import StatedEnds
from ..errors import CheckpointError, brief
from ..files import read_json
from ..gguf.sampling import gguf_sampling
from ..gguf.vocab import check_vocabulary, gguf_ends, tokenizer_from_kv
from ..model import Decoder
from ..names import resolve
from ..tokenizer import Tokenizer
from . import quantization
from .carried import ADAPTER, Carried, carried
from .gguf_file import GGUFSource
from .safetensors_dir import INDEX, SINGLE, SafetensorsDir
from .source import TensorSource
from .stated_ends import directory_ends, directory_sampling

ADAPTER_WEIGHTS = ("adapter_model.safetensors", "adapter_model.bin")
"""Weights of an adapter in PEFT's format."""
EMBEDDING, HEAD = "embed.weight", "lm_head.weight"
"""Our names of the two tensors that may be tied."""
MAX_LISTED = 10
"""Wrong tensors that an error shows one by one; beyond, it counts."""


@dataclass(frozen=True)
class BaseFiles:
    """A base model on disk."""

    path: Path
    spec: ArchSpec
    config: ModelConfig
    make_tokenizer: Callable[[], Tokenizer | None]
    source: TensorSource
    metadata: Mapping[str, Any]
    """config.json's content, or the GGUF's key-value data."""
    assumed: tuple[str, ...]
    """Hyper-parameters that the files leave unsaid, as `key = value`."""
    notes: tuple[str, ...] = ()
    """What the user should know, a line each: what the files say in vain, how the model was made to fit an adapter."""
    copied_head: bool = False
    """Whether the head is read from the embedding, although `config` says that it is not tied: see `untied`."""
    given: Mapping[str, Tensor] = field(default_factory=dict)
    """Our name -> a tensor that takes the files' own place: rows of another vocabulary, see `with_vocabulary`."""
    own_vocabulary: bool = True
    """Whether the tokenizer is the files' own."""

    @cached_property
    def tokenizer(self) -> Tokenizer | None:
        """None where the files have none. Made when first asked for: an export of a GGUF needs none, and saves 0.3 s.

        Raises:
            CheckpointError, GGUFError: when it is damaged.
        """
        return self.make_tokenizer()

    @cached_property
    def stated_ends(self) -> StatedEnds:
        """What the files say ends a completion, besides the tokenizer's end-of-sequence token.

        Raises:
            CheckpointError: when a generation_config.json is damaged.
        """
        return gguf_ends(self.metadata) if isinstance(self.source, GGUFSource) else directory_ends(self.path)

    @cached_property
    def fingerprint(self) -> str:
        """Return the sha256 of the first bytes of every tensor as stored: tells apart two bases of one shape."""
        digest = hashlib.sha256()
        for name in sorted(getattr(row, self.source.column) for row in self.rows):
            digest.update(f"{name} {self.source.type_name(name)} ".encode() + self.source.head(name))
        return digest.hexdigest()

    @cached_property
    def sampling(self) -> Mapping[str, float]:
        """What the files say about sampling, by transformers' names; empty where they say nothing.

        Raises:
            CheckpointError: when a generation_config.json is damaged.
        """
        return gguf_sampling(self.metadata) if isinstance(self.source, GGUFSource) else directory_sampling(self.path)

    def carried(self) -> Carried:
        """Return the files that a merge of this base does not change; none of a GGUF.

        Raises:
            CheckpointError: as `carried` in carried.py.
        """
        if not isinstance(self.source, SafetensorsDir):
            return Carried({}, ())
        return carried(self.path, {"config.json", *self.source.files}, tokenizer=self.own_vocabulary)

    @property
    def rows(self) -> tuple[TensorRow, ...]:
        return self.spec.rows(self.config)

    def skeleton(self) -> Decoder:
        """Return the model on the meta device, without numbers, with Hugging Face's names of its modules."""
        with torch.device("meta"):
            model = Decoder(self.config)
        model.hf_names = {
            row.ours.removesuffix(".weight"): row.hf.removesuffix(".weight")
            for row in self.rows
            if row.ours.endswith(".weight")
        }
        model.lora_targets = self.spec.lora_targets
        return model

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of every row's tensor in our layout, by our name; no weights are touched."""
        with torch.device("meta"):
            state = Decoder(self.config).state_dict()
        return {row.ours: tuple(state[row.ours].shape) for row in self.rows}

    def untied(self) -> "BaseFiles":
        """Return the same model with a head of its own, equal to the embedding that the files let it share.

        Raises:
            CheckpointError: for a family whose head is always the embedding (Gemma).
        """
        if not any(row.ours == "tied_embeddings" and row.hf for row in self.spec.config):
            raise CheckpointError(
                f"{self.path}: the head of a {self.spec.name} model is always its embedding, so neither can be changed "
                "alone. Train without embed_tokens and lm_head."
            )
        return replace(self, config=replace(self.config, tied_embeddings=False), copied_head=True)

    def with_vocabulary(self, given: Mapping[str, Tensor], tokenizer: Tokenizer | None) -> "BaseFiles":
        """Return the same model with other rows of the embedding and the head, and another tokenizer.

        Args:
            given: our name -> the tensor in our layout, (V, C), V alike in all; nothing keeps the files' own.
            tokenizer: in the place of the files' own; None keeps that.
        """
        rows = next((len(tensor) for tensor in given.values()), self.config.vocab_size)
        changed = replace(self, config=replace(self.config, vocab_size=rows), given={**self.given, **given})
        if tokenizer is None:
            return changed
        return replace(changed, make_tokenizer=lambda: tokenizer, own_vocabulary=False)

    def read(self, row: TensorRow) -> Tensor:
        """Return a row's tensor in our layout; dtype as the source gives it.

        Raises:
            CheckpointError: for the embedding, when the files hold a head that is another, though it should be tied.
        """
        if self.copied_head and row.ours == HEAD:
            row = next(row for row in self.rows if row.ours == EMBEDDING)
        if row.ours in self.given:
            return self.given[row.ours]
        stored = self.source.get(getattr(row, self.source.column))
        tensor: Tensor = getattr(row, f"{self.source.column}_layout").undo(stored, self.config)
        if row.ours == EMBEDDING and (self.config.tied_embeddings or self.copied_head):
            self._check_head(tensor)
        return tensor

    def _check_head(self, embedding: Tensor) -> None:
        """A stored copy of a tied head must be the embedding: some programs would use the one, some the other."""
        column = self.source.column
        name = next(getattr(row, column) for row in self.spec.tensors if row.ours == HEAD)
        if name in self.source.shapes and not torch.equal(self.source.get(name), embedding):
            raise CheckpointError(
                f"{self.path} ties the head to the embedding, but has a {name} that differs from it; programs do not "
                "agree on which counts. Set tie_word_embeddings to false in config.json to keep the head, or remove it."
            )


def open_base(path_or_name: str | Path) -> BaseFiles:
    """Open a Hugging Face directory, a GGUF file or a named base, and check every tensor's name and shape.

    Raises:
        CheckpointError: a missing or damaged file; missing, unexpected or mis-shaped tensors, all of them at once.
        UnknownArchitecture: a family, or a variant of one, that arch/ does not describe.
        GGUFError: a malformed GGUF.
    """
    path = resolve(path_or_name)
    base = _open_dir(path) if path.is_dir() else _open_gguf(path)
    _check_tensors(base)
    return base


def _open_dir(path: Path) -> BaseFiles:
    _check_adapter(path)
    if (path / "snapshots").is_dir() and not (path / "config.json").exists():
        inside = ", ".join(str(folder) for folder in sorted((path / "snapshots").iterdir())[:3])
        raise CheckpointError(f"{path} is a model's folder in the hub's cache. Give one of its snapshots: {inside}.")
    hf_config = read_json(path / "config.json", CheckpointError)
    spec = find_hf(hf_config)
    reading = read_hf(spec, hf_config)
    source = SafetensorsDir(path, spec.hf_root)

    def make_tokenizer() -> Tokenizer | None:
        return Tokenizer.from_dir(path) if (path / "tokenizer.json").exists() else None

    notes = quantization.left_over(hf_config)
    return BaseFiles(path, spec, reading.config, make_tokenizer, source, hf_config, reading.assumed, notes)


def _check_adapter(path: Path) -> None:
    """Refuse a directory that is an adapter, or a model and an adapter, which transformers puts on the model.

    Source: transformers 5.23, modeling_utils.py (`from_pretrained`), integrations/peft.py.
    """
    if not (path / ADAPTER).exists():
        return
    if not (path / "config.json").exists() or not any((path / name).exists() for name in (SINGLE, INDEX)):
        raise CheckpointError(
            f"{path} holds an adapter, not a base model. Give its base as --base and it as --adapter."
        )
    weights = next((name for name in ADAPTER_WEIGHTS if (path / name).exists()), None)
    if weights is None:
        return
    raise CheckpointError(
        f"{path} holds a model ({SINGLE}) and an adapter ({weights}), which transformers would put on the model. "
        "Move the adapter to a folder of its own and give that as --adapter, or remove it if it is merged already."
    )


def _open_gguf(path: Path) -> BaseFiles:
    source = GGUFSource(path)
    kv = source.file.kv
    if kv.get("general.type") == "adapter":
        raise CheckpointError(f"{path} is a LoRA adapter, not a base model.")
    spec = find_gguf(kv)
    reading = read_gguf(spec, kv, source.shapes, source.floats)
    has_vocabulary = "tokenizer.ggml.model" in kv
    if has_vocabulary:
        check_vocabulary(kv)

    def make_tokenizer() -> Tokenizer | None:
        return tokenizer_from_kv(kv) if has_vocabulary else None

    return BaseFiles(path, spec, reading.config, make_tokenizer, source, kv, reading.assumed)


def _check_tensors(base: BaseFiles) -> None:
    column, found = base.source.column, base.source.shapes
    expected = _expected_shapes(base)
    known = re.compile("|".join((*base.spec.ignored, *map(re.escape, base.spec.gguf_rope))))
    absent_rows = {getattr(row, column) for row in base.spec.tensors if not row.exists(base.config)}
    wrong = [f"missing: {brief(name)} {shape}" for name, shape in expected.items() if name not in found]
    wrong += [
        f"shape of {brief(name)}: found {found[name]}, expected {shape}"
        for name, shape in expected.items()
        if name in found and found[name] != shape
    ]
    wrong += [
        f"type of {brief(name)}: found {base.source.type_name(name)}, expected one of {', '.join(base.source.readable)}"
        for name in expected
        if name in found and base.source.type_name(name) not in base.source.readable
    ]
    wrong += [
        f"unexpected: {brief(name)} {found[name]}"
        for name in found
        if name not in expected and name not in absent_rows and not known.fullmatch(name)
    ]
    if base.source.column == "hf" and (refusal := quantization.refusal(base.metadata, wrong, found)):
        raise CheckpointError(f"{base.path} cannot be read: {refusal}")
    if wrong:
        more = f"\n  ... and {len(wrong) - MAX_LISTED} more" if len(wrong) > MAX_LISTED else ""
        raise CheckpointError(
            f"{base.path} does not hold the tensors of a {base.spec.name} model as its configuration describes it:\n  "
            + "\n  ".join(wrong[:MAX_LISTED])
            + more
        )


def _expected_shapes(base: BaseFiles) -> dict[str, tuple[int, ...]]:
    """Return the shape of every row's tensor in the source's names and layout."""
    column, ours = base.source.column, base.shapes()
    return {
        getattr(row, column): tuple(
            getattr(row, f"{column}_layout").apply(torch.empty(ours[row.ours], device="meta"), base.config).shape
        )
        for row in base.rows
    }
