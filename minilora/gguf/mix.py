"""Which type each tensor of a file gets: the quantization mixes of llama-quantize, as a table.

A file type such as Q4_K_M is a base type with exceptions, because some tensors suffer more from quantization than
others. The output matrix (or the token embedding, if they are tied) gets more bits, and so do the attention values and
the down-projections of some layers. A tensor whose row length is not a multiple of the block size falls back to a type
with smaller blocks.

The rules for mixtures of experts and for Falcon are left out, because minilora supports neither.

Source: llama.cpp, src/llama-quant.cpp: tensor_allows_quantization, tensor_type_fallback, llama_tensor_get_type.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gguf import GGMLQuantizationType as T
from gguf import LlamaFileType
from gguf.constants import GGML_QUANT_SIZES

from ..errors import GGUFError, brief, quoted

EMBEDDING, OUTPUT = "token_embd.weight", "output.weight"
BLOCK_TENSOR = re.compile(r"blk\.(\d+)\.(attn_v|attn_qkv|attn_output|ffn_down)\.weight")
KEPT_F32 = re.compile(
    r"_norm\.weight|ffn_gate_inp\.weight|position_embd|token_types|shortconv\.conv\.weight|ssm_conv1d"
)
"""Names of matrices that stay F32."""
BLOCKS_OF_70B = 80

FALLBACK_TYPES: Mapping[T, T] = MappingProxyType(
    {T.Q2_K: T.Q4_0, T.Q3_K: T.Q4_0, T.Q4_K: T.Q5_0, T.Q5_K: T.Q5_1, T.Q6_K: T.Q8_0}
)
"""K-quant -> type with blocks of 32, for rows that are not a multiple of 256. If not a multiple of 32 either: F16."""


@dataclass(frozen=True)
class TensorPosition:
    """Position of a tensor among the tensors of the same kind."""

    index: int
    """Index over the layers, from 0."""
    count: int
    """Number of tensors of this kind."""
    heads_per_kv: int
    """Query heads per key/value head."""
    has_imatrix: bool = False
    """Whether an importance matrix is used."""


Rule = tuple[Callable[[TensorPosition], bool], T]
"""A condition and the type to use if it holds. The first rule that holds wins."""


def always(position: TensorPosition) -> bool:
    return True


def gqa_4_or_more(position: TensorPosition) -> bool:
    """Return whether four or more query heads share one key/value head."""
    return position.heads_per_kv >= 4


def use_more_bits(position: TensorPosition) -> bool:
    """Return True for the first and the last eighth of the layers, and for every third layer in between."""
    i, eighth = position.index, position.count // 8
    return i < eighth or i >= 7 * position.count // 8 or (i - eighth) % 3 == 2


def first_blocks(number: int) -> Callable[[TensorPosition], bool]:
    return lambda position: position.index < number


def first_fraction(parts: int) -> Callable[[TensorPosition], bool]:
    """Return a condition for the first 1 / `parts` of the layers."""
    return lambda position: position.index < position.count // parts


def first_fraction_with_imatrix(parts: int) -> Callable[[TensorPosition], bool]:
    """As `first_fraction`, with an importance matrix."""
    return lambda position: position.has_imatrix and first_fraction(parts)(position)


def first_fraction_without_imatrix(parts: int) -> Callable[[TensorPosition], bool]:
    """As `first_fraction`, without an importance matrix."""
    return lambda position: not position.has_imatrix and first_fraction(parts)(position)


@dataclass(frozen=True)
class Mix:
    """A file type: its base type and the rules for other tensors."""

    file_type: LlamaFileType
    """`general.file_type`"""
    base: T
    """Type of every weight matrix for which no rule holds."""
    attn_v: tuple[Rule, ...] = ()
    """Rules of attn_v and of a fused attn_qkv."""
    ffn_down: tuple[Rule, ...] = ()
    attn_output: tuple[Rule, ...] = ()


F = LlamaFileType
MIXES: Mapping[str, Mix] = MappingProxyType(
    {
        "f32": Mix(F.ALL_F32, T.F32),
        "f16": Mix(F.MOSTLY_F16, T.F16),
        "bf16": Mix(F.MOSTLY_BF16, T.BF16),
        "q8_0": Mix(F.MOSTLY_Q8_0, T.Q8_0),
        "q4_0": Mix(F.MOSTLY_Q4_0, T.Q4_0, ffn_down=((first_fraction_with_imatrix(8), T.Q4_1),)),
        "q4_1": Mix(F.MOSTLY_Q4_1, T.Q4_1),
        "q5_0": Mix(F.MOSTLY_Q5_0, T.Q5_0, ffn_down=((first_fraction_with_imatrix(8), T.Q5_1),)),
        "q5_1": Mix(F.MOSTLY_Q5_1, T.Q5_1),
        "q2_k": Mix(
            F.MOSTLY_Q2_K, T.Q2_K, ((gqa_4_or_more, T.Q4_K), (always, T.Q3_K)), ((always, T.Q3_K),), ((always, T.Q3_K),)
        ),
        "q3_k_s": Mix(F.MOSTLY_Q3_K_S, T.Q3_K),
        "q3_k_m": Mix(
            F.MOSTLY_Q3_K_M,
            T.Q3_K,
            ((first_blocks(2), T.Q5_K), (always, T.Q4_K)),
            ((first_fraction(16), T.Q5_K), (always, T.Q4_K)),
            ((always, T.Q4_K),),
        ),
        "q3_k_l": Mix(F.MOSTLY_Q3_K_L, T.Q3_K, ((always, T.Q5_K),), ((always, T.Q5_K),), ((always, T.Q5_K),)),
        "q4_k_s": Mix(F.MOSTLY_Q4_K_S, T.Q4_K, ((first_blocks(4), T.Q5_K),), ((first_fraction(8), T.Q5_K),)),
        "q4_k_m": Mix(F.MOSTLY_Q4_K_M, T.Q4_K, ((use_more_bits, T.Q6_K),), ((use_more_bits, T.Q6_K),)),
        "q5_k_s": Mix(F.MOSTLY_Q5_K_S, T.Q5_K),
        "q5_k_m": Mix(F.MOSTLY_Q5_K_M, T.Q5_K, ((use_more_bits, T.Q6_K),), ((use_more_bits, T.Q6_K),)),
        "q6_k": Mix(F.MOSTLY_Q6_K, T.Q6_K),
        "iq4_nl": Mix(
            F.MOSTLY_IQ4_NL, T.IQ4_NL, ((gqa_4_or_more, T.Q5_K),), ((first_fraction_without_imatrix(8), T.Q5_K),)
        ),
    }
)
"""Name in llama-quantize, in lower case -> mix."""


@dataclass(frozen=True)
class TypeOverrides:
    """Tensor types chosen by the user (as `--pure`, `--output-tensor-type` and so on of llama-quantize)."""

    pure: bool = False
    """Use the base type for all tensors."""
    output: T | None = None
    """Type of output.weight, or of the token embedding if they are tied."""
    embedding: T | None = None
    """Type of token_embd.weight."""
    patterns: tuple[tuple[str, T], ...] = ()
    """(regular expression, type); the first expression found in the name of a tensor wins."""


def tensor_types(
    mix_name: str,
    shapes: Mapping[str, tuple[int, ...]],
    *,
    heads_per_kv: int = 1,
    has_imatrix: bool = False,
    choices: TypeOverrides | None = None,
) -> dict[str, T]:
    """Return the type of every tensor by name, in the order of `shapes`.

    Args:
        mix_name: a key of MIXES.
        shapes: GGUF name -> shape in torch order, for all tensors of the file.
        heads_per_kv: query heads per key/value head.
        has_imatrix: whether an importance matrix is used.

    Raises:
        GGUFError: the mix is unknown, or a pattern is not a regular expression or matches no tensor.
    """
    if mix_name not in MIXES:
        raise GGUFError(f"unknown type {quoted(mix_name)}; expected one of {', '.join(MIXES)}.")
    mix, choices = MIXES[mix_name], choices or TypeOverrides()
    weights = {name: shape for name, shape in shapes.items() if allows_quantization(name, shape)}
    overridden = _overridden_types(choices, weights)
    positions = _tensor_positions(
        [name for name in weights if name not in overridden], weights, heads_per_kv, has_imatrix
    )
    chosen = {name: _type_by_rule(mix, name, shapes, positions, choices) for name in weights} | overridden
    return {name: type_or_fallback(chosen[name], shape) if name in chosen else T.F32 for name, shape in shapes.items()}


def allows_quantization(name: str, shape: tuple[int, ...]) -> bool:
    """Return whether a tensor is a weight matrix to quantize; vectors, biases and the names of KEPT_F32 stay F32."""
    return len(shape) >= 2 and name.endswith("weight") and not KEPT_F32.search(name)


def type_or_fallback(kind: T, shape: tuple[int, ...]) -> T:
    """Return `kind`, or its fallback type if the row length is not a multiple of its block size."""
    for candidate in (kind, FALLBACK_TYPES.get(kind, T.F16)):
        if shape[-1] % GGML_QUANT_SIZES[candidate][0] == 0:
            return candidate
    return T.F16


def _overridden_types(choices: TypeOverrides, weights: Mapping[str, tuple[int, ...]]) -> dict[str, T]:
    """Return the types that the user has chosen, by tensor."""
    types: dict[str, T] = {}
    for pattern, kind in reversed(choices.patterns):  # the first pattern wins because it is applied last
        try:
            names = [name for name in weights if re.search(pattern, name)]
        except re.error as err:
            raise GGUFError(f"the tensor pattern {quoted(pattern)} is not a regular expression: {brief(err)}.") from err
        if not names:
            raise GGUFError(
                f"the tensor pattern {quoted(pattern)} matches no tensor; the names look like "
                f"{', '.join(list(weights)[:3])}."
            )
        types.update(dict.fromkeys(names, kind))
    for name, wanted in ((EMBEDDING, choices.embedding), (OUTPUT, choices.output)):
        if wanted is not None and name in weights:
            types[name] = wanted
    return types


def _tensor_positions(
    names: list[str], weights: Mapping[str, tuple[int, ...]], heads_per_kv: int, has_imatrix: bool
) -> dict[str, TensorPosition]:
    """Return the position of each tensor that has rules; a tensor with a type chosen by the user takes no index."""

    def kind(match: re.Match[str]) -> str:
        return match[2].replace("attn_qkv", "attn_v")

    matches = sorted(filter(None, map(BLOCK_TENSOR.fullmatch, names)), key=lambda match: int(match[1]))
    totals: dict[str, int] = {}
    for match in filter(None, map(BLOCK_TENSOR.fullmatch, weights)):
        totals[kind(match)] = totals.get(kind(match), 0) + 1
    seen: dict[str, int] = {}
    positions = {}
    for match in matches:
        index = seen.get(kind(match), 0)
        seen[kind(match)] = index + 1
        positions[match[0]] = TensorPosition(index, totals[kind(match)], heads_per_kv, has_imatrix)
    return positions


def _type_by_rule(
    mix: Mix,
    name: str,
    shapes: Mapping[str, tuple[int, ...]],
    positions: Mapping[str, TensorPosition],
    choices: TypeOverrides,
) -> T:
    if choices.pure or mix.base in (T.F32, T.F16, T.BF16):
        return mix.base
    if name == OUTPUT or (name == EMBEDDING and OUTPUT not in shapes):
        return _output_type(mix.base, shapes[name]) if choices.output is None else choices.output
    position = positions.get(name)
    if position is None:
        return mix.base
    part = name.split(".")[2]
    rules = {"attn_output": mix.attn_output, "ffn_down": mix.ffn_down}.get(part, mix.attn_v)
    kind = next((kind for condition, kind in rules if condition(position)), mix.base)
    is_70b = position.count == BLOCKS_OF_70B and position.heads_per_kv > 1
    return T.Q5_K if is_70b and part in ("attn_v", "attn_qkv") and kind in (T.Q3_K, T.Q4_K) else kind


def _output_type(base: T, shape: tuple[int, ...]) -> T:
    """Return Q6_K, or Q8_0 if that is the base type or the row length is not a multiple of the base's block size."""
    return T.Q8_0 if base is T.Q8_0 or shape[-1] % GGML_QUANT_SIZES[base][0] else T.Q6_K
