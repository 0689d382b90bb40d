"""Training in two processes, started by torchrun."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from minilora.training.distributed import ProcessGroup
from minilora.training.run import run
from minilora.training.settings import RunSettings


def torchrun(settings: RunSettings, *program: str) -> subprocess.CompletedProcess[str]:
    """Run the `train` command of a program in two processes on this machine."""
    paths = {"--base": settings.base, "--train": settings.train_file, "--val": settings.val_file, "--out": settings.out}
    options = "--epochs 2 --batch-size 2 --grad-accum 3 --lr 1e-2 --r 4 --dropout 0.2 --neftune-alpha 5 --device cpu"
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", *program]
    command += ["train", *(str(word) for pair in paths.items() for word in pair), *options.split()]
    command += ["--dtype", "float32", "--init", settings.lora.init_lora_weights]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=120)


def logged(out: Path, key: str) -> list[float]:
    lines = map(json.loads, (out / "training.jsonl").read_text().splitlines())
    return [line[key] for line in lines if key in line]


@pytest.mark.slow
@pytest.mark.parametrize("init", ["kaiming", "pissa"])
def test_two_processes_learn_what_one_learns(settings: RunSettings, tmp_path: Path, init: str) -> None:
    """With dropout, noise and uneven steps: the same losses, norms and weights, one log, one line of results."""
    settings = replace(settings, lora=replace(settings.lora, init_lora_weights=init))
    config = replace(settings.train, epochs=2, grad_accum=3, neftune_alpha=5.0)
    alone = replace(settings, out=tmp_path / "alone", train=config)
    list(run(alone))
    done = torchrun(settings, "-m", "--", "minilora")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{settings.out}\n"
    for key in ("step", "loss", "val_loss", "grad_norm", "lr", "tokens"):
        assert logged(settings.out, key) == pytest.approx(logged(alone.out, key), rel=1e-4)
    ours, theirs = (load_file(out / "adapter_model.safetensors") for out in (settings.out, alone.out))
    for name, tensor in theirs.items():
        torch.testing.assert_close(ours[name], tensor, rtol=0, atol=2e-4)  # Adam turns roundings into small steps


@pytest.mark.slow
def test_an_error_of_one_ends_all_and_is_printed_once(settings: RunSettings, tmp_path: Path) -> None:
    """If only the second process cannot read the data, the first reports the error on stderr, once."""
    program = tmp_path / "program.py"
    program.write_text(BROKEN_SECOND)
    done = torchrun(settings, "--", str(program))
    assert done.returncode != 0
    assert re.findall("^Error: .*", done.stderr, re.MULTILINE) == ["Error: the disk of the second is broken"]
    assert str(program) not in done.stderr.partition("Error: ")[0], "no traceback of ours before the message"
    assert not settings.out.exists()


BROKEN_SECOND = """
import os
from minilora.__main__ import main
from minilora.errors import DataError
from minilora.training import load_data
def broken(*args, **settings):
    raise DataError("the disk of the second is broken")
if os.environ["RANK"] == "1":
    load_data.encode_file = broken
main()
"""


def test_every_item_is_in_one_shard() -> None:
    """The shards of all ranks cover all items, and differ in size by at most one."""
    shards = [ProcessGroup(torch.device("cpu"), rank, 3).shard(range(11)) for rank in range(3)]
    assert sorted(item for shard in shards for item in shard) == list(range(11))
    assert {len(shard) for shard in shards} == {3, 4}
