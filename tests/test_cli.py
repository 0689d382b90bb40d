"""The command line in general: help, exit status, what goes to stdout and what to stderr."""

import io
import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from minilora.cli import COMMANDS, cli, terminal
from minilora.errors import DataError


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command `fail NAME` that raises what its argument names."""
    raised = {"mended": DataError("line 3 is no JSON"), "interrupt": KeyboardInterrupt(), "bug": ZeroDivisionError()}

    @click.command()
    @click.argument("name")
    def fail(name: str) -> None:
        raise raised[name]

    monkeypatch.setitem(cli.commands, "fail", fail)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    """`--help` of every command works, starts with a sentence, and loads nothing heavy."""
    code = (
        "import sys; from minilora.cli import cli\n"
        f"cli([{command!r}, '--help'], standalone_mode=False)\n"
        "print('HEAVY', *(sys.modules.keys() & {'torch', 'numpy', 'tokenizers', 'gguf'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Usage:" in done.stdout
    assert done.stdout.splitlines()[-1] == "HEAVY"


def test_help_lists_every_command_with_its_line() -> None:
    """The group's help is the table of commands; `-h` is the same."""
    result = CliRunner().invoke(cli, ["--help"])
    assert result.exit_code == 0
    assert all(name in result.output for name in COMMANDS)
    assert CliRunner().invoke(cli, ["-h"]).output == result.output


def test_an_error_of_the_user_is_one_message_on_stderr(failing: None) -> None:
    """A MiniLoraError ends with status 1, its message on stderr, nothing on stdout and no traceback."""
    result = CliRunner().invoke(cli, ["fail", "mended"])
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "Error: line 3 is no JSON\n")


def test_exit_status(failing: None) -> None:
    """Wrong usage is 2, Ctrl-C is 130, and a bug keeps its traceback."""
    run = CliRunner().invoke
    assert run(cli, ["nonsense"]).exit_code == 2
    assert run(cli, ["fail"]).exit_code == 2
    assert run(cli, ["fail", "interrupt"]).exit_code == 130
    assert isinstance(run(cli, ["fail", "bug"]).exception, ZeroDivisionError)


def test_no_color_is_respected(failing: None) -> None:
    """Red on a terminal, unless NO_COLOR is set (https://no-color.org)."""
    run = CliRunner().invoke
    assert run(cli, ["fail", "mended"], color=True).stderr.startswith("\x1b[31mError")
    assert run(cli, ["fail", "mended"], color=True, env={"NO_COLOR": "1"}).stderr.startswith("Error")


@pytest.mark.parametrize("group", ["adapter", "data"])
def test_groups_say_what_their_commands_do_in_whole_sentences(group: str) -> None:
    commands = CliRunner().invoke(cli, [group, "--help"]).output.partition("Commands:")[2]
    assert commands
    assert "..." not in commands


def test_version() -> None:
    """`--version` prints the name and the version, through `python -m minilora` too."""
    from minilora import __version__

    done = subprocess.run([sys.executable, "-m", "minilora", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"minilora {__version__}\n"


def test_a_closed_pipe_is_no_error() -> None:
    """`minilora ... | head -0` ends quietly."""
    process = subprocess.Popen(
        [sys.executable, "-m", "minilora", "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr as stderr:
        assert stderr.read() == b""
    process.wait()


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (1023, "1023 bytes"), (1536, "1.5 KiB"), (3 << 20, "3.0 MiB"), (5 << 40, "5120.00 GiB")],
)
def test_human_size(size: int, text: str) -> None:
    """Sizes are in binary units, bytes unrounded."""
    assert terminal.human_size(size) == text


@pytest.mark.parametrize(
    ("elapsed_s", "text"), [(8.24, "8.2 s"), (59.96, "1 min 00 s"), (185, "3 min 05 s"), (7800, "2 h 10 min")]
)
def test_human_duration(elapsed_s: float, text: str) -> None:
    """Durations show their two leading units."""
    assert terminal.human_duration(elapsed_s) == text


def test_sparkline_spans_from_the_lowest_to_the_highest() -> None:
    """The lowest value is the lowest bar, the highest the highest, and equal values are all low."""
    assert terminal.sparkline([0, 7, 3.5, 1]) == "▁█▅▂"
    assert terminal.sparkline([2, 2]) == "▁▁"
    assert terminal.sparkline([]) == ""


def test_progress_off_the_terminal_is_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """Where stderr is a file there is no bar; the first and the last step are always shown."""
    with terminal.progress("train") as advance:
        for step in range(1, 4):
            advance(step, 3, note="loss 1.0")
    captured = capsys.readouterr()
    assert captured.out == ""
    first, last = captured.err.splitlines()
    assert first == "train 1/3  loss 1.0"
    assert last.startswith("train 3/3  loss 1.0")


def test_messages_are_printed_above_the_progress_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line of the bar is cleared before a message, and the bar is drawn again below it."""

    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    written = io.BytesIO()
    monkeypatch.setattr(terminal.sys, "stderr", Terminal(written, encoding="utf-8", write_through=True))
    monkeypatch.setenv("TERM", "xterm")
    with terminal.progress("train") as advance:
        advance(1, 3)
        terminal.print_stderr("a note")
    before, note, after = written.getvalue().decode().partition("a note")
    assert note
    assert before.endswith("\x1b[2K")
    assert "train" in after


def test_time_left_is_reckoned_from_the_first_unit_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long validation before the first step does not count as the pace of a step."""
    clock = iter((0.0, 100.0, 120.0))
    monkeypatch.setattr(terminal.time, "monotonic", lambda: next(clock))
    with terminal.progress("train") as advance:
        advance(0, 21, "validating")
        advance(1, 21)
        advance(11, 21)
    assert capsys.readouterr().err.splitlines() == ["train 0/21  validating", "train 1/21", "train 11/21  20.0 s left"]


def test_echo_json_prints_reports(capsys: pytest.CaptureFixture[str]) -> None:
    """A report dataclass becomes one JSON object with its Spanish left readable."""

    @dataclass(frozen=True)
    class Report:
        loss: float
        text: str

    terminal.echo_json(Report(1.5, "sí"))
    out = capsys.readouterr().out
    assert json.loads(out) == {"loss": 1.5, "text": "sí"}
    assert "sí" in out


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_terminated_command_leaves_no_half_written_file(tmp_path: Path, number: int) -> None:
    """A closed terminal or `timeout` removes the temporary file, as Ctrl-C does; the status is that of the signal."""
    code = f"""
import signal, time
from pathlib import Path
from minilora import __main__, files

signal.signal({number}, signal.SIG_DFL)  # nohup ignores SIGHUP

def command(prog_name):
    with files.atomic_write(Path(r"{tmp_path}/model.gguf")) as path:
        print("writing", flush=True)
        time.sleep(60)

__main__.cli = command
__main__.main()
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"writing\n"
        assert len(list(tmp_path.iterdir())) == 1
        process.send_signal(number)
        assert process.wait(30) == 128 + number
    assert not list(tmp_path.iterdir())
