"""What the adapter learned as tables: the heat map of module types × blocks, means by module type, rounding."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from .learned import ROUNDED, InFile, LearnedModule
from .numbers import Formats

LEVELS = 10
"""Steps of the colour scale, from 0."""
MAX_MODULES, MAX_KINDS, MAX_BLOCKS = 2000, 40, 300
"""Modules of the map, and its rows and columns."""
MAX_VALUES = 64
"""Singular values of a module in the page."""
VALUES_BUDGET = 40_000
"""Singular values of all modules in the page."""


@dataclass(frozen=True)
class Measure:
    """A number of each module that the colour can show."""

    name: str
    formula: str
    of: Callable[[LearnedModule], float]
    unit: str
    """percent, times or number."""
    top: float
    """Value of the darkest colour."""

    def level(self, module: LearnedModule) -> int:
        """Return the step of the colour scale, 0 to `LEVELS`."""
        return colour_level(self.of(module), self.top)

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "unit": self.unit, "top": self.top}

    def text(self, value: float, formats: Formats) -> str:
        if self.unit == "percent":
            return formats.percent(value, 2)
        return f"{formats.number(value)} ×" if self.unit == "times" else formats.number(value)


@dataclass(frozen=True)
class HeatMap:
    measures: tuple[Measure, ...]
    blocks: tuple[int | None, ...]
    """The columns; None: outside the blocks."""
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    """(module type, index of the module in each column, None where there is none)."""
    modules: tuple[LearnedModule, ...]
    total: int
    formats: Formats

    def label(self, index: int) -> str:
        """Return the value of the first measure as text."""
        measure = self.measures[0]
        return measure.text(measure.of(self.modules[index]), self.formats)


def colour_level(value: float, top: float) -> int:
    return round(LEVELS * min(max(value / top, 0), 1)) if top > 0 and math.isfinite(value) else 0


def heat_map(modules: Sequence[LearnedModule], formats: Formats) -> HeatMap | None:
    """Return the map of the first `MAX_MODULES` modules; None without any."""
    if not modules:
        return None
    shown = _fitting(modules)
    blocks = sorted({module.block for module in shown}, key=lambda block: (block is None, block))
    kinds = dict.fromkeys(module.kind for module in shown)
    at = {(module.kind, module.block): index for index, module in enumerate(shown)}
    rows = tuple((kind, tuple(at.get((kind, block)) for block in blocks)) for kind in kinds)
    return HeatMap(_measures(shown), tuple(blocks), rows, shown, len(modules), formats)


def _fitting(modules: Sequence[LearnedModule]) -> tuple[LearnedModule, ...]:
    """Return the first modules that fit into the map."""
    kinds = list(dict.fromkeys(module.kind for module in modules))[:MAX_KINDS]
    blocks = list(dict.fromkeys(module.block for module in modules))[:MAX_BLOCKS]
    fitting = (module for module in modules if module.kind in kinds and module.block in blocks)
    return tuple(islice(fitting, MAX_MODULES))


def _measures(modules: Sequence[LearnedModule]) -> tuple[Measure, ...]:
    offered: list[tuple[str, str, str, Callable[[LearnedModule], float], float]] = []
    if all(module.study.base for module in modules):
        offered.append(("relative", "‖ΔW‖ / ‖W₀‖", "percent", _relative, 0))
    offered.append(("norm", "‖ΔW‖", "number", lambda module: module.study.norm, 0))
    offered.append(("rank", "r_eff / r", "percent", lambda module: module.study.effective_rank / module.study.r, 1))
    if all(module.study.base for module in modules):
        offered.append(("overlap", "‖U₀ᵀU‖² / k ÷ k/out", "times", _overlap, 0))
    if all(module.in_file for module in modules):
        offered.append(("written", "⟨W − W₀, ΔW⟩ / ‖ΔW‖²", "percent", _written, 1))
    found = []
    for name, formula, unit, of, top in offered:
        largest = max(filter(math.isfinite, map(of, modules)), default=0.0)
        found.append(Measure(name, formula, of, unit, top or largest))
    return tuple(found)


def _relative(module: LearnedModule) -> float:
    return module.study.base.relative if module.study.base else math.nan


def _overlap(module: LearnedModule) -> float:
    base = module.study.base
    return base.output_overlap / base.by_chance[0] if base and base.top else 0.0


def _written(module: LearnedModule) -> float:
    return module.in_file.written if module.in_file else math.nan


def module_values(heat: HeatMap) -> list[dict[str, Any]]:
    """Return what the script shows of each module of the map, as JSON values with four significant digits."""
    values = max(min(MAX_VALUES, VALUES_BUDGET // len(heat.modules)), 4)
    found = []
    for module in heat.modules:
        study, base = module.study, module.study.base
        entry = {
            "name": study.name,
            "kind": module.kind,
            "block": module.block,
            "shape": list(study.weight_shape),
            "r": study.r,
            "scaling": _short(study.scaling),
            "values": [_short(value) for value in study.singular_values[:values]],
            "count": len(study.singular_values),
            "stable": _short(study.stable_rank),
            "effective": _short(study.effective_rank),
            "first": _short(study.energy(1)),
            "measures": [_short(measure.of(module)) for measure in heat.measures],
        }
        if base:
            entry["writes"], entry["reads"] = _short(base.output_overlap), _short(base.input_overlap)
            entry["chance"] = [_short(chance) for chance in base.by_chance]
        if module.rounding:
            entry["kept"] = _short(module.rounding["bfloat16"].kept)
        if module.in_file:
            entry["type"], entry["noise"] = module.in_file.type, _short(module.in_file.noise)
        found.append(entry)
    return found


def _short(value: float) -> float | None:
    return float(f"{value:.4g}") if math.isfinite(value) else None


@dataclass(frozen=True)
class KindRow:
    """Means over the modules of one type; None without a base."""

    kind: str
    modules: int
    norm: float
    relative: float | None
    effective_rank: float
    r: int
    first: float
    overlap: float | None


def kinds_table(modules: Sequence[LearnedModule]) -> list[KindRow]:
    rows = []
    for kind in list(dict.fromkeys(module.kind for module in modules))[:MAX_KINDS]:
        chosen = [module for module in modules if module.kind == kind]
        compared = all(module.study.base for module in chosen)
        rows.append(
            KindRow(
                kind,
                len(chosen),
                _mean([module.study.norm for module in chosen]),
                _mean(list(map(_relative, chosen))) if compared else None,
                _mean([module.study.effective_rank for module in chosen]),
                max(module.study.r for module in chosen),
                _mean([module.study.energy(1) for module in chosen]),
                _mean(list(map(_overlap, chosen))) if compared else None,
            )
        )
    return rows


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


@dataclass(frozen=True)
class RoundingRow:
    """What one type keeps of the change of all modules together."""

    stored_as: str
    """A dtype; `file` for the GGUF, or the type of some of its tensors."""
    kept: float
    error: float
    unmoved: float | None
    worst: str
    worst_kept: float
    modules: int = 0
    """Modules of the row, for a file."""


def rounding_table(modules: Sequence[LearnedModule]) -> list[RoundingRow]:
    """Return one row for each dtype, and one for the file; none without a base."""
    rows = []
    if modules and all(module.rounding for module in modules):
        for dtype in ROUNDED:
            found = [(module, module.rounding[dtype]) for module in modules]
            change = math.hypot(*(each.change for _, each in found))
            error = math.hypot(*(each.error for _, each in found)) / change if change else 0.0
            worst, least = min(found, key=lambda pair: pair[1].kept)
            unmoved = _mean([each.unmoved for _, each in found])
            rows.append(RoundingRow(dtype, 1 - error, error, unmoved, worst.study.name, least.kept))
    in_file = [(module, module.in_file) for module in modules if module.in_file]
    if in_file and len(in_file) == len(modules):
        types = sorted({found.type for _, found in in_file})
        rows.append(_file_row("file", in_file))
        rows += [_file_row(kind, [p for p in in_file if p[1].type == kind]) for kind in types if len(types) > 1]
    return rows


def _file_row(name: str, in_file: Sequence[tuple[LearnedModule, InFile]]) -> RoundingRow:
    """Return the sums over modules of a file, weighted with ‖ΔW‖²."""
    sizes = [module.study.norm**2 for module, _ in in_file]
    total = math.fsum(sizes) or 1.0
    written = math.fsum(size * found.written for size, (_, found) in zip(sizes, in_file, strict=True)) / total
    noise = math.sqrt(math.fsum(size * found.noise**2 for size, (_, found) in zip(sizes, in_file, strict=True)) / total)
    worst, least = min(in_file, key=lambda pair: pair[1].written)
    return RoundingRow(name, written, noise, None, worst.study.name, least.written, len(in_file))
