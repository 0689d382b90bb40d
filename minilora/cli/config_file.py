"""How a TOML file sets the options of a command: by name, lists and tables included."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

NAME_LISTS = ("target_modules", "exclude_modules", "modules_to_save")
"""Options with names separated by commas, for which a file may have a list."""


def load_toml_defaults(ctx: click.Context, param: click.Parameter, path: Path | None) -> None:
    """Set the defaults of the options from a TOML file; the command line takes precedence."""
    if path is None:
        return
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as err:
        raise click.BadParameter(f"{path} is not valid TOML: {err}") from err
    known = {name: opt for opt in ctx.command.params for name in (opt.name, *(o.lstrip("-") for o in opt.opts))}
    unknown = [key for key in values if key not in known]
    if unknown:
        raise click.BadParameter(f"{path} sets {', '.join(unknown)}; this command has no such option.")
    found = {str(known[key].name): _as_option_value(known[key], value) for key, value in values.items()}
    ctx.default_map = {**(ctx.default_map or {}), **found}


def _as_option_value(option: click.Parameter, value: Any) -> Any:
    """Convert a TOML table to a list of `pattern=number`, as on the command line; return other values unchanged."""
    if isinstance(value, dict) and option.multiple:
        return [f"{pattern}={number}" for pattern, number in value.items()]
    lists = option.multiple or option.name in NAME_LISTS
    if isinstance(value, list) and lists and all(isinstance(item, str) for item in value):
        return value
    if isinstance(value, str) and option.multiple:
        return [value]
    if type(value) is date and option.name == "day":
        return value
    if not isinstance(value, (str, int, float)):
        raise click.BadParameter(f"{option.name} is {value!r}; expected a string, a number, true or false.")
    return value
