"""Compile the modules of a decoder to a table of operations, see operations.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from gguf import GGMLQuantizationType as T
from torch import Tensor, nn

from ..arch.rope import Rope
from ..gguf.quants.dot import MATVEC_TYPES
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
    MATVEC,
    NORM,
    PLAIN,
    RELU2,
    RMS,
    ROTATE,
    SILU,
    STORE,
    WIDTH,
)

GGML_TYPES = {torch.float32: T.F32, torch.float16: T.F16, torch.bfloat16: T.BF16}
ACTIVATION_MODES: Mapping[str, int] = {"silu": SILU, "gelu_tanh": GELU, "relu2": RELU2}
NONE = -1


class UnsupportedModuleError(Exception):
    """The decoder has a module without an operation."""


@dataclass(frozen=True)
class Program:
    """A compiled decoder."""

    table: np.ndarray
    """int64 (operations, WIDTH)."""
    factors: np.ndarray
    """float32 (operations, 2)."""
    memory: np.ndarray
    """float32: parameters, RoPE tables and activations."""
    orders: np.ndarray
    """int64: row indices of the weights whose rows are stored in another order."""
    x: slice
    """Range of the token's embedding in `memory`."""
    logits: slice
    """Range of the logits in `memory`."""
    max_input_size: int
    """Size of the largest INPUT, of which each thread has a buffer."""
    referenced: tuple[Any, ...]
    """Objects that own the memory at the addresses in the table."""
    checks: tuple[Callable[[], None], ...]
    """Functions that raise if a file with weights was changed."""


def build(model: Decoder, capacity: int) -> Program | None:
    """Compile a decoder on the CPU, for up to `capacity` tokens; return None if it has an unsupported module."""
    try:
        return _Builder(model, capacity).program()
    except UnsupportedModuleError:
        return None


