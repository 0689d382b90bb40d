"""Text models inside multimodal ones: what is beside the text stays as it is, and adapters fit under every name."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from families import CASES, Case, CaseDir
from families import case_dir as case_dir  # a fixture
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.testing import assert_close

import minilora.merge
from minilora.adapted import load_adapted
from minilora.arch import find_hf
from minilora.checkpoint import load_base, open_base
from minilora.config import LoraConfig
from minilora.convert import convert
from minilora.errors import AdapterError, CheckpointError, UnknownArchitecture
from minilora.export import Labels, export_gguf
from minilora.export.adapter import export_adapter
from minilora.lora import adapter_parameters, inject, save_adapter
from minilora.merge import merge_to_dir

INSIDE = tuple(case for case in CASES if case.spec.hf_text_types and case.name == "plain")
NAMES = {str(case): case for case in CASES}
NEW_NAMES = (
    ("language_model.model.", "model.language_model."),
    ("language_model.lm_head.", "lm_head."),
    ("vision_tower.", "model.vision_tower."),
    ("multi_modal_projector.", "model.multi_modal_projector."),
)
"""Prefixes as transformers writes them, and as its modules are called."""
TOWER = re.compile(r"\b(vision_tower|visual\.blocks)\.")


@pytest.fixture(params=INSIDE, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture(params=["old names", "new names"])
def base(request: pytest.FixtureRequest, case: Case, case_dir: CaseDir, tmp_path: Path) -> Path:
    """A copy of the tiny model whose vision tower is stored in bfloat16."""
    directory = shutil.copytree(case_dir(case), tmp_path / "base")
    tensors = {}
    for name, tensor in load_file(directory / "model.safetensors").items():
        new = next((n + name.removeprefix(old) for old, n in NEW_NAMES if name.startswith(old)), name)
        own = new if request.param == "new names" else name
        tensors[own] = tensor.bfloat16() if TOWER.search(name) else tensor
    save_file(tensors, directory / "model.safetensors", metadata={"format": "pt"})
    return directory


def ids() -> Tensor:
    return torch.randint(3, 320, (2, 30), generator=torch.Generator().manual_seed(5))


def close(found: Tensor, expected: Tensor) -> None:
    assert_close(found, expected, atol=2e-5 * float(expected.abs().max()), rtol=0)


def make_adapter(base: Path, out: Path, *targets: str) -> Path:
    config = LoraConfig(r=2, lora_alpha=4, lora_dropout=0.0, target_modules=targets or ("q_proj", "down_proj"))
    model, generator = load_base(base).model, torch.Generator().manual_seed(1)
    inject(model, config)
    with torch.no_grad():
        for parameter in adapter_parameters(model):
            parameter += torch.randn(parameter.shape, generator=generator) * 0.1
    save_adapter(out, model, config)
    return out


def respelt(adapter: Path, out: Path, old: str, new: str) -> Path:
    """A copy of an adapter whose names begin with `new` instead of `old`, in its settings too."""
    shutil.copytree(adapter, out)
    tensors = load_file(adapter / "adapter_model.safetensors")
    assert all(f".model.{old}" in name for name in tensors)
    found = {name.replace(f".model.{old}", f".model.{new}", 1): tensor for name, tensor in tensors.items()}
    save_file(found, out / "adapter_model.safetensors")
    settings = json.loads((adapter / "adapter_config.json").read_text())
    settings["target_modules"] = [name.replace(old, new, 1) for name in settings["target_modules"]]
    (out / "adapter_config.json").write_text(json.dumps(settings))
    return out


@torch.no_grad()
def test_a_merge_leaves_the_rest_as_it_is(
    case: Case, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names and bytes beside the text are the base's, in shards too; transformers loads the model with our logits."""
    monkeypatch.setattr(minilora.merge, "SHARD_BYTES", 1 << 18)
    adapter = make_adapter(base, tmp_path / "adapter")
    report = merge_to_dir(base, adapter, tmp_path / "merged", torch.float32)
    before, after = load_file(base / "model.safetensors"), {}
    shards = list((tmp_path / "merged").glob("*.safetensors"))
    assert len(shards) > 1
    for shard in shards:
        after |= load_file(shard)
    assert after.keys() == before.keys()
    assert report.tensors == len(before)
    beside = [name for name in before if "language_model" not in name and "lm_head" not in name]
    assert {before[name].dtype for name in beside} == {torch.bfloat16, torch.float32}
    for name in beside:
        assert before[name].dtype == after[name].dtype
        assert torch.equal(before[name], after[name])
    expected = load_adapted(base, adapter).model(ids())
    reference = case.auto_model.from_pretrained(tmp_path / "merged", attn_implementation="eager", dtype=torch.float32)
    close(reference.eval()(ids()).logits, expected)
    close(load_base(tmp_path / "merged").model(ids()), expected)


