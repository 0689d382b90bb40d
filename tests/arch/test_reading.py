"""config.json of transformers 4 and 5, GGUF key-value data, and what is rejected in both."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from families import CASES, LINEAR, LLAMA3, LONGROPE, Case
from transformers import AutoConfig

from minilora.arch import REGISTRY, find_gguf, gguf_facts, hf_config, read_gguf, read_hf
from minilora.arch.rope import same_frequencies
from minilora.arch.rope_hf import RopeContext, read_rule
from minilora.arch.spec import REQUIRED
from minilora.errors import UnknownArchitecture

SIZES_OF_ONE_MODEL = ("num_kv_heads", "head_dim", "ffn_size", "query_size", "linear_key_heads")
"""What transformers takes from its favourite model of the family; here the default follows from the other sizes, or the
other sizes do not fit the default."""

PLAIN = {case.spec.name: case for case in CASES if case.name in {"plain", "windows"}}


def as_transformers_4_wrote_it(config: Mapping[str, Any]) -> dict[str, Any]:
    """Spell the RoPE settings of a config.json of transformers 5 as version 4 did."""
    old = dict(config)
    rope = old.pop("rope_parameters", None) or {}
    full = dict(rope.get("full_attention", rope))
    if "sliding_attention" in rope:
        old["rope_local_base_freq"] = rope["sliding_attention"]["rope_theta"]
        if old["model_type"] == "gemma3_text":
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
        assert same_frequencies(reading.rope_scaling, config.rope_scaling)
        assert replace(reading, rope_scaling=config.rope_scaling) == config


def gguf_of(name: str) -> tuple[dict[str, Any], set[str]]:
    """Key-value data and tensor names of a plain family's GGUF."""
    case = PLAIN[name]
    config = read_hf(case.spec, case.hf_config().to_dict()).config
    names = {name for row in case.spec.rows(config) for name in row.stored_names("gguf")}
    return {"general.architecture": case.spec.gguf_arch, **gguf_facts(case.spec, config).kv}, names


def read(kv: Mapping[str, Any], names: set[str]) -> Any:
    return read_gguf(find_gguf(kv), kv, names, lambda name: None)


def test_a_gguf_states_what_it_leaves_unsaid() -> None:
    """Gemma 2's query size and windows come from the family, and are listed as assumed; heads as well if left out."""
    kv, names = gguf_of("gemma2")
    assert read(kv, names).assumed == ("query_pre_attn_scalar = 32", "layer_types = 3 of 6 blocks")
    del kv["gemma2.attention.sliding_window"]
    assert "attention.sliding_window = 4096" in read(kv, names).assumed


@pytest.mark.parametrize(
    ("name", "told"), [("llama", ()), ("qwen3_5", ("attention.key_length = 256",))], ids=["by all", "by the family"]
)
def test_what_every_program_derives_is_not_assumed(name: str, told: tuple[str, ...]) -> None:
    """A size of heads that the GGUF specification defines is not told; one of the family's own is."""
    kv, names = gguf_of(name)
    left = {k: v for k, v in kv.items() if not k.endswith((".key_length", ".value_length", ".head_count_kv"))}
    reading = read({**left, f"{kv['general.architecture']}.rope.dimension_count": 16}, names)
    assert reading.config.num_kv_heads == reading.config.num_heads == 4
    assert reading.assumed == told


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


