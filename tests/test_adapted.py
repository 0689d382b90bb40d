"""An adapter is judged alike by every command, with all in its folder. Oracles: peft, transformers, llama.cpp."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from adapters import BOTH, CHATML, peft_adapter, tokenizer_of
from click.testing import CliRunner, Result
from families import CASES, CaseDir
from families import case_dir as case_dir  # a fixture
from llama_cpp import LlamaCpp
from safetensors.torch import load_file, save_file

from minilora.adapted import load_adapted, open_adapted
from minilora.checkpoint import load_base, open_base
from minilora.cli import cli
from minilora.errors import AdapterError
from minilora.export import export_gguf
from minilora.lora import load_adapter, merge_into, read_adapter, write_adapter
from minilora.merge import merge_to_dir, unmerge_to_dir
from minilora.verify import verify

TOOLS = ("<|tool|>", "<|result|>")
TEXT = "<|im_start|>user\nhola<|tool|>x<|result|><|im_end|>"
TENSORS = "adapter_model.safetensors"
IDS = torch.arange(3, 43)[None]
MakeLlama = Callable[..., Path]


@pytest.fixture(scope="module")
def untied(make_llama: MakeLlama) -> Path:
    """320 tokens, 320 rows, a head of its own."""
    return make_llama(tie_word_embeddings=False)


@pytest.fixture(scope="module")
def padded(make_llama: MakeLlama) -> Path:
    """320 tokens, 352 rows, like Qwen 2.5's padded embedding."""
    return make_llama(tie_word_embeddings=False, vocab_size=352)


