"""Which file takes precedence if the files of a tokenizer contradict each other? The order of transformers 5.23.

    what                            takes precedence                                     is ignored
    flags of an added token         tokenizer_config.json: added_tokens_decoder,         added_tokens.json
                                    else tokenizer.json
    flags of a token that only has  the object that defines it, the last of several      -
    a role or is listed
    whether a token with a role     it is; as in tokenizer.json where an                 -
    is special                      added_tokens_decoder lacks it
    tokens beyond tokenizer.json    added_tokens_decoder, else added_tokens.json; then   -
                                    extra_special_tokens, roles of other names
    role (bos, eos, pad, unk)       special_tokens_map.json, null included, where there  -
                                    is no added_tokens_decoder; else
                                    tokenizer_config.json
    tokens added to a text          the post-processor of tokenizer.json                 add_bos_token, add_eos_token
    bos, eos not in any file        the token that the post-processor adds there, else   -
                                    the default of the class (tokenizer_class.py)
    unk not in any file             the default of the class                             -
    pad not in any file             the default of the class, then the padding of        -
                                    tokenizer.json
    eos, pad still missing          generation_config.json, else config.json: the ids    config.json beside a
                                    that `generate` ends and pads with                   generation_config.json
    bos, unk still missing          none                                                 bos_token_id of either file
    normalizer, pre-tokenizer,      tokenizer.json                                       tokenizer_class, which brings
    decoder                                                                              its own in transformers
    which tokenizer.json            tokenizer.json; an error if fast_tokenizer_files     -
                                    names another for transformers 5.23

These are errors, because either choice would silently change the result: a token with two ids; a post-processor that
adds several tokens, or not the one with the role; a role for a token that tokenizer.json lacks (transformers would add
it, without a row in the embedding).

Source: transformers 5.23, tokenization_utils_base.py (`_from_pretrained`), tokenization_utils_tokenizers.py
(`__init__`), generation/utils.py (`adjust_generation_fn`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tokenizers

from .errors import CheckpointError, brief, quoted
from .files import read_json
from .panics import catch_panics
from .post_processor import SpecialTokens, post_processor_tokens
from .tokenizer_class import default_tokens

ROLES = ("bos", "eos", "pad", "unk")
CONFIG, MAP, ADDED = CONFIG_FILES = ("tokenizer_config.json", "special_tokens_map.json", "added_tokens.json")
"""Files that training tools also save in an adapter's directory."""
NAMED = tuple(f"{role}_token" for role in ("bos", "eos", "unk", "sep", "pad", "cls", "mask"))
EXTRA, OLD_EXTRA = "extra_special_tokens", "additional_special_tokens"
MODEL = ("generation_config.json", "config.json")
"""The first one that exists defines ids that no other file defines."""
FLAGS = ("single_word", "lstrip", "rstrip", "normalized", "special")
MAX_SHOWN = 80
"""Maximum number of characters of a token shown in an error."""


