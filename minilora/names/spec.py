"""What a name says, from its spelling alone."""

import re
from dataclasses import dataclass

HUB = re.compile(
    r"(?P<repo>[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95})(@(?P<revision>[\w./-]{1,100}))?(:(?P<file>[\w./-]{1,200}))?",
    re.ASCII,
)
OLLAMA = re.compile(
    r"ollama:((?P<host>[\w.-]+(:\d{1,5})?)/)??((?P<namespace>[\w.-]+)/)?(?P<model>[\w.-]+)(:(?P<tag>[\w.-]+))?",
    re.ASCII,
)
FILES = (".gguf", ".safetensors", ".jinja", ".json", ".jsonl", ".bin")
"""Two words with a slash that end so are a path."""


@dataclass(frozen=True)
class HubName:
    """ORG/NAME[@REVISION][:FILE]"""

    repo: str
    revision: str | None = None
    file: str | None = None
    """A GGUF by its type, Q4_K_M, or by its file name."""

    def __str__(self) -> str:
        return self.repo + (f"@{self.revision}" if self.revision else "") + (f":{self.file}" if self.file else "")


@dataclass(frozen=True)
class OllamaName:
    """ollama:[HOST/][NAMESPACE/]MODEL[:TAG], with Ollama's defaults."""

    model: str
    tag: str = "latest"
    namespace: str = "library"
    host: str = "registry.ollama.ai"

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """Folders and file of the manifest."""
        return (self.host, self.namespace, self.model, self.tag)

    def __str__(self) -> str:
        own = OllamaName("")
        host = f"{self.host}/" if self.host != own.host else ""
        namespace = f"{self.namespace}/" if host or self.namespace != own.namespace else ""
        return f"ollama:{host}{namespace}{self.model}:{self.tag}"


def names_repository(text: str) -> bool:
    """Tell whether `text` is the name of a repository alone, ORG/NAME."""
    return isinstance(name := parse(text), HubName) and str(name) == name.repo


def parse(text: str) -> HubName | OllamaName | None:
    """Return what `text` names; None where it has the form of no name."""
    if found := OLLAMA.fullmatch(text):
        given = {key: value for key, value in found.groupdict().items() if value is not None}
        return None if any(value.strip(".") == "" for value in given.values()) else OllamaName(**given)
    found = HUB.fullmatch(text)
    if found is None or found["repo"].lower().endswith(FILES) or ".." in text:
        return None
    return HubName(found["repo"], found["revision"], found["file"])
