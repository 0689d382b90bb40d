"""report(): one self-contained HTML page that shows what happened in a run, and what came out of it.

    run_files.py   what the files of the run say
    curves.py      loss, learning rate, speed and memory over time
    learned.py     the update of each module, its rounding, and whether the GGUF holds it; learned_view.py: as tables
    answers.py     base, adapter and GGUF answer questions, token by token
    forgotten.py   the loss on general text, before and after
    shipped.py     the GGUF: checks, types, a map of its tensors
    compare.py     two runs side by side
    page.py        all of it as HTML; texts.py, numbers.py: in two languages

Nothing is measured again that the run's files hold. What needs the weights of the base (the comparison with them,
answers, forgotten text, verify) is computed here, and left out where the base or a file is not given. The page loads
nothing: style, script and data are inside.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..adapted import load_adapted
from ..checkpoint import Base, load_base
from ..device import configure_cpu, pick_device, pick_dtype
from ..errors import MiniLoraError, OutputError, brief
from ..files import check_not_input, write_text
from ..verify import Check
from . import answers, compare, forgotten, learned, shipped
from .answers import Answered, Prompting, Question
from .compare import Comparison
from .forgotten import Forgotten, SentenceLoss
from .learned import LearnedModule
from .page import render
from .run_files import RunFiles, read_run
from .shipped import ShippedFile
from .texts import Lang

Progress = Callable[[int, int, str], None]
"""Called with (percent done, 100, what is being done)."""
SUFFIXES = (".html", ".htm")
PAGE = "report.html"
"""The page in a run directory, of `minilora train --report`."""
BASE, ADAPTER, FILE = "base", "adapter", "file"
"""Names of the models that answer."""


@dataclass(frozen=True)
class ReportSettings:
    """What a report is made from."""

    run: Path
    base: str | None = None
    """Base model; None for a report from the run's files alone."""
    base_required: bool = True
    """Whether a base that cannot be opened is an error; else its sections are left out."""
    gguf: Path | None = None
    questions: Path | None = None
    against: Path | None = None
    lang: Lang = "en"
    prompting: Prompting = field(default_factory=Prompting)
    checks: tuple[Check, ...] | None = None
    """The checks of `gguf`, if it was just verified."""


@dataclass(frozen=True)
class Report:
    """The sections of the page; those that are None or empty are not shown."""

    run: RunFiles
    modules: tuple[LearnedModule, ...] = ()
    answered: tuple[Answered, ...] = ()
    questions: int = 0
    """Questions in the file, of which the first few are answered."""
    forgotten: Forgotten | None = None
    file: ShippedFile | None = None
    comparison: Comparison | None = None
    with_base: bool = False
    """Whether the adapter was compared with its base."""
    training: bool = False
    """Whether the run goes on: a page of `minilora train --report`."""
    notes: tuple[str, ...] = ()
    """Why a section is missing, where that is not because an option was not given."""


def write_report(out: Path, settings: ReportSettings, progress: Progress = lambda done, total, note: None) -> Report:
    """Write the page about a run to `out`, atomically.

    Raises:
        MiniLoraError: a file of the run is damaged, an input cannot be read, or `out` cannot be written.
    """
    check_not_input(out, settings.run, settings.gguf, settings.questions, settings.against)
    if out.suffix not in SUFFIXES:  # never one of the run's files
        raise OutputError(f"cannot write the page to {out}: its name must end in {' or '.join(SUFFIXES)}.")
    report = make_report(settings, progress)
    write_text(out, render(report, settings.lang, out))
    return report


def write_live_report(out: Path, run: Path, *, training: bool, lang: Lang = "en") -> None:
    """Write the page from the run's files alone, for a run that is training; it takes well under a second.

    Args:
        training: whether the run goes on; else the adapter is described too, without its base.
    """
    found = read_run(run)
    modules = () if training or not found.adapter else learned.study_alone(run)
    write_text(out, render(Report(found, modules, training=training), lang, out))


