"""Where matplotlib is (the extra `plots`), and how a picture becomes a file: for the parts that draw.

Nothing is drawn on a screen, and equal figures give equal bytes: no date, and names inside an SVG that are not random.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .errors import ConfigError
from .files import atomic_write

FORMATS = (".svg", ".png", ".pdf")
REPRODUCIBLE: Any = {"svg.hashsalt": "minilora"}


def can_plot() -> bool:
    """Tell whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def check_figure_path(path: Path) -> None:
    """Refuse, before anything is computed, a picture that could not be drawn afterwards.

    Raises:
        ConfigError: without matplotlib, or when the file's name asks for another format than `FORMATS`.
    """
    if path.suffix not in FORMATS:
        raise ConfigError(f"a picture cannot be written as {path.name!r}; the name must end in {', '.join(FORMATS)}.")
    if not can_plot():
        raise ConfigError("pictures need matplotlib: pip install 'minilora[plots]'")


def save_figure(figure: Any, path: Path, dpi: int = 150) -> None:
    """Write a matplotlib figure to `path`, whole or not at all.

    Raises:
        OutputError: when it cannot be written.
    """
    from matplotlib import rc_context

    metadata = {"Date": None} if path.suffix == ".svg" else {}
    with rc_context(REPRODUCIBLE), atomic_write(path) as temporary:
        figure.savefig(temporary, format=path.suffix[1:], metadata=metadata, dpi=dpi)
