"""GPT-2: LayerNorm, learned positions, one projection for q, k and v, an MLP with GELU and no gate, biases everywhere.

Hugging Face stores linear weights as (in, out) (`Transpose`), and published checkpoints omit the prefix `transformer.`.
A prompt with its completion cannot be longer than the position embedding.
Source: Radford et al. 2019, "Language Models are Unsupervised Multitask Learners".
"""

from dataclasses import replace

from .rows import SPLIT_HEAD_DIM, UNTIED_HEAD, fact, linear, tied_embeddings
from .spec import ArchSpec, ConfigRow, Requirement, TensorRow
from .transforms import TRANSPOSE

PARTS = ("weight", "bias")


def biased(ours: str, hf: str, gguf: str) -> tuple[TensorRow, TensorRow]:
    """Return the rows of a module's weight and bias; the names may contain the block index `{i}`."""
    weight, bias = (TensorRow(f"{ours}.{part}", f"transformer.{hf}.{part}", f"{gguf}.{part}") for part in PARTS)
    return weight, bias


def conv1d(ours: str, hf: str, gguf: str) -> tuple[TensorRow, ...]:
    """Return the rows of a linear layer in block `{i}`."""
    weight, bias = biased(f"blocks.{{i}}.{ours}", f"h.{{i}}.{hf}", f"blk.{{i}}.{gguf}")
    return replace(weight, hf_layout=TRANSPOSE), bias


GPT2 = ArchSpec(
    name="gpt2",
    models="GPT-2, DistilGPT-2",
    notes="LayerNorm, learned positions, weights stored transposed",
    hf_model_types=("gpt2",),
    hf_architecture="GPT2LMHeadModel",
    gguf_arch="gpt2",
    config=(
        ConfigRow("vocab_size", ("vocab_size",), ("{arch}.vocab_size",)),
        ConfigRow("hidden_size", ("n_embd",), ("{arch}.embedding_length",)),
        ConfigRow("num_blocks", ("n_layer",), ("{arch}.block_count",)),
        ConfigRow("num_heads", ("n_head",), ("{arch}.attention.head_count",)),
        fact("num_kv_heads", lambda values: values["num_heads"]),
        SPLIT_HEAD_DIM,
        ConfigRow(
            "ffn_size",
            ("n_inner",),
            ("{arch}.feed_forward_length",),
            default=lambda values: 4 * values["hidden_size"],
        ),
        ConfigRow("context_length", ("n_positions",), ("{arch}.context_length",)),
        ConfigRow("norm_eps", ("layer_norm_epsilon",), ("{arch}.attention.layer_norm_epsilon",), default=1e-5),
        tied_embeddings(True),
        *(fact(name, True) for name in ("attention_bias", "output_bias", "mlp_bias", "learned_positions")),
        fact("norm", "layer"),
        fact("attention", "fused"),
        fact("mlp", "plain"),
        fact("activation", "gelu_tanh"),
    ),
    tensors=(
        *linear("embed", "transformer.wte", "token_embd"),
        *linear("pos_embed", "transformer.wpe", "position_embd"),
        *biased("blocks.{i}.attn_norm", "h.{i}.ln_1", "blk.{i}.attn_norm"),
        *conv1d("attn.qkv_proj", "attn.c_attn", "attn_qkv"),
        *conv1d("attn.o_proj", "attn.c_proj", "attn_output"),
        *biased("blocks.{i}.mlp_norm", "h.{i}.ln_2", "blk.{i}.ffn_norm"),
        *conv1d("mlp.up_proj", "mlp.c_fc", "ffn_up"),
        *conv1d("mlp.down_proj", "mlp.c_proj", "ffn_down"),
        *biased("norm", "ln_f", "output_norm"),
        *UNTIED_HEAD,
    ),
    lora_targets=("c_attn", "c_proj", "c_fc"),
    requirements=(
        Requirement("activation_function", ("gelu_new", "gelu_pytorch_tanh")),
        Requirement("scale_attn_weights", (True,)),
        Requirement("scale_attn_by_inverse_layer_idx", (False,)),
        Requirement("add_cross_attention", (False,)),
    ),
    ignored=(r"transformer\.h\.\d+\.attn\.(masked_)?bias",),
    hf_root="transformer.",
)
