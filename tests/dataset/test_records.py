"""The files of processed/: what the catalogue builds, well-formed, balanced and of the promised length."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from dataset.catalogue import ENTRIES

from minilora.checkpoint import load_tokenizer
from minilora.data.check import check, read_and_encode
from minilora.data.jsonl import Conversation, read_records
from minilora.data.template import load_template

ROOT = Path(__file__).resolve().parents[2]
FIELDS = ["id", "instruction", "input", "output", "level", "topic", "kind"]
LEVELS = {"básico", "intermedio", "avanzado"}
KINDS = {"teoría", "complejidad", "implementación", "corrección", "ejercicio", "comparación", "concepto"}

FENCED = re.compile(r"^```python\n.*?^```$", re.M | re.S)
ITEM = re.compile(r"- |\d+\. ")

Record = dict[str, Any]


@pytest.mark.parametrize("seed", ["0", "1"])
def test_files_are_what_the_catalogue_builds(seed: str) -> None:
    """`build_dataset.py --check` agrees, whatever the order in which this process hashes strings."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts/build_dataset.py"), "--check"],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_sizes(splits: dict[str, list[Record]]) -> None:
    """There are at least 900 / 100 / 120 records."""
    assert len(splits["train"]) >= 900
    assert len(splits["val"]) >= 100
    assert len(splits["test"]) >= 120


def test_fields(records: list[Record]) -> None:
    """Records have the seven fields in order (`input` is optional), none empty, each from its own vocabulary."""
    assert len({record["id"] for record in records}) == len(records)
    for record in records:
        assert list(record) == [field for field in FIELDS if field in record], record["id"]
        assert all(isinstance(text, str) and text.strip() == text != "" for text in record.values()), record["id"]
        assert record["level"] in LEVELS
        assert record["kind"] in KINDS
        assert {"input"} == set(FIELDS) - set(record) or record["kind"] == "corrección"


@pytest.mark.parametrize("name", ["train", "val", "test", "ollama_dataset"])
def test_minilora_reads_every_record(name: str) -> None:
    """The package's own reader takes each file whole, as conversations."""
    path = ROOT / f"processed/{name}.jsonl"
    loaded = read_records(path)
    assert len(loaded) == path.read_text("utf-8").count("\n")
    assert all(isinstance(record.content, Conversation) for record in loaded)


def test_answers_have_the_promised_length(records: list[Record]) -> None:
    """An answer has between 60 and 260 words, code included."""
    odd = {record["id"]: words for record in records if not 60 <= (words := len(record["output"].split())) <= 260}
    assert not odd


def test_lists_are_whole_paragraphs(records: list[Record]) -> None:
    """A paragraph with list items has nothing else, and numbers go 1, 2, 3…: no wrapped line became an item."""
    for record in records:
        for paragraph in FENCED.sub("", record["output"]).split("\n\n"):
            heads = [match[0] if (match := ITEM.match(line)) else "" for line in paragraph.strip().splitlines()]
            if any(heads):
                numbered = [f"{number}. " for number in range(1, len(heads) + 1)]
                assert heads in (numbered, ["- "] * len(heads)), (record["id"], paragraph)


def test_records_are_short_enough_to_train_on_two_cores(smollm2_gguf: Path) -> None:
    """A whole record has at most 320 of SmolLM2's tokens on average, and none is cut at the default of 1024."""
    tokenizer = load_tokenizer(str(smollm2_gguf))
    assert tokenizer
    paths = [ROOT / f"processed/{name}.jsonl" for name in ("train", "val", "test")]
    report = check(read_and_encode(paths, tokenizer, load_template("instruccion", tokenizer)), max_length=1024)
    assert sum(file.tokens for file in report.files) <= 320 * sum(file.records for file in report.files)
    assert not any(file.truncated for file in report.files)
    assert not report.duplicates


def test_kinds_and_levels_are_balanced(splits: dict[str, list[Record]]) -> None:
    """Every kind is at least 8 % of the training records and present in val and test; every level at least 20 %."""
    for name, members in splits.items():
        kinds = Counter(record["kind"] for record in members)
        levels = Counter(record["level"] for record in members)
        assert set(kinds) == KINDS
        assert set(levels) == LEVELS
        if name == "train":
            assert min(kinds.values()) >= 0.08 * len(members)
            assert min(levels.values()) >= 0.20 * len(members)


def test_ollama_file_is_the_test_split_as_chats(splits: dict[str, list[Record]]) -> None:
    """Each chat is the system message of system.txt, the question with its input, and the reference answer."""
    system = (ROOT / "processed/system.txt").read_text("utf-8").strip()
    lines = (ROOT / "processed/ollama_dataset.jsonl").read_text("utf-8").splitlines()
    for record, line in zip(splits["test"], lines, strict=True):
        question = record["instruction"] + ("\n" + record["input"] if "input" in record else "")
        expected = [("system", system), ("user", question), ("assistant", record["output"])]
        chat = json.loads(line)
        assert chat["id"] == record["id"]
        assert [(turn["role"], turn["content"]) for turn in chat["messages"]] == expected


def test_costs_are_the_catalogues_one_statement(records: list[Record]) -> None:
    """Wherever a record states its algorithm's cost, it is the catalogue's statement, word for word."""
    costs = {entry.key: f"iempo {entry.time}; memoria adicional {entry.space}." for entry in ENTRIES}
    for record in records:
        if record["kind"] in ("teoría", "complejidad", "implementación"):
            assert costs[record["id"].split("/")[0]] in record["output"], record["id"]
