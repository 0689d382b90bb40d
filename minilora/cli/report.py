"""`minilora report`: one HTML page that shows what happened in a run."""

from pathlib import Path

import click

from .inputs import inputs
from .options import BASE_HELP, LANGS, directory_type, file_type, out_type
from .terminal import human_size, print_stderr, progress


@click.command()
@click.argument("run", metavar="RUN", type=directory_type)
@click.option("--out", type=out_type, required=True, help="HTML file to write.")
@click.option("--gguf", type=file_type, help="The exported file: verified, and compared with the adapter.")
@click.option("--base", metavar="BASE", help=f"{BASE_HELP}  [default: that of the run]")
@click.option("--quick", is_flag=True, help="From the run's files alone: nothing is computed with the base.")
@click.option("--questions", type=file_type, help="Questions to answer: one a line, or a data set.")
@click.option("--against", type=directory_type, metavar="OTHER_RUN", help="Another run to compare with.")
@click.option("--lang", type=click.Choice(LANGS), default=LANGS[0], help="Language of the page.")
def command(
    run: Path,
    out: Path,
    gguf: Path | None,
    base: str | None,
    quick: bool,
    questions: Path | None,
    against: Path | None,
    lang: str,
) -> None:
    """Write one HTML page about RUN, a run or an adapter: what was trained, the curves, the data, what was learned.

    With the base, also what rounding did and what was forgotten; with --gguf, whether the file says what was trained.
    The page needs no network and no other file.
    """
    from ..errors import ConfigError
    from ..report import ReportSettings, write_report
    from ..report.answers import Prompting
    from ..report.run_files import read_run

    if quick and (base or questions):
        raise ConfigError("--quick uses no base, so it cannot be used with --base or --questions.")
    known = base or (None if quick else read_run(run).base)
    if questions and not known:
        raise ConfigError(f"{run} does not name its base, which --questions needs; give --base.")
    given = inputs(run, base=base) if known else None
    settings = ReportSettings(
        run=run,
        base=given.base if given else None,
        base_required=base is not None,
        gguf=gguf,
        questions=questions,
        against=against,
        lang="es" if lang == "es" else "en",
        prompting=Prompting(given.template, given.template_args, given.system, given.day) if given else Prompting(),
    )
    with progress("report") as advance:
        write_report(out, settings, advance)
    print_stderr(f"{human_size(out.stat().st_size)}; open it in a browser")
    click.echo(str(out))
