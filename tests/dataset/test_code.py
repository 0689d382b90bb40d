"""The data set's code is run: what a record says about a run is what happens."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import TITLE

FENCE = re.compile(r"^```python\n(.*?)\n```$", re.M | re.S)
PRINTED = re.compile(r"^\s*print\(.*\)  # (.*)$", re.M)
SHOWN = re.compile(r"\*\*Entrada que lo muestra:\*\* `(.+?)` (.+); debería devolver `(.+)`\.")
HONEST_SECONDS, ENDLESS_SECONDS = 20.0, 0.3

Record = dict[str, Any]


def run(jobs: list[dict[str, object]]) -> list[dict[str, Any]]:
    """Run the jobs in one process of their own (see runner.py)."""
    runner = Path(__file__).with_name("runner.py")
    done = subprocess.run(
        [sys.executable, "-I", str(runner)], input=json.dumps(jobs), capture_output=True, text=True, check=True
    )
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


def blocks(records: list[Record], field: str) -> list[tuple[str, str]]:
    return [(record["id"], code) for record in records for code in FENCE.findall(record.get(field, ""))]


@pytest.fixture(scope="session")
def corrections(records: list[Record]) -> list[dict[str, str]]:
    """The parts of every error correction: faulty code, call, what it does, the right value, right code."""
    parts = []
    for record in records:
        if record["kind"] == "corrección":
            shown = SHOWN.search(record["output"])
            assert shown, record["id"]
            parts.append(
                {
                    "id": record["id"],
                    "faulty": FENCE.findall(record["input"])[0],
                    "right": FENCE.findall(record["output"])[-1],
                    "call": shown[1],
                    "does": shown[2],
                    "value": shown[3],
                }
            )
    return parts


def test_every_block_is_python_3_10(records: list[Record]) -> None:
    """Every fenced block, of questions and of answers, parses as Python 3.10."""
    for identity, code in blocks(records, "output") + blocks(records, "input"):
        try:
            ast.parse(code, feature_version=(3, 10))
        except SyntaxError as err:
            pytest.fail(f"{identity}: {err}\n{code}")


def test_answers_are_clean_python(records: list[Record], tmp_path: Path) -> None:
    """ruff finds no lambda with a name, no bare except, no variable or name that is not there, in any answer's code.

    An unused import is let through: a fix may keep the import that the fault needed.
    """
    for number, (identity, code) in enumerate(blocks(records, "output")):
        (tmp_path / f"{number} {identity.replace('/', ' ')}.py").write_text(code + "\n", "utf-8")
    rules = ["--isolated", "--no-cache", "--target-version=py310", "--select=E70,E71,E72,E73,E74,F", "--ignore=F401"]
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", *rules, "--output-format=concise", str(tmp_path)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_answers_print_what_they_say(records: list[Record]) -> None:
    """Every block of an answer runs alone, within limits, and prints exactly its comments, line by line."""
    answers = blocks(records, "output")
    results = run([{"code": code, "call": "", "seconds": HONEST_SECONDS} for _, code in answers])
    wrong = [
        (identity, result)
        for (identity, code), result in zip(answers, results, strict=True)
        if result["how"] != "devuelve" or result["printed"] != PRINTED.findall(code)
    ]
    assert not wrong


def test_faulty_code_fails_as_shown(corrections: list[dict[str, str]]) -> None:
    """Each faulty snippet does on the shown input what the answer says that it does, and that is not right."""
    endless = "no termina nunca"
    results = run(
        [
            {
                "code": part["faulty"],
                "call": part["call"],
                "seconds": ENDLESS_SECONDS if part["does"] == endless else HONEST_SECONDS,
            }
            for part in corrections
        ]
    )
    for part, result in zip(corrections, results, strict=True):
        said = endless if result["how"] == "no termina" else f"{result['how']} `{result['what']}`"
        assert part["does"] == said, part["id"]
        assert (result["how"], result["what"]) != ("devuelve", part["value"]), part["id"]


def test_fixes_pass(corrections: list[dict[str, str]]) -> None:
    """Each correction gives on the shown input the value that the answer calls right."""
    results = run([{"code": part["right"], "call": part["call"], "seconds": HONEST_SECONDS} for part in corrections])
    for part, result in zip(corrections, results, strict=True):
        assert (result["how"], result["what"]) == ("devuelve", part["value"]), part["id"]


def test_results_are_what_the_code_returns(records: list[Record]) -> None:
    """In each exercise of the kind «what does it return», the answer begins, after the title, with the call's value."""
    members = [record for record in records if record["kind"] == "resultado"]
    calls = [re.findall(r"`(.+?)`", record["instruction"])[-1] for record in members]
    jobs = [
        {"code": FENCE.findall(record["input"])[0], "call": call, "seconds": HONEST_SECONDS}
        for record, call in zip(members, calls, strict=True)
    ]
    for record, result in zip(members, run(jobs), strict=True):
        assert result["how"] == "devuelve", record["id"]
        assert TITLE.sub("", record["output"]).startswith(f"Devuelve `{result['what']}`. "), record["id"]
