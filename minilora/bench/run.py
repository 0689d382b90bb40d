"""bench(): run every part on every requested device and dtype."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import torch

from ..checkpoint import open_base
from ..device import available_devices, device_name, has_native_bfloat16, pick_device
from ..device import describe_machine as machine_facts
from .figures import FORMAT, Cell, Generation, Machine, Result, Spread, Training
from .isolated import measure_in_subprocess
from .parity import check_parity
from .workload import Workload, load_examples


def bench(
    workload: Workload,
    devices: Sequence[str] = (),
    dtypes: Sequence[str] = (),
    progress: Callable[[int, int, str], None] = lambda done, of, note: None,
) -> Result:
    """Measure `workload` on this machine.

    Args:
        devices: device types; empty for all available ones.
        dtypes: empty for float32, and bfloat16 on devices that are fast at it.
        progress: called with (parts done, total parts, next part).

    Raises:
        ConfigError: this machine does not have the device.
        BenchError: a part failed, or the losses differ.
    """
    places = [
        (device, dtype)
        for device in devices or reversed(available_devices())
        for dtype in dtypes or _dtypes(pick_device(device))
    ]
    load_examples(workload, open_base(workload.base))  # reports errors in base or data early
    parts = {"ceiling": Spread, "training": Training, "generation": Generation}
    jobs = [(place, part) for place in places for part in parts]
    found: dict[tuple[str, str, str], Any] = {}
    for done, ((device, dtype), part) in enumerate(jobs):
        progress(done, len(jobs), f"{part}, {device} {dtype}")
        found[device, dtype, part] = measure_in_subprocess(part, parts[part], workload, device, dtype)
    progress(len(jobs), len(jobs), "")
    cells = tuple(
        Cell(device, device_name(pick_device(device)), dtype, *(found[device, dtype, part] for part in parts))
        for device, dtype in places
    )
    check_parity({f"{cell.device} {cell.dtype}": cell for cell in cells})
    date = datetime.now(timezone.utc).isoformat(timespec="seconds")
    return Result(FORMAT, date, describe_machine(workload), workload, cells)


def describe_machine(workload: Workload) -> Machine:
    """Return a description of this machine and the versions of the packages."""
    found = Machine(**machine_facts(torch.device("cpu")))
    return replace(found, threads=workload.threads or found.threads)


def _dtypes(device: torch.device) -> tuple[str, ...]:
    return ("float32", "bfloat16") if has_native_bfloat16(device) else ("float32",)
