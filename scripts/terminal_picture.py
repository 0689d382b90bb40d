"""Create the SVG of a terminal session in the README by running the commands.

    python scripts/terminal_picture.py     # docs/pictures/session.svg and session-dark.svg; one to three minutes

The commands of `SESSION` run one after another in an empty directory, in a pseudo-terminal, so that the output is
that of a real terminal. rich renders the final screen for light and dark pages. Run this script again when the output
of these commands changes.
"""

import fcntl
import os
import platform
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import CONSOLE_SVG_FORMAT, Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs/pictures"
COLUMNS = 104
SESSION = (
    "head -n 16 processed/train.jsonl > train.jsonl",
    "minilora train --train train.jsonl --out mi-tutor --epochs 6 --batch-size 4 --lr 1e-3",
    "minilora export --adapter mi-tutor --type q8_0 --out mi-tutor.gguf --modelfile Modelfile",
    "minilora verify mi-tutor.gguf --adapter mi-tutor --modelfile Modelfile | grep -E 'logits|passed'",
)
CONTROL = re.compile(r"\r|\n|\x1b\[(\??\d*)([A-Za-ln-z])")
"""Control sequences that move the cursor or erase; colours (`m`) stay in the text."""

LIGHT = TerminalTheme(
    (255, 255, 255),
    (36, 41, 47),
    [
        (36, 41, 47),
        (207, 34, 46),
        (17, 99, 41),
        (149, 56, 0),
        (9, 105, 218),
        (130, 80, 223),
        (27, 124, 131),
        (87, 96, 106),
    ],
    [
        (87, 96, 106),
        (164, 14, 38),
        (26, 127, 55),
        (99, 60, 1),
        (33, 139, 255),
        (164, 117, 249),
        (49, 146, 170),
        (36, 41, 47),
    ],
)
DARK = TerminalTheme(
    (13, 17, 23),
    (230, 237, 243),
    [
        (72, 79, 88),
        (255, 123, 114),
        (63, 185, 80),
        (210, 153, 34),
        (88, 166, 255),
        (188, 140, 255),
        (57, 197, 207),
        (177, 186, 196),
    ],
    [
        (110, 118, 129),
        (255, 161, 152),
        (86, 211, 100),
        (227, 179, 65),
        (121, 192, 255),
        (210, 168, 255),
        (86, 212, 221),
        (240, 246, 252),
    ],
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "processed").symlink_to(ROOT / "processed")
        shown = [(f"\x1b[1m$ {command}\x1b[0m", *run(command, Path(folder)), "") for command in SESSION]
    lines = [line for block in shown for line in block][:-1]
    PICTURES.mkdir(exist_ok=True)
    title = f"{cpu_name()}, {len(os.sched_getaffinity(0))} cores, {time.strftime('%Y-%m-%d')}"
    for name, theme in (("session.svg", LIGHT), ("session-dark.svg", DARK)):
        (PICTURES / name).write_text(render_svg(lines, title, theme), encoding="utf-8")


def run(command: str, folder: Path) -> list[str]:
    """Run a shell command in a pseudo-terminal and return the final lines of the screen.

    Raises:
        SystemExit: with the output, if the command fails.
    """
    print(f"$ {command}", file=sys.stderr)
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    env = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    process = subprocess.Popen(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    output = b""
    while chunk := _read(ours):
        output += chunk
    os.close(ours)
    lines = visible_lines(output.decode("utf-8", "replace"))
    if process.wait():
        raise SystemExit("\n".join((f"failed: {command}", *lines)))
    return lines


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:  # raised on Linux when the other end is closed
        return b""


def visible_lines(output: str) -> list[str]:
    """Return the lines that a terminal shows after `output`, with their colours.

    It supports the control sequences of rich's live displays: cursor up, erase line, carriage return.
    """
    lines, row, at = [""], 0, 0
    for control in CONTROL.finditer(output):
        lines[row] += output[at : control.start()]
        at = control.end()
        if control[0] == "\n":
            row += 1
            lines += [""] * (row == len(lines))
        elif control[2] == "A":
            row = max(0, row - int(control[1] or 1))
        elif control[2] == "K":
            lines[row] = ""
    lines[row] += output[at:]
    while lines and not Text.from_ansi(lines[-1]).plain.strip():
        lines.pop()
    return lines


def render_svg(lines: Sequence[str], title: str, theme: TerminalTheme) -> str:
    """Return the SVG of a terminal that shows `lines`. It is deterministic and loads no font."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True, color_system="truecolor")
        for line in lines:
            console.print(Text.from_ansi(line), highlight=False, soft_wrap=False)
    code = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    drawn = console.export_svg(title=title, theme=theme, code_format=code, unique_id="session")
    drawn = drawn.replace(
        "rgba(255,255,255,0.35)", "rgba(128,128,128,0.5)"
    )  # a frame that is visible on light and dark pages
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def cpu_name() -> str:
    info = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", info.read_text()) if info.exists() else None
    return found[1] if found else platform.machine()


if __name__ == "__main__":
    main()
