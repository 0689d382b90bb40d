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

from .conftest import TITLE

ROOT = Path(__file__).resolve().parents[2]
FIELDS = ["id", "system", "instruction", "input", "output", "level", "topic", "kind"]
CHAT_FIELDS = ["id", "messages", "level", "topic", "kind"]
LEVELS = {"básico", "intermedio", "avanzado"}
LONG = {"teoría", "complejidad", "implementación", "corrección", "ejercicio", "concepto"}
SHORT = {"definición", "coste", "uso", "creencia", "resultado", "charla", "primeros pasos", "fuera de tema"}
KINDS = {*LONG, *SHORT, "comparación"}
WITH_INPUT = {"corrección", "resultado"}

FENCED = re.compile(r"^```python\n.*?^```$", re.M | re.S)
ITEM = re.compile(r"- |\d+\. ")
TITLED_ONE_BY_ONE = {"creencia", "comparación", "concepto", "primeros pasos"}

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
    """There are at least 3000 / 200 / 200 records."""
    assert len(splits["train"]) >= 3000
    assert len(splits["val"]) >= 200
    assert len(splits["test"]) >= 200


def test_fields(rows: dict[str, list[Record]]) -> None:
    """Rows have the fields of their form in order, none empty, kind and level from their own vocabulary."""
    members = [row for split in rows.values() for row in split]
    assert len({row["id"] for row in members}) == len(members)
    for row in members:
        fields = CHAT_FIELDS if "messages" in row else FIELDS
        assert list(row) == [field for field in fields if field in row], row["id"]
        texts = [turn["content"] for turn in row.get("messages", ())] or [row[name] for name in row]
        assert all(isinstance(text, str) and text.strip() == text != "" for text in texts), row["id"]
        assert row["level"] in LEVELS
        assert row["kind"] in KINDS
        assert ("input" in row) == (row["kind"] in WITH_INPUT)


def test_conversations_alternate(rows: dict[str, list[Record]]) -> None:
    """A conversation has 2 to 4 questions, each with its answer, after at most one system message."""
    for row in (row for split in rows.values() for row in split if "messages" in row):
        roles = [turn["role"] for turn in row["messages"]]
        turns = roles[1:] if roles[0] == "system" else roles
        assert turns in [["user", "assistant"] * n for n in (2, 3, 4)], row["id"]


def test_half_of_the_records_have_the_system_message(rows: dict[str, list[Record]]) -> None:
    """Half of the training records, and of every kind between a third and two thirds, begin with system.txt."""
    system = (ROOT / "processed/system.txt").read_text("utf-8").strip()
    shown: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for row in rows["train"]:
        given = row["messages"][0]["content"] if "messages" in row else row.get("system")
        shown[row["kind"]].append(given == system)
    everything = [has for members in shown.values() for has in members]
    assert abs(sum(everything) / len(everything) - 0.5) < 0.03
    assert all(1 / 3 < sum(members) / len(members) < 2 / 3 for members in shown.values())


@pytest.mark.parametrize("name", ["train", "phrasings", "val", "test", "ollama_dataset"])
def test_minilora_reads_every_record(name: str) -> None:
    """The package's own reader takes each file whole, as conversations."""
    path = ROOT / f"processed/{name}.jsonl"
    loaded = read_records(path)
    assert len(loaded) == path.read_text("utf-8").count("\n")
    assert all(isinstance(record.content, Conversation) for record in loaded)


def test_answers_have_the_promised_length(splits: dict[str, list[Record]], rows: dict[str, list[Record]]) -> None:
    """An answer has 60 to 260 words, code included; a short one 10 to 100, and each answer of a conversation 5."""
    limits = dict.fromkeys(LONG, (60, 260)) | dict.fromkeys(SHORT, (10, 100)) | {"comparación": (10, 260)}
    for row in (row for split in rows.values() for row in split):
        turns = [turn["content"] for turn in row.get("messages", ()) if turn["role"] == "assistant"]
        shortest, longest = (5, 100) if turns else limits[row["kind"]]
        for answer in turns or [row["output"]]:
            assert shortest <= len(answer.split()) <= longest, (row["id"], answer)


def test_answers_begin_with_what_they_are_about(rows: dict[str, list[Record]]) -> None:
    """The first answer of a record begins with its title in bold: of an entry, its own, then what is asked. No two
    questions of those that were titled one by one share a title. Only small talk has none.
    """
    titles = {entry.key: entry.title for entry in ENTRIES}
    records_of: dict[str, list[str]] = {}
    for row in (row for split in rows.values() for row in split):
        answers = [turn["content"] for turn in row.get("messages", ()) if turn["role"] == "assistant"]
        title, key = TITLE.match(answers[0] if answers else row["output"]), row["id"].split("/")[0]
        assert (title is None) == (key == "saludos"), row["id"]
        if title and key in titles:
            assert title[1].split(": ")[0] == titles[key], row["id"]
        if title and row["kind"] in TITLED_ONE_BY_ONE:
            records_of.setdefault(title[1], []).append(row["id"])
    assert {title: ids for title, ids in records_of.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("busqueda-binaria", "Búsqueda binaria"),
        ("dijkstra", "Dijkstra"),
        ("hanoi", "Torres de Hanói"),
        ("dos-punteros", "Dos punteros"),
        ("bfs", "Recorrido en anchura"),
        ("a-estrella", "A estrella"),
    ],
)
def test_a_title_is_the_name_without_what_leads_to_it(key: str, title: str) -> None:
    """No article, no «algoritmo de», nothing in brackets, no asterisk."""
    assert next(entry.title for entry in ENTRIES if entry.key == key) == title


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
    """Every kind is in every split and at least 2.5 % of the training records, off topic at most 4 %; levels 20 %."""
    for name, members in splits.items():
        kinds = Counter(record["kind"] for record in members)
        levels = Counter(record["level"] for record in members)
        assert set(kinds) == KINDS
        assert set(levels) == LEVELS
        if name == "train":
            assert min(kinds.values()) >= 0.025 * len(members)
            assert kinds["fuera de tema"] <= 0.04 * len(members)
            assert min(levels.values()) >= 0.20 * len(members)


def test_ollama_file_is_the_test_split_as_chats(rows: dict[str, list[Record]]) -> None:
    """Each chat is the system message of system.txt, then the questions, with their input, and reference answers."""
    system = (ROOT / "processed/system.txt").read_text("utf-8").strip()
    lines = (ROOT / "processed/ollama_dataset.jsonl").read_text("utf-8").splitlines()
    for row, line in zip(rows["test"], lines, strict=True):
        chat = json.loads(line)
        assert chat["id"] == row["id"]
        question = "\n".join(row[name] for name in ("instruction", "input") if name in row)
        turns = [("user", question), ("assistant", row.get("output"))]
        if "messages" in row:
            turns = [(turn["role"], turn["content"]) for turn in row["messages"] if turn["role"] != "system"]
        assert [(turn["role"], turn["content"]) for turn in chat["messages"]] == [("system", system), *turns]


def test_costs_are_the_catalogues_one_statement(records: list[Record]) -> None:
    """Wherever a record states its algorithm's cost, it is the catalogue's statement, word for word."""
    entries = {entry.key: entry for entry in ENTRIES}
    for record in records:
        entry = entries.get(record["id"].split("/")[0])
        if entry and record["kind"] in ("teoría", "complejidad", "implementación"):
            assert f"iempo {entry.time}; memoria adicional {entry.space}." in record["output"], record["id"]
        if entry and record["kind"] == "coste":
            assert entry.time in record["output"], record["id"]
            assert entry.space in record["output"], record["id"]
