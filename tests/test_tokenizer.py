"""The tokenizer against transformers, and its text stream."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_vocabularies import LEGACY, added, train

from minilora.errors import CheckpointError
from minilora.tokenizer import SpecialTokens, Tokenizer, stream_text

TEXTS = (
    "Instrucción: ¿Qué es una pila?\nRespuesta: El último que entra sale el primero.",
    "def f(x):\n\treturn x ** 2  # 12345\n\n\n",
    "👨‍👩‍👧‍👦 🦙 ñandú\r\n",
    "<|im_start|>user\nhola<|im_end|>\n",
    "",
)


@pytest.fixture
def directory(tiny_llama: Path, tmp_path: Path) -> Path:
    """A copy of the tiny tokenizer's files, free to be damaged."""
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_bytes((tiny_llama / name).read_bytes())
    return tmp_path


def configure(directory: Path, **changes: object) -> None:
    file = directory / "tokenizer_config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **changes}))


def test_ids_and_texts_equal_transformers(tiny_llama: Path) -> None:
    """Encoding and decoding are those of transformers' AutoTokenizer, special tokens included."""
    from transformers import AutoTokenizer

    ours, theirs = Tokenizer.from_dir(tiny_llama), AutoTokenizer.from_pretrained(tiny_llama)
    for text in TEXTS:
        ids = theirs.encode(text, add_special_tokens=False)
        assert ours.encode(text) == ids
        assert ours.encode_batch([text])[0][0] == ids
        assert ours.decode(ids) == theirs.decode(ids) == text
    assert (ours.bos_id, ours.eos_id, ours.pad_id) == (1, 2, 2)
    assert ours.vocab_size == 320


@pytest.mark.parametrize("add_bos", [False, True])
def test_saved_tokenizer_is_the_same_in_transformers(tiny_llama: Path, tmp_path: Path, add_bos: bool) -> None:
    """What `save` writes, AutoTokenizer and from_dir load with the same ids, special tokens and template."""
    from transformers import AutoTokenizer

    core = Tokenizer.from_dir(tiny_llama).core
    specials = SpecialTokens(bos_id=1, eos_id=2, pad_id=0, add_bos=add_bos)
    ours = Tokenizer(core, specials, "{% for m in messages %}{{ m['content'] }}{% endfor %}")
    ours.save(tmp_path)
    (tmp_path / "config.json").write_bytes((tiny_llama / "config.json").read_bytes())
    theirs = AutoTokenizer.from_pretrained(tmp_path)
    for text in TEXTS:
        assert ours.encode(text) == theirs.encode(text, add_special_tokens=False)
    assert (theirs.bos_token_id, theirs.eos_token_id, theirs.pad_token_id) == (1, 2, 0)
    assert theirs.chat_template == ours.chat_template
    again = Tokenizer.from_dir(tmp_path)
    assert (again.specials, again.chat_template) == (ours.specials, ours.chat_template)


def test_special_tokens_can_be_read_as_text(tiny_llama: Path) -> None:
    """With special=False a special token's spelling is ordinary text."""
    tokenizer = Tokenizer.from_dir(tiny_llama)
    ids = tokenizer.encode("a<|im_end|>", special=False)
    assert 2 not in ids
    assert tokenizer.decode(ids) == "a<|im_end|>"
    assert tokenizer.encode("a<|im_end|>")[-1] == 2


def test_token_is_vocabulary_spelling_and_token_text_is_text(tiny_llama: Path) -> None:
    """`token` gives the piece, `token_text` what it stands for, both None for no token."""
    tokenizer = Tokenizer.from_dir(tiny_llama)
    space = tokenizer.encode(" ")[0]
    assert (tokenizer.token(space), tokenizer.token_text(space)) == ("Ġ", " ")
    assert (tokenizer.token(2), tokenizer.token_text(2)) == ("<|im_end|>", "<|im_end|>")
    assert tokenizer.token(None) is tokenizer.token_text(None) is tokenizer.token(10**6) is None


@pytest.mark.parametrize(
    ("changes", "eos_id"),
    [
        ({"eos_token": {"content": "<|im_end|>", "lstrip": False}}, 2),
        ({"eos_token": "<|endoftext|>"}, 0),
        ({"eos_token": None}, None),
    ],
)
def test_spellings_of_special_tokens(directory: Path, changes: dict[str, object], eos_id: int | None) -> None:
    """A special token may be a text, an object with its content, or nothing."""
    configure(directory, **changes)
    assert Tokenizer.from_dir(directory).eos_id == eos_id


@pytest.mark.parametrize("eos", [2, [2, 0]])
@pytest.mark.parametrize("file", ["generation_config.json", "config.json"])
def test_ids_in_other_files_are_the_last_resort(directory: Path, file: str, eos: object) -> None:
    """Where no token is named, the first eos id of generation_config.json or config.json counts."""
    (directory / file).write_text(json.dumps({"eos_token_id": eos, "pad_token_id": -1}))
    configure(directory, eos_token=None, pad_token=None)
    tokenizer = Tokenizer.from_dir(directory)
    assert (tokenizer.eos_id, tokenizer.pad_id) == (2, None)


