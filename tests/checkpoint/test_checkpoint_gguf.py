"""A base exported to GGUF and loaded again: the same weights and tokens here, the same completions in llama.cpp."""

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from families import CASES, Case, CaseDir
from gguf import GGMLQuantizationType, GGUFReader, GGUFValueType, quants
from gguf.quants import dequantize
from llama_cpp import LlamaCpp
from torch.testing import assert_close

from minilora.checkpoint import load_base, open_base
from minilora.config import LoraConfig
from minilora.data.batches import collate
from minilora.data.example import Example
from minilora.errors import CheckpointError, GGUFError
from minilora.export import export_gguf
from minilora.export.metadata import Labels
from minilora.generate import generate
from minilora.gguf.mix import MIXES
from minilora.gguf.quants import row_bytes
from minilora.gguf.reader import GGUFFile
from minilora.gguf.values import array, string, u32
from minilora.gguf.writer import TensorPlan, write_gguf
from minilora.lora import adapter_parameters, inject
from minilora.loss import answer_loss
from minilora.merge import merge_to_dir
from minilora.model import Decoder

TEXT = "¿Qué es una pila?\tdef f(x): return x  # árbol 🌳 123"
NOT_IN_GGUF = {
    "llama-rope-dynamic",
    "mistral-plain",
    "mistral3_vision-plain",
    "qwen2-rope-llama3",
    "gemma3-rope-yarn",
    "gemma2-other-windows",
    "gemma2-no-caps",
    "gemma2-other-query-size",
    "smollm3-other-blocks-rotate",
    "olmo3-other-windows",
    "exaone4-windows",
    "exaone4-other-windows",
    "cohere2-other-windows",
    "starcoder2-window",
    "lfm2-attention-only",
    "qwen3_5-other-blocks",
    "qwen3_5-smaller-value-heads",
}
"""Cases that a GGUF has no words for."""

GGUF_CASES = tuple(case for case in CASES if str(case) not in NOT_IN_GGUF)

Exported = Callable[[Case, str], Path]


