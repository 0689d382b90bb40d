"""Tokens and loss mask: exact at every boundary; everything that is dropped is counted."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import tokenizers

from minilora.data.dataset import truncate
from minilora.data.encode import encode_file, encode_prompt, encode_records, encode_whole, loss_mask
from minilora.data.example import Example
from minilora.data.instruccion import InstruccionTemplate
from minilora.data.jsonl import Conversation, Record, Turn, Verbatim
from minilora.errors import ConfigError, DataError
from minilora.tokenizer import Tokenizer

from .conftest import load_tokenizer_files


def chat(*contents: str, record_id: str = "r") -> Record:
    """A conversation of user and assistant in alternation."""
    turns = [Turn("assistant" if i % 2 else "user", content) for i, content in enumerate(contents)]
    return Record(record_id, "f.jsonl:1", Conversation(tuple(turns)))


def learned(example: Example, tokenizer: Tokenizer) -> str:
    """The text of the tokens under the mask."""
    return tokenizer.core.decode(example.ids[example.loss_mask].tolist(), skip_special_tokens=False)


@pytest.mark.parametrize("answer", ["Una lista.", "  sangría", "\n```python\nx = 1\n```", "👍 ñandú", "a b  ", "٣"])
def test_exactly_the_answer_and_its_eos_are_learned(tokenizer: Tokenizer, answer: str) -> None:
    (example,) = encode_whole([chat("¿Qué es una pila? 👍", answer)], tokenizer, InstruccionTemplate(tokenizer))
    assert learned(example, tokenizer) == f" {answer}</s>"


def test_every_answer_of_a_conversation_is_learned_or_only_the_last(tokenizer: Tokenizer) -> None:
    record, template = chat("uno", "dos", "tres", "cuatro"), InstruccionTemplate(tokenizer)
    (every,) = encode_whole([record], tokenizer, template)
    (last,) = encode_whole([record], tokenizer, template, train_on="last")
    assert learned(every, tokenizer) == " dos</s> cuatro</s>"
    assert learned(last, tokenizer) == " cuatro</s>"
    assert np.array_equal(every.ids, last.ids)


def test_a_turn_of_weight_zero_is_context(tokenizer: Tokenizer) -> None:
    record = chat("uno", "dos", "tres", "cuatro")
    turns = list(record.content.turns)
    turns[1] = dataclasses.replace(turns[1], learn=False)
    record = dataclasses.replace(record, content=Conversation(tuple(turns)))
    (example,) = encode_whole([record], tokenizer, InstruccionTemplate(tokenizer))
    assert learned(example, tokenizer) == " cuatro</s>"


def test_only_an_answer_to_be_learned_must_not_be_empty(tokenizer: Tokenizer) -> None:
    template = InstruccionTemplate(tokenizer)
    record = chat("uno", " ", "tres", "cuatro")
    with pytest.raises(DataError, match=r"f.jsonl:1: turn 2 is an empty answer"):
        encode_whole([record], tokenizer, template)
    (last,) = encode_whole([record], tokenizer, template, train_on="last")
    assert learned(last, tokenizer) == " cuatro</s>"
    with pytest.raises(DataError, match="turn 4 is an empty answer"):
        encode_whole([chat("uno", "dos", "tres", "")], tokenizer, template, train_on="last")


@pytest.mark.parametrize("truncation", ["truncate-answer", "drop"])
def test_a_file_from_which_nothing_can_be_learned_is_named(
    tokenizer: Tokenizer, tmp_path: Path, truncation: str
) -> None:
    """Answers beyond `max_length`, all of them, or records that ask for none."""
    path, template = tmp_path / "v.jsonl", InstruccionTemplate(tokenizer)
    for record, words in [
        ({"instruction": "hola " * 60, "output": "b"}, "Raise max_length"),
        ({"messages": [{"role": "user", "content": "a"}]}, "none of 2 records has"),
    ]:
        path.write_text((json.dumps(record) + "\n") * 2)
        with pytest.raises(DataError, match=rf"nothing is left to learn from {path}: .*{words}"):
            encode_file(path, tokenizer, template, max_length=40, truncation=truncation)  # type: ignore[arg-type]


def test_what_a_model_has_no_positions_for_is_told_at_once(tokenizer: Tokenizer, tmp_path: Path) -> None:
    path, template = tmp_path / "t.jsonl", InstruccionTemplate(tokenizer)
    long = {"instruction": "a", "output": "b c d " * 20}
    path.write_text("".join(json.dumps(r) + "\n" for r in ({"id": "short", "text": "a"}, {**long, "id": "x"}, long)))
    with pytest.raises(DataError) as caught:
        encode_file(path, tokenizer, template, max_length=1000, positions=40)
    assert f"{path}, x: " in str(caught.value)
    assert f"{path}, t.jsonl:3: " in str(caught.value)
    assert "short" not in str(caught.value)
    assert "--max-length 40" in str(caught.value)
    data = encode_file(path, tokenizer, template, max_length=40, positions=40)
    assert (len(data.examples), data.report.truncated) == (3, 2)


def test_a_conversation_without_an_answer_is_counted_as_fully_masked(tokenizer: Tokenizer) -> None:
    template = InstruccionTemplate(tokenizer)
    report = encode_records([chat("uno"), chat("uno", "dos")], tokenizer, template, max_length=64).report
    assert (report.records, report.examples, report.fully_masked) == (2, 1, 1)


def test_the_inference_prompt_is_the_beginning_of_the_training_tokens(tokenizer: Tokenizer) -> None:
    for bos in (None, "<s>"):
        tok = load_tokenizer_files(tokenizer.core, bos=bos, add_bos=bos is not None)
        template = InstruccionTemplate(tok)
        prompt = encode_prompt(template.render_prompt([Turn("user", "¿Qué es una pila?")]), tok)
        (example,) = encode_whole([chat("¿Qué es una pila?", "Una lista.")], tok, template)
        assert example.ids[: len(prompt)].tolist() == prompt
        assert int(np.argmax(example.loss_mask)) == len(prompt)


def test_bos_is_prepended_once_and_never_learned(tokenizer: Tokenizer) -> None:
    tok = load_tokenizer_files(tokenizer.core, bos="<s>", add_bos=True)
    records = [Record("a", "f:1", Verbatim("", "hola")), Record("b", "f:2", Verbatim("", "<s>hola"))]
    first, second = encode_whole(records, tok, InstruccionTemplate(tok))
    assert first.ids.tolist() == second.ids.tolist() == tok.encode("<s>hola</s>")
    assert not first.loss_mask[0]
    assert first.loss_mask[1:].all()


def test_the_first_token_is_never_learned(tokenizer: Tokenizer) -> None:
    (example,) = encode_whole([Record("a", "f:1", Verbatim("", "hola"))], tokenizer, InstruccionTemplate(tokenizer))
    assert not example.loss_mask[0]
    assert example.answer_tokens == len(example.ids) - 1


@pytest.mark.parametrize(
    ("offsets", "expected"),
    [
        ([(0, 3), (3, 6)], [False, True]),  # the border between two tokens
        ([(0, 2), (2, 6)], [False, True]),  # a token across the border is learned
        ([(0, 3), (4, 4), (4, 6)], [False, True, True]),  # a space whose offsets were trimmed away, in the answer
        ([(0, 2), (3, 3), (3, 6)], [False, False, True]),  # the same at the end of the prompt
        ([(0, 3), (3, 7), (7, 8)], [False, True, False]),  # the token that ends a turn swallows the line break
        ([(0, 3), (3, 4), (3, 4), (4, 6)], [False, True, True, True]),  # one character of several tokens
    ],
)
def test_the_mask_rule_at_borders(offsets: Sequence[tuple[int, int]], expected: list[bool]) -> None:
    """Answer = characters 3 to 6."""
    assert loss_mask(offsets, [(3, 6)]).tolist() == expected


def test_a_special_token_that_swallows_the_line_break_behind_it_is_learned(core: tokenizers.Tokenizer) -> None:
    """Phi-3's `<|end|>` takes the whitespace after it into its offsets."""
    own = tokenizers.Tokenizer.from_str(core.to_str())
    own.add_special_tokens([tokenizers.AddedToken("<|end|>", rstrip=True)])
    tok = load_tokenizer_files(own, eos="<|end|>")
    (example,) = encode_whole([chat("a", "b", "c", "d")], tok, InstruccionTemplate(tok))
    assert learned(example, tok) == " b<|end|> d<|end|>"


