"""Every scaling rule against transformers' own tables of frequencies."""

from typing import Any

import pytest
from families import DYNAMIC, LINEAR, LLAMA3, LONGROPE, YARN
from transformers import LlamaConfig
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

from minilora.arch.rope_hf import RULES, RopeContext, frequencies, read_rule

DIM, CONTEXT = 16, 256

RULES_TRIED: list[dict[str, Any]] = [
    LINEAR,
    LLAMA3,
    {**LLAMA3, "low_freq_factor": 2.0, "high_freq_factor": 3.0},
    LONGROPE,
    {**LONGROPE, "attention_factor": 1.5},
    {**LONGROPE, "factor": 16.0},
    YARN,
    {**YARN, "rope_theta": 10000.0, "original_max_position_embeddings": 32, "factor": 8.0},
    {**YARN, "attention_factor": 1.25},
    {**YARN, "mscale": 1.0, "mscale_all_dim": 0.8},
    {**YARN, "factor": 1.0},
    DYNAMIC,
]


@pytest.mark.parametrize("rule", RULES_TRIED, ids=str)
@pytest.mark.parametrize("length", [20, 1000])
def test_frequencies_and_attention_factors_match_transformers(rule: dict[str, Any], length: int) -> None:
    """Short and long sequences rotate with the reference's frequencies, to float32's precision."""
    config = LlamaConfig(head_dim=DIM, max_position_embeddings=CONTEXT, rope_parameters=dict(rule))
    expected, attention_factor = ROPE_INIT_FUNCTIONS[rule["rope_type"]](config, "cpu", seq_len=length)
    scaling = read_rule(rule, RopeContext(rule["rope_theta"], DIM, CONTEXT, None))
    plain = frequencies(DIM, rule["rope_theta"])
    divisors = scaling.divisors(length) or (1.0,) * len(plain)
    ours = [frequency / divisor for frequency, divisor in zip(plain, divisors, strict=True)]
    assert ours == pytest.approx(expected.tolist(), rel=1e-6)
    assert scaling.attention_factor == pytest.approx(attention_factor)


def test_every_rule_is_tried() -> None:
    """A rule that is added to the table is added here."""
    assert {rule["rope_type"] for rule in RULES_TRIED} == set(RULES) - {"default", "su"}
