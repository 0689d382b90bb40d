"""What ends a completion is one set: for generate, samples, Modelfile, GGUF and verify; the oracles agree."""

import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tokenizers
from click.testing import CliRunner
from conftest import SPECIAL_TOKENS
from llama_cpp import LlamaCpp

from minilora.chat import Chat
from minilora.checkpoint import load_base, open_base
from minilora.cli import cli
from minilora.data.chat import ChatTemplate
from minilora.data.encode import encode_prompt, encode_whole
from minilora.data.instruccion import InstruccionTemplate
from minilora.data.jsonl import read_records
from minilora.data.rendering import Template
from minilora.errors import CheckpointError, ConfigError, DataError, GGUFError
from minilora.export import export_gguf
from minilora.generate import generate
from minilora.gguf.modelfile import parse_modelfile
from minilora.gguf.reader import GGUFFile
from minilora.gguf.values import Value
from minilora.gguf.writer import TensorPlan, write_gguf
from minilora.sampling import GREEDY
from minilora.stopping import eog_tokens, stopping_criteria, truncate_at_stop
from minilora.tokenizer import SpecialTokens, Tokenizer, stream_pieces
from minilora.verify import verify

ROLES = "{% for m in messages %}{{ OPEN + m.role + ': ' + m.content + END }}{% endfor %}"
ROLES += "{% if add_generation_prompt %}{{ OPEN + 'assistant:' }}{% endif %}"
PROMPT = "Una pila guarda"


def template_source(end: str, opening: str = "") -> str:
    return ROLES.replace("OPEN", repr(opening)).replace("END", repr(end))


def tokenizer_of(path: Path, *added: str, eos: str | None = "<|endoftext|>") -> Tokenizer:
    core = tokenizers.Tokenizer.from_file(str(path))
    core.add_special_tokens(list(added))
    return Tokenizer(core, SpecialTokens(eos_id=core.token_to_id(eos) if eos else None))


@pytest.mark.parametrize("ends", [("###",), ("ab", "abc", "xabd"), ("\n\n", "\nQ:"), ("ñandú", "👍🏽"), ("aaab",)])
def test_a_stream_ends_before_the_first_end_however_it_is_cut(ends: tuple[str, ...]) -> None:
    """No text from an end on is yielded, nor any part of one; nothing is held back that cannot be the start of one."""
    rng = random.Random(0)
    for _ in range(300):
        text = "".join(rng.choice([*"".join(ends), "z", rng.choice(ends)[:-1]]) for _ in range(rng.randint(0, 12)))
        found = [at for end in ends if (at := text.find(end)) >= 0]
        expected = text[: min(found, default=len(text))]
        cuts = sorted(rng.randint(0, len(text)) for _ in range(rng.randint(0, 6)))
        pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        shown: list[str] = []
        for piece in truncate_at_stop(_watched(pieces, ends, shown), ends):
            shown.append(piece)
            assert expected.startswith("".join(shown))
        assert "".join(shown) == expected


def _watched(pieces: list[str], ends: tuple[str, ...], shown: list[str]) -> Iterator[tuple[str, str]]:
    """The pieces; before each, all of those before must have been shown but for what may be the start of an end."""
    taken = ""
    for piece in pieces:
        may_be = [n for end in ends for n in range(len(end)) if taken.endswith(end[:n])]
        assert len("".join(shown)) >= len(taken) - max(may_be)
        taken += piece
        yield piece, piece


def test_hidden_tokens_end_a_text_but_are_not_shown(tiny_tokenizer: Path) -> None:
    """An end with a special token inside is found in the text with specials; others leave no trace."""
    tokenizer = tokenizer_of(tiny_tokenizer, "<|turn|>")
    for text, shown in {
        "hola\n<|turn|>user: ¿y?": "hola",
        "á<|turn|>é\n<|im_end|>x": "áé\nx",
        "señal\n<|turn|>": "señal\n",
        "<|turn|>user": "user",
    }.items():
        pieces = stream_pieces(tokenizer, tokenizer.encode(text))
        assert "".join(truncate_at_stop(pieces, ["\n<|turn|>user"])) == shown


