"""A run published: complete, verified, and every figure from its files."""

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hub_server import Hub, hub

from minilora.chat import Chat
from minilora.checkpoint import load_base
from minilora.cli import cli
from minilora.export import export_gguf
from minilora.export.several import export_types
from minilora.gguf.modelfile import parse_modelfile
from minilora.gguf.reader import GGUFFile
from minilora.lora import read_adapter
from minilora.publish.on_ollama import server_url
from minilora.run_record import RunRecord
from minilora.sampling import GREEDY

__all__ = ["hub"]
SYSTEM = "Responde en español."


def minilora(*words: object, status: int = 0) -> Result:
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


@pytest.fixture(scope="module")
def run(tiny_llama: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    rows = [[("system", SYSTEM), ("user", f"¿{n}?"), ("assistant", f"Es {n}.")] for n in range(4)]
    lines = [json.dumps({"messages": [{"role": r, "content": c} for r, c in row]}) for row in rows]
    (folder / "preguntas.jsonl").write_text("\n".join(lines) + "\n")
    few = ("--epochs", 2, "--batch-size", 2, "--r", 2, "--lr", 0.02, "--device", "cpu", "--dtype", "float32")
    data = ("--train", folder / "preguntas.jsonl", "--val", folder / "preguntas.jsonl")
    minilora("train", "--base", tiny_llama, *data, "--template", "instruccion", "--out", folder / "tutor", *few)
    return folder / "tutor"


@pytest.fixture(scope="module")
def published(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("published") / "tutor"
    minilora("publish", run, "--out", out, "--types", "q8_0,f16", "--license", "mit")
    return out


def test_a_published_run_is_complete(published: Path) -> None:
    files = {path.relative_to(published).as_posix() for path in published.rglob("*") if path.is_file()}
    assert {"tutor-Q8_0.gguf", "tutor-F16.gguf", "Modelfile", "README.md", "template", "system", "params"} <= files
    assert {"adapter/adapter_config.json", "adapter/adapter_model.safetensors", "adapter/tokenizer.json"} <= files


def test_several_types_in_one_pass_are_those_of_single_exports(run: Path, tiny_llama: Path, tmp_path: Path) -> None:
    """Byte for byte."""
    outs = {kind: tmp_path / f"{kind}.gguf" for kind in ("q4_0", "q8_0", "bf16")}
    seen: list[tuple[int, int]] = []
    export_types(tiny_llama, outs, adapter=run, progress=lambda done, of: seen.append((done, of)))
    for kind, path in outs.items():
        export_gguf(tiny_llama, tmp_path / "one.gguf", adapter=run, file_type=kind)
        assert path.read_bytes() == (tmp_path / "one.gguf").read_bytes(), kind
    assert seen[-1][0] == seen[-1][1] == len(seen)


def test_the_card_s_figures_are_the_run_s(published: Path, run: Path) -> None:
    """Its head is YAML that the hub knows; losses are the log's, settings run.json's, checks those of verify."""
    card = (published / "README.md").read_text(encoding="utf-8")
    head = yaml.safe_load(card.split("---\n")[1])
    assert head["license"] == "mit"
    assert head["pipeline_tag"] == "text-generation"
    assert "base_model" not in head  # a local folder is nobody's name
    log = [json.loads(line) for line in (run / "training.jsonl").read_text().splitlines()]
    losses = {line["step"]: line["val_loss"] for line in log if "val_loss" in line}
    assert f"| validation, the base alone | {losses[0]:.4f} |" in card
    assert f"| validation, step 4 | {losses[4]:.4f} |" in card
    assert f"| training, step 4 | {[line['loss'] for line in log if 'loss' in line][-1]:.4f} |" in card
    assert "| epochs | 2 |" in card
    assert "`preguntas.jsonl`: 4 records" in card
    assert f"| `tutor-Q8_0.gguf` | {(published / 'tutor-Q8_0.gguf').stat().st_size / 1e6:,.1f} MB |" in card
    assert "| `tutor-F16.gguf` | logits |" in card


def test_nothing_says_where_it_was_made(published: Path, run: Path, tiny_llama: Path) -> None:
    """No path of this machine is in any file."""
    for path in published.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for secret in (run.parent, tiny_llama):
                assert str(secret).encode() not in content, path


def test_ollama_s_files_say_what_the_modelfile_says(published: Path) -> None:
    modelfile = parse_modelfile((published / "Modelfile").read_text())
    assert modelfile.model == "./tutor-Q8_0.gguf"
    assert (published / "template").read_text() == modelfile.template
    assert (published / "system").read_text() == modelfile.system == SYSTEM
    params = json.loads((published / "params").read_text())
    assert params.pop("stop") == list(modelfile.stops)
    assert params == dict(modelfile.parameters)


def test_the_adapter_is_peft_s(published: Path, run: Path, tiny_llama: Path) -> None:
    """peft loads it; its numbers are the run's."""
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(tiny_llama), published / "adapter")
    ours, theirs = read_adapter(run), read_adapter(published / "adapter")
    assert all((ours.updates[name].lora_B == theirs.updates[name].lora_B).all() for name in ours.updates)
    assert RunRecord.read(published / "adapter").template == "instruccion"


def test_the_gguf_says_what_it_is(published: Path) -> None:
    kv = GGUFFile(published / "tutor-Q8_0.gguf").kv
    assert (kv["general.name"], kv["general.license"], kv["general.dataset.0.name"]) == ("tutor", "mit", "preguntas")


def test_a_directory_that_holds_something_is_left_alone(run: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    assert "not an empty directory" in minilora("publish", run, "--out", tmp_path, status=1).stderr
    assert "expected some of" in minilora("publish", run, "--out", tmp_path / "o", "--types", "q9", status=2).stderr


@pytest.mark.parametrize("name", ["../notes", "org/model", "a\\b", ".hidden"])
def test_a_name_that_is_no_part_of_a_file_name_is_refused(run: Path, tmp_path: Path, name: str) -> None:
    shown = minilora("publish", run, "--out", tmp_path / "out", "--name", name, status=1).stderr
    assert "expected one without / and \\" in shown
    assert "--push ORG/NAME" in shown
    assert [*tmp_path.iterdir()] == []


def test_what_does_not_pass_is_not_written(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from minilora import publish
    from minilora.verify import Check, VerifyReport

    failed = VerifyReport(tmp_path, (Check("logits", "tokens", False, "3 differ"),))
    monkeypatch.setattr(publish, "verify", lambda *args, **kwargs: failed)
    shown = minilora("publish", run, "--out", tmp_path / "out", "--types", "f16", status=1).stderr
    assert "does not pass `minilora verify`, so nothing was written: logits, tokens: 3 differ" in shown
    assert not (tmp_path / "out").exists()


class Ollama(BaseHTTPRequestHandler):
    """Ollama's server, as far as one answer goes."""

    answer = ""
    asked: list[dict[str, object]]

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_POST(self) -> None:
        self.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        body = json.dumps({"response": self.answer, "done": True}).encode()
        self.send_response(200 if self.answer else 500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def ollama(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Ollama]]:
    """A program `ollama` that notes how it was called, and its server."""
    program = tmp_path / "bin/ollama"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\necho "$@" > "{tmp_path}/called"\n[ "$2" != bad ] || {{ echo no such thing >&2; exit 1; }}\n'
    )
    program.chmod(0o755)
    served = type("Served", (Ollama,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), served)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{server.server_port}")
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_ollama_makes_the_model_and_is_compared(
    run: Path, published: Path, tmp_path: Path, ollama: type[Ollama]
) -> None:
    """Asked greedily; an equal answer is said to be, another is shown beside ours."""
    base = load_base(published / "tutor-F16.gguf")
    ours = "".join(Chat(base, system=SYSTEM, max_new_tokens=64, sampling=GREEDY).reply("¿2?")).strip()
    ollama.answer = ours
    words = ("--types", "f16", "--ollama", "tutor", "--question", "¿2?")
    shown = minilora("publish", run, "--out", tmp_path / "one", *words).stdout
    assert (tmp_path / "called").read_text() == "create tutor -f Modelfile\n"
    assert "minilora: the same" in shown
    assert ollama.asked[0]["prompt"] == "¿2?"
    ollama.answer = ours[:3] + "…"
    assert "The first 3 characters are the same." in minilora("publish", run, "--out", tmp_path / "two", *words).stdout
    ollama.answer = ""
    assert "but cannot run it" in minilora("publish", run, "--out", tmp_path / "three", *words, status=1).stderr
    bad = ("--types", "f16", "--ollama", "bad")
    assert "no such thing" in minilora("publish", run, "--out", tmp_path / "four", *bad, status=1).stderr


@pytest.mark.parametrize(
    ("setting", "url"),
    [
        ("", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("localhost", "http://localhost:11434"),
        (' "10.0.0.2:80" ', "http://10.0.0.2:80"),
        (":8080", "http://127.0.0.1:8080"),
        ("http://host", "http://host:80"),
        ("https://host/", "https://host:443"),
        ("https://host:1234/ollama/", "https://host:1234/ollama"),
        ("::1", "http://[::1]:11434"),
        ("[::]:8080", "http://[::1]:8080"),
        ("host:65536", "http://host:11434"),
    ],
)
def test_ollama_host_means_what_it_means_to_ollama(setting: str, url: str) -> None:
    """The default port is Ollama's, unless a scheme is given; the address to listen at is one to connect to."""
    assert server_url(setting) == url


def test_without_ollama_the_command_is_told(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    shown = minilora("publish", run, "--out", tmp_path / "out", "--types", "f16", "--ollama", "tutor").stderr
    assert f"ollama create tutor -f {tmp_path / 'out/Modelfile'}" in shown


def test_push_uploads_the_directory(run: Path, tmp_path: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file, byte for byte; without a token one clear line, and the directory stays."""
    out = tmp_path / "out"
    refused = minilora("publish", run, "--out", out, "--types", "f16", "--push", "me/tutor", status=1).stderr
    assert "me/tutor" in refused
    assert out.is_dir()
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    shown = minilora("publish", run, "--out", tmp_path / "again", "--types", "f16", "--push", "me/tutor").stdout
    assert f"{hub.url}/me/tutor/commit/" in shown
    files = [path for path in (tmp_path / "again").rglob("*") if path.is_file()]
    expected = {path.relative_to(tmp_path / "again").as_posix(): path.read_bytes() for path in files}
    assert hub.repositories["me/tutor"] == expected
