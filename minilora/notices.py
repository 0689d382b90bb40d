"""Lines for people from inside the library: what takes long, which licence applies. The command line says where to."""

from collections.abc import Callable

_callbacks: list[Callable[[str], None]] = []


def announce_with(callback: Callable[[str], None]) -> None:
    """Let `callback` be called with each line; without it nobody is told."""
    _callbacks[:] = [callback]


def announce(text: str) -> bool:
    """Tell a line, and whether somebody has heard it."""
    for callback in _callbacks:
        callback(text)
    return bool(_callbacks)
