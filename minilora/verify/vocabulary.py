"""Check that the file tokenizes as the base."""

from collections.abc import Callable

from ..gguf.added_tokens import with_llama_cpp_special_flags
from ..gguf.reader import GGUFFile
from ..gguf.vocab import ends_from_kv, tokenizer_from_kv
from ..stopping import StoppingCriteria, eog_tokens
from ..tokenizer import Tokenizer
from .corpus import tokenizer_texts
from .report import Check, Checks, expect


def check_tokenizer(file: GGUFFile, source: Tokenizer) -> Checks:
    """Yield the checks that encoding, decoding, added tokens and special tokens are the same."""
    from_file, source = tokenizer_from_kv(file.kv), with_llama_cpp_special_flags(source)
    texts = tokenizer_texts(source, from_file)
    functions: dict[str, Callable[[Tokenizer, str], object]] = {
        "texts to tokens": lambda tokenizer, text: tokenizer.encode(text),
        "texts to tokens, specials as text": lambda tokenizer, text: tokenizer.encode(text, special=False),
        "tokens to texts": lambda tokenizer, text: tokenizer.decode(source.encode(text)),
        "tokens to answers": lambda tokenizer, text: tokenizer.decode(source.encode(text), skip_special=True),
    }
    for what, function in functions.items():
        different = [repr(text)[:40] for text in texts if function(from_file, text) != function(source, text)]
        yield expect("tokenizer", what, different, f"{len(texts)} texts")
    added = {token.content: number for number, token in source.core.get_added_tokens_decoder().items()}
    missing = [f"{text!r}"[:40] for text, number in added.items() if from_file.core.token_to_id(text) != number]
    yield expect("tokenizer", "added tokens", missing, f"{len(added)}, all ids match")
    roles = [
        f"{role} is {getattr(from_file.specials, role)}, expected {getattr(source.specials, role)}"
        for role in ("bos_id", "eos_id", "add_bos", "add_eos")
        if getattr(from_file.specials, role) != getattr(source.specials, role)
    ]
    yield expect("tokenizer", "special tokens", roles, f"end of sequence is {source.token_text(source.eos_id)!r}")


def check_ends(file: GGUFFile, source: Tokenizer, ends: StoppingCriteria) -> Check:
    """Check that llama.cpp ends a completion at every end-of-generation token of the base."""
    known = {*ends_from_kv(file.kv).ids, *eog_tokens(source)}
    missing = [f"llama.cpp continues after {source.token(i)!r}" for i in sorted(ends.ids - known)]
    return expect("tokenizer", "ends of an answer", missing, ", ".join(repr(source.token(i)) for i in sorted(ends.ids)))
