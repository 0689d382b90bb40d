"""The vocabulary of a GGUF file: a Tokenizer -> `tokenizer.ggml.*` keys, and back.

    tokenizer.ggml.model   "gpt2": byte-level BPE (bpe.py)   |   "llama": SentencePiece BPE (spm.py)
    .tokens .token_type    one entry per row of the embedding
    .bos_token_id ...      ids of special tokens; .add_bos_token: whether a text begins with BOS
    tokenizer.chat_template

llama.cpp recognizes many end-of-generation tokens by their text (`<|im_end|>`, `<|eot_id|>`, ...). Others use the keys
.eot_token_id and .eom_token_id.

Source: llama.cpp, conversion/base.py (vocabulary) and src/llama-vocab.cpp (load).
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import tokenizers

from ..errors import GGUFError, brief, quoted
from ..panics import catch_panics
from ..post_processor import make_post_processor
from ..stopping import ConfiguredStops, eog_tokens
from ..tokenizer import SpecialTokens, Tokenizer
from . import bpe, pretokenizers, spm
from .added_tokens import check_added_tokens, role_token_ids
from .token_rows import ADDED_TOKEN_TYPES
from .values import Value, boolean, string, u32

ROLE_KEYS = {
    "bos_id": "tokenizer.ggml.bos_token_id",
    "eos_id": "tokenizer.ggml.eos_token_id",
    "unk_id": "tokenizer.ggml.unknown_token_id",
    "pad_id": "tokenizer.ggml.padding_token_id",
}
END_KEYS = (ROLE_KEYS["eos_id"], "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id")
"""Keys of end-of-generation tokens; llama.cpp treats them alike."""
RSTRIP_NAMES = ("phi-3", "phi3")
"""If general.name contains one of these, llama.cpp strips whitespace after special tokens; there is no key for it."""
NEVER_RSTRIP = ("<unk>", "<s>", "<|endoftext|>")
"""Special tokens after which llama.cpp keeps the whitespace in any case."""
REQUIRED_TOKENS = ("</s>", *NEVER_RSTRIP)
"""Tokens that llama.cpp requires in a file with such a name."""
MAX_TOKEN_CHARS = 1024
"""Several times the longest token of any known vocabulary. The merges of a `llama` vocabulary are found by cutting each
token everywhere, which takes time quadratic in its length."""
JSON_BUILDERS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {"gpt2": bpe.to_json, "llama": spm.to_json}
"""`tokenizer.ggml.model` -> function that builds the tokenizer.json."""


def tokenizer_to_kv(tokenizer: Tokenizer, vocab_size: int, *, pre: str | None = None) -> dict[str, Value]:
    """Return the keys with which llama.cpp tokenizes as `tokenizer` does.

    Args:
        vocab_size: rows of the embedding; ids without a token become unused tokens `[PAD<id>]`.
        pre: llama.cpp's name of the pre-tokenizer, if the table in pretokenizers.py does not have it. With `pre`,
            token ids are not compared with those of llama.cpp.

    Raises:
        GGUFError: llama.cpp does not support the tokenizer or one of its added tokens, or there are more tokens than
            rows.
    """
    if tokenizer.vocab_size > vocab_size:
        raise GGUFError(
            f"the tokenizer has ids up to {tokenizer.vocab_size - 1}, but the model's embedding has {vocab_size} "
            "rows. Use the tokenizer of this model."
        )
    tokenizer_json = json.loads(tokenizer.core.to_str())
    kv = _vocabulary_to_kv(tokenizer_json, vocab_size, pre, role_token_ids(tokenizer))
    _check_post_processor(tokenizer)
    for role, key in ROLE_KEYS.items():
        token_id = getattr(tokenizer.specials, role)
        if token_id is not None:
            kv[key] = u32(token_id)
    kv["tokenizer.ggml.add_bos_token"] = boolean(tokenizer.add_bos)
    kv["tokenizer.ggml.add_eos_token"] = boolean(tokenizer.add_eos)
    if tokenizer.chat_template:
        kv["tokenizer.chat_template"] = string(tokenizer.chat_template)
    has_added_tokens = any(kind in ADDED_TOKEN_TYPES for kind in kv["tokenizer.ggml.token_type"].value)
    if pre is None and has_added_tokens:
        plain = {key: value.value for key, value in kv.items()}
        name = next((name for name in ("", RSTRIP_NAMES[0]) if _name_matches(tokenizer_json, name)), "")
        check_added_tokens(tokenizer, tokenizer_from_kv({**plain, "general.name": name}))
    return kv


def add_end_keys(kv: dict[str, Value], tokenizer: Tokenizer, ids: Iterable[int]) -> None:
    """Add keys so that llama.cpp ends a completion at the tokens `ids`; those it recognizes by text need no key.

    Raises:
        GGUFError: there are more tokens than keys.
    """
    known = {*eog_tokens(tokenizer), *(kv[key].value for key in END_KEYS if key in kv)}
    wanted = [token_id for token_id in dict.fromkeys(ids) if token_id not in known and tokenizer.token(token_id)]
    free = [key for key in END_KEYS[1:] if key not in kv]
    if len(wanted) > len(free):
        raise GGUFError(
            f"a GGUF has keys for {len(free)} more end-of-generation tokens, but there are {len(wanted)}: "
            f"{', '.join(repr(tokenizer.token(token_id)) for token_id in wanted[:8])}. Keep only those that the model "
            "generates in eos_token_id of generation_config.json."
        )
    kv.update({key: u32(token_id) for key, token_id in zip(free, wanted, strict=False)})


def ends_from_kv(kv: Mapping[str, Any]) -> ConfiguredStops:
    """Return the end-of-generation tokens of a file, from its plain values (`GGUFFile.kv`)."""
    found = (kv.get(key) for key in END_KEYS)
    return ConfiguredStops(tuple(token_id for token_id in found if type(token_id) is int))


def tokenizer_from_kv(kv: Mapping[str, Any]) -> Tokenizer:
    """Rebuild the tokenizer of a GGUF file from its plain values (`GGUFFile.kv`).

    Raises:
        GGUFError: the kind of vocabulary is not supported, or it is damaged.
    """
    check_vocabulary(kv)
    model = kv["tokenizer.ggml.model"]
    tokenizer_json = JSON_BUILDERS[model](kv)
    for token in tokenizer_json["added_tokens"]:
        token["rstrip"] = rstrips(token["content"], kv.get("general.name"))
    specials = _special_tokens(kv)
    tokens = kv["tokenizer.ggml.tokens"]
    tokenizer_json["post_processor"] = make_post_processor(
        None, specials, lambda number: None if number is None else tokens[number]
    )
    try:
        with catch_panics():
            core = tokenizers.Tokenizer.from_str(json.dumps(tokenizer_json))
    except Exception as err:  # the library raises nothing narrower
        raise GGUFError(f"the vocabulary of the file is invalid: {brief(err)}. Download the file again.") from err
    template = kv.get("tokenizer.chat_template")
    return Tokenizer(core, specials, template if isinstance(template, str) else None)


def vocab_type(tokenizer_json: Mapping[str, Any]) -> tuple[str, str]:
    """Return (tokenizer.ggml.model, tokenizer.ggml.pre) of a tokenizer.json.

    Raises:
        GGUFError: as `tokenizer_to_kv`.
    """
    if bpe.matches(tokenizer_json):
        bpe.check_supported(tokenizer_json)
        return "gpt2", pretokenizers.identify(tokenizer_json).name
    if spm.matches(tokenizer_json):
        spm.check_supported(tokenizer_json)
        spm.adds_space_prefix(tokenizer_json)
        return "llama", spm.PRE
    raise _unsupported_tokenizer(tokenizer_json)


def rstrips(token: str, name: Any) -> bool:
    """Return whether llama.cpp strips the whitespace after a special token in a file with this general.name."""
    return isinstance(name, str) and any(word in name.lower() for word in RSTRIP_NAMES) and token not in NEVER_RSTRIP


def check_model_name(tokenizer: Tokenizer, name: str) -> None:
    """Raise GGUFError if llama.cpp would need another `general.name` to strip whitespace as `tokenizer` does."""
    tokenizer_json = json.loads(tokenizer.core.to_str())
    strips, plain = _name_matches(tokenizer_json, RSTRIP_NAMES[0]), _name_matches(tokenizer_json, "")
    if _name_matches(tokenizer_json, name) or not (strips or plain):
        return
    contain = "contain phi-3" if strips else "not contain phi-3"
    raise GGUFError(
        "llama.cpp decides by the name of the model whether to strip whitespace after special tokens. For this "
        f"tokenizer the name must {contain}, but it is {quoted(name)}: choose another with --name (general.name)."
    )


def _name_matches(tokenizer_json: Mapping[str, Any], name: str) -> bool:
    """Return whether llama.cpp loads a file with this name and strips whitespace as this tokenizer.json does."""
    added = {token["content"]: token["rstrip"] for token in tokenizer_json["added_tokens"]}
    loads = not rstrips("", name) or all(
        token in added or token in tokenizer_json["model"]["vocab"] for token in REQUIRED_TOKENS
    )
    return loads and all(strips == rstrips(token, name) for token, strips in added.items())


def _vocabulary_to_kv(
    tokenizer_json: Mapping[str, Any], vocab_size: int, pre: str | None, roles: Collection[int]
) -> dict[str, Value]:
    if bpe.matches(tokenizer_json):
        return bpe.to_kv(tokenizer_json, vocab_size, pre, roles)
    if spm.matches(tokenizer_json):
        return spm.to_kv(tokenizer_json, vocab_size, pre, roles)
    raise _unsupported_tokenizer(tokenizer_json)


def _check_post_processor(tokenizer: Tokenizer) -> None:
    """Raise GGUFError if the tokenizer adds other tokens than BOS and EOS to a text."""
    added = tokenizer.core.encode("", add_special_tokens=True).ids
    others = [tokenizer.token(i) for i in added if i not in (tokenizer.bos_id, tokenizer.eos_id)]
    if others:
        raise GGUFError(
            f"the tokenizer adds {', '.join(repr(token)[:80] for token in others[:3])} to every text "
            "(post_processor in tokenizer.json); llama.cpp adds only bos_token and eos_token. If it is one of them, "
            "set it in tokenizer_config.json; otherwise remove it from the post_processor."
        )


def _unsupported_tokenizer(tokenizer_json: Mapping[str, Any]) -> GGUFError:
    return GGUFError(
        f"this tokenizer.json ({tokenizer_json['model']['type']} model, {_type(tokenizer_json, 'decoder')} decoder) is "
        "neither byte-level BPE nor SentencePiece BPE with byte fallback; other tokenizers are not supported in GGUF."
    )


def _type(tokenizer_json: Mapping[str, Any], part: str) -> str:
    return str((tokenizer_json.get(part) or {}).get("type", "no"))


def check_vocabulary(kv: Mapping[str, Any]) -> None:
    """Check that the tokenizer keys exist and are consistent, without building the tokenizer.

    Raises:
        GGUFError: names the invalid key.
    """
    model = kv.get("tokenizer.ggml.model")
    tokens: Any = kv.get("tokenizer.ggml.tokens")
    if model not in JSON_BUILDERS:
        raise GGUFError(f"tokenizer.ggml.model is {quoted(model)}; expected one of {', '.join(JSON_BUILDERS)}.")
    if not _is_list_of(str, tokens) or len(set(tokens)) != len(tokens):
        raise GGUFError("tokenizer.ggml.tokens is not a list of distinct strings. Download the file again.")
    longest = max(map(len, tokens), default=0)
    if longest > MAX_TOKEN_CHARS:
        raise GGUFError(
            f"tokenizer.ggml.tokens has a token of {longest} characters; expected at most {MAX_TOKEN_CHARS}. Download "
            "the file again."
        )
    for key, kind in (("token_type", int), ("scores", float)):
        given = kv.get(f"tokenizer.ggml.{key}")
        if given is not None and (not _is_list_of(kind, given) or len(given) != len(tokens)):
            raise GGUFError(
                f"tokenizer.ggml.{key} is not a list of {len(tokens)} numbers, one per token. Download the file again."
            )
    for key in ROLE_KEYS.values():
        token_id = kv.get(key)
        if token_id is not None and not (isinstance(token_id, int) and 0 <= token_id < len(tokens)):
            raise GGUFError(f"{key} is {quoted(token_id)}; expected an id below {len(tokens)}.")


def _is_list_of(kind: type, values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, kind) for value in values)


def _special_tokens(kv: Mapping[str, Any]) -> SpecialTokens:
    ids = {role: kv.get(key) for role, key in ROLE_KEYS.items()}
    model = spm if kv["tokenizer.ggml.model"] == "llama" else bpe
    add_bos = kv.get("tokenizer.ggml.add_bos_token", model.adds_bos(kv))
    add_eos = kv.get("tokenizer.ggml.add_eos_token", False)
    return SpecialTokens(
        **ids,
        add_bos=bool(add_bos) and ids["bos_id"] is not None,
        add_eos=bool(add_eos) and ids["eos_id"] is not None,
    )