def test_an_end_split_across_the_bytes_of_characters(tiny_tokenizer: Path) -> None:
    """Every token is one byte here; the end is found where its last byte comes, wherever its characters are cut."""
    description = json.loads(tiny_tokenizer.read_text(encoding="utf-8"))
    description["model"]["merges"] = []
    tokenizer = Tokenizer(tokenizers.Tokenizer.from_str(json.dumps(description)), SpecialTokens())
    text = "pingüino 👍🏽 ñandú fin"
    ids = tokenizer.encode(text)
    assert len(ids) == len(text.encode())
    ends = {"ñandú": "pingüino 👍🏽 ", "üi": "ping", "👍🏽": "pingüino ", "👍🏿": text, " fin": text[:-4]}
    for end, shown in ends.items():
        assert "".join(truncate_at_stop(stream_pieces(tokenizer, ids), [end])) == shown


@pytest.mark.parametrize(
    ("end", "eos"), [("<end_of_turn>", "<eos>"), ("<|eot_id|>", "<|end_of_text|>"), ("<|fin|>", "</s>")]
)
def test_a_turn_may_end_with_another_token_than_the_text(tiny_tokenizer: Path, end: str, eos: str) -> None:
    """Gemma, Llama 3 and an unknown mark: both tokens end a completion, the learned one first among the stops."""
    tokenizer = tokenizer_of(tiny_tokenizer, end, eos, eos=eos)
    template = ChatTemplate(template_source(end, "<|im_start|>"), tokenizer)
    ends = stopping_criteria(tokenizer, end=template.end, opening=template.opening)
    assert ends.ids >= {tokenizer.core.token_to_id(end), tokenizer.eos_id}
    assert ends.stops[:2] == (end, eos)
    assert ends.texts == ("<|im_start|>user:",)


def test_a_base_without_end_of_sequence(tiny_tokenizer: Path) -> None:
    """A chat template brings its own end, which closes plain text as well; `instruccion` cannot."""
    tokenizer = tokenizer_of(tiny_tokenizer, "<|fin|>", eos=None)
    template = ChatTemplate(template_source("<|fin|>"), tokenizer)
    assert template.eos == template.end == "<|fin|>"
    assert tokenizer.core.token_to_id("<|fin|>") in stopping_criteria(tokenizer, end=template.end).ids
    with pytest.raises(ConfigError, match="end-of-sequence"):
        InstruccionTemplate(tokenizer)


@pytest.mark.parametrize(
    ("end", "opening", "expected"),
    [
        ("<|im_end|>\n", "<|im_start|>", "<|im_start|>user:"),
        ("<|im_end|>", "\nQ", "\nQuser:"),
        ("<|im_end|>", "", ""),  # `user:` may well stand in an answer
        ("\n###", "", ""),
    ],
)
def test_what_opens_a_question_ends_an_answer_where_no_answer_holds_it(
    tiny_tokenizer: Path, end: str, opening: str, expected: str
) -> None:
    tokenizer = tokenizer_of(tiny_tokenizer)
    assert ChatTemplate(template_source(end, opening), tokenizer).opening == expected


def test_llama_cpps_exceptions_to_its_names(tiny_tokenizer: Path) -> None:
    """gpt-oss ends parts of an answer with <|end|>, which ends an answer elsewhere."""
    for added, inner in (((), False), (("<|return|>",), False), (("<|return|>", "<|call|>"), True)):
        tokenizer = tokenizer_of(tiny_tokenizer, "<|end|>", *added)
        assert (tokenizer.core.token_to_id("<|end|>") not in eog_tokens(tokenizer)) == inner


# One end a record


@pytest.fixture
def rows(tiny_tokenizer: Path, tmp_path: Path) -> Callable[..., list[list[str]]]:
    """`rows(template, record)`: the record as text, and the text that is learned."""

    def encode(template: Template, tokenizer: Tokenizer, record: dict[str, Any]) -> list[str]:
        path = tmp_path / "d.jsonl"
        path.write_text(json.dumps(record) + "\n", encoding="utf-8")
        (example,) = encode_whole(read_records(path), tokenizer, template)
        return [tokenizer.decode(example.ids.tolist()), tokenizer.decode(example.ids[example.loss_mask].tolist())]

    return encode  # type: ignore[return-value]


E = "<|im_end|>"


