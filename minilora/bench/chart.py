"""Results as bars, with matplotlib (the extra `plots`)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import ConfigError
from ..files import replacing
from .compare import Row
from .figures import Spread

FORMATS = (".svg", ".png", ".pdf")


def draw(path: Path, rows: Sequence[Row]) -> None:
    """Write a picture of `rows`: speeds with a whisker from the lowest to the highest measurement, and memory.

    Raises:
        ConfigError: without matplotlib, or when the file's name asks for another format than `FORMATS`.
    """
    check(path)
    plt = pyplot()
    names = [row.name for row in rows]
    panels: list[tuple[str, list[Spread]]] = [
        ("training, tokens/s", [row.cell.training.tokens_per_s for row in rows]),
        ("reading the prompt, tokens/s", [row.cell.generation.prefill_tokens_per_s for row in rows]),
        ("generating, tokens/s", [row.cell.generation.decode_tokens_per_s for row in rows]),
        ("peak memory of training, GiB", [_exact(max(row.cell.training.peak_memory_bytes, 1) / 2**30) for row in rows]),
    ]
    figure, axes = plt.subplots(len(panels), figsize=(8, len(panels) * (0.7 + 0.35 * len(rows))))
    for axis, (title, spreads) in zip(axes, panels, strict=True):
        middle = [spread.median for spread in spreads]
        whiskers = [
            [s.median - s.low for s in spreads],
            [s.high - s.median for s in spreads],
        ]
        axis.barh(names, middle, xerr=whiskers, capsize=3, color="#4477aa", ecolor="#222222")
        axis.invert_yaxis()
        axis.set_title(title, loc="left", fontsize=10)
    save(figure, path)
    plt.close(figure)


def _exact(value: float) -> Spread:
    return Spread(value, value, value)


def pyplot() -> Any:
    """Return matplotlib's pyplot, drawing to files only."""
    try:
        import matplotlib
        import matplotlib.pyplot as plt
    except ImportError as err:
        raise ConfigError("pictures need matplotlib: pip install 'minilora[plots]'") from err
    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "minilora"  # the same figures give the same bytes
    return plt


def check(path: Path) -> None:
    """Refuse, before anything is measured, a picture that could not be drawn afterwards."""
    if path.suffix not in FORMATS:
        raise ConfigError(f"a picture cannot be written as {path.name!r}; the name must end in {', '.join(FORMATS)}.")
    pyplot()


def save(figure: Any, path: Path) -> None:
    """Write a figure whole or not at all, without the date of the day."""
    figure.tight_layout()
    metadata = {"Date": None} if path.suffix == ".svg" else {}
    with replacing(path) as temporary:
        figure.savefig(temporary, format=path.suffix[1:], metadata=metadata, dpi=150)
