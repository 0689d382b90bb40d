"""Changes that an adapter states relative to the base's tensors, computed from the base that is given.

    lora_bias        B has a bias b: y = W0 x + b0 + s (B A x + b). The trained bias is b0 + s b.
    pissa, olora     peft removed the starting component from the base: W = (W0 - s B0 A0) + s B A. When it loads such
                     an adapter, it computes B0 A0 from W0 again. Here the update is made to fit W0, of twice the rank:
                     B A - B0 A0 = [B | -B0] [A ; A0]. Adapters that peft converted on saving have this form already.

Not computed are starts that need more than W0: CorDA and LoRA-GA (data), LoftQ (a quantised base), and
`pissa_niter_N`, whose decomposition is random. `read_adapter` rejects those by name.

Source: peft 0.21, tuners/lora/layer.py (pissa_init, olora_init, merge).
"""

from collections.abc import Callable
from dataclasses import replace

from torch import Tensor

from ..checkpoint import BaseFiles
from ..errors import AdapterError
from ..lora import Adapter, Update
from ..lora.peft_config import LORA_BIAS, config_for_updates
from ..lora.pissa import DECOMPOSITIONS, subtract_start

ReadBase = Callable[[str], Tensor | None]
"""Name of a tensor -> the base's, in float32; None if there is none."""


def made_absolute(files: BaseFiles, adapter: Adapter) -> Adapter:
    """Return the adapter, which has the base's names, as one for the base's own tensors.

    Raises:
        AdapterError: if a layer with a trained bias has none in the base.
    """
    if not adapter.bias_updates and not adapter.removed_start:
        return adapter
    rows = {row.hf: row for row in files.rows}

    def read(name: str) -> Tensor | None:
        return files.read(rows[name]).float() if name in rows else None

    if adapter.bias_updates:
        trained = dict(adapter.trained) | _trained_biases(read, adapter)
        bias = "lora_only" if adapter.config.bias == "none" else adapter.config.bias
        adapter = replace(adapter, trained=trained, bias_updates={}, config=replace(adapter.config, bias=bias))
    if adapter.removed_start:
        updates = {name: _without_start(read, adapter, name) for name in adapter.updates}
        config = config_for_updates(adapter.config, updates)
        adapter = replace(adapter, updates=updates, removed_start="", config=config)
    return adapter


def _trained_biases(read: ReadBase, adapter: Adapter) -> dict[str, Tensor]:
    """Return name -> b0 + s b of every bias that the adapter changes."""
    biases, lacking = {}, []
    for name, change in adapter.bias_updates.items():
        before = adapter.trained[name] if name in adapter.trained else read(name)
        if before is None:
            lacking += [name] if change.any() else []
        elif before.shape != change.shape:
            raise AdapterError(f"{name} is {tuple(before.shape)}; the adapter was made for {tuple(change.shape)}.")
        else:
            biases[name] = before + change
    if lacking:
        raise AdapterError(
            f"the adapter has a bias ({LORA_BIAS}) for {len(lacking)} layers without one in the base, such as "
            f"{lacking[0]}; there is no tensor for it, and peft cannot merge it either."
        )
    return biases


def _without_start(read: ReadBase, adapter: Adapter, name: str) -> Update:
    """Return the update of `name` with the start subtracted, for W0; unchanged if it does not fit the base."""
    update = adapter.updates[name]
    weight = read(f"{name}.weight") if type(update) is Update else None  # peft decomposes linear layers only
    if weight is None or tuple(weight.shape) != update.weight_shape or update.r > min(weight.shape):
        return update
    return subtract_start(update, *DECOMPOSITIONS[adapter.removed_start](weight, update.r, update.scaling))