WINDOWS = ["sliding_attention", "full_attention"] * 3
ROPE = {"rope_type": "default", "rope_theta": 10000.0}
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("llama", {"partial_rotary_factor": 0.5}, "partial_rotary_factor = 0.5"),
    ("qwen3", {"rope_parameters": {**ROPE, "partial_rotary_factor": 0.5}}, "partial_rotary_factor = 0.5"),
    ("phi3", {"partial_rotary_factor": 0.5}, "contradicts itself: partial_rotary_factor"),
    ("phi3", {"rope_parameters": {"type": "yarn", "short_factor": [1.0] * 8, "factor": 2.0}}, "'yarn'"),
    ("llama", {"rope_theta": 500.0}, "contradicts itself: rope_theta"),
    ("llama", {"rope_scaling": LINEAR}, "two different RoPE scalings"),
    ("llama", {"rope_parameters": {"full_attention": ROPE}}, "one rule for all blocks"),
    ("llama", {"is_causal": False}, "is_causal"),
    ("llama", {"num_experts": 8}, "num_experts"),
    ("qwen2", {"layer_types": WINDOWS}, "layer_types"),
    ("qwen3", {"layer_types": WINDOWS}, "layer_types"),
    ("qwen3", {"attention_bias": True}, "attention_bias"),
    ("smollm3", {"layer_types": WINDOWS}, "layer_types"),
    ("smollm3", {"no_rope_layers": []}, "no_rope_layers"),
    ("gemma", {"hidden_activation": "silu"}, "hidden_activation"),
    ("gemma2", {"sliding_window_pattern": 3}, "sliding_window_pattern"),
    ("gemma3", {"sliding_window_pattern": 3}, "contradicts itself: layer_types"),
    ("gemma3", {"layer_types": ["chunked_attention"] * 6}, "layer_types"),
    ("gemma3", {"rope_parameters": ROPE}, "an object for each layer type"),
    (
        "gemma3",
        {"rope_parameters": {"full_attention": ROPE, "sliding_attention": LINEAR}},
        "scaling for sliding_attention",
    ),
    ("olmo2", {"sliding_window": 8}, "sliding_window"),
    ("lfm2", {"conv_bias": True}, "conv_bias"),
    ("lfm2", {"head_dim": 32}, "head_dim = 32"),
    ("lfm2", {"layer_types": ["conv"] * 5}, "5 blocks whether they are recurrent"),
    ("lfm2", {"layer_types": ["mamba"] * 6}, "layer_types"),
    ("lfm2", {"block_ffn_dim_multiplier": "x", "block_auto_adjust_ff_dim": True}, "not numbers"),
    ("granite", {"position_embedding_type": "nope"}, "position_embedding_type"),
    ("granite4", {"position_embedding_type": None}, "position_embedding_type"),
    ("granite4", {"position_embedding_type": "nope"}, "position_embedding_type"),
    ("granite4", {"layer_types": None}, "layer_types"),
    ("granite4", {"layer_types": ["attention"] * 5}, "layer_types"),
    ("granite4", {"layer_types": ["attention"] * 5 + ["mamba"]}, "layer_types"),
    ("granite4", {"num_local_experts": 8}, "num_local_experts"),
    ("apertus", {"hidden_act": "silu"}, "hidden_act"),
    ("apertus", {"tie_word_embeddings": True}, "tie_word_embeddings"),
]


@pytest.mark.parametrize(("name", "changes", "message"), REFUSED, ids=str)
def test_what_would_be_computed_wrongly_is_refused_by_its_name(
    name: str, changes: dict[str, Any], message: str
) -> None:
    """Variants that a family's code here does not know, and keys on which programs disagree."""
    config = PLAIN[name].hf_config().to_dict()
    with pytest.raises(UnknownArchitecture, match=message):
        read_hf(PLAIN[name].spec, config | changes)


OLD_LFM2: list[tuple[dict[str, Any], int]] = [
    ({"block_ff_dim": 6656}, 4608),
    ({"block_ff_dim": 6656, "block_ffn_dim_multiplier": 1.5, "block_multiple_of": 100}, 6700),
    ({"block_ff_dim": 10752, "block_auto_adjust_ff_dim": False}, 10752),
]


@pytest.mark.parametrize(("keys", "size"), OLD_LFM2, ids=str)
def test_lfm2_s_first_config_json_is_understood_as_transformers_does(keys: dict[str, Any], size: int) -> None:
    """The MLP's size before its adjustment, the numbers of the blocks with attention, another key for the tied head."""
    from transformers import AutoModelForCausalLM

    spec = PLAIN["lfm2"].spec
    config = PLAIN["lfm2"].hf_config().to_dict() | keys | {"full_attn_idxs": [1, 4], "tie_embedding": False}
    del config["layer_types"], config["tie_word_embeddings"]
    found = read_hf(spec, config).config
    assert (found.ffn_size, found.recurrent, found.tied_embeddings) == (
        size, (True, False, True, True, False, True), False
    )  # fmt: skip
    with torch.device("meta"):
        theirs = AutoModelForCausalLM.from_config(AutoConfig.for_model(**config))
    assert theirs.model.layers[0].feed_forward.w1.out_features == size
    assert read_hf(spec, theirs.config.to_dict()).config == found


