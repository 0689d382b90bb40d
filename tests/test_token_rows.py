"""Rows of single tokens (PEFT's trainable_token_indices) take the place of the base's."""

import json
from pathlib import Path
from typing import Any

import pytest
from adapters import assert_as_peft, minilora, peft_adapter

from minilora.errors import AdapterError
from minilora.lora import read_adapter

TOKENS = [3, 7, 41]


@pytest.mark.parametrize(
    ("tied", "indices"), [(True, TOKENS), (False, TOKENS), (False, {"embed_tokens": TOKENS, "lm_head": [5]})]
)
def test_every_command_computes_what_peft_computes(make_llama: Any, tied: bool, indices: Any, tmp_path: Path) -> None:
    """Loaded, merged and exported: peft's logits."""
    base = make_llama(tie_word_embeddings=tied)
    theirs = peft_adapter(base, tmp_path / "adapter", trainable_token_indices=indices)
    assert_as_peft(base, tmp_path / "adapter", theirs, tmp_path / "out")


def test_what_cannot_carry_them_refuses_them(tiny_llama: Path, tmp_path: Path) -> None:
    """By the setting's name: sums, weights, other formats, an undone merge."""
    adapter = tmp_path / "adapter"
    peft_adapter(tiny_llama, adapter, trainable_token_indices=TOKENS)
    base, out = ("--base", tiny_llama), ("--out", tmp_path / "out")
    refused = [
        ("merge", *base, "--adapter", adapter, "--add", adapter, 1.0, *out),
        ("merge", *base, "--add", adapter, 0.5, *out),
        ("merge", *base, "--adapter", adapter, "--unmerge", *out),
        ("adapter", "convert", adapter, "--to", "gguf", *base, *out),
        ("adapter", "combine", "--add", adapter, 1.0, *out),
        ("export", "--adapter-only", *base, "--adapter", adapter, *out),
    ]
    for words in refused:
        assert "trainable_token_indices" in minilora(*words, status=1).stderr, words


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ([3, 7], r"names 2 tokens of model\.embed_tokens"),
        ([3, 7, -1], "expected at most"),
        ("3", "names 0 tokens"),
        ({"lm_head": [3, 7, 41]}, "names 0 tokens"),
        ([3, 7, 9999], "replaces rows up to 9999"),
    ],
)
def test_damaged_settings_are_one_clear_error(tiny_llama: Path, tmp_path: Path, setting: Any, message: str) -> None:
    from minilora.adapted import load_adapted

    peft_adapter(tiny_llama, tmp_path / "adapter", trainable_token_indices=TOKENS)
    path = tmp_path / "adapter/adapter_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "trainable_token_indices": setting}))
    with pytest.raises(AdapterError, match=message):
        load_adapted(tiny_llama, tmp_path / "adapter")


def test_alone_it_is_refused(tiny_llama: Path, tmp_path: Path) -> None:
    """Who reads an adapter without its base would lose the rows."""
    peft_adapter(tiny_llama, tmp_path / "adapter", trainable_token_indices=TOKENS)
    with pytest.raises(AdapterError, match="trainable_token_indices"):
        read_adapter(tmp_path / "adapter")
