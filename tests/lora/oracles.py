"""Tiny models, and the same models wrapped by peft, the oracle of these tests."""

import copy
from pathlib import Path

import torch
from torch import Tensor, nn

from minilora.lora import adapter_parameters


def tiny_llama(**changes: object) -> nn.Module:
    """A random two-block Llama of transformers: hidden size 32, 4 heads on 2 key/value heads, vocabulary 64."""
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    settings: dict[str, object] = {
        "vocab_size": 64,
        "hidden_size": 32,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "tie_word_embeddings": False,
    }
    return LlamaForCausalLM(LlamaConfig(**(settings | changes))).eval()


class Feed(nn.Module):
    """A residual pair of linear layers, one with a bias."""

    def __init__(self) -> None:
        super().__init__()
        self.up = nn.Linear(12, 20)
        self.down = nn.Linear(20, 12, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.down(torch.tanh(self.up(x)))


def tiny_feeds() -> nn.Module:
    """A plain model that Hugging Face never saw: `0.up`, `0.down`, `1.up`, `1.down`."""
    torch.manual_seed(0)
    return nn.Sequential(Feed(), Feed()).eval()


def token_ids() -> Tensor:
    """Two rows of seven token ids for `tiny_llama`."""
    return torch.randint(0, 64, (2, 7), generator=torch.Generator().manual_seed(1))


def logits(model: nn.Module, ids: Tensor) -> Tensor:
    """Logits (B, T, V) of a transformers model, plain or wrapped."""
    return model(ids, use_cache=False).logits


def assert_same(found: Tensor, expected: Tensor, *, within: float = 1e-5) -> None:
    """The greatest difference is at most `within` of the greatest magnitude (or of 1)."""
    size = max(1.0, float(expected.detach().abs().max()))
    torch.testing.assert_close(found, expected, atol=within * size, rtol=0)


def loss(model: nn.Module, ids: Tensor) -> Tensor:
    """A scalar that depends on every logit, for comparing gradients."""
    return logits(model, ids).logsumexp(-1).sum()


def randomise(model: nn.Module, seed: int = 3) -> None:
    """Change everything that an injected model trains at random, so that the update is not zero."""
    generator = torch.Generator().manual_seed(seed)
    for parameter in adapter_parameters(model):
        parameter.data += torch.randn(parameter.shape, generator=generator) * 0.1


def peft_model(base: nn.Module, directory: Path, *, trainable: bool = False) -> nn.Module:
    """What peft makes of an adapter directory on a copy of `base`."""
    from peft import PeftModel

    return PeftModel.from_pretrained(copy.deepcopy(base), directory, is_trainable=trainable).eval()


def peft_adapter(base: nn.Module, directory: Path, **settings: object) -> nn.Module:
    """A random adapter of peft's on a copy of `base`, saved to `directory`; the wrapped model is returned."""
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(7)
    model = get_peft_model(copy.deepcopy(base), LoraConfig(**{"init_lora_weights": False} | settings)).eval()
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.data += torch.randn(parameter.shape) * 0.1
    model.save_pretrained(directory)
    return model