@pytest.mark.parametrize("template", ["T", [{"name": "rag", "template": "R"}, {"name": "default", "template": "T"}]])
def test_chat_template_in_the_configuration(directory: Path, template: object) -> None:
    """The template is a text, or the one named default; a chat_template.jinja comes before it."""
    configure(directory, chat_template=template)
    assert Tokenizer.from_dir(directory).chat_template == "T"
    (directory / "chat_template.jinja").write_text("J")
    assert Tokenizer.from_dir(directory).chat_template == "J"


def test_bos_comes_from_the_post_processor(directory: Path) -> None:
    """add_bos is what tokenizer.json does to a text; add_bos_token beside it does not count in transformers."""
    content = json.loads((directory / "tokenizer.json").read_text())
    content["post_processor"] = {
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "<|im_start|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {"<|im_start|>": {"id": "<|im_start|>", "ids": [1], "tokens": ["<|im_start|>"]}},
    }
    (directory / "tokenizer.json").write_text(json.dumps(content))
    tokenizer = Tokenizer.from_dir(directory)
    assert (tokenizer.add_bos, tokenizer.add_eos) == (True, False)
    assert 1 not in tokenizer.encode("hola")
    configure(directory, add_bos_token=False)
    assert Tokenizer.from_dir(directory).add_bos


def test_eos_alone_comes_from_the_post_processor(directory: Path) -> None:
    """add_eos is found where tokenizer.json adds an end of sequence and no beginning."""
    content = json.loads((directory / "tokenizer.json").read_text())
    content["post_processor"] = {
        "type": "TemplateProcessing",
        "single": [{"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "<|im_end|>", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {"<|im_end|>": {"id": "<|im_end|>", "ids": [2], "tokens": ["<|im_end|>"]}},
    }
    (directory / "tokenizer.json").write_text(json.dumps(content))
    configure(directory, add_bos_token=None, add_eos_token=None)
    tokenizer = Tokenizer.from_dir(directory)
    assert (tokenizer.add_bos, tokenizer.add_eos) == (False, True)


def test_tokens_declared_beside_tokenizer_json_are_added(directory: Path) -> None:
    """A token that only tokenizer_config.json declares is added under its id, or it is an error."""
    declared = {"320": {"content": "<tool>", "special": True, "normalized": False}}
    configure(directory, added_tokens_decoder=declared)
    assert Tokenizer.from_dir(directory).encode("<tool>") == [320]
    configure(directory, added_tokens_decoder={"400": declared["320"]})
    with pytest.raises(CheckpointError, match="the id 400"):
        Tokenizer.from_dir(directory)


def test_truncation_and_padding_are_switched_off(directory: Path) -> None:
    """A tokenizer.json saved with truncation or padding still encodes whole texts, and no more."""
    content = json.loads((directory / "tokenizer.json").read_text())
    content["truncation"] = {"max_length": 3, "strategy": "LongestFirst", "stride": 0, "direction": "Right"}
    (directory / "tokenizer.json").write_text(json.dumps(content))
    assert len(Tokenizer.from_dir(directory).encode("una pila guarda elementos")) > 3


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda d: (d / "tokenizer.json").unlink(), "no tokenizer.json"),
        (lambda d: (d / "tokenizer.json").write_text("{}"), "cannot use"),
        (lambda d: (d / "tokenizer.json").write_bytes(b"\xff\xfe"), "cannot use"),
        (lambda d: (d / "tokenizer.json").write_text("[" * 5000), "cannot use"),
        (lambda d: (d / "tokenizer_config.json").write_text("[1]"), "expected an object"),
        (lambda d: configure(d, eos_token="<nope>"), "has eos_token = '<nope>'"),
    ],
)
def test_damaged_files_are_checkpoint_errors(directory: Path, damage, message: str) -> None:
    """Whatever is wrong with the files, it is one CheckpointError that names the file."""
    damage(directory)
    with pytest.raises(CheckpointError, match=message):
        Tokenizer.from_dir(directory)


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.sampled_from("aé ñ🦙👩‍👧\n<|im_end|>漢"), max_size=30))
def test_stream_never_splits_a_character_and_loses_nothing(tiny_llama: Path, text: str) -> None:
    """The pieces of a stream join to the decoded text and none holds half a character."""
    tokenizer = Tokenizer.from_dir(tiny_llama)
    pieces = list(stream_text(tokenizer, tokenizer.encode(text), skip_special=False))
    assert "".join(pieces) == text
    assert all(piece and "\ufffd" not in piece for piece in pieces)


@pytest.mark.parametrize("text", ["la<|x|> pila", "la<|x|><|x|> pila", "<|x|>la pila", " la<|x|>pila", "á<|x|> 🦙"])
def test_a_hidden_token_takes_no_space_from_a_stream(text: str) -> None:
    """Where the decoder strips the first space of a text, a token after a hidden one does not begin a text."""
    tokenizer = train(LEGACY, None, [added("<|x|>")])
    ids = tokenizer.encode(text)
    assert "".join(stream_text(tokenizer, ids)) == tokenizer.decode(ids, skip_special=True)
    assert "".join(stream_text(tokenizer, ids, skip_special=False)) == tokenizer.decode(ids)


def test_stream_ends_with_what_is_left(tiny_llama: Path) -> None:
    """Half a character at the end is shown as U+FFFD, and pieces come one a token."""
    tokenizer = Tokenizer.from_dir(tiny_llama)
    ids = tokenizer.encode("xyñ")
    assert list(stream_text(tokenizer, ids[:-1])) == ["x", "y", "\ufffd"]
