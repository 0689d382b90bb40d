"""Compare with llama.cpp. Requires the package xllamacpp, which the rest of minilora does not need."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import torch

from ..data.encode import encode_prompt
from ..errors import ConfigError
from ..gguf.added_tokens import with_llama_cpp_special_flags
from ..gguf.reader import GGUFFile
from ..model import Decoder
from ..tokenizer import Tokenizer
from .corpus import LOGIT_TEXTS, tokenizer_texts
from .logits import bound
from .report import Check, Checks, expect

TOP = 10
"""Number of most likely tokens whose log-probabilities are compared."""


def check_runtime(file: GGUFFile, merged: Decoder, tokenizer: Tokenizer) -> Checks:
    """Yield the checks that llama.cpp tokenizes as `tokenizer` and predicts as the merged model."""
    runtime = _LlamaCpp(file.path)
    yield from _tokens(runtime, with_llama_cpp_special_flags(tokenizer))
    total, positions = 0.0, 0
    for text in LOGIT_TEXTS:
        ids = encode_prompt(text, tokenizer)[:64]
        with torch.no_grad():
            expected = merged(torch.tensor([ids]))[0, -1].float().log_softmax(-1)
        for token, logprob in runtime.likeliest(ids).items():
            total += abs(logprob - float(expected[token]))
            positions += 1
    mean, allowed = total / max(1, positions), (2 * bound(file).kl) ** 0.5
    message = f"mean difference {mean:.2g} of {positions} log-probabilities, bound {allowed:.2g}"
    yield Check("runtime", "next tokens", positions > 0 and mean <= allowed, message)


def _tokens(runtime: "_LlamaCpp", tokenizer: Tokenizer) -> Checks:
    """Compare token ids with and without BOS and EOS, and with special tokens parsed or as text."""
    before = [tokenizer.bos_id] if tokenizer.add_bos else []
    after = [tokenizer.eos_id] if tokenizer.add_eos else []
    texts = [text for text in tokenizer_texts(tokenizer) if text]
    for what, add, parse in (
        ("texts to tokens", False, True),
        ("texts to tokens, specials as text", False, False),
        ("whole texts to tokens", True, True),
        ("whole texts to tokens, specials as text", True, False),
    ):
        different = [
            repr(text)[:40]
            for text in texts
            if runtime.tokenize(text, add_special=add, parse_special=parse)
            != [*(before if add else []), *tokenizer.encode(text, special=parse), *(after if add else [])]
        ]
        yield expect("runtime", what, different, f"{len(texts)} texts")


class _LlamaCpp:
    def __init__(self, path: Path) -> None:
        try:
            xllamacpp = import_module("xllamacpp")
        except ImportError as err:
            raise ConfigError("llama.cpp is not installed: `pip install xllamacpp`, or leave out --runtime.") from err
        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.n_ctx = 512
        params.warmup = False
        self._server = xllamacpp.Server(params)

    def tokenize(self, text: str, *, add_special: bool, parse_special: bool) -> list[int]:
        request = {"content": text, "add_special": add_special, "parse_special": parse_special}
        return list(self._post("tokenize", request)["tokens"])

    def likeliest(self, ids: list[int]) -> dict[int, float]:
        """Return the most likely next tokens with their log-probabilities."""
        request = {"prompt": ids, "n_predict": 1, "temperature": 0, "cache_prompt": False, "n_probs": TOP}
        steps = self._post("completion", request).get(
            "completion_probabilities", []
        )  # empty if the completion ends at once
        return {entry["id"]: entry["logprob"] for step in steps for entry in step["top_logprobs"]}

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        address = f"{self._server.listening_address}/{path}"
        request = Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urlopen(request, timeout=60) as response:
            answer: dict[str, Any] = json.load(response)
        return answer
