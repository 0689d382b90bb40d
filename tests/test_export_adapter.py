"""A GGUF base with a GGUF adapter gives the merged model's predictions in llama.cpp; import gives the adapter back."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from families import CASES, Case, CaseDir
from families import case_dir as case_dir  # a fixture
from gguf import GGUFReader
from llama_cpp import LlamaCpp

from minilora.checkpoint import load_base
from minilora.cli import cli
from minilora.config import LoraConfig
from minilora.errors import AdapterError, GGUFError
from minilora.export import export_gguf
from minilora.export.adapter import export_adapter, import_adapter
from minilora.gguf.adapter import read_adapter_gguf, write_adapter_gguf
from minilora.gguf.modelfile import parse_modelfile
from minilora.lora import (
    adapter_parameters,
    inject,
    load_adapter,
    merge_into,
    read_adapter,
    save_adapter,
    write_adapter,
)

IDS = [(7 * i) % 300 + 3 for i in range(24)]
MIXED = LoraConfig(
    r=4,
    lora_alpha=6,
    target_modules=("all-linear",),
    use_rslora=True,
    rank_pattern={"(q_proj|qkv_proj|c_attn|in_proj)": 2},
    alpha_pattern={"(o_proj|c_proj|out_proj)": 9},
)


def make_adapter(base: Path, path: Path, config: LoraConfig) -> Path:
    model = load_base(base).model
    inject(model, config)
    generator = torch.Generator().manual_seed(3)
    for parameter in adapter_parameters(model):
        torch.nn.init.normal_(parameter, std=0.15, generator=generator)
    save_adapter(path, model, config)
    return path


def logprobs(base: Path, adapter: Path | None, ids: list[int]) -> torch.Tensor:
    """Return the log-probabilities of the token after `ids`, from our model with the adapter merged."""
    model = load_base(base).model
    if adapter:
        load_adapter(model, adapter)
        merge_into(model)
    with torch.no_grad():
        return model(torch.tensor([ids]))[0, -1].log_softmax(-1)


ENDS = LoraConfig(r=4, lora_alpha=6, target_modules=("embed_tokens", "lm_head", "k_proj"), use_rslora=True)


@pytest.mark.parametrize(
    ("name", "config"),
    [*((name, MIXED) for name in ("llama", "qwen2", "gemma3", "granite4")), ("llama", ENDS), ("qwen2", ENDS)],
)
def test_llama_cpp_adds_what_we_merge(name: str, config: LoraConfig, case_dir: CaseDir, tmp_path: Path) -> None:
    """Base GGUF + adapter GGUF have the merged model's log-probabilities: ranks, alphas, rsLoRA, q and k rows, ends."""
    base = case_dir(next(case for case in CASES if case.spec.name == name))
    adapter = make_adapter(base, tmp_path / "adapter", config)
    export_gguf(base, tmp_path / "base.gguf", file_type="f32")
    report = export_adapter(base, adapter, tmp_path / "adapter.gguf")
    assert report.merged == len(read_adapter(adapter).updates)
    llama = LlamaCpp(tmp_path / "base.gguf", adapter=tmp_path / "adapter.gguf")
    answers = ((IDS[:n], llama.complete(IDS[:n], n_predict=2).logprobs) for n in range(24, 8, -1))
    ids, steps = next((ids, steps) for ids, steps in answers if steps)  # none where the answer ends at once
    expected, unchanged = logprobs(base, adapter, ids), logprobs(base, None, ids)
    for token, logprob in steps[0].items():
        assert logprob == pytest.approx(float(expected[token]), abs=2e-3)
    assert float((expected - unchanged).abs().max()) > 0.1


@pytest.mark.parametrize("case", [case for case in CASES if case.name == "plain"], ids=str)
def test_a_round_trip_changes_nothing(case: Case, case_dir: CaseDir, tmp_path: Path) -> None:
    """PEFT -> GGUF -> PEFT gives every update back, up to one rounding of B, for every family."""
    base = case_dir(case)
    adapter = make_adapter(base, tmp_path / "adapter", MIXED)
    export_adapter(base, adapter, tmp_path / "adapter.gguf")
    back = import_adapter(tmp_path / "adapter.gguf", base)
    write_adapter(tmp_path / "back", back)
    before, after = read_adapter(adapter).updates, read_adapter(tmp_path / "back").updates
    assert before.keys() == after.keys()
    for module, update in before.items():
        torch.testing.assert_close(after[module].delta(), update.delta(), rtol=1e-5, atol=1e-6)


def test_the_gguf_package_sees_an_adapter(tiny_llama: Path, tmp_path: Path) -> None:
    """The keys that llama.cpp requires, pairs with the names of the base, A (r, in) and B (out, r)."""
    adapter = make_adapter(tiny_llama, tmp_path / "tutor", LoraConfig(r=4, lora_alpha=6, target_modules=("v_proj",)))
    export_adapter(tiny_llama, adapter, tmp_path / "a.gguf", file_type="f16")
    reader = GGUFReader(tmp_path / "a.gguf")
    keys = ("general.type", "general.architecture", "adapter.type", "adapter.lora.alpha", "general.name")
    assert [reader.fields[key].contents() for key in keys] == ["adapter", "llama", "lora", 6.0, "tutor"]
    shapes = {tensor.name: tuple(tensor.data.shape) for tensor in reader.tensors}
    assert shapes["blk.1.attn_v.weight.lora_a"] == (4, 64)
    assert shapes["blk.1.attn_v.weight.lora_b"] == (32, 4)
    assert {tensor.tensor_type.name for tensor in reader.tensors} == {"F16"}


