"""`python -m minilora` and the `minilora` entry point."""

import io
import sys

from .cli import cli


def main() -> None:
    """Run the command line on any terminal: what cannot be shown becomes `?`, what cannot be decoded stays as it is."""
    for stream, errors in ((sys.stdin, "surrogateescape"), (sys.stdout, "replace"), (sys.stderr, "replace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)
    cli(prog_name="minilora")


if __name__ == "__main__":
    main()