def example_of(prompt: int, answer: int, first: int = 5) -> Example:
    mask = np.r_[np.zeros(prompt, np.bool_), np.ones(answer, np.bool_)]
    return Example(np.arange(first, first + prompt + answer, dtype=np.int32), mask, f"{prompt}+{answer}")


def test_truncate_answer_keeps_the_beginning(tokenizer: Tokenizer) -> None:
    (kept,) = truncate([example_of(3, 5)], 6, truncation="truncate-answer", bos_id=None).examples
    assert kept.ids.tolist() == [5, 6, 7, 8, 9, 10]
    assert kept.loss_mask.tolist() == [False] * 3 + [True] * 3


@pytest.mark.parametrize(
    ("bos_id", "max_length", "expected"),
    [
        (None, 6, [7, 8, 9, 10, 11, 12]),  # two prompt tokens removed
        (None, 4, [8, 9, 10, 11]),  # one prompt token stays, and the answer loses its end
        (5, 6, [5, 8, 9, 10, 11, 12]),  # BOS stays
        (5, 3, [5, 9, 10]),  # BOS is enough of a prompt
    ],
)
def test_truncate_prompt_removes_its_beginning_but_not_bos(
    bos_id: int | None, max_length: int, expected: list[int]
) -> None:
    (kept,) = truncate([example_of(4, 4)], max_length, truncation="truncate-prompt", bos_id=bos_id).examples
    assert kept.ids.tolist() == expected
    assert kept.ids[kept.loss_mask].tolist() == [i for i in expected if i >= 9]


