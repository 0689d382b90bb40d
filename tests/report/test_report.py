"""What the report computes, against direct formulas; damaged run directories; the page of a run that trains."""

import json
import math
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from report_pages import make_log, minilora, page_data, write_rows
from safetensors.torch import save_file

from minilora.adapted import load_adapted
from minilora.chat import Chat
from minilora.checkpoint import load_base, open_base
from minilora.data.encode import encode_prompt
from minilora.data.example import Example
from minilora.errors import MiniLoraError
from minilora.evaluate import evaluate
from minilora.files import file_sha256
from minilora.gguf.reader import GGUFFile
from minilora.lora import read_adapter
from minilora.report import Report
from minilora.report.answers import Answer, Prompting, Token, answer_all, mark_differences, read_questions
from minilora.report.curves import downsample, smooth
from minilora.report.forgotten import general_text, sentence_losses
from minilora.report.learned import in_file, study_alone, study_with_base
from minilora.report.learned_view import rounding_table
from minilora.report.numbers import Formats
from minilora.report.page import MAX_PAGE_BYTES, make_visible, render
from minilora.report.run_files import read_run
from minilora.report.texts import IN_SCRIPT, TEXTS
from minilora.sampling import GREEDY
from minilora.training_log import read_log

# ---- curves ----


def test_a_downsampled_curve_keeps_mean_and_extremes() -> None:
    """Each point has mean, minimum and maximum of its stretch, by a plain loop; NaN counts nowhere."""
    rng = np.random.default_rng(0)
    values = rng.normal(size=1234)
    values[[5, 77, 1233]] = [np.nan, np.inf, -50]
    curve = downsample(range(1, 1235), values.tolist(), points=100)
    starts = np.linspace(0, 1234, 100, endpoint=False).astype(int)
    for i, (start, end) in enumerate(zip(starts, [*starts[1:], 1234], strict=True)):
        part = [value for value in values[start:end] if math.isfinite(value)]
        assert curve.mean[i] == pytest.approx(sum(part) / len(part))
        assert (curve.low[i], curve.high[i]) == (min(part), max(part))
        assert curve.steps[i] == end
    assert curve.low.min() == -50


def test_a_short_curve_is_itself_and_an_empty_one_empty() -> None:
    curve = downsample([3, 4], [1.0, float("nan")])
    assert curve.steps.tolist() == [3, 4]
    assert curve.mean[0] == curve.low[0] == curve.high[0] == 1.0
    assert math.isnan(curve.mean[1])
    assert downsample([], []).steps.tolist() == []


def test_smoothing_is_the_mean_of_the_last_values() -> None:
    values = [4.0, 2.0, float("nan"), 6.0, 8.0]
    assert smooth(values, 3).tolist() == [4.0, 3.0, 3.0, 4.0, 7.0]


# ---- the adapter, and the file ----


def test_written_is_one_for_the_change_and_zero_for_the_base() -> None:
    """And noise is the distance from the merged weight in units of the change."""
    torch.manual_seed(0)
    weight, change = torch.randn(40, 30), torch.randn(40, 30) * 0.01
    exact = weight + change
    assert in_file(exact, weight, exact, "F32").written == pytest.approx(1)
    assert in_file(exact, weight, exact, "F32").noise == 0
    base = in_file(weight, weight, exact, "F32")
    assert (base.written, base.noise) == pytest.approx((0, 1), abs=1e-5)
    half = in_file(weight + change / 2, weight, exact, "F32")
    assert (half.written, half.noise) == pytest.approx((0.5, 0.5), abs=1e-4)


