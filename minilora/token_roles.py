"""Who wins where the files of a tokenizer contradict each other: transformers 5.23's order, in one table.

    what                            who wins                                             who does not count
    flags of an added token         tokenizer_config.json: added_tokens_decoder,         added_tokens.json
                                    else tokenizer.json
    tokens beyond tokenizer.json    added_tokens_decoder, else added_tokens.json; then   -
                                    extra_special_tokens, roles of other names
    role (bos, eos, pad, unk)       special_tokens_map.json, null included, where there  -
                                    is no added_tokens_decoder; else
                                    tokenizer_config.json
    tokens put around a text        the post-processor of tokenizer.json                 add_bos_token, add_eos_token
    bos, eos that no file names     the token that the post-processor puts there         -
    pad that no file names          the padding of tokenizer.json, then as eos           -
    eos, pad that no file names     generation_config.json, else config.json: the ids    config.json beside a
                                    that `generate` ends and pads with                   generation_config.json
    bos, unk that no file names     none                                                 bos_token_id of either file

A token with a role is special, whatever its flags say. Refused, for the choice would silently change what is computed:
a token with two ids; a post-processor that puts another token than the named one around a text, or several; a role for
a token that tokenizer.json lacks (transformers would add it, without a row in the embedding).

Source: transformers 5.23, tokenization_utils_base.py (`_from_pretrained`), tokenization_utils_tokenizers.py
(`__init__`, `_post_init`), generation/utils.py (`adjust_generation_fn`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tokenizers

from .errors import CheckpointError, brief, quoted
from .files import read_json
from .panics import silent_panics

ROLES = ("bos", "eos", "pad", "unk")
CONFIG, MAP, ADDED = BESIDE = ("tokenizer_config.json", "special_tokens_map.json", "added_tokens.json")
"""Those that a trainer saves beside an adapter too."""
NAMED = tuple(f"{role}_token" for role in ("bos", "eos", "unk", "sep", "pad", "cls", "mask"))
MODEL = ("generation_config.json", "config.json")
"""The first that is there decides on ids that no other file names."""
FLAGS = ("single_word", "lstrip", "rstrip", "normalized", "special")
MAX_SHOWN = 80
"""Characters of a token that an error shows."""


@dataclass(frozen=True)
class SpecialTokens:
    """Ids of the tokens with a role, and which of them a text gets by itself."""

    bos_id: int | None = None
    eos_id: int | None = None
    pad_id: int | None = None
    unk_id: int | None = None
    add_bos: bool = False
    add_eos: bool = False


@dataclass(frozen=True)
class TokenFiles:
    """What lies beside a tokenizer.json."""

    path: Path
    contents: Mapping[str, Mapping[str, Any]]
    """File name -> its JSON."""

    @classmethod
    def read(cls, path: Path, names: Sequence[str] = (*BESIDE, *MODEL)) -> "TokenFiles":
        """Read those files of a directory that are there.

        Raises:
            CheckpointError: when one is damaged.
        """
        return cls(path, {name: read_json(path / name, CheckpointError) for name in names if (path / name).exists()})

    @property
    def config(self) -> Mapping[str, Any]:
        return self.contents.get(CONFIG, {})

    @property
    def decoder(self) -> Mapping[str, Any] | None:
        """added_tokens_decoder, which puts both legacy files out of force."""
        given = self.config.get("added_tokens_decoder")
        return given if isinstance(given, Mapping) else None

    def applied(self, core: tokenizers.Tokenizer) -> SpecialTokens:
        """Add to `core` the tokens and flags that these files state; return the roles.

        Raises:
            CheckpointError: when the files contradict each other, see the table, or a token is no text.
        """
        try:
            with silent_panics():
                return self._applied(core)
        except RuntimeError as err:
            raise CheckpointError(
                f"cannot use {self.path / 'tokenizer.json'}: {brief(err)}. Download the model again."
            ) from err
        except UnicodeError as err:  # half a surrogate pair, which JSON can spell
            raise CheckpointError(f"{self.path}: a token in {', '.join(BESIDE)} is no text: {err}.") from err

    def _applied(self, core: tokenizers.Tokenizer) -> SpecialTokens:
        padding = core.padding or {}
        core.no_truncation()
        core.no_padding()
        self._add_tokens(core)
        ids = {role: self._named_id(core, role) for role in ROLES}
        self._mark_special(core)
        before, after = _post_processor_tokens(core)
        for role, added in (("bos", before), ("eos", after)):
            self._check_around(core, role, ids[role], added)
            ids[role] = added[0] if added else ids[role]
        if ids["pad"] is None and "pad_token" not in {**self.config, **self.contents.get(MAP, {})}:
            ids["pad"] = core.token_to_id(padding.get("pad_token", ""))
        for role in ("eos", "pad"):
            ids[role] = self._model_id(core, role) if ids[role] is None else ids[role]
        return SpecialTokens(**{f"{role}_id": ids[role] for role in ROLES}, add_bos=bool(before), add_eos=bool(after))

    def _add_tokens(self, core: tokenizers.Tokenizer) -> None:
        """Add tokens as transformers does; each must have its declared id."""
        flags = {token.content: token for token in core.get_added_tokens_decoder().values()}
        file, declared = (CONFIG, self.decoder.items()) if self.decoder is not None else (ADDED, self._legacy())
        for token_id, facts in sorted(declared, key=lambda item: (len(item[0]), item[0])):
            content = _content(facts)
            if content is None:
                continue
            chosen = {flag: bool(facts[flag]) for flag in FLAGS if isinstance(facts, Mapping) and flag in facts}
            token = tokenizers.AddedToken(content, **chosen)
            if content not in flags or (file == CONFIG and repr(flags[content]) != repr(token)):
                core.add_tokens([token])
            if str(core.token_to_id(content)) != token_id:
                raise CheckpointError(
                    f"{self.path / file} gives {quoted(content)} the id {brief(token_id)}, but "
                    f"tokenizer.json leaves it {core.token_to_id(content)}. Download the model again."
                )

    def _legacy(self) -> Iterator[tuple[str, Any]]:
        """Yield what added_tokens.json, token -> id, declares: in the form of added_tokens_decoder."""
        special = set(self._special())
        for text, token_id in self.contents.get(ADDED, {}).items():
            yield str(token_id), {"content": text, "special": text in special, "normalized": text not in special}

    def _mark_special(self, core: tokenizers.Tokenizer) -> None:
        """Make special what has a role or is listed as special; a listed token that is new is added."""
        flags = {token.content: token for token in core.get_added_tokens_decoder().values()}
        for content in dict.fromkeys(self._special()):
            token = flags.get(content, tokenizers.AddedToken(content, normalized=False))
            if not token.special:
                token.special = True
                core.add_special_tokens([token])

    def _special(self) -> Iterator[str]:
        """Yield the tokens that are named or listed as special, in the order in which transformers adds new ones."""
        legacy = self.contents.get(MAP, {}) if self.decoder is None else {}
        stated = {**self.config, **legacy}
        keys = dict.fromkeys((*NAMED, *(key for key in stated if key.endswith("_token"))))
        listed: list[Any] = [stated.get(key) for key in keys]
        own = self.config.get("extra_special_tokens") or self.config.get("additional_special_tokens")
        for extra in (own, legacy.get("extra_special_tokens"), legacy.get("additional_special_tokens")):
            listed += extra.values() if isinstance(extra, Mapping) else extra if isinstance(extra, list) else ()
        yield from (text for token in listed if (text := _content(token)))

    def _named(self, role: str) -> tuple[str, str | None]:
        """Return the file that decides on a role, and the token that it names."""
        key = f"{role}_token"
        file = MAP if self.decoder is None and key in self.contents.get(MAP, {}) else CONFIG
        return file, _content(self.contents.get(file, {}).get(key))

    def _named_id(self, core: tokenizers.Tokenizer, role: str) -> int | None:
        file, token = self._named(role)
        found: int | None = None if token is None else core.token_to_id(token)
        if token is not None and found is None:
            raise CheckpointError(f"{self.path / file} names {quoted(token)} as {role}_token; tokenizer.json lacks it.")
        return found

    def _model_id(self, core: tokenizers.Tokenizer, role: str) -> int | None:
        stated = next((self.contents[name] for name in MODEL if name in self.contents), {})
        given = stated.get(f"{role}_token_id")
        first = given[0] if isinstance(given, list) and given else given
        return first if type(first) is int and first >= 0 and core.id_to_token(first) is not None else None

    def _check_around(self, core: tokenizers.Tokenizer, role: str, token_id: int | None, added: Sequence[int]) -> None:
        if not added or list(added) == [token_id] or (token_id is None and len(added) == 1):
            return
        place = "before" if role == "bos" else "after"
        found = ", ".join(repr(core.id_to_token(number))[:MAX_SHOWN] for number in added[:3])
        named = "none" if token_id is None else repr(core.id_to_token(token_id))[:MAX_SHOWN]
        raise CheckpointError(
            f"{self.path}: the post-processor of tokenizer.json puts {found} {place} a text, but the {role}_token of "
            f"{self._named(role)[0]} is {named}. Make them the same token, or take it out of the post-processor."
        )


def around(given: Any, specials: SpecialTokens, token: Callable[[int | None], str | None]) -> dict[str, Any] | None:
    """Return a post-processor that puts the tokens of `specials` around a text; all else that `given` does stays.

    Args:
        given: the post-processor in a tokenizer.json.
        token: the spelling of an id.
    """
    parts = given.get("processors", [given]) if isinstance(given, Mapping) else []
    others = [part for part in parts if part.get("type") != "TemplateProcessing"]
    before = token(specials.bos_id) if specials.add_bos else None
    after = token(specials.eos_id) if specials.add_eos else None
    ids = {before: specials.bos_id, after: specials.eos_id}
    wanted = [text for text in (before, after) if text is not None]
    if wanted:

        def of(name: str, type_id: int) -> list[dict[str, Any]]:
            each = [("SpecialToken", before), ("Sequence", name), ("SpecialToken", after)]
            return [{kind: {"id": text, "type_id": type_id}} for kind, text in each if text is not None]

        named = {text: {"id": text, "ids": [ids[text]], "tokens": [text]} for text in wanted}
        pair = [*of("A", 0), *of("B", 1)]
        others.append({"type": "TemplateProcessing", "single": of("A", 0), "pair": pair, "special_tokens": named})
    if len(others) > 1:
        return {"type": "Sequence", "processors": others}
    return others[0] if others else None


def _post_processor_tokens(core: tokenizers.Tokenizer) -> tuple[list[int], list[int]]:
    """Return the ids that the post-processor adds before and after a text."""
    inner: list[int] = core.encode("a", add_special_tokens=False).ids
    whole: list[int] = core.encode("a", add_special_tokens=True).ids
    starts = range(len(whole) - len(inner) + 1) if inner else ()  # a vocabulary may have nothing for the text
    at = next((i for i in starts if whole[i : i + len(inner)] == inner), len(whole))
    return whole[:at], whole[at + len(inner) :]


def _content(token: Any) -> str | None:
    """The text of a token written as text or as {"content": text, ...}."""
    text = token.get("content") if isinstance(token, Mapping) else token
    return text if isinstance(text, str) and text else None
