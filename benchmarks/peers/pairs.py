"""Two programs side by side: in turn, in pairs, with the order turned round every time, and told with their noise.

A machine that is busy for a while slows both sides of a pair; so the ratio is taken inside each pair, and its median
and range over the pairs are what is reported. For the programs beside this one, which check first that both agree.
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
"""Does the work. A float that it returns is its seconds, where it knows them better than a clock around it."""

OURS = "minilora"


def alternate(sides: Mapping[str, Side], pairs: int) -> dict[str, list[float]]:
    """Return the seconds of each side, pair by pair; a pair before them warms up and is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for pair in range(pairs + 1):
        order = list(sides) if pair % 2 else list(reversed(sides))
        for name in order:
            began = time.perf_counter()
            own = sides[name]()
            seconds[name].append(own if isinstance(own, float) else time.perf_counter() - began)
    return {name: found[1:] for name, found in seconds.items()}


def summary(seconds: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """Return median and range of each side, and of the peer's seconds / ours."""
    (peer,) = seconds.keys() - {OURS}
    ratios = [theirs / ours for theirs, ours in zip(seconds[peer], seconds[OURS], strict=True)]
    return {name: spread(values) for name, values in (*seconds.items(), (f"{peer} / {OURS}", ratios))}


def spread(values: Sequence[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "low": min(values), "high": max(values)}


def table(found: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a Markdown table of summaries by what was done."""
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


def tell(found: Mapping[str, Mapping[str, Any]], options: argparse.Namespace, packages: Sequence[str]) -> None:
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