def test_the_file_of_the_run_holds_its_change_and_another_does_not(
    run: Path, gguf: Path, tiny_llama: Path, tmp_path: Path
) -> None:
    """Against a direct computation from the file's dequantized tensor; the exported base alone holds nothing."""
    found = study_with_base(run, tiny_llama, gguf)
    adapter = read_adapter(run)
    assert [module.study.name for module in found] != []
    for module in found:
        assert module.in_file is not None
        assert module.in_file.written == pytest.approx(1, abs=0.02)
        assert module.in_file.type == "Q8_0"
    down = next(module for module in found if module.kind == "down_proj" and module.block == 1)
    files = open_base(tiny_llama)
    weight = files.source.get("model.layers.1.mlp.down_proj.weight").float()
    change = adapter.updates["model.layers.1.mlp.down_proj"].delta()
    with GGUFFile(gguf) as file:
        stored = torch.from_numpy(file.dequantized("blk.1.ffn_down.weight"))
    assert down.in_file
    assert down.in_file.noise == pytest.approx(float((stored - weight - change).norm() / change.norm()), rel=1e-3)
    assert down.study.base
    assert down.study.base.relative == pytest.approx(float(change.norm() / weight.norm()), rel=1e-4)
    minilora("export", "--base", tiny_llama, "--type", "f32", "--out", tmp_path / "base.gguf")
    for module in study_with_base(run, tiny_llama, tmp_path / "base.gguf"):
        assert module.in_file
        assert module.in_file.written == pytest.approx(0, abs=1e-4)


def test_the_statistics_need_no_base(run: Path, tiny_llama: Path) -> None:
    """Norms and ranks are the same without one."""
    alone = {module.study.name: module.study for module in study_alone(run)}
    for module in study_with_base(run, tiny_llama):
        assert module.study.norm == pytest.approx(alone[module.study.name].norm, rel=1e-6)
        assert module.study.effective_rank == pytest.approx(alone[module.study.name].effective_rank, rel=1e-6)


# ---- answers, forgotten text ----


def test_answers_are_the_chat_s_and_their_probabilities_those_of_one_pass(run: Path, tiny_llama: Path) -> None:
    """The text is that of `Chat`; each probability is the softmax of the plain forward pass at its position."""
    base = load_adapted(tiny_llama, run)
    questions, _ = read_questions(run.parent / "prompts.txt")
    (answer,) = answer_all(base, questions, Prompting("instruccion"), max_new_tokens=12)
    chat = Chat(base, template="instruccion", max_new_tokens=12, sampling=GREEDY)
    assert "".join(token.text for token in answer.tokens).strip() == "".join(chat.reply(questions[0].text)).strip()
    ids = encode_prompt(chat.template.render_prompt(questions[0].turns), chat.tokenizer)
    for token in answer.tokens:
        with torch.no_grad():
            logits = base.model(torch.tensor([ids]))[0, -1]
        assert token.probability == pytest.approx(float(logits.softmax(-1).max()), rel=1e-3)
        assert token.likely[0][1] == pytest.approx(token.probability, rel=1e-3)
        ids.append(int(logits.argmax()))


def test_differences_are_the_tokens_that_the_other_answer_lacks() -> None:
    def answer(text: str) -> Answer:
        return Answer(tuple(Token(word, 0.5, ()) for word in text.split()), True)

    marked = mark_differences(answer("a pile keeps items in order"), answer("a stack keeps items"))
    assert [token.text for token in marked.tokens if token.differs] == ["pile", "in", "order"]
    assert mark_differences(answer("a b"), answer("a b")).differing == 0


def test_questions_come_from_lines_or_from_records(tmp_path: Path) -> None:
    """Of a record, everything before the answer; the answer is kept for comparison."""
    (tmp_path / "lines.txt").write_text("uno\n\ndos\n", encoding="utf-8")
    questions, total = read_questions(tmp_path / "lines.txt")
    assert ([question.text for question in questions], total) == (["uno", "dos"], 2)
    questions, total = read_questions(write_rows(tmp_path / "rows.jsonl", 20))
    assert (len(questions), total) == (12, 20)
    assert (questions[1].text, questions[1].expected) == ("¿1?", "Es 1.")