@pytest.mark.parametrize(
    ("record", "text", "learned"),
    [
        ({"text": "hola"}, f"hola{E}", f"ola{E}"),
        ({"text": f"hola{E}"}, f"hola{E}", f"ola{E}"),
        ({"text": f"hola{E} \n"}, f"hola{E}", f"ola{E}"),
        ({"text": f"a{E}\nb{E}"}, f"a{E}\nb{E}", f"{E}\nb{E}"),  # a whole talk, rendered in advance
        ({"text": f"a{E}\nb"}, f"a{E}\nb{E}", f"{E}\nb{E}"),
        ({"prompt": "hola", "completion": f" adiós{E}"}, f"hola adiós{E}", f" adiós{E}"),
        ({"prompt": f"hola{E}", "completion": "b"}, f"hola{E}b{E}", f"b{E}"),
        ({"prompt": f"hola{E}", "completion": E}, f"hola{E}{E}", E),
        ({"instruction": "hola", "output": f"adiós{E}\n"}, f"Instrucción: hola\nRespuesta: adiós{E}", f" adiós{E}"),
        ({"instruction": "hola", "output": f"adiós {E}"}, f"Instrucción: hola\nRespuesta: adiós {E}", f" adiós {E}"),
    ],
)
def test_a_record_ends_once(
    rows: Callable[..., Any], tiny_tokenizer: Path, record: dict[str, Any], text: str, learned: str
) -> None:
    """An end that the record wrote itself is not doubled, and what is white behind it is dropped."""
    tokenizer = tokenizer_of(tiny_tokenizer, eos=E)
    found = rows(InstruccionTemplate(tokenizer), tokenizer, record)
    assert found[0] == text
    assert found[1].endswith(learned[-len(E) :])
    assert learned in found[1] or found[1] in learned


@pytest.mark.parametrize("end", ["<|fin|>", "\n###"])
def test_a_chat_answer_ends_once(rows: Callable[..., Any], tiny_tokenizer: Path, end: str) -> None:
    """With a template's own end and with the end of sequence, in any turn; text that ends in either gets neither."""
    tokenizer = tokenizer_of(tiny_tokenizer, "<|fin|>", eos=E)
    template = ChatTemplate(template_source(end), tokenizer)
    ask, again = {"role": "user", "content": "hola"}, {"role": "user", "content": "¿y?"}

    def talk(answer: str) -> dict[str, Any]:
        return {
            "messages": [ask, {"role": "assistant", "content": answer}, again, {"role": "assistant", "content": answer}]
        }

    plain = rows(template, tokenizer, talk("adiós"))
    for written in (end, E, f"{end}\n"):
        assert rows(template, tokenizer, talk("adiós" + written)) == plain
        assert rows(template, tokenizer, {"text": "adiós" + written})[0] == "adiós" + written.rstrip()
    for inner in (template.end, E):
        with pytest.raises(DataError, match="turn 2 contains"):
            rows(template, tokenizer, talk(f"escribe {inner} y sigue"))


def test_an_end_in_the_middle_of_an_answer_is_refused(rows: Callable[..., Any], tiny_tokenizer: Path) -> None:
    """The model would learn to stop there; in a question it is only read."""
    tokenizer = tokenizer_of(tiny_tokenizer, eos=E)
    template = InstruccionTemplate(tokenizer)
    with pytest.raises(DataError, match=r"turn 2 contains '<\|im_end\|>'"):
        rows(template, tokenizer, {"instruction": "hola", "output": f"escribe {E} y sigue"})
    with pytest.raises(DataError, match="turn 2 contains"):
        rows(template, tokenizer, {"instruction": "hola", "output": f"adiós{E}{E}"})
    assert rows(template, tokenizer, {"instruction": f"¿{E}?", "output": "fin"})


# What a base states, and the oracles


@pytest.fixture
def stating(tiny_llama: Path, tmp_path: Path) -> Callable[..., Path]:
    """`stating(**keys)`: the tiny model with these keys in its generation_config.json."""

    def make(**keys: Any) -> Path:
        path = tmp_path / f"base{len(list(tmp_path.iterdir()))}"
        shutil.copytree(tiny_llama, path)
        (path / "generation_config.json").write_text(json.dumps(keys))
        return path

    return make


@pytest.mark.parametrize("given", [None, 2, [2, 0], [5, 2, 0]])
def test_stated_ends_are_those_of_transformers(stating: Callable[..., Path], given: Any) -> None:
    from transformers import AutoModelForCausalLM

    for base in (stating(eos_token_id=given), stating(eos_token_id=given)):
        if base.name.endswith("1"):  # without the file, config.json counts
            (base / "generation_config.json").unlink()
        theirs = AutoModelForCausalLM.from_pretrained(base).generation_config.eos_token_id
        theirs = theirs if isinstance(theirs, list) else [] if theirs is None else [theirs]
        assert list(open_base(base).configured_stops.ids) == theirs


