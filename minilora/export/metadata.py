"""The metadata of a GGUF (`general.*`): from the base's GGUF or model card, and from the user.

The keys of a GGUF base are copied. For a Hugging Face directory, the keys in `CARD_KEYS` are read from the YAML front
matter of README.md, the lines between two lines of `---`; their values are strings or lists of strings.

Source: ggml/docs/gguf.md, "General metadata".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml
from gguf import GGUFValueType, LlamaFileType

from ..checkpoint import BaseFiles
from ..checkpoint.gguf_file import GGUFSource
from ..gguf.values import Value, array, string, u32
from ..names import hub_name

FILE_KEYS = ("architecture", "type", "file_type", "quantization_version", "alignment")
"""Keys of `general.` that describe the file, not the model; they are not copied."""
CARD_KEYS: Mapping[str, str] = {
    "license": "general.license",
    "license_name": "general.license.name",
    "license_link": "general.license.link",
    "language": "general.languages",
    "tags": "general.tags",
}
"""Key of a model card -> key of a GGUF."""
LIST_KEYS = ("general.languages", "general.tags")
MAX_CARD_BYTES = 1 << 20
MAX_FRONT_MATTER_CHARS = 1 << 18
"""PyYAML parses the slowest text of this length in about five seconds."""
YAML_NULLS = ("", "~", "null")
"""Null in YAML."""
INVALID_CHARACTERS = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
"""Control characters and lone surrogates; escapes in a quoted string can produce them."""


@dataclass(frozen=True)
class Labels:
    """Metadata chosen by the user; None keeps the base's value."""

    name: str | None = None
    """general.name"""
    license: str | None = None
    """general.license, an SPDX identifier such as apache-2.0."""
    chat_template: bool = True
    """Whether to write the base's chat template. If it mentions tools, Ollama may prefer it to TEMPLATE."""
    pre: str | None = None
    """tokenizer.ggml.pre, llama.cpp's name of the pre-tokenizer; None identifies it by its steps."""
    end_ids: tuple[int, ...] = ()
    """End-of-generation tokens besides those of the base: the end token of the training template."""


def general_keys(files: BaseFiles, file_type: LlamaFileType, labels: Labels) -> dict[str, Value]:
    """Return the `general.*` keys, which come first in a file."""
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
    """Return the keys of a GGUF base that begin with `prefix`, with their types; nothing for another base."""
    if not isinstance(files.source, GGUFSource):
        return {}
    file_keys = {f"general.{key}" for key in FILE_KEYS}
    return {
        key: value for key, value in files.source.file.values.items() if key.startswith(prefix) and key not in file_keys
    }


def _from_card(files: BaseFiles) -> dict[str, Value]:
    directory = files.path.resolve()
    metadata = {"general.name": string(hub_name(directory) or directory.name)}
    card = files.path / "README.md"
    if not card.is_file() or card.stat().st_size > MAX_CARD_BYTES:
        return metadata
    for key, texts in read_card(card.read_text(encoding="utf-8", errors="replace")).items():
        if key in CARD_KEYS and texts:
            gguf_key = CARD_KEYS[key]
            metadata[gguf_key] = array(GGUFValueType.STRING, texts) if gguf_key in LIST_KEYS else string(texts[0])
    return metadata


def read_card(text: str) -> dict[str, list[str]]:
    """Return the top-level keys of a model card's front matter whose values are strings or lists of strings.

    Scalars are not converted: the language `no` and the tag `1.0` stay strings. Front matter that is not YAML, or is
    longer than `MAX_FRONT_MATTER_CHARS`, is ignored. A value longer than the front matter comes from repeated aliases,
    and is ignored too.
    """
    match = re.match(r"---\r?\n(.*?)\r?\n---", text, re.DOTALL)
    front_matter = match[1] if match else ""
    if len(front_matter) > MAX_FRONT_MATTER_CHARS:
        return {}
    try:
        card = yaml.load(front_matter, Loader=yaml.BaseLoader)  # builds str, list and dict, nothing else
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):  # the last three: bad escapes, depth
        return {}
    if not isinstance(card, dict):
        return {}
    values = {key: _valid_texts(value) for key, value in card.items() if isinstance(value, str | list)}
    return {key: texts for key, texts in values.items() if sum(map(len, texts)) <= len(front_matter)}


def _valid_texts(value: str | list[object]) -> list[str]:
    """Return the strings of a value that are non-empty and have no control characters."""
    texts = [item.strip() for item in ([value] if isinstance(value, str) else value) if isinstance(item, str)]
    return [text for text in texts if text not in YAML_NULLS and not INVALID_CHARACTERS.search(text)]
