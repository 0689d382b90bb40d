"""Inject low-rank updates into a model, and remove them again.

`inject` freezes the model and replaces each targeted layer by a `LoRALinear` (or a variant of it) around it, in
place, so the rest of the model notices nothing; `eject` puts the very same base layers back.
"""

from collections.abc import Iterable, Iterator

import torch
from torch import nn

from ..config import LoraConfig
from ..errors import AdapterError, ConfigError
from .dora import DoRALinear
from .embedding import LoRAEmbedding, init_embedding
from .init import INITIALIZERS
from .layer import LoRALayer, LoRALinear
from .modules_to_save import (
    ModulesToSaveWrapper,
    find_modules_to_save,
    restore,
    unfreeze_biases,
    unpack_modules_to_save,
)
from .pissa import DECOMPOSITIONS, ShiftedLinear
from .targets import find_targets, hf_name, weight_shape


def inject(model: nn.Module, config: LoraConfig, *, seed: int = 0) -> tuple[str, ...]:
    """Freeze `model`, wrap the modules that `config` targets and return their own names, in model order.

    Equal seeds give equal A on every device and dtype; B is zero, so the outputs do not change.

    Raises:
        ConfigError: when a target pattern matches nothing.
        AdapterError: when the model already carries an adapter.
    """
    unpack_modules_to_save(model, config.modules_to_save)
    names = find_targets(model, config)
    wrap(model, names, config, seed=seed)
    return names


def wrap(model: nn.Module, names: Iterable[str], config: LoraConfig, *, seed: int = 0) -> None:
    """Freeze `model` and wrap exactly the modules `names`; `inject` with the choice already made."""
    if lora_layers(model):
        raise AdapterError("this model already carries a LoRA adapter; eject or merge it before adding another.")
    generator = torch.Generator().manual_seed(seed)
    layers = {name: _make_lora_layer(model, name, config, generator) for name in names}
    copies = {name: ModulesToSaveWrapper(model.get_submodule(name)) for name in find_modules_to_save(model, config)}
    model.requires_grad_(False)
    for name, module in (*layers.items(), *copies.items()):
        model.set_submodule(name, module)
    unfreeze_biases(model, config.bias)


def _make_lora_layer(model: nn.Module, name: str, config: LoraConfig, generator: torch.Generator) -> LoRALayer:
    """Return a LoRA layer that wraps the module `name`."""
    base_layer, hf = model.get_submodule(name), hf_name(model, name)
    r, scaling = config.rank_of(hf), config.scaling_of(hf)
    if isinstance(base_layer, nn.Embedding):
        if config.use_dora:
            raise ConfigError(f"DoRA is for linear layers; leave the embedding {hf} out, or use_dora off.")
        factors = init_embedding(base_layer.num_embeddings, base_layer.embedding_dim, r, generator)
        return LoRAEmbedding(base_layer, *factors, scaling=scaling)
    assert isinstance(base_layer, nn.Linear)
    if config.init_lora_weights in DECOMPOSITIONS:
        if r > min(weight_shape(base_layer)):
            raise ConfigError(f"{hf}: r is {r}, but a weight {weight_shape(base_layer)} has fewer directions.")
        kind: type[LoRALinear] = ShiftedLinear
        factors = DECOMPOSITIONS[config.init_lora_weights](base_layer.weight.detach(), r, scaling)
    else:
        kind = DoRALinear if config.use_dora else LoRALinear
        factors = INITIALIZERS[config.init_lora_weights](base_layer.in_features, base_layer.out_features, r, generator)
    return kind(base_layer, *factors, scaling=scaling, lora_dropout=config.lora_dropout)


def eject(model: nn.Module) -> None:
    """Restore every base layer and discard the updates; the model stays frozen."""
    restore(model)
    for name, layer in lora_layers(model).items():
        model.set_submodule(name, layer.base_layer)


def lora_layers(model: nn.Module) -> dict[str, LoRALayer]:
    """Return the injected layers by own module name, in model order."""
    return {name: module for name, module in model.named_modules() if isinstance(module, LoRALayer)}


def adapter_parameters(model: nn.Module) -> Iterator[nn.Parameter]:
    """Yield the trainable parameters: A and B of every injected layer, and fully trained modules and biases."""
    return (parameter for parameter in model.parameters() if parameter.requires_grad)


def check_gradients(model: nn.Module) -> None:
    """Check, after a backward pass, that every trained tensor received a finite gradient.

    Raises:
        AdapterError: naming the tensors that received none (a module the forward never reaches) or a non-finite one.
    """
    trained = [(name, p.grad) for name, p in model.named_parameters() if p.requires_grad]
    absent = [name for name, grad in trained if grad is None]
    broken = [name for name, grad in trained if grad is not None and not bool(torch.isfinite(grad).all())]
    if not trained or absent or broken:
        raise AdapterError(
            f"of {len(trained)} trained tensors {len(absent)} received no gradient and {len(broken)} a non-finite "
            f"one: {', '.join((absent + broken)[:8]) or 'nothing is trained'}. "
            "Leave modules out that the model does not use, or lower the learning rate."
        )
