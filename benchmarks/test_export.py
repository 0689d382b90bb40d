"""Export of a base and an adapter to a GGUF: read, merge, quantise, write. benchmarks/export.py measures its memory.

pytest benchmarks/test_export.py
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from random_models import write_adapter

from minilora.export import export_gguf

Measure = Callable[..., None]


@pytest.fixture(scope="module")
def adapters(base_name: str, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("adapters")
    return [write_adapter(folder / f"adapter-{seed}", base_name, seed) for seed in range(2)]


@pytest.mark.parametrize("kind", ["f16", "q8_0", "q4_0"])
def test_export(
    measure_on_cpu_rounds: Measure, base_name: str, adapters: list[Path], tmp_path: Path, kind: str
) -> None:
    """On all cores; each round overwrites the file of the previous one."""
    out = tmp_path / "model.gguf"

    def export(adapter: Path) -> None:
        assert export_gguf(base_name, out, adapter=adapter, file_type=kind).merged

    measure_on_cpu_rounds("export with an adapter", export, adapters)