@pytest.fixture(scope="module")
def exported(case_dir: CaseDir, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A function: Case, type -> its GGUF, written once."""
    made: dict[tuple[str, str], Path] = {}

    def path(case: Case, file_type: str) -> Path:
        key = (str(case), file_type)
        if key not in made:
            made[key] = tmp_path_factory.mktemp(str(case)) / f"{file_type}.gguf"
            export_gguf(case_dir(case), made[key], file_type=file_type, labels=Labels(name="tiny"))
        return made[key]

    return path


def prompt(n: int = 40) -> list[int]:
    return torch.randint(3, 320, (n,), generator=torch.Generator().manual_seed(7)).tolist()


@pytest.mark.parametrize("case", GGUF_CASES, ids=str)
def test_a_base_from_our_gguf_is_the_base_it_was_made_from(case: Case, case_dir: CaseDir, exported: Exported) -> None:
    """Weight for weight, number for number and token for token; norms stored as 1 + w to float32's precision at 1."""
    hf, gguf = open_base(case_dir(case)), open_base(exported(case, "f32"))
    for row in hf.rows:
        assert_close(gguf.read(row), hf.read(row), rtol=0, atol=2**-23 if "norm" in row.ours else 0)
    for field in fields(hf.config):
        theirs, ours = getattr(hf.config, field.name), getattr(gguf.config, field.name)
        if field.name != "rope_scaling":
            assert ours == (pytest.approx(theirs, rel=1e-7) if isinstance(theirs, float) else theirs), field.name
    for length in (5, 200):
        assert gguf.config.rope_scaling.divisors(length) == pytest.approx(hf.config.rope_scaling.divisors(length))
    assert hf.tokenizer is not None
    assert gguf.tokenizer is not None
    assert gguf.tokenizer.encode(TEXT) == hf.tokenizer.encode(TEXT)
    assert gguf.tokenizer.decode(gguf.tokenizer.encode(TEXT)) == TEXT


@pytest.mark.parametrize("case", GGUF_CASES, ids=str)
def test_a_half_precision_gguf_holds_every_matrix_rounded_once(
    case: Case, case_dir: CaseDir, exported: Exported
) -> None:
    """In an f16 file a weight is the original's nearest float16, or the original itself."""
    hf, gguf = open_base(case_dir(case)), open_base(exported(case, "f16"))
    for row in hf.rows:
        original, stored = hf.read(row), gguf.read(row)
        if stored.dtype == torch.float16:
            assert torch.equal(stored, original.to(torch.float16))
        else:
            assert_close(stored, original, rtol=0, atol=2**-23)


def as_llama_cpp_computes(case: Case, path: Path) -> Decoder:
    """Our model from the file, without the window of Phi-3, which llama.cpp ignores."""
    model = load_base(path).model
    if case.spec.name == "phi3":
        for block in model.blocks:
            block.attn.params = replace(block.attn.params, window=None)
    return model


def differences(oracle: LlamaCpp, model: Decoder, ids: list[int], starts: int) -> list[float]:
    """How far the log-probabilities of llama.cpp's likeliest next tokens are from ours, for several starts of `ids`."""
    found: list[float] = []
    for start in range(len(ids) - 4):  # a piece that is no whole character comes without probabilities
        if start >= starts and found:
            break
        for logprobs in oracle.complete(ids[start:], n_predict=1).logprobs:
            ours = torch.log_softmax(model(torch.tensor([ids[start:]]))[0, -1], dim=-1)
            found += [abs(float(ours[token]) - logprob) for token, logprob in logprobs.items()]
    return found


@pytest.mark.parametrize("case", GGUF_CASES, ids=str)
@torch.no_grad()
def test_llama_cpp_answers_as_our_model_does(case: Case, exported: Exported, llama_cpp: type[LlamaCpp]) -> None:
    """Given 40 tokens, llama.cpp goes on with our greedy tokens, and weighs the likeliest next tokens as we do."""
    path = exported(case, "f32")
    model, oracle, ids = as_llama_cpp_computes(case, path), llama_cpp(path), prompt()
    answer = oracle.complete(ids, n_predict=6).tokens  # shorter where a token ends the text
    assert answer
    assert answer == tuple(generate(model, ids, max_new_tokens=len(answer), stop_ids=()))
    tolerance = 2e-3 if model.config.activation == "gelu_tanh" else 1e-4  # llama.cpp reads GELU from a float16 table
    assert max(differences(oracle, model, ids, 4)) < tolerance


@pytest.mark.parametrize(("file_type", "tolerance"), [("f16", 0.01), ("q8_0", 0.1), ("q4_k_m", 0.2)])
@pytest.mark.parametrize("case", [case for case in GGUF_CASES if case.name == "plain"], ids=str)
@torch.no_grad()
def test_llama_cpp_answers_from_smaller_types(
    case: Case, file_type: str, tolerance: float, exported: Exported, llama_cpp: type[LlamaCpp]
) -> None:
    """It loads the file and weighs the likeliest next tokens as we do, on average; its activations have 8 bits."""
    path = exported(case, file_type)
    found = differences(llama_cpp(path), as_llama_cpp_computes(case, path), prompt(16), 12)
    assert sum(found) / len(found) < tolerance


@pytest.mark.parametrize("case", GGUF_CASES, ids=str)
@torch.no_grad()
def test_transformers_loads_what_a_gguf_becomes(case: Case, exported: Exported, tmp_path: Path) -> None:
    """A GGUF made a Hugging Face directory gives transformers our logits, unless no known rule gives its divisors."""
    from transformers import AutoModelForCausalLM

    path = exported(case, "f32")
    if "llama3" in case.name:  # with other numbers than the released models have
        with pytest.raises(Exception, match="rope_scaling"):
            merge_to_dir(path, None, tmp_path / "hf", torch.float32)
        return
    merge_to_dir(path, None, tmp_path / "hf", torch.float32)
    reference = AutoModelForCausalLM.from_pretrained(tmp_path / "hf", attn_implementation="eager").eval()
    ids = torch.tensor([prompt()])
    expected = reference(ids).logits
    assert_close(load_base(path).model(ids), expected, atol=1e-5 * float(expected.abs().max()), rtol=0)


@pytest.mark.parametrize("case", [case for case in GGUF_CASES if case.name in ("plain", "biased")], ids=str)
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16], ids=str)
def test_a_base_that_stays_packed_gives_equal_bits(dtype: torch.dtype, case: Case, exported: Exported) -> None:
    """Of every family: fused, permuted, biased and tied layers; loss and gradients of A, B and biases."""
    batch = collate([Example(np.array(prompt(n), np.int32), np.arange(n) > 9, str(n)) for n in (40, 23)])
    found = []
    for pack in ("stored", None):
        model = load_base(exported(case, "f16"), dtype=dtype, pack=pack).model
        inject(model, LoraConfig(target_modules=("all-linear",), bias="all"))
        loss = answer_loss(model, batch)
        found.append((loss, *torch.autograd.grad(loss, list(adapter_parameters(model)), allow_unused=True)))
    assert len(found[0]) == len(found[1]) > 3
    assert all(one is other is None or torch.equal(one, other) for one, other in zip(*found, strict=True))


