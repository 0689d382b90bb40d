"""Publish a run: write a directory with GGUFs, Modelfile, model card and adapter, all of it from the run's files.

NAME-Q8_0.gguf ...           base + adapter, one file per type: export/several.py
Modelfile                    for `ollama create`, with the first GGUF
template, system, params     the same settings, for `ollama run hf.co/ORG/NAME`
adapter/                     the adapter in PEFT's format, with its tokenizer and run.json
README.md                    the model card: card.py

on_ollama.py    `ollama create`, and a comparison of completions
hub.py          the upload to the Hugging Face Hub
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..adapted import adapted_tokenizer
from ..adapted.copy_tokenizer import copy_tokenizer
from ..checkpoint import open_base
from ..data.template import load_template
from ..errors import ConfigError, GGUFError, OutputError, quoted
from ..export import Labels
from ..export.origin import add_template, with_origin
from ..export.several import export_types
from ..files import atomic_write_dir, write_json, write_text
from ..gguf.imatrix import ImportanceMatrix
from ..gguf.modelfile import Modelfile, parse_modelfile
from ..gguf.reader import GGUFFile
from ..lora import Adapter, read_adapter, write_adapter
from ..merge import Progress
from ..names import public_name
from ..ollama import check_template, write_modelfile
from ..run_record import RunRecord
from ..training_log import read_log
from ..verify import Check, VerifyReport, verify
from .card import CardFacts, model_card

MODELFILE, CARD, ADAPTER = "Modelfile", "README.md", "adapter"


@dataclass(frozen=True)
class PublishSettings:
    """Settings of `publish`."""

    base: str
    name: str
    """Name of the model and prefix of its files."""
    types: tuple[str, ...] = ("q8_0", "q4_k_m")
    """Types by llama-quantize's names; the Modelfile uses the first."""
    template: str = "auto"
    system: str = ""
    day: date | None = None
    license: str | None = None
    """SPDX identifier; None for the base's licence."""
    template_args: Mapping[str, Any] = field(default_factory=dict)
    """Variables of the chat template."""


@dataclass(frozen=True)
class Published:
    """What `publish` has written."""

    out: Path
    ggufs: tuple[Path, ...]
    modelfile: Path
    checks: Mapping[str, tuple[Check, ...]]
    """File name of a GGUF -> the checks of `verify`."""


def publish(
    run: Path,
    out: Path,
    settings: PublishSettings,
    *,
    importance: ImportanceMatrix | None = None,
    threads: int | None = None,
    progress: Progress = lambda done, of: None,
    on_check: Callable[[Check], None] = lambda check: None,
) -> Published:
    """Write the run (or adapter) in `run` to the directory `out`, atomically; every GGUF is verified.

    Args:
        importance, threads, progress: as in `export_gguf`.
        on_check: called with each check of each GGUF.

    Raises:
        ConfigError: if the name cannot be part of a file name.
        OutputError: if `out` exists and is not empty, or cannot be written.
        GGUFError: if a GGUF does not pass `verify`, or if Ollama cannot express the template.
        CheckpointError, AdapterError, TrainingError: if the base, adapter or run.json is invalid.
    """
    if settings.name.startswith(".") or "/" in settings.name or "\\" in settings.name:
        raise ConfigError(
            f"the name is {quoted(settings.name)}; expected one without / and \\ that does not begin with a dot, "
            "because the names of the files begin with it. The upload has its own name: --push ORG/NAME."
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise OutputError(f"{out} exists and is not an empty directory. Pass another --out, or remove it.")
    adapter = replace(read_adapter(run), base_model=public_name(settings.base))
    labels = with_origin(Labels(settings.name, settings.license), settings.base, run)
    if tokenizer := adapted_tokenizer(settings.base, run):
        template = load_template(settings.template, tokenizer, settings.day, settings.template_args)
        check_template(template, tokenizer, system=settings.system)
        labels = add_template(labels, template, tokenizer)
    names = {kind: f"{settings.name}-{kind.upper()}.gguf" for kind in settings.types}
    with atomic_write_dir(out) as temporary:
        paths = {kind: temporary / name for kind, name in names.items()}
        export_types(
            settings.base, paths, adapter=run, labels=labels, importance=importance, threads=threads, progress=progress
        )
        modelfile = _write_for_ollama(temporary, next(iter(paths.values())), settings)
        _write_adapter(run, adapter, temporary / ADAPTER)
        reports = _verify_all(paths, run, settings, on_check)
        checks = {names[kind]: report.checks for kind, report in reports.items()}
        facts = _card_facts(run, settings, paths, modelfile, checks)
        write_text(temporary / CARD, model_card(facts))
    return Published(out, tuple(out / name for name in names.values()), out / MODELFILE, checks)


def _write_for_ollama(folder: Path, gguf: Path, settings: PublishSettings) -> Modelfile:
    """Write the Modelfile, and the files that `ollama run hf.co/...` reads instead."""
    configured_stops = open_base(settings.base).configured_stops
    path = folder / MODELFILE
    write_modelfile(
        path,
        gguf,
        template=settings.template,
        template_args=settings.template_args,
        day=settings.day,
        stated=configured_stops,
        system=settings.system,
    )
    modelfile = parse_modelfile(path.read_text(encoding="utf-8"))
    write_text(folder / "template", modelfile.template)
    if modelfile.system:
        write_text(folder / "system", modelfile.system)
    write_json(folder / "params", {"stop": list(modelfile.stops), **modelfile.parameters})
    return modelfile


def _write_adapter(run: Path, adapter: Adapter, out: Path) -> None:
    """Write the adapter in PEFT's format. The base is recorded by its public name, or not at all."""
    out.mkdir()
    write_adapter(out, adapter)
    copy_tokenizer([run], out)
    replace(RunRecord.read(run), base=adapter.base_model).write(out)


def _verify_all(
    paths: Mapping[str, Path], run: Path, settings: PublishSettings, on_check: Callable[[Check], None]
) -> dict[str, VerifyReport]:
    """Verify every GGUF, and the Modelfile with the first."""
    reports: dict[str, VerifyReport] = {}
    for kind, path in paths.items():
        reports[kind] = verify(
            path,
            settings.base,
            adapter=run,
            modelfile=path.parent / MODELFILE if not reports else None,
            template=settings.template,
            template_args=settings.template_args,
            day=settings.day,
            on_check=on_check,
        )
        if not reports[kind].passed:
            failed = "; ".join(f"{check.part}, {check.what}: {check.found}" for check in reports[kind].failures[:3])
            raise GGUFError(f"{path.name} does not pass `minilora verify`, so nothing was written: {failed}.")
    return reports


def _card_facts(
    run: Path,
    settings: PublishSettings,
    paths: Mapping[str, Path],
    modelfile: Modelfile,
    checks: Mapping[str, Sequence[Check]],
) -> CardFacts:
    with GGUFFile(next(iter(paths.values()))) as file:
        kv: dict[str, Any] = file.kv
    adapter = json.loads((run / "adapter_config.json").read_text(encoding="utf-8"))
    return CardFacts(
        name=settings.name,
        base=public_name(settings.base),
        base_title=str(kv.get("general.base_model.0.name", "")),
        kv=kv,
        record=RunRecord.read(run),
        adapter=adapter,
        log=read_log(run),
        sizes={path.name: path.stat().st_size for path in paths.values()},
        checks=checks,
        modelfile=modelfile,
    )
