"""The guide to architectures says what the register holds."""

from pathlib import Path

import pytest

from minilora.arch import REGISTER
from minilora.arch.rope_hf import RULES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("guide", ["architectures.md", "architectures.es.md"])
def test_the_guide_lists_every_family_and_rule(guide: str) -> None:
    """Each family has its row in the table, and each scaling rule its name, in both languages."""
    text = (DOCS / guide).read_text(encoding="utf-8")
    listed = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")}
    assert listed == {spec.name for spec in REGISTER}
    assert all(f"`{rule}`" in text for rule in RULES if rule not in ("default", "su"))