def make_report(settings: ReportSettings, progress: Progress = lambda done, total, note: None) -> Report:
    """Read and compute all sections."""
    stages = _Stages(progress, settings)
    run = read_run(settings.run)
    report = Report(run)
    if settings.against:
        report = replace(report, comparison=compare.compare(run, read_run(settings.against)))
    if settings.gguf:
        stages.begin("file")
        report = replace(report, file=shipped.read_file(settings.gguf))
    if not run.adapter:
        return report
    if settings.base is None:
        stages.begin("adapter")
        return replace(report, modules=learned.study_alone(settings.run))
    try:
        return _with_base(report, settings, settings.base, stages)
    except MiniLoraError as err:
        if settings.base_required or settings.gguf or settings.questions:
            raise
        return replace(report, modules=learned.study_alone(settings.run), notes=(brief(err),))


def _with_base(report: Report, settings: ReportSettings, base: str, stages: "_Stages") -> Report:
    configure_cpu()
    stages.begin("adapter")
    modules = learned.study_with_base(settings.run, base, settings.gguf, progress=stages.inner)
    if settings.gguf and report.file and settings.checks is not None:
        report = replace(report, file=replace(report.file, checks=settings.checks))
    elif settings.gguf and report.file:
        stages.begin("verify")
        prompting = settings.prompting
        checks = shipped.check_file(
            settings.gguf,
            base,
            settings.run,
            on_check=lambda check: stages.inner(0, 0, check.part),
            template=prompting.template,
            template_args=prompting.template_args,
            day=prompting.day,
        )
        report = replace(report, file=replace(report.file, checks=checks))
    questions, total = answers.read_questions(settings.questions) if settings.questions else ((), 0)
    heard, losses = _hear_models(settings, base, questions, stages)
    return replace(
        report,
        modules=modules,
        with_base=True,
        questions=total,
        answered=_answered(questions, heard),
        forgotten=forgotten.compare(losses[BASE], losses[ADAPTER]),
    )


def _hear_models(
    settings: ReportSettings, base: str, questions: Sequence[Question], stages: "_Stages"
) -> tuple[dict[str, list[answers.Answer]], dict[str, list[SentenceLoss]]]:
    """Load one model after the other; return their answers, and the losses of base and adapter on general text."""
    models: dict[str, Callable[[], Base]] = {
        BASE: lambda: _load(base, None),
        ADAPTER: lambda: _load(base, settings.run),
    }
    if settings.gguf and questions:
        gguf = settings.gguf
        models[FILE] = lambda: _load(str(gguf), None)
    heard, losses = {}, {}
    for name, load in models.items():
        stages.begin(f"answers {name}" if questions else f"general {name}")
        model = load()
        if questions:
            heard[name] = answers.answer_all(model, questions, settings.prompting, progress=stages.inner)
        if name != FILE:
            losses[name] = forgotten.sentence_losses(model)
    return heard, losses


def _load(base: str, adapter: Path | None) -> Base:
    device = pick_device("auto")
    dtype = pick_dtype("auto", device)
    if adapter:
        return load_adapted(base, adapter, device, dtype, pack="auto")
    return load_base(base, device, dtype, pack="auto")


def _answered(questions: Sequence[Question], heard: Mapping[str, Sequence[answers.Answer]]) -> tuple[Answered, ...]:
    """Return the answers by question: those of the adapter compared with the base's, the file's with the adapter's."""
    found = []
    for index, question in enumerate(questions):
        own = {name: replies[index] for name, replies in heard.items()}
        marked = {**own, ADAPTER: answers.mark_differences(own[ADAPTER], own[BASE])}
        if FILE in own:
            marked[FILE] = answers.mark_differences(own[FILE], own[ADAPTER])
        found.append(Answered(question, marked))
    return tuple(found)


@dataclass
class _Stages:
    """Reports the progress of the parts, each of which has steps of its own."""

    progress: Progress
    settings: ReportSettings
    done: int = 0
    title: str = ""
    total: int = field(init=False)

    def __post_init__(self) -> None:
        with_base, gguf = self.settings.base is not None, self.settings.gguf is not None
        verified, answered = gguf and self.settings.checks is None, gguf and self.settings.questions is not None
        self.total = 1 + gguf + with_base * (2 + verified + answered)

    def begin(self, title: str) -> None:
        self.title = title
        self.progress(100 * self.done // self.total, 100, title)
        self.done += 1

    def inner(self, done: int, total: int, note: str = "") -> None:
        share = done / total if total else 0.0
        counted = f"{done}/{total}" if total else note
        self.progress(int(100 * (self.done - 1 + share) / self.total), 100, f"{self.title} {counted}")
