"""The report on a data set: its numbers are those of the encoder, and its lists complete."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from minilora import checkpoint
from minilora.cli.data import command
from minilora.data.check import MAX_BINS, Run, check, find_duplicates, histogram, read_and_encode, runs
from minilora.data.dataset import truncate
from minilora.data.encode import encode_whole
from minilora.data.instruccion import InstruccionTemplate
from minilora.data.jsonl import Conversation, Record, Turn, Verbatim, read_records
from minilora.errors import DataError
from minilora.tokenizer import Tokenizer

Writer = Callable[..., Path]
PILA = {"id": "pila", "instruction": "¿Qué es una pila?", "output": "Una lista [b]donde[/b] el último sale primero."}
COLA = {"id": "cola", "instruction": "¿Y una cola?", "output": "Otra."}


def test_the_counts_are_those_of_the_encoder(jsonl: Writer, tokenizer: Tokenizer) -> None:
    path = jsonl(PILA, COLA, {"messages": [{"role": "user", "content": "hola"}]})
    template = InstruccionTemplate(tokenizer)
    (report,) = check(read_and_encode([path], tokenizer, template), max_length=20).files
    whole = encode_whole(read_records(path), tokenizer, template)
    cut = truncate(whole, 20, truncation="truncate-answer", bos_id=None).report
    assert (report.records, report.truncated, report.fully_masked) == (3, cut.truncated, cut.fully_masked)
    assert (cut.truncated, cut.fully_masked) == (1, 1)
    assert report.tokens == sum(len(example.ids) for example in whole)
    assert report.answer_tokens == sum(example.answer_tokens for example in whole)
    assert report.longest == max(len(example.ids) for example in whole)


def test_the_faults_of_all_files_are_told_together(jsonl: Writer, tokenizer: Tokenizer) -> None:
    paths = [jsonl("no", name="a.jsonl"), jsonl(PILA, name="b.jsonl"), jsonl("{}", name="c.jsonl")]
    with pytest.raises(DataError) as err:
        read_and_encode(paths, tokenizer, InstruccionTemplate(tokenizer))
    assert "a.jsonl:1: not JSON" in str(err.value)
    assert "c.jsonl:1: found the keys" in str(err.value)


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=50))
def test_a_histogram_counts_every_record_in_few_bins_of_one_round_width(lengths: list[int]) -> None:
    bins = histogram(lengths)
    assert len(bins) <= MAX_BINS
    assert [b.start for b in bins] == [0, *(b.end for b in bins[:-1])]
    assert str(bins[0].end).rstrip("0") in ("1", "2", "5")
    assert [b.records for b in bins] == [sum(b.start <= length < b.end for length in lengths) for b in bins]


def test_duplicates_are_found_across_upper_case_and_white_space() -> None:
    def exchange(where: str, question: str) -> Record:
        return Record(where, where, Conversation((Turn("user", question), Turn("assistant", "sí"))))

    records = [
        exchange("a:1", "¿Es así?"),
        exchange("a:2", "¿es\n así? "),
        exchange("a:3", "¿Es esto?"),
        Record("b:1", "b:1", Verbatim("x", "y")),
        exchange("b:2", "¿ES ASÍ?"),
    ]
    assert find_duplicates(records) == (("a:1", "a:2", "b:2"),)


def test_runs_are_the_text_in_prompt_answer_and_cut_parts(jsonl: Writer, tokenizer: Tokenizer) -> None:
    (file,) = read_and_encode([jsonl(COLA)], tokenizer, InstruccionTemplate(tokenizer))
    (example,) = file.examples
    prompt = Run("Instrucción: ¿Y una cola?\nRespuesta:", learned=False, cut=False)
    assert runs(example, tokenizer, 99) == (prompt, Run(" Otra.</s>", learned=True, cut=False))
    shorter = runs(example, tokenizer, len(example.ids) - 1)
    assert shorter == (prompt, Run(" Otra.", True, False), Run("</s>", True, True))


@pytest.fixture
def run_check(tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run `minilora data check` with the toy tokenizer as the base's."""
    monkeypatch.setattr(checkpoint, "load_tokenizer", lambda base: tokenizer)
    return lambda *args: CliRunner().invoke(command, ["check", *map(str, args)], catch_exceptions=False)


def test_check_prints_a_row_for_each_file_the_lengths_and_the_duplicates(
    jsonl: Writer, run_check: Callable[..., Result]
) -> None:
    one, two = jsonl(PILA, name="train.jsonl"), jsonl(COLA, {**PILA, "id": "otra"}, name="val.jsonl")
    result = run_check(one, two)
    assert result.exit_code == 0
    assert "train.jsonl" in result.stdout
    assert "The same text in several places (1)" in result.stdout
    assert f"{one}:1, {two}:2" in result.stdout.replace("\n", "")


def test_show_marks_answers_where_there_is_no_colour(jsonl: Writer, run_check: Callable[..., Result]) -> None:
    output = run_check(jsonl(PILA, COLA), "--show", 1).stdout
    assert "⟦ Una lista [b]donde[/b] el último sale primero.</s>⟧" in output.replace("\n", " ")
    assert "cola" not in output


def test_json_is_the_report(jsonl: Writer, run_check: Callable[..., Result]) -> None:
    report = json.loads(run_check(jsonl(PILA), "--json", "--max-length", 9).stdout)
    assert report["max_length"] == 9
    assert report["files"][0]["truncated"] == 1
    assert report["duplicates"] == []
