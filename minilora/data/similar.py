"""Finds near-duplicates by MinHash over shingles of three words, checked by their exact Jaccard similarity.

Needs the package rensa (in the extra `data`); `find_languages` needs py3langid.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence

from .records import Conversation, Record, Verbatim

THRESHOLD = 0.8
"""Minimum Jaccard similarity of near-duplicates."""
SHINGLE = 3
PERMUTATIONS, BANDS = 128, 32
"""With these values, a pair at the threshold is found with a probability above 0.9999."""
SAMPLED_TEXTS = 2000
"""Maximum records of a file whose language is detected."""


def record_words(record: Record) -> list[str]:
    """Return the words of a record in lower case."""
    return " ".join(text for _, text in record_texts(record.content)).casefold().split()


def record_texts(content: Conversation | Verbatim) -> list[tuple[str, str]]:
    """Return (role, text) of every turn, or of prompt and answer."""
    if isinstance(content, Verbatim):
        return [("user", content.prompt), ("assistant", content.answer)]
    found: list[tuple[str, str]] = []
    for turn in content.turns:
        calls = "".join(str(call["function"]) for call in turn.tool_calls)
        found.append((turn.role, turn.reasoning + turn.content + calls))
    return found


def groups_by(keys: Iterable[Hashable]) -> list[list[int]]:
    """Return the indices of equal keys, for every key that occurs more than once."""
    places: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index, key in enumerate(keys):
        places[key].append(index)
    return [group for group in places.values() if len(group) > 1]


def near_duplicates(records: Sequence[Record]) -> list[list[int]] | None:
    """Return groups of indices of near-duplicates; None if rensa is not installed."""
    try:
        import rensa
    except ImportError:
        return None
    shingles = [_shingles(record_words(record)) for record in records]
    index = rensa.RMinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS, num_bands=BANDS)
    parents = list(range(len(records)))
    for number, current in enumerate(shingles):
        signature = rensa.RMinHash(num_perm=PERMUTATIONS, seed=0)
        signature.update(current)
        for other in sorted(set(index.query(signature))):
            common = len(current & shingles[other])
            if common >= THRESHOLD * (len(current) + len(shingles[other]) - common):
                parents[_root(parents, number)] = _root(parents, other)
        index.insert(number, signature)
    return groups_by(_root(parents, number) for number in range(len(records)))


def find_languages(records: Sequence[Record]) -> tuple[tuple[str, int], ...] | None:
    """Return (language, number of records) for the first records; None if py3langid is not installed."""
    try:
        import py3langid
    except ImportError:
        return None
    texts = (" ".join(text for role, text in record_texts(r.content) if role == "assistant") for r in records)
    languages = (str(py3langid.classify(text)[0]) for text, _ in zip(texts, range(SAMPLED_TEXTS), strict=False))
    return tuple(Counter(languages).most_common())


def _shingles(words: list[str]) -> set[str]:
    return {" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))}


def _root(parents: list[int], number: int) -> int:
    """Return the root of the group of `number` (union-find, with path halving)."""
    while parents[number] != number:
        parents[number] = parents[parents[number]]
        number = parents[number]
    return number
