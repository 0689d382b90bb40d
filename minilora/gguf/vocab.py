"""The vocabulary in a GGUF file: `tokenizer.ggml.*` keys from a Tokenizer, and a Tokenizer from the keys.

    tokenizer.ggml.model   "gpt2": byte-level BPE (bpe.py)   |   "llama": SentencePiece BPE (spm.py)
    .tokens .token_type    one row an id, as many as the embedding has
    .bos_token_id ...      roles; .add_bos_token says whether a text begins with one
    tokenizer.chat_template

llama.cpp finds further end-of-turn tokens by their text (`<|im_end|>`, `<|eot_id|>`, ...); others that end a completion
take the keys .eot_token_id and .eom_token_id.

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
from .added_tokens import check_added_tokens, role_ids
from .token_rows import CUT_OUT
from .values import Value, boolean, string, u32

ROLE_KEYS = {
    "bos_id": "tokenizer.ggml.bos_token_id",
    "eos_id": "tokenizer.ggml.eos_token_id",
    "unk_id": "tokenizer.ggml.unknown_token_id",
    "pad_id": "tokenizer.ggml.padding_token_id",
}
END_KEYS = (ROLE_KEYS["eos_id"], "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id")
"""Tokens that end a completion; llama.cpp treats them alike."""
STRIPPERS = ("phi-3", "phi3")
"""Where general.name has one of these, llama.cpp drops the whitespace after special tokens, for no key says it."""
NEVER_STRIP = ("<unk>", "<s>", "<|endoftext|>")
"""Special tokens that even then leave the whitespace after them."""
NEEDED = ("</s>", *NEVER_STRIP)
"""Tokens without which llama.cpp cannot load such a file."""
MODELS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {"gpt2": bpe.to_json, "llama": spm.to_json}
"""`tokenizer.ggml.model` -> what builds a tokenizer.json of it."""


def tokenizer_to_kv(tokenizer: Tokenizer, vocab_size: int, *, pre: str | None = None) -> dict[str, Value]:
    """Keys that make llama.cpp tokenise as `tokenizer` does.

    Args:
        vocab_size: rows of the embedding; ids without a token become unused `[PAD<id>]` rows.
        pre: llama.cpp's name of the pre-tokenizer, where the table in pretokenizers.py does not know it. What the
            tokenizer then makes of texts is not compared with what llama.cpp will.

    Raises:
        GGUFError: a kind of tokenizer that llama.cpp does not have, tokens that it would treat otherwise, or more
            tokens than rows.
    """
    if tokenizer.vocab_size > vocab_size:
        raise GGUFError(
            f"the tokenizer has ids up to {tokenizer.vocab_size - 1}, but the model's embedding has {vocab_size} "
            "rows. Use the tokenizer that belongs to this model."
        )
    description = json.loads(tokenizer.core.to_str())
    kv = _from_json(description, vocab_size, pre, role_ids(tokenizer))
    _check_whole_texts(tokenizer)
    for role, key in ROLE_KEYS.items():
        token_id = getattr(tokenizer.specials, role)
        if token_id is not None:
            kv[key] = u32(token_id)
    kv["tokenizer.ggml.add_bos_token"] = boolean(tokenizer.add_bos)
    kv["tokenizer.ggml.add_eos_token"] = boolean(tokenizer.add_eos)
    if tokenizer.chat_template:
        kv["tokenizer.chat_template"] = string(tokenizer.chat_template)
    cut_out = any(kind in CUT_OUT for kind in kv["tokenizer.ggml.token_type"].value)
    if pre is None and cut_out:
        plain = {key: value.value for key, value in kv.items()}
        name = next((name for name in ("", STRIPPERS[0]) if _name_fits(description, name)), "")
        check_added_tokens(tokenizer, tokenizer_from_kv({**plain, "general.name": name}))
    return kv


def add_end_keys(kv: dict[str, Value], tokenizer: Tokenizer, ids: Iterable[int]) -> None:
    """Let llama.cpp end a completion at each of the tokens `ids`, too; those that it knows by name need no key.

    Raises:
        GGUFError: when there are more of them than keys.
    """
    known = {*eog_tokens(tokenizer), *(kv[key].value for key in END_KEYS if key in kv)}
    wanted = [token_id for token_id in dict.fromkeys(ids) if token_id not in known and tokenizer.token(token_id)]
    free = [key for key in END_KEYS[1:] if key not in kv]
    if len(wanted) > len(free):
        raise GGUFError(
            f"a GGUF has keys for {len(free)} more end-of-generation tokens, but there are {len(wanted)}: "
            f"{', '.join(repr(tokenizer.token(token_id)) for token_id in wanted[:8])}. Leave only those that the model "
            "says in eos_token_id of generation_config.json."
        )
    kv.update({key: u32(token_id) for key, token_id in zip(free, wanted, strict=False)})


def gguf_configured_stops(kv: Mapping[str, Any]) -> ConfiguredStops:
    """Return what a file's keys say ends a completion, from its plain values."""
    found = (kv.get(key) for key in END_KEYS)
    return ConfiguredStops(tuple(token_id for token_id in found if type(token_id) is int))