def test_a_merge_in_another_type_says_so_of_the_text(case: Case, base: Path, tmp_path: Path) -> None:
    """config.json stays that of the multimodal model; the new dtype is stated for it and for its text part."""
    config = json.loads((base / "config.json").read_text())
    config["text_config"]["dtype"] = config["vision_config"]["dtype"] = "float32"
    (base / "config.json").write_text(json.dumps(config))
    merge_to_dir(base, None, tmp_path / "merged", torch.bfloat16)
    config["dtype"] = config["text_config"]["dtype"] = "bfloat16"
    assert json.loads((tmp_path / "merged/config.json").read_text()) == config


@torch.no_grad()
def test_adapters_fit_under_every_name(case: Case, base: Path, tmp_path: Path) -> None:
    """As transformers names the modules now, as before 4.52, and as in the text model alone: the same logits."""
    adapter = make_adapter(base, tmp_path / "adapter")
    expected = load_adapted(base, adapter).model(ids())
    names = {"old": "language_model.model.layers", "text": "model.layers"}
    others = [respelt(adapter, tmp_path / w, "model.language_model.layers", name) for w, name in names.items()]
    for other in others:
        assert torch.equal(load_adapted(base, other).model(ids()), expected)


@torch.no_grad()
def test_adapters_fit_a_gguf_of_the_text(case_dir: CaseDir, tmp_path: Path) -> None:
    """Merged into a GGUF of the multimodal model, or converted to a GGUF adapter, an adapter does the same."""
    base = case_dir(NAMES["gemma3_vision-plain"])
    adapter = make_adapter(base, tmp_path / "adapter")
    expected = load_adapted(base, adapter).model(ids())
    export_gguf(base, tmp_path / "base.gguf", file_type="f32", labels=Labels(name="tiny"))
    close(load_adapted(tmp_path / "base.gguf", adapter).model(ids()), expected)
    merge_to_dir(tmp_path / "base.gguf", adapter, tmp_path / "text", torch.float32)
    close(load_base(tmp_path / "text").model(ids()), expected)
    assert json.loads((tmp_path / "text/config.json").read_text())["model_type"] == "gemma3_text"
    for start in (base, tmp_path / "base.gguf"):
        assert export_adapter(start, adapter, tmp_path / "adapter.gguf").merged == 12


@torch.no_grad()
def test_adapters_have_other_names_in_mlx(case: Case, case_dir: CaseDir, tmp_path: Path) -> None:
    """mlx-lm calls the text part `language_model`; from there the adapter comes back to the same logits."""
    base = case_dir(case)
    adapter = make_adapter(base, tmp_path / "adapter")
    convert(adapter, "mlx", base, tmp_path / "mlx")
    names = load_file(tmp_path / "mlx/adapters.safetensors")
    assert all(name.startswith("language_model.model.layers.") for name in names)
    convert(tmp_path / "mlx", "peft", base, tmp_path / "back")
    close(load_adapted(base, tmp_path / "back").model(ids()), load_adapted(base, adapter).model(ids()))


def peft_adapter(case: Case, out: Path, *, changes_vision: bool) -> Any:
    """peft's adapter of a module of the text and of the vision tower (often the same name), random where trained."""
    from peft import LoraConfig as PeftConfig
    from peft import get_peft_model

    model = get_peft_model(case.hf_model(), PeftConfig(r=2, target_modules=["q_proj", "qkv"])).eval()
    torch.manual_seed(0)
    for name, parameter in model.named_parameters():
        if "lora_B" in name and (not TOWER.search(name) or changes_vision):
            parameter.data.normal_(0, 0.1)
    model.save_pretrained(out)
    return model


@torch.no_grad()
def test_updates_that_do_nothing_beside_the_text_do_no_harm(case: Case, case_dir: CaseDir, tmp_path: Path) -> None:
    """peft adapts a vision tower's modules of the same name; untrained, they are left out; trained, refused."""
    oracle = peft_adapter(case, tmp_path / "a", changes_vision=False)
    assert any(TOWER.search(name) for name in load_file(tmp_path / "a/adapter_model.safetensors"))
    close(load_adapted(case_dir(case), tmp_path / "a").model(ids()), oracle(ids()).logits)
    peft_adapter(case, tmp_path / "b", changes_vision=True)
    with pytest.raises(AdapterError, match=r"(vision_tower|visual).*text part"):
        load_adapted(case_dir(case), tmp_path / "b")


def test_our_adapters_select_nothing_beside_the_text(case: Case, case_dir: CaseDir, tmp_path: Path) -> None:
    """In peft, an adapter trained here adapts the text part's `q_proj` alone."""
    from peft import PeftModel

    model = PeftModel.from_pretrained(case.hf_model(), make_adapter(case_dir(case), tmp_path / "adapter"))
    adapted = [name for name, _ in model.named_parameters() if "lora_A" in name]
    saved = load_file(tmp_path / "adapter/adapter_model.safetensors")
    assert len(adapted) == len([name for name in saved if "lora_A" in name])
    assert all("language_model" in name for name in adapted)


