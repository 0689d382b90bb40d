"""A tokenizer with the special tokens of many families."""

from pathlib import Path

import pytest
import tokenizers

from minilora.tokenizer import SpecialTokens, Tokenizer

MARKS = ("<|eot_id|>", "<end_of_turn>", "<start_of_turn>", "<|end|>", "</s>", "<s>")


@pytest.fixture(scope="session")
def polyglot(tiny_tokenizer: Path) -> Tokenizer:
    """The tiny tokenizer with BOS `<s>`, which the runtime adds, EOS `</s>` and end marks of several families."""
    core = tokenizers.Tokenizer.from_file(str(tiny_tokenizer))
    core.add_special_tokens(list(MARKS))
    return Tokenizer(core, SpecialTokens(bos_id=core.token_to_id("<s>"), eos_id=core.token_to_id("</s>"), add_bos=True))
