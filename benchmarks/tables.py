"""Make tables and plots from results, so that no figure in the guides is typed by hand.

    python benchmarks/tables.py                    # benchmarks/results -> plots there, tables in the guides
    python benchmarks/tables.py --results DIR      # DIR -> plots there, tables printed; guides unchanged

In a guide, the text between `<!-- NAME -->` and `<!-- end -->` is replaced, where NAME is one of `BLOCKS`. A block
without a result stays unchanged. Each plot has a light and a dark version.
"""

import argparse
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from runpy import run_path
from statistics import median
from typing import Any

from minilora.bench import Result, Spread, read_result
from minilora.bench.chart import DARK, LIGHT, Theme, draw
from minilora.bench.compare import compare_results, text
from minilora.cli.bench import DEVICES, machine_and_date, table_lines
from minilora.cli.terminal import human_size
from minilora.errors import BenchError, MiniLoraError
from minilora.files import read_json, write_text

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks/results"
GUIDES = tuple(ROOT / name for name in ("README.md", "README.es.md", "docs/benchmarks.md", "docs/benchmarks.es.md"))
BLOCK = re.compile(r"(<!-- (\S+\.(?:json|svg)(?: \w+)?) -->\n).*?(<!-- end -->)", re.DOTALL)

Lines = list[list[str]]
"""A table; the first line contains the column titles."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, help="a folder of results, for a look at them")
    results: Path | None = parser.parse_args().results
    draw_all(results or RESULTS)
    if results:
        shown = (
            f"{name}\n\n{make(results)}\n" for name, make in TABLES.items() if (results / name.split()[0]).exists()
        )
        print("\n".join(shown))
        return
    for guide in GUIDES:
        content = guide.read_text(encoding="utf-8")
        write_text(guide, filled(content, RESULTS, guide.parent, spanish=guide.name.endswith(".es.md")))


def filled(content: str, results: Path, folder: Path, *, spanish: bool = False) -> str:
    """Return the text of a guide in `folder` with the tables and plots of all existing results."""

    def block(found: re.Match[str]) -> str:
        name = found[2]
        if not (results / name.split()[0]).exists():
            return found[0]
        if name.endswith(".svg"):
            return found[1] + picture(name, os.path.relpath(results, folder), spanish=spanish) + "\n" + found[3]
        table = TABLES[name](results)
        return found[1] + (in_spanish(table) if spanish else table) + "\n" + found[3]

    return BLOCK.sub(block, content)


# plots


def draw_all(results: Path) -> None:
    """Draw all existing results: NAME.svg for light pages and NAME-dark.svg for dark ones."""
    for name, (source, paint) in PICTURES.items():
        if (results / source).exists():
            paint(results / source, results / name, LIGHT)
            paint(results / source, results / f"{Path(name).stem}-dark.svg", DARK)


def draw_bench(source: Path, path: Path, theme: Theme) -> None:
    result = read_result(source)
    draw(path, compare_results({"": result}), machine_and_date(result), theme)


def draw_scaling(source: Path, path: Path, theme: Theme, axes: Sequence[str] | None = None) -> None:
    scaling, content = scaling_program(), read_json(source, BenchError)
    points = scaling["points_of"](content)
    scaling["draw"](path, points, scaling["about"](content), theme, axes or tuple(scaling["TITLES"]))


def draw_scaling_short(source: Path, path: Path, theme: Theme) -> None:
    """Draw the short version for the README: record length and model size only."""
    draw_scaling(source, path, theme, ("length", "size"))


PICTURES: Mapping[str, tuple[str, Callable[[Path, Path, Theme], None]]] = {
    "bench.svg": ("bench.json", draw_bench),
    "scaling.svg": ("scaling.json", draw_scaling),
    "scaling-short.svg": ("scaling.json", draw_scaling_short),
}

ALT = {
    "bench.svg": (
        "Bars: training, reading and generating in tokens per second, and the memory of training",
        "Barras: entrenar, leer y generar en tokens por segundo, y la memoria del entrenamiento",
    ),
    "scaling.svg": (
        "Curves: training speed and peak memory against record length, batch, rank, threads and model size",
        "Curvas: velocidad y memoria del entrenamiento según longitud, lote, rango, hilos y tamaño del modelo",
    ),
    "scaling-short.svg": (
        "Curves: training speed and peak memory against record length and model size",
        "Curvas: velocidad y memoria del entrenamiento según la longitud y el tamaño del modelo",
    ),
}


def picture(name: str, folder: str, *, spanish: bool) -> str:
    """Return the HTML that shows a plot, in the version that fits the reader's light or dark page."""
    return (
        f'<picture>\n  <source media="(prefers-color-scheme: dark)" srcset="{folder}/{Path(name).stem}-dark.svg">\n'
        f'  <img src="{folder}/{name}" alt="{ALT[name][spanish]}">\n</picture>'
    )