class _Builder:
    """Collects the rows and the content of `memory`. Offsets in `memory` are returned as int."""

    def __init__(self, model: Decoder, capacity: int) -> None:
        self.model, self.capacity, self.columns = model, capacity, model.config.hidden_size
        self.rows: list[list[int]] = []
        self.factors: list[tuple[float, float]] = []
        self.parts: list[np.ndarray] = []
        self.orders: list[np.ndarray] = [np.zeros(0, np.int64)]
        self.size = self.ordered = 0
        self.max_input_size = 0
        self.referenced: list[Any] = []
        self.checks: dict[Callable[[], None], None] = {}

    def program(self) -> Program:
        vocabulary = self.model.config.vocab_size
        x = self.allocate(self.columns)
        ropes = {rope: self.rope_table(rope) if rope else NONE for rope in set(self.model.ropes)}
        for index, (block, rope) in enumerate(zip(self.model.blocks, self.model.ropes, strict=True)):
            self.block(block, index, ropes[rope], rope.dim if rope else 0, x)
        self.input(x, self.columns, self.model.norm)
        logits = self.allocate(vocabulary)
        self.linear([(self.model.lm_head, logits)])
        return Program(
            np.array(self.rows, np.int64),
            np.array(self.factors, np.float32),
            np.concatenate(self.parts),
            np.concatenate(self.orders),
            slice(x, x + self.columns),
            slice(logits, logits + vocabulary),
            self.max_input_size,
            tuple(self.referenced),
            tuple(self.checks),
        )

    def block(self, block: nn.Module, index: int, rope: int, rotated: int, x: int) -> None:
        """Emit attention and MLP, with the norms of the block, and the residual additions to x."""
        if type(block) not in BLOCKS.values():
            raise UnsupportedModuleError
        parallel = type(block) is Parallel
        branch = self.allocate(self.columns)
        for name in ("attn", "mlp"):
            inner, after = getattr(block, name), getattr(block, f"{name}_post_norm", None)
            self.input(x, self.columns, getattr(block, "attn_norm" if parallel else f"{name}_norm", None))
            output_layer = self.attention(inner, index, rope, rotated) if name == "attn" else self.mlp(inner)
            scale = float(getattr(block, "scale", 1.0))
            if after is None and not (parallel and name == "attn"):
                self.linear([(output_layer, x)], add=True, factor=scale)
            else:
                self.linear([(output_layer, branch)])
            if after is not None:
                self.norm(branch, 1, self.columns, after)
            if after is not None or (parallel and name == "mlp"):
                self.emit(ADD, x, branch, self.columns, factors=(scale, 0))

    def attention(self, attn: Attention, index: int, rope: int, rotated: int) -> nn.Module:
        """Emit an attention without its output projection; return that module."""
        if type(attn) not in (SplitAttention, FusedAttention):
            raise UnsupportedModuleError
        (heads, kv_heads, _), dim, params = attn.head_counts, attn.head_dim, attn.params
        q = self.allocate((heads + 2 * kv_heads) * dim)
        k, v, mixed = q + heads * dim, q + (heads + kv_heads) * dim, self.allocate(heads * dim)
        if type(attn) is SplitAttention:
            self.linear([(attn.q_proj, q), (attn.k_proj, k), (attn.v_proj, v)])
        elif type(attn) is FusedAttention:
            self.linear([(attn.qkv_proj, q)])
        if not attn.norm_after_rope:
            self.query_norms(attn, q, k)
        if rope != NONE:
            self.emit(ROTATE, q, heads, dim, rope, rotated, int(attn.interleaved))
            self.emit(ROTATE, k, kv_heads, dim, rope, rotated, int(attn.interleaved), wait=False)
        if attn.norm_after_rope:
            self.query_norms(attn, q, k)
        self.emit(STORE, k, v, index, kv_heads, dim)
        operands = (q, mixed, index, heads, heads // kv_heads, dim, params.window or NONE)
        self.emit(ATTEND, *operands, factors=(params.scale, params.softcap or 0))
        self.input(mixed, heads * dim)
        return attn.o_proj

    def query_norms(self, attn: Attention, q: int, k: int) -> None:
        for norm, at, heads in ((attn.q_norm, q, attn.head_counts[0]), (attn.k_norm, k, attn.head_counts[1])):
            if type(norm) is AllHeadsRMSNorm:
                self.norm(at, 1, heads * attn.head_dim, norm)
            elif type(norm) is not nn.Identity:
                self.norm(at, heads, attn.head_dim, norm)

    def mlp(self, mlp: nn.Module) -> nn.Module:
        """Emit an MLP without its down projection; return that module."""
        size = self.model.config.ffn_size
        gate = self.allocate(2 * size)
        if type(mlp) is GatedMLP:
            self.linear([(mlp.gate_proj, gate), (mlp.up_proj, gate + size)])
        elif type(mlp) is FusedGatedMLP:
            self.linear([(mlp.gate_up_proj, gate)])
        elif type(mlp) is PlainMLP:
            self.linear([(mlp.up_proj, gate)])
        else:
            raise UnsupportedModuleError
        mode = ACTIVATION_MODES.get(self.model.config.activation)
        if mode is None or (mode == RELU2 and type(mlp) is not PlainMLP):
            raise UnsupportedModuleError
        self.input(gate, size, mode=mode if type(mlp) is PlainMLP else mode + GATED_SILU - SILU)
        output_layer: nn.Module = mlp.down_proj
        return output_layer

    def linear(self, modules: Sequence[tuple[nn.Module, int]], *, add: bool = False, factor: float = 1.0) -> None:
        """Emit linear modules of the current input, each with the offset of its output; then their low-rank updates."""
        updates = []
        for module, dst in modules:
            layer, terms = linear_parts(module)
            if layer is None or (terms and terms.p):
                raise UnsupportedModuleError
            kind, rows, order = self.weight(layer)
            bias = NONE if layer.bias is None else self.add_values(layer.bias)
            self.matvec(dst, kind, rows, bias, add, self.row_order(order), factor)
            if terms:
                low = self.allocate(len(terms.lora_A))
                self.matvec(low, T.F32, _bytes(terms.lora_A))
                updates.append((low, dst, terms))
        for low, dst, terms in updates:
            self.input(low, len(terms.lora_A))
            self.matvec(dst, T.F32, _bytes(terms.lora_B), add=True, factor=factor * terms.scaling)

    def weight(self, layer: nn.Linear) -> tuple[T, np.ndarray, np.ndarray | None]:
        """Return (type, stored rows, row order) of a layer's weight."""
        packed: Any = layer.packed if isinstance(layer, PackedLinear) else None
        kind = packed.kind if packed else GGML_TYPES.get(layer.weight.dtype)
        if kind is None or kind.value not in MATVEC_TYPES:
            raise UnsupportedModuleError
        if packed is None:
            return kind, _bytes(layer.weight), None
        self.checks[packed.check] = None
        return kind, packed.raw, packed.order

    def matvec(
        self,
        dst: int,
        kind: T,
        rows: np.ndarray,
        bias: int = NONE,
        add: bool = False,
        order: int = NONE,
        factor: float = 1.0,
    ) -> None:
        self.referenced.append(rows)
        operands = (rows.ctypes.data, rows.shape[1], bias, int(add), order)
        self.emit(MATVEC, dst, len(rows), kind.value, *operands, factors=(factor, 0), wait=False)

    def input(self, src: int, n: int, norm: nn.Module | None = None, *, mode: int = PLAIN) -> None:
        self.max_input_size = max(self.max_input_size, n)
        operands, eps = ((mode, NONE, NONE), 0.0) if norm is None else self.norm_operands(norm)
        self.emit(INPUT, src, n, *operands, factors=(eps, 0))

    def norm(self, at: int, groups: int, n: int, norm: nn.Module) -> None:
        operands, eps = self.norm_operands(norm)
        self.emit(NORM, at, groups, n, *operands, factors=(eps, 0))

    def norm_operands(self, norm: nn.Module) -> tuple[tuple[int, int, int], float]:
        """Return ((mode, weight, bias), eps) of a norm."""
        if norm._forward_hooks or norm._forward_pre_hooks:
            raise UnsupportedModuleError
        if isinstance(norm, nn.LayerNorm):
            bias = NONE if norm.bias is None else self.add_values(norm.bias)
            return (LAYER, self.add_values(norm.weight), bias), norm.eps
        if isinstance(norm, RMSNorm) and type(norm) in (RMSNorm, OffsetRMSNorm, AllHeadsRMSNorm):
            return (RMS, self.add_values(norm.weight.float() + norm.offset), NONE), norm.eps
        raise UnsupportedModuleError

    def rope_table(self, rope: Rope) -> int:
        """Add a table (capacity, 2 R) with the cosines, then the sines, of each position."""
        positions = torch.arange(self.capacity)
        cos, sin, query_factor = rope_tables(rope, positions, (self.capacity,), (self.capacity,), torch.float32)
        if query_factor is not None:
            raise UnsupportedModuleError
        return self.add_values(torch.cat((cos, sin), dim=-1))

    def row_order(self, order: np.ndarray | None) -> int:
        """Add the index in the weight of each stored row; return the offset in `orders`."""
        if order is None:
            return NONE
        self.orders.append(np.argsort(order))
        self.ordered += len(order)
        return self.ordered - len(order)

    def add_values(self, values: Tensor) -> int:
        return self.append(values.detach().float().numpy().reshape(-1))

    def allocate(self, size: int) -> int:
        return self.append(np.zeros(size, np.float32))

    def append(self, values: np.ndarray) -> int:
        self.parts.append(values)
        self.size += len(values)
        return self.size - len(values)

    def emit(self, operation: int, *operands: int, factors: tuple[float, float] = (0, 0), wait: bool = True) -> None:
        self.rows.append([int(wait), operation, *operands, *[NONE] * (WIDTH - 2 - len(operands))])
        self.factors.append(factors)


def _bytes(weight: Tensor) -> np.ndarray:
    """Return a matrix as uint8 (rows, bytes per row): a view if it is contiguous."""
    return weight.detach().contiguous().view(torch.uint8).numpy()
