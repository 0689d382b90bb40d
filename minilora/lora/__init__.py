"""LoRA, the subject of minilora. Works on any `torch.nn.Module`; knows nothing of models, tokenizers or GGUF.

Read in this order:

    update.py       W0 + scaling · B A: the arithmetic, on plain tensors
    layer.py        LoRALinear: a frozen linear layer that learns such an update
    targets.py      which modules of a model are meant by `q_proj` or `all-linear`
    inject.py       put the layers into a model, and take them out
    count.py        how many numbers are trained, and which setting chose them
    merge.py        write the updates into the weights for good
    adapter.py      adapter directories in PEFT's format (peft_config.py: the settings in them)
    foreign.py      what was given in the place of such a directory
    fit.py          does an adapter fit a model?
    save_load.py       save what was injected into a model, load what was saved

and then the variants, each a few lines beside its equation:

    init.py        how A and B begin
    pissa.py        begin with the strongest directions of the base weight (PiSSA, OLoRA)
    loraplus.py     a learning rate of its own for B (LoRA+)
    dora.py         the length of each row learnt apart from its direction
    embedding.py    updates of an embedding
    modules_to_save.py      modules and biases trained whole

What can be done with adapters that exist:

    combine.py      add several, with weights
    arithmetic.py   change the rank, extract one from two models, compare two
    spectrum.py     singular values of an update
    study.py        what an adapter has learnt, in numbers
    mlx.py          adapters of Apple's MLX
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
