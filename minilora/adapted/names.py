"""Rename an adapter's modules between a multimodal model and its text model.

In an adapter of a multimodal model, names start with `model.language_model.layers.0` or, in older ones, with
`language_model.model.`; in the text model and in a GGUF, with `model.layers.0`. The weights are the same.
"""

from collections.abc import Callable, Collection
from dataclasses import replace

from ..checkpoint import BaseFiles
from ..errors import AdapterError, brief
from ..lora import Adapter
from ..lora.adapter import saved_modules
from ..lora.peft_config import config_for_updates


def with_base_names(files: BaseFiles, adapter: Adapter) -> Adapter:
    """Return the adapter with the base's names, without zero updates of modules outside the text model.

    PEFT selects modules by the suffix of their names, so an adapter trained on text often has updates of a vision
    tower, with B = 0.

    Raises:
        AdapterError: if it changes a module outside the text model, or has a module under two names.
    """
    own = (*adapter.updates, *adapter.trained, *adapter.token_rows, *adapter.bias_updates)
    names = {name: files.spec.adapter_name(name) for name in own}
    outside = _outside_text_model(files, names)
    changing = [name for name in outside if name not in adapter.updates or adapter.updates[name].lora_B.any()]
    if changing:
        raise AdapterError(
            f"the adapter changes {brief(changing[0])}, which is not in the text part of the model. minilora applies "
            "updates of the text part only. Train again with target_modules in the language model alone."
        )
    if not outside and all(name == own for name, own in names.items()):
        return adapter
    kept = {name: update for name, update in adapter.updates.items() if name not in outside}
    return _rename_modules(replace(adapter, updates=kept), files.spec.adapter_name)


def with_mlx_names(files: BaseFiles, adapter: Adapter) -> Adapter:
    """Return an adapter that has the base's names with those of mlx-lm, which are the older ones.

    Source: mlx-lm, models/gemma3.py and mistral3.py.
    """
    return _rename_modules(adapter, files.spec.old_name) if files.spec.hf_text_types else adapter


def _rename_modules(adapter: Adapter, new_name: Callable[[str], str]) -> Adapter:
    """Return the adapter with renamed modules and tensors; `target_modules` lists the full names.

    Raises:
        AdapterError: if two modules get the same name.
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
        bias_updates={new_name(name): bias for name, bias in adapter.bias_updates.items()},
    )


def _outside_text_model(files: BaseFiles, names: dict[str, str]) -> Collection[str]:
    """Return the adapter's names (its own -> the base's) outside the text part of a multimodal model."""
    if files.spec.hf_text_types:
        return [name for name, own in names.items() if files.spec.is_beside(f"{own}.")]
    if all(name == own for name, own in names.items()):
        return []
    return [name for name, own in names.items() if name == own and not name.startswith("lm_head")]
