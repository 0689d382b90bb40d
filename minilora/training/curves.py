"""loss.png: how the losses went, drawn from the log of a run with matplotlib (the extra `plots`)."""

import json
from pathlib import Path

from ..pictures import can_draw, save_picture
from .directory import LOG

PICTURE = "loss.png"


def draw_losses(out: Path) -> Path | None:
    """Draw `out/training.jsonl` as `out/loss.png` and return its path; None where matplotlib is not installed."""
    if not can_draw():
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
    save_picture(figure, out / PICTURE, dpi=120)
    return out / PICTURE
