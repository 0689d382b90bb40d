"""Merging an adapter into a base, against transformers + peft: two directories on disk in, one out, in float32.

    python benchmarks/peers/merging.py

The tensors of both results are compared first; a difference ends the program without a report.
"""

import sys
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import torch
from pairs import OURS, alternate, parser, summary, tell
from safetensors.torch import load_file

from minilora.checkpoint import load_base
from minilora.config import LoraConfig
from minilora.lora import inject, lora_layers, save_adapter
from minilora.merge import merge_to_dir

TOLERANCE = 1e-6
"""Absolute: both compute in float32, and may add in another order."""


def main() -> None:
    options = parser(__doc__, pairs=3).parse_args()
    torch.set_num_threads(options.threads)
    with TemporaryDirectory() as name:
        folder = Path(name)
        merge_to_dir(options.base, None, folder / "base", torch.float32)
        make_adapter(folder)
        ours(folder)
        theirs(folder)
        check(folder)
        seconds = alternate({OURS: lambda: ours(folder), "peft": lambda: theirs(folder)}, options.pairs)
    tell({"merge to a directory": summary(seconds)}, options, ["transformers", "peft"])


def make_adapter(folder: Path) -> None:
    """Write an adapter that changes something: B is random here, and not zero."""
    model = load_base(folder / "base").model
    config = LoraConfig(r=8, target_modules=("all-linear",))
    inject(model, config, seed=0)
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for layer in lora_layers(model).values():
            layer.lora_B.copy_(torch.randn(layer.lora_B.shape, generator=generator) * 1e-2)
    save_adapter(folder / "adapter", model, config, base_model=str(folder / "base"))


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


if __name__ == "__main__":
    main()
