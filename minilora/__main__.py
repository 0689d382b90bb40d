"""`python -m minilora` and the `minilora` entry point."""

import io
import signal
import sys

from .cli import cli


def main() -> None:
    """Run the command line on any terminal: what cannot be shown becomes `?`, what cannot be decoded stays as it is."""
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "replace"), (sys.stderr, "replace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)
    exit_when_terminated()
    cli(prog_name="minilora")


def exit_when_terminated() -> None:
    """Turn SIGTERM, and SIGHUP of a closed terminal, into SystemExit, so that half-written files are removed."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number and signal.getsignal(number) == signal.SIG_DFL:  # ignored under nohup
            signal.signal(number, lambda number, _frame: sys.exit(128 + number))


if __name__ == "__main__":
    main()
