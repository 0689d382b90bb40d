"""Three ways to ship an adapter with a quantised base, compared on one data set: KL divergence and perplexity.

    python benchmarks/shipping.py                        an adapter of a few steps, the first test records
    python benchmarks/shipping.py --types q4_0 --adapter mi-tutor

    merged, quantised       base + adapter in float, quantised once
    quantised, merged       the base quantised; with the adapter merged into what its blocks hold, quantised again
    quantised + adapter     the base quantised, and the adapter on it in float32

All are compared with base + adapter in float32, on answer tokens: the mean of KL(exact || this) over positions, and
perplexities. The base that minilora installs comes quantised itself (Q4_1); what its blocks hold counts as exact here.
"""

import argparse
import json
import math
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import Tensor

from minilora.adapted import load_adapted
from minilora.checkpoint import load_base
from minilora.config import LoraConfig, TrainConfig
from minilora.data.encode import encode_file
from minilora.data.example import Example
from minilora.data.template import load_template
from minilora.device import configure_cpu
from minilora.export import export_gguf
from minilora.lora import inject, save_adapter
from minilora.model import Decoder
from minilora.training.loop import train

LORA = LoraConfig(r=8, lora_dropout=0.0, target_modules=("all-linear",))


def main() -> None:
    options = parse()
    configure_cpu()
    with TemporaryDirectory() as folder:
        out = Path(folder)
        adapter = options.adapter or trained(options, out / "adapter")
        exact = load_adapted(options.base, adapter)
        assert exact.tokenizer
        examples = some_examples(options.test, options.base, options.records)
        expected = [log_probabilities(exact.model, example) for example in examples]
        found = {"exact": figures(expected, expected, examples)}
        for file_type in options.types:
            for name, model in shipped(options.base, adapter, file_type, out):
                predicted = [log_probabilities(model, example) for example in examples]
                found[f"{file_type}: {name}"] = figures(predicted, expected, examples)
    tokens = sum(int(example.loss_mask.sum()) for example in examples)
    print(f"{len(examples)} records, {tokens} answer tokens\n\n| | KL | perplexity |\n|---|---|---|")
    for name, (kl, perplexity) in found.items():
        print(f"| {name} | {kl:.4f} | {perplexity:.2f} |")
    print(json.dumps({"tokens": tokens, "kl, perplexity": found}))


def shipped(base: str, adapter: Path, file_type: str, out: Path) -> Iterator[tuple[str, Decoder]]:
    """Yield the three ways' models, one in memory at a time, and the quantised base without the adapter."""
    once, quantised, twice = (out / f"{name}-{file_type}.gguf" for name in ("once", "base", "twice"))
    export_gguf(base, once, adapter=adapter, file_type=file_type)
    export_gguf(base, quantised, file_type=file_type)
    export_gguf(quantised, twice, adapter=adapter, file_type=file_type)
    yield "merged, quantised", load_base(once).model
    yield "quantised, merged", load_base(twice).model
    yield "quantised + adapter", load_adapted(quantised, adapter).model
    yield "quantised, no adapter", load_base(quantised).model


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", default="smollm2-135m-instruct")
    parser.add_argument("--adapter", type=Path, help="a LoRA adapter; without it, one is trained")
    parser.add_argument("--types", nargs="+", default=["q8_0", "q4_k_m"], help="of the GGUF")
    parser.add_argument("--train", type=Path, default=Path("processed/train.jsonl"))
    parser.add_argument("--test", type=Path, default=Path("processed/test.jsonl"))
    parser.add_argument("--steps", type=int, default=16, help="of training, 4 records each")
    parser.add_argument("--records", type=int, default=3, help="of the test")
    return parser.parse_args()


def some_examples(path: Path, base: str, count: int) -> list[Example]:
    tokenizer = load_base(base).tokenizer
    assert tokenizer
    examples = encode_file(path, tokenizer, load_template("instruccion", tokenizer), max_length=512).examples
    return [examples[i] for i in range(count)]


def trained(options: argparse.Namespace, out: Path) -> Path:
    model = load_base(options.base, dtype=torch.bfloat16).model
    inject(model, LORA)
    config = TrainConfig(max_steps=options.steps, batch_size=4, lr=5e-4)
    for report in train(model, some_examples(options.train, options.base, 4 * options.steps), config):
        print(f"step {report.step}: loss {report.loss:.3f}", flush=True)
    save_adapter(out, model, LORA)
    return out


@torch.no_grad()
def log_probabilities(model: Decoder, example: Example) -> Tensor:
    """Return what the model predicts for the answer's tokens, (n, V)."""
    ids = torch.tensor(example.ids.tolist())
    return model(ids[None])[0, :-1][torch.tensor(example.loss_mask[1:].tolist())].float().log_softmax(-1)


def figures(found: list[Tensor], expected: list[Tensor], examples: list[Example]) -> tuple[float, float]:
    """Return the mean KL divergence and the perplexity."""
    kl, loss, count = 0.0, 0.0, 0
    for q, p, example in zip(found, expected, examples, strict=True):
        answers = torch.tensor(example.ids[1:][example.loss_mask[1:]].tolist())
        kl += float((p.exp() * (p - q)).sum())
        loss -= float(q.gather(1, answers[:, None]).sum())
        count += len(answers)
    return kl / count, math.exp(loss / count)


if __name__ == "__main__":
    main()
