"""The command line: one file per command, imported only when that command runs.

`COMMANDS` is the table of contents. Help is printed from it alone, and a command file imports the library inside
its function, so that `minilora --help` and `minilora train --help` answer at once, without torch.

Exit status: 0 done, 1 a `MiniLoraError`, 2 wrong usage, 130 interrupted. Results go to stdout; progress, warnings and
errors to stderr.
"""

import os
import sys
from importlib import import_module
from typing import Any

import click

from .. import __version__
from ..errors import MiniLoraError, printable
from ..notices import announce_with

COMMANDS: dict[str, str] = {
    "train": "Train a LoRA adapter on the answers of a JSONL file.",
    "generate": "Answer a prompt, or chat.",
    "eval": "Measure loss and perplexity on a data set.",
    "merge": "Write base + adapter as a Hugging Face directory.",
    "export": "Write base + adapter as a GGUF file, with its Modelfile.",
    "imatrix": "Measure which weights matter, for a more careful export.",
    "verify": "Check that an exported GGUF says what the trained model says.",
    "adapter": "Convert, combine, resize, extract, compare and study adapters.",
    "data": "Check a data set: schema, lengths, truncation, share of tokens learned.",
    "inspect": "Show what a GGUF, a safetensors file, an adapter or a base model holds.",
    "bench": "Measure training and generation on this machine's devices, and compare machines.",
    "diff": "Compare two GGUF files: keys, types, weights.",
    "models": "List the base models that have a name, and the families that are read.",
}
"""Name of the command, which is also its file's, and its line in the help; in the order of use."""

INTERRUPTED = 130
"""Exit status after Ctrl-C: 128 + SIGINT, as shells have it."""


class LazyGroup(click.Group):
    """A click group whose commands are the `command` objects of the files beside this one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        command: click.Command = import_module(f".{cmd_name}", __name__).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        announce_with(lambda text: print(text, file=sys.stderr))
        ctx.color = False if os.environ.get("NO_COLOR") else None  # None: where there is a terminal
        try:
            return super().invoke(ctx)
        except MiniLoraError as err:
            click.secho(f"Error: {err}", fg="red", err=True)
            ctx.exit(1)
        except click.UsageError as err:  # click quotes what it was given
            raise click.UsageError(printable(err.format_message()), err.ctx) from err
        except KeyboardInterrupt:
            click.echo("\nInterrupted.", err=True)
            ctx.exit(INTERRUPTED)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "show_default": True, "max_content_width": 110},
    epilog="`minilora COMMAND --help` explains one command.",
)
@click.version_option(__version__, package_name="minilora", message="%(prog)s %(version)s")
def cli() -> None:
    """From JSONL to an answering model: train a LoRA adapter on your own machine and export it as GGUF.

    BASE is a Hugging Face directory (config.json and safetensors), a .gguf file, or a name: of the Hugging Face hub
    (org/name, org/name:Q4_K_M), of a local Ollama (ollama:NAME), or from `minilora models`.
    """
