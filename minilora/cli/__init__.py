"""The command line: one file per command, imported only when that command runs.

`COMMANDS` lists all commands. `minilora --help` prints this table, and each command imports the library inside its
function, so that help is printed immediately, without importing torch.

Shared by the commands: `options.py`, `inputs.py` (base, template and date, from options and the adapter's run),
`chat_options.py` (the chat that options open), `config_file.py` (options from a TOML file), `terminal.py` (what is
printed). `dry_run.py` and `training_progress.py` belong to train.

Exit status: 0 success, 1 a `MiniLoraError`, 2 a usage error, 130 interrupted. Results go to stdout; progress, warnings
and errors go to stderr.
"""

import os
import sys
from importlib import import_module
from typing import Any

import click

from .. import __version__
from ..errors import MiniLoraError, printable
from ..notices import set_notice_callback

COMMANDS: dict[str, str] = {
    "train": "Train a LoRA adapter on a JSONL file.",
    "generate": "Answer a prompt, or chat.",
    "eval": "Compute loss and perplexity on a data set.",
    "judge": "Judge the answers to a file of questions, beside other models'.",
    "merge": "Merge base + adapter into a Hugging Face directory.",
    "export": "Export base + adapter as a GGUF file, with a Modelfile.",
    "report": "Write one HTML page that shows what happened in a run.",
    "publish": "Write a run as a directory for others: GGUFs, Modelfile, model card, adapter.",
    "imatrix": "Compute an importance matrix for the quantization of an export.",
    "verify": "Check that an exported GGUF gives the same predictions as the trained model.",
    "adapter": "Convert, combine, resize, extract and compare adapters.",
    "data": "Check a data set: schema, lengths, truncation, learned tokens.",
    "inspect": "Show the contents of a GGUF, a safetensors file, an adapter or a base model.",
    "bench": "Benchmark training and generation on this machine, and compare machines.",
    "diff": "Compare two GGUF files: keys, types, weights.",
    "models": "List the base models with a name, and the supported model families.",
}
"""Name of the command and of its file -> its line in the help; in the usual order of use."""

INTERRUPTED = 130
"""Exit status after Ctrl-C: 128 + SIGINT, as in shells."""


class LazyGroup(click.Group):
    """A click group whose commands are the `command` objects of the modules in this package."""

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
        set_notice_callback(lambda text: print(text, file=sys.stderr))
        ctx.color = False if os.environ.get("NO_COLOR") else None  # None: colour on a terminal only
        try:
            return super().invoke(ctx)
        except MiniLoraError as err:
            click.secho(f"Error: {err}", fg="red", err=True)
            ctx.exit(1)
        except click.UsageError as err:  # its message quotes the arguments
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
    """Train a LoRA adapter on your own machine and export it as GGUF.

    BASE is a Hugging Face directory (config.json and safetensors), a .gguf file, or a name: of the Hugging Face hub
    (org/name, org/name:Q4_K_M), of a local Ollama (ollama:NAME), or from `minilora models`.
    """