@dataclass(frozen=True)
class TokenFiles:
    """The files that complement a tokenizer.json."""

    path: Path
    contents: Mapping[str, Mapping[str, Any]]
    """File name -> its JSON."""

    @classmethod
    def read(cls, path: Path, names: Sequence[str] = (*CONFIG_FILES, *MODEL)) -> "TokenFiles":
        """Read those files of a directory that exist.

        Raises:
            CheckpointError: when one is damaged.
        """
        return cls(path, {name: read_json(path / name, CheckpointError) for name in names if (path / name).exists()})

    @property
    def config(self) -> Mapping[str, Any]:
        return self.contents.get(CONFIG, {})

    @property
    def decoder(self) -> Mapping[str, Any] | None:
        """added_tokens_decoder, if there is one; special_tokens_map.json and added_tokens.json are then ignored."""
        given = self.config.get("added_tokens_decoder")
        return given if isinstance(given, Mapping) else None

    @property
    def special_tokens_map(self) -> Mapping[str, Any]:
        """special_tokens_map.json, all tokens of which are special; empty with an added_tokens_decoder."""
        given = self.contents.get(MAP, {}) if self.decoder is None else {}
        special_tokens_map = {key: _as_special(value) for key, value in given.items()}
        if isinstance(special_tokens_map.get(EXTRA), list):
            special_tokens_map[EXTRA] = list(map(_as_special, special_tokens_map[EXTRA]))
        return special_tokens_map

    def apply_to(self, core: tokenizers.Tokenizer) -> SpecialTokens:
        """Add the tokens and flags of these files to `core`, and return the special tokens.

        Raises:
            CheckpointError: if the files contradict each other (see the table), or a token is not valid text.
        """
        try:
            with catch_panics():
                return self._apply(core)
        except RuntimeError as err:
            raise CheckpointError(
                f"cannot use {self.path / 'tokenizer.json'}: {brief(err)}. Download the model again."
            ) from err
        except UnicodeError as err:  # half a surrogate pair, which JSON can spell
            raise CheckpointError(
                f"{self.path}: a token in {', '.join(CONFIG_FILES)} is not valid text: {err}."
            ) from err

    def _apply(self, core: tokenizers.Tokenizer) -> SpecialTokens:
        padding = core.padding or {}
        core.no_truncation()
        core.no_padding()
        defaults = self._defaults(core)
        named = {
            text
            for value in (*self._named_values().values(), *defaults.values())
            if (text := _content(value)) is not None
        }
        self._add_declared(core, named)
        ids = {role: self._role_token_id(core, role) for role in ROLES}
        self._add_listed(core, defaults.values())
        before, after = post_processor_tokens(core)
        for role, added in (("bos", before), ("eos", after)):
            self._check_post_processor(core, role, ids[role], added)
            ids[role] = added[0] if added else ids[role]
        for role in ROLES:
            ids[role] = core.token_to_id(defaults.get(role, "")) if ids[role] is None else ids[role]
        if ids["pad"] is None and "pad_token" not in {**self.config, **self.contents.get(MAP, {})}:
            ids["pad"] = core.token_to_id(padding.get("pad_token", ""))
        for role in ("eos", "pad"):
            ids[role] = self._model_config_id(core, role) if ids[role] is None else ids[role]
        return SpecialTokens(**{f"{role}_id": ids[role] for role in ROLES}, add_bos=bool(before), add_eos=bool(after))

    def _add_declared(self, core: tokenizers.Tokenizer, names: Collection[str]) -> None:
        """Add tokens declared with an id, check that they get that id, and set the flags of existing tokens."""
        own = {token.content: token for token in core.get_added_tokens_decoder().values()}
        before = {text: repr(token) for text, token in own.items()}
        file, declared = (
            (CONFIG, self.decoder.items()) if self.decoder is not None else (ADDED, self._legacy_added_tokens())
        )
        tokens = {} if self.decoder is not None else own
        ids = {}
        for token_id, facts in sorted(declared, key=lambda item: (len(item[0]), item[0])):
            if (token := _added_token(facts)) is not None:
                ids[token_id] = token.content
                tokens.setdefault(token.content, token)
        for token in tokens.values():
            token.special = token.special or token.content in names
        core.add_tokens([token for text, token in tokens.items() if before.get(text) != repr(token)])
        for token_id, content in ids.items():
            if str(core.token_to_id(content)) != token_id:
                raise CheckpointError(
                    f"{self.path / file} gives {quoted(content)} the id {brief(token_id)}, but "
                    f"with tokenizer.json it gets {core.token_to_id(content)}. Download the model again."
                )

    def _add_listed(self, core: tokenizers.Tokenizer, defaults: Iterable[str]) -> None:
        """Add undeclared tokens that have a role or are listed as special; the flags of the last entry are used."""
        declared = {token.content for token in core.get_added_tokens_decoder().values()}
        values = [*self._named_values().values(), *defaults]
        added: dict[tuple[bool, str], tokenizers.AddedToken] = {}
        for number, value in enumerate((*values, *self._extra_values())):
            token = _added_token(value)
            key = isinstance(value, str), repr(token)
            if token is not None and token.content not in declared and key not in added:
                token.special = token.special or number < len(values)
                added[key] = token
        core.add_tokens(list(added.values()))

    def _legacy_added_tokens(self) -> Iterator[tuple[str, Any]]:
        """Yield what added_tokens.json, token -> id, declares: in the form of added_tokens_decoder."""
        special_tokens_map = self.special_tokens_map
        texts = {key: value for key, value in self.config.items() if isinstance(value, str)}
        named = {**texts, **{key: special_tokens_map[key] for key in NAMED if key in special_tokens_map}}
        special = {_content(named.get(key)) for key in NAMED} | set(map(_content, self._extra_values(in_time=True)))
        for text, token_id in self.contents.get(ADDED, {}).items():
            yield str(token_id), {"content": text, "special": text in special, "normalized": text not in special}

    def _named_values(self) -> dict[str, Any]:
        """Return key -> token, in the order in which transformers adds new ones."""
        special_tokens_map = self.special_tokens_map
        values = {key: {**self.config, **special_tokens_map}.get(key) for key in NAMED}
        for file in (special_tokens_map, self.config):
            values |= {key: value for key, value in file.items() if key.endswith("_token") and key not in NAMED}
        for extra in self._extras():
            values |= extra if isinstance(extra, Mapping) else {}
        return values

    def _extra_values(self, *, in_time: bool = False) -> Iterator[Any]:
        """Yield tokens listed as special without a role; `in_time` for added_tokens.json, see `_extras`."""
        for extra in self._extras()[: 2 if in_time else 3]:
            yield from extra if isinstance(extra, list) else ()

    def _extras(self) -> tuple[Any, Any, Any]:
        """Return the extra special tokens (a list, or an object with names) of both files and of the second's old key.

        The old key is used only if neither file has another one; it is read after added_tokens.json.
        """
        special_tokens_map = self.special_tokens_map
        own = self.config.get(EXTRA) or self.config.get(OLD_EXTRA)
        if isinstance(own, list) and not isinstance(special_tokens_map.get(EXTRA, []), list):
            own = None  # an object or null takes the list's place
        is_alone = isinstance(own, Mapping) or not {EXTRA, OLD_EXTRA} & self.config.keys()
        return (
            own,
            special_tokens_map.get(EXTRA),
            special_tokens_map.get(OLD_EXTRA) if is_alone and EXTRA not in special_tokens_map else None,
        )

    def _defaults(self, core: tokenizers.Tokenizer) -> dict[str, str]:
        """Return role -> default token of the class, if no file defines the role and the vocabulary has the token."""
        special_tokens_map = self.special_tokens_map
        byte_level = any(b'"ByteLevel"' in part.__getstate__() for part in (core.pre_tokenizer, core.decoder) if part)
        model = self.contents.get(MODEL[1], {})
        return {
            role: token
            for role, token in default_tokens(self.config, model, byte_level=byte_level).items()
            if f"{role}_token" not in {**self.config, **special_tokens_map} and core.token_to_id(token) is not None
        }

    def _role_token(self, role: str) -> tuple[str, str | None]:
        """Return the file that defines a role, and its token."""
        key = f"{role}_token"
        file = MAP if key in self.special_tokens_map else CONFIG
        return file, _content(self.contents.get(file, {}).get(key))

    def _role_token_id(self, core: tokenizers.Tokenizer, role: str) -> int | None:
        file, token = self._role_token(role)
        found: int | None = None if token is None else core.token_to_id(token)
        if token is not None and found is None:
            raise CheckpointError(
                f"{self.path / file} has {role}_token = {quoted(token)}, which tokenizer.json does not contain."
            )
        return found

    def _model_config_id(self, core: tokenizers.Tokenizer, role: str) -> int | None:
        stated = next((self.contents[name] for name in MODEL if name in self.contents), {})
        given = stated.get(f"{role}_token_id")
        first = given[0] if isinstance(given, list) and given else given
        return first if type(first) is int and first >= 0 and core.id_to_token(first) is not None else None

    def _check_post_processor(
        self, core: tokenizers.Tokenizer, role: str, token_id: int | None, added: Sequence[int]
    ) -> None:
        if not added or list(added) == [token_id] or (token_id is None and len(added) == 1):
            return
        place = "before" if role == "bos" else "after"
        found = ", ".join(repr(core.id_to_token(number))[:MAX_SHOWN] for number in added[:3])
        named = "none" if token_id is None else repr(core.id_to_token(token_id))[:MAX_SHOWN]
        raise CheckpointError(
            f"{self.path}: the post-processor of tokenizer.json adds {found} {place} a text, but the {role}_token of "
            f"{self._role_token(role)[0]} is {named}. Use the same token, or remove it from the post-processor."
        )


def _as_special(value: Any) -> Any:
    return {**value, "special": True} if isinstance(value, Mapping) and "content" in value else value


def _added_token(facts: Any) -> tokenizers.AddedToken | None:
    """Return the token for a string, which is special, or for an object with flags; None for other values."""
    content = _content(facts)
    if content is None:
        return None
    if not isinstance(facts, Mapping):
        return tokenizers.AddedToken(content, special=True, normalized=False)
    return tokenizers.AddedToken(content, **{flag: bool(facts[flag]) for flag in FLAGS if flag in facts})


def _content(token: Any) -> str | None:
    """Return the text of a token, which is a string or {"content": text, ...}."""
    text = token.get("content") if isinstance(token, Mapping) else token
    return text if isinstance(text, str) and text else None
