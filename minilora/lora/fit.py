"""Does an adapter fit a model? Every command that applies an adapter uses this check.

The model may be on the meta device, because only names and shapes are compared. The error lists all problems: an update
without a layer, a target layer without an update, a fully trained tensor that is missing or has another shape.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from torch import Tensor, nn

from .adapter import Adapter, check_base, raise_problems
from .inject import lora_layers
from .modules_to_save import is_within, trained_shapes
from .targets import adaptable_layers, find_matches, hf_name, matches, weight_shape


def check_adapter_fits(model: nn.Module, adapter: Adapter, where: Path, base: Path | None = None) -> dict[str, str]:
    """Check that the adapter fits, and return Hugging Face's name → own name of the updated layers, in model order.

    Args:
        where: the adapter's file, for the message.
        base: the base's path, for the message.

    Raises:
        AdapterError: with a list of everything that does not fit.
    """
    own = {hf_name(model, name): name for name in adaptable_layers(model)}
    problems = [
        *_update_problems(model, adapter, own),
        *_target_problems(model, adapter),
        *_trained_problems(model, adapter),
    ]
    found = {hf_name(model, name): _shapes(layer.update().tensors()) for name, layer in lora_layers(model).items()}
    if found and found != {name: _shapes(update.tensors()) for name, update in adapter.updates.items()}:
        problems.append("the model already carries another LoRA adapter; eject it first")
    raise_problems(problems, where, _advice(model, adapter), base)
    return {hf: name for hf, name in own.items() if hf in adapter.updates}


def _update_problems(model: nn.Module, adapter: Adapter, own: Mapping[str, str]) -> Iterator[str]:
    """Yield the problems of the updates: a missing layer, or a weight of another shape."""
    bases = adaptable_layers(model)
    for name, update in adapter.updates.items():
        if name not in own:
            yield f"{name}: this model has no such layer"
            continue
        layer, remembered = bases[own[name]], adapter.base_weights.get(f"{name}.weight")
        if weight_shape(layer) != update.weight_shape:
            yield f"{name}: the adapter is for a weight {update.weight_shape}; this model has {weight_shape(layer)}"
        elif remembered is not None and not (weight := layer.weight.detach()).is_meta:
            check_base(weight, remembered)


def _target_problems(model: nn.Module, adapter: Adapter) -> Iterator[str]:
    """Yield the layers that the settings target and for which the file has no update."""
    targeted = {hf_name(model, name) for names in find_matches(model, adapter.config).values() for name in names}
    for name in (hf_name(model, own) for own in adaptable_layers(model)):
        if name in targeted and name not in adapter.updates:
            yield f"{name}: targeted by the settings, but the file has no A and B"


def _trained_problems(model: nn.Module, adapter: Adapter) -> Iterator[str]:
    """Yield the problems of the fully trained tensors: not in the model, another shape, or not in the file."""
    modules = {hf_name(model, name) for name, module in model.named_modules() if _has_parameters(module)}
    known = (p for p in adapter.config.modules_to_save if any(is_within((p,), name) for name in modules))
    places = trained_shapes(model, replace(adapter.config, modules_to_save=tuple(known)), adapter.updates)
    for name, tensor in adapter.trained.items():
        if name.rpartition(".")[0] not in modules:
            yield f"{name}: fully trained by the adapter, but this model has no such module"
        elif name not in places:
            yield f"{name}: this model has no such tensor"
        elif tuple(tensor.shape) != places[name]:
            yield f"{name}: {tuple(tensor.shape)} in the file; this model has {places[name]}"
    yield from (
        f"{name}: in modules_to_save or bias, but not in the file" for name in places if name not in adapter.trained
    )


def _advice(model: nn.Module, adapter: Adapter) -> str | None:
    """Return what to do if the adapter has a vocabulary of another size than the model, else None."""
    for name, module in adaptable_layers(model).items():
        hf, rows = hf_name(model, name), weight_shape(module)[0]
        if not isinstance(module, nn.Embedding) and not matches("lm_head", hf):
            continue
        update, whole = adapter.updates.get(hf), adapter.trained.get(f"{hf}.weight")
        has = whole.shape[0] if whole is not None and whole.ndim else update.weight_shape[0] if update else rows
        if has != rows:
            return (
                f"The vocabulary was resized from {rows} to {has} tokens before training. Load base and adapter "
                "together with minilora.load_adapted, which also resizes the model."
            )
    return None


def _shapes(tensors: Mapping[str, Tensor]) -> dict[str, tuple[int, ...]]:
    return {part: tuple(tensor.shape) for part, tensor in tensors.items()}


def _has_parameters(module: nn.Module) -> bool:
    return next(module.parameters(), None) is not None
