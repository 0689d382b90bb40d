"""An adapter with the other files in its directory, compared with peft, transformers and llama.cpp."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from adapters import (
    BOTH,
    CHATML,
    IDS,
    TEXT,
    TOOLS,
    MakeLlama,
    assert_as_peft,
    every_command,
    minilora,
    peft_adapter,
    tokenizer_of,
)
from adapters import grown as grown  # fixtures
from adapters import padded as padded
from adapters import untied as untied
from families import CASES, CaseDir
from families import case_dir as case_dir  # a fixture
from llama_cpp import LlamaCpp
from safetensors.torch import load_file

from minilora.adapted import load_adapted, open_adapted
from minilora.checkpoint import load_base, open_base
from minilora.config import LoraConfig
from minilora.errors import CheckpointError
from minilora.export import export_gguf
from minilora.lora import adapter_parameters, inject, load_adapter, save_adapter
from minilora.merge import merge_to_dir, unmerge_to_dir
from minilora.verify import verify


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


@pytest.mark.parametrize(("container", "target"), [("mlp", "q_proj"), ("self_attn", "up_proj")])
def test_a_container_trained_whole_is_saved_and_loaded_as_peft_does(
    untied: Path, tmp_path: Path, container: str, target: str
) -> None:
    """A pattern in modules_to_save that matches no layer but their container: same names, logits both ways round."""
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    theirs = peft_adapter(untied, tmp_path / "a", modules_to_save=[container], target_modules=[target])
    assert_same_logits(theirs, load_adapted(untied, tmp_path / "a").model)
    model = load_base(untied).model
    config = LoraConfig(r=4, lora_alpha=8, target_modules=(target,), modules_to_save=(container,))
    inject(model, config)
    for parameter in adapter_parameters(model):
        parameter.data += 0.01
    save_adapter(tmp_path / "b", model, config)
    found, expected = (load_file(tmp_path / each / "adapter_model.safetensors") for each in "ba")
    assert found.keys() == expected.keys()
    loaded = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(untied), tmp_path / "b").eval()
    assert_same_logits(loaded, model)
    load_adapter(model, tmp_path / "b")  # into the model that was trained, as a resumed run does


def assert_same_logits(theirs: Any, ours: torch.nn.Module) -> None:
    torch.testing.assert_close(ours(IDS), theirs(input_ids=IDS).logits, rtol=0, atol=1e-3)


def test_an_update_of_grown_embeddings_can_be_taken_out(untied: Path, tmp_path: Path) -> None:
    """Unmerging does not ask a merged model to be the base that the adapter remembers."""
    peft_adapter(untied, tmp_path / "a", rows=322, target_modules=["q_proj", *BOTH])
    merge_to_dir(untied, tmp_path / "a", tmp_path / "merged", torch.float32)
    unmerge_to_dir(tmp_path / "merged", tmp_path / "a", tmp_path / "back", torch.float32)
    for name, weight in load_base(untied).model.state_dict().items():
        found = load_base(tmp_path / "back").model.state_dict()[name][: len(weight)]
        torch.testing.assert_close(found, weight, rtol=0, atol=1e-5)


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


def test_every_command_tells_of_the_vocabulary(untied: Path, grown: Path, tmp_path: Path) -> None:
    """One line reports what was taken from the adapter's directory; formats that cannot store it reject it."""
    for name, words in every_command(untied, grown, tmp_path).items():
        if name == "verify":
            continue
        refused = name in ("adapter only", "mlx")
        shown = minilora(*words, status=int(refused)).stderr
        if refused:
            assert "Merge" in shown, name
            continue
        assert shown.count("note: the vocabulary was resized from 320 to 322 rows") == 1, name
        line = next(line for line in shown.splitlines() if "the adapter's tokenizer is used" in line)
        assert "2 tokens more (<|tool|>, <|result|>)" in line, name
        assert "a chat template, which the base lacks" in line, name
    shown = minilora("verify", tmp_path / "out.gguf", "--base", untied, "--adapter", grown).stdout
    assert "resized from 320 to 322" in shown


def test_rows_without_a_tokenizer(make_llama: MakeLlama, untied: Path, tmp_path: Path) -> None:
    """Rows beyond the base's tokens are merged with a word about it; a row for every token there must be."""
    theirs = peft_adapter(untied, tmp_path / "grown", rows=322, save_embeddings=True)
    assert_as_peft(untied, tmp_path / "grown", theirs, tmp_path / "merged")
    notes = open_adapted(untied, tmp_path / "grown")[0].notes
    assert any("rows 320 to 321 belong to no token" in note for note in notes)
    base = make_llama(tie_word_embeddings=False)
    peft_adapter(base, tmp_path / "shrunk", rows=300, save_embeddings=True)
    for name, words in every_command(base, tmp_path / "shrunk", tmp_path).items():
        assert "300 rows, but the base's tokenizer has ids up to 319" in minilora(*words, status=1).stderr, name


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
            assert files.has_own_tokenizer
        shutil.rmtree(tmp_path / "ours")


def test_a_template_alone_is_used_and_told(make_llama: MakeLlama, tmp_path: Path) -> None:
    """A chat_template.jinja that differs from the base's is what generate, merge and export go by."""
    base = make_llama(tie_word_embeddings=False)
    tokenizer_of(base, template=CHATML).save_pretrained(base)
    peft_adapter(base, tmp_path / "a")
    other = CHATML.replace("assistant", "model").replace("m['role'] +", "m['role'].replace('assistant', 'model') +")
    (tmp_path / "a" / "chat_template.jinja").write_text(other, encoding="utf-8")
    shown = minilora("merge", "--base", base, "--adapter", tmp_path / "a", "--out", tmp_path / "merged").stderr
    assert shown.count("note: the adapter's tokenizer is used: a different chat template") == 1
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
    """The adapter's own pad and end tokens are written to config.json and the GGUF, and reported."""
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
    with pytest.raises(CheckpointError, match="always tied to its embedding"):
        merge_to_dir(gemma, tmp_path / "g", tmp_path / "out", torch.float32)


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
