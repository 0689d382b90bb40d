"""Contradictory tokenizer files are read as transformers reads them."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from minilora.errors import CheckpointError
from minilora.tokenizer import ROLES, SpecialTokens, Tokenizer

TOKENS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "a")
TEXT = "una pila<|endoftext|> <t>guarda<|im_end|> <x>aa"
Files = dict[str, dict[str, Any]]


def post_processor(before: str | None, after: str | None) -> dict[str, Any] | None:
    """Return what puts these tokens around a text, None for nothing."""
    if before is None and after is None:
        return None

    def around(name: str) -> list[Any]:
        parts = [{"SpecialToken": {"id": before, "type_id": 0}}] if before else []
        parts += [{"Sequence": {"id": name, "type_id": 0}}]
        return parts + ([{"SpecialToken": {"id": after, "type_id": 0}}] if after else [])

    used = {text: {"id": text, "ids": [TOKENS.index(text)], "tokens": [text]} for text in (before, after) if text}
    return {
        "type": "TemplateProcessing",
        "single": around("A"),
        "pair": [*around("A"), *around("B")],
        "special_tokens": used,
    }


def declared(rng: random.Random, token: str | None) -> Any:
    """Return a token as a file may write it: as text, or as an object with some of its flags."""
    if token is None or rng.random() < 0.5:
        return token
    flags = ("lstrip", "rstrip", "normalized", "single_word", "special")
    return {"__type": "AddedToken", "content": token} | {f: rng.random() < 0.5 for f in flags if rng.random() < 0.4}


def tokens_beside(rng: random.Random) -> Files:
    """Return the files that name tokens."""
    config: dict[str, Any] = {"tokenizer_class": "PreTrainedTokenizerFast"}
    legacy: dict[str, Any] = {}
    for stated, share in ((config, 0.5), (legacy, 0.3)):
        for role in (*ROLES, "sep", "mask"):
            if rng.random() < share:
                stated[f"{role}_token"] = declared(rng, rng.choice([*TOKENS, None]))
        if rng.random() < 0.3:
            key = rng.choice(["extra_special_tokens", "additional_special_tokens"])
            stated[key] = rng.choice(
                [["<x>"], ["a", declared(rng, "<x>")], [TOKENS[1], "<t>"], {"image_token": "<x>"}, []]
            )
        if rng.random() < 0.2:
            stated["image_token"] = rng.choice(["<x>", TOKENS[1]])
    if rng.random() < 0.5:
        first = {"0": {"content": TOKENS[0], "special": False, "normalized": False}}
        third = {"2": {"content": TOKENS[2], "special": True, "lstrip": True}, "320": {"content": "<t>"}}
        config["added_tokens_decoder"] = rng.choice([{}, first, third])
    files = {"tokenizer_config.json": config}
    files |= {"special_tokens_map.json": legacy} if rng.random() < 0.6 else {}
    return files | ({"added_tokens.json": {"<t>": 320}} if rng.random() < 0.5 else {})


def combination(rng: random.Random) -> tuple[Files, str | None, str | None]:
    """Return files that agree or not, and the tokens around a text."""
    files = tokens_beside(rng)
    around = rng.choice([{}, {"add_bos_token": True}, {"add_bos_token": False, "add_eos_token": True}])
    files["tokenizer_config.json"] |= around
    ids = {"bos_token_id": 1, "eos_token_id": rng.choice([[2, 0], 2, 0, None]), "pad_token_id": rng.choice([0, None])}
    files["config.json"] = {"model_type": "llama", **ids}
    if rng.random() < 0.5:
        files["generation_config.json"] = rng.choice([{}, {"eos_token_id": [0, 2]}, {"pad_token_id": 2}])
    return files, rng.choice([None, None, *TOKENS[:2]]), rng.choice([None, None, TOKENS[2]])


def of_generation(directory: Path) -> Any:
    """Return what transformers generates with."""
    from transformers import GenerationConfig

    try:
        return GenerationConfig.from_pretrained(directory)
    except OSError:
        return GenerationConfig.from_pretrained(directory, config_file_name="config.json", _from_model_config=True)


def write(directory: Path, core: dict[str, Any], files: Files, before: str | None, after: str | None) -> None:
    core = {**core, "post_processor": post_processor(before, after)}
    for name, content in {"tokenizer.json": core, **files}.items():
        (directory / name).write_text(json.dumps(content))


@pytest.mark.parametrize("seed", range(8))
def test_files_are_read_as_transformers_reads_them(tiny_tokenizer: Path, tmp_path: Path, seed: int) -> None:
    """Roles, flags, tokens around a text and ids are AutoTokenizer's, whatever the files say of each other."""
    from transformers import AutoTokenizer

    rng, core = random.Random(seed), json.loads(tiny_tokenizer.read_text())
    refused = 0
    for number in range(40):
        directory = tmp_path / str(number)
        directory.mkdir()
        files, before, after = combination(rng)
        for token in core["added_tokens"]:
            token |= {"special": rng.random() < 0.7, "lstrip": rng.random() < 0.2}
        write(directory, core, files, before, after)
        theirs = AutoTokenizer.from_pretrained(directory)
        named = {"bos": (theirs.bos_token, before), "eos": (theirs.eos_token, after)}
        if any(token is not None and put is not None and token != put for token, put in named.values()):
            refused += 1
            with pytest.raises(CheckpointError, match="the post-processor"):
                Tokenizer.from_dir(directory)
            continue
        assert_as_transformers(Tokenizer.from_dir(directory), theirs, of_generation(directory), before, after)
    assert 0 < refused < 40


