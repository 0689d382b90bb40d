"""Tiny tokenizers trained on a few lines: byte-level BPE, and SentencePiece BPE built as each family's."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import tokenizers
from tokenizers import decoders, models, normalizers, pre_tokenizers, trainers

from minilora.gguf import pretokenizers
from minilora.tokenizer import SpecialTokens, Tokenizer

TEXTS = (
    "Instrucción: ¿Qué es una pila?\nRespuesta: El último en entrar sale el primero…",
    "def f(x):\n\treturn  x**2   # 1234567 ok\n\n\n    if x<=10: //x\\/\r\n  }\r\n",
    "👨‍👩‍👧‍👦 🦙 é e\u0301 ÁRBOL Árbol añoÑ 漢字かな हिन्दी ไทย",
    " a  b   c\t\t\n \n  \n\n\n\n x ",
    "<|im_start|>user\nhola<|im_end|>\n<|endoftext|> x <|im_end|>",
    "nbsp\u00a0 \u3000ideográfico \u200b",
    "1 22 333 4444 55555 ½ ² Ⅷ ١٢٣ 3.14",
    "I'm we'LL DON'T l'été can'Tx 'sábado",
    "$%&/()=?¿!!! ... --- ___ ***bold*** https://x.y/z?a=1&b=2",
    "camelCase HTTPServer XMLHttpRequest",
    "x" * 70,
    "",
)
BYTE_CORPUS = (*TEXTS, *(" ".join(TEXTS[:2]).split()), "el árbol de la búsqueda binaria 100 200")
SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")


def train_bytes(pre: pretokenizers.PreTokenizer) -> Tokenizer:
    """A byte-level BPE of 600 tokens with this pre-tokenizer."""
    core = tokenizers.Tokenizer(models.BPE(ignore_merges=pre.ignore_merges))
    content = json.loads(core.to_str())
    content["pre_tokenizer"] = pretokenizers.to_json(pre)
    core = tokenizers.Tokenizer.from_str(json.dumps(content))
    core.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=600, special_tokens=list(SPECIALS), initial_alphabet=alphabet, show_progress=False
    )
    core.train_from_iterator(BYTE_CORPUS, trainer)
    return Tokenizer(core, SpecialTokens(bos_id=1, eos_id=2, pad_id=0))


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
    return Tokenizer(core, SpecialTokens(bos_id=1, eos_id=2, unk_id=0, add_bos=True))