def tokenizer_from_kv(kv: Mapping[str, Any]) -> Tokenizer:
    """Rebuild the tokenizer of a GGUF file from its plain values (`GGUFFile.kv`).

    Raises:
        GGUFError: a kind of vocabulary that is not known, or a damaged one.
    """
    check_vocabulary(kv)
    model = kv["tokenizer.ggml.model"]
    description = MODELS[model](kv)
    for token in description["added_tokens"]:
        token["rstrip"] = strips_after(token["content"], kv.get("general.name"))
    specials = _specials(kv)
    tokens = kv["tokenizer.ggml.tokens"]
    description["post_processor"] = make_post_processor(
        None, specials, lambda number: None if number is None else tokens[number]
    )
    try:
        with catch_panics():
            core = tokenizers.Tokenizer.from_str(json.dumps(description))
    except Exception as err:  # the library raises nothing narrower
        raise GGUFError(f"the file's vocabulary does not make a tokenizer: {brief(err)}. Download it again.") from err
    template = kv.get("tokenizer.chat_template")
    return Tokenizer(core, specials, template if isinstance(template, str) else None)


def llama_cpp_kind(description: Mapping[str, Any]) -> tuple[str, str]:
    """(tokenizer.ggml.model, tokenizer.ggml.pre) of a tokenizer.json.

    Raises:
        GGUFError: as `tokenizer_to_kv`.
    """
    if bpe.describes(description):
        bpe.check(description)
        return "gpt2", pretokenizers.recognise(description).name
    if spm.describes(description):
        spm.check(description)
        spm.adds_space(description)
        return "llama", spm.PRE
    raise _other_kind(description)


def strips_after(token: str, name: Any) -> bool:
    """Whether llama.cpp drops the whitespace after a special token, in a file that calls its model `name`."""
    return isinstance(name, str) and any(word in name.lower() for word in STRIPPERS) and token not in NEVER_STRIP


def check_name(tokenizer: Tokenizer, name: str) -> None:
    """Raise GGUFError where another `general.name` would make llama.cpp treat whitespace as `tokenizer` does."""
    description = json.loads(tokenizer.core.to_str())
    strips, plain = _name_fits(description, STRIPPERS[0]), _name_fits(description, "")
    if _name_fits(description, name) or not (strips or plain):
        return
    have = "have phi-3 in it" if strips else "not have phi-3 in it"
    raise GGUFError(
        "llama.cpp goes by the model's name to know whether whitespace after special tokens is dropped. For this "
        f"tokenizer the name must {have}, and it is {quoted(name)}: choose another with --name (general.name)."
    )