def test_general_text_is_fixed_and_its_loss_is_that_of_evaluate(tiny_llama: Path) -> None:
    """Twenty sentences in each language; the losses are those of the package's evaluation, sentence by sentence."""
    assert {language: len(set(texts)) for language, texts in general_text().items()} == {"en": 20, "es": 20}
    base = load_base(tiny_llama)
    assert base.tokenizer
    for found in sentence_losses(base)[::7]:
        ids = np.array(encode_prompt(found.text, base.tokenizer), np.int32)
        mask = np.arange(len(ids)) > 0
        expected = evaluate(base.model, [Example(ids, mask, "")])
        assert (found.tokens, found.loss) == (expected.answer_tokens, pytest.approx(expected.loss, rel=1e-4))


# ---- the page ----


def test_a_page_from_the_run_s_files_alone(run: Path, tmp_path: Path) -> None:
    """It names the options that add what is missing; figures are those of the files; equal files give equal bytes."""
    pages = [tmp_path / "one.html", tmp_path / "two.html"]
    for out in pages:
        minilora("report", run, "--quick", "--out", out)
    assert pages[0].read_bytes() == pages[1].read_bytes()
    text = pages[0].read_text(encoding="utf-8")
    for option in ("--base BASE", "--gguf FILE", "--questions FILE", "--against OTHER_RUN"):
        assert option in text
    assert file_sha256(run / "adapter_model.safetensors") in text
    log = read_log(run)
    assert f"{min(loss for step, loss in log.validations if step):.3f}" in text
    (loss, *_) = page_data(pages[0])["charts"][0]["series"]
    assert loss["x"] == log.steps
    assert loss["y"] == pytest.approx(log.metrics["loss"], rel=1e-4)
    assert str(run.parent) not in text  # no path of this machine


def test_the_page_in_spanish(run: Path, tmp_path: Path) -> None:
    minilora("report", run, "--quick", "--lang", "es", "--out", tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert '<html lang="es">' in text
    assert "Qué aprendió el adaptador" in text
    assert "What the adapter learned" not in text


def test_every_text_is_in_both_languages() -> None:
    """With the same fields; the script's texts are among them."""
    for key, (english, spanish) in TEXTS.items():
        fields = [sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in (english, spanish)]
        assert fields[0] == fields[1], key
    assert set(IN_SCRIPT) <= TEXTS.keys()


def test_numbers_have_the_notation_of_the_language() -> None:
    english, spanish = Formats("en"), Formats("es")
    assert (english.fixed(1234.5, 1), spanish.fixed(1234.5, 1)) == ("1,234.5", "1\u202f234,5")
    assert (english.size(1536), english.percent(0.5), english.duration(185)) == ("1.5 KiB", "50.0 %", "3 min 05 s")
    assert english.number(12345.0) == "12,345"
    assert english.fixed(float("nan")) == english.size(None) == "–"


def test_controls_are_visible() -> None:
    assert make_visible("a\u202eb") == "a⟨RIGHT-TO-LEFT OVERRIDE⟩b"
    assert make_visible("a\x1b[1m\n") == "a␛[1m\n"
    assert (
        make_visible("a\u2066\u200e\ufeff") == "a⟨LEFT-TO-RIGHT ISOLATE⟩⟨LEFT-TO-RIGHT MARK⟩⟨ZERO WIDTH NO-BREAK SPACE⟩"
    )
    assert make_visible("ñandú 👩\u200d👩 می\u200cخواهم") == "ñandú 👩\u200d👩 می\u200cخواهم"


def test_a_run_without_a_base_at_hand_still_has_a_page(run: Path, tmp_path: Path) -> None:
    """The recorded base is gone: the page says so. A base that was asked for must be there."""
    moved = tmp_path / "run"
    shutil.copytree(run, moved)
    record = json.loads((moved / "run.json").read_text(encoding="utf-8"))
    (moved / "run.json").write_text(json.dumps({**record, "base": "/nowhere/base"}), encoding="utf-8")
    minilora("report", moved, "--out", tmp_path / "page.html")
    assert "The base could not be used" in (tmp_path / "page.html").read_text(encoding="utf-8")
    minilora("report", moved, "--base", "/nowhere/base", "--out", tmp_path / "no.html", status=1)
    assert not (tmp_path / "no.html").exists()


# ---- damaged directories ----


def test_a_log_of_odd_lines_is_read_as_far_as_it_is_one(tmp_path: Path) -> None:
    """NaN and infinity leave gaps; lines that are no metrics are counted."""
    make_log(tmp_path / "training.jsonl", 4)
    with (tmp_path / "training.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"step": 5, "loss": NaN}\n{"step": 6, "loss": Infinity, "lr": "x", "grad_norm": 1e999}\n')
        file.write("[1, 2]\nnot json\n" + "[" * 100_000 + "\n" + '{"step": ' + "9" * 5000 + ', "loss": 1.0}\n')
    log = read_log(tmp_path)
    assert log.steps[:6] == [1, 2, 3, 4, 5, 6]
    assert log.skipped >= 3
    text = render(Report(read_run(tmp_path)), "en", tmp_path / "page.html")
    assert "are no metrics" in text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("run.json", "{"),
        ("run.json", "[" * 100_000),
        ("run.json", '{"machine": []}'),
        ("adapter_config.json", "null"),
        ("data.json", '{"counts": {}, "lengths": 3, "records": []}'),
        ("data.json", '{"counts": {}, "lengths": {"edges": ["x"], "counts": []}, "records": []}'),
        ("data.json", '{"counts": {}, "lengths": {"edges": [1], "counts": []}, "records": [{"id": 3}]}'),
        (
            "data.json",
            '{"counts": {}, "lengths": {"edges": [1], "counts": []}, "records": [' + "1," * 3_000_000 + "1]}",
        ),
    ],
)
def test_a_damaged_run_directory_gives_one_error(run: Path, tmp_path: Path, name: str, content: str) -> None:
    shutil.copytree(run, tmp_path / "run")
    (tmp_path / "run" / name).write_text(content, encoding="utf-8")
    result = minilora("report", tmp_path / "run", "--quick", "--out", tmp_path / "page.html", status=1)
    assert result.output.count("Error:") == 1
    assert name in result.output
    assert not (tmp_path / "page.html").exists()


