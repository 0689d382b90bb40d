"""What `data/` asks of a tokenizer; `minilora.tokenizer.Tokenizer` is one."""

from collections.abc import Sequence
from typing import Protocol


class Tokenizer(Protocol):
    """Text to tokens with their places in the text."""

    @property
    def bos_id(self) -> int | None: ...
    @property
    def eos_id(self) -> int | None: ...
    @property
    def add_bos(self) -> bool:
        """True when a text is to begin with BOS; then `bos_id` is set."""
        ...

    @property
    def chat_template(self) -> str | None:
        """The Jinja text of the model's own chat format."""
        ...

    def token_text(self, token_id: int | None) -> str | None:
        """Return a token as it is spelt in a text, None for no token."""
        ...

    def encode(self, text: str) -> list[int]:
        """Return ids; special tokens in the text are recognised, none is added."""
        ...

    def encode_batch(self, texts: Sequence[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
        """Return (ids, offsets) of each text; offsets are (start, end) in characters."""
        ...
