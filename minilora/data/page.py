"""html_page(): the report on a data set as a web page, with statistics, findings and coloured records."""

from collections.abc import Iterable, Sequence
from html import escape

from .check import CheckReport, Run
from .kinds import KINDS

COLOURS = {
    **{"system": "#7a3e9d", "user": "#00689d", "tools": "#8a6100", "tool": "#3f5b8c", "thinking": "#6b6b6b"},
    "answer": "#1a7f37",
}
STYLE = """body{font:15px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em}
table{border-collapse:collapse}td,th{padding:.2em .8em;text-align:right;border-bottom:1px solid #ddd}
td:last-child,th:last-child{text-align:left}pre{white-space:pre-wrap;background:#f6f6f6;padding:1em}
.learned{font-weight:600;background:#e6f4e6}.cut{background:#fbdcdc;text-decoration:line-through}
@media(prefers-color-scheme:dark){body,pre{background:#16181c;color:#ddd}.learned{background:#173a1d}}
"""


def html_page(
    report: CheckReport, tables: Sequence[tuple[str, str]], shown: Iterable[tuple[str, Sequence[Run]]]
) -> str:
    """Return the page.

    Args:
        tables: (heading, plain text) of each part of the report, as printed on the terminal.
        shown: (title, runs) of the records to show.
    """
    colours = "".join(f".{kind}{{color:{COLOURS[kind]}}}" for kind in KINDS)
    legend = " ".join(f'<span class="{kind}">{kind}</span>' for kind in KINDS)
    parts = [f"<h2>{escape(title)}</h2><pre>{escape(text)}</pre>" for title, text in tables]
    for title, runs in shown:
        text = "".join(f'<span class="{_classes(run)}">{escape(run.text)}</span>' for run in runs)
        parts.append(f"<h3>{escape(title)}</h3><pre>{text}</pre>")
    files = escape(", ".join(file.path for file in report.files))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{files}</title><style>{STYLE}{colours}</style>'
        f"<h1>{files}</h1>{''.join(parts[: len(tables)])}<h2>Records</h2><p>{legend} "
        f'<span class="learned">learned</span> <span class="cut">cut</span></p>{"".join(parts[len(tables) :])}</html>\n'
    )


def _classes(run: Run) -> str:
    return " ".join(
        filter(None, (run.kind, "learned" if run.learned and not run.cut else "", "cut" if run.cut else ""))
    )
