"""The catalogue: one file an entry, one folder a topic. A file put here is in the data set."""

from importlib import import_module
from pkgutil import walk_packages

from ..entry import Entry


def _entries() -> tuple[Entry, ...]:
    """Return every module's ENTRY, in the order of the modules' names."""
    modules = sorted(found.name for found in walk_packages(__path__, f"{__name__}.") if not found.ispkg)
    return tuple(import_module(name).ENTRY for name in modules)


ENTRIES = _entries()
