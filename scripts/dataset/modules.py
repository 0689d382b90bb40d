"""Collect what the modules of a folder define, so that a new file needs no list."""

from collections.abc import Iterable
from importlib import import_module
from pkgutil import walk_packages
from typing import Any


def attributes(package: str, path: Iterable[str], name: str) -> tuple[Any, ...]:
    """Return the attribute `name` of every module in the package, in the order of the modules' names."""
    modules = sorted(found.name for found in walk_packages(path, f"{package}.") if not found.ispkg)
    return tuple(getattr(import_module(module), name) for module in modules)
