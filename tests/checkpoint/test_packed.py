"""A base that stays packed computes the bits of the same base unpacked, for every type that is read."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType
from torch import nn

from minilora.checkpoint import load_base, open_base, packing
from minilora.checkpoint.blocks import Blocks
from minilora.config import LoraConfig, TrainConfig
from minilora.data.example import Example
from minilora.errors import ConfigError, GGUFError, MiniLoraError
from minilora.export import export_gguf
from minilora.gguf.quants import QUANTS, quantize, row_bytes
from minilora.gguf.reader import GGUFFile
from minilora.gguf.writer import TensorPlan, write_gguf
from minilora.kernels import packed as kernels
from minilora.kernels import plain_formulas, unpacking
from minilora.kernels.packed import PackedLinear, named_weights
from minilora.lora import adapter_of, count_parameters, inject, merge_into
from minilora.training.loop import train

DTYPES = (torch.float32, torch.bfloat16)
WRITTEN = [kind for kind, quant in QUANTS.items() if quant.quantize]
ALL = LoraConfig(r=4, lora_dropout=0.1, target_modules=("all-linear",))


class Trained(NamedTuple):
    metrics: list[tuple[float, float]]
    """Loss and norm of the gradients, of each step."""
    adapter: dict[str, torch.Tensor]


@pytest.fixture(scope="module")
def plain(make_llama: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GGUF of a tiny Llama in float32, whose rows are whole blocks of every type; q and k are permuted in it."""
    directory = make_llama(hidden_size=256, intermediate_size=256, num_hidden_layers=1, tie_word_embeddings=True)
    path = tmp_path_factory.mktemp("packed") / "f32.gguf"
    export_gguf(directory, path, file_type="f32")
    return path


def stored_as(kind: GGMLQuantizationType, plain: Path, path: Path) -> Path:
    """Write the base `plain` with all of its matrices in one type."""
    source = GGUFFile(plain)
    plans = [TensorPlan(t.name, t.shape, kind if len(t.shape) > 1 else t.type) for t in source.tensors.values()]

    def data(plan: TensorPlan) -> np.ndarray:
        return quantize(source.dequantized(plan.name), kind) if len(plan.shape) > 1 else source.raw(plan.name)

    write_gguf(path, source.values, plans, data)
    return path


