"""Vocabularies, compared with the tokenization of llama.cpp."""

import json
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tokenizers
from gguf import GGMLQuantizationType as T
from gguf import GGUFValueType
from llama_cpp import LlamaCpp
from tiny_gguf import write_tiny_gguf
from tiny_vocabularies import TEXTS
from tiny_vocabularies import train_bytes as train
from tokenizers import decoders, models, normalizers, pre_tokenizers

from minilora.errors import GGUFError
from minilora.gguf import pretokenizers
from minilora.gguf.quants import QUANTS, dequantize, quantize
from minilora.gguf.reader import GGUFFile
from minilora.gguf.values import Value, array, string
from minilora.gguf.vocab import tokenizer_from_kv, tokenizer_to_kv
from minilora.tokenizer import SpecialTokens, Tokenizer

MARKS_END_A_WORD = ("tekken", "gpt-4o")
"""llama.cpp cuts a word at a combining mark where these tokenizers' own expressions do not."""


def agrees_with_llama_cpp(tokenizer: Tokenizer, path: Path, texts: Sequence[str] = TEXTS) -> None:
    """Assert that ids with and without special tokens are those of llama.cpp."""
    llama = LlamaCpp(path)
    for text in texts:
        ids = tokenizer.encode(text)
        assert ids == llama.tokenize(text), text
        assert tokenizer.encode(text, special=False) == llama.tokenize(text, parse_special=False), text


@pytest.fixture(scope="session")
def smollm2_file(smollm2_gguf: Path) -> GGUFFile:
    return GGUFFile(smollm2_gguf)


def test_rebuilt_smollm2_tokenises_as_llama_cpp(smollm2_file: GGUFFile) -> None:
    """The tokenizer rebuilt from a GGUF agrees with llama.cpp on that GGUF, and decodes what it encodes."""
    tokenizer = tokenizer_from_kv(smollm2_file.kv)
    agrees_with_llama_cpp(tokenizer, smollm2_file.path)
    assert all(tokenizer.decode(tokenizer.encode(text)) == text for text in TEXTS)
    assert (tokenizer.bos_id, tokenizer.eos_id, tokenizer.pad_id, tokenizer.add_bos) == (1, 2, 2, False)


def test_keys_of_the_rebuilt_tokenizer_are_the_files(smollm2_file: GGUFFile) -> None:
    """kv -> tokenizer -> kv is the identity: every vocabulary key of the file comes back."""
    kv = tokenizer_to_kv(tokenizer_from_kv(smollm2_file.kv), vocab_size=49152)
    expected = {key: value for key, value in smollm2_file.values.items() if key.startswith("tokenizer.")}
    del expected["tokenizer.ggml.add_space_prefix"]  # means nothing to a byte-level vocabulary
    assert {key: kv[key] for key in expected} == expected
    assert not kv["tokenizer.ggml.add_eos_token"].value


@pytest.mark.parametrize("pre", pretokenizers.PRE_TOKENIZERS, ids=lambda pre: pre.name)
def test_every_pre_tokenizer_is_llama_cpps(pre: pretokenizers.PreTokenizer, tmp_path: Path) -> None:
    """A tokenizer.json with each pre-tokenizer of the table, stored under its name, has the same ids in llama.cpp."""
    tokenizer = train(pre)
    kv = tokenizer_to_kv(tokenizer, vocab_size=640)
    assert kv["tokenizer.ggml.pre"].value == pre.name
    has_marks = [text for text in TEXTS if any(unicodedata.combining(letter) for letter in text)]
    texts = [text for text in TEXTS if pre.name not in MARKS_END_A_WORD or text not in has_marks]
    agrees_with_llama_cpp(tokenizer, write_tiny_gguf(tmp_path / "m.gguf", kv), texts)


@pytest.mark.parametrize("pre", pretokenizers.PRE_TOKENIZERS, ids=lambda pre: pre.name)
def test_tokenizer_to_keys_and_back_is_the_identity(pre: pretokenizers.PreTokenizer) -> None:
    """tokenizer -> kv -> tokenizer gives the same ids and roles, and the same keys again."""
    tokenizer = train(pre)
    kv = tokenizer_to_kv(tokenizer, vocab_size=640)
    again = tokenizer_from_kv({key: value.value for key, value in kv.items()})
    nfc = [text for text in TEXTS if not pre.nfc or normalizers.NFC().normalize_str(text) == text]
    assert [again.encode(text) for text in nfc] == [tokenizer.encode(text) for text in nfc]
    assert again.specials == tokenizer.specials
    assert tokenizer_to_kv(again, vocab_size=640) == kv


