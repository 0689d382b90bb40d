"""Write the update into the weight: W0 + scaling · B A, after which no trace of LoRA is left in the model."""

from torch import nn

from ..errors import AdapterError
from .inject import lora_layers
from .trained import TrainedCopy, settle_biases


def merge_into(model: nn.Module) -> tuple[str, ...]:
    """Replace every injected layer by its base layer with the merged weight; return their own names.

    Base layers are changed in place, in their own dtype (computed in float32, rounded once). Either all layers are
    merged or, when one would not be finite, none. A weight that two layers share (a head tied to the embedding) is
    changed for the merged layer alone.
    """
    layers = lora_layers(model)
    if not layers:
        raise AdapterError("this model carries no LoRA adapter; load or inject one before merging.")
    merged = {}
    for name, layer in layers.items():
        try:
            merged[name] = layer.update().merged(layer.base_layer.weight.detach())
        except AdapterError as err:
            raise AdapterError(f"{name}: {err}") from err
    whole = {name: module.merged() for name, module in model.named_modules() if isinstance(module, TrainedCopy)}
    for name, layer in layers.items():
        layer.base_layer.weight = nn.Parameter(merged[name], requires_grad=False)
        model.set_submodule(name, layer.base_layer)
    for name, module in whole.items():
        model.set_submodule(name, module)
    settle_biases(model)
    return tuple(layers)
