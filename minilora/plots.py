"""Check that matplotlib is installed (the extra `plots`), and save figures.

Figures are never shown on a screen. Equal figures give equal bytes: no date, and no random names in an SVG.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .errors import ConfigError
from .files import atomic_write

FORMATS = (".svg", ".png", ".pdf")
REPRODUCIBLE: Any = {"svg.hashsalt": "minilora"}


def can_plot() -> bool:
    """Return whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def check_figure_path(path: Path) -> None:
    """Check, before any computation, that a figure can be saved to `path`.

    Raises:
        ConfigError: if matplotlib is not installed, or the suffix is not in `FORMATS`.
    """
    if path.suffix not in FORMATS:
        raise ConfigError(f"cannot save a figure as {path.name!r}; the name must end in {', '.join(FORMATS)}.")
    if not can_plot():
        raise ConfigError("figures need matplotlib: pip install 'minilora[plots]'")


def save_figure(figure: Any, path: Path, dpi: int = 150) -> None:
    """Save a matplotlib figure to `path`, atomically.

    Raises:
        OutputError: if it cannot be written.
    """
    from matplotlib import rc_context

    metadata = {"Date": None} if path.suffix == ".svg" else {}
    with rc_context(REPRODUCIBLE), atomic_write(path) as temporary:
        figure.savefig(temporary, format=path.suffix[1:], metadata=metadata, dpi=dpi)
