"""`minilora inspect` on an adapter: the table, the JSON and the plot show the values of `lora.study`."""

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner, Result

from minilora.checkpoint import load_base
from minilora.cli import cli
from minilora.config import LoraConfig
from minilora.lora import adapter_parameters, inject, read_adapter, save_adapter, write_mlx

ORDER = ("embed_tokens", "q_proj", "v_proj")


def inspect(*words: object, status: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["inspect", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


def make_adapter(base: Path, path: Path, **settings: Any) -> Path:
    model = load_base(base).model
    config = LoraConfig(**{"r": 4, "lora_alpha": 8, "target_modules": ("q_proj", "v_proj")} | settings)
    inject(model, config)
    for number, parameter in enumerate(adapter_parameters(model)):
        parameter.data.normal_(generator=torch.Generator().manual_seed(number))
    save_adapter(path, model, config)
    return path


@pytest.fixture
def adapter(tiny_llama: Path, tmp_path: Path) -> Path:
    return make_adapter(tiny_llama, tmp_path / "tutor", target_modules=ORDER)


def test_json_holds_the_numbers_of_the_full_matrices(adapter: Path, tiny_llama: Path) -> None:
    """‖ΔW‖, ‖ΔW‖/‖W0‖, singular values and energy are those of ΔW; modules come in the order of the model."""
    modules = json.loads(inspect(adapter, "--base", tiny_llama, "--json").stdout)["modules"]
    words = [module["name"].rpartition(".")[2] for module in modules]
    assert words == ["embed_tokens", "q_proj", "v_proj", "q_proj", "v_proj"]
    weights = load_base(tiny_llama).model.state_dict()
    for module in modules[1:]:
        delta = read_adapter(adapter).updates[module["name"]].delta()
        block, word = module["name"].split(".")[2], module["name"].rpartition(".")[2]
        S = torch.linalg.svdvals(delta)
        assert module["norm"] == pytest.approx(float(delta.norm()), rel=1e-4)
        relative = float(delta.norm() / weights[f"blocks.{block}.attn.{word}.weight"].norm())
        assert module["base"]["relative"] == pytest.approx(relative, rel=1e-4)
        torch.testing.assert_close(torch.tensor(module["singular_values"]), S[:4], rtol=1e-4, atol=1e-4)
        energy = S.square().cumsum(0)[:4] / S.square().sum()
        torch.testing.assert_close(torch.tensor(module["energy"]), energy, rtol=1e-4, atol=1e-4)


def test_the_table_has_a_line_for_each_module(adapter: Path, tiny_llama: Path) -> None:
    """Without a base: norms, ranks, energy. With it: how far the weight moves and where."""
    plain, compared = inspect(adapter).stdout, inspect(adapter, "--base", tiny_llama, "--top", 2).stdout
    for shown in (plain, compared):
        lines = [line for line in shown.splitlines() if line.endswith("_proj")]
        assert len([line for line in lines if line.split()[0] == "4"]) == 4
    assert "‖ΔW‖/‖W0‖" not in plain
    assert "first 2 directions" in compared


def test_dora_needs_its_base(tiny_llama: Path, tmp_path: Path) -> None:
    """A DoRA adapter is described; its changes are reported if the base is given."""
    adapter = make_adapter(tiny_llama, tmp_path / "dora", use_dora=True)
    assert "give --base" in inspect(adapter).stdout
    found = json.loads(inspect(adapter, "--base", tiny_llama, "--json").stdout)
    assert found["facts"]["use_dora"] is True
    assert {module["kind"] for module in found["modules"]} == {"dora"}


def test_mlx_s_adapters_are_studied_too(adapter: Path, tmp_path: Path) -> None:
    """A directory of mlx-lm's shows the numbers of the adapter that it was made from."""
    write_mlx(tmp_path / "mlx", read_adapter(adapter), num_blocks=2)
    of_both = [json.loads(inspect(path, "--json").stdout)["modules"] for path in (adapter, tmp_path / "mlx")]
    assert [m["norm"] for m in of_both[0]] == pytest.approx([m["norm"] for m in of_both[1]])


@pytest.mark.parametrize("compared", [False, True])
@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_picture_is_drawn(adapter: Path, tiny_llama: Path, tmp_path: Path, kind: str, compared: bool) -> None:
    """A file of the kind that its name says, with and without the base; the same adapter gives the same bytes."""
    pytest.importorskip("matplotlib")
    words = ["--base", tiny_llama] if compared else []
    pictures = []
    for name in ("a", "b"):
        inspect(adapter, *words, "--plot", tmp_path / f"{name}.{kind}")
        pictures.append((tmp_path / f"{name}.{kind}").read_bytes())
    assert pictures[0].startswith({"png": b"\x89PNG", "svg": b"<?xml"}[kind])
    assert pictures[0] == pictures[1]


def test_what_cannot_be_drawn_or_compared_is_refused(adapter: Path, tiny_llama: Path, tmp_path: Path) -> None:
    """Another kind of picture, a path that is no adapter, another base: each says what is wrong."""
    assert "must end in .svg, .png, .pdf" in inspect(adapter, "--plot", tmp_path / "a.gif", status=1).stderr
    assert "is not an adapter" in inspect(tiny_llama, "--base", tiny_llama, status=1).stderr
    pytest.importorskip("matplotlib")
    inspect(tiny_llama, "--plot", tmp_path / "a.png", status=2)