# tables


def bench_table(results: Path) -> str:
    result = read_result(results / "bench.json")
    return f"{markdown(table_lines(compare_results({'': result}), include_missing=True))}\n\n{bench_note(result)}"


def bench_short(results: Path) -> str:
    """Return one line per device, for the README."""
    result = read_result(results / "bench.json")
    lines = [["", "training, tokens/s", "peak memory", "prompt, tokens/s", "generation, tokens/s"]]
    for cell in result.cells:
        training, generation = cell.training, cell.generation
        throughput = [text(generation.prefill_tokens_per_s), text(generation.decode_tokens_per_s)]
        memory = human_size(training.peak_memory_bytes)
        lines.append([f"{cell.device} {cell.dtype}", text(training.tokens_per_s), memory, *throughput])
    measured = {cell.device for cell in result.cells}
    lines += [[device, *["not measured"] * 4] for device in DEVICES if device not in measured]
    return f"{markdown(lines)}\n\n{bench_note(result)}"


def bench_note(result: Result) -> str:
    work = result.workload
    return f"{machine_and_date(result)}; {Path(work.base).name}, {work.batch_size} x {work.length} tokens, r = {work.r}"


def scaling_program() -> dict[str, Any]:
    return run_path(str(ROOT / "benchmarks/scaling.py"))


def scaling_table(results: Path) -> str:
    scaling, content = scaling_program(), read_json(results / "scaling.json", BenchError)
    return f"{scaling['table'](scaling['points_of'](content))}\n\n{scaling['about'](content)}; `{content['command']}`"


def suite_table(results: Path, groups: str, columns: str) -> str:
    """Return one line per group that matches `groups`, in ms, and one column per value of the parameter `columns`."""
    content = read_json(results / "suite.json", BenchError)
    found: dict[str, dict[str, str]] = {}
    for one in content["benchmarks"]:
        if re.match(groups, one["group"]) and columns in (one["params"] or {}):
            found.setdefault(one["group"], {})[str(one["params"][columns])] = milliseconds(one["stats"])
    titles = list(dict.fromkeys(side for sides in found.values() for side in sides))
    lines = [[group, *(sides.get(title, "") for title in titles)] for group, sides in found.items()]
    return f"{markdown([['ms', *titles], *lines])}\n\n{suite_machine(content)}"


def types_table(results: Path) -> str:
    """Return one line per tensor type: quantisation and dequantisation, in ms."""
    content = read_json(results / "suite.json", BenchError)
    found: dict[str, dict[str, str]] = {}
    shape = ""
    for one in content["benchmarks"]:
        work, _, size = one["group"].partition(" ")
        if work in ("quantize", "dequantize"):
            shape = size
            found.setdefault(re.split(r"[\[\]]", one["name"])[1], {})[work] = milliseconds(one["stats"])
    lines = [[name, sides.get("quantize", ""), sides.get("dequantize", "")] for name, sides in found.items()]
    return f"{markdown([[f'ms of {shape}', 'quantize', 'dequantize'], *lines])}\n\n{suite_machine(content)}"


def milliseconds(seconds: Mapping[str, Any]) -> str:
    return text(Spread(seconds["median"], seconds["min"], seconds["max"]).scaled(1e3))


def suite_machine(content: Mapping[str, Any]) -> str:
    machine = content["machine_info"]
    return (
        f"{machine['processor']}, {machine['threads']} threads; PyTorch {machine['torch']}; {content['datetime'][:10]}"
    )


def peer_table(results: Path, name: str) -> str:
    """Return the table that the comparison prints, with machine and date."""
    content = read_json(results / name, BenchError)
    machine = content["machine"]
    program = "training" if "runs" in content else "pairs"
    table = run_path(str(ROOT / f"benchmarks/peers/{program}.py"))["table"]
    found: str = table(content["runs"] if "runs" in content else content["seconds"])
    return f"{found}\n\n{machine.get('processor') or machine.get('cpu')}; PyTorch {machine['torch']}; {machine['date']}"


