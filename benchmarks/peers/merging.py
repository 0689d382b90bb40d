"""Merging an adapter into a base compared with transformers + peft: two directories in, one out, in float32.

    python benchmarks/peers/merging.py
    python benchmarks/peers/merging.py --converter llama.cpp/convert_hf_to_gguf.py      # then to a GGUF in f16

The tensors of both results are compared first; if they differ, the program ends without a report. No package contains
llama.cpp's converter, so the second comparison needs a copy of it.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from shutil import copy, rmtree
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from gguf import GGUFReader
from pairs import OURS, alternate, parser, print_report, summary
from safetensors.torch import load_file

sys.path.insert(0, str(Path(__file__).parents[1]))

from random_models import write_adapter

from minilora.export import export_gguf
from minilora.merge import merge_to_dir

TOLERANCE = 1e-6
"""Absolute: both compute in float32, but may add in a different order."""
F16_TOLERANCE = 1e-3
"""Relative to the largest weight: sums that differ in the last bit of float32 may round to adjacent f16 values."""


def main() -> None:
    words = parser(__doc__, pairs=3)
    words.add_argument("--converter", type=Path, metavar="FILE", help="llama.cpp's convert_hf_to_gguf.py")
    options = words.parse_args()
    torch.set_num_threads(options.threads)
    with TemporaryDirectory() as name:
        folder = Path(name)
        merge_to_dir(options.base, None, folder / "base", torch.float32)
        write_adapter(folder / "adapter", folder / "base")
        ours(folder)
        theirs(folder)
        check(folder)
        seconds = alternate({OURS: lambda: ours(folder), "peft": lambda: theirs(folder)}, options.pairs)
        found = {"merge to a directory": summary(seconds)}
        if options.converter:
            found["merge and write a GGUF"] = exporting(folder, options)
    print_report(found, options, ["transformers", "peft"])


def exporting(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Compare `minilora export` with peft's merge followed by llama.cpp's converter."""
    mine, converted = folder / "minilora.gguf", folder / "llama.cpp.gguf"

    def export() -> None:
        export_gguf(folder / "base", mine, adapter=folder / "adapter", file_type="f16")

    def convert() -> None:
        theirs(folder)
        for file in (folder / "base").glob("*token*"):
            copy(file, folder / "peft")
        command = [sys.executable, str(options.converter), str(folder / "peft"), "--outfile", str(converted)]
        done = subprocess.run([*command, "--outtype", "f16"], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{options.converter} failed:\n{done.stderr[-2000:]}")

    export()
    convert()
    check_gguf(mine, converted)
    return summary(alternate({OURS: export, "peft + llama.cpp": convert}, options.pairs))


def ours(folder: Path) -> None:
    rmtree(folder / OURS, ignore_errors=True)
    merge_to_dir(folder / "base", folder / "adapter", folder / OURS, torch.float32)


def theirs(folder: Path) -> None:
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    rmtree(folder / "peft", ignore_errors=True)
    base = AutoModelForCausalLM.from_pretrained(folder / "base", dtype=torch.float32)
    merged = PeftModel.from_pretrained(base, folder / "adapter").merge_and_unload()
    merged.save_pretrained(folder / "peft")


def check(folder: Path) -> None:
    mine, peft = (load_file(folder / side / "model.safetensors") for side in (OURS, "peft"))
    base = load_file(folder / "base/model.safetensors")
    if mine.keys() != peft.keys():
        sys.exit(f"the two sides write different tensors: {sorted(mine.keys() ^ peft.keys())[:5]}: no report")
    for name, tensor in mine.items():
        if not torch.allclose(tensor, peft[name], rtol=0, atol=TOLERANCE):
            sys.exit(f"{name}: the two sides differ by {(tensor - peft[name]).abs().max():.2g}: no report")
    if all(torch.equal(tensor, base[name]) for name, tensor in mine.items()):
        sys.exit("the merge changed nothing: no report")


def check_gguf(mine: Path, converted: Path) -> None:
    ours, theirs = ({t.name: t.data.astype(np.float32) for t in GGUFReader(path).tensors} for path in (mine, converted))
    if ours.keys() != theirs.keys():
        sys.exit(f"the two sides write different tensors: {sorted(ours.keys() ^ theirs.keys())[:5]}: no report")
    for name, tensor in ours.items():
        if (error := np.abs(tensor - theirs[name]).max() / np.abs(tensor).max()) > F16_TOLERANCE:
            sys.exit(f"{name}: the two sides differ by {error:.2g} of the largest weight: no report")


if __name__ == "__main__":
    main()
