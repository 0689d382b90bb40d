"""Train the tutor's adapter like the reference project: 5 epochs, saved to tutor-lora5epoch/.

This is `minilora train` with defaults; options given here override them; --help lists all options.
"""

import sys
from pathlib import Path

from minilora.cli import cli

ROOT = Path(__file__).resolve().parents[1]
DEFAULTS = {
    "train_file": [str(ROOT / "processed/train.jsonl")],
    "val_file": str(ROOT / "processed/val.jsonl"),
    "out": str(ROOT / "tutor-lora5epoch"),
    "epochs": 5,
    "template": "instruccion",
}

if __name__ == "__main__":
    cli(["train", *sys.argv[1:]], prog_name="minilora", default_map={"train": DEFAULTS})
