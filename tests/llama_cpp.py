"""llama.cpp in the process, through xllamacpp: the oracle for every GGUF file that minilora writes."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen


@dataclass(frozen=True)
class Completion:
    """What llama.cpp answered."""

    text: str
    tokens: tuple[int, ...]
    logprobs: tuple[dict[int, float], ...]
    """For each piece of the answer, the likeliest ids and their natural log-probabilities. llama.cpp counts the tokens
    of an unfinished character as one piece, or as none at the end."""


class LlamaCpp:
    """A GGUF file opened by llama.cpp, optionally with a LoRA adapter in GGUF on top."""

    def __init__(self, path: str | Path, *, adapter: str | Path | None = None, n_ctx: int = 512) -> None:
        from xllamacpp import CommonAdapterLoraInfo, CommonParams, Server, ggml_type, llama_flash_attn_type

        params = CommonParams()
        params.model.path = str(path)
        params.n_ctx = n_ctx
        params.cpuparams.n_threads = 2
        params.warmup = False
        # an exact oracle: keys and values kept in float32, attention by the plain formula
        params.cache_type_k = params.cache_type_v = ggml_type.GGML_TYPE_F32
        params.flash_attn_type = llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
        if adapter is not None:
            info = CommonAdapterLoraInfo()
            info.path, info.scale = str(adapter), 1.0
            params.lora_adapters = [info]
        self._server = Server(params)

    def complete(self, prompt: str | list[int], n_predict: int = 32, top: int = 10, **settings: float) -> Completion:
        """Continue `prompt` (text, tokenised by llama.cpp with its special tokens, or ids as they are).

        Greedily and without penalties, unless `settings` are given, by the server's names.
        """
        request = {
            "prompt": prompt,
            "n_predict": n_predict,
            "temperature": 0,
            "cache_prompt": False,
            "n_probs": top,
            "return_tokens": True,  # every token, also those of an unfinished character
            **settings,
        }
        answer = self._post("completion", request)
        return Completion(
            answer["content"],
            tuple(answer["tokens"]),
            tuple(
                {t["id"]: t["logprob"] for t in step["top_logprobs"]}
                for step in answer.get("completion_probabilities", ())
            ),
        )

    def candidates(self, prompt: list[int], top: int, **settings: float) -> dict[int, float]:
        """The ids that llama.cpp may draw after `prompt` with these settings, and their probabilities."""
        request = {"prompt": prompt, "n_predict": 1, "cache_prompt": False, "n_probs": top, "post_sampling_probs": True}
        for seed in range(1000):  # it tells nothing if what it draws is an unfinished character
            answer = self._post("completion", {**request, **settings, "seed": seed})
            if told := answer.get("completion_probabilities"):
                return {t["id"]: t["prob"] for t in told[0]["top_probs"]}
        raise AssertionError("llama.cpp draws unfinished characters only")

    def tokenize(self, text: str, *, add_special: bool = False, parse_special: bool = True) -> list[int]:
        return self._post("tokenize", {"content": text, "add_special": add_special, "parse_special": parse_special})[
            "tokens"
        ]

    def detokenize(self, ids: list[int]) -> str:
        return self._post("detokenize", {"tokens": ids})["content"]

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        request = Request(
            f"{self._server.listening_address}/{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urlopen(request, timeout=60) as response:
            return json.load(response)