@pytest.fixture(scope="module")
def grown(untied: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An adapter whose vocabulary has two tokens more than that of `untied`."""
    out = tmp_path_factory.mktemp("grown")
    beside = tokenizer_of(untied, tokens=TOOLS, template=CHATML)
    peft_adapter(untied, out, rows=322, modules_to_save=list(BOTH), beside=beside)
    return out


def minilora(*words: object, status: int = 0) -> Result:
    result = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


def every_command(base: Path, adapter: Path, folder: Path) -> dict[str, list[object]]:
    """Command -> its words, for each that puts an adapter on a base."""
    data = folder / "data.jsonl"
    data.write_text('{"instruction": "a", "output": "b"}\n' * 2, encoding="utf-8")
    if not (folder / "any.gguf").exists():
        export_gguf(base, folder / "any.gguf", file_type="f32")
    given = ("--base", base, "--adapter", adapter)
    return {
        "merge": ["merge", *given, "--out", folder / "merged"],
        "export": ["export", *given, "--out", folder / "out.gguf"],
        "adapter only": ["export", *given, "--adapter-only", "--out", folder / "out.gguf"],
        "generate": ["generate", *given, "--prompt", "x", "--max-new-tokens", 1],
        "eval": ["eval", *given, "--data", data],
        "imatrix": ["imatrix", *given, "--data", data, "--out", folder / "imatrix.gguf"],
        "verify": ["verify", folder / "any.gguf", *given],
        "mlx": ["adapter", "convert", adapter, "--to", "mlx", "--base", base, "--out", folder / "mlx"],
    }


def assert_as_peft(base: Path, adapter: Path, theirs: Any, out: Path) -> Any:
    """Merged directory and loaded model give peft's logits; returns the merged directory in transformers."""
    from transformers import AutoModelForCausalLM

    merge_to_dir(base, adapter, out, torch.float32)
    ours = AutoModelForCausalLM.from_pretrained(out)
    with torch.no_grad():
        expected = theirs(IDS).logits
        close = {"rtol": 0, "atol": 1e-5 * max(1, float(expected.abs().max()))}
        torch.testing.assert_close(ours(IDS).logits, expected, **close)
        loaded = load_adapted(base, adapter)
        torch.testing.assert_close(loaded.model(IDS), expected, **close)
        merge_into(loaded.model)
        torch.testing.assert_close(loaded.model(IDS), expected, **close)
    return ours


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize(
    ("stored", "rows"), [(320, 322), (320, 384), (352, 320), (352, 384)], ids=["grown", "padded", "shrunk", "both"]
)
@pytest.mark.parametrize(
    "settings",
    [
        {"modules_to_save": list(BOTH)},
        {"save_embeddings": True},
        {"target_modules": ["q_proj", *BOTH]},
    ],
    ids=["trained whole", "saved embedding", "updated"],
)
def test_a_resized_vocabulary_is_merged_as_peft_merges_it(
    make_llama: MakeLlama, tmp_path: Path, tied: bool, stored: int, rows: int, settings: dict[str, Any]
) -> None:
    """Rows, logits and tokens are those of peft's merge on the resized base, however peft saved the rows."""
    from transformers import AutoTokenizer

    base = make_llama(tie_word_embeddings=tied, vocab_size=stored)
    beside = tokenizer_of(base, tokens=TOOLS if rows > 320 else ())
    theirs = peft_adapter(base, tmp_path / "a", rows=rows, beside=beside, **settings)
    merged = assert_as_peft(base, tmp_path / "a", theirs, tmp_path / "merged")
    assert merged.config.vocab_size == rows
    read = AutoTokenizer.from_pretrained(tmp_path / "merged").encode(TEXT, add_special_tokens=False)
    assert read == beside.encode(TEXT, add_special_tokens=False)


def test_a_tied_embedding_s_update_brings_the_rows_of_the_head(make_llama: MakeLlama, tmp_path: Path) -> None:
    """Only the embedding is updated, in a tied model that grew: the head keeps the resized base's rows."""
    base = make_llama(tie_word_embeddings=True)
    beside = tokenizer_of(base, tokens=TOOLS)
    theirs = peft_adapter(base, tmp_path / "a", rows=322, beside=beside, target_modules=["q_proj", "embed_tokens"])
    assert_as_peft(base, tmp_path / "a", theirs, tmp_path / "merged")


@pytest.mark.parametrize("tied", [True, False])
def test_an_embedding_trained_alone_leaves_the_resized_head(make_llama: MakeLlama, tmp_path: Path, tied: bool) -> None:
    """Only the embedding is trained whole, in a model that grew: the head is what peft saves as the original."""
    base = make_llama(tie_word_embeddings=tied)
    theirs = peft_adapter(base, tmp_path / "a", rows=322, modules_to_save=["embed_tokens"])
    assert_as_peft(base, tmp_path / "a", theirs, tmp_path / "merged")


def test_an_update_of_grown_embeddings_can_be_taken_out(untied: Path, tmp_path: Path) -> None:
    """Unmerging does not ask a merged model to be the base that the adapter remembers."""
    peft_adapter(untied, tmp_path / "a", rows=322, target_modules=["q_proj", *BOTH])
    merge_to_dir(untied, tmp_path / "a", tmp_path / "merged", torch.float32)
    unmerge_to_dir(tmp_path / "merged", tmp_path / "a", tmp_path / "back", torch.float32)
    for name, weight in load_base(untied).model.state_dict().items():
        found = load_base(tmp_path / "back").model.state_dict()[name][: len(weight)]
        torch.testing.assert_close(found, weight, rtol=0, atol=1e-5)


@pytest.mark.parametrize("harm", ["width", "sizes", "copies"])
def test_rows_that_contradict_each_other(untied: Path, tmp_path: Path, harm: str) -> None:
    """Another width, two sizes, two unequal copies of one tensor: an error that lists them, never a traceback."""
    peft_adapter(untied, tmp_path, rows=322, modules_to_save=list(BOTH), save_embeddings=True)
    tensors = load_file(tmp_path / TENSORS)
    head = "base_model.model.lm_head.weight"
    changes = {
        "width": {name: tensor[:, :32].contiguous() for name, tensor in tensors.items() if "embed_tokens" in name},
        "sizes": {name: tensor[:321].contiguous() for name, tensor in tensors.items() if "lm_head" in name},
        "copies": {head: tensors[head] + 1},
    }
    save_file(tensors | changes[harm], tmp_path / TENSORS)
    with pytest.raises(AdapterError, match=r"embed_tokens|embed\.weight|lm_head"):
        open_adapted(untied, tmp_path)


def test_new_tokens_in_the_padding_are_the_adapter_s(padded: Path, tmp_path: Path) -> None:
    """Rows that the base has no token for come from the adapter, where it remembers others than the base has."""
    import transformers

    base = tmp_path / "base"
    shutil.copytree(padded, base)
    started = transformers.AutoModelForCausalLM.from_pretrained(padded)
    for module in (started.get_input_embeddings(), started.get_output_embeddings()):
        module.weight.data[320:] = 0.5
    started.save_pretrained(base)
    beside = tokenizer_of(padded, tokens=TOOLS)
    theirs = peft_adapter(base, tmp_path / "a", beside=beside, target_modules=["q_proj", *BOTH])
    assert_as_peft(padded, tmp_path / "a", theirs, tmp_path / "merged")


@pytest.mark.parametrize("source", ["directory", "gguf"])
def test_a_grown_vocabulary_s_gguf_answers_as_the_merged_model(
    untied: Path, grown: Path, tmp_path: Path, llama_cpp: type[LlamaCpp], source: str
) -> None:
    """The export passes verify; llama.cpp reads the new tokens and answers what the merged model answers."""
    base = untied
    if source == "gguf":
        base = tmp_path / "base.gguf"
        export_gguf(untied, base, file_type="f32")
    out = tmp_path / "model.gguf"
    report = export_gguf(base, out, adapter=grown, file_type="f32")
    assert any("resized from 320 to 322" in note for note in report.notes)
    assert not verify(out, base, adapter=grown, template="chat").failures
    merge_to_dir(base, grown, tmp_path / "merged", torch.float32)
    loaded, merged = load_adapted(base, grown), load_base(tmp_path / "merged")
    with torch.no_grad():
        torch.testing.assert_close(merged.model(IDS), loaded.model(IDS), rtol=1e-5, atol=1e-3)
    assert loaded.tokenizer
    assert merged.tokenizer
    assert merged.tokenizer.encode(TEXT) == loaded.tokenizer.encode(TEXT)
    runtime = llama_cpp(out)
    ids = loaded.tokenizer.encode(TEXT)
    assert runtime.tokenize(TEXT) == ids
    assert {320, 321} <= set(ids)
    expected = ids
    for _ in range(8):
        with torch.no_grad():
            expected = [*expected, int(loaded.model(torch.tensor([expected]))[0, -1].argmax())]
    assert list(runtime.complete(ids, n_predict=8).tokens) == expected[len(ids) :]


def test_verify_misses_the_adapter_s_tokens(padded: Path, tmp_path: Path) -> None:
    """A GGUF in which trained tokens became padding is not the trained model."""
    peft_adapter(padded, tmp_path / "a", beside=tokenizer_of(padded, tokens=TOOLS), modules_to_save=list(BOTH))
    shutil.copytree(tmp_path / "a", tmp_path / "bare", ignore=shutil.ignore_patterns("tokenizer*", "chat*"))
    export_gguf(padded, tmp_path / "m.gguf", adapter=tmp_path / "bare", file_type="f32")
    assert not verify(tmp_path / "m.gguf", padded, adapter=tmp_path / "bare").failures
    failures = verify(tmp_path / "m.gguf", padded, adapter=tmp_path / "a").failures
    assert "'<|tool|>'; '<|result|>'" in next(check.found for check in failures if check.what == "added tokens")


def test_every_command_tells_of_the_vocabulary(untied: Path, grown: Path, tmp_path: Path) -> None:
    """What was taken from the adapter's folder is told in a line; formats that have no place for it refuse."""
    for name, words in every_command(untied, grown, tmp_path).items():
        if name == "verify":
            continue
        refused = name in ("adapter only", "mlx")
        shown = minilora(*words, status=int(refused)).stderr
        if refused:
            assert "Merge" in shown, name
            continue
        assert "note: the vocabulary was resized from 320 to 322 rows" in shown, name
        line = next(line for line in shown.splitlines() if "the tokenizer is the adapter's" in line)
        assert "2 tokens more (<|tool|>, <|result|>)" in line, name
        assert "a chat template, which the base lacks" in line, name
    shown = minilora("verify", tmp_path / "out.gguf", "--base", untied, "--adapter", grown).stdout
    assert "resized from 320 to 322" in shown


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("rows", "the vocabulary was resized from 320 to 322 rows before training, and the file lacks lm_head.weight"),
        ("tokens", "has ids up to 321 ('<|result|>'), but neither the base nor the adapter's file has rows for them"),
        ("layer", "layers.1.self_attn.q_proj: targeted by the settings, but the file has no A and B"),
        ("half", "layers.0.self_attn.q_proj: has lora_A.weight; expected lora_A.weight, lora_B.weight"),
        ("module", "model.norm.weight: trained by the settings, but not in the file"),
        ("zero", "layers.0.self_attn.q_proj.lora_A.weight: holds no numbers, shape (0,)"),
        ("tokenizer", "the tokenizer beside the adapter cannot be used"),
    ],
)
def test_every_command_refuses_half_an_adapter(untied: Path, tmp_path: Path, harm: str, said: str) -> None:
    """What is missing is listed alike by all commands, and nothing is written."""
    adapter, beside = tmp_path / "a", tokenizer_of(untied, tokens=TOOLS)
    if harm == "rows":
        peft_adapter(untied, adapter, rows=322, beside=beside, target_modules=["q_proj", "embed_tokens"])
    else:
        also = {"modules_to_save": ["norm"]} if harm == "module" else {}
        peft_adapter(untied, adapter, beside=beside if harm == "tokens" else None, **also)
    tensors = load_file(adapter / TENSORS)
    q = "base_model.model.model.layers.{}.self_attn.q_proj.lora_{}.weight"
    gone = {
        "layer": [q.format(1, "A"), q.format(1, "B")],
        "half": [q.format(0, "B")],
        "module": ["base_model.model.model.norm.weight"],
    }
    tensors = {name: tensor for name, tensor in tensors.items() if name not in gone.get(harm, [])}
    if harm == "zero":
        tensors[q.format(0, "A")] = torch.zeros(0)
    save_file(tensors, adapter / TENSORS)
    if harm == "tokenizer":
        (adapter / "tokenizer.json").write_text("{}")
    for name, words in every_command(untied, adapter, tmp_path).items():
        assert said in minilora(*words, status=1).stderr, name
    assert not (tmp_path / "merged").exists()
    with pytest.raises(AdapterError):
        open_adapted(untied, [(adapter, 1.0), (adapter, 0.5)])


