"""loss.png: training and validation loss by step, plotted from training.jsonl with matplotlib (the extra `plots`)."""

from pathlib import Path

from ..plots import can_plot, save_figure
from ..training_log import read_log

PLOT = "loss.png"


def plot_losses(out: Path) -> Path | None:
    """Plot the losses of `out/training.jsonl` as `out/loss.png`. Return its path, or None without matplotlib."""
    if not can_plot():
        return None
    from matplotlib.figure import Figure

    log = read_log(out)
    curves = {"loss": (log.steps, log.metrics["loss"]), "validation loss": tuple(zip(*log.validations, strict=True))}
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    for (label, points), style in zip(curves.items(), ("-", "o-"), strict=True):
        if points and points[0]:
            axes.plot(*points, style, label=label)
    axes.set(xlabel="step", ylabel="nats an answer token")
    axes.legend()
    save_figure(figure, out / PLOT, dpi=120)
    return out / PLOT
