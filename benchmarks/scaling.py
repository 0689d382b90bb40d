"""How speed and memory of training grow: with the records' length, the batch, the rank, the threads of the CPU.

    python benchmarks/scaling.py --json scaling.json --plot scaling.svg
    python benchmarks/scaling.py --redraw scaling.json --plot scaling.svg

One setting changes at a time, the others stay as in `FULL` (or, with --quick, `QUICK`). Each point is measured in a
process of its own, as `minilora bench` does it. A band spans from the lowest to the highest step.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from minilora.bench import Spread, Training, Workload
from minilora.bench.chart import check, pyplot, save
from minilora.bench.figures import build
from minilora.bench.isolated import measured
from minilora.bench.run import machine
from minilora.device import available_devices, has_native_bfloat16, pick_device
from minilora.errors import BenchError, MiniLoraError
from minilora.files import read_json, write_json

CORES = os.cpu_count() or 1
Axes = Mapping[str, Sequence[int]]

FULL = Workload(steps=5, threads=CORES)
FULL_AXES: Axes = {
    "length": (75, 150, 300, 600, 1200),
    "batch_size": (1, 2, 4, 8, 16),
    "r": (1, 4, 8, 32, 128),
    "threads": tuple(sorted({1, 2, 4, 8, 16, CORES} & set(range(1, CORES + 1)))),
}
QUICK = Workload(length=100, batch_size=2, steps=2, threads=CORES)
QUICK_AXES: Axes = {"length": (50, 100, 200), "batch_size": (1, 2, 4), "r": (8, 64), "threads": (1, CORES)}

TITLES = {
    "length": "tokens of a record",
    "batch_size": "records of a step",
    "r": "rank r",
    "threads": "threads",
}
COLORS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377")


@dataclass(frozen=True)
class Point:
    """One measurement."""

    axis: str
    value: int
    device: str
    dtype: str
    training: Training


def main() -> None:
    options = parse()
    check(options.plot)
    if options.redraw:
        content = read_json(options.redraw, BenchError)
    else:
        content = sweep(options)
        write_json(options.json, content)
    points = [build(Point, point) for point in content["points"]]
    draw(options.plot, points)
    print(table(points))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default=FULL.base)
    parser.add_argument("--devices", nargs="+", default=list(reversed(available_devices())))
    parser.add_argument("--quick", action="store_true", help="fewer and smaller points: about a minute and a half")
    parser.add_argument("--json", type=Path, default=Path("scaling.json"))
    parser.add_argument("--plot", type=Path, default=Path("scaling.svg"))
    parser.add_argument("--redraw", type=Path, metavar="JSON", help="measure nothing, draw this file")
    return parser.parse_args()


def sweep(options: argparse.Namespace) -> dict[str, Any]:
    """Measure every point; one that lies on several axes is measured once."""
    start, axes = (QUICK, QUICK_AXES) if options.quick else (FULL, FULL_AXES)
    start = replace(start, base=options.base)
    found: dict[tuple[Workload, str, str], Training] = {}
    points = []
    for device, dtype in places(options.devices):
        for axis, values in axes.items():
            if axis == "threads" and device != "cpu":
                continue
            for value in values:
                workload = replace(start, **{axis: value})
                key = (workload, device, dtype)
                if key not in found:
                    found[key] = measured("training", Training, workload, device, dtype)
                    speed = found[key].tokens_per_s.median
                    print(f"{device} {dtype}, {TITLES[axis]} {value}: {speed:.0f} tokens/s", file=sys.stderr)
                points.append(Point(axis, value, device, dtype, found[key]))
    return {
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "machine": asdict(machine(start)),
        "workload": asdict(start),
        "points": [asdict(point) for point in points],
    }


def places(devices: Sequence[str]) -> list[tuple[str, str]]:
    return [
        (device, dtype)
        for device in devices
        for dtype in (("float32", "bfloat16") if has_native_bfloat16(pick_device(device)) else ("float32",))
    ]


def curves(points: Sequence[Point], axis: str) -> dict[str, list[Point]]:
    """Return the points of an axis by device and dtype, in order."""
    found: dict[str, list[Point]] = {}
    for point in sorted((p for p in points if p.axis == axis), key=lambda p: p.value):
        found.setdefault(f"{point.device} {point.dtype}", []).append(point)
    return found


def draw(path: Path, points: Sequence[Point]) -> None:
    """Draw a column for each axis, speed above and memory below."""
    plt = pyplot()
    figure, panels = plt.subplots(2, len(TITLES), figsize=(3.2 * len(TITLES), 6), squeeze=False)
    for (axis, title), speed, memory in zip(TITLES.items(), *panels, strict=True):
        for (name, curve), color in zip(curves(points, axis).items(), COLORS, strict=False):
            x = [point.value for point in curve]
            speeds = [point.training.tokens_per_s for point in curve]
            speed.plot(x, [s.median for s in speeds], "o-", label=name, color=color, markersize=4)
            speed.fill_between(x, [s.low for s in speeds], [s.high for s in speeds], color=color, alpha=0.25)
            memory.plot(x, [p.training.peak_memory_bytes / 2**30 for p in curve], "o-", color=color, markersize=4)
        memory.set_xlabel(title)
        for panel in (speed, memory):
            panel.set_xscale("log", base=2)
            panel.set_ylim(bottom=0)
            panel.grid(alpha=0.3)
            ticks = sorted({point.value for point in points if point.axis == axis})
            panel.set_xticks(ticks, [str(tick) for tick in ticks], minor=False)
    panels[0][0].set_ylabel("training, tokens/s")
    panels[1][0].set_ylabel("peak memory, GiB")
    panels[0][0].legend(fontsize=8)
    save(figure, path)
    plt.close(figure)


def table(points: Sequence[Point]) -> str:
    """Return the points as a Markdown table."""
    lines = ["| | | device | tokens/s (lowest-highest) | peak memory |", "|---|---|---|---|---|"]
    for p in points:
        s: Spread = p.training.tokens_per_s
        lines.append(
            f"| {TITLES[p.axis]} | {p.value} | {p.device} {p.dtype} | {s.median:.0f} ({s.low:.0f}-{s.high:.0f}) "
            f"| {p.training.peak_memory_bytes / 2**30:.2f} GiB |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    try:
        main()
    except MiniLoraError as err:
        sys.exit(f"Error: {err}")
