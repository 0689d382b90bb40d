"""Plot results as bars, with matplotlib (the extra `plots`)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..plots import check_figure_path, save_figure
from .compare import Row, short
from .figures import Spread


@dataclass(frozen=True)
class Theme:
    """The colours of a plot, for light or dark pages."""

    background: str
    foreground: str
    gridlines: str
    """Colour of the grid and the axes."""
    series: tuple[str, ...]
    """One per curve or device. A palette for colour-blind readers (Okabe and Ito), lightened for dark pages."""


LIGHT = Theme("#ffffff", "#24292f", "#d0d7de", ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"))
DARK = Theme("#0d1117", "#e6edf3", "#3d444d", ("#56b4e9", "#ff9d5c", "#3fd6a6", "#e8a5cb", "#f0c04a", "#9ecbff"))


def draw(path: Path, rows: Sequence[Row], note: str = "", theme: Theme = LIGHT) -> None:
    """Plot `rows`: speeds, with whiskers from the lowest to the highest measurement, and memory.

    Args:
        note: caption below the plot, such as machine and date.

    Raises:
        ConfigError: as `check_figure_path`.
    """
    check_figure_path(path)
    speeds = [(row.cell.training.tokens_per_s, row.cell.generation) for row in rows]
    panels: list[tuple[str, list[Spread]]] = [
        ("Training, tokens/s", [training for training, _ in speeds]),
        ("Peak memory of training, GiB", [_gib(row.cell.training.peak_memory_bytes) for row in rows]),
        ("Reading a prompt, tokens/s", [generation.prefill_tokens_per_s for _, generation in speeds]),
        ("Generating, tokens/s", [generation.decode_tokens_per_s for _, generation in speeds]),
    ]
    kinds = list(dict.fromkeys(row.cell.dtype for row in rows))
    colors = [theme.series[kinds.index(row.cell.dtype)] for row in rows]
    with themed_pyplot(theme) as plt:
        figure, axes = plt.subplots(2, 2, figsize=(9, 1.6 + 0.8 * len(rows)), sharey=True)
        for axis, (title, spreads) in zip(axes.flat, panels, strict=True):
            _bars(axis, [row.name for row in rows], spreads, colors, theme)
            axis.set_title(title, loc="left", fontweight="bold")
        axes[0][0].invert_yaxis()  # shared by all four panels: the first row on top
        save(figure, path, note or "bars: medians; whiskers: from the lowest to the highest measurement")


def _bars(axis: Any, names: Sequence[str], spreads: Sequence[Spread], colors: Sequence[str], theme: Theme) -> None:
    """Draw horizontal bars with whiskers, labelled with their medians."""
    middle = [spread.median for spread in spreads]
    whiskers = [[s.median - s.low for s in spreads], [s.high - s.median for s in spreads]]
    axis.barh(names, middle, height=0.6, color=colors)
    if any(s.low < s.high for s in spreads):
        axis.errorbar(middle, names, xerr=whiskers, fmt="none", ecolor=theme.foreground, elinewidth=1, capsize=3)
    farthest = max(spread.high for spread in spreads)
    for name, spread in zip(names, spreads, strict=True):
        axis.text(spread.high + 0.02 * farthest, name, short(spread.median), va="center")
    axis.set_xlim(0, 1.2 * farthest)
    axis.locator_params(axis="x", nbins=5)
    axis.xaxis.set_major_formatter("{x:,g}")
    axis.grid(axis="x")
    axis.tick_params(left=False)


def _gib(size_bytes: int) -> Spread:
    """Return bytes as a single measurement in GiB; 0 (unknown) becomes one byte, because a Spread is positive."""
    value = max(size_bytes, 1) / 2**30
    return Spread(value, value, value)


@contextmanager
def themed_pyplot(theme: Theme) -> Iterator[Any]:
    """Yield pyplot with the theme's colours and a backend that writes files only; close its figures at the end."""
    import matplotlib
    import matplotlib.pyplot as plt

    matplotlib.use("Agg")
    style: Any = {
        "axes.axisbelow": True,
        "axes.edgecolor": theme.gridlines,
        "axes.facecolor": theme.background,
        "axes.labelcolor": theme.foreground,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlecolor": theme.foreground,
        "axes.titlesize": 10,
        "figure.facecolor": theme.background,
        "font.size": 9.5,
        "grid.color": theme.gridlines,
        "grid.linewidth": 0.6,
        "legend.frameon": False,
        "savefig.facecolor": theme.background,
        "text.color": theme.foreground,
        "xtick.color": theme.foreground,
        "ytick.color": theme.foreground,
    }
    with plt.rc_context(style):
        try:
            yield plt
        finally:
            plt.close("all")


def save(figure: Any, path: Path, note: str, top_in: float = 0) -> None:
    """Save a figure with a caption, atomically and without a creation date.

    Args:
        top_in: inches reserved at the top, for a legend.
    """
    height_in = figure.get_size_inches()[1]
    figure.tight_layout(rect=(0, 0.3 / height_in, 1, 1 - top_in / height_in))
    figure.text(0.012, 0.1 / height_in, note, fontsize=8, alpha=0.8)
    save_figure(figure, path)
