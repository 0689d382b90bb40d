"""The guides run: every Python block of docs/lora.md and its Spanish twin, in order."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def blocks(name):
    return re.findall(r"^```python\n(.*?)^```", (DOCS / name).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["lora.md", "lora.es.md"])
def test_the_guide_is_a_program(name, capsys):
    """The blocks of a guide are one program, with its own assertions."""
    assert len(blocks(name)) == 9
    scope = {}
    for number, block in enumerate(blocks(name), start=1):
        exec(compile(block, f"{name}, block {number}", "exec"), scope)
    printed = capsys.readouterr().out
    assert "0.q_proj" in printed
    assert "%" in printed
