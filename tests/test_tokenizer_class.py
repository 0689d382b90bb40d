"""What transformers decides before it reads a tokenizer.json: class, file, template. transformers is asked."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from minilora.errors import CheckpointError
from minilora.token_roles import ROLES
from minilora.tokenizer import TEMPLATES, Tokenizer

CLASSES = (None, "PreTrainedTokenizerFast", "LlamaTokenizer", "GPT2TokenizerFast", "Qwen2Tokenizer", "Unheard")
FAMILIES = (
    "llama", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "phi3", "smollm3", "granite", "olmo2", "gpt2",
    "granitemoehybrid",
)  # fmt: skip
DEFAULTS = ("<unk>", "<s>", "</s>", "<bos>", "<eos>", "<pad>", "<mask>", "<|endoftext|>")


def tokenizer_json(*, byte_level: bool) -> dict[str, Any]:
    """Return a vocabulary of the classes' defaults and one letter, cut at bytes or at words."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    vocabulary = {text: number for number, text in enumerate((*DEFAULTS, "a", "▁"))}
    core = Tokenizer(models.BPE(vocab=vocabulary, merges=[], unk_token="<unk>"))
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False) if byte_level else pre_tokenizers.Metaspace()
    core.decoder = decoders.ByteLevel() if byte_level else decoders.Metaspace()
    made: dict[str, Any] = json.loads(core.to_str())
    return made


def write(directory: Path, **files: Any) -> Path:
    for name, content in files.items():
        (directory / f"{name}.json").write_text(json.dumps(content))
    return directory


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("byte_level", [False, True], ids=["words", "bytes"])
def test_roles_that_no_file_names_are_the_class_s(tmp_path: Path, family: str, byte_level: bool) -> None:
    """bos, eos, pad and unk are AutoTokenizer's for every class and family, whether absent, null or named."""
    from transformers import AutoTokenizer

    rng, core = random.Random(FAMILIES.index(family)), tokenizer_json(byte_level=byte_level)
    for name in CLASSES:
        config: dict[str, Any] = {} if name is None else {"tokenizer_class": name}
        for role in ROLES:
            config |= rng.choice([{}, {}, {f"{role}_token": None}, {f"{role}_token": "<pad>"}])
        write(tmp_path, tokenizer=core, tokenizer_config=config, config={"model_type": family})
        theirs, ours = AutoTokenizer.from_pretrained(tmp_path), Tokenizer.from_dir(tmp_path).specials
        for role in ROLES:
            assert getattr(ours, f"{role}_id") == getattr(theirs, f"{role}_token_id"), (name, role)


def test_a_token_of_the_class_that_the_vocabulary_lacks_is_no_role(tmp_path: Path, tiny_tokenizer: Path) -> None:
    """transformers would add it, with an id beyond the embedding."""
    from transformers import AutoTokenizer

    core = json.loads(tiny_tokenizer.read_text().replace("<|endoftext|>", "<|other|>"))
    write(tmp_path, tokenizer=core, config={"model_type": "gpt2"})
    assert AutoTokenizer.from_pretrained(tmp_path).bos_token_id == 320
    assert Tokenizer.from_dir(tmp_path).specials.bos_id is None


def test_the_token_of_the_post_processor_goes_before_the_class_s(tmp_path: Path) -> None:
    """A text gets what tokenizer.json puts before it; nothing names another."""
    core = tokenizer_json(byte_level=False)
    core["post_processor"] = {
        "type": "TemplateProcessing",
        "single": [{"SpecialToken": {"id": "<bos>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {"<bos>": {"id": "<bos>", "ids": [3], "tokens": ["<bos>"]}},
    }
    write(tmp_path, tokenizer=core, tokenizer_config={"tokenizer_class": "LlamaTokenizer"})
    ours = Tokenizer.from_dir(tmp_path)
    assert (ours.bos_id, ours.add_bos, ours.eos_id) == (3, True, 2)


@pytest.mark.parametrize(
    ("listed", "read"),
    [
        (["tokenizer.json"], None),
        (["tokenizer.json", "tokenizer.4.0.0.json"], "tokenizer.4.0.0.json"),
        (["tokenizer.99.0.json"], None),
        (["tokenizer.x.json", 7, "tokenizer.4..0.json"], None),
        ("tokenizer.4.0.0.json", None),
    ],
)
def test_another_tokenizer_json_for_transformers_is_refused(tmp_path: Path, listed: Any, read: str | None) -> None:
    """Both files are named; a file for a version to come does not count."""
    core = tokenizer_json(byte_level=False)
    write(tmp_path, tokenizer=core, tokenizer_config={"fast_tokenizer_files": listed})
    if read is None:
        assert Tokenizer.from_dir(tmp_path).vocab_size == len(DEFAULTS) + 2
        return
    with pytest.raises(CheckpointError, match=rf"'{read}', which transformers reads instead of tokenizer\.json"):
        Tokenizer.from_dir(tmp_path)


def test_transformers_does_read_the_other_file(tmp_path: Path) -> None:
    """The reason of the refusal: its tokens are another's."""
    from transformers import AutoTokenizer

    core = tokenizer_json(byte_level=False)
    other = json.loads(json.dumps(core).replace('"a"', '"b"'))
    config = {"fast_tokenizer_files": ["tokenizer.json", "tokenizer.4.0.0.json"]}
    write(tmp_path, tokenizer=core, tokenizer_config=config, config={"model_type": "llama"})
    (tmp_path / "tokenizer.4.0.0.json").write_text(json.dumps(other))
    assert "b" in AutoTokenizer.from_pretrained(tmp_path).get_vocab()


NAMED = [{"name": "rag", "template": "R"}, {"name": "default", "template": "D"}]
IN_CONFIG = (None, "C", NAMED, NAMED[:1], {"default": "O", "rag": "R"}, {"rag": "R"})


@pytest.mark.parametrize("given", IN_CONFIG, ids=["none", "text", "list", "no-default", "object", "object-no-default"])
@pytest.mark.parametrize("named", [(), ("tools",), ("default", "tools")], ids=["", "tools", "default"])
@pytest.mark.parametrize("jinja", [False, True], ids=["", "jinja"])
def test_the_default_template_is_transformers_s(
    tmp_path: Path, given: Any, named: tuple[str, ...], jinja: bool
) -> None:
    """Of chat_template.jinja, additional_chat_templates/ and tokenizer_config.json; none where it has none."""
    from transformers import AutoTokenizer

    config = {} if given is None else {"chat_template": given}
    write(tmp_path, tokenizer=tokenizer_json(byte_level=False), tokenizer_config=config, config={"model_type": "llama"})
    if jinja:
        (tmp_path / "chat_template.jinja").write_text("J")
    for name in named:
        (tmp_path / TEMPLATES).mkdir(exist_ok=True)
        (tmp_path / TEMPLATES / f"{name}.jinja").write_text(f"named {name}")
    try:
        expected = AutoTokenizer.from_pretrained(tmp_path).get_chat_template()
    except ValueError:
        expected = None
    assert Tokenizer.from_dir(tmp_path).chat_template == expected