def test_absurd_numbers_are_shown_or_left_out(run: Path, tmp_path: Path) -> None:
    """Integers beyond any float, infinities, negative and unordered steps: the page opens without them."""
    shutil.copytree(run, tmp_path / "run")
    huge = 10**400
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    record["parameters"] = {"trainable": huge, "total": -1}
    record["machine"] |= {"memory_bytes": huge, "versions": [huge], "threads": float("inf")}
    record["data"]["train"] |= {"records": huge, "files": {"a": 1}}
    (tmp_path / "run/run.json").write_text(json.dumps(record), encoding="utf-8")
    data = json.loads((run / "data.json").read_text(encoding="utf-8"))
    data["counts"] = {"records": huge, "tokens": -3, "truncated": True}
    (tmp_path / "run/data.json").write_text(json.dumps(data), encoding="utf-8")
    lines = [
        {"step": step, "loss": 1.0, "total_steps": huge, "tokens": huge, "step_s": 1e308}
        for step in (huge, 7, 3, -5, 3)
    ]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "run/training.jsonl").write_text(text, encoding="utf-8")
    minilora("report", tmp_path / "run", "--quick", "--out", tmp_path / "page.html")
    (loss, *_) = page_data(tmp_path / "page.html")["charts"][0]["series"]
    assert loss["x"] == [3, 3, 7]


