"""Are an adapter's modules named as in this base, or as in the same model inside, or outside, a multimodal one?

An adapter of a multimodal model has the names `model.language_model.layers.0...`, an older one `language_model.model.`.
The text model alone, and a GGUF of it, have `model.layers.0...`. The weights are the same.
"""

from collections.abc import Callable, Collection
from dataclasses import replace

from ..checkpoint import BaseFiles
from ..errors import AdapterError, brief
from ..lora import Adapter
from ..lora.adapter import saved_modules
from ..lora.peft_config import config_for_updates


def named_as_in(files: BaseFiles, adapter: Adapter) -> Adapter:
    """Return the adapter with the base's names, and without updates that do nothing beside the text model.

    PEFT selects modules by the ends of their names, so an adapter trained on texts often has updates of a vision tower,
    with B = 0.

    Raises:
        AdapterError: if it changes a module beside the text model, or has a module under two names.
    """
    names = {name: files.spec.adapter_name(name) for name in (*adapter.updates, *adapter.trained, *adapter.token_rows)}
    beside = _beside(files, names)
    changing = [name for name in beside if name not in adapter.updates or adapter.updates[name].lora_B.any()]
    if changing:
        raise AdapterError(
            f"the adapter changes {brief(changing[0])}, which is not in the text part of the model. minilora applies "
            "updates of the text part only. Train again with target_modules in the language model alone."
        )
    if not beside and all(name == own for name, own in names.items()):
        return adapter
    kept = {name: update for name, update in adapter.updates.items() if name not in beside}
    return _renamed(replace(adapter, updates=kept), files.spec.adapter_name)


def named_as_in_mlx(files: BaseFiles, adapter: Adapter) -> Adapter:
    """Return an adapter, named as in the base, with the names of mlx-lm, which are the older ones.

    Source: mlx-lm, models/gemma3.py and mistral3.py.
    """
    return _renamed(adapter, files.spec.old_name) if files.spec.hf_text_types else adapter


def _renamed(adapter: Adapter, new_name: Callable[[str], str]) -> Adapter:
    """Return the adapter with other names of modules and tensors; its settings list the modules.

    Raises:
        AdapterError: two modules get one name.
    """
    updates = {new_name(name): update for name, update in adapter.updates.items()}
    trained, base_weights, originals = (
        {new_name(name): tensor for name, tensor in tensors.items()}
        for tensors in (adapter.trained, adapter.base_weights, adapter.originals)
    )
    if len(updates) < len(adapter.updates) or len(trained) < len(adapter.trained):
        raise AdapterError("the adapter has a module of the text model under two names; remove the wrong one.")
    targets, whole = tuple(updates), saved_modules(trained)
    config = replace(adapter.config, target_modules=targets, exclude_modules=(), layers=None, modules_to_save=whole)
    return replace(
        adapter,
        config=config_for_updates(config, updates),
        updates=updates,
        trained=trained,
        base_weights=base_weights,
        originals=originals,
        token_rows={new_name(name): rows for name, rows in adapter.token_rows.items()},
    )


def _beside(files: BaseFiles, names: dict[str, str]) -> Collection[str]:
    """Return the names of an adapter (own name -> the base's) that are not in the text part of a multimodal model."""
    if files.spec.hf_text_types:
        return [name for name, own in names.items() if files.spec.is_beside(f"{own}.")]
    if all(name == own for name, own in names.items()):
        return []
    return [name for name, own in names.items() if name == own and not name.startswith("lm_head")]
