"""What stops a completion: the stop tokens and stop strings for generation, export and verification.

    the template's end of turn      Template.end, which ends every completion in the training data
    the tokenizer's EOS token
    those that the base configures  generation_config.json (eos_token_id, stop_strings), or a GGUF's keys
    tokens with known names         llama.cpp treats them as end of generation (EOG) in every vocabulary
    the start of the next turn      Template.opening: the model would ask itself another question

A token stops generation by its id. A stop string is found in the text, whichever tokens produce it: `truncate_at_stop`
delays text that may be the start of a stop string until the next tokens decide.

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
"""(name, others): in a vocabulary with all the others, the name ends only a part of a reply (gpt-oss, Gemma 4)."""


@dataclass(frozen=True)
class ConfiguredStops:
    """The stop tokens and stop strings that the files of a base configure."""

    ids: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()


NO_STOPS = ConfiguredStops()


@dataclass(frozen=True)
class StoppingCriteria:
    """What stops a completion."""

    ids: frozenset[int]
    """Stop tokens."""
    learned: tuple[int, ...]
    """The stop tokens that the model learned in training: the template's end of turn, EOS."""
    texts: tuple[str, ...]
    """Stop strings that are not a single token."""
    stops: tuple[str, ...]
    """All of them as strings, the template's end of turn first: the `PARAMETER stop` of a Modelfile."""


def stopping_criteria(
    tokenizer: Tokenizer, stated: ConfiguredStops = NO_STOPS, *, end: str = "", opening: str = ""
) -> StoppingCriteria:
    """Return everything that stops a completion.

    Args:
        stated: stop tokens and stop strings of the base's files.
        end: end of turn in the chat template, `Template.end`.
        opening: start of the user's next turn, `Template.opening`.
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
    """Return the ids of the tokens that llama.cpp treats as end of generation because of their names."""
    found = {name: tokenizer.core.token_to_id(name) for name in EOG_NAMES}
    present = {name for name, token_id in found.items() if token_id is not None}
    inner = {name for name, others in EOG_EXCEPTIONS if others <= present}
    return tuple(token_id for name, token_id in found.items() if token_id is not None and name not in inner)


def truncate_at_stop(pieces: Iterable[tuple[str, str]], stop_strings: Iterable[str]) -> Iterator[str]:
    """Yield the visible text of `pieces` before the first stop string; no part of a stop string is yielded.

    Args:
        pieces: (text, visible text), which is shorter if special tokens are hidden.
        stop_strings: all of them.
    """
    stop_strings = tuple(filter(None, stop_strings))
    held: list[tuple[str, str]] = []
    for piece in pieces:
        held.append(piece)
        text = "".join(text for text, _ in held)
        found = min((at for stop in stop_strings if (at := text.find(stop)) >= 0), default=None)
        safe = len(text) - _partial_stop_length(text, stop_strings) if found is None else found
        shown, held = _split(held, safe)
        if shown:
            yield shown
        if found is not None:
            return
    if rest := "".join(shown for _, shown in held):
        yield rest


def _partial_stop_length(text: str, stop_strings: tuple[str, ...]) -> int:
    """Return how many characters at the end of `text` may be the start of a stop string."""
    longest = max(map(len, stop_strings), default=1) - 1
    lengths = range(min(longest, len(text)), 0, -1)
    return next((n for n in lengths if any(stop.startswith(text[-n:]) for stop in stop_strings)), 0)


def _split(pieces: list[tuple[str, str]], at: int) -> tuple[str, list[tuple[str, str]]]:
    """Return the visible text of the first `at` characters, and the remaining pieces."""
    shown = ""
    for i, (text, visible) in enumerate(pieces):
        if at < len(text):
            # if the visible text is shorter, the piece is a hidden token, possibly after the end of a character
            rest = (text[at:], visible[at:])
            return shown + visible[:at], [rest, *pieces[i + 1 :]]
        shown += visible
        at -= len(text)
    return shown, []