def _name_fits(description: Mapping[str, Any], name: str) -> bool:
    """Whether llama.cpp loads a file of that name, and drops white space where this tokenizer.json says so."""
    added = {token["content"]: token["rstrip"] for token in description["added_tokens"]}
    loads = not strips_after("", name) or all(
        token in added or token in description["model"]["vocab"] for token in NEEDED
    )
    return loads and all(strips == strips_after(token, name) for token, strips in added.items())


def _from_json(
    description: Mapping[str, Any], vocab_size: int, pre: str | None, roles: Collection[int]
) -> dict[str, Value]:
    if bpe.describes(description):
        return bpe.to_kv(description, vocab_size, pre, roles)
    if spm.describes(description):
        return spm.to_kv(description, vocab_size, pre, roles)
    raise _other_kind(description)


def _check_whole_texts(tokenizer: Tokenizer) -> None:
    """Raise GGUFError for a tokenizer that adds more to a text than a beginning and an end."""
    added = tokenizer.core.encode("", add_special_tokens=True).ids
    others = [tokenizer.token(i) for i in added if i not in (tokenizer.bos_id, tokenizer.eos_id)]
    if others:
        raise GGUFError(
            f"the tokenizer adds {', '.join(repr(token)[:80] for token in others[:3])} to every text "
            "(post_processor in tokenizer.json); llama.cpp adds no tokens but bos_token and eos_token. If it is one of "
            "them, name it so in tokenizer_config.json; else take it out of the post_processor."
        )


def _other_kind(description: Mapping[str, Any]) -> GGUFError:
    return GGUFError(
        f"this tokenizer.json ({description['model']['type']} model, {_type(description, 'decoder')} decoder) is "
        "neither byte-level BPE nor SentencePiece BPE with byte fallback; no other kind can be written to GGUF."
    )


def _type(description: Mapping[str, Any], part: str) -> str:
    return str((description.get(part) or {}).get("type", "no"))


def check_vocabulary(kv: Mapping[str, Any]) -> None:
    """Check that the keys are there and fit each other, without making the tokenizer.

    Raises:
        GGUFError: saying which key is wrong.
    """
    model = kv.get("tokenizer.ggml.model")
    tokens: Any = kv.get("tokenizer.ggml.tokens")
    if model not in MODELS:
        raise GGUFError(f"tokenizer.ggml.model is {quoted(model)}; expected one of {', '.join(MODELS)}.")
    if not _is_list_of(str, tokens) or len(set(tokens)) != len(tokens):
        raise GGUFError("tokenizer.ggml.tokens is not a list of different strings. Download the file again.")
    for key, kind in (("token_type", int), ("scores", float)):
        given = kv.get(f"tokenizer.ggml.{key}")
        if given is not None and (not _is_list_of(kind, given) or len(given) != len(tokens)):
            raise GGUFError(
                f"tokenizer.ggml.{key} is not a list of {len(tokens)} numbers, one a token. Download the file again."
            )
    for key in ROLE_KEYS.values():
        token_id = kv.get(key)
        if token_id is not None and not (isinstance(token_id, int) and 0 <= token_id < len(tokens)):
            raise GGUFError(f"{key} is {quoted(token_id)}; expected an id below {len(tokens)}.")


def _is_list_of(kind: type, values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, kind) for value in values)


def _specials(kv: Mapping[str, Any]) -> SpecialTokens:
    ids = {role: kv.get(key) for role, key in ROLE_KEYS.items()}
    model = spm if kv["tokenizer.ggml.model"] == "llama" else bpe
    add_bos = kv.get("tokenizer.ggml.add_bos_token", model.adds_bos(kv))
    add_eos = kv.get("tokenizer.ggml.add_eos_token", False)
    return SpecialTokens(
        **ids,
        add_bos=bool(add_bos) and ids["bos_id"] is not None,
        add_eos=bool(add_eos) and ids["eos_id"] is not None,
    )
