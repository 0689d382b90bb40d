"""Added tokens in GGUF: llama.cpp finds them in texts where the tokenizer does, or the export refuses them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import tokenizers
from llama_cpp import LlamaCpp
from tiny_gguf import write_tiny_gguf
from tiny_vocabularies import AT_SPACES, LEGACY, REPLACE, added, metaspace, train, train_bytes

from minilora.errors import GGUFError
from minilora.gguf import pretokenizers
from minilora.gguf.added_tokens import probe_texts, with_llama_cpp_special_flags
from minilora.gguf.token_rows import CONTROL_BY_TEXT, USER_DEFINED_BY_TEXT
from minilora.gguf.vocab import check_model_name, tokenizer_from_kv, tokenizer_to_kv
from minilora.tokenizer import SpecialTokens, Tokenizer

CONTROL, USER_DEFINED = 3, 4


def byte_level(*tokens: tokenizers.AddedToken) -> Tokenizer:
    tokenizer = train_bytes(pretokenizers.by_name("gpt-2"))
    tokenizer.core.add_tokens(list(tokens))
    return Tokenizer(tokenizer.core, tokenizer.specials)


def agrees(tokenizer: Tokenizer, path: Path, texts: Sequence[str]) -> LlamaCpp:
    """Assert that llama.cpp gives the tokenizer's ids, with special tokens parsed or not, and with BOS and EOS."""
    kv = tokenizer_to_kv(tokenizer, tokenizer.vocab_size + 3)
    llama = LlamaCpp(write_tiny_gguf(path / "m.gguf", kv))
    source = with_llama_cpp_special_flags(tokenizer)
    before = [tokenizer.bos_id] if tokenizer.add_bos else []
    after = [tokenizer.eos_id] if tokenizer.add_eos else []
    for text in texts:
        for parse in (True, False):
            ids = source.encode(text, special=parse)
            assert ids == llama.tokenize(text, parse_special=parse), (text, parse)
            assert [*before, *ids, *after] == llama.tokenize(text, add_special=True, parse_special=parse), text
    return llama


TOKENS = ("<tool>", "<tool>x", " <led>", "<my tool>", "<|look|>")
"""A token and one that begins with it, one with a space before it, one with a space inside, one that looks special."""


@pytest.mark.parametrize("special", [False, True])
@pytest.mark.parametrize("kind", ["byte-level", "gemma", "llama", "mistral, no space"])
def test_added_tokens_are_cut_out_as_by_llama_cpp(kind: str, special: bool, tmp_path: Path) -> None:
    """At the start, in the middle, at the end, doubled and next to whitespace; in every kind of vocabulary."""
    if kind == "byte-level":
        tokenizer = byte_level(*(tokenizers.AddedToken(t, special=special, normalized=False) for t in TOKENS))
    else:
        pieces = {
            "gemma": (REPLACE, AT_SPACES),
            "llama": (LEGACY, None),
            "mistral, no space": (None, metaspace("never")),
        }
        tokenizer = train(*pieces[kind], [added(token, special=special) for token in TOKENS])
    texts = [text for token in TOKENS for text in probe_texts(token)]
    agrees(tokenizer, tmp_path, [*texts, "<tool><tool>x<tool>", "U+2581: a▁b ▁ c"])


@pytest.mark.parametrize(
    "flags",
    [{"lstrip": True}, {"rstrip": True}, {"single_word": True}],
    ids=str,
)
def test_flags_without_a_key_are_refused_by_name(flags: dict[str, bool]) -> None:
    """The error lists the tokens with their flags, and says what to do."""
    token = tokenizers.AddedToken("pila", normalized=False, **flags)
    with pytest.raises(GGUFError, match=rf"'pila' \({next(iter(flags))}\).*Set these flags to false"):
        tokenizer_to_kv(byte_level(token), 640)


def test_normalized_is_refused_only_where_it_changes_tokens() -> None:
    """If a space is added before the text, a normalized token includes it; otherwise the flag has no effect."""
    token = added("<tool>", special=False, normalized=True)
    with pytest.raises(GGUFError, match=r"'<tool>' \(normalized\)"):
        tokenizer_to_kv(train(LEGACY, None, [token]), 1000)
    assert tokenizer_to_kv(train(REPLACE, AT_SPACES, [token]), 1000)
    assert tokenizer_to_kv(byte_level(tokenizers.AddedToken("<tool>", normalized=True)), 1000)


