"""The committed data set and the catalogue that builds it."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

Records = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="session")
def splits() -> Records:
    """Split name -> the records of its file."""
    return {
        name: [json.loads(line) for line in (ROOT / f"processed/{name}.jsonl").read_text("utf-8").splitlines()]
        for name in ("train", "val", "test")
    }


@pytest.fixture(scope="session")
def records(splits: Records) -> list[dict[str, Any]]:
    """All records of all splits."""
    return [record for members in splits.values() for record in members]
