"""config.json in both generations' spellings, GGUF key-value data, and what is refused in either."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from families import CASES, LINEAR, LLAMA3, LONGROPE, Case
from transformers import AutoConfig

from minilora.arch import REGISTER, find_gguf, gguf_facts, hf_config, read_gguf, read_hf
from minilora.arch.rope import turn_alike
from minilora.arch.rope_hf import RopeFacts, read_rule
from minilora.arch.spec import REQUIRED
from minilora.errors import UnknownArchitecture

SIZES_OF_ONE_MODEL = ("num_kv_heads", "head_dim", "ffn_size", "query_size")
"""What transformers takes from its favourite model of the family; here the default follows from the other sizes."""

PLAIN = {case.spec.name: case for case in CASES if case.name == "plain"}


def as_transformers_4_wrote_it(config: Mapping[str, Any]) -> dict[str, Any]:
    """Spell the RoPE settings of a config.json of transformers 5 as version 4 did."""
    old = dict(config)
    rope = old.pop("rope_parameters", None) or {}
    full = dict(rope.get("full_attention", rope))
    if "sliding_attention" in rope:
        old["rope_local_base_freq"] = rope["sliding_attention"]["rope_theta"]
        old["sliding_window_pattern"] = 6
        old.pop("layer_types")
    for key in ("rope_theta", "partial_rotary_factor"):
        if key in full:
            old[key] = full.pop(key)
    kind = full.pop("rope_type", "default")
    old["rope_scaling"] = None if kind == "default" else {"type": kind, **full}
    return {key: value for key, value in old.items() if key != "dtype"}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_both_generations_of_transformers_are_understood(case: Case) -> None:
    """`rope_theta` beside `rope_scaling`, or both inside `rope_parameters`: the same ModelConfig."""
    new = case.hf_config().to_dict()
    assert read_hf(case.spec, as_transformers_4_wrote_it(new)).config == read_hf(case.spec, new).config


@pytest.mark.parametrize("case", PLAIN.values(), ids=str)
def test_keys_that_are_left_out_mean_what_transformers_takes_them_for(case: Case) -> None:
    """Without a key that has a default here, transformers' own default for the family gives the same ModelConfig."""
    full = case.hf_config().to_dict()
    for row in case.spec.config:
        if not row.hf or row.default is REQUIRED or row.ours in SIZES_OF_ONE_MODEL:
            continue
        less = {key: value for key, value in full.items() if key not in row.hf}
        theirs = AutoConfig.for_model(**{"layer_types": None, **less} if "layer_types" in full else less).to_dict()
        assert read_hf(case.spec, less).config == read_hf(case.spec, theirs).config


@pytest.mark.parametrize("case", CASES, ids=str)
def test_our_config_json_means_the_same_here_and_in_transformers(case: Case) -> None:
    """What we write for a base without a config.json is read back as it was, by us and through transformers."""
    config = read_hf(case.spec, case.hf_config().to_dict()).config
    if "llama3" in case.name:  # with other numbers than the released models have
        with pytest.raises(UnknownArchitecture, match="rope_scaling"):
            hf_config(case.spec, config)
        return
    written = hf_config(case.spec, config)
    for again in (written, AutoConfig.for_model(**written).to_dict()):
        reading = read_hf(case.spec, again).config
        assert turn_alike(reading.rope_scaling, config.rope_scaling)
        assert replace(reading, rope_scaling=config.rope_scaling) == config


def gguf_of(name: str) -> tuple[dict[str, Any], set[str]]:
    """Key-value data and tensor names of a plain family's GGUF."""
    case = PLAIN[name]
    config = read_hf(case.spec, case.hf_config().to_dict()).config
    names = {row.gguf for row in case.spec.rows(config)}
    return {"general.architecture": case.spec.gguf_arch, **gguf_facts(case.spec, config).kv}, names


def read(kv: Mapping[str, Any], names: set[str]) -> Any:
    return read_gguf(find_gguf(kv), kv, names, lambda name: None)


def test_a_gguf_states_what_it_leaves_unsaid() -> None:
    """Gemma 2's query size and windows come from the family, and are listed as assumed; heads as well if left out."""
    kv, names = gguf_of("gemma2")
    assert read(kv, names).assumed == ("query_pre_attn_scalar = 32", "layer_types = 3 of 6 blocks")
    del kv["gemma2.attention.sliding_window"]
    assert "sliding_window = 4096" in read(kv, names).assumed