def packed_table(results: Path) -> str:
    """Return one line per base and step: the peak memory of both sides, and their processor time."""
    content = read_json(results / "packed.json", BenchError)
    found: dict[tuple[Any, ...], dict[str, list[Any]]] = {}
    for one in content["runs"]:
        work = one["millions"], one["file_bytes"], one["tokens"], one["grad_checkpointing"]
        found.setdefault(work, {}).setdefault(one["side"], []).append(one)
    titles = ["million weights", "GGUF", "tokens of a step", "gradient checkpointing", "peak RSS, packed"]
    lines = [[*titles, "peak RSS, unpacked", "processor time, packed / unpacked"]]
    for (millions, size, tokens, checkpointing), sides in sorted(found.items()):
        peaks = {side: f"{max(one['peak_bytes'] for one in runs) / 1e9:.2f} GB" for side, runs in sides.items()}
        seconds = {side: median(min(one["processor_s"]) for one in runs) for side, runs in sides.items()}
        ratio = f"{seconds['packed'] / seconds['unpacked']:.2f}" if len(seconds) == 2 else "not measured"
        facts = [f"{millions:,}", f"{size / 1e9:.2f} GB", f"{tokens:,}", "yes" if checkpointing else "no"]
        lines.append([*facts, *(peaks.get(side, "not measured") for side in ("packed", "unpacked")), ratio])
    machine = content["machine"]
    about = f"{machine['processor']}, {machine['threads']} threads, {machine['dtype']}"
    return f"{markdown(lines)}\n\n{about}; PyTorch {machine['torch']}; {machine['date']}"


def markdown(lines: Lines) -> str:
    titles, *rest = lines
    return "\n".join(f"| {' | '.join(line)} |" for line in (titles, ["---"] * len(titles), *rest))


TABLES: Mapping[str, Callable[[Path], str]] = {
    "bench.json": bench_table,
    "bench.json short": bench_short,
    "scaling.json": scaling_table,
    "suite.json kernels": lambda results: suite_table(results, r"(norm|rope|swiglu|attention|lora_lin|cross)", "side"),
    "suite.json layers": lambda results: suite_table(results, "linear forward and", "side"),
    "suite.json types": types_table,
    "packed.json": packed_table,
    "peer-training.json": lambda results: peer_table(results, "peer-training.json"),
    "peer-merging.json": lambda results: peer_table(results, "peer-merging.json"),
    "peer-quantising.json": lambda results: peer_table(results, "peer-quantising.json"),
    "peer-generation.json": lambda results: peer_table(results, "peer-generation.json"),
}
BLOCKS = (*TABLES, *PICTURES)


# Spanish

WORDS = {
    "not measured": "sin medir",
    "training, tokens/s": "entrenar, tokens/s",
    "beside the first": "junto al primero",
    "share of GEMM": "parte de GEMM",
    "peak memory": "memoria máxima",
    "loss differs by": "la pérdida difiere en",
    "prompt, tokens/s": "leer, tokens/s",
    "generation, tokens/s": "generar, tokens/s",
    "with memory": "con memoria",
    "lowest-highest": "mínimo-máximo",
    "min-max": "mínimo-máximo",
    "device": "dispositivo",
    "tokens of a record": "tokens de un registro",
    "records of a step": "registros de un paso",
    "rank r": "rango r",
    "million weights": "millones de pesos",
    "threads": "hilos",
    "where not varied": "donde no varía",
    "linear forward and backward": "capa lineal, ida y vuelta",
    "ms of": "ms de",
    "median": "mediana",
    "side": "lado",
    "mean loss": "pérdida media",
    "speed ratio": "cociente de velocidad",
    "memory ratio": "cociente de memoria",
    "peak RSS": "memoria máxima",
    "merge to a directory": "fusionar en un directorio",
    "merge and write a GGUF": "fusionar y escribir un GGUF",
    "read": "leer",
    "write": "escribir",
    "of": "de",
    "plain": "simple",
    "tokens of a step": "tokens de un paso",
    "gradient checkpointing": "gradient checkpointing",
    "unpacked": "desempaquetada",
    "packed": "empaquetada",
    "processor time": "tiempo de procesador",
    "yes": "sí",
    "fast": "rápida",
}


def in_spanish(table: str) -> str:
    """Return a table translated into Spanish, with decimal commas in its cells."""
    pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in sorted(WORDS, key=len, reverse=True)))
    return "\n".join(
        _commas(line) if line.startswith("|") else line
        for line in pattern.sub(lambda found: WORDS[found[0]], table).splitlines()
    )


def _commas(line: str) -> str:
    """Return a line with 1.234,5 for 1,234.5."""
    swapped = str.maketrans(",.", ".,")
    return re.sub(r"\d[\d.,]*\d", lambda number: number[0].translate(swapped), line)


if __name__ == "__main__":
    try:
        main()
    except MiniLoraError as err:
        sys.exit(f"Error: {err}")
