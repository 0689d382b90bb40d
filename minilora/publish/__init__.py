"""A run as a directory for others: GGUFs, Modelfile, model card, adapter. Everything in it is read from files.

NAME-Q8_0.gguf ...           base + adapter, one for each type: export/several.py
Modelfile                    for `ollama create`; its model is the first of them
template, system, params     the same for `ollama run hf.co/ORG/NAME`
adapter/                     the adapter in PEFT's format, with its tokenizer and run.json
README.md                    the model card: card.py

on_ollama.py    `ollama create`, and one answer compared with our own
hub.py          the upload
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..adapted import open_adapted
from ..adapted.copy_tokenizer import copy_tokenizer
from ..checkpoint import open_base
from ..errors import GGUFError, OutputError
from ..export import Labels
from ..export.origin import add_template_eos, with_origin
from ..export.several import export_types
from ..files import atomic_write_dir, write_json, write_text
from ..gguf.imatrix import ImportanceMatrix
from ..gguf.modelfile import Modelfile, parse_modelfile
from ..gguf.reader import GGUFFile
from ..lora import read_adapter, write_adapter
from ..merge import Progress
from ..names import public_name
from ..ollama import check_template, write_modelfile
from ..run_record import RunRecord
from ..verify import Check, VerifyReport, verify
from .card import CardFacts, model_card, read_losses

MODELFILE, CARD, ADAPTER = "Modelfile", "README.md", "adapter"
LOG = "training.jsonl"


@dataclass(frozen=True)
class Recipe:
    """What a run is published with."""

    base: str
    name: str
    """Of the model and its files."""
    types: tuple[str, ...] = ("q8_0", "q4_k_m")
    """llama-quantize's names; the Modelfile takes the first."""
    template: str = "auto"
    system: str = ""
    day: date | None = None
    license: str | None = None
    """None for the base's own."""
    template_args: Mapping[str, Any] = field(default_factory=dict)
    """Variables of the chat template."""


@dataclass(frozen=True)
class Published:
    out: Path
    ggufs: tuple[Path, ...]
    modelfile: Path
    checks: Mapping[str, tuple[Check, ...]]
    """GGUF's name -> what was verified."""


def publish(
    run: Path,
    out: Path,
    recipe: Recipe,
    *,
    importance: ImportanceMatrix | None = None,
    threads: int | None = None,
    progress: Progress = lambda done, of: None,
    on_check: Callable[[Check], None] = lambda check: None,
) -> Published:
    """Write the directory `out` for the run (or adapter) in `run`: complete and verified, or absent.

    Args:
        importance, threads, progress: as in `export_gguf`.
        on_check: called with each check of each GGUF.

    Raises:
        OutputError: `out` exists and is not empty, or cannot be written.
        GGUFError: a GGUF does not pass `verify`, or the template cannot be expressed for Ollama.
        CheckpointError, AdapterError, TrainingError: invalid base, adapter or run.json.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"{out} exists and is not an empty directory. Choose another --out, or remove it.")
    _check_before(run, recipe)
    labels = with_origin(Labels(recipe.name, recipe.license), recipe.base, run)
    labels = add_template_eos(labels, recipe.base, run, recipe.template, recipe.day, recipe.template_args)
    names = {kind: f"{recipe.name}-{kind.upper()}.gguf" for kind in recipe.types}
    with atomic_write_dir(out) as temporary:
        paths = {kind: temporary / name for kind, name in names.items()}
        export_types(
            recipe.base, paths, adapter=run, labels=labels, importance=importance, threads=threads, progress=progress
        )
        modelfile = _write_for_ollama(temporary, next(iter(paths.values())), recipe)
        _write_adapter(run, temporary / ADAPTER, recipe)
        reports = _verified(paths, run, recipe, on_check)
        checks = {names[kind]: report.checks for kind, report in reports.items()}
        facts = _facts(run, recipe, paths, modelfile, checks)
        write_text(temporary / CARD, model_card(facts))
    return Published(out, tuple(out / name for name in names.values()), out / MODELFILE, checks)


def _check_before(run: Path, recipe: Recipe) -> None:
    """Raise what can be known before the long work begins."""
    tokenizer = open_adapted(recipe.base, run)[0].tokenizer
    if tokenizer:
        check_template(tokenizer, template=recipe.template, template_args=recipe.template_args, day=recipe.day)


def _write_for_ollama(folder: Path, gguf: Path, recipe: Recipe) -> Modelfile:
    """Write the Modelfile, and its parts as `ollama run hf.co/...` reads them."""
    stated = open_base(recipe.base).configured_stops
    path = folder / MODELFILE
    write_modelfile(
        path,
        gguf,
        template=recipe.template,
        template_args=recipe.template_args,
        day=recipe.day,
        stated=stated,
        system=recipe.system,
    )
    modelfile = parse_modelfile(path.read_text(encoding="utf-8"))
    write_text(folder / "template", modelfile.template)
    if modelfile.system:
        write_text(folder / "system", modelfile.system)
    write_json(folder / "params", {"stop": list(modelfile.stops), **modelfile.parameters})
    return modelfile


def _write_adapter(run: Path, out: Path, recipe: Recipe) -> None:
    """Write the adapter as PEFT reads it; of the base only a name that others know."""
    name = public_name(recipe.base)
    out.mkdir()
    write_adapter(out, replace(read_adapter(run), base_model=name))
    copy_tokenizer([run], out)
    replace(RunRecord.read(run), base=name).write(out)


def _verified(
    paths: Mapping[str, Path], run: Path, recipe: Recipe, on_check: Callable[[Check], None]
) -> dict[str, VerifyReport]:
    """Verify every GGUF, the first with the Modelfile."""
    reports: dict[str, VerifyReport] = {}
    for kind, path in paths.items():
        reports[kind] = verify(
            path,
            recipe.base,
            adapter=run,
            modelfile=path.parent / MODELFILE if not reports else None,
            template=recipe.template,
            template_args=recipe.template_args,
            day=recipe.day,
            on_check=on_check,
        )
        if not reports[kind].passed:
            failed = "; ".join(f"{check.part}, {check.what}: {check.found}" for check in reports[kind].failures[:3])
            raise GGUFError(f"{path.name} does not pass `minilora verify`, so nothing was written: {failed}.")
    return reports


def _facts(
    run: Path,
    recipe: Recipe,
    paths: Mapping[str, Path],
    modelfile: Modelfile,
    checks: Mapping[str, Sequence[Check]],
) -> CardFacts:
    with GGUFFile(next(iter(paths.values()))) as file:
        kv: dict[str, Any] = file.kv
    adapter = json.loads((run / "adapter_config.json").read_text(encoding="utf-8"))
    return CardFacts(
        name=recipe.name,
        base=public_name(recipe.base),
        base_title=str(kv.get("general.base_model.0.name", "")),
        kv=kv,
        record=RunRecord.read(run),
        adapter=adapter,
        losses=read_losses(run / LOG),
        sizes={path.name: path.stat().st_size for path in paths.values()},
        checks=checks,
        modelfile=modelfile,
    )
