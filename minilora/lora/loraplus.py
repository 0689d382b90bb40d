"""LoRA+: a higher learning rate for B than for A.

B is initialised to zero and A is not; with the same learning rate for both, wide layers learn too slowly. The paper
sets lr(B) = ratio · lr(A), with a ratio of about 16. Vectors (DoRA's magnitudes, biases) use B's rate, as in PEFT.

Source: Hayou et al. 2024, arXiv:2402.12354, section 4; peft 0.21, optimizers/loraplus.py.
"""

from typing import Any

from torch import nn

from .embedding import LoRAEmbedding


def parameter_groups(model: nn.Module, lr: float, *, ratio: float = 1.0) -> list[dict[str, Any]]:
    """Return the optimizer's parameter groups for `model`: those at `lr`, then those at `ratio` · `lr`.

    Both factors of an embedding are in the first group, because there A is the one initialised to zero.
    """
    of_embeddings = {
        id(p) for module in model.modules() if isinstance(module, LoRAEmbedding) for p in module.parameters()
    }
    slow: list[nn.Parameter] = []
    fast: list[nn.Parameter] = []
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        quick = (name.endswith("lora_B") or parameter.ndim == 1) and id(parameter) not in of_embeddings
        (fast if quick else slow).append(parameter)
    return [{"params": slow, "lr": lr}, {"params": fast, "lr": lr * ratio}]