def test_every_record_is_an_example_dropped_or_fully_masked() -> None:
    whole = [example_of(2, 2), example_of(2, 9), example_of(9, 2), example_of(3, 3)]
    answer = truncate(whole, 6, truncation="truncate-answer", bos_id=None).report
    assert (answer.examples, answer.truncated, answer.fully_masked, answer.dropped) == (3, 1, 1, 0)
    assert (answer.records, answer.tokens, answer.answer_tokens) == (4, 16, 9)
    prompt = truncate(whole, 6, truncation="truncate-prompt", bos_id=None).report
    assert (prompt.examples, prompt.truncated, prompt.fully_masked, prompt.dropped) == (4, 2, 0, 0)
    drop = truncate(whole, 6, truncation="drop", bos_id=None)
    assert (drop.report.examples, drop.report.truncated, drop.report.dropped) == (2, 0, 2)
    assert [e.record_id for e in drop.examples] == ["2+2", "3+3"]
    with pytest.raises(DataError, match=r"2\+9: 11 tokens; at most 6 fit"):
        truncate(whole, 6, truncation="error", bos_id=None)


def test_nothing_left_to_learn_is_an_error() -> None:
    for truncation in ("truncate-answer", "drop"):
        with pytest.raises(DataError, match="nothing is left to learn"):
            truncate([example_of(9, 2)], 6, truncation=truncation, bos_id=None)
    with pytest.raises(DataError, match="none of 1 records has a learned answer"):
        truncate([example_of(4, 0)], 6, truncation="drop", bos_id=None)
    with pytest.raises(ConfigError, match="max_length is 1"):
        truncate([example_of(9, 2)], 1, truncation="drop", bos_id=None)


def test_records_that_the_template_refuses_are_told_with_their_place(tokenizer: Tokenizer) -> None:
    bad = Record("x", "f.jsonl:9", Conversation((Turn("assistant", "hola"),)))
    with pytest.raises(DataError, match=r"f\.jsonl:9: the template `instruccion` does not support"):
        encode_records([chat("a", "b"), bad], tokenizer, InstruccionTemplate(tokenizer), max_length=64)


def test_chunks_change_nothing_and_progress_ends_with_all(
    tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [chat(f"pregunta {i}", f"respuesta {i}", record_id=str(i)) for i in range(7)]
    template = InstruccionTemplate(tokenizer)
    at_once = encode_whole(records, tokenizer, template)
    monkeypatch.setattr("minilora.data.encode.CHUNK", 3)
    calls: list[tuple[int, int]] = []
    in_chunks = encode_whole(records, tokenizer, template, progress=lambda *call: calls.append(call))
    assert [e.ids.tolist() for e in in_chunks] == [e.ids.tolist() for e in at_once]
    assert [e.record_id for e in in_chunks] == [str(i) for i in range(7)]
    assert calls == [(3, 7), (6, 7), (7, 7)]


def test_examples_are_compact(tokenizer: Tokenizer) -> None:
    """Five bytes a token."""
    tok = load_tokenizer_files(tokenizer.core, bos="<s>", add_bos=True)
    (example,) = encode_records([chat("a", "b")], tok, InstruccionTemplate(tok), max_length=64).examples
    assert (example.ids.dtype, example.loss_mask.dtype) == (np.int32, np.bool_)