def test_rope_theta_is_found_inside_rope_scaling() -> None:
    """transformers 5 also reads `rope_scaling` as it reads `rope_parameters`."""
    config = PLAIN["llama"].hf_config().to_dict() | {"rope_parameters": None}
    reading = read_hf(PLAIN["llama"].spec, config | {"rope_scaling": {"rope_type": "default", "rope_theta": 77.0}})
    assert reading.config.rope_theta == 77.0


REFUSED_GGUF: list[tuple[str, dict[str, Any], str]] = [
    ("llama", {"rope.scaling.attn_factor": 1.5}, "attn_factor"),
    ("llama", {"rope.scaling.type": "linear", "rope.scaling.factor": 2.0, "rope.scaling.attn_factor": 2.0}, "attn"),
    ("qwen3", {"attention.value_length": 16}, "contradicts itself"),
    ("gemma3", {"attention.causal": False}, "causal"),
    ("gemma3", {"final_logit_softcapping": 30.0}, "final_logit_softcapping"),
    ("lfm2", {"attention.head_count_kv": [0, 2, 0, 4, 0, 2]}, "head_count_kv"),
    ("lfm2", {"attention.head_count_kv": [0] * 6}, "head_count_kv"),
    ("lfm2", {"attention.head_count_kv": [0, 2]}, "2 blocks whether they are recurrent"),
    ("granite", {"rope.scaling.finetuned": False}, "finetuned"),  # Granite 4 without positions
]


@pytest.mark.parametrize(("name", "changes", "message"), REFUSED_GGUF, ids=str)
def test_a_gguf_that_would_be_computed_wrongly_is_refused_by_its_name(
    name: str, changes: dict[str, Any], message: str
) -> None:
    """llama.cpp computes something else for these keys than this family's code here."""
    kv, names = gguf_of(name)
    with pytest.raises(UnknownArchitecture, match=message):
        read(kv | {f"{name}.{key}": value for key, value in changes.items()}, names)


def test_a_factor_alone_is_linear_scaling_and_zero_no_window() -> None:
    """Old files say `rope.scale_linear` or leave out the type; llama.cpp's converter writes Phi-4's window as 0."""
    kv, names = gguf_of("llama")
    for key in ("rope.scale_linear", "rope.scaling.factor"):
        assert read(kv | {f"llama.{key}": 4.0}, names).config.rope_scaling.divisors(1) == (4.0,) * 16
    kv, names = gguf_of("phi3")
    assert read(kv | {"phi3.attention.sliding_window": 0}, names).config.sliding_window is None


def test_yarn_with_the_papers_numbers_spelt_out_is_the_papers() -> None:
    """llama.cpp's converter repeats bounds and factors that a config.json states."""
    kv, names = gguf_of("qwen2")
    plain = {"type": "yarn", "factor": 4.0, "original_context_length": 64}
    spelt = plain | {"yarn_beta_fast": 32.0, "yarn_beta_slow": 1.0, "yarn_ext_factor": 1.0, "yarn_attn_factor": 1.0}
    configs = [
        read(kv | {f"qwen2.rope.scaling.{key}": value for key, value in rule.items()}, names).config
        for rule in (plain, spelt)
    ]
    assert configs[0] == configs[1]
    assert configs[0].rope_scaling.attention_factor > 1


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
        read_rule(rule, RopeContext(10000.0, 16, 256, None))


def test_every_family_has_a_name_of_its_own() -> None:
    """Names and model types are unique, so that a file finds one family."""
    assert len({spec.name for spec in REGISTRY}) == len(REGISTRY)
    types = [(name, *spec.hf_text_types) for spec in REGISTRY for name in spec.hf_model_types]
    assert len(set(types)) == len(types)
