"""Convert text to token ids and back, with a tokenizer.json and the other tokenizer files.

A tokenizer.json (the `tokenizers` library) contains the vocabulary, merges and added tokens. Several files define the
special tokens; token_roles.py documents which one takes precedence, and `_read_template` does so for chat templates.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tokenizers

from .errors import CheckpointError, brief, quoted
from .files import MAX_JSON_BYTES, json_text, write_json, write_text
from .panics import catch_panics
from .post_processor import SpecialTokens, make_post_processor
from .token_roles import CONFIG_FILES, ROLES, TokenFiles
from .tokenizer_class import versioned_file

__all__ = ["CONFIG_FILES", "REPLACEMENT", "ROLES", "SpecialTokens", "Tokenizer", "stream_pieces", "stream_text"]

SETTINGS: Mapping[str, Callable[[Any], bool]] = {
    "model_max_length": lambda given: type(given) in (int, float) and 0 < given < math.inf,
    "padding_side": lambda given: given in ("left", "right"),
    "truncation_side": lambda given: given in ("left", "right"),
}
"""Keys of tokenizer_config.json that minilora does not use but `save` preserves -> whether a value is valid."""
NO_SETTINGS: Mapping[str, Any] = MappingProxyType({})
TEMPLATES = "additional_chat_templates"
"""Directory of named chat templates."""
REPLACEMENT = "\ufffd"
"""The decoded form of invalid UTF-8 bytes, such as those of an incomplete character."""


class Tokenizer:
    """A `tokenizers.Tokenizer` with its special tokens and chat template. Encoding never adds special tokens."""

    def __init__(
        self,
        core: tokenizers.Tokenizer,
        specials: SpecialTokens,
        chat_template: str | None = None,
        settings: Mapping[str, Any] = NO_SETTINGS,
    ) -> None:
        core.no_truncation()
        core.no_padding()
        self.core = core
        self.specials = specials
        self.chat_template = chat_template
        self.settings = settings
        """Settings for other programs (SETTINGS), preserved for `save`."""

    @classmethod
    def from_dir(cls, path: Path) -> "Tokenizer":
        """Read the tokenizer of a Hugging Face directory.

        Raises:
            CheckpointError: if a file is missing or damaged, or a special token is not in the vocabulary.
        """
        core = _read_core(path)
        files = TokenFiles.read(path)
        if other := versioned_file(files.config):
            raise CheckpointError(
                f"{path}: fast_tokenizer_files of tokenizer_config.json names {quoted(other)}, which transformers "
                "reads instead of tokenizer.json. Rename it to tokenizer.json, or remove the key."
            )
        return cls(core, files.apply_to(core), _read_template(path, files.config), _settings(files.config))

    @classmethod
    def from_adapter_dir(cls, base: "Tokenizer", path: Path) -> "Tokenizer":
        """Read the tokenizer files in an adapter's directory; settings that they omit are taken from `base`.

        Without a tokenizer.json, the vocabulary is the base's plus the tokens that tokenizer_config.json adds.

        Raises:
            CheckpointError: as `from_dir`.
        """
        if (path / "tokenizer.json").exists():
            own = cls.from_dir(path)
        else:
            core = tokenizers.Tokenizer.from_str(base.core.to_str())
            files = TokenFiles.read(path, CONFIG_FILES)
            own = cls(core, files.apply_to(core), _read_template(path, files.config), _settings(files.config))
        template = own.chat_template or base.chat_template
        return cls(own.core, _fill_roles(own, base), template, {**base.settings, **own.settings})

    def save(self, path: Path) -> None:
        """Write tokenizer.json and tokenizer_config.json. transformers' AutoTokenizer gives the same ids with them."""
        tokens = {f"{role}_token": self.token(getattr(self.specials, f"{role}_id")) for role in ROLES}
        config = {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "clean_up_tokenization_spaces": False,
            **{name: token for name, token in tokens.items() if token is not None},
            "add_bos_token": self.add_bos,
            "add_eos_token": self.add_eos,
            **self.settings,
            **({"chat_template": self.chat_template} if self.chat_template else {}),
        }
        description = json.loads(self.core.to_str())
        description["post_processor"] = make_post_processor(
            description.get("post_processor"), self.specials, self.token
        )
        write_text(path / "tokenizer.json", json_text(description))
        write_json(path / "tokenizer_config.json", config)

    def encode(self, text: str, special: bool = True) -> list[int]:
        """Return the ids of `text`. With `special`, text such as `<|im_end|>` becomes the special token."""
        core = self.core if special else self._literal_core
        ids: list[int] = _encode_checked(lambda: core.encode(text, add_special_tokens=False)).ids
        return ids

    def encode_batch(self, texts: Sequence[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
        """Return (ids, offsets) for each text; offsets are (start, end) in characters."""
        encodings = _encode_checked(lambda: self.core.encode_batch(list(texts), add_special_tokens=False))
        return [(encoding.ids, encoding.offsets) for encoding in encodings]

    def decode(self, ids: Sequence[int], skip_special: bool = False) -> str:
        """Return the text of `ids`. Invalid UTF-8 becomes U+FFFD; ids without a token are skipped."""
        text: str = self.core.decode(list(ids), skip_special_tokens=skip_special)
        return text

    def token(self, token_id: int | None) -> str | None:
        """Return a token as it is in the vocabulary (`Ġhola`), or None if there is no such token."""
        return None if token_id is None else self.core.id_to_token(token_id)

    def token_text(self, token_id: int | None) -> str | None:
        """Return the text of a token (` hola`), or None if there is no such token."""
        return None if self.token(token_id) is None or token_id is None else self.decode([token_id])

    @cached_property
    def vocab_size(self) -> int:
        """The highest id plus one. A model's embedding has at least that many rows."""
        return 1 + max(self.core.get_vocab(with_added_tokens=True).values(), default=-1)

    @property
    def bos_id(self) -> int | None:
        return self.specials.bos_id

    @property
    def eos_id(self) -> int | None:
        return self.specials.eos_id

    @property
    def pad_id(self) -> int | None:
        return self.specials.pad_id

    @property
    def add_bos(self) -> bool:
        return self.specials.add_bos

    @property
    def add_eos(self) -> bool:
        return self.specials.add_eos

    @cached_property
    def _literal_core(self) -> tokenizers.Tokenizer:
        """A copy that encodes special tokens as ordinary text."""
        core = tokenizers.Tokenizer.from_str(self.core.to_str())
        core.encode_special_tokens = True
        return core


def stream_text(tokenizer: Tokenizer, ids: Iterator[int] | Sequence[int], skip_special: bool = True) -> Iterator[str]:
    """Yield the text of `ids` as they arrive, in pieces that never split a character."""
    for text, visible in stream_pieces(tokenizer, ids):
        if piece := visible if skip_special else text:
            yield piece


def stream_pieces(tokenizer: Tokenizer, ids: Iterable[int]) -> Iterator[tuple[str, str]]:
    """Yield pieces of the text of `ids` as they arrive, as (text, text without special tokens).

    A piece is the text that a token adds to a short window of previous tokens, because the text of a token may depend
    on them (a leading space, the bytes of an emoji). A piece that ends in an incomplete character is delayed.
    """
    window: list[int] = []
    before = ("", "")
    waiting = 0
    for token_id in ids:
        window.append(token_id)
        waiting += 1
        now = _decode_both(tokenizer, window)
        if any(text.endswith(REPLACEMENT) for text in now):
            continue
        if piece := _new_text(now, before):
            yield piece
        last = window[-waiting:]
        before, waiting = _decode_both(tokenizer, last), 0
        if before[1]:
            window = last
        else:  # a hidden token: the leading space of the next one depends on the last visible token
            before = now
    if piece := _new_text(_decode_both(tokenizer, window), before):
        yield piece


def token_texts(tokenizer: Tokenizer, ids: Iterable[int]) -> Iterator[str]:
    """Yield the text that each token adds, special tokens included, as in `stream_pieces` but one text per token.

    A token that ends inside a character has an empty text; the token that completes the character has it.
    """
    window: list[int] = []
    before, waiting = "", 0
    for token_id in ids:
        window.append(token_id)
        waiting += 1
        now = tokenizer.decode(window)
        if now.endswith(REPLACEMENT):
            yield ""
            continue
        yield now[len(before) :]
        window = window[-waiting:]
        before, waiting = tokenizer.decode(window), 0


def _decode_both(tokenizer: Tokenizer, ids: Sequence[int]) -> tuple[str, str]:
    return tokenizer.decode(ids), tokenizer.decode(ids, skip_special=True)


def _new_text(now: tuple[str, str], before: tuple[str, str]) -> tuple[str, str] | None:
    """Return the text that `now` adds to `before`, in both forms; None if there is none."""
    text, visible = now[0][len(before[0]) :], now[1][len(before[1]) :]
    return (text, visible) if text or visible else None


def _read_core(path: Path) -> tokenizers.Tokenizer:
    file = path / "tokenizer.json"
    if not file.exists():
        hint = (
            " It has only a tokenizer.model; load and save it once with transformers to get a tokenizer.json."
            if (path / "tokenizer.model").exists()
            else " Download the model again with all its files."
        )
        raise CheckpointError(f"{path} has no tokenizer.json.{hint}")
    core: tokenizers.Tokenizer = _read_file(file, lambda: tokenizers.Tokenizer.from_str(_read_text(file)))
    return core


def _read_text(file: Path) -> str:
    if file.stat().st_size > MAX_JSON_BYTES:
        raise ValueError(f"larger than {MAX_JSON_BYTES >> 20} MiB")
    return file.read_text(encoding="utf-8")


def _read_file(file: Path, read: Callable[[], Any]) -> Any:
    """Call `read`, and turn its exceptions into a CheckpointError: the library raises plain Exceptions, or panics."""
    try:
        with catch_panics():
            return read()
    except Exception as err:
        raise CheckpointError(f"cannot use {file}: {brief(err)}. Download the model again.") from err


def _encode_checked(encode: Callable[[], Any]) -> Any:
    try:
        with catch_panics():
            return encode()
    except Exception as err:
        raise CheckpointError(f"the base's tokenizer cannot encode a text: {brief(err)}.") from err


def _fill_roles(own: Tokenizer, base: Tokenizer) -> SpecialTokens:
    """Return the special tokens of `own`; a missing one is taken from `base` if that token is the same in both."""
    ids = {f"{role}_id": getattr(own.specials, f"{role}_id") for role in ROLES}
    for key, token_id in ids.items():
        given = getattr(base.specials, key)
        if token_id is None and given is not None and own.token(given) == base.token(given):
            ids[key] = given
    return SpecialTokens(
        **ids,
        add_bos=own.add_bos if own.bos_id is not None else base.add_bos and ids["bos_id"] is not None,
        add_eos=own.add_eos if own.eos_id is not None else base.add_eos and ids["eos_id"] is not None,
    )


def _settings(config: Mapping[str, Any]) -> dict[str, Any]:
    return {key: config[key] for key, is_valid in SETTINGS.items() if key in config and is_valid(config[key])}


def _read_template(path: Path, config: Mapping[str, Any]) -> str | None:
    """Return the default chat template. As in transformers 5.23, the first of these that exists:

    1. additional_chat_templates/default.jinja
    2. chat_template.jinja
    3. no template, if additional_chat_templates contains others, which override tokenizer_config.json
    4. tokenizer_config.json: a string, or the template named `default` in a list or an object
    """
    folder = path / TEMPLATES
    file = next((file for file in (folder / "default.jinja", path / "chat_template.jinja") if file.is_file()), None)
    if file:
        template: str = _read_file(file, lambda: _read_text(file))
        return template
    if any(folder.glob("*.jinja")):
        return None
    given = config.get("chat_template")
    if isinstance(given, list):
        given = {entry.get("name"): entry.get("template") for entry in given if isinstance(entry, Mapping)}
    chosen = given.get("default") if isinstance(given, Mapping) else given
    return chosen if isinstance(chosen, str) else None
