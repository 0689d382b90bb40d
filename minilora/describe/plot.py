"""Plot what an adapter has learned: heat maps of blocks × modules, and spectra (needs matplotlib, extra `plots`)."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..lora import ModuleStudy
from ..lora.targets import layer_index
from ..plots import check_figure_path, save_figure

SPECTRA_PER_ROW = 4
Measure = tuple[str, Callable[[ModuleStudy], float]]
"""Title of a heat map, and the function that returns its value for a module."""

SIZE: Measure = ("size of the change  ‖ΔW‖", lambda m: m.norm)
RANK: Measure = ("directions in use  effective rank / r", lambda m: m.effective_rank / m.r)
RELATIVE: Measure = ("relative change  ‖ΔW‖ / ‖W0‖", lambda m: m.base.relative if m.base else np.nan)
OVERLAP: Measure = (
    "writes where W0 writes  overlap / chance",
    lambda m: m.base.output_overlap / m.base.by_chance[0] if m.base and m.base.top else np.nan,
)


def plot_study(path: Path, modules: Sequence[ModuleStudy], title: str) -> None:
    """Save a figure about `modules` to `path`, atomically.

    The upper part has one heat map per measure: rows are blocks, columns are module types. The lower part shows the
    singular values per module type, one line per block: a line that does not fall means that the rank is too small.

    Raises:
        ConfigError: as `check_figure_path`.
    """
    check_figure_path(path)
    from matplotlib.figure import Figure

    measures = (RELATIVE, RANK, OVERLAP) if all(m.base for m in modules) else (SIZE, RANK)
    module_types = list(dict.fromkeys(_module_type(m) for m in modules))
    blocks = sorted({_block(m) for m in modules}, key=lambda block: (block is None, block))
    lines = -(-len(module_types) // SPECTRA_PER_ROW)
    above, below = 1.6 + 0.16 * max(len(blocks), 6), 0.6 + 2.1 * lines
    figure = Figure(figsize=(11, above + below), layout="constrained")
    figure.suptitle(title, fontsize=11)
    parts: Any = figure.subfigures(2, 1, height_ratios=[above, below])
    maps, spectra = parts
    for axes, measure in zip(maps.subplots(1, len(measures), squeeze=False)[0], measures, strict=True):
        _heat_map(maps, axes, measure, modules, module_types, blocks)
    _spectra(spectra, modules, module_types, [block for block in blocks if block is not None])
    save_figure(figure, path, dpi=130)


def _heat_map(
    figure: Any,
    axes: Any,
    measure: Measure,
    modules: Sequence[ModuleStudy],
    module_types: list[str],
    blocks: list[int | None],
) -> None:
    title, number = measure
    grid = np.full((len(blocks), len(module_types)), np.nan)
    for module in modules:
        grid[blocks.index(_block(module)), module_types.index(_module_type(module))] = number(module)
    axes.set_facecolor("#eeeeee")  # no such module, or not adapted
    limits = {"vmin": 0, "vmax": 1} if measure is RANK else {}
    image = axes.imshow(grid, aspect="auto", cmap="viridis", interpolation="nearest", **limits)
    figure.colorbar(image, ax=axes, pad=0.02).ax.tick_params(labelsize=8)
    axes.set_title(title, fontsize=9, loc="left")
    axes.set_xticks(range(len(module_types)), module_types, rotation=40, ha="right", rotation_mode="anchor", fontsize=8)
    step = max(1, len(blocks) // 12)
    shown = range(0, len(blocks), step)
    axes.set_yticks(shown, ["ends" if blocks[i] is None else str(blocks[i]) for i in shown], fontsize=8)
    axes.set_ylabel("block", fontsize=8)


def _spectra(figure: Any, modules: Sequence[ModuleStudy], module_types: list[str], blocks: list[int]) -> None:
    from matplotlib import colormaps
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    columns = min(SPECTRA_PER_ROW, len(module_types))
    grid = figure.subplots(-(-len(module_types) // columns), columns, squeeze=False, sharey=True)
    span, colours = Normalize(min(blocks, default=0), max(blocks, default=0)), colormaps["plasma"]
    for axes in grid.flat:
        axes.set_visible(False)
    for axes, word in zip(grid.flat, module_types, strict=False):
        axes.set_visible(True)
        for module in (m for m in modules if _module_type(m) == word):
            values, block = module.singular_values[: module.r], _block(module)
            colour = "#444444" if block is None else colours(0.9 * float(span(block)))
            axes.semilogy(range(1, len(values) + 1), np.maximum(values, 1e-12), "-", color=colour, lw=1.1, alpha=0.85)
        axes.set_title(word, fontsize=9, loc="left")
        axes.set_xlabel("i", fontsize=8)
        axes.tick_params(which="both", labelsize=8)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(axis="y", which="both", alpha=0.2)
    for axes in grid[:, 0]:
        axes.set_ylabel("singular value σᵢ of ΔW", fontsize=8)
    if len(blocks) > 1:
        from matplotlib.colors import ListedColormap

        bar = ScalarMappable(span, ListedColormap([colours(0.9 * i / 255) for i in range(256)]))
        bar_axes = figure.colorbar(bar, ax=grid, pad=0.01, aspect=30)
        bar_axes.set_label("block", fontsize=8)
        bar_axes.ax.tick_params(labelsize=8)
        bar_axes.ax.yaxis.get_major_locator().set_params(integer=True)


def _module_type(module: ModuleStudy) -> str:
    return module.name.rpartition(".")[2]


def _block(module: ModuleStudy) -> int | None:
    return layer_index(module.name)
