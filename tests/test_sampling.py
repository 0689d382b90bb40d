"""The next token is selected as llama.cpp selects it: which tokens may be drawn, and with which probabilities."""

import re
from dataclasses import asdict, replace
from pathlib import Path

import click
import pytest
import torch
from llama_cpp import LlamaCpp

from minilora.chat import Chat
from minilora.checkpoint import Base, load_base
from minilora.errors import ConfigError
from minilora.export import export_gguf
from minilora.generate import generate
from minilora.model import Decoder
from minilora.sampling import DEFAULT, GREEDY, Sampling, apply_penalties, candidates, default_sampling, sample_token

PROMPTS = ([3, 41, 5, 41, 90, 41], [7], [*range(20, 120)], [11, 12] * 40)
ENDS = (0, 2)
"""Ids of <|endoftext|> and <|im_end|>, in the tiny vocabulary and in SmolLM2's."""
CHAINS = {
    "default": DEFAULT,
    "temperature": Sampling(1.7),
    "top_k": Sampling(1.0, top_k=7),
    "top_p": Sampling(0.6, top_p=0.35),
    "min_p": Sampling(1.3, min_p=0.4),
    "all filters": Sampling(2.0, top_k=60, top_p=0.7, min_p=0.3),
    "repeat": Sampling(1.0, repeat_penalty=1.8),
    "reward": Sampling(1.0, repeat_penalty=0.5, presence_penalty=-0.3),
    "short window": Sampling(1.0, repeat_penalty=1.8, repeat_last_n=3),
    "no window": Sampling(1.0, repeat_penalty=1.8, repeat_last_n=0),
    "presence": Sampling(1.0, presence_penalty=0.7),
    "frequency": Sampling(1.0, frequency_penalty=0.2),
    "everything": Sampling(0.8, 50, 0.8, 0.1, 1.3, 32, 0.2, 0.1),
}


def settings(sampling: Sampling) -> dict[str, float]:
    """All of them by llama.cpp's names, which are ours."""
    return {name: value for name, value in asdict(sampling).items() if name != "seed"}


def next_logits(model: Decoder, prompt: list[int]) -> torch.Tensor:
    with torch.no_grad():
        return model.head(model.hidden(torch.tensor(prompt), (len(prompt),))[-1:])[0].float()


@pytest.fixture(scope="module")
def tiny(tiny_llama: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Base, LlamaCpp]:
    """The tiny model, here and in llama.cpp."""
    path = tmp_path_factory.mktemp("sampling") / "tiny.gguf"
    export_gguf(tiny_llama, path, file_type="f32")
    return load_base(tiny_llama), LlamaCpp(path)


@pytest.mark.parametrize("chain", CHAINS)
def test_the_candidates_and_their_probabilities_are_llama_cpp_s(tiny: tuple[Base, LlamaCpp], chain: str) -> None:
    """The window of the penalties contains the prompt; the filters come before the temperature."""
    base, llama = tiny
    for prompt in PROMPTS:
        ids, probabilities = candidates(next_logits(base.model, prompt), prompt, CHAINS[chain])
        expected = llama.candidates(prompt, top=320, **settings(CHAINS[chain]))
        assert set(ids.tolist()) == set(expected)
        found = dict(zip(ids.tolist(), probabilities.tolist(), strict=True))
        assert found == pytest.approx(expected, rel=1e-4)  # the logits' own rounding


@pytest.mark.parametrize(
    "sampling",
    [
        Sampling(repeat_penalty=1.1),
        Sampling(repeat_penalty=1.5, repeat_last_n=16),
        Sampling(presence_penalty=0.5, frequency_penalty=0.3),
        replace(DEFAULT, top_k=1),
    ],
)
def test_penalised_completions_are_llama_cpp_s(tiny: tuple[Base, LlamaCpp], sampling: Sampling) -> None:
    """Token by token: each one that is generated enters the window."""
    base, llama = tiny
    for prompt in PROMPTS:
        found = list(generate(base.model, prompt, max_new_tokens=100, stop_ids=ENDS, sampling=sampling))
        expected = llama.complete(prompt, 100, **settings(sampling)).tokens
        assert found == [token for token in expected if token not in ENDS]


