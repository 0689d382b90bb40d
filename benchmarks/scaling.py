"""How speed and memory of training scale with record length, batch size, rank, CPU threads and model size.

    python benchmarks/scaling.py --json scaling.json --plot scaling.svg
    python benchmarks/scaling.py --redraw scaling.json --plot scaling.svg

One setting changes at a time; the others stay as in `FULL` (or, with --quick, `QUICK`). Each point is measured in a
separate process, as in `minilora bench`. Points that differ only in device, dtype or threads must have the same losses;
otherwise there is no report. Models of other sizes have random weights (random_models.py).
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from random_models import random_base

from minilora.bench import Spread, Training, Workload, check_parity
from minilora.bench.chart import LIGHT, Theme, save, themed_pyplot
from minilora.bench.compare import short, text
from minilora.bench.figures import from_json
from minilora.bench.isolated import measure_in_subprocess
from minilora.bench.run import describe_machine
from minilora.device import available_devices, has_native_bfloat16, pick_device
from minilora.errors import BenchError, MiniLoraError
from minilora.files import read_json, write_json
from minilora.plots import check_figure_path

CORES = os.cpu_count() or 1
Axes = Mapping[str, Sequence[int]]

FULL = Workload(length=256, batch_size=2, steps=3, threads=CORES)
FULL_AXES: Axes = {
    "length": (128, 256, 512, 1024, 2048, 4096),
    "batch_size": (1, 2, 4, 8),
    "r": (1, 8, 32, 128),
    "threads": tuple(sorted({1, 2, 4, 8, 16, CORES} & set(range(1, CORES + 1)))),
    "size": (20, 44, 135, 362),
}
QUICK = Workload(length=64, batch_size=1, steps=2, threads=CORES)
QUICK_AXES: Axes = {
    "length": (32, 64, 128),
    "batch_size": (1, 2),
    "r": (8, 64),
    "threads": tuple(sorted({1, CORES})),
    "size": (20, 44),
}

TITLES = {
    "length": "tokens of a record",
    "batch_size": "records of a step",
    "r": "rank r",
    "threads": "threads",
    "size": "million weights",
}
FLOAT32_TOO = ("batch_size",)
"""Axes that are also measured in float32 where bfloat16 is faster. Only one: more would take most of the time."""


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
    if options.plot:
        check_figure_path(options.plot)
    content = read_json(options.redraw, BenchError) if options.redraw else sweep(options)
    if not options.redraw:
        write_json(options.json, content)
    points = points_of(content)
    if options.plot:
        draw(options.plot, points, about(content))
    print(table(points))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default=FULL.base)
    parser.add_argument("--devices", nargs="+", default=list(reversed(available_devices())))
    parser.add_argument("--axes", nargs="+", choices=list(TITLES), default=list(TITLES), metavar="AXIS")
    parser.add_argument("--quick", action="store_true", help="fewer and smaller points: about a minute")
    parser.add_argument("--json", type=Path, default=Path("scaling.json"))
    parser.add_argument("--plot", type=Path, help="draw into this .svg, .png or .pdf (needs matplotlib)")
    parser.add_argument("--redraw", type=Path, metavar="JSON", help="measure nothing, draw this file")
    return parser.parse_args()


def sweep(options: argparse.Namespace) -> dict[str, Any]:
    """Measure every point once, even if it lies on several axes."""
    start, axes = (QUICK, QUICK_AXES) if options.quick else (FULL, FULL_AXES)
    start = replace(start, base=options.base)
    found: dict[tuple[Workload, str, str], Training] = {}
    points = []
    with TemporaryDirectory() as folder:
        chosen = {axis: axes[axis] for axis in options.axes}
        for device, axis, value, dtype in plan(options.devices, chosen, () if options.quick else FLOAT32_TOO):
            workload = setting(start, axis, value, Path(folder))
            key = (workload, device, dtype)
            if key not in found:
                found[key] = measure_in_subprocess("training", Training, workload, device, dtype)
                speed = found[key].tokens_per_s.median
                print(f"{device} {dtype}, {TITLES[axis]} {value}: {speed:.0f} tokens/s", file=sys.stderr)
            points.append(Point(axis, value, device, dtype, found[key]))
    check_points(points)
    return {
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "command": command(options),
        "machine": asdict(describe_machine(start)),
        "workload": asdict(start),
        "points": [asdict(point) for point in points],
    }


def command(options: argparse.Namespace) -> str:
    """Return the command that measures the same points."""
    axes = [] if options.axes == list(TITLES) else ["--axes", *options.axes]
    return " ".join(["python benchmarks/scaling.py", *["--quick"] * options.quick, *axes])


def plan(
    devices: Sequence[str], axes: Axes, float32_too: Sequence[str] = FLOAT32_TOO
) -> list[tuple[str, str, int, str]]:
    """Return (device, axis, value, dtype) of every point; threads are varied on the CPU only."""
    return [
        (device, axis, value, dtype)
        for device in devices
        for axis, values in axes.items()
        if axis != "threads" or device == "cpu"
        for dtype in dtypes(device, axis in float32_too)
        for value in values
    ]


def dtypes(device: str, float32_too: bool) -> tuple[str, ...]:
    """Return the fastest dtype of a device, preceded by float32 if requested."""
    if not has_native_bfloat16(pick_device(device)):
        return ("float32",)
    return ("float32", "bfloat16") if float32_too else ("bfloat16",)


def setting(start: Workload, axis: str, value: int, folder: Path) -> Workload:
    """Return `start` with one setting changed; write a model of another size to `folder`."""
    if axis == "size":
        return replace(start, base=str(random_base(folder, value)))
    return replace(start, **{axis: value})


def check_points(points: Sequence[Point]) -> None:
    """Reject points of the same work whose losses differ. The number of threads does not count as work."""
    same: dict[tuple[str, int], dict[str, Point]] = {}
    for p in points:
        value = 0 if p.axis == "threads" else p.value
        same.setdefault((p.axis, value), {})[f"{TITLES[p.axis]} {p.value}, {p.device} {p.dtype}"] = p
    for sides in same.values():
        check_parity(sides)


def points_of(content: Mapping[str, Any]) -> list[Point]:
    return [from_json(Point, point) for point in content["points"]]


def about(content: Mapping[str, Any]) -> str:
    """Return machine and date, and the settings that are constant on the other axes."""
    machine, work = content["machine"], content["workload"]
    return (
        f"{machine['processor']}, {machine['threads']} threads, {content['date'][:10]}; where not varied: "
        f"{Path(work['base']).name}, {work['batch_size']} x {work['length']} tokens, r = {work['r']}"
    )


def curves(points: Sequence[Point], axis: str) -> dict[str, list[Point]]:
    """Return the points of an axis by device and dtype, in order."""
    found: dict[str, list[Point]] = {}
    for point in sorted((p for p in points if p.axis == axis), key=lambda p: p.value):
        found.setdefault(f"{point.device} {point.dtype}", []).append(point)
    return found


def draw(
    path: Path, points: Sequence[Point], note: str = "", theme: Theme = LIGHT, axes: Sequence[str] = tuple(TITLES)
) -> None:
    """Draw a row for each of `axes` that has points: speed on the left, with whiskers over all steps; memory right.

    The legend names what is drawn; a device and dtype has the same colour in every picture of these points.
    """
    axes = [axis for axis in axes if curves(points, axis)]
    names = list(dict.fromkeys(f"{p.device} {p.dtype}" for p in points))
    colors = dict(zip(names, theme.series, strict=False))
    with themed_pyplot(theme) as plt:
        height_in = 1.0 + 1.85 * len(axes)
        figure, panels = plt.subplots(len(axes), 2, figsize=(9, height_in), squeeze=False)
        for axis, (speed, memory) in zip(axes, panels, strict=True):
            found = curves(points, axis)
            _curves(speed, {n: [(p.value, p.training.tokens_per_s) for p in c] for n, c in found.items()}, colors)
            _curves(memory, {n: [(p.value, _gib(p)) for p in c] for n, c in found.items()}, colors)
            for panel in (speed, memory):
                _frame(panel, sorted({p.value for p in points if p.axis == axis}), TITLES[axis])
        panels[0][0].set_title("Training, tokens/s", loc="left", fontweight="bold", pad=12)
        panels[0][1].set_title("Peak memory, GiB", loc="left", fontweight="bold", pad=12)
        shown = [name for name in names if any(name in curves(points, axis) for axis in axes)]
        lines = [plt.Line2D([], [], color=colors[name], marker="o", markersize=4) for name in shown]
        figure.legend(lines, shown, loc="upper left", ncols=len(shown), borderaxespad=0.3)
        save(figure, path, note, top_in=0.25)


def _gib(point: Point) -> Spread:
    value = max(point.training.peak_memory_bytes, 1) / 2**30
    return Spread(value, value, value)


def _curves(panel: Any, found: Mapping[str, Sequence[tuple[int, Spread]]], colors: Mapping[str, str]) -> None:
    """Draw medians as lines, with whiskers and labels: above the top line, below the others."""
    for name, curve in found.items():
        x, y = [value for value, _ in curve], [s.median for _, s in curve]
        panel.plot(x, y, "o-", color=colors[name], markersize=4)
        if any(s.low < s.high for _, s in curve):
            ranges = [[s.median - s.low for _, s in curve], [s.high - s.median for _, s in curve]]
            panel.errorbar(x, y, yerr=ranges, fmt="none", ecolor=colors[name], elinewidth=1, capsize=3)
        for value, spread in curve:
            top = spread.median >= max(s.median for other in found.values() for v, s in other if v == value)
            panel.annotate(
                short(spread.median),
                (value, spread.high if top else spread.low),
                xytext=(0, 4 if top else -4),
                textcoords="offset points",
                ha="center",
                va="bottom" if top else "top",
                fontsize=8,
                color=colors[name],
            )


def _frame(panel: Any, ticks: Sequence[int], title: str) -> None:
    """Start the axes at zero, leave space for the labels, and mark every setting that was measured."""
    panel.set_xscale("log", base=2)
    panel.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    panel.minorticks_off()
    panel.margins(x=0.1)
    panel.set_ylim(0, 1.25 * panel.dataLim.ymax)
    panel.locator_params(axis="y", nbins=4)
    panel.yaxis.set_major_formatter("{x:,g}")
    panel.set_xlabel(title)
    panel.grid(axis="y")


def table(points: Sequence[Point]) -> str:
    """Return the points as a Markdown table."""
    lines = ["| | | device | tokens/s (lowest-highest) | peak memory |", "|---|---|---|---|---|"]
    lines += [
        f"| {TITLES[p.axis]} | {p.value} | {p.device} {p.dtype} | {text(p.training.tokens_per_s)} "
        f"| {p.training.peak_memory_bytes / 2**30:.2f} GiB |"
        for p in points
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    try:
        main()
    except MiniLoraError as err:
        sys.exit(f"Error: {err}")
