"""The page in a headless Chromium: it renders, reacts, loads nothing, and shows hostile texts as text."""

import json
import re
import shutil
import time
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from report_pages import HOSTILE, Browser, make_log, minilora, page_data, write_rows
from safetensors.torch import save_file

SECTIONS = ("trained", "curves", "data", "learned", "rounding", "answers", "forgotten", "file", "compare")


def test_every_section_renders(page: Path, browser: Browser) -> None:
    """Each has a heading and some height; every curve is drawn; the navigation names all sections."""
    with browser.open(page) as opened:
        for name in SECTIONS:
            section = opened.locator(f"#{name}")
            assert section.locator("h2").inner_text()
            assert section.bounding_box()["height"] > 40
        assert opened.locator("nav a").count() == len(SECTIONS)
        for plot in opened.locator(".plot").all():
            assert plot.locator("canvas").count() == 1
            assert plot.locator("canvas").evaluate("c => c.width > 100 && c.toDataURL().length > 1000")
        assert opened.locator("html").get_attribute("lang") == "en"


def test_hover_and_zoom_of_a_curve(page: Path, browser: Browser) -> None:
    """The legend shows the values under the pointer; a drag zooms, 0 shows all again; keys move and zoom."""
    with browser.open(page) as opened:
        figure = opened.locator("[data-chart=loss]")
        plot = figure.locator(".u-over")
        plot.scroll_into_view_if_needed()
        box = plot.bounding_box()
        opened.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
        assert re.search(r"step \d", figure.locator(".legend").inner_text())
        before = plot.screenshot()
        opened.mouse.down()
        opened.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.5 * box["height"], steps=4)
        opened.mouse.up()
        opened.mouse.move(5, 5)
        assert plot.screenshot() != before
        zoomed = figure.locator("canvas").evaluate("c => c.toDataURL()")
        figure.locator(".plot").press("0")
        assert figure.locator("canvas").evaluate("c => c.toDataURL()") != zoomed
        figure.get_by_role("button", name="Zoom in").click()


def test_a_module_opens_by_mouse_and_by_keyboard(page: Path, browser: Browser) -> None:
    """A cell says its value when hovered, and opens; the arrows go to its neighbours; the colours follow a measure."""
    modules = page_data(page)["modules"]
    with browser.open(page) as opened:
        cells = opened.locator("#heat button")
        assert cells.count() == len(modules) == 6
        cells.nth(1).hover()
        assert (
            modules[int(cells.nth(1).get_attribute("data-module"))]["kind"] in opened.locator("#reading").inner_text()
        )
        cells.nth(1).click()
        name = modules[int(cells.nth(1).get_attribute("data-module"))]["name"]
        assert opened.locator("#module-name").inner_text() == name
        cells.nth(0).focus()
        opened.keyboard.press("ArrowDown")
        opened.keyboard.press("Enter")
        assert "v_proj" in opened.locator("#module-name").inner_text()
        before = [cell.get_attribute("aria-label") for cell in cells.all()]
        opened.locator("input[name=measure]").nth(2).check()
        assert [cell.get_attribute("aria-label") for cell in cells.all()] != before


def test_tokens_of_an_answer_say_their_probability(page: Path, browser: Browser) -> None:
    """Hovered, or chosen with the arrow keys of a focused answer."""
    with browser.open(page) as opened:
        answer = opened.locator("[data-answer]").nth(1)
        output = answer.locator("xpath=..").locator("output")
        answer.locator("i:not(:empty)").first.hover()
        first = output.inner_text()
        assert "%" in first
        answer.focus()
        opened.keyboard.press("ArrowRight")
        assert output.inner_text() != first


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_and_their_switch(page: Path, browser: Browser, scheme: str) -> None:
    """The page follows the system; the button switches it. Text has a contrast of at least 4.5 in both."""
    with browser.open(page, color_scheme=scheme) as opened:
        colours = "() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        before = opened.evaluate(colours)
        assert contrast(*before) > 7
        muted = opened.locator(".lead").first.evaluate("e => getComputedStyle(e).color")
        assert contrast(muted, before[1]) > 4.5
        opened.locator("#theme").click()
        after = opened.evaluate(colours)
        assert after != before
        assert contrast(*after) > 7


def contrast(*colours: str) -> float:
    """The contrast ratio of WCAG 2 of two colours `rgb(r, g, b)`."""
    light = []
    for colour in colours:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        light.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return (max(light) + 0.05) / (min(light) + 0.05)


@pytest.mark.parametrize("width", [320, 390, 768])
def test_narrow_screens_do_not_scroll_sideways(page: Path, browser: Browser, width: int) -> None:
    """Wide tables scroll inside their own frame."""
    with browser.open(page, viewport={"width": width, "height": 844}) as opened:
        assert opened.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_prints(page: Path, browser: Browser) -> None:
    """Light, whatever the theme; which is back afterwards."""
    with browser.open(page, color_scheme="dark") as opened:
        background = "getComputedStyle(document.body).backgroundColor"
        before = opened.evaluate(background)
        assert len(opened.pdf()) > 20_000
        opened.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert contrast(opened.evaluate(background), "rgb(0, 0, 0)") > 15
        opened.evaluate("dispatchEvent(new Event('afterprint'))")
        assert opened.evaluate(background) == before


