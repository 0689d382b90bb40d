"""Build processed/*.jsonl from the catalogue in scripts/dataset/; the output is deterministic.

python scripts/build_dataset.py            write the files
python scripts/build_dataset.py --check    exit with 1 unless the files equal the output
python scripts/build_dataset.py --stats    also print answer lengths and the records by kind, level and topic
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from dataset.catalogue import ENTRIES
from dataset.compose import Record, records
from dataset.entry import Entry, Lesson
from dataset.exam import questions
from dataset.lessons import LESSONS
from dataset.rephrase import rephrasings
from dataset.splits import REPHRASED_SYSTEM_PERCENT, order, split_of, unseen, with_system

from minilora.files import write_text

PROCESSED = Path(__file__).resolve().parent.parent / "processed"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; compare")
    parser.add_argument("--stats", action="store_true", help="print the balance of the data set")
    arguments = parser.parse_args()
    everything = [(source, record) for source in (*ENTRIES, *LESSONS) for record in records(source)]
    if arguments.stats:
        print_statistics([record for _, record in everything])
    return check(build(everything)) if arguments.check else write(build(everything))


def build(everything: Sequence[tuple[Entry | Lesson, Record]]) -> dict[str, str]:
    """Return file name -> text for all files of processed/ but the system message."""
    splits: dict[str, list[Record]] = {"train": [], "val": [], "test": []}
    for record in sorted((record for _, record in everything), key=order):
        splits[split_of(record)].append(record)
    system = (PROCESSED / "system.txt").read_text(encoding="utf-8").strip()
    files = {
        f"{split}.jsonl": lines(record.as_json(system if with_system(record) else "") for record in members)
        for split, members in splits.items()
    }
    asked = {record.instruction for record in splits["train"]}
    again = [
        other
        for source, record in everything
        if split_of(record) == "train"
        for other in rephrasings(record, source)
        if other.instruction not in asked
    ]
    for name, validates in (("phrasings.jsonl", False), ("val_phrasings.jsonl", True)):
        files[name] = lines(
            record.as_json(system if with_system(record, REPHRASED_SYSTEM_PERCENT) else "")
            for record in sorted(again, key=order)
            if unseen(record) is validates
        )
    files["ollama_dataset.jsonl"] = lines(
        {"id": record.id, "messages": record.messages(system)} for record in splits["test"]
    )
    files["judge.jsonl"] = lines(questions())
    return files


def lines(values: Iterable[Mapping[str, object]]) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def write(files: Mapping[str, str]) -> int:
    for name, text in files.items():
        write_text(PROCESSED / name, text)
        print(f"{PROCESSED.name}/{name}: {text.count(chr(10))} records")
    return 0


def check(files: Mapping[str, str]) -> int:
    stale = [name for name, text in files.items() if not is_exactly(PROCESSED / name, text)]
    for name in stale:
        print(
            f"{PROCESSED.name}/{name} differs from what the catalogue builds; run scripts/build_dataset.py",
            file=sys.stderr,
        )
    return 1 if stale else 0


def is_exactly(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode("utf-8")


def print_statistics(everything: list[Record]) -> None:
    words = [len(record.output.split()) for record in everything]
    print(f"{len(ENTRIES)} entries, {len(everything)} records")
    print(f"words of an answer: {min(words)} to {max(words)}, {sum(words) / len(words):.0f} on average")
    for field in ("kind", "level", "topic"):
        for value, number in Counter(getattr(record, field) for record in everything).most_common():
            print(f"  {field:6} {value:28} {number:5} {number / len(everything):6.1%}")


if __name__ == "__main__":
    sys.exit(main())
