"""FP8 weights of a Hugging Face directory: float8_e4m3fn values (rows, columns), each multiplied by a scale.

    NAME.weight_scale_inv    transformers' fp8: Qwen, Mistral, DeepSeek. One scale for each block of 128 x 128, or one
    NAME.weight_scale        compressed-tensors, ModelOpt, FBGEMM: one scale for each row, or one
    NAME.activation_scale, NAME.input_scale    for quantising activations at run time, which minilora does not do

The dequantised weights are float32, and exact for scales in bfloat16. A weight without a scale of a matching shape
stays FP8, and the directory is then rejected as quantised.
Source: transformers 5.23, integrations/finegrained_fp8.py.
"""

from collections.abc import Mapping
from typing import Any

from torch import Tensor

TYPE, SCALED_TYPE = "F8_E4M3", "F8_E4M3 with scales"
SCALE_TYPES = ("F32", "BF16", "F16")
SCALE_SUFFIXES = ("_scale_inv", "_scale")
ACTIVATION_SUFFIXES = (".activation_scale", ".input_scale")

Shape = tuple[int, ...]


def find_scales(shapes: Mapping[str, Shape], types: Mapping[str, str], block: Shape | None) -> dict[str, str]:
    """Return name -> name of the scale, for every FP8 weight that has a scale of a matching shape.

    Args:
        shapes, types: of all tensors, by name.
        block: rows and columns of a block, from config.json; None if it has none.
    """
    found = {}
    for name in (name for name, kind in types.items() if kind == TYPE and len(shapes[name]) == 2):
        scale = next((name + suffix for suffix in SCALE_SUFFIXES if name + suffix in shapes), "")
        if scale and types[scale] in SCALE_TYPES and block_shape(shapes[name], shapes[scale], block):
            found[name] = scale
    return found


def activation_scales(weights: Mapping[str, str], shapes: Mapping[str, Shape]) -> set[str]:
    """Return the names of the activation scales of the FP8 weights that are the keys of `weights`."""
    modules = (name.removesuffix(".weight") for name in weights)
    return {name + suffix for name in modules for suffix in ACTIVATION_SUFFIXES if name + suffix in shapes}


def block_shape(weight: Shape, scale: Shape, block: Shape | None) -> Shape | None:
    """Return the block, (rows, columns), that shares one scale; None if the shapes do not match.

    With a `block` from config.json, the blocks at the bottom and right edge may be smaller.
    """
    grid = (*scale, 1, 1)[:2]
    if len(scale) > 2 or 0 in (*weight, *scale):
        return None
    if block and grid == tuple(-(-size // step) for size, step in zip(weight, block, strict=True)):
        return tuple(map(min, weight, block))
    if any(size % parts for size, parts in zip(weight, grid, strict=True)):
        return None
    return tuple(size // parts for size, parts in zip(weight, grid, strict=True))


def dequantize(weight: Tensor, scale: Tensor, block: Shape | None) -> Tensor:
    """Return the dequantised weight (rows, columns), float32."""
    shape = tuple(weight.shape)
    steps = block_shape(shape, tuple(scale.shape), block)
    assert steps is not None, "find_scales has checked the shapes"
    scales = scale.float().reshape((*scale.shape, 1, 1)[:2])
    for axis, (size, step) in enumerate(zip(shape, steps, strict=True)):
        scales = scales.repeat_interleave(step, axis).narrow(axis, 0, size)
    return weight.float().mul_(scales)


def block_from_config(settings: Mapping[str, Any]) -> Shape | None:
    """Return the (rows, columns) of a block from a quantization_config; None if absent or invalid."""
    sizes = settings.get("weight_block_size")
    if not isinstance(sizes, list) or len(sizes) != 2:
        return None
    return tuple(sizes) if all(type(size) is int and 0 < size <= 1 << 24 for size in sizes) else None
