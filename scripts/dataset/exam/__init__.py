"""Questions for `minilora judge`: new phrasings about the catalogue's entries, first steps, and other matters.

    asked.py    a question with its key; the costs in it are the catalogue's

and a file for each group. No question is in the data set, and no term of a topic stands in its question, so an answer
cannot have one by repeating the question.
"""

from collections import Counter
from collections.abc import Iterator

from . import first_steps, held_out, off_topic, seen

GROUPS = {
    "seen": seen.QUESTIONS,
    "held-out": held_out.QUESTIONS,
    "first steps": first_steps.QUESTIONS,
    "off topic": off_topic.QUESTIONS,
}


def questions() -> Iterator[dict[str, object]]:
    """Yield the lines of processed/judge.jsonl, numbered within what they are about."""
    numbers: Counter[str] = Counter()
    for group, members in GROUPS.items():
        for asked in members:
            name = f"{group.replace(' ', '-')}/{asked.about}"
            numbers[name] += 1
            yield {
                "id": f"{name}-{numbers[name]}",
                "question": asked.text,
                **asked.key,
                "language": "es",
                "group": group,
            }