def trained(
    path: Path, dtype: torch.dtype, pack: str | None, lora: LoraConfig = ALL, *, formulas: bool = False, **changes: Any
) -> Trained:
    """Train two steps on records of several lengths."""
    model = load_base(path, dtype=dtype, pack=pack).model
    assert any(isinstance(module, PackedLinear) for module in model.modules()) == (pack is not None)
    inject(model, lora)
    random = np.random.default_rng(0)
    examples = [
        Example(random.integers(0, 320, n).astype(np.int32), np.arange(n) >= n // 3, f"record-{n}") for n in (7, 40, 13)
    ]
    config = TrainConfig(**{"epochs": 2, "batch_size": 3, "lr": 1e-2, **changes})
    with plain_formulas() if formulas else nullcontext():
        reports = list(train(model, examples, config))
    adapter = adapter_of(model, lora)
    tensors = {f"{name}.{part}": t for name, u in adapter.updates.items() for part, t in u.tensors().items()}
    return Trained([(r.loss, r.grad_norm) for r in reports], {**tensors, **adapter.trained})


def assert_equal(one: Trained, other: Trained) -> None:
    assert one.metrics == other.metrics
    assert one.adapter.keys() == other.adapter.keys()
    assert all(torch.equal(tensor, other.adapter[name]) for name, tensor in one.adapter.items())


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("kind", WRITTEN, ids=lambda kind: kind.name)
def test_training_gives_equal_bits(kind: GGMLQuantizationType, dtype: torch.dtype, plain: Path, tmp_path: Path) -> None:
    """Losses, gradients and the final adapter are those of the unpacked base, whatever the type of its matrices."""
    path = stored_as(kind, plain, tmp_path / "base.gguf")
    assert_equal(trained(path, dtype, "stored"), trained(path, dtype, None))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("kind", QUANTS, ids=lambda kind: kind.name)
def test_a_layer_of_every_type_gives_equal_bits(kind: GGMLQuantizationType, dtype: torch.dtype) -> None:
    """Types that are only read, too: product, gradient, bias and rows of any blocks."""
    random = np.random.default_rng(0)
    raw = random.integers(0, 60, (96, row_bytes(kind, 512)), np.uint8)  # no infinite scales
    order = random.permutation(96)
    packed = Blocks(raw, kind, dtype, order)
    layer = PackedLinear(packed, nn.Parameter(torch.ones(96, dtype=dtype)), unpacking.UnpackedWeightCache())
    plain = layer.to_unpacked(layer.weight)
    assert torch.equal(plain.weight[3], Blocks(raw, kind, dtype).gather(torch.tensor(int(order[3]))))
    ids = torch.tensor([[5, 5], [95, 0]])
    assert torch.equal(packed.gather(ids), plain.weight[ids])
    x = torch.randn(7, 512, generator=torch.Generator().manual_seed(0)).to(dtype)
    (one, d_one), (other, d_other) = (_product(module, x) for module in (layer, plain))
    assert torch.equal(one, other)
    assert torch.equal(d_one, d_other)


def _product(layer: nn.Linear, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    x = x.clone().requires_grad_()
    y = layer(x)
    return y, torch.autograd.grad(y.float().sum(), x)[0]


@pytest.mark.parametrize(
    ("lora", "changes"),
    [
        (ALL, {"grad_checkpointing": True}),
        (ALL, {"formulas": True}),
        (replace(ALL, target_modules=("q_proj", "embed_tokens", "lm_head"), lora_dropout=0.0), {}),
        (replace(ALL, use_dora=True, lora_dropout=0.0), {}),
        (replace(ALL, init_lora_weights="pissa"), {}),
        (replace(ALL, target_modules=("q_proj",), modules_to_save=("embed_tokens", "lm_head", "mlp")), {}),
    ],
    ids=["checkpointing", "plain formulas", "embedding and head", "dora", "pissa", "modules_to_save"],
)
def test_every_kind_of_adapter_learns_equal_bits(lora: LoraConfig, changes: dict[str, Any], plain: Path) -> None:
    """What needs whole weights takes them unpacked; what is trained whole is unpacked for good."""
    for dtype in DTYPES:
        assert_equal(trained(plain, dtype, "stored", lora, **changes), trained(plain, dtype, None, lora, **changes))


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_a_large_head_is_computed_in_bands(dtype: torch.dtype, plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packed or not, in the same chunks: equal bits, and the values of one GEMM up to rounding."""
    whole = trained(plain, dtype, None, ALL)
    monkeypatch.setattr(kernels, "CHUNK_WEIGHTS", 256 * 100)  # 4 chunks of the head, 3 of other layers
    banded = trained(plain, dtype, "stored", ALL)
    assert_equal(banded, trained(plain, dtype, None, ALL))
    assert banded.metrics[0] == pytest.approx(whole.metrics[0], rel=1e-5 if dtype == torch.float32 else 1e-2)


def test_packing_a_directory_is_training_on_its_export(make_llama: Callable[..., Path], tmp_path: Path) -> None:
    """--pack q4_k_m gives each matrix the type and the numbers of an export of that type."""
    directory = make_llama(hidden_size=256, intermediate_size=256, num_hidden_layers=2, tie_word_embeddings=False)
    export_gguf(directory, tmp_path / "q4.gguf", file_type="q4_k_m")
    seen: list[tuple[int, int]] = []
    base = load_base(directory, pack="q4_k_m", progress=lambda done, of: seen.append((done, of)))
    assert seen[-1] == (16, 16)
    assert {blocks.kind.name for blocks in base.packed.values()} == {"Q4_K", "Q6_K"}
    assert_equal(trained(directory, torch.float32, "q4_k_m"), trained(tmp_path / "q4.gguf", torch.float32, None))


def test_threads_that_share_buffers_compute_what_each_would_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few small buffers, many chunks and threads at different layers: no GEMM ever sees another's weight."""
    monkeypatch.setattr(unpacking, "CHUNK_WEIGHTS", 512)
    monkeypatch.setattr(unpacking, "MAX_CACHE_BYTES", 40_000)
    kind, cache = GGMLQuantizationType.Q8_0, unpacking.UnpackedWeightCache()
    random = np.random.default_rng(0)
    sizes = [int(random.integers(8, 200)) for _ in range(12)]
    weights = [Blocks(quantize(random.standard_normal((n, 64), np.float32), kind), kind, torch.float32) for n in sizes]
    layers = [PackedLinear(blocks, None, cache) for blocks in weights]
    x = torch.randn(5, 64)
    plain = [layer.to_unpacked(layer.weight) for layer in layers]

    def walk(seed: int) -> bool:
        order = np.random.default_rng(seed).integers(0, len(layers), 200)
        return all(torch.equal(layers[i](x), plain[i](x)) for i in order)

    torch.set_num_threads(2)
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(walk, range(8)))
    assert sum(len(entry.buffer) for entry in cache._entries.values()) <= 4 * 200 * 64 * 4


def test_an_unpacked_weight_is_shared_while_it_is_used() -> None:
    """Two that want a weight at the same time get one buffer; an unpacked weight may be among packed ones."""
    kind, cache = GGMLQuantizationType.F32, unpacking.UnpackedWeightCache()
    numbers = np.arange(64, dtype=np.float32).reshape(2, 32)
    blocks = Blocks(numbers.view(np.uint8), kind, torch.float32)
    parts = (blocks, torch.ones(1, 32))
    with cache.unpack(parts) as one, cache.unpack(parts) as other:
        assert one.data_ptr() == other.data_ptr()
        assert torch.equal(one, torch.cat([torch.from_numpy(numbers), torch.ones(1, 32)]))


@pytest.mark.parametrize("harm", ["cut", "written"])
def test_a_file_that_changes_under_us_is_one_clear_error(harm: str, plain: Path, tmp_path: Path) -> None:
    """A mapped file that another program shortens would kill the process; one that it overwrites would mislead it."""
    path = tmp_path / "base.gguf"
    path.write_bytes(plain.read_bytes())
    model = load_base(path, pack="stored").model
    ids = torch.tensor([[1, 2, 3]])
    before = model(ids)
    replaced = tmp_path / "other"
    replaced.write_bytes(b"another file in its place does no harm")
    os.link(path, tmp_path / "kept")
    replaced.replace(path)
    assert torch.equal(model(ids), before)
    if harm == "cut":
        os.truncate(tmp_path / "kept", 2000)
    else:
        os.utime(tmp_path / "kept", ns=(0, 0))
    with pytest.raises(GGUFError, match="was changed while it was in use"):
        model(ids)


def test_counts_names_and_samples_are_those_of_the_unpacked_model(plain: Path) -> None:
    """A packed model has as many numbers, under the same names in the same order."""
    packed, unpacked = (load_base(plain, pack=pack).model for pack in ("stored", None))
    assert [name for name, _ in named_weights(packed)] == [name for name, _ in unpacked.named_parameters()]
    assert count_parameters(packed) == count_parameters(unpacked)


def test_a_merge_in_memory_replaces_packed_layers(plain: Path) -> None:
    """merge_into makes plain layers of the merged ones, with the weights of a merge into the unpacked base."""
    merged = []
    for pack in ("stored", None):
        model = load_base(plain, pack=pack).model
        inject(model, replace(ALL, target_modules=("q_proj", "embed_tokens")))
        for name, parameter in model.named_parameters():
            if "lora_" in name:
                nn.init.normal_(parameter, generator=torch.Generator().manual_seed(len(name)))
        merge_into(model)
        merged.append(model)
    ids = torch.tensor([[1, 2, 3]])
    assert type(merged[0].blocks[0].attn.q_proj) is nn.Linear
    assert torch.equal(merged[0](ids), merged[1](ids))


def test_auto_packs_what_would_not_fit(plain: Path, monkeypatch: pytest.MonkeyPatch, tiny_llama: Path) -> None:
    """A GGUF whose unpacked weights take most of the free memory stays packed; nothing else changes by itself."""
    assert not load_base(plain, pack="auto").packed
    monkeypatch.setattr(packing, "available_memory_bytes", lambda device: 1_000_000)
    base = load_base(plain, pack="auto")
    assert base.packed
    assert "0.00 GB are free" in base.packing
    assert not load_base(tiny_llama, pack="auto").packed
    assert packing.choose_packing(open_base(plain), torch.device("cuda"), torch.float32, "auto").pack is None


def test_what_cannot_be_packed_is_refused_with_the_remedy(plain: Path, tiny_llama: Path) -> None:
    for path, pack, dtype, found in (
        (tiny_llama, "stored", torch.float32, "--pack q8_0"),
        (plain, "q8_0", torch.float32, "--packed"),
        (tiny_llama, "q9_9", torch.float32, "expected one of"),
        (plain, "stored", torch.float16, "--dtype"),
    ):
        with pytest.raises(MiniLoraError, match=found):
            load_base(path, dtype=dtype, pack=pack)
    with pytest.raises(ConfigError, match="--device cpu"):
        packing.pack_weights(open_base(plain), torch.device("cuda"), torch.float32, "stored")
