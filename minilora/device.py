"""Devices: all differences between CPU, CUDA and MPS are in this file.

MPS support follows PyTorch's documentation (no float64; synchronise before reading a clock) but is untested: the
project has no Apple machine.
"""

import ctypes
import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch

from .errors import ConfigError

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""Parameters of glibc's mallopt(3)."""

PRIMITIVE_CACHES = {"ONEDNN_PRIMITIVE_CACHE_CAPACITY": 64, "LRU_CACHE_CAPACITY": 48}
"""Capacities of the caches of compiled matmuls: oneDNN's, per process, and PyTorch's, per thread."""

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


PACKAGES = ("minilora", "torch", "numpy", "safetensors", "tokenizers", "gguf")
"""Packages whose versions `describe_machine` reports."""


def available_devices() -> tuple[str, ...]:
    """Return the device types that PyTorch finds on this machine, the fastest first."""
    found = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    return tuple(kind for kind, there in found.items() if there)


def pick_device(name: str) -> torch.device:
    """Return the device `name`; `auto` selects CUDA, else MPS, else the CPU.

    Raises:
        ConfigError: if PyTorch or the machine has no such device.
    """
    available = available_devices()
    if name == "auto":
        return torch.device(available[0])
    if name.split(":")[0] not in available:
        raise ConfigError(f"device {name!r} is not available here; this machine has {', '.join(available)}.")
    return torch.device(name)


def device_name(device: torch.device) -> str:
    """Return the product name of the GPU, or of the processor for CPU and MPS."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else _processor_name()


def describe_machine(device: torch.device) -> dict[str, Any]:
    """Return the facts about machine and versions that a measurement depends on, as JSON values."""
    gpu = {"gpu": device_name(device)} if device.type == "cuda" else {}
    return {
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processor": device_name(torch.device("cpu")),
        **gpu,
        "cores": os.cpu_count() or 1,
        "threads": torch.get_num_threads(),
        "memory_bytes": _memory_bytes(),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
    }


def _memory_bytes() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return 0


def _processor_name() -> str:
    if sys.platform == "darwin":
        command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def pick_dtype(name: str, device: torch.device) -> torch.dtype:
    """Return the dtype `name`; `auto` selects bfloat16 if the device has native bfloat16 matmuls, else float32."""
    if name == "auto":
        return torch.bfloat16 if has_native_bfloat16(device) else torch.float32
    if name not in DTYPES:
        raise ConfigError(f"dtype {name!r} is unknown; expected auto, {', '.join(DTYPES)}.")
    return DTYPES[name]


def has_native_bfloat16(device: torch.device) -> bool:
    """Return whether the hardware reports native bfloat16 matmuls, which are faster than float32 ones.

    False for MPS: it supports bfloat16 since macOS 14, but PyTorch does not document that it is faster.
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu":
        capabilities = torch.cpu.get_capabilities()
        return any(capabilities.get(flag, False) for flag in ("avx512_bf16", "amx_bf16", "sve_bf16", "bf16"))
    return False


def configure_cpu() -> None:
    """Configure this process for many batches of different sizes on a CPU. Call it before the first matmul."""
    configure_malloc()
    limit_primitive_caches()


def configure_malloc() -> None:
    """Make the C library keep freed memory instead of returning it to the system immediately.

    Training frees and allocates the same large tensors in every step. By default glibc maps and unmaps each of
    them, and the kernel clears every page again: RMSNorm of (2400, 576) took 11.6 ms, and 1.7 ms with this setting.
    All threads use one heap, so that a thread can reuse memory freed by another. A no-op except on Linux with glibc.
    """
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(M_MMAP_THRESHOLD, 1 << 30)
        libc.mallopt(M_TRIM_THRESHOLD, (1 << 31) - 1)
        libc.mallopt(M_ARENA_MAX, 1)


def limit_primitive_caches() -> None:
    """Limit the caches of compiled matmuls in oneDNN and PyTorch, unless environment variables already do.

    On a CPU a matmul is compiled once per shape and cached: by default 1,024 of them, about 0.5 MB each. The number of
    tokens in a flat batch differs in every step, so cached matmuls are not reused, and memory grew by 1.8 GB in 40
    steps of training. A few are enough for the layers of one micro-batch, which have equal shapes. Call it before the
    first matmul.
    """
    for name, capacity in PRIMITIVE_CACHES.items():
        os.environ.setdefault(name, str(capacity))


def synchronize(device: torch.device) -> None:
    """Wait until the device has finished all queued work; needed before reading a clock."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def peak_memory_bytes(device: torch.device) -> int:
    """Return the process's peak memory: on CUDA that of tensors, on MPS the driver's current memory, else peak RSS."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    if device.type == "mps":
        return torch.mps.driver_allocated_memory()
    return _peak_rss_bytes()


def available_memory_bytes(device: torch.device) -> int | None:
    """Return how much more memory a process can allocate on the device now; None if unknown (Windows).

    On other systems than Linux and Windows it is the total memory of the machine.
    """
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    if device.type == "mps":
        return torch.mps.recommended_max_memory() - torch.mps.driver_allocated_memory()
    try:
        fields = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
        return int(min(int(fields["MemAvailable"].removesuffix("kB")) * 1024, _left_in_container()))
    except OSError:
        pass
    try:
        return int(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, ValueError, OSError):  # Windows
        return None


def _left_in_container() -> float:
    """Return the memory left under the container's limit (cgroup v2); infinity without a limit."""
    folder = Path("/sys/fs/cgroup")
    try:
        limit = (folder / "memory.max").read_text().strip()
        used = int((folder / "memory.current").read_text())
    except OSError:
        return float("inf")
    return float("inf") if limit == "max" else int(limit) - used


def _peak_rss_bytes() -> int:
    try:
        import resource
    except ImportError:  # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
