"""A byte-level BPE trained on a few lines of Spanish, and records made by hand."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import tokenizers
from tokenizers import decoders, models, pre_tokenizers, processors, trainers

from minilora.tokenizer import SpecialTokens, Tokenizer

SPECIAL = (
    *("<s>", "</s>", "<|im_start|>", "<|im_end|>", "[INST]", "[/INST]", "<start_of_turn>", "<end_of_turn>"),
    *("<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"),
    *("<|system|>", "<|user|>", "<|assistant|>", "<|end|>", "<|endoftext|>"),
)
CORPUS = [
    "Instrucción: ¿Qué es una pila?\nRespuesta: Una pila es una lista donde el último elemento sale primero.",
    "Instrucción: Explica la búsqueda binaria.\nRespuesta: La búsqueda binaria parte el arreglo en dos mitades.",
    "system user assistant Instrucción Respuesta el la los las una un de en que es se",
]


def load_tokenizer_files(
    core: tokenizers.Tokenizer,
    *,
    bos: str | None = None,
    eos: str | None = "</s>",
    add_bos: bool = False,
    chat_template: str | None = None,
) -> Tokenizer:
    """A tokenizer over `core` whose special tokens have these texts."""
    ids = {f"{role}_id": core.token_to_id(text) for role, text in (("bos", bos), ("eos", eos)) if text is not None}
    return Tokenizer(core, SpecialTokens(**ids, add_bos=add_bos), chat_template)


@pytest.fixture(scope="session")
def core() -> tokenizers.Tokenizer:
    """A byte-level BPE of 400 tokens whose post-processor trims offsets, as GPT-2's does."""
    bpe = tokenizers.Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    bpe.post_processor = processors.ByteLevel(trim_offsets=True)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    bpe.train_from_iterator(
        CORPUS * 3,
        trainers.BpeTrainer(
            vocab_size=400, initial_alphabet=alphabet, special_tokens=list(SPECIAL), show_progress=False
        ),
    )
    return bpe


@pytest.fixture
def tokenizer(core: tokenizers.Tokenizer) -> Tokenizer:
    return load_tokenizer_files(core)


@pytest.fixture
def jsonl(tmp_path: Path) -> Callable[..., Path]:
    """Write objects (as JSON), texts or bytes as the lines of a file."""

    def write(*lines: object, name: str = "data.jsonl") -> Path:
        path = tmp_path / name
        path.write_bytes(b"".join(_line(line) + b"\n" for line in lines))
        return path

    def _line(line: object) -> bytes:
        if isinstance(line, bytes):
            return line
        return (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)).encode()

    return write
