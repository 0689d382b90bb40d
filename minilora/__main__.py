"""`python -m minilora` and the `minilora` entry point."""

from .cli import cli


def main() -> None:
    cli(prog_name="minilora")


if __name__ == "__main__":
    main()