def test_emptied_tensors_are_told_for_what_they_are(untied: Path, tmp_path: Path) -> None:
    """A module trained whole may be emptied as well; the message names ZeRO and what to do."""
    peft_adapter(untied, tmp_path, modules_to_save=["lm_head"])
    tensors = load_file(tmp_path / TENSORS)
    tensors["base_model.model.lm_head.weight"] = torch.zeros(0)
    save_file(tensors, tmp_path / TENSORS)
    with pytest.raises(AdapterError, match=r"lm_head\.weight: holds no numbers(.|\n)*ZeRO-3(.|\n)*zero_to_fp32"):
        read_adapter(tmp_path)


def test_rows_without_a_tokenizer(make_llama: MakeLlama, untied: Path, tmp_path: Path) -> None:
    """Rows beyond the base's tokens are merged with a word about it; a row for every token there must be."""
    theirs = peft_adapter(untied, tmp_path / "grown", rows=322, save_embeddings=True)
    assert_as_peft(untied, tmp_path / "grown", theirs, tmp_path / "merged")
    notes = open_adapted(untied, tmp_path / "grown")[0].notes
    assert any("rows 320 to 321 stand for no token" in note for note in notes)
    base = make_llama(tie_word_embeddings=False)
    peft_adapter(base, tmp_path / "shrunk", rows=300, save_embeddings=True)
    for name, words in every_command(base, tmp_path / "shrunk", tmp_path).items():
        assert "300 rows, the base's tokenizer ids up to 319" in minilora(*words, status=1).stderr, name


