"""README and guides are correct: commands, options and links exist, and both languages have the same structure."""

import re
import shlex
from pathlib import Path

import click
import pytest

from minilora.cli import COMMANDS, cli

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("README*.md"), *ROOT.glob("docs/*.md")])
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
