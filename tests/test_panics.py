"""A panic in a Rust library prints nothing: the only error is minilora's."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
import tokenizers

from minilora.checkpoint import open_base
from minilora.errors import CheckpointError, GGUFError
from minilora.gguf import vocab
from minilora.panics import catch_panics
from minilora.tokenizer import SpecialTokens, Tokenizer

BAD: dict[str, dict[str, Any]] = {
    "a map of characters that is none": {"normalizer": {"type": "Precompiled", "precompiled_charsmap": "AAAA"}},
    "a prefix longer than a merge": {
        "model": {
            "type": "BPE",
            "vocab": {"a": 0, "b": 1, "ab": 2},
            "merges": [["a", "b"]],
            "continuing_subword_prefix": "long",
        }
    },
    "a template that names no token": {
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "x", "type_id": 0}}],
            "pair": [],
            "special_tokens": {},
        }
    },
}


@pytest.mark.parametrize("name", BAD)
def test_a_tokenizer_that_panics_is_one_error(
    tiny_llama: Path, tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUST_BACKTRACE", "1")
    base = shutil.copytree(tiny_llama, tmp_path / "base")
    file = base / "tokenizer.json"
    content = json.loads(file.read_text()) | BAD[name]
    if "model" in BAD[name]:
        content["added_tokens"] = []
    file.write_text(json.dumps(content))
    with pytest.raises(CheckpointError, match=r"cannot use .*tokenizer\.json: the library gave up"):
        assert open_base(base).tokenizer
    assert capfd.readouterr() == ("", "")


def test_a_gguf_whose_vocabulary_panics_is_one_error(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(
        vocab.JSON_BUILDERS,
        "gpt2",
        lambda kv: {"added_tokens": [], **_bpe(), **BAD["a map of characters that is none"]},
    )
    kv = {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.tokens": ["a"],
        "tokenizer.ggml.merges": [],
        "tokenizer.ggml.pre": "smollm",
    }
    with pytest.raises(GGUFError, match="vocabulary of the file is invalid: the library gave up"):
        vocab.tokenizer_from_kv(kv)
    assert capfd.readouterr().err == ""


def test_a_text_that_cannot_be_encoded_is_an_error_of_the_tokenizer() -> None:
    words = tokenizers.Tokenizer(tokenizers.models.WordLevel({"a": 0}, unk_token="[UNK]"))
    tokenizer = Tokenizer(words, SpecialTokens())
    for encode in (lambda: tokenizer.encode("x"), lambda: tokenizer.encode_batch(["a", "x"])):
        with pytest.raises(CheckpointError, match="cannot encode a text: WordLevel error"):
            encode()


def test_what_others_write_to_stderr_meanwhile_is_passed_on(capfd: pytest.CaptureFixture[str]) -> None:
    with catch_panics():
        os.write(2, b"a warning\n")
    assert capfd.readouterr().err == "a warning\n"


def test_another_error_goes_through_with_what_was_written(capfd: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        with catch_panics():
            os.write(2, b"another\n")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert capfd.readouterr().err == "another\n"


def test_it_works_without_a_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some services close it."""

    def closed(descriptor: int) -> int:
        raise OSError("bad file descriptor")

    monkeypatch.setattr(os, "dup", closed)
    with catch_panics():
        pass


def _bpe() -> dict[str, Any]:
    description: dict[str, Any] = json.loads(tokenizers.Tokenizer(tokenizers.models.BPE()).to_str())
    return description
