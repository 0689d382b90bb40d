"""What ends a completion: one set of tokens and texts, for whoever generates, exports or checks.

    the end that training taught     Template.end, which closes every answer
    the tokenizer's end-of-sequence
    what the base states             generation_config.json (eos_token_id, stop_strings), or a GGUF's keys
    tokens known by their names      llama.cpp ends at these in any vocabulary, so an exported file does
    the start of the next question   Template.opening: a model that goes on there asks itself

A token is an end by its id. All else is an end as text, whatever tokens spell it, and `truncate_at_stop` finds it in a
stream: text that may be the start of an end is held back until the next tokens decide.

Source of the names: llama.cpp, src/llama-vocab.cpp (special_eog_ids).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .tokenizer import Tokenizer

EOG_NAMES = (
    *("<|eot_id|>", "<|im_end|>", "<|end|>", "<|return|>", "<|call|>", "<|flush|>", "<|calls|>", "<end_of_turn>"),
    *("<|endoftext|>", "</s>", "<|eom_id|>", "<EOT>", "_<EOT>", "[EOT]", "[EOS]", "<|end_of_text|>"),
    *("<end_of_utterance>", "<eos>", "<turn|>", "<|tool_response>", "<｜end▁of▁sentence｜>", "[e~["),
)
EOG_EXCEPTIONS = (
    ("<|end|>", {"<|return|>", "<|call|>"}),
    ("<|end|>", {"<|call|>", "<|flush|>"}),
    ("<|end|>", {"<|calls|>", "<|flush|>"}),
    ("</s>", {"<|tool_response>"}),
)
"""(name, others): where a vocabulary has all the others, the name ends a part of an answer only (gpt-oss, Gemma 4)."""


@dataclass(frozen=True)
class ConfiguredStops:
    """What the files of a base say ends its completions."""

    ids: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()


NO_STOPS = ConfiguredStops()


@dataclass(frozen=True)
class StoppingCriteria:
    """What ends a completion."""

    ids: frozenset[int]
    """Tokens."""
    learned: tuple[int, ...]
    """Of the tokens those that training taught: the template's end, end-of-sequence."""
    texts: tuple[str, ...]
    """Texts that are no single token."""
    stops: tuple[str, ...]
    """All of them as texts, the learned end first: a Modelfile's stops."""


def stopping_criteria(
    tokenizer: Tokenizer, stated: ConfiguredStops = NO_STOPS, *, end: str = "", opening: str = ""
) -> StoppingCriteria:
    """Return all that ends a completion.

    Args:
        stated: what the base's files say.
        end: what ends an answer in the template of training, `Template.end`.
        opening: what begins the user's next turn there, `Template.opening`.
    """
    added = {token.content: token_id for token_id, token in tokenizer.core.get_added_tokens_decoder().items()}
    learned = [added[end]] if end in added else []
    eos = [] if tokenizer.eos_id is None else [tokenizer.eos_id]
    given = [token_id for token_id in stated.ids if tokenizer.token(token_id) is not None]
    ids = tuple(dict.fromkeys([*learned, *eos, *given, *eog_tokens(tokenizer)]))
    texts = tuple(dict.fromkeys(text for text in (end, *stated.texts, opening) if text and text not in added))
    of_tokens = filter(None, map(tokenizer.token_text, ids))
    stops = [*of_tokens, *texts]
    return StoppingCriteria(
        frozenset(ids),
        tuple(dict.fromkeys([*learned, *eos])),
        texts,
        tuple(dict.fromkeys([end, *stops] if end else stops)),
    )


def eog_tokens(tokenizer: Tokenizer) -> tuple[int, ...]:
    """Return the tokens that llama.cpp ends at because of their names."""
    found = {name: tokenizer.core.token_to_id(name) for name in EOG_NAMES}
    present = {name for name, token_id in found.items() if token_id is not None}
    inner = {name for name, others in EOG_EXCEPTIONS if others <= present}
    return tuple(token_id for name, token_id in found.items() if token_id is not None and name not in inner)


def truncate_at_stop(pieces: Iterable[tuple[str, str]], ends: Iterable[str]) -> Iterator[str]:
    """Yield what is shown of `pieces` before the first of `ends`; no part of an end is ever yielded.

    Args:
        pieces: (text, what is shown of it: all, or less where special tokens are hidden), as they come.
    """
    ends = tuple(filter(None, ends))
    held: list[tuple[str, str]] = []
    for piece in pieces:
        held.append(piece)
        text = "".join(text for text, _ in held)
        found = min((at for end in ends if (at := text.find(end)) >= 0), default=None)
        safe = len(text) - _partial_stop_length(text, ends) if found is None else found
        shown, held = _split(held, safe)
        if shown:
            yield shown
        if found is not None:
            return
    if rest := "".join(shown for _, shown in held):
        yield rest


def _partial_stop_length(text: str, ends: tuple[str, ...]) -> int:
    """Return how many of the last characters of `text` may be the start of an end."""
    longest = max(map(len, ends), default=1) - 1
    lengths = range(min(longest, len(text)), 0, -1)
    return next((n for n in lengths if any(end.startswith(text[-n:]) for end in ends)), 0)


def _split(pieces: list[tuple[str, str]], at: int) -> tuple[str, list[tuple[str, str]]]:
    """Return what is shown of the first `at` characters, and the pieces after them."""
    shown = ""
    for i, (text, visible) in enumerate(pieces):
        if at < len(text):
            # a piece that shows less than its text is a hidden token, perhaps with the rest of a character before it
            rest = (text[at:], visible[at:])
            return shown + visible[:at], [rest, *pieces[i + 1 :]]
        shown += visible
        at -= len(text)
    return shown, []