def test_rows_without_a_token_are_unused_padding() -> None:
    """Ids up to the embedding's size that have no token are [PAD<id>] of type UNUSED."""
    kv = tokenizer_to_kv(train(pretokenizers.by_name("gpt-2")), vocab_size=603)
    assert kv["tokenizer.ggml.tokens"].value[-3:] == ["[PAD600]", "[PAD601]", "[PAD602]"]
    assert kv["tokenizer.ggml.token_type"].value[-3:] == [5, 5, 5]
    assert kv["tokenizer.ggml.token_type"].value[:4] == [3, 3, 3, 1]


def test_added_bos_and_eos_reach_transformers(tmp_path: Path) -> None:
    """A file that adds BOS and EOS gives a tokenizer.json that adds them."""
    tokenizer = train(pretokenizers.by_name("gpt-2"))
    tokenizer.specials = SpecialTokens(bos_id=1, eos_id=2, add_bos=True, add_eos=True)
    kv = tokenizer_to_kv(tokenizer, vocab_size=600)
    again = tokenizer_from_kv({key: value.value for key, value in kv.items()})
    assert again.core.encode("x").ids == [1, *tokenizer.encode("x"), 2]


def spm_keys(prefix: bool = True) -> dict[str, Any]:
    """A small SentencePiece vocabulary: 3 specials, 256 bytes, characters, and words of many cuts."""
    words = "la pila una el árbol de lista  código 12 ▁▁ ▁▁▁▁ ña añ al ll".replace(" ", " ▁").split()
    pieces = {f"▁{word}"[:end].replace("▁▁▁", "▁▁") for word in words for end in range(2, len(word) + 2)}
    pieces |= {word[:end] for word in words for end in range(2, len(word) + 1)}
    letters = sorted({letter for text in (*TEXTS[:2], *pieces) for letter in text if letter.isalnum()} | {"▁"})
    merged = sorted(pieces - set(letters), key=lambda piece: (len(piece), piece))
    texts = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *merged, *letters, "<|im_end|>", "»»"]
    types = [2, 3, 3, *[6] * 256, *[1] * (len(merged) + len(letters)), 3, 4]
    scores = [0.0] * 259 + [-float(rank) for rank in range(len(merged) + len(letters))] + [-1000.0] * 2
    return {
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.pre": "default",
        "tokenizer.ggml.tokens": texts,
        "tokenizer.ggml.token_type": types,
        "tokenizer.ggml.scores": scores,
        "tokenizer.ggml.add_space_prefix": prefix,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.unknown_token_id": 0,
    }


@pytest.mark.parametrize("prefix", [True, False])
def test_sentencepiece_tokenises_as_llama_cpp(prefix: bool, tmp_path: Path) -> None:
    """Scores, byte fallback, user-defined tokens and the space before the text work as in llama.cpp."""
    tokenizer = tokenizer_from_kv(spm_keys(prefix))
    kv = tokenizer_to_kv(tokenizer, vocab_size=len(spm_keys()["tokenizer.ggml.tokens"]) + 5)
    path = write_tiny_gguf(tmp_path / "m.gguf", kv)
    llama = LlamaCpp(path)
    for text in (*TEXTS, "la pila»»una<|im_end|>  árbol", "  dos", "añalla  lista código"):
        assert tokenizer.encode(text) == llama.tokenize(text), text
        assert tokenizer.decode(tokenizer.encode(text)) == text or "<|" in text  # each part gets its own space
    assert tokenizer.add_bos


def test_sentencepiece_keys_come_back() -> None:
    """kv -> tokenizer -> kv keeps every token, type and flag, and scores in the same order."""
    before = spm_keys()
    after = tokenizer_to_kv(tokenizer_from_kv(before), vocab_size=len(before["tokenizer.ggml.tokens"]))
    for key, value in before.items():
        if not key.endswith("scores"):
            assert after[key].value == value, key
    again = tokenizer_to_kv(tokenizer_from_kv({key: value.value for key, value in after.items()}), 1000)
    assert again["tokenizer.ggml.scores"].value[:300] == after["tokenizer.ggml.scores"].value[:300]


def damaged(**changes: Any) -> dict[str, Any]:
    kv = tokenizer_to_kv(train(pretokenizers.by_name("gpt-2")), vocab_size=600)
    return {**{key: value.value for key, value in kv.items()}, **{f"tokenizer.ggml.{k}": v for k, v in changes.items()}}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": "bert"}, "expected one of gpt2, llama"),
        ({"pre": "klingon"}, "unknown pre-tokenizer 'klingon'"),
        ({"tokens": ["a", "a"]}, "distinct strings"),
        ({"tokens": "abc"}, "distinct strings"),
        ({"tokens": ["a" * 1025, "b"]}, "a token of 1025 characters; expected at most 1024"),
        ({"token_type": [1, 2]}, "token_type is not a list of 600"),
        ({"merges": ["a"]}, "left right"),
        ({"merges": [7]}, "left right"),
        ({"merges": None}, "left right"),
        ({"merges": ["zz qq"]}, "vocabulary of the file is invalid"),
        ({"eos_token_id": 600}, "an id below 600"),
        ({"eos_token_id": "2"}, "an id below 600"),
    ],
)
def test_damaged_vocabularies_are_refused(changes: dict[str, Any], message: str) -> None:
    """An invalid key raises a GGUFError that names it."""
    with pytest.raises(GGUFError, match=message):
        tokenizer_from_kv(damaged(**changes))


