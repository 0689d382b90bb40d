"""The runner ends every program, says how it ended, and leaves nothing."""

import os
import tempfile
from pathlib import Path

import pytest

from minilora.judge.running import KILLED, TIME_IS_UP, run_python

ENDS = {
    "print('x' * 10**7)": "",
    "def main():\n    print(1)\nif __name__ == '__main__':\n    main()": "",
    "from collections import deque\nimport heapq, random, dataclasses, typing": "",
    "open('here', 'w').write('x'); assert open('here').read() == 'x'": "",
    "import sys; sys.exit(0)": "",
    "1 / 0": "ZeroDivisionError",
    "def f(n): return f(n)\nf(0)": "RecursionError",
    "print('unclosed": "SyntaxError",
    "input()": "EOFError",
    "import sys; sys.exit('bad')": "SystemExit",
    "import os; os._exit(0)": KILLED,
    "import socket; socket.create_connection(('127.0.0.1', 9))": "PermissionError",
    "import subprocess; subprocess.run(['true'])": "PermissionError",
    "import os; os.fork()": "PermissionError",
    "import os; os.kill(os.getppid(), 9)": "PermissionError",
    "import os; os.remove('/no-such-file')": "PermissionError",
    "import os; assert os.environ.get('HOME') is None": "",
}


@pytest.mark.parametrize("code", ENDS, ids=lambda code: code[:40])
def test_a_program_ends_as_it_does(code: str) -> None:
    """Nothing for one that runs to its end, else the exception's name; refused are network, programs, foreign files."""
    assert run_python(code) == ENDS[code]


@pytest.mark.parametrize(
    "code", ["while True: pass", "import time; time.sleep(60)", "try:\n  while 1: pass\nexcept: 1"]
)
def test_time_is_limited(code: str) -> None:
    """A program that does not end is killed."""
    assert run_python(code, seconds=0.5) == TIME_IS_UP


@pytest.mark.skipif(os.uname().sysname != "Linux", reason="macOS does not limit the address space")
def test_memory_is_limited() -> None:
    """A program that wants more memory than the limit gets a MemoryError."""
    assert run_python("x = bytearray(2 << 30)") == "MemoryError"


def test_files_elsewhere_are_not_written(tmp_path: Path) -> None:
    """Opening a file outside the working directory for writing fails; reading is not prevented."""
    target = tmp_path / "file"
    target.write_text("before")
    assert run_python(f"open({str(target)!r}, 'w')") == "PermissionError"
    assert run_python(f"import os; os.open({str(target)!r}, os.O_WRONLY)") == "PermissionError"
    assert target.read_text() == "before"
    assert run_python(f"assert open({str(target)!r}).read() == 'before'") == ""


def test_the_working_directory_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a program wrote is gone when it has ended, also after a kill."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    run_python("open('left', 'w').write('x')")
    run_python("open('left', 'w').write('x')\nwhile True: pass", seconds=0.3)
    assert list(tmp_path.iterdir()) == []