def test_penalised_answers_of_the_embedded_model_are_llama_cpp_s(smollm2_gguf: Path) -> None:
    """Each token that llama.cpp chooses has our highest penalised logit, or nearly: both round inputs to 8 bits."""
    base, llama, penalised = load_base(smollm2_gguf), LlamaCpp(smollm2_gguf), Sampling(repeat_penalty=1.1)
    matters = False
    for question in ("¿Qué es la búsqueda binaria?", "Write a list of fruits.", "a a a a"):
        prompt = llama.tokenize(f"<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n")
        answer = llama.complete(prompt, 48, **settings(penalised)).tokens
        ids = [*prompt, *answer]
        with torch.no_grad():
            logits = base.model(torch.tensor(ids)[None])[0, len(prompt) - 1 : -1].float()
        for n, (before, chosen) in enumerate(zip(logits, answer, strict=True), start=len(prompt)):
            after = apply_penalties(before, ids[:n], penalised)
            assert after.max() - after[chosen] < 0.5
            matters |= bool(before.max() - before[chosen] > 1)  # without the penalty it would have been another
    assert matters


def test_a_draw_has_the_probability_of_its_candidate() -> None:
    """And the same seed draws the same."""
    logits = torch.randn(50, generator=torch.Generator().manual_seed(0))
    sampling = Sampling(0.9, top_k=5, min_p=0.1)
    generator = torch.Generator().manual_seed(1)
    drawn = torch.tensor([sample_token(logits, (), sampling, generator) for _ in range(20_000)])
    ids, probabilities = candidates(logits, (), sampling)
    shares = torch.stack([(drawn == id).float().mean() for id in ids])
    assert shares.sum() == pytest.approx(1)
    torch.testing.assert_close(shares, probabilities, atol=0.015, rtol=0)  # four standard errors
    again = torch.Generator().manual_seed(1)
    assert [sample_token(logits, (), sampling, again) for _ in range(9)] == drawn[:9].tolist()


def test_penalties_leave_the_given_logits_as_they_are() -> None:
    """And extreme ones still give numbers."""
    logits = torch.tensor([2.0, -1.0, 0.0, 5.0])
    assert apply_penalties(logits, [0, 1], Sampling(repeat_penalty=2.0)).tolist() == [1.0, -2.0, 0.0, 5.0]
    assert logits.tolist() == [2.0, -1.0, 0.0, 5.0]
    for penalty in (1e-300, 1e300):
        assert apply_penalties(logits, [0, 1, 2], Sampling(1.0, repeat_penalty=penalty)).isfinite().all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"temperature": float("nan")},
        {"top_k": -1},
        {"top_p": 0.0},
        {"min_p": 1.1},
        {"repeat_penalty": 0.0},
        {"repeat_last_n": -1},
        {"presence_penalty": float("inf")},
        {"frequency_penalty": float("nan")},
    ],
)
def test_settings_out_of_range_are_an_error(wrong: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match="expected temperature >= 0"):
        Sampling(**wrong)  # type: ignore[arg-type]


def test_what_the_base_states_comes_before_our_settings() -> None:
    """By transformers' names."""
    assert default_sampling({}) == DEFAULT
    stated = {"temperature": 1.0, "top_k": 64.0, "repetition_penalty": 1.05}
    assert default_sampling(stated) == replace(DEFAULT, temperature=1.0, top_k=64, repeat_penalty=1.05)


def test_the_help_of_a_command_states_them() -> None:
    """It has them typed out, because --help does not import torch."""
    from minilora.cli.generate import command

    helps = {option.name: option.get_help_record(click.Context(command)) for option in command.params}
    for name, value in settings(DEFAULT).items():
        record = helps[name]
        assert record
        assert re.search(rf"(else|default:) {re.escape(f'{value:g}')}[];]", record[1]), name


def test_a_chat_answers_with_the_settings_of_the_modelfile(tiny_llama: Path) -> None:
    base = load_base(tiny_llama)
    answer = "".join(Chat(base, max_new_tokens=20).reply("hola"))
    assert "".join(Chat(base, max_new_tokens=20, sampling=DEFAULT).reply("hola")) == answer
    assert "".join(Chat(base, max_new_tokens=20, sampling=GREEDY).reply("hola")) != answer
