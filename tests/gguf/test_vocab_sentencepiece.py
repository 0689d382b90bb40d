"""SentencePiece-style tokenizer.json files, built as the families build theirs, against llama.cpp's tokenisation."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import tokenizers
from llama_cpp import LlamaCpp
from tiny_gguf import write_tiny_gguf
from tokenizers import models, normalizers, pre_tokenizers, trainers

from minilora.errors import GGUFError
from minilora.gguf.values import string
from minilora.gguf.vocab import check_name, tokenizer_from_kv, tokenizer_to_kv
from minilora.tokenizer import Specials, Tokenizer

BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
REPLACE = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
PREPEND = {"type": "Prepend", "prepend": "▁"}
LEGACY = {"type": "Sequence", "normalizers": [PREPEND, REPLACE]}
AT_SPACES = {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False}
DECODERS = [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}]
STRIP = {"type": "Strip", "content": " ", "start": 1, "stop": 0}
CORPUS = (
    "Instrucción: ¿Qué es una pila?\nRespuesta: El último en entrar sale el primero…",
    "def f(x):\n\treturn  x**2   # 1234567 ok\n\n\n    if x<=10: //x\\/\r\n  }\r\n",
    "el árbol de la búsqueda binaria 100 200, a  b   c",
)
TEXTS = (
    *CORPUS,
    "👨‍👩‍👧‍👦 🦙 é e\u0301 ÁRBOL añoÑ 漢字 हिन्दी",
    "a  b   c\t\t\n \n  \n\n\n\n x ",
    "línea\n\n  sangría\n    más\t\te",
    "1 22 333 ½ ² 3.14 https://x.y/z?a=1&b=2",
    "",
)


def metaspace(scheme: str, split: bool = False) -> dict[str, Any]:
    return {"type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": split}


def added(content: str, **flags: bool) -> dict[str, Any]:
    plain = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    return {"content": content, **plain, **flags}


def train(normalizer: Any, pre_tokenizer: Any, extra: Sequence[Mapping[str, Any]] = (), runs: int = 0) -> Tokenizer:
    """A vocabulary of 700 pieces with bytes, the tokens `extra`, and runs of up to so many spaces, tabs, line ends."""
    core = tokenizers.Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    core.normalizer = normalizers.Replace(" ", "▁")
    core.pre_tokenizer = pre_tokenizers.Split(tokenizers.Regex(r"\s+|▁?[^▁\s]+|▁+"), "isolated")
    firsts = ["<unk>", "<s>", "</s>", "<|endoftext|>"]
    trainer = trainers.BpeTrainer(vocab_size=700, special_tokens=[*firsts, *BYTES], show_progress=False)
    core.train_from_iterator(CORPUS, trainer)
    content = json.loads(core.to_str())
    content |= {"normalizer": normalizer, "pre_tokenizer": pre_tokenizer}
    prefix = normalizer == LEGACY or (pre_tokenizer or {}).get("prepend_scheme") == "always"
    content["decoder"] = {"type": "Sequence", "decoders": [*DECODERS, *([STRIP] if prefix else [])]}
    model, tokens = content["model"], [token for token in content["added_tokens"] if token["content"] not in BYTES]
    pieces = [char * n for char in "▁\t\n" for n in range(2, runs + 1)]
    for piece in ["▁", "\t", "\n", *pieces, *(token["content"] for token in extra)]:
        model["vocab"].setdefault(piece, len(model["vocab"]))
    cuts = [(piece[:cut], piece[cut:]) for piece in sorted(pieces, key=len) for cut in range(1, len(piece))]
    model["merges"] = [*cuts, *(merge for merge in model["merges"] if tuple(merge) not in cuts)]
    extra = [*extra, *(added(piece, special=False) for piece in pieces)]
    replaced = {token["content"] for token in extra}
    tokens = [token for token in tokens if token["content"] not in replaced]
    tokens += [{**token, "id": model["vocab"][token["content"]]} for token in extra]
    content["added_tokens"] = sorted(tokens, key=lambda token: token["id"])
    core = tokenizers.Tokenizer.from_str(json.dumps(content))
    return Tokenizer(core, Specials(bos_id=1, eos_id=2, unk_id=0, add_bos=True))


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
    """No key says it: llama.cpp goes by the model's name, so the name is insisted on."""
    tokenizer = train(LEGACY, None, PHI3)
    chat = "<|user|>\n  hola<|end|>\n<|assistant|>\n\n x</s> y<s> z"
    agrees_with_llama_cpp(tokenizer, tmp_path, (*TEXTS, chat), name="My Phi-3 tutor")
    check_name(tokenizer, "phi3")
    with pytest.raises(GGUFError, match=r"must have phi-3 in it, and it is 'Tutor'.*--name"):
        check_name(tokenizer, "Tutor")


def test_a_name_that_llama_cpp_would_misunderstand_is_refused() -> None:
    """Another vocabulary under a name with phi-3 would lose whitespace, or not load at all."""
    tokenizer = train(LEGACY, None)
    check_name(tokenizer, "tiny")
    with pytest.raises(GGUFError, match="must not have phi-3"):
        check_name(tokenizer, "tutor-Phi3")


def test_flags_that_no_name_stands_for_are_nobodys_fault() -> None:
    """Where llama.cpp has no way to drop whitespace, the name is left alone."""
    tokenizer = train(LEGACY, None, [added("<|user|>", rstrip=True)])
    check_name(tokenizer, "tiny")
    check_name(tokenizer, "phi-3")


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
    """What changes or cuts a text before merging is an error that shows it, instead of a file with other tokens."""
    with pytest.raises(GGUFError, match=r"found normalizer .* and pre_tokenizer"):
        tokenizer_to_kv(train(normalizer, pre_tokenizer), 1000)
