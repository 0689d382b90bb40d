"""`minilora train`: its options, and the settings that they make. The progress is in `training_progress.py`."""

import dataclasses
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..config import LORA_INITS, OPTIMIZERS, SCHEDULES, LoraConfig, TrainConfig
from .config_file import load_toml_defaults
from .dry_run import show_dry_run
from .inputs import inputs, pack_choice, today
from .options import (
    COLUMNS,
    IGNORE_KEYS,
    LANGS,
    TEMPLATE_ARG,
    THINKING_OPTION,
    TRAIN_ON,
    TRAIN_ON_HELP,
    SectionedCommand,
    SectionOption,
    base_option,
    data_type,
    date_option,
    device_option,
    directory_type,
    dtype_option,
    file_type,
    out_type,
    pack_option,
    packed_option,
    template_option,
)
from .terminal import print_stderr
from .training_progress import train_and_show_progress

if TYPE_CHECKING:
    from ..data.mixing import Source
    from ..training.settings import RunSettings

BIASES = ("none", "lora_only", "all")
TRACKERS = ("tensorboard", "trackio", "wandb")
TRUNCATIONS = ("truncate-answer", "truncate-prompt", "drop", "error")
positive = click.IntRange(min=1)


def _parse_pairs(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, int | float]:
    """Parse `PATTERN=NUMBER` options into a dict; ranks are integers."""
    number, kind = (int, "an integer") if param.name == "rank_pattern" else (float, "a number")
    pairs: dict[str, int | float] = {}
    for value in values:
        pattern, _, text = value.rpartition("=")
        try:
            pairs[pattern] = number(text)
        except ValueError:
            pattern = ""
        if not pattern:
            raise click.BadParameter(f"{value!r}: expected PATTERN=NUMBER with {kind}, such as q_proj=16.")
    return pairs


def _split_names(value: Any) -> tuple[str, ...]:
    """Split `q_proj,v_proj`; a TOML list needs no split. `re:REGEX` is one name, because it may contain commas."""
    if not isinstance(value, str):
        return tuple(map(str, value))
    words = [value] if value.startswith("re:") else [word.strip() for word in value.split(",")]
    return tuple(words) if value else ()


class SharedData(click.ParamType["Source"]):
    """`FILE` or `FILE:SHARE`. If a file with the whole name exists, it is used."""

    name = "data"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "Source":
        from ..data.mixing import Source

        if isinstance(value, Source):
            return value
        path, colon, number = str(value).rpartition(":")
        if not colon or Path(str(value)).exists():
            return Source(data_type.convert(value, param, ctx))
        try:
            return Source(data_type.convert(path, param, ctx), float(number))
        except ValueError:
            self.fail(f"{value!r}: expected FILE:SHARE with a number, such as {path}:0.2.", param, ctx)


SHARED_DATA = SharedData()
data_option = partial(click.option, cls=SectionOption, section="Data")
lora_option = partial(click.option, cls=SectionOption, section="LoRA")
loop_option = partial(click.option, cls=SectionOption, section="Training")


