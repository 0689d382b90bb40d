"""bench(): run every part on every requested device and dtype."""

import os
import platform
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from importlib.metadata import version
from typing import Any

import torch

from ..checkpoint import open_base
from ..device import available_devices, device_name, has_native_bfloat16, pick_device
from .figures import FORMAT, Cell, Generation, Machine, Result, Spread, Training
from .isolated import measure_in_subprocess
from .parity import check_parity
from .workload import Workload, load_examples

PACKAGES = ("minilora", "torch", "numpy", "safetensors", "tokenizers", "gguf")


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
    return Machine(
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        processor=device_name(torch.device("cpu")),
        cores=os.cpu_count() or 1,
        threads=workload.threads or torch.get_num_threads(),
        memory_bytes=_memory_bytes(),
        versions={"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
    )


def _dtypes(device: torch.device) -> tuple[str, ...]:
    return ("float32", "bfloat16") if has_native_bfloat16(device) else ("float32",)


def _memory_bytes() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return 0
