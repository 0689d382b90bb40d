"""A decoder's modules as a table of operations, see operations.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from gguf import GGMLQuantizationType as T
from torch import Tensor, nn

from ..arch.rope import Rope
from ..gguf.quants.dot import PRODUCTS
from ..kernels.linear import linear_parts
from ..kernels.packed import PackedLinear
from ..model import Decoder
from ..model.attention import Attention, FusedAttention, SplitAttention
from ..model.blocks import BLOCKS, Parallel
from ..model.mlp import FusedGatedMLP, GatedMLP, PlainMLP
from ..model.norms import AllHeadsRMSNorm, OffsetRMSNorm, RMSNorm
from ..model.rope import rope_tables
from .operations import (
    ADD,
    ATTEND,
    GATED_SILU,
    GELU,
    INPUT,
    LAYER,
    NORM,
    PLAIN,
    PRODUCT,
    RELU2,
    RMS,
    ROTATE,
    SILU,
    STORE,
    WIDTH,
)

KINDS = {torch.float32: T.F32, torch.float16: T.F16, torch.bfloat16: T.BF16}
ACTIVATION_MODES: Mapping[str, int] = {"silu": SILU, "gelu_tanh": GELU, "relu2": RELU2}
NONE = -1


class UnknownModuleError(Exception):
    """A module that there is no operation for."""


@dataclass(frozen=True)
class Program:
    table: np.ndarray
    """int64 (operations, WIDTH)."""
    factors: np.ndarray
    """float32 (operations, 2)."""
    memory: np.ndarray
    """float32: parameters, tables of RoPE, and what operations leave."""
    orders: np.ndarray
    """int64: of weights whose rows are stored in another order, which row of the weight each stored one is."""
    x: slice
    """Where in it the token's embedding goes."""
    logits: slice
    widest: int
    """Numbers of the largest operand that a thread needs for itself."""
    kept: tuple[Any, ...]
    """What the addresses in the table point to."""
    checks: tuple[Callable[[], None], ...]
    """Functions that raise where the bytes of weights are no longer what they were."""


def build(model: Decoder, capacity: int) -> Program | None:
    """Return the program of a decoder on the CPU, for up to `capacity` tokens; None where it has an unknown module."""
    try:
        return _Builder(model, capacity).program()
    except UnknownModuleError:
        return None


