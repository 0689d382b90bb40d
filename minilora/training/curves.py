"""loss.png: training and validation loss by step, plotted from training.jsonl with matplotlib (the extra `plots`)."""

import json
from pathlib import Path

from ..plots import can_plot, save_figure
from .run_directory import LOG

PLOT = "loss.png"


def plot_losses(out: Path) -> Path | None:
    """Plot the losses of `out/training.jsonl` as `out/loss.png`. Return its path, or None without matplotlib."""
    if not can_plot():
        return None
    from matplotlib.figure import Figure

    lines = [json.loads(line) for line in (out / LOG).read_text(encoding="utf-8").splitlines()]
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    for key, style in (("loss", "-"), ("val_loss", "o-")):
        points = [(line["step"], line[key]) for line in lines if key in line]
        if points:
            axes.plot(*zip(*points, strict=True), style, label=key.replace("val_", "validation "))
    axes.set(xlabel="step", ylabel="nats an answer token")
    axes.legend()
    save_figure(figure, out / PLOT, dpi=120)
    return out / PLOT