def test_what_a_screen_reader_needs(page: Path, browser: Browser) -> None:
    """Landmarks, one h1, headings without a gap, names for all controls and frames, headers in all tables."""
    with browser.open(page) as opened:
        assert all(opened.locator(name).count() == 1 for name in ("header", "nav", "main", "footer", "h1"))
        levels = opened.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
        assert all(after <= before + 1 for before, after in pairwise(levels))
        unnamed = "[...document.querySelectorAll('button, [role=region], [role=img], [role=group]')]"
        unnamed += ".filter(e => !e.getAttribute('aria-label') && !e.textContent.trim()).length"
        assert opened.evaluate(unnamed) == 0
        assert (
            opened.evaluate("[...document.querySelectorAll('table')].filter(t => !t.querySelector('th')).length") == 0
        )
        ids = opened.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids))


def test_hostile_texts_stay_texts(run: Path, browser: Browser, tmp_path: Path) -> None:
    """Markup and scripts in records, prompts, settings and names are shown; controls and bidi overrides have names."""
    hostile = tmp_path / "run <b>&"
    shutil.copytree(run, hostile)
    record = json.loads((hostile / "run.json").read_text(encoding="utf-8"))
    record["system"] = HOSTILE[0]
    record["settings"] |= {HOSTILE[1]: HOSTILE[0], "train.schedule": HOSTILE[2]}
    record["machine"]["processor"] = HOSTILE[2]
    (hostile / "run.json").write_text(json.dumps(record), encoding="utf-8")
    data = json.loads((hostile / "data.json").read_text(encoding="utf-8"))
    data["records"][0] |= {"id": HOSTILE[1], "tokens": list(HOSTILE), "learned": [False, True, True, False]}
    (hostile / "data.json").write_text(json.dumps(data), encoding="utf-8")
    sample = {"step": 1, "prompt": HOSTILE[0], "answer": HOSTILE[3] + "\ud800"}
    (hostile / "samples.jsonl").write_text(json.dumps(sample) + "\n", encoding="utf-8")
    questions = write_rows(tmp_path / "questions.jsonl", 2, HOSTILE[0])
    minilora("report", hostile, "--questions", questions, "--out", tmp_path / "page.html")
    with browser.open(tmp_path / "page.html") as opened:
        text = opened.locator("main").inner_text()
        for part in HOSTILE[:3]:
            assert part in text
        assert "⟨RIGHT-TO-LEFT OVERRIDE⟩gnp.exe⟨LEFT-TO-RIGHT ISOLATE⟩" in text
        assert "{{ 7 * 7 }}" in text
        assert "owned" not in opened.title()
        assert opened.locator("img, iframe, object").count() == 0
        assert opened.locator("script").count() == 2
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert not set("\u202e\u2066\u2028\x1b") & set(text)


def test_nothing_can_be_run_or_loaded(page: Path, browser: Browser) -> None:
    """Even a script that came into the page could not run, load or send anything."""
    opened = browser.chromium.new_context().new_page()
    opened.goto(page.as_uri())
    blocked = opened.evaluate(
        """async () => {
            const blocked = [];
            document.addEventListener("securitypolicyviolation", (event) => blocked.push(event.effectiveDirective));
            await fetch("https://example.org/").catch(() => 0);
            document.body.insertAdjacentHTML("beforeend", "<img src='https://example.org/x' onerror='window.ran = 1'>");
            const script = document.createElement("script");
            script.textContent = "window.ran = 2";
            document.body.append(script);
            await new Promise((resolve) => setTimeout(resolve, 200));
            return blocked.sort();
        }"""
    )
    assert blocked == ["connect-src", "img-src", "script-src-attr", "script-src-elem"]
    assert opened.evaluate("window.ran") is None
    opened.context.close()


def test_a_long_run_and_a_large_adapter_make_a_small_page(browser: Browser, tmp_path: Path) -> None:
    """10,000 steps, and r = 16 on all seven matrices of 32 blocks with the shapes of a 7B model: below 2 MB."""
    make_log(tmp_path / "training.jsonl", 10_000, every=500)
    tensors = {}
    for block in range(32):
        for name, (rows, columns) in SHAPES_7B.items():
            module = f"base_model.model.model.layers.{block}.{name}"
            tensors[f"{module}.lora_A.weight"] = torch.randn(16, columns // 16)
            tensors[f"{module}.lora_B.weight"] = torch.randn(rows // 16, 16)
    save_file(tensors, tmp_path / "adapter_model.safetensors")
    names = sorted({name.rpartition(".")[2] for name in SHAPES_7B})
    config = {
        "peft_type": "LORA",
        "r": 16,
        "lora_alpha": 32,
        "target_modules": names,
        "base_model_name_or_path": "x/7b",
    }
    (tmp_path / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    page = tmp_path / "page.html"
    minilora("report", tmp_path, "--quick", "--out", page)
    size = page.stat().st_size
    assert size < 2_000_000
    started = time.perf_counter()
    with browser.open(page) as opened:
        opened.locator("[data-chart=loss] canvas").wait_for()
        print(f"\n{size / 1e6:.2f} MB, opened in {time.perf_counter() - started:.2f} s")
        assert opened.locator("#heat button").count() == 224
    loss = next(chart for chart in page_data(page)["charts"] if chart["name"] == "loss")["series"][0]
    assert len(loss["x"]) <= 1000
    assert max(loss["high"]) == 99.0  # no spike is lost


SHAPES_7B = {
    **{f"self_attn.{name}_proj": (4096, 4096) for name in "qkvo"},
    "mlp.gate_proj": (11008, 4096),
    "mlp.up_proj": (11008, 4096),
    "mlp.down_proj": (4096, 11008),
}
