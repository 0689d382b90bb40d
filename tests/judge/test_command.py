"""`minilora judge`: answers are those of a chat, models stand side by side, Ctrl-C keeps what was judged."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from minilora.chat import Chat
from minilora.checkpoint import load_base
from minilora.cli import cli
from minilora.data.records import Turn

TALK = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}]
QUESTIONS = (
    {"id": "one", "question": "¿Qué es una pila?", "topic": ["último"], "language": "es", "group": "seen"},
    {"id": "two", "messages": TALK, "time": "O(n)", "group": "held-out"},
)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write(tmp_path / "questions.jsonl", QUESTIONS)


def write(path: Path, rows: Any) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def judge(*words: object, status: int = 0) -> Result:
    few = ("--max-new-tokens", 8, "--device", "cpu", "--dtype", "float32")
    result = CliRunner().invoke(cli, ["judge", *map(str, (*words, *few))], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


def test_answers_are_those_of_a_chat(tiny_llama: Path, questions: Path, tmp_path: Path) -> None:
    """Each question is a conversation of its own with the system message before it; --json keeps the answers."""
    out = tmp_path / "out.json"
    judge("--base", tiny_llama, "--questions", questions, "--system", "Sé breve.", "--json", out)
    report = json.loads(out.read_text(encoding="utf-8"))
    chat = Chat(load_base(tiny_llama), system="Sé breve.", max_new_tokens=8)
    system = list(chat.turns)
    expected = "".join(chat.reply("¿Qué es una pila?")).strip()
    chat.turns = [*system, Turn("user", "a"), Turn("assistant", "b")]
    assert [each["answer"] for each in report["models"][0]["answers"]] == [expected, "".join(chat.reply("c")).strip()]
    assert report["models"][0]["answers"][1]["passed"]["time"] is False


def test_models_stand_side_by_side(tiny_llama: Path, questions: Path, tmp_path: Path) -> None:
    """--against and --answers-from are columns of the table, with their difference to the first model."""
    answers = [
        {"id": "one", "answer": "El último que entra es el primero que sale de la pila."},
        {"id": "two", "answer": "Tarda O(2n)."},
    ]
    given = write(tmp_path / "other.jsonl", answers)
    result = judge(
        *("--base", tiny_llama, "--against", tiny_llama, "--questions", questions, "--answers-from", given),
        *("--json", tmp_path / "out.json", "--answers"),
    )
    report = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert len({model["name"] for model in report["models"]}) == 3
    row = next(row for row in report["table"] if (row["group"], row["criterion"]) == ("", "all"))
    assert [(share["right"], share["of"], share["difference"]) for share in row["shares"]] == [
        (0, 2, None),
        (0, 2, 0.0),
        (2, 2, 100.0),
    ]
    assert "100.0 (2/2) +100.0 (noise)" in " ".join(result.stdout.split())
    assert "[other.jsonl] all right\nTarda O(2n)." in result.stdout


def test_answers_alone_need_no_model(questions: Path, tmp_path: Path) -> None:
    """With --answers-from and no model named, none is loaded; questions without an answer do not count."""
    given = write(tmp_path / "other.jsonl", [{"id": "two", "answer": "Tarda O(2n)."}])
    words = judge("--questions", questions, "--answers-from", given).stdout.split()
    assert words[words.index("time") : words.index("time") + 4] == ["time", "right", "100.0", "(1/1)"]


def test_files_of_one_name_are_told_apart(questions: Path, tmp_path: Path) -> None:
    """Each file's answers are in its own column, under its whole path if another one ends alike."""
    files = []
    for number, answer in enumerate(("Tarda O(n).", "Tarda O(1).")):
        (tmp_path / str(number)).mkdir()
        files.append(write(tmp_path / str(number) / "same.jsonl", [{"id": "two", "answer": answer}]))
    out = tmp_path / "out.json"
    judge("--questions", questions, "--answers-from", files[0], "--answers-from", files[1], "--json", out)
    models = json.loads(out.read_text(encoding="utf-8"))["models"]
    assert [(model["name"], model["answers"][0]["passed"]["time"]) for model in models] == [
        (str(files[0]), True),
        (str(files[1]), False),
    ]


def test_ctrl_c_keeps_what_was_judged(
    tiny_llama: Path, questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C at the second question: status 130, and the first answer is reported and written."""
    reply = Chat.reply

    def interrupted(self: Chat, question: str) -> Any:
        if question == "c":
            os.kill(os.getpid(), signal.SIGINT)
        return reply(self, question)

    monkeypatch.setattr(Chat, "reply", interrupted)
    out = tmp_path / "out.json"
    result = judge("--base", tiny_llama, "--questions", questions, "--json", out, status=130)
    assert "1 of 2 answers" in result.stderr
    assert [each["id"] for each in json.loads(out.read_text())["models"][0]["answers"]] == ["one"]


def test_an_error_keeps_what_was_judged(tiny_llama: Path, questions: Path, tmp_path: Path) -> None:
    """A model that cannot be loaded after another one's answers: status 1, and these are reported and written."""
    (tmp_path / "empty").mkdir()
    out, words = tmp_path / "out.json", ("--base", tiny_llama, "--questions", questions)
    result = judge(*words, "--against", tmp_path / "empty", "--json", out, status=1)
    assert "0 of 2 answers of empty" in result.stderr
    assert "config.json" in result.stderr
    assert "time right" in result.stdout
    (model,) = json.loads(out.read_text())["models"]
    assert [each["id"] for each in model["answers"]] == ["one", "two"]
    unwritable = judge(*words, "--json", questions / "out.json", status=1)
    assert "cannot write" in unwritable.stderr
    assert "time right" in unwritable.stdout


def test_what_can_be_known_is_refused_before_the_first_answer(
    tiny_llama: Path, questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is no model's, and an output that is a directory or an input."""
    monkeypatch.setattr(Chat, "reply", lambda self, question: pytest.fail("asked"))
    words = ("--base", tiny_llama, "--questions", questions)
    assert "no base model at no-such-model" in judge(*words, "--against", "no-such-model", status=1).stderr
    assert "is a directory" in judge(*words, "--json", tmp_path, status=2).stderr
    damaged = write(tmp_path / "m.gguf", [])
    assert "would be overwritten" in judge(*words, "--against", damaged, "--json", damaged, status=1).stderr


def test_what_does_not_fit_is_refused(tiny_llama: Path, questions: Path, tmp_path: Path) -> None:
    """--greedy with a sampling option, an output that is the input, a bad questions file."""
    assert (
        "--greedy excludes --top-p"
        in judge(*("--base", tiny_llama, "--questions", questions, "--greedy", "--top-p", 0.5), status=2).stderr
    )
    assert "would be overwritten" in judge("--questions", questions, "--json", questions, status=1).stderr
    bad = write(tmp_path / "bad.jsonl", [{"id": "x", "pregunta": "?"}])
    assert "'pregunta' is not known" in judge("--questions", bad, status=1).stderr
