"""Errors that are reported before the first step: positions, prompts, validation files, the base's name."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from minilora.cli import cli
from minilora.data.template import load_template
from minilora.errors import DataError
from minilora.importance import read_chunks
from minilora.lora import read_adapter
from minilora.training.distributed import ProcessGroup
from minilora.training.prepare import prepare
from minilora.training.run import run
from minilora.training.settings import RunSettings

LONG = "señal " * 40


def prepare_run(settings: RunSettings) -> Any:
    import torch

    return prepare(settings, ProcessGroup(torch.device("cpu")))


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def tiny_gpt2(tiny_tokenizer: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base with 64 learned positions."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    directory = tmp_path_factory.mktemp("gpt2")
    torch.manual_seed(0)
    GPT2LMHeadModel(
        GPT2Config(vocab_size=320, n_embd=32, n_layer=1, n_head=2, n_positions=64, bos_token_id=1, eos_token_id=2)
    ).save_pretrained(directory)
    PreTrainedTokenizerFast(
        tokenizer_file=str(tiny_tokenizer), bos_token="<|im_start|>", eos_token="<|im_end|>"
    ).save_pretrained(directory)
    return directory


@pytest.mark.parametrize("which", ["train", "val"])
def test_a_record_beyond_the_learned_positions_is_reported_before_the_first_step(
    settings: RunSettings, tiny_gpt2: Path, tmp_path: Path, which: str
) -> None:
    settings = replace(settings, base=str(tiny_gpt2), val_file=write(tmp_path / "val.jsonl", {"text": "a b"}))
    write(tmp_path / "train.jsonl", *[{"text": "a"}] * 20)
    write(tmp_path / f"{which}.jsonl", *[{"text": "a b"}] * 20, {"id": "long one", "text": LONG})
    with pytest.raises(DataError, match=rf"{which}\.jsonl, long one: \d+ tokens\n.*Use --max-length 64"):
        next(run(settings))
    assert not list(tmp_path.glob("run/*.jsonl"))
    assert list(run(replace(settings, max_length=64)))


def test_a_sample_prompt_that_cannot_be_answered_is_reported_before_the_first_step(
    settings: RunSettings, tiny_gpt2: Path, tmp_path: Path
) -> None:
    """At the first validation it would end a run; one that leaves few positions gets a short answer."""
    for name in ("train", "val"):
        write(tmp_path / f"{name}.jsonl", {"text": "a b"})
    prompts = tmp_path / "prompts.txt"
    settings = replace(settings, base=str(tiny_gpt2), sample_prompts=prompts)
    prompts.write_text(f"uno\n{LONG}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"sample prompt 2 has \d+ tokens; this model has learned positions for 64"):
        prepare_run(settings)
    prompts.write_text("uno\n", encoding="utf-8")
    run = prepare_run(settings)
    run.base.model.eval()
    run.sampler.check()
    assert len(list(run.sampler.complete_prompts())) == 1


def test_a_sample_prompt_that_the_template_rejects_is_reported_before_the_first_step(
    settings: RunSettings, tmp_path: Path
) -> None:
    (tmp_path / "t.jinja").write_text(
        "{% for m in messages %}{% if 'z' in m.content %}{{ raise_exception('no z') }}{% endif %}"
        "{{ m.role + m.content + '<|im_end|>' }}{% endfor %}{% if add_generation_prompt %}assistant{% endif %}"
    )
    (tmp_path / "prompts.txt").write_text("uno\nzeta\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"sample prompt 2: .*no z"):
        prepare_run(replace(settings, template=str(tmp_path / "t.jinja"), sample_prompts=tmp_path / "prompts.txt"))


def test_beyond_the_context_of_a_rotating_model_is_computed_as_transformers_does_and_reported(
    settings: RunSettings, tmp_path: Path
) -> None:
    """RoPE has no last position: transformers computes longer sequences without a warning."""
    import torch
    from transformers import AutoModelForCausalLM

    write(tmp_path / "train.jsonl", {"text": LONG * 4}, {"text": "a b"})
    run = prepare_run(replace(settings, max_length=2000))
    longest = max(run.plan.examples, key=lambda example: len(example.ids)).ids
    assert len(longest) > run.base.config.context_length
    assert [n for n in run.started.notes if "1 records are longer than the base's context of 256 tokens" in n]
    ids = torch.tensor([longest.tolist()])
    theirs = AutoModelForCausalLM.from_pretrained(settings.base)(ids).logits
    assert torch.allclose(run.base.model.eval()(ids), theirs, atol=1e-3)
    assert not [n for n in prepare_run(replace(settings, max_length=256)).started.notes if "base's context" in n]


def test_a_validation_file_without_learned_tokens_is_reported(settings: RunSettings, tmp_path: Path) -> None:
    write(tmp_path / "val.jsonl", *[{"instruction": LONG, "output": "b"}] * 3)
    for more in ({}, {"truncation": "drop"}, {"train_on": "last"}):
        with pytest.raises(DataError, match=r"nothing is left to learn from .*val\.jsonl: of 3 records"):
            prepare_run(replace(settings, max_length=60, **more))
    done = CliRunner().invoke(
        cli, ["eval", "--base", settings.base, "--data", str(tmp_path / "val.jsonl"), "--max-length", "40"]
    )
    assert done.exit_code == 1
    assert "val.jsonl" in done.output


def test_a_calibration_text_demands_no_alignment(settings: RunSettings, tmp_path: Path) -> None:
    """imatrix trains nothing, so a template may render earlier answers in a different form."""
    base = prepare_run(settings).base
    (tmp_path / "t.jinja").write_text(
        "{% for m in messages %}{{ m.role + '\n' + ('' if loop.last else 'x') + m.content + '<|im_end|>' }}{% endfor %}"
        "{% if add_generation_prompt %}assistant\n{% endif %}"
    )
    turns = [{"role": role, "content": "a"} for role in ("user", "assistant") * 2]
    path = write(tmp_path / "talk.jsonl", {"messages": turns})
    template = load_template(str(tmp_path / "t.jinja"), base.tokenizer)
    (chunk,) = read_chunks(path, base.tokenizer, template, 512)
    assert base.tokenizer.decode(chunk).count("xa<|im_end|>") == 3


@pytest.mark.parametrize("command", ["eval", "data check"])
def test_the_last_answer_of_a_thinking_model_can_be_measured_alone(
    settings: RunSettings, tmp_path: Path, command: str
) -> None:
    (tmp_path / "t.jinja").write_text(
        "{% for m in messages %}{{ m.role + '\n' }}{% if m.role == 'assistant' and loop.last %}<think>{% endif %}"
        "{{ m.content + '<|im_end|>' }}{% endfor %}{% if add_generation_prompt %}assistant\n<think>{% endif %}"
    )
    turns = [{"role": role, "content": "b</think>a"} for role in ("user", "assistant") * 2]
    path = write(tmp_path / "talk.jsonl", {"messages": turns})
    data = ["--data", str(path)] if command == "eval" else [str(path)]
    always = [*command.split(), "--base", settings.base, *data, "--template", str(tmp_path / "t.jinja")]
    refused = CliRunner().invoke(cli, always)
    assert refused.exit_code == 1
    assert "--train-on last" in refused.output
    assert CliRunner().invoke(cli, [*always, "--train-on", "last"]).exit_code == 0


def test_a_base_in_the_hubs_cache_is_recorded_by_its_own_name(settings: RunSettings, tmp_path: Path) -> None:
    snapshot = tmp_path / "hub/models--some-org--a-model/snapshots/0123abcd"
    shutil.copytree(settings.base, snapshot)
    settings = replace(settings, base=str(snapshot))
    assert prepare_run(settings).run_fingerprint["base"] == "some-org/a-model"
    list(run(settings))
    assert read_adapter(settings.out).base_model == "some-org/a-model"