@pytest.mark.parametrize("case", [case for case in CASES if str(case) in NOT_IN_GGUF], ids=str)
def test_what_a_gguf_cannot_say_is_not_exported(case: Case, case_dir: CaseDir, tmp_path: Path) -> None:
    """A model that llama.cpp would compute otherwise is refused by the name of what is lost."""
    with pytest.raises(GGUFError, match=r"cannot store|llama.cpp does not support"):
        export_gguf(case_dir(case), tmp_path / "out.gguf", file_type="f32")
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("file_type", sorted(MIXES))
def test_a_base_of_every_type_is_read_as_gguf_reads_it(
    file_type: str, make_llama: Callable[..., Path], tmp_path: Path
) -> None:
    """A quantised base has the weights that the gguf package dequantises, whatever the types of its tensors."""
    directory = make_llama(hidden_size=256, intermediate_size=256, num_hidden_layers=1)
    export_gguf(directory, tmp_path / "base.gguf", file_type=file_type)
    base = open_base(tmp_path / "base.gguf")
    stored = {tensor.name: tensor for tensor in GGUFReader(tmp_path / "base.gguf").tensors}
    for row in base.rows:
        expected = torch.from_numpy(dequantize(stored[row.gguf].data, stored[row.gguf].tensor_type).copy())
        assert torch.equal(base.source.get(row.gguf).float(), expected.float())
        assert base.source.type_name(row.gguf) == stored[row.gguf].tensor_type.name


@pytest.mark.parametrize("kind", sorted(quants._type_traits), ids=lambda kind: kind.name)
def test_a_base_of_every_type_that_gguf_dequantises_loads(
    kind: GGMLQuantizationType, make_llama: Callable[..., Path], tmp_path: Path
) -> None:
    """Types that minilora only reads are no less welcome: random blocks become the weights that gguf makes of them."""
    plain = tmp_path / "f32.gguf"
    export_gguf(make_llama(hidden_size=256, intermediate_size=256, num_hidden_layers=1), plain, file_type="f32")
    source, name = GGUFFile(plain), "blk.0.ffn_down.weight"
    plans = [TensorPlan(t.name, t.shape, kind if t.name == name else t.type) for t in source.tensors.values()]
    blocks = np.random.default_rng(0).integers(0, 60, (256, row_bytes(kind, 256)), np.uint8)  # no infinite scales

    write_gguf(
        tmp_path / "base.gguf",
        source.values,
        plans,
        lambda plan: blocks if plan.name == name else source.raw(plan.name),
    )
    base = load_base(tmp_path / "base.gguf")
    row = next(row for row in base.files.rows if row.gguf == name)
    expected = dequantize(blocks, kind)
    np.testing.assert_array_equal(base.model.get_parameter(row.ours).numpy(), expected)


