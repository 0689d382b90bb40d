"""What a GGUF says about itself: `general.*`, from the base's own file or model card and from the user.

A GGUF base's keys are carried over. A Hugging Face directory says the same in the first lines of its README.md, between
two lines of `---`, as YAML; of that the few keys of `CARD` are read, texts and lists of texts.

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
from ..names.spec import names_repository

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
BASE_MODEL, DATASET = "general.base_model.", "general.dataset."
LICENSE_LINKS = {"gemma": "https://ai.google.dev/gemma/terms"}
"""Where the terms of a licence stand that is no open-source one, and so has to go along."""
UNQUANTIZED = (LlamaFileType.ALL_F32, LlamaFileType.MOSTLY_F16, LlamaFileType.MOSTLY_BF16)
MAX_CARD_BYTES = 1 << 20
MAX_HEAD_CHARS = 1 << 18
"""PyYAML reads the worst text of this length in about five seconds."""
NOTHING = ("", "~", "null")
"""What YAML writes for no value."""
UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
"""Control characters and lone surrogates, which escapes in quoted texts can make."""


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
    base: str | None = None
    """The base that an adapter is merged into, as it was given; None where there is no adapter."""
    revision: str | None = None
    """The base's commit, where it is a repository of the hub."""
    finetune: str | None = None
    """general.finetune: what the adapter makes of the base."""
    datasets: tuple[str, ...] = ()
    """Names of the data sets that the adapter was trained on."""


def general_keys(files: BaseFiles, file_type: LlamaFileType, labels: Labels) -> dict[str, Value]:
    """Return `general.*`, what every reader needs first."""
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
    repository = base if names_repository(base) else None
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
    """Return the top-level keys of a model card's head whose values are texts or lists of texts.

    Every value is the text that was written: the language `no` stays a text, and so does the tag `1.0`. A head that is
    not YAML, or is longer than `MAX_HEAD_CHARS`, gives nothing. A value longer than the whole head comes from repeated
    aliases, and is left out.
    """
    found = re.match(r"---\r?\n(.*?)\r?\n---", text, re.DOTALL)
    head = found[1] if found else ""
    if len(head) > MAX_HEAD_CHARS:
        return {}
    try:
        card = yaml.load(head, Loader=yaml.BaseLoader)  # builds str, list and dict, nothing else
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):  # the last three: bad escapes, depth
        return {}
    if not isinstance(card, dict):
        return {}
    values = {key: _texts(value) for key, value in card.items() if isinstance(value, str | list)}
    return {key: texts for key, texts in values.items() if sum(map(len, texts)) <= len(head)}


def _texts(value: str | list[object]) -> list[str]:
    """Return the texts of a value that a GGUF can hold: something, in one line."""
    texts = [item.strip() for item in ([value] if isinstance(value, str) else value) if isinstance(item, str)]
    return [text for text in texts if text not in NOTHING and not UNFIT.search(text)]
