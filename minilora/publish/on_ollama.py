"""Run `ollama create` for a published directory, and compare a completion from Ollama with ours.

`ollama create` also succeeds for files that cannot run, so a completion is requested. Both decode greedily; they may
still differ after some tokens, because the runtimes round differently.
"""

import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from ..chat import Chat
from ..checkpoint import load_base
from ..errors import OutputError, brief
from ..sampling import GREEDY
from . import Published, PublishSettings

DEFAULT_PORT = 11434
WILDCARDS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}
"""Hosts that only a server can listen at -> the host at which it is reached."""
TIMEOUT_S = 600
MAX_RESPONSE_BYTES = 1 << 20


@dataclass(frozen=True)
class Answers:
    """Completions of both programs for one question."""

    question: str
    ollama: str
    ours: str

    @property
    def same_characters(self) -> int:
        """Number of leading characters that are equal."""
        pairs = zip(self.ollama, self.ours, strict=False)
        return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(self.ollama), len(self.ours)))


def find_ollama() -> str | None:
    """Return the path of the ollama program; None if it is not installed."""
    return shutil.which("ollama")


def create(program: str, name: str, published: Published) -> None:
    """Run `ollama create`.

    Raises:
        OutputError: if it fails, with its output.
    """
    command = [program, "create", name, "-f", published.modelfile.name]
    done = subprocess.run(command, cwd=published.out, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise OutputError(
            f"`{' '.join(command)}` failed: {brief(done.stderr or done.stdout)}. Is `ollama serve` running?"
        )


def compare(
    name: str, published: Published, settings: PublishSettings, question: str, *, max_new_tokens: int = 64
) -> Answers:
    """Generate completions for `question` with Ollama's model `name` and with the published GGUF, both greedily.

    Raises:
        OutputError: if Ollama does not respond or cannot run the model.
    """
    options = {"temperature": 0, "repeat_penalty": 1.0, "num_predict": max_new_tokens}
    theirs = _request_completion({"model": name, "prompt": question, "stream": False, "options": options})
    base = load_base(published.ggufs[0])
    chat = Chat(
        base,
        template=settings.template,
        template_args=settings.template_args,
        system=settings.system,
        day=settings.day,
        max_new_tokens=max_new_tokens,
        sampling=GREEDY,
    )
    return Answers(question, theirs.strip(), "".join(chat.reply(question)).strip())


def server_url(setting: str) -> str:
    """Return the URL of Ollama's server for this value of OLLAMA_HOST: [SCHEME://][HOST][:PORT][/PATH].

    Source: ollama, envconfig/config.go (Host, ConnectableHost). An invalid port counts as none.
    """
    scheme, _, rest = setting.strip().strip("\"'").rpartition("://")
    address, _, path = rest.partition("/")
    parts = re.fullmatch(r"(\[.*\]|[^:]*):([^:]*)", address)
    host, port = parts.groups() if parts else (address, "")
    if not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65_535:
        port = {"http": "80", "https": "443"}.get(scheme, str(DEFAULT_PORT))
    host = host.strip("[]")
    host = WILDCARDS.get(host, host)
    host = f"[{host}]" if ":" in host else host
    return f"{scheme or 'http'}://{host}:{port}/{path}".rstrip("/")


def _request_completion(request: dict[str, Any]) -> str:
    url = server_url(os.environ.get("OLLAMA_HOST", "")) + "/api/generate"
    try:
        http_request = urllib.request.Request(url, json.dumps(request).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(http_request, timeout=TIMEOUT_S) as response:
            body = json.loads(response.read(MAX_RESPONSE_BYTES))
    except urllib.error.HTTPError as err:
        with err:
            message = err.read(MAX_RESPONSE_BYTES).decode("utf-8", "replace")
        raise OutputError(f"Ollama created the model, but cannot run it: {brief(message)}") from err
    except (OSError, ValueError) as err:
        raise OutputError(f"Ollama at {url} does not respond ({brief(err)}). Start `ollama serve`.") from err
    if not isinstance(body, dict) or not isinstance(body.get("response"), str):
        raise OutputError(f"Ollama at {url} sent an invalid response: {brief(body)}")
    return str(body["response"])
