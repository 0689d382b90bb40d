"""LoRA for any `torch.nn.Module`. Nothing here depends on the decoder, on tokenizers or on GGUF.

Read in this order:

    update.py           W0 + scaling · B A: the arithmetic, on plain tensors
    layer.py            LoRALinear: a frozen linear layer with a trainable low-rank update
    targets.py          which modules `q_proj` or `all-linear` selects
    inject.py           inject the layers into a model, and remove them
    count.py            how many parameters are trained, and which setting selected them
    merge.py            merge the updates into the weights
    adapter.py          adapter directories in PEFT's format (peft_config.py: their adapter_config.json)
    foreign.py          error messages for anything that is not such a directory
    fit.py              check that an adapter fits a model
    save_load.py        save the injected adapter of a model, load a saved one

Variants, each a short file with its equation:

    init.py             initialisation of A and B
    pissa.py            initialisation from the base weight (PiSSA, OLoRA)
    loraplus.py         a separate learning rate for B (LoRA+)
    dora.py             the norm of each row trained separately from its direction (DoRA)
    embedding.py        updates of an embedding
    modules_to_save.py  fully trained modules and biases

Operations on existing adapters:

    combine.py          the weighted sum of several
    arithmetic.py       change the rank, extract an adapter from two models, compare two adapters
    spectrum.py         singular values of an update
    study.py            statistics about what an adapter has learned
    mlx.py              adapters in the format of Apple's MLX
"""

from .adapter import Adapter, read_adapter, write_adapter
from .arithmetic import Difference, Truncation, diff, extract, resize_to_energy, resize_to_rank
from .combine import combine
from .count import ModuleSelection, ParameterCount, count_parameters, module_selections
from .dora import DoRALinear, DoRAUpdate
from .embedding import EmbeddingUpdate, LoRAEmbedding
from .fit import check_adapter_fits
from .inject import adapter_parameters, check_gradients, eject, inject, lora_layers
from .layer import LoRALayer, LoRALinear
from .loraplus import parameter_groups
from .merge import MergePrecision, merge_into, merge_precision
from .mlx import from_mlx, read_mlx, to_mlx, write_mlx
from .pissa import ShiftedLinear
from .save_load import adapter_of, attach_adapter, load_adapter, save_adapter
from .study import BaseComparison, ModuleStudy, study, study_update
from .targets import find_matches, find_targets, hf_name
from .update import Update, delta_weight, round_clamped, round_once

__all__ = [
    "Adapter",
    "BaseComparison",
    "Difference",
    "DoRALinear",
    "DoRAUpdate",
    "EmbeddingUpdate",
    "LoRAEmbedding",
    "LoRALayer",
    "LoRALinear",
    "MergePrecision",
    "ModuleSelection",
    "ModuleStudy",
    "ParameterCount",
    "ShiftedLinear",
    "Truncation",
    "Update",
    "adapter_of",
    "adapter_parameters",
    "attach_adapter",
    "check_adapter_fits",
    "check_gradients",
    "combine",
    "count_parameters",
    "delta_weight",
    "diff",
    "eject",
    "extract",
    "find_matches",
    "find_targets",
    "from_mlx",
    "hf_name",
    "inject",
    "load_adapter",
    "lora_layers",
    "merge_into",
    "merge_precision",
    "module_selections",
    "parameter_groups",
    "read_adapter",
    "read_mlx",
    "resize_to_energy",
    "resize_to_rank",
    "round_clamped",
    "round_once",
    "save_adapter",
    "study",
    "study_update",
    "to_mlx",
    "write_adapter",
    "write_mlx",
]
