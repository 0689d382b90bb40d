"""Tensor types, compared with the files and counts of llama-quantize."""

from collections import Counter
from pathlib import Path

import pytest
from gguf import GGMLQuantizationType as T

from minilora.errors import GGUFError
from minilora.gguf.mix import MIXES, TensorPosition, TypeOverrides, tensor_types, type_or_fallback, use_more_bits
from minilora.gguf.quants import QUANTS
from minilora.gguf.reader import GGUFFile

Shapes = dict[str, tuple[int, ...]]


@pytest.fixture(scope="session")
def smollm2_shapes(smollm2_gguf: Path) -> Shapes:
    return {name: info.shape for name, info in GGUFFile(smollm2_gguf).tensors.items()}


def model(blocks: int, *, width: int = 512, tied: bool = False, qkv: bool = False) -> Shapes:
    """Return the tensor shapes of a model with `blocks` layers."""
    shapes: Shapes = {"token_embd.weight": (1000, width), "output_norm.weight": (width,)}
    for block in reversed(range(blocks)):  # the order in the file does not matter
        parts = ["attn_qkv"] if qkv else ["attn_q", "attn_k", "attn_v"]
        for part in (*parts, "attn_output", "ffn_gate", "ffn_up", "ffn_down"):
            shapes[f"blk.{block}.{part}.weight"] = (width, width)
        shapes[f"blk.{block}.attn_norm.weight"] = (width,)
        shapes[f"blk.{block}.attn_q.bias"] = (width,)
    return shapes if tied else {**shapes, "output.weight": (1000, width)}


def test_a_file_of_llama_quantize(smollm2_gguf: Path, smollm2_shapes: Shapes) -> None:
    """The embedded base model was made by llama-quantize as Q4_1: every tensor has the type that we choose."""
    found = {name: info.type for name, info in GGUFFile(smollm2_gguf).tensors.items()}
    assert tensor_types("q4_1", smollm2_shapes, heads_per_kv=3) == found


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("q4_k_m", {"Q5_0": 166, "Q8_0": 15, "Q6_K": 14, "Q4_K": 16, "F32": 61}),
        ("q5_k_m", {"Q5_1": 166, "Q8_0": 15, "Q6_K": 14, "Q5_K": 16, "F32": 61}),
        ("q6_k", {"Q8_0": 181, "Q6_K": 30, "F32": 61}),
        ("q2_k", {"Q4_0": 180, "Q3_K": 30, "Q8_0": 1, "F32": 61}),
    ],
)
def test_counts_of_llama_quantize(name: str, counts: dict[str, int], smollm2_shapes: Shapes) -> None:
    """The number of tensors of each type is that of llama-quantize on SmolLM2-135M (576 columns: mostly fallbacks)."""
    types = tensor_types(name, smollm2_shapes, heads_per_kv=3)
    assert Counter(kind.name for kind in types.values()) == counts


def of(types: dict[str, T], part: str, blocks: int) -> str:
    """Return the bits of a part in each layer: `64` for Q6_K in layer 0 and Q4_K in layer 1."""
    return "".join(types[f"blk.{block}.{part}.weight"].name[1] for block in range(blocks))


@pytest.mark.parametrize(
    ("name", "gqa", "attn_v", "ffn_down", "attn_output", "output"),
    [
        # by hand from the table of src/llama-quant.cpp, 16 blocks: an eighth is 2, a sixteenth 1
        ("q8_0", 1, "8" * 16, "8" * 16, "8", T.Q8_0),
        ("q6_k", 1, "6" * 16, "6" * 16, "6", T.Q6_K),
        ("q5_k_m", 1, "6655655655655666", "6655655655655666", "5", T.Q6_K),
        ("q5_k_s", 1, "5" * 16, "5" * 16, "5", T.Q6_K),
        ("q4_k_m", 1, "6644644644644666", "6644644644644666", "4", T.Q6_K),
        ("q4_k_s", 1, "5555" + "4" * 12, "55" + "4" * 14, "4", T.Q6_K),
        ("q3_k_l", 1, "5" * 16, "5" * 16, "5", T.Q6_K),
        ("q3_k_m", 1, "55" + "4" * 14, "5" + "4" * 15, "4", T.Q6_K),
        ("q3_k_s", 1, "3" * 16, "3" * 16, "3", T.Q6_K),
        ("q2_k", 3, "3" * 16, "3" * 16, "3", T.Q6_K),
        ("q2_k", 4, "4" * 16, "3" * 16, "3", T.Q6_K),
        ("q4_0", 8, "4" * 16, "4" * 16, "4", T.Q6_K),
        ("q5_1", 8, "5" * 16, "5" * 16, "5", T.Q6_K),
    ],
)
def test_mixes(name: str, gqa: int, attn_v: str, ffn_down: str, attn_output: str, output: T) -> None:
    """Values, down-projections, attention outputs and the output matrix get what llama-quantize gives them."""
    types = tensor_types(name, model(16), heads_per_kv=gqa)
    assert of(types, "attn_v", 16) == attn_v
    assert of(types, "ffn_down", 16) == ffn_down
    assert of(types, "attn_output", 16) == attn_output * 16
    assert types["output.weight"] == output
    assert types["token_embd.weight"] == types["blk.3.ffn_up.weight"] == MIXES[name].base


def test_iq4_nl_spares_grouped_values_and_the_first_blocks() -> None:
    """IQ4_NL takes Q5_K for values of four heads or more and the first eighth of the down-projections."""
    types = tensor_types("iq4_nl", model(16), heads_per_kv=4)
    assert {types[f"blk.{block}.attn_v.weight"] for block in range(16)} == {T.Q5_K}
    assert [types[f"blk.{block}.ffn_down.weight"] for block in (1, 2)] == [T.Q5_K, T.IQ4_NL]
    assert tensor_types("iq4_nl", model(16))["blk.0.attn_v.weight"] == T.IQ4_NL


