"""Run a measurement in a separate process, because the peak memory of a process never decreases.

measure_in_subprocess()  ── a JSON request on stdin ──►  python -m minilora.bench.isolated
            ◄── a JSON result on stdout ──
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from typing import TypeVar

from ..errors import BenchError, MiniLoraError
from .figures import from_json
from .workload import Workload

T = TypeVar("T")


def measure_in_subprocess(part: str, result_type: type[T], workload: Workload, device: str, dtype: str) -> T:
    """Run a part of `minilora.bench.parts` on a device, and return its result as a `result_type`.

    Raises:
        BenchError: the process failed, for example out of memory or with a dtype that the device does not support.
    """
    request = {"part": part, "workload": asdict(workload), "device": device, "dtype": dtype}
    environment = dict(os.environ)
    if workload.threads:
        environment["OMP_NUM_THREADS"] = str(workload.threads)
    done = subprocess.run(
        [sys.executable, "-m", __name__], input=json.dumps(request), capture_output=True, text=True, env=environment
    )
    try:
        figures: T = from_json(result_type, json.loads(done.stdout.splitlines()[-1]))
    except (IndexError, ValueError, TypeError, KeyError) as err:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise BenchError(
            f"{part} on {device} in {dtype} failed (exit status {done.returncode}): {reason} "
            "Leave it out with --devices or --dtypes, or make the work smaller."
        ) from err
    return figures


def main() -> None:
    import torch

    from .parts import measure

    request = json.load(sys.stdin)
    try:
        figures = measure(
            request["part"], Workload(**request["workload"]), torch.device(request["device"]), request["dtype"]
        )
    except MiniLoraError as err:
        sys.exit(str(err))
    print(json.dumps(asdict(figures)))


if __name__ == "__main__":
    main()