@pytest.mark.parametrize(
    "keys", [{"eos_token_id": "2"}, {"eos_token_id": [2, None]}, {"stop_strings": [3]}, {"eos_token_id": True}]
)
def test_a_damaged_statement_is_refused(stating: Callable[..., Path], keys: dict[str, Any]) -> None:
    with pytest.raises(CheckpointError, match=r"generation_config\.json: (eos_token_id|stop_strings) is"):
        open_base(stating(**keys)).configured_stops  # noqa: B018


@pytest.fixture(scope="module")
def greedy(tiny_llama: Path) -> tuple[list[int], str]:
    """What the tiny model says after PROMPT, as ids and text."""
    base = load_base(tiny_llama)
    assert base.tokenizer
    ids = list(generate(base.model, encode_prompt(PROMPT, base.tokenizer), max_new_tokens=40, stop_ids=()))
    return ids, base.tokenizer.decode(ids)


def test_generate_ends_where_transformers_ends(stating: Callable[..., Path], greedy: tuple[list[int], str]) -> None:
    """At each of a list of tokens, and at texts that tokens spell together."""
    from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig

    ids, said = greedy
    late = next(i for i in ids[6:] if i not in ids[:6])
    words = max(re.findall(r"[ -~]+", re.sub(r"<\|.*?\|>", "\n", said)), key=len)  # the longest stretch of ASCII
    texts = (words[-4:-1], words[-5:-1], words[-3:-1] + "never")
    for ends in ({"eos_token_id": [2, late]}, {"stop_strings": texts[:1]}, {"stop_strings": texts}):
        base = stating(**{"eos_token_id": [2], **ends})
        model, tokenizer = AutoModelForCausalLM.from_pretrained(base), AutoTokenizer.from_pretrained(base)
        given = tokenizer(PROMPT, return_tensors="pt", add_special_tokens=False)
        config = GenerationConfig.from_pretrained(base)
        out = model.generate(**given, generation_config=config, tokenizer=tokenizer, do_sample=False, max_new_tokens=40)
        made = out[0, given["input_ids"].shape[1] :].tolist()
        theirs = tokenizer.decode(made[:-1] if made[-1] == late else made)
        stops = [at for text in ends.get("stop_strings", ()) if (at := theirs.find(text)) >= 0]
        theirs = theirs[: min(stops)] if stops else theirs
        for special in SPECIAL_TOKENS:
            theirs = theirs.replace(special, "")
        assert len(made) < 40
        assert "".join(Chat(load_base(base), max_new_tokens=40, sampling=GREEDY).complete(PROMPT)) == theirs


def test_an_exported_file_ends_where_generate_ends(
    stating: Callable[..., Path], greedy: tuple[list[int], str], tmp_path: Path, llama_cpp: type[LlamaCpp]
) -> None:
    """A token without one of llama.cpp's names becomes a key of the GGUF; llama.cpp and our reader stop at it."""
    ids, _ = greedy
    late = next(i for i in ids[6:] if i not in ids[:6])
    base = stating(eos_token_id=[2, late])
    expected = "".join(Chat(load_base(base), max_new_tokens=40, sampling=GREEDY).complete(PROMPT))
    export_gguf(base, tmp_path / "m.gguf", file_type="f32")
    with GGUFFile(tmp_path / "m.gguf") as file:
        assert file.kv["tokenizer.ggml.eot_token_id"] == late
    chat = Chat(load_base(tmp_path / "m.gguf"), max_new_tokens=40, sampling=GREEDY)
    assert "".join(chat.complete(PROMPT)) == expected
    theirs = llama_cpp(tmp_path / "m.gguf").complete(ids_of(base), n_predict=40)
    assert theirs.text.removesuffix(tokenizer_at(base).token_text(late) or "") == expected  # no control token: it shows
    assert len(theirs.tokens) <= ids.index(late) + 1
    assert verify(tmp_path / "m.gguf", base).passed
    export_gguf(tmp_path / "m.gguf", tmp_path / "again.gguf", file_type="f32")
    with GGUFFile(tmp_path / "again.gguf") as file:
        assert file.kv["tokenizer.ggml.eot_token_id"] == late


def tokenizer_at(base: Path) -> Tokenizer:
    tokenizer = open_base(base).tokenizer
    assert tokenizer
    return tokenizer


def ids_of(base: Path) -> list[int]:
    return encode_prompt(PROMPT, tokenizer_at(base))