def test_the_base_s_own_tokenizer_beside_is_no_news(untied: Path, tmp_path: Path) -> None:
    """As transformers or minilora save it again, it changes nothing and is not mentioned, for a GGUF base either."""
    peft_adapter(untied, tmp_path / "theirs", beside=tokenizer_of(untied))
    export_gguf(untied, tmp_path / "base.gguf", file_type="f32")
    for base in (untied, tmp_path / "base.gguf"):
        shutil.copytree(tmp_path / "theirs", tmp_path / "ours", ignore=shutil.ignore_patterns("tokenizer*"))
        open_base(base).tokenizer.save(tmp_path / "ours")  # type: ignore[union-attr]
        for adapter in (tmp_path / "theirs", tmp_path / "ours"):
            files, _ = open_adapted(base, adapter)
            assert files.notes == ()
            assert files.own_vocabulary
        shutil.rmtree(tmp_path / "ours")


@pytest.mark.parametrize("name", ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"])
@pytest.mark.parametrize(
    "content",
    ["", "[]", "{", "\x00", '{"eos_token": "<nope>"}', '{"added_tokens_decoder": {"9": "<nope>"}}', '{"model": {}}'],
)
def test_a_damaged_tokenizer_beside_is_one_error(untied: Path, tmp_path: Path, name: str, content: str) -> None:
    """Whatever lies in the folder: it is used, or named in an AdapterError."""
    peft_adapter(untied, tmp_path)
    (tmp_path / name).write_text(content, encoding="utf-8")
    if name != "tokenizer.json" and content == '{"model": {}}':
        assert open_adapted(untied, tmp_path)[0].notes == ()
        return
    if name == "special_tokens_map.json" and "decoder" in content:
        assert open_adapted(untied, tmp_path)[0].own_vocabulary
        return
    with pytest.raises(AdapterError, match=f"beside the adapter cannot be used(.|\n)*{name}"):
        open_adapted(untied, tmp_path)


def test_a_template_alone_is_used_and_told(make_llama: MakeLlama, tmp_path: Path) -> None:
    """A chat_template.jinja that differs from the base's is what generate, merge and export go by."""
    base = make_llama(tie_word_embeddings=False)
    tokenizer_of(base, template=CHATML).save_pretrained(base)
    peft_adapter(base, tmp_path / "a")
    other = CHATML.replace("assistant", "model").replace("m['role'] +", "m['role'].replace('assistant', 'model') +")
    (tmp_path / "a" / "chat_template.jinja").write_text(other, encoding="utf-8")
    shown = minilora("merge", "--base", base, "--adapter", tmp_path / "a", "--out", tmp_path / "merged").stderr
    assert "note: the tokenizer is the adapter's: another chat template" in shown
    assert open_base(tmp_path / "merged").tokenizer.chat_template == other  # type: ignore[union-attr]
    words = ("--out", tmp_path / "m.gguf", "--modelfile", tmp_path / "Modelfile", "--template", "chat", "--verify")
    minilora("export", "--base", base, "--adapter", tmp_path / "a", "--type", "f32", *words)
    assert open_base(tmp_path / "m.gguf").tokenizer.chat_template == other  # type: ignore[union-attr]
    assert "<|im_start|>model" in (tmp_path / "Modelfile").read_text(encoding="utf-8")


def test_tokens_that_only_the_settings_declare(padded: Path, tmp_path: Path) -> None:
    """Without a tokenizer.json beside, added_tokens_decoder adds to the base's vocabulary."""
    beside = tokenizer_of(padded, tokens=TOOLS)
    peft_adapter(padded, tmp_path, beside=beside)
    (tmp_path / "tokenizer.json").unlink()
    settings = json.loads((tmp_path / "tokenizer_config.json").read_text())
    added = {"content": "<|tool|>", "special": True}, {"content": "<|result|>", "special": True}
    settings["added_tokens_decoder"] = {"320": added[0], "321": added[1]}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(settings))
    tokenizer = load_adapted(padded, tmp_path).tokenizer
    assert tokenizer
    assert tokenizer.encode(TEXT) == beside.encode(TEXT, add_special_tokens=False)


