"""What minilora configures on the machine, and what it leaves to the user."""

import os
import subprocess
import sys

import pytest

from minilora.device import PRIMITIVE_CACHES, limit_primitive_caches

NAMES = tuple(PRIMITIVE_CACHES)
MANY_SHAPES = """
import ctypes, torch
from minilora.device import limit_primitive_caches

class Info(ctypes.Structure):
    names = "arena ordblks smblks hblks hblkhd usmblks fsmblks used free top"
    _fields_ = [(name, ctypes.c_size_t) for name in names.split()]

limit_primitive_caches()
libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Info
torch.set_num_threads(1)
weight = torch.ones(64, 64, dtype=torch.bfloat16)
used = []
for rows in range(1, 900):
    torch.ones(rows, 64, dtype=torch.bfloat16) @ weight
    used.append(libc.mallinfo2().used)
print(used[-1] - used[300])
"""


def test_kernel_caches_are_bounded_unless_the_user_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the environment stays; the rest is set."""
    monkeypatch.setenv(NAMES[0], "7")
    monkeypatch.setenv(NAMES[1], "to be put back")
    monkeypatch.delenv(NAMES[1])
    limit_primitive_caches()
    assert [os.environ[name] for name in NAMES] == ["7", str(PRIMITIVE_CACHES[NAMES[1]])]


@pytest.mark.skipif(sys.platform != "linux", reason="asks glibc")
def test_products_of_ever_new_shapes_take_no_more_memory_once_the_caches_are_full() -> None:
    """After 300 shapes, 600 more leave no memory behind. (Without bounds oneDNN remembered 332 MB of them.)"""
    done = subprocess.run([sys.executable, "-c", MANY_SHAPES], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 4 << 20
