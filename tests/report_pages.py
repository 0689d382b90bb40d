"""Runs made for the tests of the report, and the browser that opens their pages."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from minilora.cli import cli

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HOSTILE = (
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "'\"><svg/onload=alert(1)>{{ 7 * 7 }}",
    "abc\u202egnp.exe\u2066 \u2028 \x1b[31m",
)


def minilora(*words: object, status: int = 0) -> Result:
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


def write_rows(path: Path, count: int = 8, text: str = "") -> Path:
    rows = [
        {"id": f"record {n}{text}", "instruction": f"¿{n}?{text}", "output": f"Es {n}.{text}"} for n in range(count)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def find_browser() -> str | None:
    """The path of a Chromium, of the system or of playwright; None if there is none."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found:
        return found
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


class Browser:
    """A headless Chromium that notes what a page says and what it requests."""

    def __init__(self, chromium: Any) -> None:
        self.chromium = chromium

    @contextmanager
    def open(self, path: Path, **context: Any) -> Iterator[Any]:
        """Open a page; it must not log, fail or request anything but itself."""
        opened = self.chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
        page = opened.new_page()
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.goto(path.as_uri())
        try:
            yield page
        finally:
            opened.close()
        assert said == []
        assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    pytest.importorskip("playwright", reason="playwright is not installed (extra `test`)")
    path = find_browser()
    if path is None:
        pytest.skip("no Chromium is installed (Debian: apt install chromium; or: playwright install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        sandbox = [] if os.name == "nt" or os.geteuid() else ["--no-sandbox"]  # Chromium's sandbox refuses root
        chromium = playwright.chromium.launch(executable_path=path, args=sandbox)
        yield Browser(chromium)
        chromium.close()


def make_log(path: Path, steps: int, every: int = 0) -> None:
    """A training.jsonl of so many steps, with one spike and one value that is not finite."""
    lines: list[dict[str, Any]] = []
    for step in range(1, steps + 1):
        loss = 2.0 + 1.0 / step if step != steps // 2 else 99.0
        line = {"step": step, "total_steps": steps, "loss": loss, "lr": 1e-4, "tokens": 100, "grad_norm": 1.0}
        lines.append({**line, "tokens_per_s": 50.0, "step_s": 2.0, "peak_memory_bytes": 1 << 30})
        if every and step % every == 0:
            lines.append({"step": step, "val_loss": 2.5, "eval_s": 1.0})
    lines[-1] = {**lines[-1], "grad_norm": float("nan")}
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def page_data(page: Path) -> Any:
    """The JSON inside a page."""
    text = page.read_text(encoding="utf-8")
    start = text.index('id="page-data">') + len('id="page-data">')
    return json.loads(text[start : text.index("</script>", start)])