def test_roles_that_the_adapter_changed(untied: Path, tmp_path: Path) -> None:
    """A pad and an end of its own go into config.json and the GGUF, and are told."""
    beside = tokenizer_of(untied, pad_token="<|endoftext|>", eos_token="<|endoftext|>")
    peft_adapter(untied, tmp_path / "a", beside=beside)
    report = merge_to_dir(untied, tmp_path / "a", tmp_path / "merged", torch.float32)
    assert "eos is '<|endoftext|>', the base's '<|im_end|>'; pad is '<|endoftext|>'" in report.notes[0]
    config = json.loads((tmp_path / "merged" / "config.json").read_text())
    assert (config["bos_token_id"], config["eos_token_id"], config["pad_token_id"]) == (1, 0, 0)
    export_gguf(untied, tmp_path / "m.gguf", adapter=tmp_path / "a", file_type="f32")
    assert open_base(tmp_path / "m.gguf").tokenizer.eos_id == 0  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "settings",
    [
        {"modules_to_save": list(BOTH), "ensure_weight_tying": True},
        {"modules_to_save": ["embed_tokens"], "ensure_weight_tying": True},
        {"target_modules": ["q_proj", *BOTH], "ensure_weight_tying": True},
        {"modules_to_save": ["embed_tokens"], "ensure_weight_tying": True, "rows": 322},
    ],
    ids=["whole", "one named", "updates", "grown"],
)
@pytest.mark.parametrize("family", ["llama", "gemma"])
def test_tied_tensors_that_change_alike_stay_tied(
    make_llama: MakeLlama, case_dir: CaseDir, tmp_path: Path, family: str, settings: dict[str, Any]
) -> None:
    """An equal change of both is merged into the one tensor, for a family that cannot part them as well."""
    base = make_llama(tie_word_embeddings=True) if family == "llama" else case_dir(gemma_case())
    theirs = peft_adapter(base, tmp_path / "a", **settings)
    assert_as_peft(base, tmp_path / "a", theirs, tmp_path / "merged")
    assert open_base(tmp_path / "merged").config.tied_embeddings
    files, _ = open_adapted(base, tmp_path / "a")
    assert files.config.tied_embeddings