@click.command(cls=SectionedCommand)
@click.option(
    "--config",
    type=file_type,
    callback=load_toml_defaults,
    is_eager=True,
    expose_value=False,
    help="TOML file with any of these options (`lr = 1e-4`); the command line takes precedence.",
)
@base_option
@click.option(
    "--train",
    "train_file",
    type=SHARED_DATA,
    multiple=True,
    required=True,
    metavar="FILE[:SHARE]",
    help="Training data: JSONL, JSON, CSV, Parquet, a directory or - (stdin). Can be repeated; a share mixes them.",
)
@click.option(
    "--val",
    "val_file",
    type=data_type,
    help="Validation data, evaluated before and during training.",
)
@click.option(
    "--val-split",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.0,
    help="Hold out this share of the training records for validation, by the hash of their ids.",
)
@click.option(
    "--from-adapter",
    type=directory_type,
    help="Adapter to start from (also PEFT's). Its rank and targets are used, and by default its base and template.",
)
@click.option("--out", type=out_type, required=True, help="Run directory; becomes the adapter directory.")
@device_option
@dtype_option
@click.option("--resume", is_flag=True, help="Resume from the newest checkpoint in --out.")
@click.option("--resume-changed", is_flag=True, help="With --resume: accept changed settings or data.")
@click.option("--dry-run", is_flag=True, help="Show what would be trained, estimate time and memory, and exit.")
@packed_option
@pack_option
@template_option
@date_option
@data_option("--train-on", type=click.Choice(TRAIN_ON), default="all", help=TRAIN_ON_HELP)
@data_option(
    "--replay",
    type=SHARED_DATA,
    multiple=True,
    metavar="FILE:SHARE",
    help="Data of an earlier training, to prevent forgetting; SHARE of each epoch. Its loss is reported separately.",
)
@data_option(
    "--prompt-weight",
    type=click.FloatRange(0, 1),
    default=TrainConfig.prompt_weight,
    help="Weight of the loss on prompt tokens; that of answer tokens is 1.",
)
@data_option("--template-arg", "template_args", **TEMPLATE_ARG)
@data_option("--thinking", **THINKING_OPTION)
@data_option("--ignore-keys", **IGNORE_KEYS)
@data_option("--columns", **COLUMNS)
@data_option("--max-length", type=click.IntRange(min=2), default=1024, help="Maximum tokens of a record.")
@data_option(
    "--truncation", type=click.Choice(TRUNCATIONS), default=TRUNCATIONS[0], help="What to do with longer records."
)
@lora_option("--r", type=positive, default=LoraConfig.r, help="Rank of the updates.")
@lora_option(
    "--alpha", "lora_alpha", type=float, default=LoraConfig.lora_alpha, help="Updates are scaled by alpha / r."
)
@lora_option("--rslora", "use_rslora", is_flag=True, help="Scale by alpha / sqrt(r) instead.")
@lora_option("--dora", "use_dora", is_flag=True, help="Train magnitude and direction of the weights separately.")
@lora_option(
    "--dropout",
    "lora_dropout",
    type=float,
    default=LoraConfig.lora_dropout,
    help="Dropout probability.",
)
@lora_option(
    "--target-modules",
    type=_split_names,
    default="auto",
    metavar="NAMES",
    help="Modules with an adapter: auto, all-linear, comma-separated names, or re:REGEX.",
)
@lora_option(
    "--rank-pattern",
    multiple=True,
    callback=_parse_pairs,
    metavar="PATTERN=R",
    help="Rank for the modules whose name ends with this regular expression. Can be repeated.",
)
@lora_option(
    "--alpha-pattern", multiple=True, callback=_parse_pairs, metavar="PATTERN=ALPHA", help="The same for alpha."
)
@lora_option(
    "--exclude-modules",
    type=_split_names,
    default="",
    show_default=False,
    metavar="NAMES",
    help="Exceptions from --target-modules.",
)
@lora_option("--layers", metavar="NUMBERS", help="Blocks with an adapter, from 0: `0-5,8,10-`.")
@lora_option(
    "--init",
    "init_lora_weights",
    type=click.Choice(LORA_INITS),
    default=LORA_INITS[0],
    help="Initial A and B.",
)
@lora_option("--bias", type=click.Choice(BIASES), default=LoraConfig.bias, help="Biases to train as well.")
@lora_option(
    "--modules-to-save",
    type=_split_names,
    default="",
    show_default=False,
    metavar="NAMES",
    help="Modules to train in full and save with the adapter.",
)
@loop_option("--epochs", type=positive, default=TrainConfig.epochs, help="Passes over the data set.")
@loop_option("--max-steps", type=positive, help="Maximum number of optimizer steps.")
@loop_option("--batch-size", type=positive, default=TrainConfig.batch_size, help="Records per batch.")
@loop_option(
    "--max-tokens-per-batch", type=positive, help="Fill batches up to this many tokens, instead of --batch-size."
)
@loop_option("--grad-accum", type=positive, default=TrainConfig.grad_accum, help="Batches per optimizer step.")
@loop_option("--lr", type=float, default=TrainConfig.lr, help="Peak learning rate.")
@loop_option("--warmup-ratio", type=float, default=TrainConfig.warmup_ratio, help="Share of the steps used for warmup.")
@loop_option("--schedule", type=click.Choice(SCHEDULES), default=TrainConfig.schedule, help="After the warmup.")
@loop_option(
    "--min-lr-ratio",
    type=click.FloatRange(0, 1),
    default=TrainConfig.min_lr_ratio,
    help="Final learning rate divided by --lr.",
)
@loop_option(
    "--decay-ratio",
    type=click.FloatRange(0, 1),
    default=TrainConfig.decay_ratio,
    help="Share of the steps at the end in which wsd decays.",
)
@loop_option("--adam-beta1", type=float, default=TrainConfig.adam_beta1, help="AdamW: decay rate of the first moment.")
@loop_option("--adam-beta2", type=float, default=TrainConfig.adam_beta2, help="AdamW: decay rate of the second moment.")
@loop_option("--adam-eps", type=float, default=TrainConfig.adam_eps, help="AdamW: added to the denominator.")
@loop_option("--optimizer", type=click.Choice(OPTIMIZERS), default=OPTIMIZERS[0], help="SGD needs a much larger --lr.")
@loop_option("--weight-decay", type=float, default=TrainConfig.weight_decay, help="Weight decay of A and B.")
@loop_option(
    "--lora-plus-ratio",
    type=float,
    default=TrainConfig.lora_plus_ratio,
    help="Learning rate of B divided by that of A.",
)
@loop_option(
    "--neftune-alpha",
    type=float,
    default=TrainConfig.neftune_alpha,
    help="Scale of the noise on the embeddings; usually 5.",
)
@loop_option(
    "--sampled-softmax",
    type=click.IntRange(min=0),
    default=TrainConfig.sampled_softmax,
    help="Estimate the softmax from the data's tokens and N others, such as 8192: fast for large vocabularies; 0: off.",
    metavar="N",
)
@loop_option(
    "--max-grad-norm",
    type=float,
    default=TrainConfig.max_grad_norm,
    help="Maximum norm of the gradients (clipping); 0: off.",
)
@loop_option("--seed", type=int, default=TrainConfig.seed, help="Seed of the data order, A, dropout and noise.")
@loop_option("--grad-checkpointing", is_flag=True, help="Less memory, more time; identical results.")
@loop_option(
    "--max-minutes", type=click.FloatRange(min=0, min_open=True), help="Save a checkpoint and stop after this time."
)
@loop_option("--eval-every", type=click.IntRange(min=0), default=0, help="Steps between validations; 0: each epoch.")
@loop_option(
    "--patience",
    type=click.IntRange(min=0),
    default=0,
    help="Stop after this many validations without improvement; 0: off.",
)
@loop_option("--sample-prompts", type=file_type, help="Text file with one prompt per line, for each validation.")
@loop_option(
    "--report",
    "report_lang",
    type=click.Choice(LANGS),
    is_flag=False,
    flag_value=LANGS[0],
    help="Write OUT/report.html, a page about the run, at each validation and at the end; es: in Spanish.",
)
@loop_option(
    "--log-to",
    type=click.Choice(TRACKERS),
    multiple=True,
    help="Also send the metrics to this program, if its library is installed. Can be repeated.",
)
@loop_option("--save-every", type=click.IntRange(min=0), default=0, help="Steps between checkpoints; 0: each epoch.")
@loop_option("--keep", type=click.IntRange(min=0), default=2, help="Number of newest checkpoints to keep; 0: all.")
def command(dry_run: bool, **options: Any) -> None:
    """Train a LoRA adapter on the answers in data sets.

    By default the loss covers answer tokens only. Ctrl-C saves a checkpoint; --resume continues from it.
    """
    if os.environ.get("RANK", "0") != "0":  # of several processes, only rank 0 prints
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115  (until the process ends)
    if not options["resume"]:  # a resumed run keeps its date
        options["day"] = options["day"] or today()
    options["pack"] = pack_choice(options.pop("packed"), options["pack"])
    log_to, report_lang = options.pop("log_to"), options.pop("report_lang")
    settings = _build_settings(options)
    if dry_run:
        show_dry_run(settings)
    elif not train_and_show_progress(settings, log_to=log_to, report_lang=report_lang):
        print_stderr(f"Stopped and saved. Continue with the same command and --resume, or use {settings.out} as it is.")
        raise SystemExit(130)


