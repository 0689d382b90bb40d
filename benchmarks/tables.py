"""Write the measured figures into the guides, so that no number in them is typed by hand.

    python benchmarks/tables.py          # benchmarks/results/*.json -> the tables in docs/benchmarks.md and .es.md

In a guide, what stands between `<!-- bench.json -->` and `<!-- end -->` is replaced by the table of that result, below
the picture of the same name if there is one.
"""

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from runpy import run_path
from typing import Any

from minilora.bench import read_result
from minilora.bench.compare import rows
from minilora.bench.figures import build
from minilora.cli.bench import about, grid
from minilora.errors import BenchError, MiniLoraError
from minilora.files import read_json, write_text

ROOT = Path(__file__).resolve().parents[1]
GUIDES = (ROOT / "docs/benchmarks.md", ROOT / "docs/benchmarks.es.md")
BLOCK = re.compile(r"(<!-- (\S+\.json) -->\n).*?(<!-- end -->)", re.DOTALL)


def main() -> None:
    for guide in GUIDES:
        write_text(guide, filled(guide.read_text(encoding="utf-8"), ROOT / "benchmarks/results"))


def filled(text: str, results: Path) -> str:
    """Return a guide with the tables of all results that are there; the others stay as they are."""

    def table(block: re.Match[str]) -> str:
        path = results / block[2]
        if not path.exists():
            return block[0]
        drawn = path.with_suffix(".svg").exists()
        picture = f"![{path.stem}](../benchmarks/results/{path.stem}.svg)\n\n" if drawn else ""
        return f"{block[1]}{picture}{TABLES[path.name](path)}\n{block[3]}"

    return BLOCK.sub(table, text)


def bench_table(path: Path) -> str:
    result = read_result(path)
    lines = grid(rows({"": result}), with_missing=True)
    return f"{markdown(lines)}\n\n{about(result)}"


def scaling_table(path: Path) -> str:
    scaling = run_path(str(ROOT / "benchmarks/scaling.py"))
    content = read_json(path, BenchError)
    found: str = scaling["table"]([build(scaling["Point"], point) for point in content["points"]])
    return f"{found}\n\n{machine(content)}"


def peer_table(path: Path) -> str:
    content = read_json(path, BenchError)
    found: str = run_path(str(ROOT / "benchmarks/peers/pairs.py"))["table"](content["seconds"])
    return f"{found}\n\n{machine(content)}"


def machine(content: Mapping[str, Any]) -> str:
    """Say where and when, from the facts that every result carries."""
    where = content["machine"]
    return f"{where['processor']}, {where['cores']} cores; {where.get('date') or content['date']}"


def markdown(lines: list[list[str]]) -> str:
    titles, *rest = lines
    return "\n".join(f"| {' | '.join(line)} |" for line in (titles, ["---"] * len(titles), *rest))


TABLES: Mapping[str, Callable[[Path], str]] = {
    "bench.json": bench_table,
    "scaling.json": scaling_table,
    "peer-merging.json": peer_table,
    "peer-quantising.json": peer_table,
    "peer-generation.json": peer_table,
}


if __name__ == "__main__":
    try:
        main()
    except MiniLoraError as err:
        sys.exit(f"Error: {err}")
