"""`minilora adapter`: each command is tested by the outputs of the base model with the adapters that it writes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner
from gguf import GGUFReader

from minilora.checkpoint import load_base
from minilora.cli import cli
from minilora.config import LoraConfig
from minilora.lora import inject, load_adapter, lora_layers, read_adapter, save_adapter

MakeAdapter = Callable[[Path, int], Path]


def minilora(*words: object, status: int = 0) -> Any:
    result = CliRunner().invoke(cli, ["adapter", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


@pytest.fixture
def make_adapter(tiny_llama: Path) -> MakeAdapter:
    """A function: directory, seed -> an adapter of rank 4 on q and v with random A and B."""

    def make(directory: Path, seed: int) -> Path:
        model = load_base(tiny_llama).model
        config = LoraConfig(r=4, lora_alpha=4, target_modules=("q_proj", "v_proj"))
        inject(model, config, seed=seed)
        generator = torch.Generator().manual_seed(seed)
        for layer in lora_layers(model).values():
            layer.lora_B.data = torch.randn(layer.lora_B.shape, generator=generator) * 0.1
        save_adapter(directory, model, config)
        return directory

    return make


def logits(base: Path, adapter: Path | None = None) -> torch.Tensor:
    model = load_base(base).model
    if adapter:
        load_adapter(model, adapter)
    with torch.no_grad():
        return model.eval()(torch.arange(24)[None])


def read_tensors(path: Path) -> dict[str, list[float]]:
    """The tensors of a GGUF as the gguf package reads them."""
    return {tensor.name: tensor.data.tolist() for tensor in GGUFReader(path).tensors}


def test_to_mlx_and_back_says_the_same(make_adapter: MakeAdapter, tiny_llama: Path, tmp_path: Path) -> None:
    """An adapter that went through mlx-lm's format gives the same logits."""
    adapter = make_adapter(tmp_path / "a", 1)
    minilora("convert", adapter, "--to", "mlx", "--base", tiny_llama, "--out", tmp_path / "mlx")
    minilora("convert", tmp_path / "mlx", "--to", "peft", "--out", tmp_path / "back")
    torch.testing.assert_close(logits(tiny_llama, tmp_path / "back"), logits(tiny_llama, adapter))


def test_to_gguf_and_back_is_the_same(make_adapter: MakeAdapter, tiny_llama: Path, tmp_path: Path) -> None:
    """PEFT -> GGUF -> PEFT gives every A and B back bit for bit; a file made from MLX holds the same update."""
    adapter, mlx = make_adapter(tmp_path / "a", 1), tmp_path / "mlx"
    minilora("convert", adapter, "--to", "gguf", "--base", tiny_llama, "--out", tmp_path / "a.gguf")
    minilora("convert", tmp_path / "a.gguf", "--to", "peft", "--base", tiny_llama, "--out", tmp_path / "back")
    before, after = read_adapter(adapter).updates, read_adapter(tmp_path / "back").updates
    assert before.keys() == after.keys()
    for name, update in before.items():
        assert torch.equal(update.lora_A, after[name].lora_A)
        assert torch.equal(update.lora_B, after[name].lora_B)
        assert update.scaling == after[name].scaling
    minilora("convert", tmp_path / "a.gguf", "--to", "mlx", "--base", tiny_llama, "--out", mlx)
    minilora("convert", mlx, "--to", "gguf", "--base", tiny_llama, "--out", tmp_path / "b.gguf")
    assert read_tensors(tmp_path / "a.gguf") == read_tensors(tmp_path / "b.gguf")


@pytest.mark.parametrize("first", ["peft", "mlx", "gguf"])
@pytest.mark.parametrize("second", ["peft", "mlx", "gguf"])
def test_every_way_between_two_formats_keeps_the_update(
    make_llama: Any, tmp_path: Path, first: str, second: str
) -> None:
    """PEFT -> first -> second -> PEFT keeps every ΔW: rsLoRA, patterns, q and k rows, embedding and head."""
    base = make_llama(tie_word_embeddings=False)
    model = load_base(base).model
    config = LoraConfig(
        r=4,
        lora_alpha=6,
        target_modules=("embed_tokens", "lm_head", "q_proj", "k_proj"),
        use_rslora=True,
        rank_pattern={"k_proj": 2},
        alpha_pattern={"layers.1.*q_proj": 9},
    )
    inject(model, config)
    for number, parameter in enumerate(p for p in model.parameters() if p.requires_grad):
        parameter.data.normal_(generator=torch.Generator().manual_seed(number))
    save_adapter(tmp_path / "0", model, config)
    for step, target in enumerate((first, second, "peft")):
        minilora("convert", tmp_path / f"{step}", "--to", target, "--base", base, "--out", tmp_path / f"{step + 1}")
    before, after = read_adapter(tmp_path / "0").updates, read_adapter(tmp_path / "3").updates
    assert before.keys() == after.keys()
    for name, update in before.items():
        assert type(update) is type(after[name])
        torch.testing.assert_close(after[name].delta(), update.delta(), rtol=1e-5, atol=1e-5)


