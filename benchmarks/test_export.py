"""From a base and an adapter to a GGUF on disk: read, merge, quantise, write. benchmarks/export.py measures its memory.

pytest benchmarks/test_export.py
"""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from minilora.checkpoint import load_base
from minilora.config import LoraConfig
from minilora.export import export_gguf
from minilora.lora import inject, lora_layers, save_adapter

Measure = Callable[..., None]


@pytest.fixture(scope="module")
def adapters(base_name: str, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two adapters that change something: B is random here, and not zero."""
    folder = tmp_path_factory.mktemp("adapters")
    model, config = load_base(base_name).model, LoraConfig(target_modules=("all-linear",))
    inject(model, config, seed=0)
    for seed in range(2):
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for layer in lora_layers(model).values():
                layer.lora_B.copy_(torch.randn(layer.lora_B.shape, generator=generator) * 1e-2)
        save_adapter(folder / f"adapter-{seed}", model, config)
    return [folder / f"adapter-{seed}" for seed in range(2)]


@pytest.mark.parametrize("kind", ["f16", "q8_0", "q4_0"])
def test_export(
    measure_on_cpu_rounds: Measure, base_name: str, adapters: list[Path], tmp_path: Path, kind: str
) -> None:
    """On all cores; the file replaces the one before it, as a user's would."""
    out = tmp_path / "model.gguf"

    def export(adapter: Path) -> None:
        assert export_gguf(base_name, out, adapter=adapter, file_type=kind).merged

    measure_on_cpu_rounds("export with an adapter", export, adapters)
