"""The hub on loopback: its API for tiny repositories, with what can go wrong; and its cache in a temporary folder.

Tests that use the fixture `hub` import it."""

import base64
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE = (".safetensors", ".gguf")
"""Files that the hub keeps by their sha256; others are git's."""


@dataclass
class Hub:
    """What the server serves, and what it was asked for."""

    url: str = ""
    repositories: dict[str, dict[str, bytes]] = field(default_factory=dict)
    """ORG/NAME -> file -> content."""
    private: set[str] = field(default_factory=set)
    gated: set[str] = field(default_factory=set)
    commit: str = COMMIT
    cut_at: int = 0
    """Break the connection of a large file once, after so many bytes."""
    spoilt: bool = False
    """Serve other bytes than those listed."""
    asked: list[str] = field(default_factory=list)
    """Method, path, and the range if one was asked for."""

    def add(self, repo: str, folder: Path, *patterns: str) -> None:
        paths = [path for pattern in patterns or ("*",) for path in folder.glob(pattern) if path.is_file()]
        self.repositories.setdefault(repo, {}).update({path.name: path.read_bytes() for path in paths})

    def digests(self, content: bytes) -> tuple[str, str]:
        git = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        return git, hashlib.sha256(content).hexdigest()


class Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def do_GET(self) -> None:
        self.answer(body=True)

    def do_POST(self) -> None:
        """Create a repository, ask how to upload, commit: all files are small here."""
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.partition("?")[0]
        self.hub.asked.append(f"POST {path}")
        if not self.headers.get("Authorization"):
            self.refuse(401, "")
        elif path == "/api/repos/create":
            asked = json.loads(content)
            repo = f"{asked['organization']}/{asked['name']}" if asked.get("organization") else asked["name"]
            self.hub.repositories.setdefault(repo, {})
            self.send_json({"url": f"{self.hub.url}/{repo}", "id": repo})
        elif path == "/api/validate-yaml":
            self.send_json({"errors": [], "warnings": []})
        elif found := re.fullmatch(r"/api/models/([^/]+/[^/]+)/preupload/main", path):
            files = json.loads(content)["files"]
            modes = [{"path": f["path"], "uploadMode": "regular", "shouldIgnore": False} for f in files]
            self.send_json({"files": modes})
        elif found := re.fullmatch(r"/api/models/([^/]+/[^/]+)/commit/main", path):
            lines = [json.loads(line) for line in content.splitlines()]
            files = {line["value"]["path"]: line["value"]["content"] for line in lines if line["key"] == "file"}
            self.hub.repositories[found[1]] |= {name: base64.b64decode(text) for name, text in files.items()}
            url = f"{self.hub.url}/{found[1]}/commit/{self.hub.commit}"
            self.send_json({"commitOid": self.hub.commit, "commitUrl": url, "success": True})
        else:
            self.refuse(404, "EntryNotFound")

    def send_json(self, value: Any) -> None:
        answer = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def answer(self, *, body: bool) -> None:
        path = self.path.partition("?")[0]
        self.hub.asked.append(f"{self.command} {path} {self.headers.get('Range', '')}".strip())
        if found := re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/revision/([^/]+))?", path):
            self.info(found[1], found[2] or "main")
        elif found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            self.file(found[1], found[2], found[3], body)
        else:
            self.refuse(404, "EntryNotFound")

    def refused(self, repo: str) -> bool:
        if repo not in self.hub.repositories or (repo in self.hub.private and not self.headers.get("Authorization")):
            self.refuse(401, "RepoNotFound")
        elif repo in self.hub.gated and not self.headers.get("Authorization"):
            self.refuse(403, "GatedRepo")
        else:
            return False
        return True

    def refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        for key, value in (("X-Error-Code", code), ("X-Error-Message", code), ("Content-Length", "0")):
            self.send_header(key, value)
        self.end_headers()

    def info(self, repo: str, revision: str) -> None:
        if self.refused(repo):
            return
        if revision not in ("main", self.hub.commit):
            self.refuse(404, "RevisionNotFound")
            return
        siblings = []
        for name, content in self.hub.repositories[repo].items():
            git, sha256 = self.hub.digests(content)
            lfs = {"lfs": {"sha256": sha256, "size": len(content), "pointerSize": 130}} if name.endswith(LARGE) else {}
            siblings.append({"rfilename": name, "size": len(content), "blobId": git, **lfs})
        self.send_json({"id": repo, "sha": self.hub.commit, "siblings": siblings})

    def file(self, repo: str, revision: str, name: str, body: bool) -> None:
        if self.refused(repo):
            return
        if name not in self.hub.repositories[repo]:
            self.refuse(404, "EntryNotFound")
            return
        content = self.hub.repositories[repo][name]
        git, sha256 = self.hub.digests(content)
        large = name.endswith(LARGE)
        content = bytes(len(content)) if self.hub.spoilt and large else content
        start = int((self.headers.get("Range") or "bytes=0-")[6:].rstrip("-"))
        self.send_response(206 if start else 200)
        self.send_header("ETag", f'"{sha256 if large else git}"')
        self.send_header("X-Repo-Commit", self.hub.commit)
        self.send_header("Accept-Ranges", "bytes")
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        if not body:
            return
        if large and self.hub.cut_at:
            self.wfile.write(content[start : self.hub.cut_at])
            self.hub.cut_at = 0
            self.close_connection = True
            return
        self.wfile.write(content[start:])


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub without repositories; huggingface-hub asks it, and keeps what it gets below `tmp_path`."""
    from huggingface_hub import constants

    found = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Served", (Handler,), {"hub": found}))
    found.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setattr(constants, "ENDPOINT", found.url)
    monkeypatch.setattr(
        constants, "HUGGINGFACE_CO_URL_TEMPLATE", found.url + "/{repo_id}/resolve/{revision}/{filename}"
    )
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    monkeypatch.setenv("MINILORA_CACHE", str(tmp_path / "minilora"))
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