def test_what_the_format_cannot_say_is_refused(tiny_llama: Path, case_dir: CaseDir, tmp_path: Path) -> None:
    """DoRA and modules_to_save are refused with the advice to merge; so is an adapter of another base."""
    dora = make_adapter(tiny_llama, tmp_path / "dora", LoraConfig(r=2, target_modules=("q_proj",), use_dora=True))
    whole = make_adapter(
        tiny_llama, tmp_path / "whole", LoraConfig(r=2, target_modules=("q_proj",), modules_to_save=("model.norm",))
    )
    for adapter in (dora, whole):
        with pytest.raises(AdapterError, match="Merge the adapter instead"):
            export_adapter(tiny_llama, adapter, tmp_path / "a.gguf")
    good = make_adapter(tiny_llama, tmp_path / "good", LoraConfig(r=2, target_modules=("q_proj",)))
    export_adapter(tiny_llama, good, tmp_path / "a.gguf")
    with pytest.raises(AdapterError, match="adapter for a llama model"):
        import_adapter(tmp_path / "a.gguf", case_dir(next(case for case in CASES if case.spec.name == "qwen2")))
    with pytest.raises(GGUFError, match="f32, f16, bf16"):
        export_adapter(tiny_llama, good, tmp_path / "b.gguf", file_type="q4_k_m")
    other = case_dir(next(case for case in CASES if case.name == "one key head"))
    with pytest.raises(AdapterError, match=r"attn_q\.weight: the adapter fits \(64, 64\), the base has \(128, 64\)"):
        import_adapter(tmp_path / "a.gguf", other)
    export_gguf(tiny_llama, tmp_path / "m.gguf", file_type="f16")
    with pytest.raises(GGUFError, match="not a LoRA adapter"):
        read_adapter_gguf(tmp_path / "m.gguf")


def test_the_parts_of_a_tensor_share_one_a(case_dir: CaseDir, tmp_path: Path) -> None:
    """Granite 4's gate and up are one layer: two pairs with equal A; pairs that are no update of it are refused."""
    base = case_dir(next(case for case in CASES if case.spec.name == "granite4"))
    adapter = make_adapter(base, tmp_path / "adapter", LoraConfig(r=4, target_modules=("input_linear",)))
    export_adapter(base, adapter, tmp_path / "a.gguf")
    architecture, pairs = read_adapter_gguf(tmp_path / "a.gguf")
    gate, up = pairs["blk.2.ffn_gate.weight"], pairs["blk.2.ffn_up.weight"]
    update = read_adapter(adapter).updates["model.layers.2.shared_mlp.input_linear"]
    assert (gate.lora_a == update.lora_A.numpy()).all()
    assert (up.lora_a == gate.lora_a).all()
    stacked = torch.cat([torch.from_numpy(pair.lora_b * pair.scaling) for pair in (gate, up)])
    torch.testing.assert_close(stacked, update.lora_B * update.scaling)
    other, more = replace(up, lora_a=up.lora_a + 1), replace(up, lora_b=np.repeat(up.lora_b, 2, axis=0))
    without_up = {name: pair for name, pair in pairs.items() if name != "blk.2.ffn_up.weight"}
    for changed in (without_up, *({**pairs, "blk.2.ffn_up.weight": wrong} for wrong in (other, more))):
        write_adapter_gguf(tmp_path / "b.gguf", architecture, changed, file_type="f32", extra_kv={})
        with pytest.raises(AdapterError, match=r"blk\.2\.ffn_gate\.weight and blk\.2\.ffn_up\.weight differently"):
            import_adapter(tmp_path / "b.gguf", base)


def test_the_command_writes_adapter_and_modelfile(tiny_llama: Path, tmp_path: Path) -> None:
    """`--adapter-only` writes the file and a Modelfile with FROM and ADAPTER; without an adapter it is wrong usage."""
    adapter = make_adapter(tiny_llama, tmp_path / "tutor", LoraConfig(r=2, target_modules=("q_proj",)))
    export_gguf(tiny_llama, tmp_path / "base.gguf", file_type="f16")
    words = ["export", "--adapter-only", "--base", str(tmp_path / "base.gguf"), "--out", str(tmp_path / "a.gguf")]
    words += ["--modelfile", str(tmp_path / "Modelfile.lora")]
    assert CliRunner().invoke(cli, words).exit_code == 2
    result = CliRunner().invoke(cli, [*words, "--adapter", str(adapter)])
    assert result.exit_code == 0, result.output
    modelfile = parse_modelfile((tmp_path / "Modelfile.lora").read_text(encoding="utf-8"))
    assert (modelfile.model, modelfile.adapter) == ("./base.gguf", "./a.gguf")