@pytest.mark.parametrize("pattern", [3, [True, True, False] * 2, np.array([True, True, False] * 2)], ids=str)
def test_newer_ggufs_state_their_windows(pattern: Any) -> None:
    """A pattern is a period or a flag for each block."""
    kv, names = gguf_of("gemma3")
    reading = read(kv | {"gemma3.attention.sliding_window_pattern": pattern}, names)
    assert reading.config.windowed == (True, True, False) * 2
    assert not any("layer_types" in line for line in reading.assumed)


def test_the_vocabulary_decides_on_its_size() -> None:
    """Where tokens were added after the key was written, the tokens count, as in llama.cpp."""
    kv, names = gguf_of("llama")
    assert read(kv | {"tokenizer.ggml.tokens": ["a"] * 330}, names).config.vocab_size == 330
    assert read(kv, names).config.vocab_size == 320


HOSTILE: list[tuple[str, Any]] = [
    ("general.architecture", "mamba"),
    ("general.architecture", None),
    ("general.architecture", np.array([1, 2])),
    ("llama.block_count", 10**9),
    ("llama.block_count", 2.0),
    ("llama.embedding_length", 0),
    ("llama.embedding_length", -1),
    ("llama.attention.head_count", np.array([4, 4])),
    ("llama.attention.head_count_kv", 3),
    ("llama.attention.key_length", 15),
    ("llama.attention.key_length", 1 << 24),
    ("llama.attention.layer_norm_rms_epsilon", float("nan")),
    ("llama.rope.freq_base", float("inf")),
    ("llama.rope.dimension_count", 34),
    ("llama.rope.dimension_count", 7),
    ("llama.rope.scaling.type", "yarn"),
    ("llama.rope.scaling.type", "spiral"),
    ("llama.rope.scaling.type", "linear"),
    ("llama.rope.scaling.type", np.array([1, 2])),
    ("llama.expert_count", 8),
    ("llama.expert_count", np.array([8, 8])),
    ("llama.vocab_size", "many"),
    ("tokenizer.ggml.tokens", []),
]


@pytest.mark.parametrize(("key", "value"), HOSTILE, ids=str)
def test_a_hostile_gguf_is_refused_by_one_clear_error(key: str, value: Any) -> None:
    """Absurd sizes, wrong types, unknown rules and mixtures of experts never get as far as a model."""
    kv, names = gguf_of("llama")
    with pytest.raises(UnknownArchitecture):
        read(kv | {key: value}, names)


BAD_RULES: list[dict[str, Any]] = [
    {**LINEAR, "factor": None},
    {**LINEAR, "factor": 0},
    {**LINEAR, "factor": -1},
    {**LINEAR, "factor": 1e400},
    {**LLAMA3, "low_freq_factor": 4.0, "factor": "8x"},
    {**LONGROPE, "short_factor": [1.0] * 7},
    {**LONGROPE, "long_factor": [0.0] * 8},
    {**LONGROPE, "long_factor": 3},
    {**LONGROPE, "original_max_position_embeddings": 1},
    {**LONGROPE, "original_max_position_embeddings": "4k"},
    {**LONGROPE, "attention_factor": -1},
    {"rope_type": "dynamic", "factor": "x"},
    {"rope_type": "yarn", "factor": "x"},
    {"rope_type": "yarn", "factor": 4.0, "beta_fast": 16},
    {"rope_type": "yarn", "factor": 4.0, "truncate": False},
    {"rope_type": "proportional", "factor": 4.0},
    {"rope_type": None},
]


@pytest.mark.parametrize("rule", BAD_RULES, ids=str)
def test_unusable_rope_rules_are_refused(rule: dict[str, Any]) -> None:
    """A rule with a missing, absurd or wrongly counted number is refused with the numbers."""
    with pytest.raises(UnknownArchitecture, match="RoPE scaling"):
        read_rule(rule, RopeFacts(10000.0, 16, 256, None))


def test_every_family_has_a_name_of_its_own() -> None:
    """Names and model types are unique, so that a file finds one family."""
    assert len({spec.name for spec in REGISTER}) == len(REGISTER)
    types = [name for spec in REGISTER for name in spec.hf_model_types]
    assert len(set(types)) == len(types)
