"""Where the arithmetic runs: the one file that knows how CPU, CUDA and MPS differ.

MPS follows PyTorch's documented rules (no float64; work is queued, so synchronise before reading a clock) and has not
been run: the project has no Apple machine.
"""

import ctypes
import os
import platform
import subprocess
import sys
from pathlib import Path

import torch

from .errors import ConfigError

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""Parameters of glibc's mallopt(3)."""

PRIMITIVE_CACHES = {"ONEDNN_PRIMITIVE_CACHE_CAPACITY": 64, "LRU_CACHE_CAPACITY": 48}
"""Compiled products that are remembered: by oneDNN for the whole process, and by PyTorch's binding for each thread."""

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


def available_devices() -> tuple[str, ...]:
    """Return the kinds of device that this PyTorch finds on this machine, the fastest first."""
    found = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    return tuple(kind for kind, there in found.items() if there)


def pick_device(name: str) -> torch.device:
    """Return the device called `name`; `auto` takes CUDA, else MPS, else the CPU.

    Raises:
        ConfigError: when this PyTorch or this machine has no such device.
    """
    available = available_devices()
    if name == "auto":
        return torch.device(available[0])
    if name.split(":")[0] not in available:
        raise ConfigError(f"device {name!r} is not available here; this machine has {', '.join(available)}.")
    return torch.device(name)


def device_name(device: torch.device) -> str:
    """Return what the maker calls the device; the processor's name for MPS too, which is a part of it."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else _processor_name()


def _processor_name() -> str:
    if sys.platform == "darwin":
        command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def pick_dtype(name: str, device: torch.device) -> torch.dtype:
    """Return the dtype called `name`; `auto` takes bfloat16 where the device multiplies it natively, else float32."""
    if name == "auto":
        return torch.bfloat16 if has_native_bfloat16(device) else torch.float32
    if name not in DTYPES:
        raise ConfigError(f"dtype {name!r} is unknown; expected auto, {', '.join(DTYPES)}.")
    return DTYPES[name]


def has_native_bfloat16(device: torch.device) -> bool:
    """Tell whether bfloat16 products are faster than float32 ones on this device, by what the hardware declares.

    On MPS bfloat16 exists from macOS 14 on, but PyTorch does not promise that it is faster: float32 there.
    """
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu":
        capabilities = torch.cpu.get_capabilities()
        return any(capabilities.get(flag, False) for flag in ("avx512_bf16", "amx_bf16", "sve_bf16", "bf16"))
    return False


def configure_cpu() -> None:
    """Set this process up for many batches on a CPU, each of another size; to be called before the first product."""
    configure_malloc()
    limit_primitive_caches()


def configure_malloc() -> None:
    """Let the C library keep freed memory instead of giving it back to the system at once.

    Training frees and takes the same large tensors in every step. glibc maps and unmaps each of them by default, and
    the kernel then clears every page anew: RMSNorm of (2400, 576) took 11.6 ms so, 1.7 ms without. Threads share one
    heap, for what one of them has freed another can use. Only on Linux with glibc; elsewhere nothing happens.
    """
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(M_MMAP_THRESHOLD, 1 << 30)
        libc.mallopt(M_TRIM_THRESHOLD, (1 << 31) - 1)
        libc.mallopt(M_ARENA_MAX, 1)


def limit_primitive_caches() -> None:
    """Let oneDNN and PyTorch remember fewer compiled products, unless the user's environment says how many.

    On a CPU each shape of a product is compiled once and remembered: 1,024 of them by default, at about half a MB
    each. A flat batch has another number of tokens in every step, so what is remembered is not used again, and
    the memory of a training grew by 1.8 GB in 40 steps. A few are enough for the layers of one piece, which are
    alike. To be called before the first product.
    """
    for name, capacity in PRIMITIVE_CACHES.items():
        os.environ.setdefault(name, str(capacity))


def synchronize(device: torch.device) -> None:
    """Wait until the device has done all work given to it; needed before reading a clock."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def peak_memory_bytes(device: torch.device) -> int:
    """Return the most memory this process has held: on CUDA the tensors', on MPS the driver's now, else all of it."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    if device.type == "mps":
        return torch.mps.driver_allocated_memory()
    return _peak_rss_bytes()


def available_memory_bytes(device: torch.device) -> int | None:
    """Return how much more memory a process can take on the device now; None where nobody says.

    On a system that is neither Linux nor Windows it is all the memory that the machine has.
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
    """Return what a memory limit of this process's container leaves (cgroup v2), infinity without a limit."""
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
    except ImportError:  # Windows keeps no such figure in the standard library
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
