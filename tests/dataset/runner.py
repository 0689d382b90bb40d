"""Run many snippets in one process with limits: JSON on stdin, JSON on stdout. Started by test_code.py.

A job is {"code", "call", "seconds"}: `code` runs in a fresh namespace, then `call` (when there is one) is evaluated.
Its result is {"printed", "how", "what"}, with `how` one of «devuelve» (`what` is the repr), «lanza» (the error's
name) and «no termina» (the time was up).
"""

import contextlib
import io
import json
import resource
import signal
import sys

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 120


def run(code: str, call: str, seconds: float) -> dict[str, object]:
    out = io.StringIO()
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        with contextlib.redirect_stdout(out):
            namespace: dict[str, object] = {"__name__": "ejemplo"}
            exec(code, namespace)
            value = eval(call, namespace) if call else None
        how, what = "devuelve", repr(value)
    except TimeoutError:
        how, what = "no termina", ""
    except Exception as err:
        how, what = "lanza", type(err).__name__
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return {"printed": out.getvalue().splitlines(), "how": how, "what": what}


def time_is_up(number: int, frame: object) -> None:
    raise TimeoutError


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    signal.signal(signal.SIGALRM, time_is_up)
    json.dump([run(**job) for job in json.load(sys.stdin)], sys.stdout)
