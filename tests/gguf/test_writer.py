"""Files that we write, as the gguf package and our own reader see them."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from gguf import GGMLQuantizationType as T
from gguf import GGUFReader, GGUFValueType

from minilora.errors import GGUFError, OutputError
from minilora.gguf.quants import quantize
from minilora.gguf.reader import GGUFFile
from minilora.gguf.values import Value, array, boolean, f32, i32, string, u32
from minilora.gguf.writer import TensorPlan, compute_layout, write_gguf

KV = {
    "general.architecture": string("llama"),
    "llama.context_length": u32(2048),
    "a.negative": i32(-5),
    "a.real": f32(1e-5),
    "a.flag": boolean(True),
    "a.text": string("años ñandú 🦙"),
    "a.empty": string(""),
    "a.words": array(GGUFValueType.STRING, ["", "uno", "dos 🦙"]),
    "a.numbers": array(GGUFValueType.FLOAT32, [0.5, -1.25]),
    "a.flags": array(GGUFValueType.BOOL, [True, False]),
    "a.nothing": array(GGUFValueType.INT32, []),
}
PLANS = (
    TensorPlan("token_embd.weight", (5, 64), T.Q8_0),
    TensorPlan("blk.0.attn_norm.weight", (3,), T.F32),
    TensorPlan("blk.0.attn_q.weight", (2, 7), T.F16),
    TensorPlan("cube", (2, 3, 4), T.BF16),
)


def weights(plan: TensorPlan) -> np.ndarray:
    rng = np.random.default_rng(len(plan.name))
    return rng.standard_normal(plan.shape, np.float32)


def data(plan: TensorPlan) -> np.ndarray:
    return quantize(weights(plan), plan.type)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "m.gguf"
    size = write_gguf(path, KV, PLANS, data)
    assert size == path.stat().st_size
    return path


def test_gguf_package_reads_our_file(written: Path) -> None:
    """The gguf package reads the keys, types, shapes and bytes that were written."""
    theirs = GGUFReader(written)
    for key, value in KV.items():
        field = theirs.fields[key]
        assert field.types[0] == value.type
        assert field.contents() == _stored(value).value
    for plan, tensor in zip(PLANS, theirs.tensors, strict=True):
        assert (tensor.name, tuple(tensor.shape[::-1]), tensor.tensor_type) == (plan.name, plan.shape, plan.type)
        assert tensor.data.tobytes() == data(plan).tobytes()


def test_reader_undoes_writer(written: Path) -> None:
    """Reading returns every typed value, shape and byte that was written."""
    with GGUFFile(written) as file:
        assert list(file.values) == [*KV, "general.quantization_version"]
        for key, value in KV.items():
            assert file.values[key] == _stored(value)
        assert [(t.name, t.shape, t.type) for t in file.tensors.values()] == [(p.name, p.shape, p.type) for p in PLANS]
        for plan in PLANS:
            np.testing.assert_array_equal(file.raw(plan.name), data(plan))
        np.testing.assert_array_equal(file.dequantized("blk.0.attn_norm.weight"), weights(PLANS[1]))
        assert file.dequantized("token_embd.weight").shape == (5, 64)


def _stored(value: Value) -> Value:
    return f32(float(np.float32(value.value))) if value.type == GGUFValueType.FLOAT32 else value


def test_rewriting_what_was_read_gives_the_same_file(written: Path, tmp_path: Path) -> None:
    """write(read(file)) is the file."""
    with GGUFFile(written) as file:
        write_gguf(tmp_path / "again.gguf", file.values, PLANS, lambda plan: file.raw(plan.name))
    assert (tmp_path / "again.gguf").read_bytes() == written.read_bytes()


def test_offsets_are_aligned_and_follow_each_other() -> None:
    """Each tensor begins at a multiple of 32, directly after the padding of the previous tensor."""
    plan = compute_layout(KV, PLANS)
    assert plan.offsets == (0, 352, 384, 416)
    assert len(plan.header) % 32 == 0
    assert plan.size == len(plan.header) + 416 + 64


def test_one_tensor_at_a_time_in_order(tmp_path: Path) -> None:
    """Data are asked for once each, in the order of the plans."""
    asked: list[str] = []

    def logged(plan: TensorPlan) -> np.ndarray:
        asked.append(plan.name)
        return data(plan)

    write_gguf(tmp_path / "m.gguf", KV, PLANS, logged)
    assert asked == [plan.name for plan in PLANS]


def test_a_full_disk_is_noticed_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that does not fit on the disk is refused before anything is written."""
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=100))
    with pytest.raises(OutputError, match="0 MB free"):
        write_gguf(tmp_path / "deep" / "m.gguf", KV, PLANS, data)
    assert not list(tmp_path.iterdir())


def test_wrong_length_leaves_no_file(tmp_path: Path) -> None:
    """A tensor of another length than planned is an error, and neither file nor temporary file remains."""
    with pytest.raises(GGUFError, match=r"blk\.0\.attn_norm\.weight has 8 bytes"):
        write_gguf(tmp_path / "m.gguf", KV, PLANS, lambda plan: bytes(8) if len(plan.shape) == 1 else data(plan))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("kv", "plans", "message"),
    [
        ({"": u32(1)}, (), "empty"),
        ({"k": u32(-1)}, (), "key k: -1 is not a valid UINT32"),
        ({"k": u32(1 << 32)}, (), "not a valid UINT32"),
        ({"k": string(3)}, (), "not a valid STRING"),  # type: ignore[arg-type]
        ({"k": string("\ud800")}, (), "not a valid STRING"),
        ({"general.alignment": u32(64)}, (), "alignment"),
        ({}, (PLANS[0], PLANS[0]), "planned 2 times"),
        ({}, (TensorPlan("n" * 64, (1,), T.F32),), "63 bytes"),
        ({}, (TensorPlan("n", (), T.F32),), "shape"),
        ({}, (TensorPlan("n", (0, 3), T.F32),), "shape"),
        ({}, (TensorPlan("n", (3, 33), T.Q8_0),), "multiple of 32"),
    ],
)
def test_inexpressible_requests_are_refused(kv: dict[str, Value], plans: tuple[TensorPlan, ...], message: str) -> None:
    """What the format cannot express is an error before anything is written."""
    with pytest.raises(GGUFError, match=message):
        compute_layout(kv, plans)