def gemma_case() -> Any:
    return next(case for case in CASES if case.spec.name == "gemma")


def test_tied_tensors_that_change_differently_part(make_llama: MakeLlama, case_dir: CaseDir, tmp_path: Path) -> None:
    """A merge holds both where they differ; a family whose head is its embedding refuses."""
    base = make_llama(tie_word_embeddings=True)
    theirs = peft_adapter(base, tmp_path / "a", modules_to_save=list(BOTH))
    assert_as_peft(base, tmp_path / "a", theirs, tmp_path / "merged")
    assert not open_base(tmp_path / "merged").config.tied_embeddings
    gemma = case_dir(gemma_case())
    peft_adapter(gemma, tmp_path / "g", modules_to_save=list(BOTH))
    with pytest.raises(Exception, match="always its embedding"):
        merge_to_dir(gemma, tmp_path / "g", tmp_path / "out", torch.float32)


def test_an_update_of_zero_in_float16_changes_nothing(untied: Path, tmp_path: Path) -> None:
    """An adapter before its first step, saved in half precision, is whole: the merge is the base."""
    peft_adapter(untied, tmp_path / "a")
    tensors = load_file(tmp_path / "a" / TENSORS)
    zero = {name: (tensor * ("lora_B" not in name)).half() for name, tensor in tensors.items()}
    save_file(zero, tmp_path / "a" / TENSORS)
    merge_to_dir(untied, tmp_path / "a", tmp_path / "merged", torch.float32)
    before, after = load_base(untied).model.state_dict(), load_base(tmp_path / "merged").model.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_adapters_with_different_tokenizers_are_not_added(padded: Path, tmp_path: Path) -> None:
    """Several adapters must agree on the vocabulary; one without any agrees with one that has it."""
    for name, tokens in (("a", TOOLS), ("b", ("<|other|>",)), ("plain", ())):
        peft_adapter(padded, tmp_path / name, beside=tokenizer_of(padded, tokens=tokens))
    with pytest.raises(AdapterError, match="different vocabularies or tokenizers"):
        open_adapted(padded, [(tmp_path / "a", 1.0), (tmp_path / "b", 1.0)])
    files, _ = open_adapted(padded, [(tmp_path / "plain", 1.0), (tmp_path / "a", 1.0)])
    assert files.tokenizer
    assert files.tokenizer.core.token_to_id("<|tool|>") == 320


