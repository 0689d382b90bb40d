"""Hugging Face directories: what loads, and what is refused with one clear message."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch
from families import CASES, Case, CaseDir
from torch import Tensor

from minilora.arch import REGISTRY
from minilora.checkpoint import load_base, open_base
from minilora.errors import CheckpointError, MiniLoraError, UnknownArchitecture
from minilora.export import export_gguf

LLAMA = next(spec for spec in REGISTRY if spec.name == "llama")
EMBED, HEAD, NORM = "model.embed_tokens.weight", "lm_head.weight", "model.norm.weight"


@pytest.fixture
def directory(case_dir: CaseDir, tmp_path: Path) -> Path:
    """A copy of the tiny Llama that a test may spoil."""
    return shutil.copytree(case_dir(Case(LLAMA)), tmp_path / "base")


@pytest.fixture
def weights(directory: Path) -> dict[str, Tensor]:
    return safetensors.torch.load_file(directory / "model.safetensors")


def rewrite(directory: Path, weights: dict[str, Tensor]) -> None:
    safetensors.torch.save_file(weights, directory / "model.safetensors", metadata={"format": "pt"})


def reconfigure(directory: Path, **changes: Any) -> None:
    """Change keys of config.json; None removes one."""
    config = json.loads((directory / "config.json").read_text()) | changes
    (directory / "config.json").write_text(json.dumps({k: v for k, v in config.items() if v is not None}))


def shard(directory: Path, weights: dict[str, Tensor], **index_changes: str) -> None:
    """Replace model.safetensors by two shards and an index."""
    (directory / "model.safetensors").unlink()
    names = sorted(weights)
    parts = {"model-1-of-2.safetensors": names[::2], "model-2-of-2.safetensors": names[1::2]}
    for file, part in parts.items():
        safetensors.torch.save_file({name: weights[name] for name in part}, directory / file)
    weight_map = {name: file for file, part in parts.items() for name in part} | index_changes
    (directory / "model.safetensors.index.json").write_text(json.dumps({"weight_map": weight_map}))


def test_shards_are_one_model(directory: Path, weights: dict[str, Tensor]) -> None:
    """A sharded directory loads the tensors of the single file."""
    shard(directory, weights)
    base = open_base(directory)
    for row in base.rows:
        assert torch.equal(base.read(row), weights[row.hf])


@pytest.mark.parametrize("stored", [torch.bfloat16, torch.float16, torch.float32])
@pytest.mark.parametrize("wanted", [torch.bfloat16, torch.float32])
def test_every_stored_type_loads_as_every_wanted_one(
    directory: Path, weights: dict[str, Tensor], stored: torch.dtype, wanted: torch.dtype
) -> None:
    """A loaded weight is the stored one, converted once; all are frozen."""
    rewrite(directory, {name: tensor.to(stored) for name, tensor in weights.items()})
    base = load_base(directory, dtype=wanted)
    for row in base.files.rows:
        parameter = base.model.get_parameter(row.ours)
        assert torch.equal(parameter, weights[row.hf].to(stored).to(wanted))
        assert not parameter.requires_grad


@pytest.mark.parametrize("head_is_stored", [True, False])
def test_a_tied_head_is_the_embedding(directory: Path, weights: dict[str, Tensor], head_is_stored: bool) -> None:
    """With tied embeddings the head may be stored as a copy or not at all."""
    weights[HEAD] = weights[EMBED].clone()
    if not head_is_stored:
        del weights[HEAD]
    rewrite(directory, weights)
    reconfigure(directory, tie_word_embeddings=True)
    model = load_base(directory).model
    assert model.lm_head.weight is model.embed.weight
    assert torch.equal(model.lm_head.weight, weights[EMBED])


@pytest.mark.parametrize("rows", [320, 10])
def test_a_tied_head_that_is_another_is_refused(directory: Path, weights: dict[str, Tensor], rows: int) -> None:
    """transformers 4 would use the embedding and transformers 5 the stored head, so which one is meant is not guessed.

    Opening still reads no weights; loading, merging and exporting do."""
    weights[HEAD] = weights[HEAD][:rows].clone()
    rewrite(directory, weights)
    reconfigure(directory, tie_word_embeddings=True)
    open_base(directory)
    with pytest.raises(CheckpointError, match=f"ties the head to the embedding, but contains a {HEAD}"):
        load_base(directory)
    with pytest.raises(CheckpointError, match="ties the head"):
        export_gguf(directory, directory / "out.gguf")
    assert not (directory / "out.gguf").exists()


@pytest.mark.parametrize("stored", [torch.int8, torch.bool, torch.float8_e4m3fn], ids=str)
def test_weights_that_need_scales_are_refused(directory: Path, weights: dict[str, Tensor], stored: torch.dtype) -> None:
    """Integers and 8-bit floats are refused by tensor and type, though config.json says nothing of quantisation."""
    rewrite(directory, weights | {NORM: weights[NORM].to(stored)})
    with pytest.raises(CheckpointError, match=rf"type of {NORM}: found \w+, expected one of F32"):
        open_base(directory)


def test_tokens_without_an_embedding_are_refused(directory: Path) -> None:
    """A tokenizer with more tokens than the model has rows can be looked at, but not computed with."""
    content = json.loads((directory / "tokenizer.json").read_text())
    content["added_tokens"].append({**content["added_tokens"][0], "id": 320, "content": "<extra>"})
    (directory / "tokenizer.json").write_text(json.dumps(content))
    assert open_base(directory).config.vocab_size == 320
    with pytest.raises(CheckpointError, match=r"ids up to 320 \('<extra>'\), but the model's embedding has 320 rows"):
        load_base(directory)


def test_all_faults_of_the_tensors_are_told_at_once(directory: Path, weights: dict[str, Tensor]) -> None:
    """Missing, mis-shaped and unexpected tensors come in one message, with found and expected shapes."""
    del weights[NORM]
    weights[HEAD] = weights[HEAD][:-1].contiguous()
    weights["model.layers.0.mlp.experts.weight"] = torch.zeros(2)
    rewrite(directory, weights)
    with pytest.raises(CheckpointError) as caught:
        open_base(directory)
    message = str(caught.value)
    assert f"missing: {NORM} (64,)" in message
    assert f"shape of {HEAD}: found (319, 64), expected (320, 64)" in message
    assert "unexpected: model.layers.0.mlp.experts.weight (2,)" in message


def test_a_long_list_of_faults_is_cut_and_counted(directory: Path, weights: dict[str, Tensor]) -> None:
    """A model of another size does not fill the screen."""
    reconfigure(directory, hidden_size=128)
    with pytest.raises(CheckpointError, match=r"and \d+ more$"):
        open_base(directory)


def test_buffers_of_old_checkpoints_are_dropped(directory: Path, weights: dict[str, Tensor]) -> None:
    """`rotary_emb.inv_freq`, which old files carry, is derived and not missed."""
    rewrite(directory, weights | {"model.layers.0.self_attn.rotary_emb.inv_freq": torch.ones(16)})
    open_base(directory)


@pytest.mark.parametrize("size", [0, 4, 100, -1000])
def test_half_a_file_is_damaged_or_incomplete(directory: Path, size: int) -> None:
    """A safetensors file cut anywhere is one clear error."""
    path = directory / "model.safetensors"
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(CheckpointError, match=r"model.safetensors is damaged or incomplete"):
        open_base(directory)


@pytest.mark.parametrize("text", ["", "{", "[]", '"text"', "[" * 100_000, '{"model_type": \xff}'])
def test_a_wrong_config_is_named(directory: Path, text: str) -> None:
    """What is no JSON object is refused with the file's name."""
    (directory / "config.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(CheckpointError, match=r"config\.json"):
        open_base(directory)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
def test_a_missing_file_is_named(directory: Path, name: str) -> None:
    """A directory without configuration or weights says which file it lacks."""
    (directory / name).unlink()
    with pytest.raises(CheckpointError, match=name):
        open_base(directory)


@pytest.mark.parametrize("outside", ["../model.safetensors", "/etc/passwd", "nothing.safetensors", "."])
def test_an_index_names_files_of_its_directory_only(directory: Path, weights: dict[str, Tensor], outside: str) -> None:
    """No path in an index leads out of the directory, and every shard must be there."""
    shutil.copy(directory / "model.safetensors", directory.parent / "model.safetensors")
    shard(directory, weights, **{NORM: outside})
    with pytest.raises(CheckpointError, match=r"index\.json names the file"):
        open_base(directory)


@pytest.mark.parametrize("index", [{}, {"weight_map": []}, {"weight_map": {EMBED: 3}}, {"weight_map": {}}])
def test_an_index_without_a_map_is_refused(directory: Path, weights: dict[str, Tensor], index: object) -> None:
    """An index must lead from tensor names to file names, and to one at least."""
    shard(directory, weights)
    (directory / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(CheckpointError, match=r"index\.json has no usable weight_map"):
        open_base(directory)


def test_one_tensor_in_two_shards_is_refused(directory: Path, weights: dict[str, Tensor]) -> None:
    """Which of two copies counts is not guessed."""
    shard(directory, weights)
    safetensors.torch.save_file(
        {name: weights[name] for name in sorted(weights)}, directory / "model-1-of-2.safetensors"
    )
    with pytest.raises(CheckpointError, match="two files of"):
        open_base(directory)


def test_pickles_are_not_read(directory: Path) -> None:
    """A directory with only a pickled checkpoint is rejected, with the reason."""
    (directory / "model.safetensors").rename(directory / "pytorch_model.bin")
    with pytest.raises(CheckpointError, match="reads only safetensors"):
        open_base(directory)


HOSTILE: list[tuple[str, Any]] = [
    ("hidden_size", 1 << 40),
    ("hidden_size", -64),
    ("hidden_size", 0),
    ("hidden_size", True),
    ("hidden_size", "64"),
    ("hidden_size", 64.5),
    ("hidden_size", [64]),
    ("vocab_size", 10**30),
    ("num_hidden_layers", 10**6),
    ("num_attention_heads", 0),
    ("num_key_value_heads", 3),
    ("head_dim", 15),
    ("intermediate_size", {}),
    ("rms_norm_eps", -1.0),
    ("rms_norm_eps", float("nan")),
    ("rms_norm_eps", float("inf")),
    ("tie_word_embeddings", "yes"),
    ("rope_parameters", {"rope_type": "linear", "rope_theta": 1e4}),
    ("rope_parameters", {"rope_type": "linear", "rope_theta": 1e4, "factor": 0}),
    ("rope_parameters", {"rope_type": "linear", "rope_theta": 1e4, "factor": float("nan")}),
    ("rope_parameters", {"rope_type": "llama3", "rope_theta": 1e4, "factor": "many"}),
    ("rope_parameters", {"rope_type": ["linear"], "rope_theta": 1e4}),
    ("rope_parameters", {"rope_theta": -1}),
    ("rope_parameters", "linear"),
]


def test_sizes_whose_product_overflows_are_refused(directory: Path) -> None:
    """Each size alone may be, together they are no model."""
    reconfigure(directory, hidden_size=1 << 24, num_attention_heads=1 << 24, head_dim=1 << 24)
    with pytest.raises(MiniLoraError):
        open_base(directory)


@pytest.mark.parametrize(("key", "value"), HOSTILE, ids=str)
def test_hostile_numbers_are_refused_before_anything_is_allocated(directory: Path, key: str, value: Any) -> None:
    """A size that cannot be is refused by its key or value, in no time and no memory."""
    reconfigure(directory, **{key: value})
    with pytest.raises(MiniLoraError):
        open_base(directory)


NOT_IMPLEMENTED: list[tuple[str, Any]] = [
    ("model_type", "mixtral"),
    ("model_type", None),
    ("model_type", ["llama"]),
    ("hidden_act", "relu"),
    ("rope_parameters", {"rope_type": "spiral", "rope_theta": 1e4}),
    ("num_local_experts", 8),
]


@pytest.mark.parametrize(("key", "value"), NOT_IMPLEMENTED, ids=str)
def test_what_is_not_implemented_is_refused_by_name(directory: Path, key: str, value: Any) -> None:
    """Mixtures of experts, unknown activations, rotations: an error that names what was asked."""
    reconfigure(directory, **{key: value})
    with pytest.raises(UnknownArchitecture) as caught:
        open_base(directory)
    named = value["rope_type"] if key == "rope_parameters" else key
    assert named in str(caught.value)


def test_opening_reads_no_weights(directory: Path) -> None:
    """All but the header of the weights' file may be absent from the disk: opening and listing never touch it."""
    path = directory / "model.safetensors"
    size = path.stat().st_size
    header = 8 + int.from_bytes(path.read_bytes()[:8], "little")
    with path.open("r+b") as file:
        file.truncate(header)
        file.truncate(size)  # the rest is a hole: zeros that no disk holds
    base = open_base(directory)
    assert set(base.shapes()) == {row.ours for row in base.rows}
    assert path.stat().st_blocks * 512 <= header + 8192
    assert not base.read(base.rows[0]).any()


@pytest.mark.parametrize("case", [case for case in CASES if case.name == "plain"], ids=str)
def test_a_checkpoint_of_the_bare_decoder_loads(case: Case, tmp_path: Path) -> None:
    """Names without the root, as GPT-2's own files have them, mean the same tensors, where the head is tied."""
    reference = case.hf_model()
    reference.base_model.save_pretrained(tmp_path)
    if not reference.config.tie_word_embeddings:
        with pytest.raises(CheckpointError, match=f"missing: {HEAD}"):
            open_base(tmp_path)
        return
    base = load_base(tmp_path)
    ids = torch.arange(3, 40)[None]
    torch.testing.assert_close(base.model(ids), reference(ids).logits, atol=1e-4, rtol=0)