def test_unknown_structure_is_named_and_can_be_overridden() -> None:
    """A pre-tokenizer that is not in the table is an error that shows it; pre=... writes the name given."""
    tokenizer = train(pretokenizers.by_name("gpt-2"))
    tokenizer.core.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(tokenizers.Regex("[0-9]{7}"), "isolated"), pre_tokenizers.ByteLevel(use_regex=False)]
    )
    with pytest.raises(GGUFError, match=r"\[0-9\]\{7\}"):
        tokenizer_to_kv(tokenizer, vocab_size=600)
    assert tokenizer_to_kv(tokenizer, vocab_size=600, pre="viking")["tokenizer.ggml.pre"].value == "viking"


@pytest.mark.parametrize(
    ("part", "changes", "named"),
    [
        ("normalizer", {"type": "Lowercase"}, "Lowercase"),
        ("normalizer", {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "NFKC"}]}, "NFKC"),
        ("model", {"end_of_word_suffix": "</w>"}, "end_of_word_suffix"),
        ("model", {"continuing_subword_prefix": "##"}, "continuing_subword_prefix"),
    ],
)
def test_what_changes_tokens_and_has_no_key_is_refused(part: str, changes: dict[str, Any], named: str) -> None:
    """A normalizer or a subword prefix has no key, so llama.cpp would give other ids; only NFC is accepted."""
    content = json.loads(train(pretokenizers.by_name("gpt-2")).core.to_str())
    content[part] = {**(content[part] or {}), **changes}
    content["model"]["merges"] = []
    tokenizer = Tokenizer(tokenizers.Tokenizer.from_str(json.dumps(content)), SpecialTokens())
    with pytest.raises(GGUFError, match=named):
        tokenizer_to_kv(tokenizer, vocab_size=700, pre="gpt-2")


def test_other_kinds_and_too_many_tokens_are_refused() -> None:
    """A word-level tokenizer has no GGUF form, and a vocabulary must fit the embedding."""
    words = Tokenizer(tokenizers.Tokenizer(models.WordLevel({"a": 0}, unk_token="a")), SpecialTokens())
    with pytest.raises(GGUFError, match="WordLevel"):
        tokenizer_to_kv(words, vocab_size=5)
    with pytest.raises(GGUFError, match="ids up to 5"):
        tokenizer_to_kv(train(pretokenizers.by_name("gpt-2")), vocab_size=500)


@pytest.mark.parametrize("kind", [kind for kind, q in QUANTS.items() if q.quantize], ids=lambda kind: kind.name)
def test_llama_cpp_computes_with_our_bytes(kind: T, tmp_path: Path) -> None:
    """In llama.cpp, a file of any type gives the same completion as an F32 file with its dequantized weights."""
    kv = tokenizer_to_kv(train(pretokenizers.by_name("gpt-2")), vocab_size=640)

    def rounded(weights: np.ndarray) -> np.ndarray:
        return dequantize(quantize(weights, kind), kind)

    plain = write_tiny_gguf(tmp_path / "f32.gguf", kv, hidden=256, store=rounded)
    packed = write_tiny_gguf(
        tmp_path / "q.gguf", kv, hidden=256, store=lambda weights: quantize(weights, kind), kind=kind
    )
    expected, found = (LlamaCpp(path).complete("una pila", n_predict=1, top=20).logprobs[0] for path in (plain, packed))
    shared = expected.keys() & found.keys()
    assert len(shared) >= 15
    assert max(abs(expected[token] - found[token]) for token in shared) < 0.05  # llama.cpp rounds activations to 8 bits


def test_merges_with_spaces_are_told_apart() -> None:
    """A space inside a piece is written as Ġ, so that the only space is the one between the pieces."""
    core = tokenizers.Tokenizer(models.BPE({" ": 0, "a": 1, " a": 2}, [(" ", "a")]))
    core.decoder = decoders.ByteLevel()
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    merges: Value = tokenizer_to_kv(Tokenizer(core, SpecialTokens()), vocab_size=3)["tokenizer.ggml.merges"]
    assert merges == array(GGUFValueType.STRING, ["Ġ a"])
    assert string("x") != merges
