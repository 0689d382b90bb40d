"""Which records say nearly the same: MinHash over shingles of three words, then their exact Jaccard similarity.

Needs the package rensa (of the extra `data`); `find_languages` needs py3langid.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence

from .records import Conversation, Record, Verbatim

THRESHOLD = 0.8
"""Least share of common shingles of two near-duplicates."""
SHINGLE = 3
PERMUTATIONS, BANDS = 128, 32
"""With these a pair at the threshold is found with a probability of more than 0.9999."""
SAMPLED_TEXTS = 2000
"""Records of a file whose language is told."""


def record_words(record: Record) -> list[str]:
    """Return all that a record says, in words without upper case."""
    return " ".join(text for _, text in record_texts(record.content)).casefold().split()


def record_texts(content: Conversation | Verbatim) -> list[tuple[str, str]]:
    """Return (role, text) of everything that is said."""
    if isinstance(content, Verbatim):
        return [("user", content.prompt), ("assistant", content.answer)]
    found: list[tuple[str, str]] = []
    for turn in content.turns:
        calls = "".join(str(call["function"]) for call in turn.tool_calls)
        found.append((turn.role, turn.reasoning + turn.content + calls))
    return found


def groups_by(keys: Iterable[Hashable]) -> list[list[int]]:
    """Return the indices of equal keys, of those that come more than once."""
    places: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        places[key].append(index)
    return [group for group in places.values() if len(group) > 1]


def near_duplicates(records: Sequence[Record]) -> list[list[int]] | None:
    """Return groups of indices whose records share most of their shingles; None where rensa is not installed."""
    try:
        import rensa
    except ImportError:
        return None
    shingles = [_shingles(record_words(record)) for record in records]
    index = rensa.RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)
    leader = list(range(len(records)))
    for number, own in enumerate(shingles):
        signature = rensa.RMinHash(num_perm=PERMUTATIONS, seed=0)
        signature.update(own)
        for other in sorted(set(index.query(signature))):
            both = len(own & shingles[other])
            if both >= THRESHOLD * (len(own) + len(shingles[other]) - both):
                leader[_first(leader, number)] = _first(leader, other)
        index.insert(number, signature)
    return groups_by(_first(leader, number) for number in range(len(records)))


def find_languages(records: Sequence[Record]) -> tuple[tuple[str, int], ...] | None:
    """Return how many of the first records are in which language; None where py3langid is not installed."""
    try:
        import py3langid
    except ImportError:
        return None
    texts = (" ".join(text for role, text in record_texts(r.content) if role == "assistant") for r in records)
    told = (str(py3langid.classify(text)[0]) for text, _ in zip(texts, range(SAMPLED_TEXTS), strict=False))
    return tuple(Counter(told).most_common())


def _shingles(words: list[str]) -> set[str]:
    return {" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))}


def _first(leader: list[int], number: int) -> int:
    """Return the first of the group that `number` is in."""
    while leader[number] != number:
        leader[number] = leader[leader[number]]
        number = leader[number]
    return number
