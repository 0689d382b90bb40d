"""What `data check` finds: near-duplicates, leaks, languages, answers without end, and the kind of every token."""

import json
import re
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from minilora import checkpoint
from minilora.cli.data import command
from minilora.data import similar
from minilora.data.chat import ChatTemplate
from minilora.data.check import check, read_and_encode, runs
from minilora.data.encode import encode_whole
from minilora.data.instruccion import InstruccionTemplate
from minilora.data.kinds import token_kinds
from minilora.data.records import Conversation, Record, Turn, Verbatim
from minilora.tokenizer import Tokenizer

from .chat_templates import HERMES
from .test_tools_and_thinking import CALL, TOOL

Writer = Callable[..., Path]
WORDS = [
    "pila",
    "cola",
    "lista",
    "grafo",
    "nodo",
    "árbol",
    "búsqueda",
    "binaria",
    "elemento",
    "orden",
    "mitad",
    "memoria",
    "tiempo",
    "clave",
    "valor",
]


def text_of(seed: int, changed: int = 0) -> str:
    import random

    chosen = random.Random(seed).choices(WORDS, k=60)
    for i in range(changed):
        chosen[i * 20] = "otra"
    return " ".join(chosen)


def record_of(text: str, where: str = "f:1") -> Record:
    return Record(where, where, Verbatim("", text))


def test_near_duplicates_are_those_with_the_exact_similarity() -> None:
    """Every pair above the threshold is in one group; the oracle computes all pairs."""
    pytest.importorskip("rensa")
    texts = [text_of(seed, changed) for seed in range(12) for changed in range(seed % 4)]
    records = [record_of(text) for text in texts]
    groups = similar.near_duplicates(records)
    assert groups is not None
    together = {pair for group in groups for pair in combinations(group, 2)}
    for i, j in combinations(range(len(texts)), 2):
        one, other = (
            {tuple(words[k : k + 3]) for k in range(len(words) - 2)} for words in (texts[i].split(), texts[j].split())
        )
        if len(one & other) >= similar.THRESHOLD * len(one | other):
            assert (i, j) in together
        elif (i, j) in together:
            assert texts[i][-40:] == texts[j][-40:]  # joined by a third


def test_leaks_are_questions_and_records_in_several_files(jsonl: Writer, tokenizer: Tokenizer) -> None:
    pytest.importorskip("rensa")
    one, two = {"instruction": "¿Qué es una pila?", "output": "Una lista."}, {"instruction": "¿Y?", "output": "No."}
    train = jsonl(one, two, {"text": text_of(1)}, {"text": text_of(2)}, name="train.jsonl")
    val = jsonl(
        {**one, "instruction": "¿qué ES una pila? ", "output": "Otra cosa."}, {"text": text_of(1, 1)}, name="v.jsonl"
    )
    report = check(read_and_encode([train, val], tokenizer, InstruccionTemplate(tokenizer)), 64)
    assert report.leaks == ((f"{train}:1", f"{val}:1"), (f"{train}:3", f"{val}:2"))
    assert report.near_duplicates == ((f"{train}:3", f"{val}:2"),)
    assert report.duplicates == ()
    assert report.longest[0][0] in (f"{train}:3", f"{train}:4", f"{val}:2")
    assert report.suggested_max_length % 64 == 0
    assert report.suggested_max_length >= max(file.longest for file in report.files)


def test_answers_without_their_end_are_counted(jsonl: Writer, tokenizer: Tokenizer) -> None:
    path = jsonl({"instruction": "a", "output": "b"}, {"instruction": "c", "output": "d"})
    (file,) = read_and_encode([path], tokenizer, InstruccionTemplate(tokenizer))
    ends = [tokenizer.eos_id or 0]
    assert (check([file], 64, ends).files[0].answers, check([file], 64, ends).files[0].unended) == (2, 0)
    assert check([file], 64, [0]).files[0].unended == 2


def test_languages_are_told(jsonl: Writer, tokenizer: Tokenizer) -> None:
    pytest.importorskip("py3langid")
    spanish = {"instruction": "x", "output": "Una pila es una lista donde el último elemento sale primero."}
    english = {"instruction": "x", "output": "A stack is a list where the last element comes out first."}
    files = read_and_encode([jsonl(spanish, spanish, english)], tokenizer, InstruccionTemplate(tokenizer))
    assert check(files, 64).files[0].languages == (("es", 2), ("en", 1))


def test_every_token_has_its_kind(tokenizer: Tokenizer) -> None:
    turns = (
        Turn("system", "Eres tutor."),
        Turn("user", "¿1 + 2?"),
        Turn("assistant", "<think>\nsumo\n</think>\n\n", tool_calls=(CALL,)),
        Turn("tool", "vale 3"),
        Turn("assistant", "Son 3.", learn=False),
    )
    record, template = Record("a", "f:1", Conversation(turns, {"tools": [TOOL]})), ChatTemplate(HERMES, tokenizer)
    (example,) = encode_whole([record], tokenizer, template)
    shown = runs(example, tokenizer, 10_000, token_kinds(record, template, tokenizer, "all"))
    assert "".join(run.text for run in shown) == template.render_record(record).text
    said = {kind: "".join(run.text for run in shown if run.kind == kind) for kind in {run.kind for run in shown}}
    assert said["system"] == "Eres tutor."
    assert said["user"] == "¿1 + 2?"
    assert said["tool"] == "vale 3"
    assert said["thinking"] == "sumo"
    assert json.loads(said["tools"]) == TOOL
    assert [run.text for run in shown if run.kind == "answer"][-1] == "Son 3."
    assert all(run.kind in ("answer", "thinking") for run in shown if run.learned)
    assert "<|im_start|>" in said[""]


@pytest.fixture
def run_check(tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setattr(checkpoint, "load_tokenizer", lambda base: tokenizer)
    return lambda *args: CliRunner().invoke(command, ["check", *map(str, args)], catch_exceptions=False)


def test_the_page_holds_the_report_and_nothing_of_a_record_is_markup(
    jsonl: Writer, run_check: Callable[..., Any], tmp_path: Path
) -> None:
    path = jsonl({"instruction": "<script>alert(1)</script>", "output": "a & b </pre>"}, name="<b>.jsonl")
    done = run_check(path, "--html", tmp_path / "page.html")
    assert done.exit_code == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert 'class="answer learned"> a &amp; b &lt;/pre&gt;&lt;/s&gt;</span>' in page
    assert "instruction and output" in page
    assert set(re.findall(r"<(\w+)", page)) <= {
        "html",
        "meta",
        "title",
        "style",
        "h1",
        "h2",
        "h3",
        "p",
        "pre",
        "span",
        "doctype",
    }


def test_without_the_packages_the_rest_is_told(
    jsonl: Writer, run_check: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("rensa", "py3langid"):
        monkeypatch.setitem(sys.modules, package, None)
    done = run_check(jsonl({"instruction": "a", "output": "b"}))
    assert done.exit_code == 0
    assert "pip install 'minilora[data]'" in done.stdout
    assert "1 of the form `instruction and output`" in done.stdout
    assert "1 learned answers, all end with an end-of-turn token" in done.stdout