def test_tied_embeddings_are_the_output() -> None:
    """Without output.weight the token embedding gets its type; a fused attn_qkv follows the rules of attn_v."""
    assert tensor_types("q4_k_m", model(8, tied=True))["token_embd.weight"] == T.Q6_K
    types = tensor_types("q4_k_m", model(8, qkv=True))
    assert of(types, "attn_qkv", 8) == "64464466"


def test_values_of_70b_models_get_five_bits() -> None:
    """80 blocks with grouped values: Q3_K and Q4_K values become Q5_K, nothing else does."""
    types = tensor_types("q4_k_m", model(80), heads_per_kv=8)
    assert set(of(types, "attn_v", 80)) == {"5", "6"}
    assert set(of(types, "ffn_down", 80)) == {"4", "6"}


@pytest.mark.parametrize("name", ["f32", "f16", "bf16"])
def test_plain_types_have_no_exceptions(name: str) -> None:
    """In an unquantized file every matrix has the base type, every vector F32."""
    types = tensor_types(name, model(8))
    assert {kind for tensor, kind in types.items() if len(model(8)[tensor]) == 2} == {MIXES[name].base}
    assert types["blk.0.attn_norm.weight"] == types["blk.0.attn_q.bias"] == T.F32


def test_small_and_delicate_tensors_stay_f32() -> None:
    """Vectors, biases, norms of two dimensions, position embeddings and expert gates are never quantised."""
    shapes = {
        "position_embd.weight": (64, 512),
        "blk.0.ffn_gate_inp.weight": (8, 512),
        "blk.0.attn_q_norm.weight": (8, 512),
        "rope_freqs.weight": (32,),
        "blk.0.attn_q.bias": (1, 512),
    }
    assert set(tensor_types("q4_k_m", shapes).values()) == {T.F32}


@pytest.mark.parametrize(
    ("kind", "columns", "expected"),
    [
        (T.Q4_K, 512, T.Q4_K),
        (T.Q4_K, 576, T.Q5_0),
        (T.Q2_K, 576, T.Q4_0),
        (T.Q3_K, 576, T.Q4_0),
        (T.Q5_K, 576, T.Q5_1),
        (T.Q6_K, 576, T.Q8_0),
        (T.Q6_K, 100, T.F16),
        (T.Q8_0, 100, T.F16),
        (T.IQ4_NL, 33, T.F16),
        (T.BF16, 33, T.BF16),
    ],
)
def test_fall_backs(kind: T, columns: int, expected: T) -> None:
    """If the row length is not a multiple of the block size, the fallback type is that of llama-quantize."""
    assert type_or_fallback(kind, (3, columns)) == expected


def test_choices() -> None:
    """`pure` disables the mix; patterns, output and embedding types override it; the first matching pattern wins."""
    shapes = model(16)
    assert set(of(tensor_types("q4_k_m", shapes, choices=TypeOverrides(pure=True)), "attn_v", 16)) == {"4"}
    choices = TypeOverrides(
        output=T.F32, embedding=T.Q8_0, patterns=((r"blk\.0\.attn_v", T.F16), ("attn_v", T.Q3_K), ("ffn_up", T.F32))
    )
    types = tensor_types("q4_k_m", shapes, choices=choices)
    assert types["output.weight"] == types["blk.5.ffn_up.weight"] == T.F32
    assert types["token_embd.weight"] == T.Q8_0
    assert (types["blk.0.attn_v.weight"], types["blk.1.attn_v.weight"]) == (T.F16, T.Q3_K)
    tied = tensor_types("q4_k_m", model(16, tied=True), choices=TypeOverrides(output=T.F32))
    assert tied["token_embd.weight"] == T.F32


def test_tensors_of_the_users_own_are_not_counted() -> None:
    """As in llama-quantize, a tensor with a type chosen by the user takes no index."""
    choices = TypeOverrides(patterns=((r"blk\.0\.attn_v", T.F16),))
    types = tensor_types("q4_k_s", model(16), choices=choices)
    assert [types[f"blk.{block}.attn_v.weight"] for block in (0, 1, 4, 5)] == [T.F16, T.Q5_K, T.Q5_K, T.Q4_K]


@pytest.mark.parametrize(
    ("name", "pattern", "message"),
    [("q9_z", "attn", "expected one of f32"), ("q4_0", "(", "not a regular"), ("q4_0", "nope", "matches no tensor")],
)
def test_nonsense_is_refused(name: str, pattern: str, message: str) -> None:
    """An unknown mix, a broken pattern and a pattern without effect are errors."""
    with pytest.raises(GGUFError, match=message):
        tensor_types(name, model(2), choices=TypeOverrides(patterns=((pattern, T.F16),)))


def test_every_mix_can_be_written() -> None:
    """Every type in a mix can be quantized."""
    for name in MIXES:
        for width in (512, 576, 100):
            for kind in tensor_types(name, model(16, width=width), heads_per_kv=4).values():
                assert QUANTS[kind].quantize


def test_more_bits_is_integer_arithmetic() -> None:
    """Of 30 blocks: 0-2, 26-29 and every third between, with C's integer division."""
    chosen = [i for i in range(30) if use_more_bits(TensorPosition(i, 30, 1))]
    assert chosen == [0, 1, 2, 5, 8, 11, 14, 17, 20, 23, 26, 27, 28, 29]
