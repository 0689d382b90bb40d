"""The report as one HTML page: a jinja2 template with autoescape; style, script and data are inside the page.

Nothing in the page can run or load anything else: the Content-Security-Policy allows one style and one script by their
hashes, no connection, no frame, no form. Texts of the run are escaped, and characters that would be invisible or turn
the order of the text around (controls, bidi overrides) are written as their names. The data of the curves is JSON in
which every character outside ASCII, and `<`, `>` and `&`, is an escape.
"""

import json
import math
import os
import unicodedata
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from .. import __version__
from ..errors import TrainingError
from . import compare, numbers
from .curves import MAX_POINTS, charts
from .learned_view import HeatMap, heat_map, kinds_table, module_values, rounding_table
from .run_files import as_text
from .texts import IN_SCRIPT, LANGS, TEXTS, Lang

if TYPE_CHECKING:
    from . import Report

MAX_PAGE_BYTES = 2_000_000
ASSETS = files(__package__) / "assets"
STYLES, SCRIPTS = ("uPlot.min.css", "page.css"), ("uPlot.iife.min.js", "page.js")
KEPT_CONTROLS = "\n\t\u200c\u200d"
"""Line breaks, tabs, and the joiners of emoji and of some scripts."""
TABLE_ROWS = 24
"""Rows of the table of values below a curve."""
GUIDE = "docs/lora.md"


def render(report: "Report", lang: Lang, out: Path) -> str:
    """Return the page about `report`.

    Args:
        out: where it will be written; inside a checkout of minilora, the page links to its guides.

    Raises:
        TrainingError: the page would have more than `MAX_PAGE_BYTES`.
    """
    style, script = ("\n".join(map(_asset, names)) for names in (STYLES, SCRIPTS))
    format_ = numbers.Formats(lang)
    translate = _translator(lang)
    environment = Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=make_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {**format_.filters(), "plain": as_text}
    heat = heat_map(report.modules, format_)
    found_charts = charts(report.run.log)
    page = environment.get_template("page.html.jinja").render(
        report=report,
        run=report.run,
        log=report.run.log,
        lang=lang,
        t=translate,
        version=__version__,
        policy=_policy(style, script),
        style=Markup(style),
        script=Markup(script),
        data=Markup(_json(_page_data(report, found_charts, lang, heat))),
        charts=found_charts,
        table=_table,
        stretch=_stretch(report),
        heat=heat,
        kinds=kinds_table(report.modules),
        rounding=rounding_table(report.modules),
        guide=_guide(out, lang),
        exp=lambda loss: math.exp(min(loss, 700)),
        bit_level=_bit_level,
        absent=_absent(report, translate),
        translated=compare.ORIGIN,
    )
    size = len(page.encode("utf-8", "backslashreplace"))
    if size > MAX_PAGE_BYTES:
        raise TrainingError(
            f"the page would have {size / 1e6:.1f} MB; at most {MAX_PAGE_BYTES / 1e6:.0f} MB are expected. Its texts "
            f"are unusually long: look at run.json, data.json and samples.jsonl in {report.run.path}."
        )
    return page.encode("utf-8", "backslashreplace").decode("utf-8")


def make_visible(value: Any) -> Any:
    """Return a text with its invisible controls as names: `⟨RIGHT-TO-LEFT OVERRIDE⟩`; other values unchanged."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    if value.isascii() and value.isprintable():
        return value
    return "".join(map(_visible_character, value))


def _visible_character(char: str) -> str:
    if char in KEPT_CONTROLS or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return char
    code = ord(char)
    if code < 32:
        return chr(0x2400 + code)  # the control pictures of Unicode
    return f"⟨{unicodedata.name(char, f'U+{code:04X}')}⟩"


def _translator(lang: Lang) -> Callable[..., Markup]:
    column = LANGS.index(lang)

    def translate(key: str, **values: object) -> Markup:
        """Return the text `key` with its fields filled and escaped."""
        text = Markup(TEXTS[key][column])
        return text.format(**{name: make_visible(value) for name, value in values.items()}) if values else text

    return translate


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    hashes = [f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in (style, script)]
    return (
        f"default-src 'none'; style-src {hashes[0]}; script-src {hashes[1]}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _json(value: Any) -> str:
    """Return JSON that is harmless inside a script element."""
    text = json.dumps(_visible_texts(value), ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _visible_texts(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _visible_texts(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_visible_texts(item) for item in value]
    return make_visible(value)


def _page_data(report: "Report", found_charts: Sequence[Any], lang: Lang, heat: HeatMap | None) -> dict[str, Any]:
    """Return what the script draws and explains."""
    column = LANGS.index(lang)
    data = report.run.data
    drawn = list(found_charts)
    if data and data.histogram:
        drawn.append({"name": "lengths", "edges": data.edges, "counts": data.histogram})
    if report.comparison:
        drawn += report.comparison.charts
    return {
        "lang": lang,
        "texts": {key: TEXTS[key][column] for key in IN_SCRIPT},
        "charts": drawn,
        "measures": [measure.as_json() for measure in heat.measures] if heat else [],
        "modules": module_values(heat) if heat else [],
        "answers": [
            {
                name: [
                    [token.text, round(token.probability, 4), [[t, round(p, 4)] for t, p in token.likely]]
                    for token in answer.tokens
                ]
                for name, answer in answered.answers.items()
            }
            for answered in report.answered
        ],
        "names": dict(zip(("", "other_"), report.comparison.names, strict=True)) if report.comparison else {},
    }


def _table(series: Sequence[Mapping[str, Any]]) -> list[tuple[int, list[float | None]]]:
    """Return (step, value of each series) for about `TABLE_ROWS` steps, and for all validations if these are as few."""
    columns = [dict(zip(each["x"], each["y"], strict=True)) for each in series]
    every = max(len(columns[0]) // TABLE_ROWS, 1)
    steps = sorted({*list(columns[0])[::-1][::every], *(list(columns[-1]) if len(columns[-1]) <= TABLE_ROWS else ())})
    return [(step, [column.get(step) for column in columns]) for step in steps]


def _absent(report: "Report", t: Callable[..., Markup]) -> list[Markup]:
    """Return a sentence for each section that the page does not have: what would add it."""
    run = report.run
    missing = {
        "no_curves": not run.log.steps and not run.log.validations,
        "no_data": run.data is None,
        "no_adapter": not run.adapter,
        "no_dora": bool(run.adapter) and not report.modules,
        "no_base": bool(run.adapter) and not report.with_base and not report.notes,
        "no_answers": not report.answered,
        "no_file": report.file is None,
        "no_compare": report.comparison is None,
    }
    return [t("base_missing", why=note) for note in report.notes] + [t(key) for key, is_so in missing.items() if is_so]


def _bit_level(bits: float) -> int:
    """Return the step of the colour scale for a tensor type: its bits a weight up to 8, then 16 and 32."""
    return round(bits) if bits < 9 else 9 if bits <= 16 else 10


def _stretch(report: "Report") -> int:
    """Return the number of steps that a point of a curve stands for; 1 if each has its own."""
    steps = len(report.run.log.steps)
    return -(-steps // MAX_POINTS) if steps > MAX_POINTS else 1


def _guide(out: Path, lang: Lang) -> str | None:
    """Return a relative link to the guide on LoRA for a page inside a checkout, else None."""
    root = Path(__file__).resolve().parents[2]
    guide = root / GUIDE.replace(".md", ".es.md" if lang == "es" else ".md")
    folder = out.resolve().parent
    return (
        os.path.relpath(guide, folder).replace(os.sep, "/") if guide.exists() and folder.is_relative_to(root) else None
    )
