"""Activated LoRA: its invocation tokens go into a GGUF adapter; what cannot apply it refuses it by name."""

import json
from pathlib import Path

import gguf
import pytest
from adapters import peft_adapter
from click.testing import CliRunner

from minilora.cli import cli
from minilora.errors import AdapterError, GGUFError
from minilora.export.adapter import export_adapter, import_adapter
from minilora.lora import read_adapter
from minilora.lora.peft_config import INVOCATION

TOKENS = [5, 17, 5]


@pytest.fixture
def activated(tiny_llama: Path, tmp_path: Path) -> Path:
    """As peft saves it."""
    peft_adapter(tiny_llama, tmp_path / "alora", alora_invocation_tokens=TOKENS)
    return tmp_path / "alora"


def test_the_tokens_go_into_the_gguf(activated: Path, tiny_llama: Path, tmp_path: Path) -> None:
    """Under llama.cpp's key, as an array of UINT32; `adapter convert` does the same."""
    export_adapter(tiny_llama, activated, tmp_path / "a.gguf")
    words = ["adapter", "convert", str(activated), "--to", "gguf", "--base", str(tiny_llama)]
    done = CliRunner().invoke(cli, [*words, "--out", str(tmp_path / "b.gguf")])
    assert done.exit_code == 0, done.output
    for name in ("a.gguf", "b.gguf"):
        field = gguf.GGUFReader(tmp_path / name).fields[gguf.Keys.Adapter.ALORA_INVOCATION_TOKENS]
        assert field.contents() == TOKENS
        assert field.types == [gguf.GGUFValueType.ARRAY, gguf.GGUFValueType.UINT32]


def test_an_adapter_that_always_applies_has_no_such_key(tiny_llama: Path, tmp_path: Path) -> None:
    peft_adapter(tiny_llama, tmp_path / "plain")
    export_adapter(tiny_llama, tmp_path / "plain", tmp_path / "a.gguf")
    assert gguf.Keys.Adapter.ALORA_INVOCATION_TOKENS not in gguf.GGUFReader(tmp_path / "a.gguf").fields


def test_what_cannot_apply_it_refuses_it(activated: Path, tiny_llama: Path, tmp_path: Path) -> None:
    """A merge would apply it everywhere; so would another format."""
    with pytest.raises(AdapterError, match="alora_invocation_tokens"):
        read_adapter(activated)
    for words in (
        ["merge", "--adapter"],
        ["adapter", "convert", "--to", "mlx"],
        ["generate", "--prompt", "x", "--adapter"],
    ):
        more = [] if "generate" in words else ["--out", str(tmp_path / "out")]
        done = CliRunner().invoke(cli, [*words, str(activated), "--base", str(tiny_llama), *more])
        assert done.exit_code == 1
        assert "alora_invocation_tokens" in done.stderr
    export_adapter(tiny_llama, activated, tmp_path / "a.gguf")
    with pytest.raises(GGUFError, match="activated LoRA"):
        import_adapter(tmp_path / "a.gguf", tiny_llama)


@pytest.mark.parametrize("tokens", ["5", [1.5], [-1], [2**40], [0] * 2000, {"a": 1}])
def test_damaged_tokens_are_one_clear_error(activated: Path, tokens: object) -> None:
    path = activated / "adapter_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "alora_invocation_tokens": tokens}))
    with pytest.raises(AdapterError, match="expected at most 1000 token ids") as err:
        read_adapter(activated, accept=(INVOCATION,))
    assert len(str(err.value)) < 900