def assert_as_transformers(
    ours: Tokenizer, theirs: Any, generation: Any, before: str | None, after: str | None
) -> None:
    ids = {role: getattr(theirs, f"{role}_token_id") for role in ROLES}
    for role, put in (("bos", before), ("eos", after)):
        ids[role] = TOKENS.index(put) if put else ids[role]
    for role in ("eos", "pad"):
        stated = getattr(generation, f"{role}_token_id")
        ids[role] = (stated[0] if isinstance(stated, list) else stated) if ids[role] is None else ids[role]
    expected = SpecialTokens(
        **{f"{r}_id": ids[r] for r in ROLES}, add_bos=before is not None, add_eos=after is not None
    )
    assert ours.specials == expected
    assert ours.encode(TEXT) == theirs.encode(TEXT, add_special_tokens=False)
    assert ours.core.encode(TEXT, add_special_tokens=True).ids == theirs.encode(TEXT)
    flags = {number: repr(token) for number, token in ours.core.get_added_tokens_decoder().items()}
    assert flags == {number: repr(token) for number, token in theirs.added_tokens_decoder.items()}
    whole = theirs.encode(TEXT)
    assert ours.decode(whole, skip_special=True) == theirs.decode(whole, skip_special_tokens=True)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"tokenizer_config.json": {"added_tokens_decoder": {"5": {"content": TOKENS[0]}}}}, "the id 5, .* gets 0"),
        ({"added_tokens.json": {"<t>": 400}}, "added_tokens.json gives '<t>' the id 400, .* gets 320"),
        ({"added_tokens.json": {TOKENS[1]: 7}}, "the id 7, .* gets 1"),
        ({"added_tokens.json": {"\ud800": 320}}, "is not valid text"),
        ({"tokenizer_config.json": {"extra_special_tokens": ["\ud800"]}}, "is not valid text"),
        ({"special_tokens_map.json": {"eos_token": "<no>"}}, "special_tokens_map.json has eos_token = '<no>'"),
    ],
)
def test_tokens_that_cannot_be_are_refused(tiny_tokenizer: Path, tmp_path: Path, files: Files, message: str) -> None:
    """A token with two ids (both are named), without an id, or that is half a character."""
    write(tmp_path, json.loads(tiny_tokenizer.read_text()), files, None, None)
    with pytest.raises(CheckpointError, match=message):
        Tokenizer.from_dir(tmp_path)


def test_a_pad_token_in_the_padding_of_tokenizer_json_counts(tiny_tokenizer: Path, tmp_path: Path) -> None:
    """Where no file names one, the padding saved in tokenizer.json does."""
    from transformers import AutoTokenizer

    core = json.loads(tiny_tokenizer.read_text())
    core["padding"] = {"strategy": "BatchLongest", "direction": "Left", "pad_to_multiple_of": None, "pad_id": 1}
    core["padding"] |= {"pad_type_id": 0, "pad_token": TOKENS[1]}
    for config, expected in (({}, 1), ({"pad_token": None}, None), ({"pad_token": TOKENS[0]}, 0)):
        write(tmp_path, core, {"tokenizer_config.json": config, "config.json": {"model_type": "llama"}}, None, None)
        assert Tokenizer.from_dir(tmp_path).pad_id == expected
        assert AutoTokenizer.from_pretrained(tmp_path).pad_token_id == expected


@pytest.mark.parametrize("kind", [None, {"type": "ByteLevel", "trim_offsets": True, "add_prefix_space": False}])
def test_what_is_saved_adds_the_same_tokens_in_transformers(tiny_tokenizer: Path, tmp_path: Path, kind: Any) -> None:
    """`save` writes the tokens around a text where AutoTokenizer looks for them."""
    import tokenizers
    from transformers import AutoTokenizer

    core = {**json.loads(tiny_tokenizer.read_text()), "post_processor": kind}
    for specials in (
        SpecialTokens(1, 2, add_bos=True, add_eos=True),
        SpecialTokens(1, 2, add_eos=True),
        SpecialTokens(1, 2),
    ):
        ours = Tokenizer(tokenizers.Tokenizer.from_str(json.dumps(core)), specials)
        ours.save(tmp_path)
        (tmp_path / "config.json").write_text('{"model_type": "llama"}')
        expected = [1] * specials.add_bos + ours.encode("a b") + [2] * specials.add_eos
        assert AutoTokenizer.from_pretrained(tmp_path).encode("a b") == expected
        assert Tokenizer.from_dir(tmp_path).specials == specials


@pytest.mark.parametrize("given", ["single", "index", "leftover"])
def test_weights_are_those_that_transformers_loads(make_llama: Callable[..., Path], tmp_path: Path, given: str) -> None:
    """model.safetensors goes before an index whose shards are gone; two whole sets of weights are refused."""
    from safetensors.torch import load_file, save_file

    from minilora.checkpoint import load_base

    base = shutil.copytree(make_llama(), tmp_path / "base")
    weights = load_file(base / "model.safetensors")
    names = sorted(weights)
    index = {"weight_map": dict.fromkeys(names, "model.safetensors" if given == "single" else "part.safetensors")}
    (base / "model.safetensors.index.json").write_text(json.dumps(index))
    if given == "index":
        save_file(weights, base / "part.safetensors", metadata={"format": "pt"})
        with pytest.raises(CheckpointError, match=r"model\.safetensors.*part\.safetensors.*transformers loads"):
            load_base(base)
        (base / "model.safetensors").unlink()
    assert load_base(base).model.state_dict()
