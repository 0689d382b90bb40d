"""Parse the name of a base model: its syntax only, without access to files or network."""

import re
from dataclasses import dataclass

HUB = re.compile(
    r"(?P<repo>[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95})(@(?P<revision>\w[\w./-]{0,99}))?(:(?P<file>[\w./-]{1,200}))?",
    re.ASCII,
)
OLLAMA = re.compile(
    r"ollama:((?P<host>[\w.-]+(:\d{1,5})?)/)??((?P<namespace>[\w.-]+)/)?(?P<model>[\w.-]+)(:(?P<tag>[\w.-]+))?",
    re.ASCII,
)
FILE_SUFFIXES = (".gguf", ".safetensors", ".jinja", ".json", ".jsonl", ".bin")
"""ORG/NAME with one of these suffixes is a path."""


@dataclass(frozen=True)
class HubName:
    """ORG/NAME[@REVISION][:FILE]"""

    repo: str
    revision: str | None = None
    file: str | None = None
    """Type of a GGUF, such as Q4_K_M, or its file name."""

    def __str__(self) -> str:
        return self.repo + (f"@{self.revision}" if self.revision else "") + (f":{self.file}" if self.file else "")


@dataclass(frozen=True)
class OllamaName:
    """ollama:[HOST/][NAMESPACE/]MODEL[:TAG], with the default values of Ollama."""

    model: str
    tag: str = "latest"
    namespace: str = "library"
    host: str = "registry.ollama.ai"

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """Components of the manifest's path."""
        return (self.host, self.namespace, self.model, self.tag)

    def __str__(self) -> str:
        default = OllamaName("")
        host = f"{self.host}/" if self.host != default.host else ""
        namespace = f"{self.namespace}/" if host or self.namespace != default.namespace else ""
        return f"ollama:{host}{namespace}{self.model}:{self.tag}"


def is_repo_id(text: str) -> bool:
    """Return whether `text` is ORG/NAME, without a revision or file."""
    return isinstance(name := parse(text), HubName) and str(name) == name.repo


def parse(text: str) -> HubName | OllamaName | None:
    """Return the parsed name; None if `text` does not have the syntax of one."""
    if found := OLLAMA.fullmatch(text):
        given = {key: value for key, value in found.groupdict().items() if value is not None}
        return None if any(value.strip(".") == "" for value in given.values()) else OllamaName(**given)
    found = HUB.fullmatch(text)
    if found is None or found["repo"].lower().endswith(FILE_SUFFIXES) or ".." in text:
        return None
    return HubName(found["repo"], found["revision"], found["file"])
