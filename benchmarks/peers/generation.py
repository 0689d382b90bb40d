"""Text generation compared with llama.cpp (xllamacpp): prompt processing, and decoding token by token.

    python benchmarks/peers/generation.py                      # float32 weights on both sides
    python benchmarks/peers/generation.py --type q8_0          # llama.cpp computes with the quantised weights

Both sides get the same GGUF, exported from the base, and compute with it as it is; with --unpacked, minilora
dequantises it on loading. Greedy tokens are compared first: on float types, if they differ, the program ends without a
report; on quantised types, where the two round differently, it tells how many were alike. llama.cpp reports its own
times, without HTTP.
"""

import argparse
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch
from llama_server import post, start
from pairs import OURS, alternate, parser, print_report, summary

from minilora.checkpoint import load_base
from minilora.device import configure_malloc
from minilora.export import export_gguf
from minilora.generate import generate
from minilora.model import Decoder

TEXT = "Instrucción: Explica qué es la búsqueda binaria, paso a paso, y cuál es su complejidad.\nRespuesta:"
PEER = "llama.cpp"


def main() -> None:
    options = parse()
    torch.set_num_threads(options.threads)
    configure_malloc()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "base.gguf"
        export_gguf(options.base, path, file_type=options.type)
        base = load_base(path, dtype=getattr(torch, options.dtype), pack=None if options.unpacked else "preferred")
        assert base.tokenizer
        once = base.tokenizer.encode(TEXT)
        prompt = (once * (options.prompt_tokens // len(once) + 1))[: options.prompt_tokens]
        context = options.prompt_tokens + options.new_tokens + 8
        server = start(path, context=context, threads=options.threads)
        check(base.model, server, prompt, options)
        readings = {
            OURS: partial(read, base.model, prompt),
            PEER: partial(their_seconds, server, prompt, 1, "prompt_ms"),
        }
        writings = {
            OURS: partial(write, base.model, prompt, options.new_tokens),
            PEER: partial(their_seconds, server, prompt, options.new_tokens, "predicted_ms"),
        }
        found = {
            f"read {len(prompt)} tokens": summary(alternate(readings, options.pairs)),
            f"write {options.new_tokens} tokens": summary(alternate(writings, options.pairs)),
        }
    print_report(found, options, ["xllamacpp"])


def parse() -> argparse.Namespace:
    found = parser(__doc__, pairs=5)
    found.add_argument("--type", default="f32", help="type of the GGUF")
    found.add_argument("--unpacked", action="store_true")
    found.add_argument("--dtype", default="float32", help="of minilora: for the prompt, the cache, unpacked weights")
    found.add_argument("--prompt-tokens", type=int, default=128)
    found.add_argument("--new-tokens", type=int, default=32)
    return found.parse_args()


def complete(server: Any, prompt: list[int], count: int) -> dict[str, Any]:
    """Return llama.cpp's greedy completion of `count` tokens, with the times that it reports."""
    body = {"prompt": prompt, "n_predict": count, "temperature": 0, "ignore_eos": True, "return_tokens": True}
    answer: dict[str, Any] = post(server, "completion", body)
    return answer


def their_seconds(server: Any, prompt: list[int], count: int, timing: str) -> float:
    return float(complete(server, prompt, count)["timings"][timing]) / 1000


def read(model: Decoder, prompt: list[int]) -> None:
    next(generate(model, prompt, max_new_tokens=1, stop_ids=()))


def write(model: Decoder, prompt: list[int], count: int) -> float:
    """Return the seconds of `count` tokens; the first is not counted, because it belongs to prompt processing."""
    tokens = generate(model, prompt, max_new_tokens=count + 1, stop_ids=())
    next(tokens)
    began = time.perf_counter()
    for _ in tokens:
        pass
    return time.perf_counter() - began


def check(model: Decoder, server: Any, prompt: list[int], options: argparse.Namespace) -> None:
    mine = list(generate(model, prompt, max_new_tokens=options.new_tokens, stop_ids=()))
    theirs = complete(server, prompt, options.new_tokens)["tokens"]
    alike = next((i for i, (one, other) in enumerate(zip(mine, theirs, strict=True)) if one != other), len(mine))
    if alike < len(mine) and options.type in ("f32", "f16", "bf16"):
        sys.exit(f"the two sides write different tokens, {mine[:8]} and {theirs[:8]} ...: no report")
    print(f"the first {alike} of {len(mine)} tokens are alike")


if __name__ == "__main__":
    main()