def test_a_file_that_lacks_an_end_fails(stating: Callable[..., Path], tmp_path: Path) -> None:
    """verify names the token at which llama.cpp would go on."""
    base = stating(eos_token_id=[2, 77])
    export_gguf(base, tmp_path / "m.gguf", file_type="f32")
    with GGUFFile(tmp_path / "m.gguf") as file:
        keys: dict[str, Value] = {key: value for key, value in file.values.items() if "eot" not in key}
        plans = [TensorPlan(info.name, info.shape, info.type) for info in file.tensors.values()]
        write_gguf(tmp_path / "bad.gguf", keys, plans, lambda plan: file.raw(plan.name).copy())
    found = [check for check in verify(tmp_path / "bad.gguf", base).failures if check.what == "ends of an answer"]
    assert "llama.cpp continues after" in found[0].found


def test_more_ends_than_keys_are_refused(stating: Callable[..., Path], tmp_path: Path) -> None:
    export_gguf(stating(eos_token_id=[2, 0, 70, 71]), tmp_path / "m.gguf")
    with pytest.raises(GGUFError, match="keys for 2 more end-of-generation tokens"):
        export_gguf(stating(eos_token_id=[2, 0, 70, 71, 72]), tmp_path / "n.gguf")


def test_the_modelfile_stops_where_generate_does(stating: Callable[..., Path], tmp_path: Path) -> None:
    """Tokens by name, stated ones, stated texts, the template's end and its opening: one set, and verify checks it."""
    base = stating(eos_token_id=[2, 70], stop_strings=["\nFIN"])
    template = tmp_path / "t.jinja"
    template.write_text(template_source("\n###", "<|im_start|>"))
    gguf, modelfile = tmp_path / "m.gguf", tmp_path / "Modelfile"
    common = ["--base", str(base), "--template", str(template)]
    done = CliRunner().invoke(cli, ["export", *common, "--out", str(gguf), "--modelfile", str(modelfile)])
    assert done.exit_code == 0, done.output
    chat = Chat(load_base(base), template=str(template))
    stops = parse_modelfile(modelfile.read_text()).stops
    assert set(stops) == {*chat.ends.texts, *(chat.tokenizer.token_text(i) for i in chat.ends.ids)}
    assert {"###", "\nFIN", "<|im_start|>user:", "<|im_end|>", "<|endoftext|>"} < set(stops)
    checked = ["verify", str(gguf), *common, "--modelfile", str(modelfile)]
    assert "modelfile  stops" in CliRunner().invoke(cli, checked).output
    modelfile.write_text(modelfile.read_text().replace('PARAMETER stop """\nFIN"""\n', ""))
    assert r"'\nFIN' ends an answer, but is not a stop" in CliRunner().invoke(cli, checked).output


def test_the_end_of_the_training_template_is_a_key_of_the_file(stating: Callable[..., Path], tmp_path: Path) -> None:
    """An end token that only `--template` knows."""
    base = stating(eos_token_id=2)
    core = tokenizers.Tokenizer.from_file(str(base / "tokenizer.json"))
    core.add_special_tokens(["e"])
    core.save(str(base / "tokenizer.json"))
    (base / "chat_template.jinja").write_text(template_source("e"))
    done = CliRunner().invoke(
        cli, ["export", "--base", str(base), "--template", "chat", "--out", str(tmp_path / "m.gguf")]
    )
    assert done.exit_code == 0, done.output
    with GGUFFile(tmp_path / "m.gguf") as file:
        assert file.kv["tokenizer.ggml.eot_token_id"] == core.token_to_id("e")


def test_samples_end_where_generate_ends(tiny_llama: Path, greedy: tuple[list[int], str]) -> None:
    """Training's sample answers and `generate` are the same function of model, prompt and ends."""
    from minilora.data.jsonl import Turn
    from minilora.training.samples import MAX_NEW_TOKENS, Sampler

    base = load_base(tiny_llama)
    assert base.tokenizer
    chat = Chat(base, max_new_tokens=MAX_NEW_TOKENS)
    free = "".join(chat.complete(chat.template.render_prompt((Turn("user", "hola"),))))
    ends = replace(chat.ends, texts=(free[9:12],))
    sampler = Sampler(base.model, base.tokenizer, chat.template, ("hola",), ends, chat.sampling)
    ((_, answer),) = sampler.complete_prompts()
    assert answer == free[: free.find(free[9:12])].strip()
