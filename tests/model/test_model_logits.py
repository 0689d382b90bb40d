"""The decoder against transformers, in float32, for every family and variant in the registry."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import pytest
import torch
from families import CASES, Case, CaseDir
from torch.testing import assert_close

from minilora.checkpoint import load_base
from minilora.errors import ConfigError
from minilora.generate import generate
from minilora.kernels import plain_formulas
from minilora.model import Decoder, KVCache

LENGTHS = (40, 1, 17)
"""Tokens of three sequences: longer than the tiny models' windows and original contexts, and as short as can be."""


def tokens(n: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(3, 320, (n,), generator=torch.Generator().manual_seed(seed))


def close(found: torch.Tensor, expected: torch.Tensor) -> None:
    """Agreement within 1e-5 of the greatest magnitude."""
    assert_close(found, expected, atol=1e-5 * float(expected.abs().max()), rtol=0)


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    return request.param


@pytest.fixture
def model(case: Case, case_dir: CaseDir) -> Decoder:
    return load_base(case_dir(case)).model


@pytest.mark.parametrize("formulas", [nullcontext, plain_formulas])
@torch.no_grad()
def test_logits_are_those_of_transformers(
    case: Case, model: Decoder, formulas: Callable[[], AbstractContextManager[None]]
) -> None:
    """Logits of batches agree, by the kernels and by the plain formulas: beyond windows and original contexts, and
    within them."""
    reference = case.hf_model()
    for length in (LENGTHS[0], LENGTHS[2]):
        ids = tokens(2 * length).view(2, -1)
        with formulas():
            close(model(ids), reference(ids).logits)


@torch.no_grad()
def test_a_flat_batch_is_its_sequences_one_by_one(model: Decoder) -> None:
    """Sequences laid end to end neither see nor change each other."""
    sequences = [tokens(n, seed) for seed, n in enumerate(LENGTHS)]
    alone = torch.cat([model(sequence[None])[0] for sequence in sequences])
    for formulas in (nullcontext, plain_formulas):
        with formulas():
            together = model.head(model.hidden(torch.cat(sequences), LENGTHS))
        close(together, alone)


@torch.no_grad()
def test_a_cache_changes_nothing_but_the_cost(model: Decoder) -> None:
    """Logits of tokens given in pieces, with a KV cache, are those of all tokens at once."""
    ids = tokens(40)
    cache = KVCache(model.config, len(ids), torch.device("cpu"), torch.float32)
    pieces = [model(piece[None], cache)[0] for piece in (ids[:7], ids[7:8], ids[8:30], *ids[30:].split(1))]
    close(torch.cat(pieces), model(ids[None])[0])


@torch.no_grad()
def test_greedy_generation_takes_the_likeliest_token_of_the_full_forward(model: Decoder) -> None:
    """Each generated token is the argmax of the logits of everything before it."""
    prompt = tokens(5).tolist()
    ids = prompt + list(generate(model, prompt, max_new_tokens=12, stop_ids=()))
    best = model(torch.tensor([ids[:-1]]))[0].argmax(-1).tolist()
    assert ids[len(prompt) :] == best[len(prompt) - 1 :]


def test_gradients_are_those_of_transformers(case: Case, model: Decoder) -> None:
    """The loss's gradient with respect to the first block's first weight agrees: nothing on the way is detached."""
    ids = tokens(24)[None]
    reference = case.hf_model()
    row = next(row for row in case.spec.rows(model.config) if "blocks.0.attn." in row.ours)
    theirs, ours = reference.get_parameter(row.hf), model.get_parameter(row.ours).requires_grad_()
    reference(ids, labels=ids).loss.backward()
    logits = model(ids)[0, :-1]
    torch.nn.functional.cross_entropy(logits, ids[0, 1:]).backward()
    expected = row.hf_layout.undo(theirs.grad, model.config)
    assert ours.grad is not None
    close(ours.grad, expected)


@torch.no_grad()
def test_in_bfloat16_as_close_as_the_type_allows(case: Case, model: Decoder) -> None:
    """In bfloat16 we are no farther from the float32 logits than twice as far as transformers is."""
    ids = tokens(40)[None]
    exact = case.hf_model()(ids).logits
    theirs = (case.hf_model(torch.bfloat16)(ids).logits.float() - exact).square().mean().sqrt()
    ours = (model.to(torch.bfloat16)(ids).float() - exact).square().mean().sqrt()
    assert ours <= 2 * theirs


def test_learned_positions_end_somewhere(case_dir: CaseDir) -> None:
    """A text longer than the table of positions is refused with both lengths, not looked up beyond its end."""
    case = next(case for case in CASES if case.spec.name == "gpt2")
    with pytest.raises(ConfigError, match=r"257 tokens.*positions for only 256"):
        load_base(case_dir(case)).model(tokens(257)[None])


def test_an_answer_ends_with_the_learned_positions(case_dir: CaseDir) -> None:
    """Not with an error after half of it; a prompt without a position for an answer is refused."""
    model = load_base(case_dir(next(case for case in CASES if case.spec.name == "gpt2"))).model
    assert len(list(generate(model, tokens(250).tolist(), max_new_tokens=512, stop_ids=()))) == 6
    with pytest.raises(ConfigError, match=r"256 tokens.*positions for only 256"):
        next(generate(model, tokens(256).tolist(), max_new_tokens=1, stop_ids=()))
