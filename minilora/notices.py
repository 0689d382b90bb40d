"""Lines for people from inside the library: what takes long, which licence applies. The command line says where to."""

from collections.abc import Callable

_tell: list[Callable[[str], None]] = []


def announce_with(tell: Callable[[str], None]) -> None:
    """Let `tell` be called with each line; without it nobody is told."""
    _tell[:] = [tell]


def announce(text: str) -> bool:
    """Tell a line, and whether somebody has heard it."""
    for tell in _tell:
        tell(text)
    return bool(_tell)
