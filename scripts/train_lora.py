"""Train the tutor's adapter like the reference project: 5 epochs, saved to tutor-lora5epoch/.

This is `minilora train` with defaults; options given here override them; --help lists all options.
"""

import sys
from pathlib import Path

from minilora.cli import cli

ROOT = Path(__file__).resolve().parents[1]
DEFAULTS = {
    "--train": ROOT / "processed/train.jsonl",
    "--val": ROOT / "processed/val.jsonl",
    "--out": ROOT / "tutor-lora5epoch",
    "--epochs": 5,
    "--template": "instruccion",
}

if __name__ == "__main__":
    defaults = [str(word) for option in DEFAULTS.items() for word in option]
    cli(["train", *defaults, *sys.argv[1:]], prog_name="minilora")
