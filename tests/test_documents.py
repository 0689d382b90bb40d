"""README and guides are correct: commands, options and links exist, and both languages have the same structure."""

import re
import runpy
import shlex
from pathlib import Path

import click
import pytest

from minilora.cli import COMMANDS, cli

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("README*.md"), ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md")])
TWINS = [path for path in DOCUMENTS if path.with_name(f"{path.stem}.es.md") in DOCUMENTS]
COMMAND_LINE = re.compile(r"^(?:\.venv/bin/)?(minilora [a-z].*)$", re.MULTILINE)


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def code(text: str) -> list[str]:
    """The blocks between ``` lines."""
    return re.findall(r"^```.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def command_for(words: list[str]) -> click.Command:
    """The (sub)command that `minilora WORDS...` runs."""
    with click.Context(cli) as ctx:
        command = cli.get_command(ctx, words[0])
        assert command, words[0]
        if not isinstance(command, click.Group) or (
            command.invoke_without_command and not set(words[1:2]) & command.commands.keys()
        ):
            return command
        return command.commands[words[1]]


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_commands_in_documents_exist(path: Path) -> None:
    """Every `minilora` line in a code block names a command, and options that it has."""
    for block in code(path.read_text(encoding="utf-8")):
        for line in COMMAND_LINE.findall(block.replace("\\\n", " ")):
            words = shlex.split(line, comments=True)[1:]
            known = {option for param in command_for(words).params for option in param.opts}
            assert {word for word in words if word.startswith("--")} <= known, line


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_links_lead_to_files(path: Path) -> None:
    """Every relative link points to a file of the repository."""
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", TWINS, ids=names(TWINS))
def test_twins_have_the_same_shape(path: Path) -> None:
    """The Spanish twin has as many headings, code blocks and table rows, and points back."""
    english, spanish = (p.read_text(encoding="utf-8") for p in (path, path.with_name(f"{path.stem}.es.md")))
    assert f"({path.name})" in spanish
    assert f"({path.stem}.es.md)" in english
    for pattern in (r"^#+ ", r"^```", r"^\|"):
        counts = [len(re.findall(pattern, text, re.MULTILINE)) for text in (english, spanish)]
        assert counts[0] == counts[1], pattern


@pytest.mark.parametrize("name", ["README.md", "README.es.md"])
def test_readme_lists_every_command(name: str) -> None:
    """The table of commands in README is complete."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [command for command in COMMANDS if f"| `minilora {command}" not in text] == []


@pytest.mark.parametrize("name", ["README.md", "README.es.md"])
def test_readme_names_every_module(name: str) -> None:
    """The tree of the package names every folder and file directly in it."""
    tree = next(block for block in code((ROOT / name).read_text(encoding="utf-8")) if block.startswith("minilora/"))
    folders = [f"{path.parent.name}/" for path in ROOT.glob("minilora/*/__init__.py")]
    modules = [path.name for path in ROOT.glob("minilora/*.py") if not path.name.startswith("_")]
    assert [each for each in (*folders, *modules) if f" {each} " not in tree] == []


def test_pictures_of_documents_exist_for_both_themes() -> None:
    """What an `img` or a `source` shows is in the repository."""
    for path in DOCUMENTS:
        shown = re.findall(r'(?:src|srcset)="([^":]+)"', path.read_text(encoding="utf-8"))
        assert [link for link in shown if not (path.parent / link).exists()] == [], path


def test_the_screen_shows_what_a_live_bar_leaves() -> None:
    """scripts/terminal_picture.py: lines that are erased and written again stand once, colours stay."""
    program = runpy.run_path(str(ROOT / "scripts/terminal_picture.py"))
    output = "start\r\nbar 1\r\n  loss 3\r\x1b[2K\x1b[1A\x1b[2Kbar \x1b[32m2\x1b[0m\r\n  loss 2\r\n\x1b[?25hdone\r\n"
    lines = program["visible_lines"](output)
    assert lines == ["start", "bar \x1b[32m2\x1b[0m", "  loss 2", "done"]
    drawn = program["render_svg"](lines, "a machine", program["DARK"])
    assert drawn == program["render_svg"](lines, "a machine", program["DARK"])
    assert "done" in drawn
    assert "@font-face" not in drawn