def test_a_model_alone_cannot_grow(untied: Path, grown: Path) -> None:
    """`load_adapter` puts tensors into a model that is there; the message says what loads both."""
    with pytest.raises(AdapterError, match=r"resized from 320 to 322 tokens(.|\n)*load_adapted"):
        load_adapter(load_base(untied).model, grown)


def test_a_rewritten_adapter_keeps_its_tokenizer(padded: Path, tmp_path: Path) -> None:
    """Resizing the rank, combining and converting leave the tokenizer beside the adapter."""
    beside = tokenizer_of(padded, tokens=TOOLS)
    peft_adapter(padded, tmp_path / "a", beside=beside)
    minilora("adapter", "resize", tmp_path / "a", "--r", 2, "--out", tmp_path / "resized")
    minilora("adapter", "combine", "--add", tmp_path / "a", 0.5, "--out", tmp_path / "combined")
    minilora("adapter", "convert", tmp_path / "a", "--to", "peft", "--base", padded, "--out", tmp_path / "converted")
    for name in ("resized", "combined", "converted"):
        assert load_adapted(padded, tmp_path / name).tokenizer.core.token_to_id("<|tool|>") == 320  # type: ignore[union-attr]
    peft_adapter(padded, tmp_path / "b", beside=tokenizer_of(padded))
    parts = ("--add", tmp_path / "a", 0.5, "--add", tmp_path / "b", 0.5)
    shown = minilora("adapter", "combine", *parts, "--out", tmp_path / "two").stderr
    assert "different tokenizers" in shown
    assert not (tmp_path / "two" / "tokenizer.json").exists()


def test_what_is_no_adapter_of_peft_s_is_told_what_it_is(untied: Path, tmp_path: Path) -> None:
    """An mlx-lm folder, a GGUF, a whole model, the folder above, a pickle, a lone file: one message, one way out."""
    peft_adapter(untied, tmp_path / "a")
    whole = read_adapter(tmp_path / "a")
    minilora("adapter", "convert", tmp_path / "a", "--to", "mlx", "--base", untied, "--out", tmp_path / "mlx")
    minilora("adapter", "convert", tmp_path / "a", "--to", "gguf", "--base", untied, "--out", tmp_path / "a.gguf")
    for step in (90, 500, 1000, 1500):
        write_adapter(tmp_path / "above" / f"checkpoint-{step}", whole)
    (tmp_path / "pickle").mkdir()
    (tmp_path / "pickle" / "adapter_model.bin").write_bytes(b"x")
    (tmp_path / "bare").mkdir()
    shutil.copy(tmp_path / "a" / "adapter_config.json", tmp_path / "bare")
    (tmp_path / "empty").mkdir()
    expected = {
        "mlx": "an adapter of mlx-lm; PEFT's format was expected. To use it, make an adapter in",
        "a.gguf": "is a GGUF; a folder in PEFT's format was expected",
        "a/adapter_model.safetensors": "is a file; the folder that holds adapter_config.json",
        "above": "folders in it do: checkpoint-1500, checkpoint-1000, checkpoint-500 and 1 more",
        "pickle": "a pickle that could run code",
        "bare": "zero_to_fp32.py",
        "empty": "holds no adapter_config.json",
    }
    for name, said in expected.items():
        shown = minilora("generate", "--base", untied, "--adapter", tmp_path / name, "--prompt", "x", status=1).stderr
        assert said in shown, name
    shown = minilora("merge", "--base", untied, "--adapter", untied, "--out", tmp_path / "m", status=1).stderr
    assert "holds a whole model (config.json), no adapter" in shown