@pytest.mark.parametrize("scheme", ["always", "first"])
def test_a_space_that_llama_cpp_would_double_is_refused(scheme: str) -> None:
    """Metaspace leaves out a space that llama.cpp adds; --pre default accepts that."""
    tokenizer = train(None, metaspace(scheme))
    with pytest.raises(GGUFError, match=rf"prepend_scheme '{scheme}'.*--pre default"):
        tokenizer_to_kv(tokenizer, 1000)
    assert tokenizer_to_kv(tokenizer, 1000, pre="default")["tokenizer.ggml.add_space_prefix"].value


def test_plain_tokens_stay_in_answers_and_special_ones_do_not(tmp_path: Path) -> None:
    """A plain token is USER_DEFINED even if it looks special; with a role, or a text that llama.cpp knows, CONTROL."""
    plain = [tokenizers.AddedToken(t, normalized=False) for t in ("<|think|>", "<|fin|>", "<|fim_prefix|>")]
    tokenizer = byte_level(*plain)
    end = tokenizer.core.token_to_id("<|fin|>")
    tokenizer = Tokenizer(tokenizer.core, SpecialTokens(bos_id=1, eos_id=end, add_bos=True, add_eos=True))
    types: Any = tokenizer_to_kv(tokenizer, 640)["tokenizer.ggml.token_type"].value
    assert [types[tokenizer.core.token_to_id(t.content)] for t in plain] == [USER_DEFINED, CONTROL, CONTROL]
    agrees(tokenizer, tmp_path, [text for token in plain for text in probe_texts(token.content)])


def test_types_that_llama_cpp_changes_by_text(tmp_path: Path) -> None:
    """The tables match llama.cpp, whether the tokens are written as USER_DEFINED or as CONTROL."""
    texts = sorted(CONTROL_BY_TEXT - {"<|endoftext|>", "<|im_end|>", "</s>"} | USER_DEFINED_BY_TEXT)
    ends = [text for text in texts if "fim" not in text.lower()]
    tokenizer = byte_level(*(tokenizers.AddedToken(text, normalized=False) for text in ends))
    llama = agrees(tokenizer, tmp_path, [f"a{text} b" for text in ends if text != "<|end|>"])
    shown = tokenizer.core.token_to_id("<|channel|>")
    assert shown in llama.tokenize("a<|channel|>", parse_special=False)


def test_two_rows_never_have_one_text() -> None:
    """Tokens that would have the same text in a GGUF are refused by name; padding rows get another text."""
    both = [added(text, special=False) for text in ("▁▁zz", "  zz")]
    with pytest.raises(GGUFError, match=r"'▁▁zz' \(\d+\) and '  zz' \(\d+\)"):
        tokenizer_to_kv(train(REPLACE, AT_SPACES, both), 1000)
    tokenizer = byte_level(tokenizers.AddedToken("[PAD602]", normalized=False))
    rows: Any = tokenizer_to_kv(tokenizer, 604)["tokenizer.ggml.tokens"].value
    assert len(set(rows)) == 604
    assert rows[602:] == ["[PAD0602]", "[PAD603]"]


def test_byte_fallback_needs_byte_tokens() -> None:
    """llama.cpp fails on a character without byte tokens, so the export names the first missing byte token."""
    content = json.loads(train(REPLACE, AT_SPACES).core.to_str())
    del content["model"]["vocab"]["<0xC3>"]
    tokenizer = Tokenizer(tokenizers.Tokenizer.from_str(json.dumps(content)), SpecialTokens())
    with pytest.raises(GGUFError, match="<0xC3>"):
        tokenizer_to_kv(tokenizer, 1000)


def test_a_post_processor_that_adds_other_tokens_is_refused() -> None:
    """llama.cpp adds BOS and EOS and nothing else."""
    tokenizer = byte_level()
    tokenizer.core.post_processor = tokenizers.processors.TemplateProcessing(
        "<|endoftext|> $A", None, [("<|endoftext|>", 0)]
    )
    with pytest.raises(GGUFError, match=r"adds '<\|endoftext\|>' to every text"):
        tokenizer_to_kv(tokenizer, 640)


def test_a_name_with_phi3_needs_the_tokens_that_llama_cpp_looks_up() -> None:
    """Without them it cannot load the file."""
    with pytest.raises(GGUFError, match="must not contain phi-3"):
        check_model_name(byte_level(), "phi-3")


def test_roles_and_ends_come_back() -> None:
    """add_bos_token and add_eos_token are keys, and are read back."""
    tokenizer = byte_level()
    tokenizer = Tokenizer(tokenizer.core, SpecialTokens(bos_id=1, eos_id=2, add_bos=False, add_eos=True))
    kv = {key: value.value for key, value in tokenizer_to_kv(tokenizer, 640).items()}
    again = tokenizer_from_kv(kv)
    assert (again.add_bos, again.add_eos) == (False, True)
