"""Merge the tutor's adapter into its base and write exportados/tutor_5epoch.gguf, with Modelfile.lora.

This is `minilora export` with defaults; options given here override them; --help lists all options.
"""

import sys
from pathlib import Path

from minilora.cli import cli

ROOT = Path(__file__).resolve().parents[1]
DEFAULTS = {
    "adapter": str(ROOT / "tutor-lora5epoch"),
    "out": str(ROOT / "exportados/tutor_5epoch.gguf"),
    "modelfile": str(ROOT / "Modelfile.lora"),
    "template": "instruccion",
    "system": (ROOT / "processed/system.txt").read_text(encoding="utf-8"),
}

if __name__ == "__main__":
    cli(["export", *sys.argv[1:]], prog_name="minilora", default_map={"export": DEFAULTS})