class _Builder:
    """The rows so far, and what stands in memory."""

    def __init__(self, model: Decoder, capacity: int) -> None:
        self.model, self.capacity, self.columns = model, capacity, model.config.hidden_size
        self.rows: list[list[int]] = []
        self.factors: list[tuple[float, float]] = []
        self.parts: list[np.ndarray] = []
        self.orders: list[np.ndarray] = [np.zeros(0, np.int64)]
        self.size = self.ordered = 0
        self.widest = 0
        self.kept: list[Any] = []
        self.checks: dict[Callable[[], None], None] = {}

    def program(self) -> Program:
        vocabulary = self.model.config.vocab_size
        x = self.room(self.columns)
        ropes = {rope: self.rope(rope) if rope else NONE for rope in set(self.model.ropes)}
        for index, (block, rope) in enumerate(zip(self.model.blocks, self.model.ropes, strict=True)):
            self.block(block, index, ropes[rope], rope.dim if rope else 0, x)
        self.input(x, self.columns, self.model.norm)
        logits = self.room(vocabulary)
        self.linear([(self.model.lm_head, logits)])
        return Program(
            np.array(self.rows, np.int64),
            np.array(self.factors, np.float32),
            np.concatenate(self.parts),
            np.concatenate(self.orders),
            slice(x, x + self.columns),
            slice(logits, logits + vocabulary),
            self.widest,
            tuple(self.kept),
            tuple(self.checks),
        )

    def block(self, block: nn.Module, index: int, rope: int, rotated: int, x: int) -> None:
        """Attention, then MLP, each between the norms that the block has, and added to x."""
        if type(block) not in BLOCKS.values():
            raise UnknownModuleError
        parallel = type(block) is Parallel
        branch = self.room(self.columns)
        for name in ("attn", "mlp"):
            inner, after = getattr(block, name), getattr(block, f"{name}_post_norm", None)
            self.input(x, self.columns, getattr(block, "attn_norm" if parallel else f"{name}_norm", None))
            last = self.attention(inner, index, rope, rotated) if name == "attn" else self.mlp(inner)
            scale = float(getattr(block, "scale", 1.0))
            if after is None and not (parallel and name == "attn"):
                self.linear([(last, x)], add=True, factor=scale)
            else:
                self.linear([(last, branch)])
            if after is not None:
                self.norm(branch, 1, self.columns, after)
            if after is not None or (parallel and name == "mlp"):
                self.row(ADD, x, branch, self.columns, factors=(scale, 0))

    def attention(self, attn: Attention, index: int, rope: int, rotated: int) -> nn.Module:
        """All but the last product of an attention, which is returned."""
        if type(attn) not in (SplitAttention, FusedAttention):
            raise UnknownModuleError
        (heads, kv_heads, _), dim, params = attn.head_counts, attn.head_dim, attn.params
        q = self.room((heads + 2 * kv_heads) * dim)
        k, v, mixed = q + heads * dim, q + (heads + kv_heads) * dim, self.room(heads * dim)
        if type(attn) is SplitAttention:
            self.linear([(attn.q_proj, q), (attn.k_proj, k), (attn.v_proj, v)])
        elif type(attn) is FusedAttention:
            self.linear([(attn.qkv_proj, q)])
        if not attn.norm_after_rope:
            self.query_norms(attn, q, k)
        if rope != NONE:
            self.row(ROTATE, q, heads, dim, rope, rotated, int(attn.interleaved))
            self.row(ROTATE, k, kv_heads, dim, rope, rotated, int(attn.interleaved), wait=False)
        if attn.norm_after_rope:
            self.query_norms(attn, q, k)
        self.row(STORE, k, v, index, kv_heads, dim)
        where = (q, mixed, index, heads, heads // kv_heads, dim, params.window or NONE)
        self.row(ATTEND, *where, factors=(params.scale, params.softcap or 0))
        self.input(mixed, heads * dim)
        return attn.o_proj

    def query_norms(self, attn: Attention, q: int, k: int) -> None:
        for norm, at, heads in ((attn.q_norm, q, attn.head_counts[0]), (attn.k_norm, k, attn.head_counts[1])):
            if type(norm) is AllHeadsRMSNorm:
                self.norm(at, 1, heads * attn.head_dim, norm)
            elif type(norm) is not nn.Identity:
                self.norm(at, heads, attn.head_dim, norm)

    def mlp(self, mlp: nn.Module) -> nn.Module:
        """All but the last product of an MLP, which is returned."""
        size = self.model.config.ffn_size
        gate = self.room(2 * size)
        if type(mlp) is GatedMLP:
            self.linear([(mlp.gate_proj, gate), (mlp.up_proj, gate + size)])
        elif type(mlp) is FusedGatedMLP:
            self.linear([(mlp.gate_up_proj, gate)])
        elif type(mlp) is PlainMLP:
            self.linear([(mlp.up_proj, gate)])
        else:
            raise UnknownModuleError
        mode = ACTIVATION_MODES.get(self.model.config.activation)
        if mode is None or (mode == RELU2 and type(mlp) is not PlainMLP):
            raise UnknownModuleError
        self.input(gate, size, mode=mode if type(mlp) is PlainMLP else mode + GATED_SILU - SILU)
        last: nn.Module = mlp.down_proj
        return last

    def linear(self, modules: Sequence[tuple[nn.Module, int]], *, add: bool = False, factor: float = 1.0) -> None:
        """Products of linear modules with the input, each to a place in memory; then their low-rank updates."""
        updates = []
        for module, dst in modules:
            layer, terms = linear_parts(module)
            if layer is None or (terms and terms.p):
                raise UnknownModuleError
            kind, rows, order = self.weight(layer)
            bias = NONE if layer.bias is None else self.put(layer.bias)
            self.product(dst, kind, rows, bias, add, self.order(order), factor)
            if terms:
                low = self.room(len(terms.lora_A))
                self.product(low, T.F32, _bytes(terms.lora_A))
                updates.append((low, dst, terms))
        for low, dst, terms in updates:
            self.input(low, len(terms.lora_A))
            self.product(dst, T.F32, _bytes(terms.lora_B), add=True, factor=factor * terms.scaling)

    def weight(self, layer: nn.Linear) -> tuple[T, np.ndarray, np.ndarray | None]:
        """The type, the stored rows and the order of a layer's weight."""
        packed: Any = layer.packed if isinstance(layer, PackedLinear) else None
        kind = packed.kind if packed else KINDS.get(layer.weight.dtype)
        if kind is None or kind.value not in PRODUCTS:
            raise UnknownModuleError
        if packed is None:
            return kind, _bytes(layer.weight), None
        self.checks[packed.check] = None
        return kind, packed.raw, packed.order

    def product(
        self,
        dst: int,
        kind: T,
        rows: np.ndarray,
        bias: int = NONE,
        add: bool = False,
        order: int = NONE,
        factor: float = 1.0,
    ) -> None:
        self.kept.append(rows)
        where = (rows.ctypes.data, rows.shape[1], bias, int(add), order)
        self.row(PRODUCT, dst, len(rows), kind.value, *where, factors=(factor, 0), wait=False)

    def input(self, src: int, n: int, norm: nn.Module | None = None, *, mode: int = PLAIN) -> None:
        self.widest = max(self.widest, n)
        operands, eps = ((mode, NONE, NONE), 0.0) if norm is None else self.norm_operands(norm)
        self.row(INPUT, src, n, *operands, factors=(eps, 0))

    def norm(self, at: int, groups: int, n: int, norm: nn.Module) -> None:
        operands, eps = self.norm_operands(norm)
        self.row(NORM, at, groups, n, *operands, factors=(eps, 0))

    def norm_operands(self, norm: nn.Module) -> tuple[tuple[int, int, int], float]:
        """Mode, weight and bias of a norm, and its eps."""
        if norm._forward_hooks or norm._forward_pre_hooks:
            raise UnknownModuleError
        if type(norm) is nn.LayerNorm:
            return (LAYER, self.put(norm.weight), NONE if norm.bias is None else self.put(norm.bias)), norm.eps
        if isinstance(norm, RMSNorm) and type(norm) in (RMSNorm, OffsetRMSNorm, AllHeadsRMSNorm):
            return (RMS, self.put(norm.weight.float() + norm.offset), NONE), norm.eps
        raise UnknownModuleError

    def rope(self, rope: Rope) -> int:
        """The place of a table (capacity, 2 R): cosines, then sines, of each position."""
        every = torch.arange(self.capacity)
        cos, sin, query_factor = rope_tables(rope, every, (self.capacity,), (self.capacity,), torch.float32)
        if query_factor is not None:
            raise UnknownModuleError
        return self.put(torch.cat((cos, sin), dim=-1))

    def order(self, order: np.ndarray | None) -> int:
        """The place, among the orders, of what row of the weight each stored row is."""
        if order is None:
            return NONE
        self.orders.append(np.argsort(order))
        self.ordered += len(order)
        return self.ordered - len(order)

    def put(self, numbers: Tensor) -> int:
        return self.add_part(numbers.detach().float().numpy().reshape(-1))

    def room(self, size: int) -> int:
        return self.add_part(np.zeros(size, np.float32))

    def add_part(self, numbers: np.ndarray) -> int:
        self.parts.append(numbers)
        self.size += len(numbers)
        return self.size - len(numbers)

    def row(self, operation: int, *operands: int, factors: tuple[float, float] = (0, 0), wait: bool = True) -> None:
        self.rows.append([int(wait), operation, *operands, *[NONE] * (WIDTH - 2 - len(operands))])
        self.factors.append(factors)


def _bytes(weight: Tensor) -> np.ndarray:
    """The rows of a matrix as bytes, uint8 (rows, bytes of a row): its own memory if that is contiguous."""
    return weight.detach().contiguous().view(torch.uint8).numpy()