def test_opening_a_gguf_reads_no_weights(case_dir: CaseDir, exported: Exported, tmp_path: Path) -> None:
    """All but the header may be absent from the disk: opening and listing never touch it."""
    original = exported(GGUF_CASES[0], "f32")
    start = min(int(tensor.data_offset) for tensor in GGUFReader(original).tensors)
    path = tmp_path / "sparse.gguf"
    path.write_bytes(original.read_bytes()[:start])
    with path.open("r+b") as file:
        file.truncate(original.stat().st_size)  # the rest is a hole: zeros that no disk holds
    base = open_base(path)
    assert base.shapes() == open_base(original).shapes()
    assert path.stat().st_blocks * 512 <= start + 8192
    assert not base.read(base.rows[0]).any()


@pytest.mark.parametrize("case", [case for case in GGUF_CASES if case.name == "plain"], ids=str)
def test_missing_and_superfluous_tensors_of_a_gguf_are_told(case: Case, exported: Exported, tmp_path: Path) -> None:
    """A GGUF whose names were changed by one byte is refused with both names."""
    spoilt = tmp_path / "spoilt.gguf"
    spoilt.write_bytes(exported(case, "f32").read_bytes().replace(b"blk.5.ffn_down.weight", b"blk.9.ffn_down.weight"))
    with pytest.raises(CheckpointError, match=r"(?s)missing: blk\.5\.ffn_down.*unexpected: blk\.9\.ffn_down"):
        open_base(spoilt)


def test_numbers_of_the_blocks_are_arrays_among_the_keys(case_dir: CaseDir, exported: Exported, tmp_path: Path) -> None:
    """Apertus' activation: float32 arrays as llama.cpp's converter writes them, exported again unchanged; and told
    where they do not fit the blocks."""
    case = next(case for case in GGUF_CASES if case.spec.name == "apertus")
    hf, path = open_base(case_dir(case)), exported(case, "f16")
    fields = GGUFReader(path).fields
    for name in ("alpha_p", "alpha_n", "beta", "eps"):
        rows = [row for row in hf.rows if row.hf.endswith(name)]
        assert fields[f"xielu.{name}"].contents() == [hf.read(row).item() for row in rows]
    export_gguf(path, tmp_path / "again.gguf", file_type="f16")
    source = GGUFFile(path)
    assert GGUFFile(tmp_path / "again.gguf").values["xielu.eps"] == source.values["xielu.eps"]
    plans = [TensorPlan(t.name, t.shape, t.type) for t in source.tensors.values()]
    wrong = {
        "missing: xielu.beta.5.": array(GGUFValueType.FLOAT32, [0.5] * 5),
        "unexpected: xielu.beta.6.": array(GGUFValueType.FLOAT32, [0.5] * 7),
        "missing: xielu.beta.0.": array(GGUFValueType.STRING, ["0.5"] * 6),
    }
    for message, value in wrong.items():
        keys = {**source.values, "xielu.beta": value}
        write_gguf(tmp_path / "wrong.gguf", keys, plans, lambda plan: source.raw(plan.name))
        with pytest.raises(CheckpointError, match=message):
            open_base(tmp_path / "wrong.gguf")


def test_what_is_no_base_is_told(tmp_path: Path) -> None:
    """A GGUF adapter, a stray part of a GGUF, and an adapter directory are refused for what they are."""
    adapter = tmp_path / "adapter.gguf"
    write_gguf(
        adapter, {"general.architecture": string("llama"), "general.type": string("adapter")}, [], lambda plan: None
    )
    with pytest.raises(CheckpointError, match="is a LoRA adapter"):
        open_base(adapter)
    part = tmp_path / "part.gguf"
    write_gguf(part, {"general.architecture": string("llama"), "split.count": u32(3)}, [], lambda plan: None)
    with pytest.raises(GGUFError, match="one of 3 files"):
        open_base(part)
    (tmp_path / "adapter_config.json").write_text("{}")
    with pytest.raises(CheckpointError, match="contains an adapter"):
        open_base(tmp_path)
