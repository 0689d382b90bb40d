"""Timing of two programs in alternating pairs, reported with the spread of the ratio.

A busy machine slows both sides of a pair. So the ratio is computed within each pair, and its median and range over all
pairs are reported. The order of the sides changes from pair to pair. The scripts in this folder use this module; each
first checks that both sides give the same result.
"""

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

Side = Callable[[], object]
"""Does the work. If it returns a float, that is its time in seconds; otherwise the caller measures it."""

OURS = "minilora"


def alternate(sides: Mapping[str, Side], pairs: int) -> dict[str, list[float]]:
    """Return the seconds of each side, pair by pair, after a warmup pair that is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for pair in range(pairs + 1):
        order = list(sides) if pair % 2 else list(reversed(sides))
        for name in order:
            began = time.perf_counter()
            own = sides[name]()
            seconds[name].append(own if isinstance(own, float) else time.perf_counter() - began)
    return {name: found[1:] for name, found in seconds.items()}


def summary(seconds: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """Return median and range of each side's seconds, and of the ratio peer / minilora."""
    (peer,) = seconds.keys() - {OURS}
    ratios = [theirs / ours for theirs, ours in zip(seconds[peer], seconds[OURS], strict=True)]
    return {name: spread(values) for name, values in (*seconds.items(), (f"{peer} / {OURS}", ratios))}


def spread(values: Sequence[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def table(found: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a Markdown table with one summary per task."""
    lines = ["| | side | median (lowest-highest) |", "|---|---|---|"]
    for work, sides in found.items():
        for name, s in sides.items():
            unit = "×" if "/" in name else " s"
            lines.append(f"| {work} | {name} | {s['median']:.3g} ({s['low']:.3g}-{s['high']:.3g}){unit} |")
    return "\n".join(lines)


def parser(doc: str | None, *, pairs: int) -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    found.add_argument("--base", default="smollm2-135m-instruct")
    found.add_argument("--pairs", type=int, default=pairs)
    found.add_argument("--threads", type=int, default=os.cpu_count())
    found.add_argument("--json", type=Path, help="write all figures to this file")
    return found


def print_report(found: Mapping[str, Mapping[str, Any]], options: argparse.Namespace, packages: Sequence[str]) -> None:
    """Print the table, and write the JSON if asked."""
    import torch

    from minilora.device import device_name
    from minilora.files import write_json

    print(table(found))
    if options.json:
        machine = {
            "date": time.strftime("%Y-%m-%d"),
            "processor": device_name(torch.device("cpu")),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            **{name: version(name) for name in ("minilora", "torch", *packages)},
        }
        settings = {key: str(value) if isinstance(value, Path) else value for key, value in vars(options).items()}
        write_json(options.json, {"machine": machine, "settings": settings, "seconds": dict(found)})