@torch.no_grad()
def test_a_tied_head_parts_on_both_levels(case_dir: CaseDir, tmp_path: Path) -> None:
    """An adapter of a tied head unties it in `text_config` and above it, and transformers has our logits."""
    case = NAMES["mistral3_vision-tied"]
    adapter = make_adapter(case_dir(case), tmp_path / "adapter", "lm_head")
    expected = load_adapted(case_dir(case), adapter).model(ids())
    merge_to_dir(case_dir(case), adapter, tmp_path / "merged", torch.float32)
    config = json.loads((tmp_path / "merged/config.json").read_text())
    assert not config["tie_word_embeddings"]
    assert not config["text_config"]["tie_word_embeddings"]
    reference = case.auto_model.from_pretrained(tmp_path / "merged", attn_implementation="eager").eval()
    close(reference(ids()).logits, expected)


@pytest.mark.parametrize("above", [True, False, None])
def test_the_files_decide_whether_the_head_is_tied(case_dir: CaseDir, tmp_path: Path, above: bool | None) -> None:
    """The two levels of config.json may differ, and the upper one may be silent, as in released models.

    Only where the upper one says no, as for transformers, a head must be there.
    """
    for name, tied in (("mistral3_vision-no-window", False), ("mistral3_vision-tied", True)):
        base = shutil.copytree(case_dir(NAMES[name]), tmp_path / name)
        config = json.loads((base / "config.json").read_text()) | {"tie_word_embeddings": above}
        (base / "config.json").write_text(json.dumps({k: v for k, v in config.items() if v is not None}))
        if tied and above is False:
            with pytest.raises(CheckpointError, match=r"missing: lm_head\.weight"):
                open_base(base)
        else:
            assert open_base(base).config.tied_embeddings is tied


def test_stop_tokens_of_the_text_part_count(case_dir: CaseDir, tmp_path: Path) -> None:
    """Without a generation_config.json, those of `text_config` hold unless config.json has its own (transformers)."""
    from transformers import AutoConfig, GenerationConfig

    base = shutil.copytree(case_dir(NAMES["mistral3_vision-plain"]), tmp_path / "base")
    (base / "generation_config.json").unlink()
    config = json.loads((base / "config.json").read_text())
    for above, expected in (({}, 2), ({"eos_token_id": [2, 5]}, [2, 5])):
        (base / "config.json").write_text(json.dumps(config | above))
        theirs = GenerationConfig.from_model_config(AutoConfig.from_pretrained(base)).eos_token_id
        assert theirs == expected
        assert list(open_base(base).configured_stops.ids) == (expected if isinstance(expected, list) else [expected])


def test_one_module_under_two_names_is_refused(case: Case, case_dir: CaseDir, tmp_path: Path) -> None:
    """An adapter with the names of the text model alone beside those inside another is not read as either."""
    adapter = make_adapter(case_dir(case), tmp_path / "adapter")
    tensors = load_file(adapter / "adapter_model.safetensors")
    more = {name.replace("model.language_model.", "model."): tensor + 1 for name, tensor in tensors.items()}
    save_file(tensors | more, adapter / "adapter_model.safetensors")
    with pytest.raises(AdapterError, match="under two names"):
        load_adapted(case_dir(case), adapter)


def test_what_cannot_be_read_is_told(case_dir: CaseDir, tmp_path: Path) -> None:
    """A text part of another family, none at all, and one tensor under two names."""
    for inside in ({"text_config": {"model_type": "mistral4"}}, {"text_config": {"model_type": ["x"]}}, {}):
        with pytest.raises(UnknownArchitecture, match=r"'mistral3'.*minilora supports"):
            find_hf({"model_type": "mistral3", **inside})
    base = shutil.copytree(case_dir(NAMES["gemma3_vision-plain"]), tmp_path / "base")
    tensors = load_file(base / "model.safetensors")
    norm = tensors["language_model.model.norm.weight"]
    save_file(tensors | {"model.language_model.norm.weight": norm.clone()}, base / "model.safetensors")
    with pytest.raises(CheckpointError, match="two spellings"):
        open_base(base)


@pytest.mark.parametrize("name", ["qwen3_5-plain", "qwen3_5_vision-plain"])
@torch.no_grad()
def test_a_merge_copies_the_layers_that_predict_further_tokens(name: str, case_dir: CaseDir, tmp_path: Path) -> None:
    """`mtp.` tensors, which transformers does not read, are neither trained nor lost, alone and inside a `qwen3_5`."""
    base = shutil.copytree(case_dir(NAMES[name]), tmp_path / "base")
    mtp = {"mtp.fc.weight": torch.randn(64, 128), "mtp.norm.weight": torch.randn(64).bfloat16()}
    save_file(load_file(base / "model.safetensors") | mtp, base / "model.safetensors", metadata={"format": "pt"})
    adapter = make_adapter(base, tmp_path / "adapter")
    merge_to_dir(base, adapter, tmp_path / "merged", torch.float32)
    merged = load_file(tmp_path / "merged/model.safetensors")
    for tensor, value in mtp.items():
        assert torch.equal(merged[tensor], value)
    close(load_base(tmp_path / "merged").model(ids()), load_adapted(base, adapter).model(ids()))
