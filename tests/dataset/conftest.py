"""The committed data set and the catalogue that builds it."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

TITLE = re.compile(r"\A\*\*([^*]+)\.\*\* ")
"""What the first answer of a record begins with."""

Record = dict[str, Any]
Records = dict[str, list[Record]]


@pytest.fixture(scope="session")
def rows() -> Records:
    """Split name -> the rows of its file."""
    return {
        name: [json.loads(line) for line in (ROOT / f"processed/{name}.jsonl").read_text("utf-8").splitlines()]
        for name in ("train", "val", "test")
    }


@pytest.fixture(scope="session")
def phrasings() -> list[Record]:
    """The rows of phrasings.jsonl and val_phrasings.jsonl."""
    return [
        json.loads(line)
        for name in ("phrasings", "val_phrasings")
        for line in (ROOT / f"processed/{name}.jsonl").read_text("utf-8").splitlines()
    ]


@pytest.fixture(scope="session")
def splits(rows: Records) -> Records:
    """Split name -> its records; of a conversation, `instruction` has all questions and `output` all answers."""
    return {name: [joined(row) for row in members] for name, members in rows.items()}


def joined(row: Record) -> Record:
    if "messages" not in row:
        return row
    said = {
        role: [turn["content"] for turn in row["messages"] if turn["role"] == role] for role in ("user", "assistant")
    }
    return row | {"instruction": "\n\n".join(said["user"]), "output": "\n\n".join(said["assistant"])}


@pytest.fixture(scope="session")
def records(splits: Records) -> list[Record]:
    """All records of all splits."""
    return [record for members in splits.values() for record in members]
