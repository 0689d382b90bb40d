"""Notices for the user from inside the library: slow work, licence terms. The command line prints them."""

from collections.abc import Callable

_callbacks: list[Callable[[str], None]] = []


def set_notice_callback(callback: Callable[[str], None]) -> None:
    """Set the function that is called with each notice; without one, notices are dropped."""
    _callbacks[:] = [callback]


def announce(text: str) -> bool:
    """Pass a one-line notice to the callback; return whether there is one."""
    for callback in _callbacks:
        callback(text)
    return bool(_callbacks)
