"""Does the file tokenise as the base does?"""

from collections.abc import Callable

from ..gguf.added_tokens import special_as_in_llama_cpp
from ..gguf.reader import GGUFFile
from ..gguf.vocab import gguf_configured_stops, tokenizer_from_kv
from ..stopping import StoppingCriteria, eog_tokens
from ..tokenizer import Tokenizer
from .corpus import with_added_tokens
from .report import Check, Checks, expect


def check_tokenizer(file: GGUFFile, source: Tokenizer) -> Checks:
    """Yield whether texts become the same tokens, tokens the same texts, and special tokens have the same roles."""
    ours, source = tokenizer_from_kv(file.kv), special_as_in_llama_cpp(source)
    texts = with_added_tokens(source, ours)
    ways: dict[str, Callable[[Tokenizer, str], object]] = {
        "texts to tokens": lambda tokenizer, text: tokenizer.encode(text),
        "texts to tokens, specials as text": lambda tokenizer, text: tokenizer.encode(text, special=False),
        "tokens to texts": lambda tokenizer, text: tokenizer.decode(source.encode(text)),
        "tokens to answers": lambda tokenizer, text: tokenizer.decode(source.encode(text), skip_special=True),
    }
    for what, way in ways.items():
        different = [repr(text)[:40] for text in texts if way(ours, text) != way(source, text)]
        yield expect("tokenizer", what, different, f"{len(texts)} texts")
    added = {token.content: number for number, token in source.core.get_added_tokens_decoder().items()}
    lost = [f"{text!r}"[:40] for text, number in added.items() if ours.core.token_to_id(text) != number]
    yield expect("tokenizer", "added tokens", lost, f"{len(added)}, each under its id")
    roles = [
        f"{role} is {getattr(ours.specials, role)}, expected {getattr(source.specials, role)}"
        for role in ("bos_id", "eos_id", "add_bos", "add_eos")
        if getattr(ours.specials, role) != getattr(source.specials, role)
    ]
    yield expect("tokenizer", "special tokens", roles, f"end of sequence is {source.token_text(source.eos_id)!r}")


def check_ends(file: GGUFFile, source: Tokenizer, ends: StoppingCriteria) -> Check:
    """Return whether llama.cpp ends a completion of the file at every token that ends one here."""
    known = {*gguf_configured_stops(file.kv).ids, *eog_tokens(source)}
    missing = [f"llama.cpp goes on after {source.token(i)!r}" for i in sorted(ends.ids - known)]
    return expect("tokenizer", "ends of an answer", missing, ", ".join(repr(source.token(i)) for i in sorted(ends.ids)))