def test_convert_refuses_what_another_base_would_make_of_it(
    make_adapter: MakeAdapter, make_llama: Any, tiny_llama: Path, tmp_path: Path
) -> None:
    """To MLX: another base's shapes, and an update of one of two tied tensors. From MLX: a word about tied heads."""
    adapter, out = make_adapter(tmp_path / "a", 1), tmp_path / "out"
    other = make_llama(hidden_size=32)
    shown = minilora("convert", adapter, "--to", "mlx", "--base", other, "--out", out, status=1).stderr
    assert "the adapter is for a weight (64, 64); this model has (32, 32)" in shown
    model, config = load_base(tiny_llama).model, LoraConfig(r=2, target_modules=("embed_tokens",))
    inject(model, config)
    save_adapter(tmp_path / "e", model, config)
    shown = minilora("convert", tmp_path / "e", "--to", "mlx", "--base", tiny_llama, "--out", out, status=1).stderr
    assert "are tied" in shown
    assert not out.exists()
    untied = make_llama(tie_word_embeddings=False)
    minilora("convert", tmp_path / "e", "--to", "mlx", "--base", untied, "--out", tmp_path / "mlx")
    assert "tied embedding" in minilora("convert", tmp_path / "mlx", "--to", "peft", "--out", out).stderr


def test_an_adapter_and_its_negative_are_nothing(make_adapter: MakeAdapter, tiny_llama: Path, tmp_path: Path) -> None:
    """Combined with the weights 1 and -1 an adapter leaves the base; with 0.5 and 0.5 it stays itself."""
    adapter = make_adapter(tmp_path / "a", 1)
    minilora("combine", "--add", adapter, 1, "--add", adapter, -1, "--out", tmp_path / "nothing")
    torch.testing.assert_close(logits(tiny_llama, tmp_path / "nothing"), logits(tiny_llama), atol=1e-4, rtol=0)
    minilora("combine", "--add", adapter, 0.5, "--add", adapter, 0.5, "--method", "svd", "--out", tmp_path / "same")
    torch.testing.assert_close(logits(tiny_llama, tmp_path / "same"), logits(tiny_llama, adapter), atol=1e-4, rtol=0)


def test_resize_takes_one_of_two_measures(make_adapter: MakeAdapter, tmp_path: Path) -> None:
    """A new rank or a share of energy, not both and not neither; the rank is then in the settings."""
    adapter = make_adapter(tmp_path / "a", 1)
    assert "largest error" in minilora("resize", adapter, "--r", 2, "--out", tmp_path / "two").stderr
    assert json.loads((tmp_path / "two/adapter_config.json").read_text())["r"] == 2
    minilora("resize", adapter, "--energy", 0.5, "--out", tmp_path / "half")
    minilora("resize", adapter, "--out", tmp_path / "x", status=2)
    minilora("resize", adapter, "--r", 2, "--energy", 0.5, "--out", tmp_path / "x", status=2)


def test_extract_finds_the_adapter_in_the_merged_model(
    make_adapter: MakeAdapter, tiny_llama: Path, tmp_path: Path
) -> None:
    """From a merged model and its base comes an adapter that gives the merged model's logits."""
    adapter = make_adapter(tmp_path / "a", 1)
    merge = ["merge", "--base", tiny_llama, "--adapter", adapter, "--out", tmp_path / "m", "--dtype", "float32"]
    assert CliRunner().invoke(cli, [str(word) for word in merge]).exit_code == 0
    minilora("extract", "--base", tiny_llama, "--tuned", tmp_path / "m", "--r", 4, "--out", tmp_path / "found")
    expected = logits(tiny_llama, adapter)
    torch.testing.assert_close(logits(tiny_llama, tmp_path / "found"), expected, atol=1e-3, rtol=0)


def test_diff_names_every_module(make_adapter: MakeAdapter, tmp_path: Path) -> None:
    """An adapter is at distance 0 and cosine 1 from itself; another seed is elsewhere."""
    one, two = make_adapter(tmp_path / "a", 1), make_adapter(tmp_path / "b", 2)
    same = json.loads(minilora("diff", one, one, "--json").stdout)["modules"]
    assert all(m["distance"] == pytest.approx(0, abs=1e-4) and m["cosine"] == pytest.approx(1) for m in same)
    other = json.loads(minilora("diff", one, two, "--json").stdout)["modules"]
    assert all(abs(m["cosine"]) < 0.9 for m in other)
    assert len(same) == len(other) == 4
    assert all(m["name"] in minilora("diff", one, two).stdout for m in other)
