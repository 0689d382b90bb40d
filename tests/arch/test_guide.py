"""The guide to architectures says what the registry holds."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import minilora
from minilora.arch import REGISTRY
from minilora.arch.rope_hf import RULES
from minilora.cli import cli

DOCS = Path(__file__).parents[2] / "docs"


def test_the_example_is_the_code() -> None:
    """Qwen2 in the guides is Qwen2 in the package."""
    code = (Path(minilora.__file__).parent / "arch/qwen2.py").read_text(encoding="utf-8")
    example = code[code.index("QWEN2 = ") :]
    for guide in ("architectures.md", "architectures.es.md"):
        assert f"```python\n{example}```" in (DOCS / guide).read_text(encoding="utf-8")


def test_models_lists_every_family_with_targets_and_notes() -> None:
    """`minilora models` says of each family what it is, what is peculiar and what `auto` trains."""
    text = CliRunner().invoke(cli, ["models"]).stdout
    families = json.loads(CliRunner().invoke(cli, ["models", "--json"]).stdout)["families"]
    for spec in REGISTRY:
        assert spec.notes in text
        assert families[spec.name]["notes"] == spec.notes
        assert families[spec.name]["target_modules"] == list(spec.lora_targets)


@pytest.mark.parametrize("guide", ["architectures.md", "architectures.es.md"])
def test_the_guide_lists_every_family_and_rule(guide: str) -> None:
    """Each family has its row in the table, and each scaling rule its name, in both languages."""
    text = (DOCS / guide).read_text(encoding="utf-8")
    listed = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")}
    assert listed == {spec.name for spec in REGISTRY}
    assert all(f"`{rule}`" in text for rule in RULES if rule not in ("default", "su"))
