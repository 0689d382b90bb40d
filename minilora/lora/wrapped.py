"""Adapters of a decoder that is a part of another model (vision and language): under which names does it fit a model?

    model.layers.0...                   the decoder alone
    model.language_model.layers.0...    inside another model
    language_model.model.layers.0...    the same before transformers 4.52, and in mlx-lm

The weights are the same, so an adapter with any of these names fits a model with any of them. Files are read and
written with the names that they have; `named_as_in` gives an adapter the names of the model that it is applied to.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from torch import nn

from ..errors import AdapterError, brief
from .adapter import Adapter, saved_modules
from .peft_config import config_for_updates
from .targets import hf_name

WRAPPERS = {"model.language_model.": "model.", "language_model.model.": "model.", "language_model.lm_head": "lm_head"}
"""How the names of a decoder inside another model begin -> its own."""
MLX_WRAPPER = "language_model."
"""What mlx-lm puts before the decoder's own names. Source: mlx-lm, models/gemma3.py, mistral3.py."""


def decoder_name(name: str) -> str:
    """Return a module's name in the decoder itself; other names as they are."""
    wrapper = next((wrapper for wrapper in WRAPPERS if name.startswith(wrapper)), None)
    return name if wrapper is None else WRAPPERS[wrapper] + name.removeprefix(wrapper)


def named_as_in(model: nn.Module, adapter: Adapter) -> Adapter:
    """Return the adapter under the model's names, without updates that do nothing to modules beside the decoder.

    PEFT selects modules by the ends of their names, so an adapter trained on texts often has updates of a vision tower,
    with B = 0.

    Raises:
        AdapterError: it changes a module beside the decoder, or has a module under two names.
    """
    hf_names = [hf_name(model, name) for name, _ in model.named_modules()]
    own = {decoder_name(name): name for name in hf_names}
    modules = [*adapter.updates, *(name.rpartition(".")[0] for name in adapter.trained)]
    beside = [name for name in modules if _is_beside(name, own, (*hf_names, *modules))]
    changing = [name for name in beside if name not in adapter.updates or adapter.updates[name].lora_B.any()]
    if changing:
        raise AdapterError(
            f"the adapter changes {brief(changing[0])}, which is not in the text part of the model. minilora applies "
            "updates of the text part only. Train again with target_modules in the language model alone."
        )
    names = {name: own.get(decoder_name(name), name) for name in modules if name not in beside}
    if not beside and all(name == new for name, new in names.items()):
        return adapter
    kept = {name: update for name, update in adapter.updates.items() if name in names}
    return renamed(replace(adapter, updates=kept), lambda name: own.get(decoder_name(name), name))


def named_as_in_mlx(model: nn.Module, adapter: Adapter) -> Adapter:
    """Return the adapter, named as in the model, under mlx-lm's names."""
    hf_names = (hf_name(model, name) for name, _ in model.named_modules())
    if all(decoder_name(name) == name for name in hf_names):
        return adapter
    return renamed(adapter, lambda name: MLX_WRAPPER + decoder_name(name))


def renamed(adapter: Adapter, new_name: Callable[[str], str]) -> Adapter:
    """Return the adapter with other module names; its settings name each module.

    Raises:
        AdapterError: two modules get the same name.
    """

    def of_tensor(name: str) -> str:
        module, _, part = name.rpartition(".")
        return f"{new_name(module)}.{part}"

    updates = {new_name(name): update for name, update in adapter.updates.items()}
    trained, base_weights, originals = (
        {of_tensor(name): tensor for name, tensor in tensors.items()}
        for tensors in (adapter.trained, adapter.base_weights, adapter.originals)
    )
    if len(updates) < len(adapter.updates) or len(trained) < len(adapter.trained):
        raise AdapterError("the adapter has tensors of a language model inside another model and outside of it.")
    config = replace(
        adapter.config,
        target_modules=tuple(updates),
        exclude_modules=(),
        layers=None,
        rank_pattern={},
        alpha_pattern={},
        modules_to_save=saved_modules(trained),
    )
    return Adapter(config_for_updates(config, updates), updates, trained, base_weights, originals, adapter.base_model)


def _is_beside(name: str, own: Iterable[str], everything: Iterable[str]) -> bool:
    """Return whether a module is in a model around the decoder, if there is one around the model or the adapter's."""
    is_decoders = decoder_name(name) in own or decoder_name(name) != name or name.startswith("model.layers.")
    return not is_decoders and any(decoder_name(other) != other for other in everything)