def test_the_map_of_a_strange_adapter_is_bounded(tmp_path: Path) -> None:
    """A thousand modules, each in a row and a column of its own, do not make a million cells."""
    tensors = {}
    for n in range(1000):
        name = f"base_model.model.layers.{n}.m{n}"
        tensors |= {f"{name}.lora_A.weight": torch.ones(1, 2), f"{name}.lora_B.weight": torch.ones(2, 1)}
    save_file(tensors, tmp_path / "adapter_model.safetensors")
    config = {"peft_type": "LORA", "r": 1, "lora_alpha": 1, "target_modules": [f"m{n}" for n in range(1000)]}
    (tmp_path / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    minilora("report", tmp_path, "--quick", "--out", tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert text.count("data-module=") == 40
    assert "The map shows the first 40 of 1,000 modules." in text


@pytest.mark.parametrize("name", ["training.jsonl", "run.json", "adapter_model.safetensors", "page"])
def test_no_file_of_the_run_is_overwritten(run: Path, name: str) -> None:
    before = {path.name: path.read_bytes() for path in run.iterdir() if path.is_file()}
    minilora("report", run, "--quick", "--out", run / name, status=1)
    assert {path.name: path.read_bytes() for path in run.iterdir() if path.is_file()} == before


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MiniLoraError, match="not the directory of a run"):
        read_run(tmp_path)


def test_long_texts_cannot_make_a_large_page(run: Path, tmp_path: Path) -> None:
    """Settings, names and samples are bounded; a page that is still too large is refused."""
    shutil.copytree(run, tmp_path / "run")
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    record["settings"] |= {f"key {n}" * 50: "x" * 100_000 for n in range(300)}
    record["system"] = "s" * 900_000
    (tmp_path / "run/run.json").write_text(json.dumps(record), encoding="utf-8")
    sample = {"step": 1, "prompt": "p" * 50_000, "answer": "a" * 50_000}
    (tmp_path / "run/samples.jsonl").write_text(f"{json.dumps(sample)}\n" * 200, encoding="utf-8")
    minilora("report", tmp_path / "run", "--quick", "--out", tmp_path / "page.html")
    assert (tmp_path / "page.html").stat().st_size < MAX_PAGE_BYTES


# ---- while it trains ----


def test_the_page_follows_the_run(tiny_llama: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`train --report` writes it at each validation, and at the end with the adapter; the last page is complete."""
    from minilora import report

    pages = []
    real = report.write_live_report

    def noted(out: Path, folder: Path, *, training: bool, lang: str = "en") -> None:
        real(out, folder, training=training, lang="es" if lang == "es" else "en")
        pages.append((training, out.read_text(encoding="utf-8")))

    monkeypatch.setattr(report, "write_live_report", noted)
    rows = write_rows(tmp_path / "rows.jsonl")
    few = ("--epochs", 2, "--batch-size", 4, "--r", 2, "--device", "cpu", "--dtype", "float32", "--report", "es")
    minilora("train", "--base", tiny_llama, "--train", rows, "--val", rows, "--out", tmp_path / "run", *few)
    assert [training for training, _ in pages] == [True, True, True, False]
    assert "paso 2 de 4" in pages[1][1]
    assert 'id="heat"' not in pages[1][1]
    assert "sigue en marcha" not in pages[-1][1]
    assert 'id="heat"' in pages[-1][1]


def test_a_type_that_rounds_the_change_away_is_named(tiny_llama: Path, run: Path, tmp_path: Path) -> None:
    """A base in Q4_0, trained a little and exported as Q4_0 again, is nearly the base; as Q8_0 it holds the change."""
    minilora("export", "--base", tiny_llama, "--type", "q4_0", "--out", tmp_path / "base.gguf")
    rows = write_rows(tmp_path / "rows.jsonl")
    few = ("--max-steps", 2, "--batch-size", 4, "--r", 2, "--lr", 1e-3, "--device", "cpu", "--dtype", "float32")
    minilora("train", "--base", tmp_path / "base.gguf", "--train", rows, "--out", tmp_path / "run", *few)
    kept = {}
    for kind in ("q4_0", "q8_0"):
        minilora("export", "--adapter", tmp_path / "run", "--type", kind, "--out", tmp_path / f"{kind}.gguf")
        found = study_with_base(tmp_path / "run", tmp_path / "base.gguf", tmp_path / f"{kind}.gguf")
        (row,) = (row for row in rounding_table(found) if row.stored_as == "file")
        kept[kind] = row.kept
    assert kept["q4_0"] < 0.5
    assert kept["q8_0"] == pytest.approx(1, abs=0.2)
