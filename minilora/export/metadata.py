"""The metadata of a GGUF (`general.*`): from the base's GGUF or model card, and from the user.

The keys of a GGUF base are copied. For a Hugging Face directory, the keys in `CARD_KEYS` are read from the YAML front
matter of README.md, the lines between two lines of `---`; their values are strings or lists of strings.

Source: ggml/docs/gguf.md, "General metadata".
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml
from gguf import GGUFValueType, LlamaFileType, size_label

from ..checkpoint import BaseFiles
from ..checkpoint.gguf_file import GGUFSource
from ..gguf.sampling import sampling_keys
from ..gguf.values import Value, array, string, u32
from ..names import hub_name
from ..names.spec import is_repo_id

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
BASE_MODEL, DATASET = "general.base_model.", "general.dataset."
LICENSE_LINKS = {"gemma": "https://ai.google.dev/gemma/terms"}
"""Where the terms of a licence stand that is no open-source one, and so has to go along."""
UNQUANTIZED = (LlamaFileType.ALL_F32, LlamaFileType.MOSTLY_F16, LlamaFileType.MOSTLY_BF16)
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
    template_source: str | None = None
    """The chat template to write in place of the base's: the same with the variables of the run set."""
    pre: str | None = None
    """tokenizer.ggml.pre, llama.cpp's name of the pre-tokenizer; None identifies it by its steps."""
    end_ids: tuple[int, ...] = ()
    """End-of-generation tokens besides those of the base: the end token of the training template."""
    base: str | None = None
    """The base that an adapter is merged into, as it was given; None where there is no adapter."""
    revision: str | None = None
    """The base's commit, where it is a repository of the hub."""
    finetune: str | None = None
    """general.finetune: what the adapter makes of the base."""
    datasets: tuple[str, ...] = ()
    """Names of the data sets that the adapter was trained on."""


def general_keys(files: BaseFiles, file_type: LlamaFileType, labels: Labels) -> dict[str, Value]:
    """Return the `general.*` keys, which come first in a file."""
    about = carried_keys(files, "general.") or {**_from_card(files), **sampling_keys(files.sampling)}
    if "general.size_label" not in about:
        about["general.size_label"] = string(size_label(sum(map(math.prod, files.shapes().values())), 0, 0, 0))
    if labels.base is not None:
        about = {**_without(about, (BASE_MODEL, DATASET)), **_origin(about, labels)}
    wanted = {
        "general.name": labels.name,
        "general.license": labels.license,
        "general.license.link": LICENSE_LINKS.get(str(about["general.license"].value)) if _needs_link(about) else None,
        "general.quantized_by": None if file_type in UNQUANTIZED else "minilora",
    }
    about |= {key: string(text) for key, text in wanted.items() if text is not None}
    return {
        "general.architecture": string(files.spec.gguf_arch),
        "general.type": string("model"),
        **about,
        "general.file_type": u32(file_type.value),
    }


def _origin(about: Mapping[str, Value], labels: Labels) -> dict[str, Value]:
    """Return what says that the model is `labels.base` with an adapter merged into it, trained on `labels.datasets`."""
    base = str(labels.base)
    repository = base if is_repo_id(base) else None
    name = about["general.name"].value if "general.name" in about else base.rpartition("/")[2]
    texts = {
        "general.finetune": labels.finetune,
        f"{BASE_MODEL}0.name": str(name).rpartition("/")[2],
        f"{BASE_MODEL}0.version": labels.revision,
        f"{BASE_MODEL}0.organization": repository and repository.partition("/")[0],
        f"{BASE_MODEL}0.repo_url": repository and f"https://huggingface.co/{repository}",
        **{f"{DATASET}{number}.name": name for number, name in enumerate(labels.datasets)},
    }
    counts = {f"{BASE_MODEL}count": 1, f"{DATASET}count": len(labels.datasets)}
    numbers = {key: u32(count) for key, count in counts.items() if count}
    return numbers | {key: string(text) for key, text in texts.items() if text}


def _needs_link(about: Mapping[str, Value]) -> bool:
    return "general.license" in about and "general.license.link" not in about


def _without(about: Mapping[str, Value], prefixes: tuple[str, ...]) -> dict[str, Value]:
    return {key: value for key, value in about.items() if not key.startswith(prefixes)}


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
