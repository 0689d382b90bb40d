"""A byte-level BPE trained on a few lines of Spanish, and records made by hand."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import tokenizers
from tokenizers import decoders, models, pre_tokenizers, processors, trainers

SPECIAL = ("<s>", "</s>", "<|im_start|>", "<|im_end|>")
CORPUS = [
    "Instrucción: ¿Qué es una pila?\nRespuesta: Una pila es una lista donde el último elemento sale primero.",
    "Instrucción: Explica la búsqueda binaria.\nRespuesta: La búsqueda binaria parte el arreglo en dos mitades.",
    "system user assistant Instrucción Respuesta el la los las una un de en que es se",
]


@dataclass(frozen=True)
class ToyTokenizer:
    """What `data/` asks of a tokenizer, over any `tokenizers.Tokenizer`."""

    backend: tokenizers.Tokenizer
    bos: str | None = None
    eos: str | None = "</s>"
    add_bos: bool = False
    chat_template: str | None = None

    @property
    def bos_id(self) -> int | None:
        return None if self.bos is None else self.backend.token_to_id(self.bos)

    @property
    def eos_id(self) -> int | None:
        return None if self.eos is None else self.backend.token_to_id(self.eos)

    def token_text(self, token_id: int | None) -> str | None:
        return None if token_id is None else self.backend.id_to_token(token_id)

    def encode(self, text: str) -> list[int]:
        return self.backend.encode(text, add_special_tokens=False).ids

    def encode_batch(self, texts: Sequence[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
        return [(e.ids, e.offsets) for e in self.backend.encode_batch(list(texts), add_special_tokens=False)]


@pytest.fixture(scope="session")
def backend() -> tokenizers.Tokenizer:
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
def tokenizer(backend: tokenizers.Tokenizer) -> ToyTokenizer:
    return ToyTokenizer(backend)


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
