"""`ollama create` of what was published, and one answer of Ollama's beside our own.

`create` succeeds for files that cannot run, so the proof is an answer. Both sides decode greedily; rounding of another
runtime may still part them after some tokens.
"""

import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from ..chat import Chat
from ..checkpoint import load_base
from ..errors import OutputError, brief
from . import Published, Recipe

DEFAULT_HOST = "127.0.0.1:11434"
TIMEOUT_S = 600
MAX_ANSWER_BYTES = 1 << 20


@dataclass(frozen=True)
class Answers:
    """What both said to one question."""

    question: str
    ollama: str
    ours: str

    @property
    def same_characters(self) -> int:
        """How far the answers agree."""
        pairs = zip(self.ollama, self.ours, strict=False)
        return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(self.ollama), len(self.ours)))


def find_ollama() -> str | None:
    """Return Ollama's program, if it is installed."""
    return shutil.which("ollama")


def create(program: str, name: str, published: Published) -> None:
    """Run `ollama create`.

    Raises:
        OutputError: with what it said, when it fails.
    """
    command = [program, "create", name, "-f", published.modelfile.name]
    done = subprocess.run(command, cwd=published.out, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise OutputError(
            f"`{' '.join(command)}` failed: {brief(done.stderr or done.stdout)}. Is `ollama serve` running?"
        )


def compare(name: str, published: Published, recipe: Recipe, question: str, *, max_new_tokens: int = 64) -> Answers:
    """Ask Ollama's model `name` and the published GGUF the same question, both greedily.

    Raises:
        OutputError: Ollama does not answer, or says that the model cannot run.
    """
    options = {"temperature": 0, "repeat_penalty": 1.0, "num_predict": max_new_tokens}
    theirs = _ask({"model": name, "prompt": question, "stream": False, "options": options})
    base = load_base(published.ggufs[0])
    chat = Chat(
        base,
        template=recipe.template,
        template_args=recipe.template_args,
        system=recipe.system,
        day=recipe.day,
        max_new_tokens=max_new_tokens,
    )
    return Answers(question, theirs.strip(), "".join(chat.reply(question)).strip())


def _ask(request: dict[str, Any]) -> str:
    host = os.environ.get("OLLAMA_HOST") or DEFAULT_HOST
    url = (host if "://" in host else f"http://{host}").replace("0.0.0.0", "127.0.0.1") + "/api/generate"
    try:
        asked = urllib.request.Request(url, json.dumps(request).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as answer:
            found = json.loads(answer.read(MAX_ANSWER_BYTES))
    except urllib.error.HTTPError as err:
        with err:
            said = err.read(MAX_ANSWER_BYTES).decode("utf-8", "replace")
        raise OutputError(f"Ollama made the model, but it does not run: {brief(said)}") from err
    except (OSError, ValueError) as err:
        raise OutputError(f"Ollama at {url} does not answer ({brief(err)}). Start `ollama serve`.") from err
    if not isinstance(found, dict) or not isinstance(found.get("response"), str):
        raise OutputError(f"Ollama at {url} sent no answer: {brief(found)}")
    return str(found["response"])
