"""SentencePiece-style tokenizer.json files, built as the families build theirs, against llama.cpp's tokenisation."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from llama_cpp import LlamaCpp
from tiny_gguf import write_tiny_gguf
from tiny_vocabularies import AT_SPACES, CORPUS, LEGACY, REPLACE, added, metaspace, train

from minilora.errors import GGUFError
from minilora.gguf.values import string
from minilora.gguf.vocab import check_model_name, tokenizer_from_kv, tokenizer_to_kv
from minilora.tokenizer import Tokenizer

TEXTS = (
    *CORPUS,
    "👨‍👩‍👧‍👦 🦙 é e\u0301 ÁRBOL añoÑ 漢字 हिन्दी",
    "a  b   c\t\t\n \n  \n\n\n\n x ",
    "línea\n\n  sangría\n    más\t\te",
    "1 22 333 ½ ² 3.14 https://x.y/z?a=1&b=2",
    "",
)


def agrees_with_llama_cpp(tokenizer: Tokenizer, path: Path, texts: Sequence[str], name: str = "tiny") -> None:
    """Ids are llama.cpp's for the written file, and those of the tokenizer that the file is read as."""
    kv = {"general.name": string(name), **tokenizer_to_kv(tokenizer, tokenizer.vocab_size + 3)}
    again = tokenizer_from_kv({key: value.value for key, value in kv.items()})
    llama = LlamaCpp(write_tiny_gguf(path / "m.gguf", kv))
    for text in texts:
        ids = tokenizer.encode(text)
        assert ids == llama.tokenize(text), text
        assert ids == again.encode(text), text
        assert again.decode(ids) == tokenizer.decode(ids)


STRUCTURES: dict[str, tuple[Any, Any]] = {
    "llama, tinyllama, mistral": (LEGACY, None),
    "mistral, no space before the text": (None, metaspace("never")),
    "gemma": (REPLACE, AT_SPACES),
    "gemma, older": (REPLACE, None),
}


@pytest.mark.parametrize("structure", STRUCTURES.values(), ids=STRUCTURES)
def test_each_structure_tokenises_as_llama_cpp(structure: tuple[Any, Any], tmp_path: Path) -> None:
    """Spanish, code, emoji, whitespace and special tokens become llama.cpp's ids, and come back from the file."""
    tokenizer = train(*structure, [added("<|user|>"), added("<table>", special=False)])
    specials = ("<|user|>hola</s><table>x</table>", "<s>a<|user|>")
    agrees_with_llama_cpp(tokenizer, tmp_path, (*TEXTS, *specials))


def test_runs_of_whitespace_that_are_tokens_tokenise_as_llama_cpp(tmp_path: Path) -> None:
    """Gemma's runs of spaces, tabs and line ends are added tokens, which llama.cpp cuts out before it merges."""
    tokenizer = train(REPLACE, AT_SPACES, [added("<start_of_turn>"), added("<end_of_turn>")], runs=6)
    chat = "<start_of_turn>user\nhola<end_of_turn>\n<start_of_turn>model\n"
    agrees_with_llama_cpp(tokenizer, tmp_path, (*TEXTS, chat, "\n\n\n\t\t    x      y"))


PHI3 = [
    added("</s>", special=False, rstrip=True),
    *(added(token, rstrip=True) for token in ("<|user|>", "<|assistant|>", "<|end|>")),
]


def test_phi3_drops_whitespace_after_special_tokens_where_its_name_says_so(tmp_path: Path) -> None:
    """There is no key for it: llama.cpp decides by the name of the model, so the name is checked."""
    tokenizer = train(LEGACY, None, PHI3)
    chat = "<|user|>\n  hola<|end|>\n<|assistant|>\n\n x</s> y<s> z"
    agrees_with_llama_cpp(tokenizer, tmp_path, (*TEXTS, chat), name="My Phi-3 tutor")
    check_model_name(tokenizer, "phi3")
    with pytest.raises(GGUFError, match=r"must contain phi-3, but it is 'Tutor'.*--name"):
        check_model_name(tokenizer, "Tutor")


def test_a_name_that_llama_cpp_would_misunderstand_is_refused() -> None:
    """Another vocabulary under a name with phi-3 would lose whitespace, or not load at all."""
    tokenizer = train(LEGACY, None)
    check_model_name(tokenizer, "tiny")
    with pytest.raises(GGUFError, match="must not contain phi-3"):
        check_model_name(tokenizer, "tutor-Phi3")


def test_flags_that_no_name_stands_for_are_nobodys_fault() -> None:
    """Where llama.cpp has no way to drop whitespace, the name is left alone."""
    tokenizer = train(LEGACY, None, [added("<|user|>", rstrip=True)])
    check_model_name(tokenizer, "tiny")
    check_model_name(tokenizer, "phi-3")


@pytest.mark.parametrize(
    ("normalizer", "pre_tokenizer"),
    [
        (None, metaspace("always", split=True)),
        (LEGACY, metaspace("always")),
        ({"type": "NFKC"}, None),
        ({"type": "Sequence", "normalizers": [{"type": "NFKC"}, REPLACE]}, None),
        (REPLACE, {"type": "Digits", "individual_digits": True}),
        (None, None),
    ],
    ids=str,
)
def test_a_structure_that_llama_cpp_lacks_is_named(normalizer: Any, pre_tokenizer: Any) -> None:
    """A normalizer or pre-tokenizer that llama.cpp does not have is an error that shows it."""
    with pytest.raises(GGUFError, match=r"with normalizer .* and pre_tokenizer"):
        tokenizer_to_kv(train(normalizer, pre_tokenizer), 1000)
