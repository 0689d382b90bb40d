"""`minilora bench`: measure training and generation on this machine's devices, and compare their losses."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .options import base_option, file_type, json_option, out_type
from .terminal import echo_json, human_size, print_stderr, progress

if TYPE_CHECKING:
    from rich.table import Table

    from ..bench import Result
    from ..bench.compare import Row

DEVICES = ("cpu", "mps", "cuda")
DTYPES = ("float32", "bfloat16")

plot_option = click.option("--plot", type=out_type, help="Draw bars into this .svg, .png or .pdf (needs matplotlib).")


class Names(click.ParamType):  # type: ignore[type-arg]
    """A list of known names, such as `cpu,cuda`."""

    name = "names"

    def __init__(self, known: Sequence[str]) -> None:
        self.known = known

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        names = tuple(dict.fromkeys(str(value).split(",")))
        if unknown := set(names) - set(self.known):
            self.fail(f"{', '.join(sorted(unknown))}: expected some of {','.join(self.known)}.", param, ctx)
        return names


@click.group(invoke_without_command=True)
@base_option
@click.option("--data", type=file_type, help="JSONL file of records; default: random records of --max-length tokens.")
@click.option("--devices", type=Names(DEVICES), metavar="NAMES", help="cpu,mps,cuda; default: all available devices.")
@click.option(
    "--dtypes",
    type=Names(DTYPES),
    metavar="NAMES",
    help="float32,bfloat16; default: bfloat16 only if the device is fast at it.",
)
@click.option("--quick", is_flag=True, help="Fewer and smaller steps: about a minute per device, and more noise.")
@click.option("--max-length", "length", type=click.IntRange(min=2), help="Tokens per record.  [default: 300]")
@click.option("--batch-size", type=click.IntRange(min=1), help="Records per step.  [default: 8; quick: 2]")
@click.option(
    "--steps", type=click.IntRange(min=1), help="Number of training steps to measure.  [default: 10; quick: 4]"
)
@click.option("--r", type=click.IntRange(min=1), help="Rank of the adapter.  [default: 8]")
@click.option("--threads", type=click.IntRange(min=1), help="Number of CPU threads; default: as PyTorch.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of the records and the adapter.  [default: 0]")
@click.option("--out", type=out_type, help="Save the result as JSON, for `minilora bench compare`.")
@plot_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    base: str,
    data: Path | None,
    devices: tuple[str, ...] | None,
    dtypes: tuple[str, ...] | None,
    quick: bool,
    out: Path | None,
    plot: Path | None,
    as_json: bool,
    **sizes: int | None,
) -> None:
    """Measure training, generation and memory on this machine's devices.

    Every device and dtype runs the same steps with the same seed, each in its own process. Results are reported only if
    the losses agree. Speeds are medians, with the range of all measurements. `minilora bench compare` compares saved
    results of several machines.
    """
    if ctx.invoked_subcommand:
        return
    from dataclasses import replace

    from ..bench import QUICK, Workload, bench
    from ..bench.figures import write_result
    from ..plots import check_figure_path

    if plot:
        check_figure_path(plot)
    given = {name: value for name, value in sizes.items() if value is not None}
    workload = replace(QUICK if quick else Workload(), base=base, data=str(data) if data else None, **given)
    with progress("bench") as advance:
        result = bench(workload, devices or (), dtypes or (), advance)
    if out:
        write_result(out, result)
        print_stderr(f"saved as {out}")
    show({"": result}, as_json, plot)


@command.command()
@click.argument("files", metavar="FILE.json...", type=file_type, nargs=-1, required=True)
@plot_option
@json_option
def compare(files: Sequence[Path], plot: Path | None, as_json: bool) -> None:
    """Compare results that `minilora bench --out` saved; the first file is the reference.

    Results of different work, or with losses that do not agree, are rejected.
    """
    from ..bench import read_result

    stems = [file.stem for file in files]
    names = stems if len(set(stems)) == len(files) else [str(file) for file in files]
    show({name: read_result(file) for name, file in zip(names, files, strict=True)}, as_json, plot)


def show(results: "Mapping[str, Result]", as_json: bool, plot: Path | None) -> None:
    """Print results as a table or as JSON; with `plot`, also draw them."""
    from dataclasses import asdict

    from rich.console import Console

    from ..bench.chart import draw
    from ..bench.compare import compare_results

    found = compare_results(results)
    if plot:
        draw(plot, found, machine_and_date(results[""]) if "" in results else "")
        print_stderr(f"plot saved as {plot}")
    if as_json:
        echo_json(asdict(results[""]) if "" in results else [asdict(row) for row in found])
        return
    console = Console(highlight=False)
    for name, result in results.items():
        console.print(f"{name}: {describe_result(result)}" if name else describe_result(result), style="dim")
    console.print(table(table_lines(found, include_missing=len(results) == 1)))


def describe_result(result: "Result") -> str:
    """Return one line with the machine, date and workload of a result."""
    machine, work = result.machine, result.workload
    memory = human_size(machine.memory_bytes) if machine.memory_bytes else "unknown memory"
    records = Path(work.data).name if work.data else f"random records of {work.length} tokens"
    return (
        f"{machine.processor}, {machine.cores} cores, {machine.threads} threads, {memory}; {machine.system}; "
        f"PyTorch {machine.versions.get('torch', '?')}; {result.date}; {Path(work.base).name}, {records}, "
        f"batches of {work.batch_size}, {work.steps} steps, r = {work.r}, seed {work.seed}"
    )


def machine_and_date(result: "Result") -> str:
    """Return the machine and the date of a result, as the caption of a plot or table."""
    machine, pytorch = result.machine, result.machine.versions.get("torch", "?")
    return f"{machine.processor}, {machine.threads} threads; PyTorch {pytorch}; {result.date[:10]}"


def table_lines(rows: "Sequence[Row]", include_missing: bool) -> list[list[str]]:
    """Return the lines of a table, titles first, with one column for each row of the comparison.

    Args:
        include_missing: add a column "not measured" for each device that this machine does not have.
    """
    from ..bench.compare import text

    lines: dict[str, Callable[[Row], str]] = {
        "training, tokens/s": lambda row: text(row.cell.training.tokens_per_s),
        "... beside the first": lambda row: f"{row.speed_ratio:.2f}" + (" ≈" if row.within_noise else ""),
        "... share of GEMM": lambda row: f"{row.cell.training_share:.0%}",
        "... peak memory": lambda row: human_size(row.cell.training.peak_memory_bytes),
        "... loss differs by": lambda row: f"{row.loss_deviation:.1g}",
        "GEMM, GFLOP/s": lambda row: text(row.cell.ceiling_flop_per_s.scaled(1e-9)),
        "prompt, tokens/s": lambda row: text(row.cell.generation.prefill_tokens_per_s),
        "generation, tokens/s": lambda row: text(row.cell.generation.decode_tokens_per_s),
        "... with memory": lambda row: human_size(row.cell.generation.peak_memory_bytes),
    }
    measured = {row.cell.device for row in rows}
    missing = [device for device in DEVICES if include_missing and device not in measured]
    titles = ["", *(row.name for row in rows), *missing]
    return [titles, *([title, *map(line, rows), *("not measured" for _ in missing)] for title, line in lines.items())]


def table(lines: Sequence[Sequence[str]]) -> "Table":
    """Return the lines of `table_lines` as a rich table."""
    from rich.table import Table

    result = Table(caption="median (lowest-highest). ≈: the ranges overlap, so the difference may be noise", box=None)
    for title in lines[0]:
        result.add_column(title, justify="right" if title else "left", no_wrap=not title)
    for line in lines[1:]:
        result.add_row(*line)
    return result