def _build_settings(options: dict[str, Any]) -> "RunSettings":
    """Build the settings of the library from the command-line options."""
    from dataclasses import fields, replace

    from ..data.forms import ReadOptions
    from ..training.settings import RunSettings

    sources = (*options.pop("train_file"), *(replace(source, replay=True) for source in options.pop("replay")))
    if len([source for source in sources if source.path == Path("-")]) + (options["val_file"] == Path("-")) > 1:
        raise click.UsageError("stdin (-) can be read only once.")
    if no_share := next((source for source in sources if source.replay and source.share is None), None):
        raise click.UsageError(f"--replay {no_share.path}: expected FILE:SHARE, such as {no_share.path}:0.1.")
    rows = ReadOptions(options.pop("ignore_keys"), options.pop("columns"))
    lora, train = (
        {field.name: options.pop(field.name) for field in fields(config) if field.name in options}
        for config in (LoraConfig, TrainConfig)
    )
    config = _start_from(options, lora["lora_dropout"]) if options["from_adapter"] else LoraConfig(**lora)
    return RunSettings(lora=config, train=TrainConfig(**train), train_file=sources, rows=rows, **options)


def _start_from(options: dict[str, Any], lora_dropout: float) -> LoraConfig:
    """Return the settings of the adapter to start from; take base and template from its run unless they are given."""
    from ..training.settings import adapter_settings

    context = click.get_current_context()
    default = click.core.ParameterSource.DEFAULT
    given = {name for name in context.params if context.get_parameter_source(name) != default}
    conflicts = sorted(given & {field.name for field in dataclasses.fields(LoraConfig)} - {"lora_dropout"})
    if conflicts:
        raise click.UsageError(f"--from-adapter sets {', '.join(conflicts)}; remove these options.")
    base, template = (options[name] if name in given else None for name in ("base", "template"))
    found = inputs(options["from_adapter"], base=base, template=template)
    options |= {"base": found.base, "template": found.template}
    if "template_args" not in given:
        options["template_args"] = found.template_args
    return adapter_settings(options["from_adapter"], lora_dropout=lora_dropout)
