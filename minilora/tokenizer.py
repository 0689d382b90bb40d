"""Text to token ids and back: a tokenizer.json and the facts that stand beside it.

A tokenizer.json (the `tokenizers` library) knows pieces, merges and added tokens. Which of them begin or end a text
other files say as well: token_roles.py has the table of who wins, `_read_template` that of chat templates.
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
"""Keys of tokenizer_config.json that minilora does not use and `save` writes again, with what they may be."""
NO_SETTINGS: Mapping[str, Any] = MappingProxyType({})
TEMPLATES = "additional_chat_templates"
"""The folder of chat templates that have names."""
REPLACEMENT = "\ufffd"
"""What undecodable bytes become, an unfinished character among them."""


class Tokenizer:
    """A `tokenizers.Tokenizer` with its special tokens and chat template. Encoding never adds a token by itself."""

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
        """What other programs want to know of it (SETTINGS), kept for `save`."""

    @classmethod
    def from_dir(cls, path: Path) -> "Tokenizer":
        """Read the tokenizer of a Hugging Face directory.

        Raises:
            CheckpointError: a file is missing or damaged, or a special token is not in the vocabulary.
        """
        core = _read_core(path)
        files = TokenFiles.read(path)
        if other := versioned_file(files.config):
            raise CheckpointError(
                f"{path}: fast_tokenizer_files of tokenizer_config.json names {quoted(other)}, which transformers "
                "reads in the place of tokenizer.json. Rename it to tokenizer.json, or take the key out."
            )
        return cls(core, files.apply_to(core), _read_template(path, files.config), _settings(files.config))

    @classmethod
    def from_adapter_dir(cls, base: "Tokenizer", path: Path) -> "Tokenizer":
        """Read the tokenizer files beside an adapter; what they leave unsaid is as in `base`.

        Where there is no tokenizer.json, the vocabulary is the base's with the tokens that tokenizer_config.json adds.

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
        """Write tokenizer.json and tokenizer_config.json, which transformers' AutoTokenizer loads with the same ids."""
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
        """Ids of `text`. With `special`, a special token spelt in it (`<|im_end|>`) becomes that token."""
        core = self.core if special else self._literal_core
        ids: list[int] = _encode_checked(lambda: core.encode(text, add_special_tokens=False)).ids
        return ids

    def encode_batch(self, texts: Sequence[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
        """(ids, offsets) of each text; offsets are (start, end) in characters."""
        encodings = _encode_checked(lambda: self.core.encode_batch(list(texts), add_special_tokens=False))
        return [(encoding.ids, encoding.offsets) for encoding in encodings]

    def decode(self, ids: Sequence[int], skip_special: bool = False) -> str:
        """Text of `ids`; bytes that are no UTF-8 become U+FFFD, ids without a token become nothing."""
        text: str = self.core.decode(list(ids), skip_special_tokens=skip_special)
        return text

    def token(self, token_id: int | None) -> str | None:
        """A token as the vocabulary spells it (`Ġhola`), None for no token."""
        return None if token_id is None else self.core.id_to_token(token_id)

    def token_text(self, token_id: int | None) -> str | None:
        """A token as a text spells it (` hola`), None for no token."""
        return None if self.token(token_id) is None or token_id is None else self.decode([token_id])

    @cached_property
    def vocab_size(self) -> int:
        """One more than the highest id; a model's embedding has at least as many rows."""
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
        """A copy that takes special tokens for ordinary text."""
        core = tokenizers.Tokenizer.from_str(self.core.to_str())
        core.encode_special_tokens = True
        return core


def stream_text(tokenizer: Tokenizer, ids: Iterator[int] | Sequence[int], skip_special: bool = True) -> Iterator[str]:
    """Yield the text of `ids` as they come, in pieces that never split a character."""
    for text, visible in stream_pieces(tokenizer, ids):
        if piece := visible if skip_special else text:
            yield piece


def stream_pieces(tokenizer: Tokenizer, ids: Iterable[int]) -> Iterator[tuple[str, str]]:
    """Yield the text of `ids` as they come, in pieces that never split a character: (text, text without specials).

    A piece is what one more token adds to the text of a short window, for a token's text may depend on the token
    before it (a leading space, the bytes of an emoji). A piece that ends in an unfinished character waits.
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
        window = window[-waiting:]
        before, waiting = _decode_both(tokenizer, window), 0
    if piece := _new_text(_decode_both(tokenizer, window), before):
        yield piece


def _decode_both(tokenizer: Tokenizer, ids: Sequence[int]) -> tuple[str, str]:
    return tokenizer.decode(ids), tokenizer.decode(ids, skip_special=True)


def _new_text(now: tuple[str, str], before: tuple[str, str]) -> tuple[str, str] | None:
    """Return what each text is longer by; None where neither is."""
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
    """Run `read`; the library raises bare Exceptions, and panics on some damaged files."""
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
    """Return the roles of `own`; one that it does not give is as in `base`, if the token is the same in both."""
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
    """Return the default chat template, from the first of these that is there, as transformers 5.23 does.

    additional_chat_templates/default.jinja, chat_template.jinja
    none, where additional_chat_templates holds others: they put those of tokenizer_config.json out of force
    tokenizer_config.json: a text, or named ones (a list or an object), of which the one called `default`
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
