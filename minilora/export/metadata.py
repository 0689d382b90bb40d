"""What a GGUF says about itself: `general.*`, from the base's own file or model card and from the user.

A GGUF base's keys are carried over. A Hugging Face directory says the same in the first lines of its README.md, between
two lines of `---`, as plain YAML; of that the few keys of `CARD` are read, texts and lists of texts.

Source: ggml/docs/gguf.md, "General metadata".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gguf import GGUFValueType, LlamaFileType

from ..checkpoint import BaseFiles, hub_name
from ..checkpoint.gguf_file import GGUFSource
from ..gguf.values import Value, array, string, u32

OWN = ("architecture", "type", "file_type", "quantization_version", "alignment")
"""Keys of `general.` that describe the file rather than the model: never carried over."""
CARD: Mapping[str, str] = {
    "license": "general.license",
    "license_name": "general.license.name",
    "license_link": "general.license.link",
    "language": "general.languages",
    "tags": "general.tags",
}
"""Key of a model card -> key of a GGUF."""
LISTS = ("general.languages", "general.tags")
MAX_CARD_BYTES = 1 << 20


@dataclass(frozen=True)
class Labels:
    """What the user wants the file to say; None leaves what the base says."""

    name: str | None = None
    """general.name"""
    license: str | None = None
    """general.license, an SPDX identifier such as apache-2.0."""
    chat_template: bool = True
    """Whether the base's chat template goes along. Where it speaks of tools, Ollama may prefer it to TEMPLATE."""
    pre: str | None = None
    """tokenizer.ggml.pre, llama.cpp's name of the pre-tokenizer; None recognises it by its structure."""
    end_ids: tuple[int, ...] = ()
    """Tokens that end a completion besides those that the base states: the end of the template of training."""


def general_keys(files: BaseFiles, file_type: LlamaFileType, labels: Labels) -> dict[str, Value]:
    """Return `general.*`, what every reader needs first."""
    about = carried_keys(files, "general.") or _from_card(files)
    wanted = {"general.name": labels.name, "general.license": labels.license}
    about |= {key: string(text) for key, text in wanted.items() if text is not None}
    return {
        "general.architecture": string(files.spec.gguf_arch),
        "general.type": string("model"),
        **about,
        "general.file_type": u32(file_type.value),
    }


def carried_keys(files: BaseFiles, prefix: str) -> dict[str, Value]:
    """Return the keys under `prefix` of a base that came as a GGUF, typed as they were; else nothing."""
    if not isinstance(files.source, GGUFSource):
        return {}
    own = {f"general.{key}" for key in OWN}
    return {key: value for key, value in files.source.file.values.items() if key.startswith(prefix) and key not in own}


def _from_card(files: BaseFiles) -> dict[str, Value]:
    folder = files.path.resolve()
    found = {"general.name": string(hub_name(folder) or folder.name)}
    card = files.path / "README.md"
    if not card.is_file() or card.stat().st_size > MAX_CARD_BYTES:
        return found
    for key, texts in read_card(card.read_text(encoding="utf-8", errors="replace")).items():
        if key in CARD and texts:
            ours = CARD[key]
            found[ours] = array(GGUFValueType.STRING, texts) if ours in LISTS else string(texts[0])
    return found


def read_card(text: str) -> dict[str, list[str]]:
    """Return the top-level keys of a model card's head whose values are texts or lists of texts."""
    head = re.match(r"---\r?\n(.*?)\r?\n---", text, re.DOTALL)
    found: dict[str, list[str]] = {}
    key = ""
    for line in head[1].splitlines() if head else ():
        if entry := re.fullmatch(r"([a-z_]+):\s*(.*)", line):
            key, value = entry.groups()
            found[key] = [_unquoted(item) for item in value.strip("[]").split(",") if item.strip()]
        elif (item := re.fullmatch(r"\s*-\s+(.*)", line)) and key:
            found[key].append(_unquoted(item[1]))
        elif line[:1].strip():
            key = ""
    return found


def _unquoted(text: str) -> str:
    return text.strip().strip("'\"")
