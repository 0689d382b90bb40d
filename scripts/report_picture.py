"""Make the picture of a report in the README: a real run, its file, and its page in a headless Chromium.

    python scripts/report_picture.py              # docs/pictures/report.png and report-dark.png; five to ten minutes
    python scripts/report_picture.py RUN GGUF     # of a run that is here already

Needs the extra `test` and a Chromium (Debian: apt install chromium). Run it again when the page changes.
"""

import shutil
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs/pictures"
WIDTH, HEIGHT = 1240, 1560
COLOURS = 128
"""Colours of the palette: enough for text and curves, and a small file."""
SHOWN = ("curves", "learned")
TRAINING = "--target-modules all-linear --max-steps 40 --batch-size 4 --lr 1e-3 --eval-every 10 --template instruccion"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run, gguf = map(Path, sys.argv[1:3]) if len(sys.argv) > 2 else train(folder)
        page = folder / "report.html"
        minilora("report", run, "--gguf", gguf, "--out", page)
        PICTURES.mkdir(exist_ok=True)
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for file, scheme in (("report.png", "light"), ("report-dark.png", "dark")):
                context = chromium.new_context(color_scheme=scheme, viewport={"width": WIDTH, "height": HEIGHT})
                opened = context.new_page()
                opened.goto(page.as_uri())
                save(shot(opened), PICTURES / file)
            chromium.close()


def train(folder: Path) -> tuple[Path, Path]:
    """Train and export in `folder`; return the run and its file."""
    data = ROOT / "processed"
    run, gguf = folder / "mi-tutor", folder / "mi-tutor.gguf"
    minilora("train", "--train", data / "train.jsonl", "--val", data / "val.jsonl", "--out", run, *TRAINING.split())
    minilora("export", "--adapter", run, "--type", "q8_0", "--out", gguf)
    return run, gguf


def minilora(*words: object) -> None:
    subprocess.run([sys.executable, "-m", "minilora", *map(str, words)], cwd=ROOT, check=True)


def shot(page: Page) -> bytes:
    """Return the top of the page as PNG, with the sections of `SHOWN` only."""
    page.evaluate(
        """(shown) => {
            for (const section of document.querySelectorAll("main > section"))
                section.hidden = section.id !== "summary" && !shown.includes(section.id);
            for (const part of document.querySelectorAll("#curves .hint, #curves details, #learned .formulas"))
                part.hidden = true;
            document.querySelectorAll("#curves .charts > :not(.wide)").forEach((each) => each.remove());
        }""",
        SHOWN,
    )
    page.locator("#heat button").nth(40).hover()
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    return page.screenshot()


def save(png: bytes, path: Path) -> None:
    """Save with a palette of `COLOURS`."""
    image = Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB", file=sys.stderr)


if __name__ == "__main__":
    main()
