"""`minilora inspect`: the description of a base model."""

import json
import math
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from families import CASES, Case, CaseDir, case_dir

from minilora.checkpoint import load_base, open_base
from minilora.cli import cli
from minilora.config import LoraConfig
from minilora.describe import describe
from minilora.describe.base import sections
from minilora.export import export_gguf
from minilora.lora import inject

__all__ = ["case_dir"]  # a fixture

TEMPLATE = "{% for m in messages %}{{ m['content'] }}\n{% endfor %}"


def shown(*words: object) -> str:
    result = CliRunner().invoke(cli, ["inspect", *map(str, words)])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_numbers_are_those_of_the_model(case: Case, case_dir: CaseDir) -> None:
    """Parameters, and what `auto` trains, are what the loaded model has and what injecting into it makes."""
    found = sections(open_base(case_dir(case)))
    model = load_base(case_dir(case)).model
    assert found["model"]["parameters"] == sum(parameter.numel() for parameter in model.parameters())
    names = inject(model, LoraConfig())
    trained = sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
    assert f": {len(names)} modules" in found["training with LoRA"]["target_modules auto"]
    assert found["training with LoRA"]["trained at r = 8"].startswith(f"{trained:,} values")
    assert found["training with LoRA"]["adapter, gradient, AdamW"] == 16 * trained


@pytest.mark.parametrize("kind", ["directory", "GGUF", "name"])
def test_people_see_model_tokenizer_template_and_training(kind: str, tiny_llama: Path, tmp_path: Path) -> None:
    """The same sections for a directory, a GGUF and a base that has a name; a template is one line."""
    path: object = tmp_path / "base"
    if kind == "name":
        path = "smollm2-135m-instruct"
    else:
        shutil.copytree(tiny_llama, tmp_path / "base")
        (tmp_path / "base/chat_template.jinja").write_text(TEMPLATE)
    if kind == "GGUF":
        path = export_gguf(tmp_path / "base", tmp_path / "base.gguf", file_type="f16").path
    text = shown(path)
    headings = [line for line in text.splitlines()[1:] if line and line[0].isalpha() and "keys" not in line]
    assert headings == ["model", "tokenizer", "training with LoRA"]
    for words in ("llama (Llama 2", "heads of", "rotated, theta", "byte-level BPE", "gpt2, smollm", "'<|im_end|>' (2)"):
        assert words in text
    assert "{% for m" in text
    assert "\\n" in text
    assert "general.name" not in text if kind == "GGUF" else True
    assert ("tokenizer.ggml.pre" if kind != "directory" else "hidden_act") in shown(path, "--keys")


def test_what_is_peculiar_is_said(case_dir: CaseDir) -> None:
    """Windows, rotations and multipliers of the families stand in their section, in words."""
    said = {str(case): sections(open_base(case_dir(case)))["model"] for case in CASES}
    assert said["gemma2-plain"]["window"] == "8 tokens in 3 of 6 blocks"
    assert "final_softcap = 30" in said["gemma2-plain"]["peculiar"]
    assert said["gemma3-plain"]["positions"] == "rotated, theta 1e+06, 10000 in windowed blocks"
    assert said["phi3-part-of-a-head"]["positions"] == "rotated, theta 10000, 8 elements of a head"
    assert said["smollm3-plain"]["positions"] == "rotated, theta 2e+06, in 5 of 6 blocks"
    assert "divided by up to 8" in said["llama-rope-llama3"]["positions"]
    assert "depends on the text's length" in said["phi3-rope-longrope"]["positions"]
    assert said["gpt2-plain"]["positions"] == "learned"
    assert "residual_scale = 0.5" in said["granite-plain"]["peculiar"]


def test_a_base_that_cannot_be_used_says_why(tiny_llama: Path, tmp_path: Path) -> None:
    """A family that is not known, or a tokenizer that does not fit, is shown all the same, with the reason."""
    base = Path(shutil.copytree(tiny_llama, tmp_path / "base"))
    config = json.loads((base / "config.json").read_text())
    (base / "config.json").write_text(json.dumps(config | {"model_type": "mixtral"}))
    text = shown(base)
    assert "no base for minilora  config.json has model_type 'mixtral'" in text
    assert "20 tensors" in text


def test_a_gguf_in_several_files_is_described_whole(tiny_llama: Path, tmp_path: Path) -> None:
    """From the first file all tensors are known; another file by itself shows its own."""
    report = export_gguf(tiny_llama, tmp_path / "m.gguf", file_type="f16", split_max_bytes=40_000)
    whole = describe(report.paths[0])
    assert sum(math.prod(tensor.shape) for tensor in whole.tensors) == whole.sections["model"]["parameters"]
    last = describe(report.paths[-1])
    assert 0 < len(last.tensors) < len(whole.tensors)
