"""Adapters as trainers save them: made by peft, with a tokenizer in the same directory."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner, Result

from minilora.adapted import load_adapted
from minilora.cli import cli
from minilora.export import export_gguf
from minilora.lora import merge_into
from minilora.merge import merge_to_dir

CHATML = (
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
BOTH = ("embed_tokens", "lm_head")
TOOLS = ("<|tool|>", "<|result|>")
TEXT = "<|im_start|>user\nhola<|tool|>x<|result|><|im_end|>"
TENSORS = "adapter_model.safetensors"
IDS = torch.arange(3, 43)[None]
MakeLlama = Callable[..., Path]


def peft_adapter(
    base: Path,
    out: Path,
    *,
    rows: int | None = None,
    save_embeddings: bool | str = "auto",
    beside: Any = None,
    seed: int = 1,
    **settings: Any,
) -> Any:
    """Save an adapter with random updates to `out`; return peft's model.

    It is not merged: peft's merge adds the updates of tied layers to their one tensor, each of them.

    Args:
        rows: what the vocabulary is resized to before training.
        beside: transformers' tokenizer to save beside the adapter.
        settings: of peft's LoraConfig.
    """
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    torch.manual_seed(seed)
    tuned = AutoModelForCausalLM.from_pretrained(base)
    if rows:
        tuned.resize_token_embeddings(rows)
    usual = {"r": 4, "lora_alpha": 8, "target_modules": ["q_proj", "v_proj"], "task_type": "CAUSAL_LM"}
    model = get_peft_model(tuned, LoraConfig(**{**usual, "init_lora_weights": False, **settings})).eval()
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.data.add_(torch.randn_like(parameter) * 0.1)
    model.save_pretrained(out, save_embedding_layers=save_embeddings)
    if beside is not None:
        beside.save_pretrained(out)
    return model


def tokenizer_of(base: Path, *, tokens: Sequence[str] = (), template: str | None = None, **roles: str) -> Any:
    """Return transformers' tokenizer of `base` with more special tokens, another template, other roles."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(base)
    if tokens:
        tokenizer.add_special_tokens({"additional_special_tokens": list(tokens)})
    if template:
        tokenizer.chat_template = template
    for role, token in roles.items():
        setattr(tokenizer, role, token)
    return tokenizer


@pytest.fixture(scope="module")
def untied(make_llama: MakeLlama) -> Path:
    """320 tokens, 320 rows, a head of its own."""
    return make_llama(tie_word_embeddings=False)


@pytest.fixture(scope="module")
def padded(make_llama: MakeLlama) -> Path:
    """320 tokens, 352 rows, like Qwen 2.5's padded embedding."""
    return make_llama(tie_word_embeddings=False, vocab_size=352)


@pytest.fixture(scope="module")
def grown(untied: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An adapter whose vocabulary has two tokens more than that of `untied`."""
    out = tmp_path_factory.mktemp("grown")
    beside = tokenizer_of(untied, tokens=TOOLS, template=CHATML)
    peft_adapter(untied, out, rows=322, modules_to_save=list(BOTH), beside=beside)
    return out


def minilora(*words: object, status: int = 0) -> Result:
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


def every_command(base: Path, adapter: Path, folder: Path) -> dict[str, list[object]]:
    """Command -> its words, for each that puts an adapter on a base."""
    data = folder / "data.jsonl"
    data.write_text('{"instruction": "a", "output": "b"}\n' * 2, encoding="utf-8")
    if not (folder / "any.gguf").exists():
        export_gguf(base, folder / "any.gguf", file_type="f32")
    given = ("--base", base, "--adapter", adapter)
    return {
        "merge": ["merge", *given, "--out", folder / "merged"],
        "export": ["export", *given, "--out", folder / "out.gguf"],
        "adapter only": ["export", *given, "--adapter-only", "--out", folder / "out.gguf"],
        "generate": ["generate", *given, "--prompt", "x", "--max-new-tokens", 1],
        "eval": ["eval", *given, "--data", data],
        "imatrix": ["imatrix", *given, "--data", data, "--out", folder / "imatrix.gguf"],
        "verify": ["verify", folder / "any.gguf", *given],
        "mlx": ["adapter", "convert", adapter, "--to", "mlx", "--base", base, "--out", folder / "mlx"],
    }


def assert_as_peft(base: Path, adapter: Path, theirs: Any, out: Path, *, error: float = 1e-5) -> Any:
    """Merged directory and loaded model give peft's logits; returns the merged directory in transformers."""
    from transformers import AutoModelForCausalLM

    merge_to_dir(base, adapter, out, torch.float32)
    ours = AutoModelForCausalLM.from_pretrained(out)
    with torch.no_grad():
        expected = theirs(IDS).logits
        close = {"rtol": 0, "atol": error * max(1, float(expected.abs().max()))}
        torch.testing.assert_close(ours(IDS).logits, expected, **close)
        loaded = load_adapted(base, adapter)
        torch.testing.assert_close(loaded.model(IDS), expected, **close)
        merge_into(loaded.model)
        torch.testing.assert_close(loaded.model(IDS), expected, **close)
    return ours
