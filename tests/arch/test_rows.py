"""Rows of arch/ against the state dicts of transformers and the names of the gguf package."""

import subprocess
import sys

import pytest
import torch
from families import CASES, Case

from minilora.arch import REGISTRY, ArchSpec, read_hf
from minilora.model import Decoder

NAMES_OF_GGUF = """
import sys
from gguf import MODEL_ARCH, MODEL_ARCH_NAMES, get_tensor_name_map
arch, num_blocks, *names = sys.argv[1:]
table = get_tensor_name_map(next(a for a, name in MODEL_ARCH_NAMES.items() if name == arch), int(num_blocks))
print(*(table.get_name(name, (".weight", ".bias")) for name in names), sep="\\n")
"""
"""A program, because get_tensor_name_map changes tables that all its callers share."""
RENAMED = {
    ".dt_bias": (".dt_proj.bias",),
    ".shared_mlp.input_linear.": (".mlp.gate_proj.", ".mlp.up_proj."),
    ".shared_mlp.output_linear.": (".mlp.down_proj.",),
}
"""What llama.cpp's converter renames or splits before it asks the table (conversion/qwen.py, granite.py)."""


def as_converted(name: str) -> list[str]:
    """Return the names that the converter gives a tensor."""
    name = name.replace("model.language_model.", "model.")
    return next(([name.replace(old, part) for part in new] for old, new in RENAMED.items() if old in name), [name])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rows_cover_the_state_dict_of_transformers_exactly_once(case: Case) -> None:
    """Every tensor of the reference has one row and every row one tensor; our names and GGUF's are as distinct."""
    hf_config = case.hf_config()
    with torch.device("meta"):
        reference = case.auto_model.from_config(hf_config)
    config = read_hf(case.spec, hf_config.to_dict()).config
    rows = case.spec.rows(config)
    tied = {"lm_head.weight"} if config.tied_embeddings else set()
    inside = {name for name in reference.state_dict() if not case.spec.is_beside(name)}
    assert sorted(row.hf for row in rows) == sorted(inside - tied)
    with torch.device("meta"):
        ours = Decoder(config)
    assert sorted(row.ours for row in rows) == sorted(set(ours.state_dict()) - tied)
    in_gguf = [name for row in rows for name in row.stored_names("gguf")]
    assert len(set(in_gguf)) == len(in_gguf)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rows_agree_with_the_names_of_gguf(case: Case) -> None:
    """gguf's own table leads from the Hugging Face name of every row to its GGUF name."""
    config = read_hf(case.spec, case.hf_config().to_dict()).config
    rows = case.spec.rows(config)
    command = [sys.executable, "-c", NAMES_OF_GGUF, case.spec.gguf_arch, str(config.num_blocks)]
    rows = tuple(row for row in rows if not row.gguf_key)
    names = [name for row in rows for name in as_converted(row.hf)]
    done = subprocess.run([*command, *names], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [name for row in rows for name in row.stored_names("gguf")]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_layouts_are_undone_and_keep_low_rank_updates_low_rank(case: Case) -> None:
    """undo ∘ apply is the identity, and a changed layout of W + BA is that of W plus that of BA."""
    config = read_hf(case.spec, case.hf_config().to_dict()).config
    with torch.device("meta"):
        shapes = {name: tensor.shape for name, tensor in Decoder(config).state_dict().items()}
    torch.manual_seed(0)
    for row in case.spec.rows(config)[:20]:
        weight, update = torch.randn(2, *shapes[row.ours])
        for layout in (row.hf_layout, row.gguf_layout):
            stored = layout.apply(weight, config)
            torch.testing.assert_close(layout.undo(stored, config), weight, atol=2**-22, rtol=0)
            if weight.dim() == 2:
                assert torch.equal(layout.apply(weight + update, config), stored + layout.apply(update, config))


@pytest.mark.parametrize("spec", REGISTRY, ids=lambda spec: spec.name)
def test_targets_are_words_of_the_family(spec: ArchSpec) -> None:
    """`--target-modules auto` names linear layers that the family has."""
    words = {row.hf.split(".")[-2] for row in spec.tensors}
    assert set(spec.lora_targets) <= words
