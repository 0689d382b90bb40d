"""Runs Python code that a model wrote, in a process of its own with limits.

The limits catch accidents, such as endless loops and a deleted file; they are **not a security boundary**. Code that
wants to get out of them can, so run only what you would run by hand, or run all of it in a container.

- time: the process and its group are killed after `seconds`
- memory, CPU seconds, size of files, and, unless you are root, new processes and threads: limits of the operating
  system (`resource`; not on Windows, and macOS ignores that of memory)
- files: an empty working directory, removed afterwards; opening a file elsewhere for writing, and removing or renaming
  one, raises PermissionError in Python code (an audit hook, which native code does not see)
- network and other programs: the same audit hook refuses sockets and subprocesses
- the environment is empty, stdin too, and what the code prints is thrown away
"""

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

SECONDS = 5.0
MEMORY_BYTES = 512 << 20
FILE_BYTES = 1 << 20
TIME_IS_UP = "TimeLimit"
KILLED = "Killed"

_LIMITED = """
import os, sys
code, report = sys.stdin.read(), os.dup(1)
null = os.open(os.devnull, os.O_RDWR)
for descriptor in (0, 1, 2):
    os.dup2(null, descriptor)
try:
    import resource
except ImportError:
    resource = None
for name, value in {limits}.items() if resource else ():
    try:
        resource.setrlimit(getattr(resource, name), (value, value))
    except (AttributeError, ValueError, OSError):
        pass
here = os.getcwd()
refused = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile",
    "os.kill", "os.remove", "os.rename", "os.rmdir", "os.chmod", "os.chown", "os.truncate", "os.link", "os.symlink",
    "os.mkdir", "shutil.", "webbrowser.")
def audit(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND) if flags else 0
        writes = writes or (isinstance(mode, str) and set(mode) & set("wax+"))
        inside = isinstance(path, int) or os.path.realpath(os.fsdecode(path)).startswith(here + os.sep)
        if writes and not inside and path != os.devnull:
            raise PermissionError("writing outside the working directory")
    elif event.startswith(refused):
        raise PermissionError(event)
sys.addaudithook(audit)
name = ""
try:
    exec(compile(code, "answer", "exec"), {{"__name__": "__main__"}})
except SystemExit as err:
    name = "SystemExit" if err.code else ""
except BaseException as err:
    name = type(err).__name__[:80]
os.write(report, (name or "{done}").encode())
os._exit(0)
"""


def run_python(code: str, *, seconds: float = SECONDS) -> str:
    """Run a Python program with this interpreter's standard library and installed packages, and return what ended it.

    Empty if it ran to its end; else the exception's name, `TimeLimit`, or `Killed` (memory, CPU time, a crash).
    """
    limits = {
        "RLIMIT_AS": MEMORY_BYTES,
        "RLIMIT_CPU": round(seconds) + 1,
        "RLIMIT_FSIZE": FILE_BYTES,
        "RLIMIT_CORE": 0,
        "RLIMIT_NPROC": 0,
    }
    done = f"ran to its end {os.urandom(8).hex()}"
    with tempfile.TemporaryDirectory(prefix="minilora-judge-", ignore_cleanup_errors=True) as folder:
        working = Path(folder) / "working"
        working.mkdir()
        report = Path(folder) / "report"
        with report.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-I", "-B", "-c", _LIMITED.format(limits=limits, done=done)],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.DEVNULL,
                cwd=working,
                env={key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ},
                start_new_session=True,
            )
        try:
            process.communicate(code.encode("utf-8", "replace"), timeout=seconds)
        except subprocess.TimeoutExpired:
            return TIME_IS_UP
        finally:
            _kill_group(process)
        said = report.read_bytes()[:200].decode("utf-8", "replace")
    return "" if said == done else said or KILLED


def _kill_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill a process and what it started in its group."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    if process.stdin:
        with suppress(OSError):
            process.stdin.close()
    process.wait()
