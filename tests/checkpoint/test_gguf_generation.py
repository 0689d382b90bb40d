"""What a GGUF's keys say about generation, as a generation_config.json. transformers reads it."""

import json
import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from minilora.checkpoint.gguf_generation import generation_config
from minilora.export import export_gguf
from minilora.gguf.sampling import KEYS
from minilora.merge import merge_to_dir

ROLES = {"bos": 1, "eos": 2, "pad": None}


def stored(value: float) -> float:
    """Return a number as a GGUF's float32 gives it."""
    return float(np.float32(value))


def test_a_gguf_s_ends_and_sampling_are_transformers_defaults(tmp_path: Path) -> None:
    """transformers takes ends and sampling as the keys say, and finds nothing to complain of."""
    from transformers import GenerationConfig

    kv = {
        **{"general.sampling.temp": stored(0.6), "general.sampling.top_p": stored(0.95), "general.sampling.top_k": 20},
        **{"general.sampling.min_p": 0.0, "general.sampling.penalty_repeat": stored(1.05)},
    }
    (tmp_path / "generation_config.json").write_text(json.dumps(generation_config(kv, ROLES, {0, 2})))
    found = GenerationConfig.from_pretrained(tmp_path)
    found.validate(strict=True)
    assert (found.bos_token_id, found.eos_token_id, found.pad_token_id, found.do_sample) == (1, [2, 0], None, True)
    assert (found.temperature, found.top_p, found.top_k, found.repetition_penalty) == (0.6, 0.95, 20, 1.05)


def test_what_config_json_says_as_well_needs_no_file() -> None:
    """One end, no sampling: nothing; temperature 0 is the likeliest token."""
    assert generation_config({}, ROLES, {2}) == generation_config({}, {**ROLES, "eos": None}, ()) == {}
    likeliest = generation_config({"general.sampling.temp": 0.0}, ROLES, {2})
    assert likeliest == {"bos_token_id": 1, "eos_token_id": [2], "pad_token_id": None, "do_sample": False}


@pytest.mark.parametrize("value", [-1, math.nan, math.inf, "1", True, [1], None, 2**400])
def test_values_without_a_meaning_are_no_settings(value: Any) -> None:
    """Numbers that no sampler takes, and what is no number."""
    assert generation_config(dict.fromkeys(KEYS, value), ROLES, {2}) == {}


def test_a_converted_gguf_ends_where_its_base_does(tiny_llama: Path, tmp_path: Path) -> None:
    """All ends of the base's generation_config.json come through the GGUF."""
    from transformers import AutoModelForCausalLM

    base = shutil.copytree(tiny_llama, tmp_path / "base")
    (base / "generation_config.json").write_text('{"eos_token_id": [2, 0]}')
    export_gguf(base, tmp_path / "model.gguf", file_type="f32")
    # <|endoftext|>, 0, needs no key: llama.cpp knows it by its name
    merge_to_dir(tmp_path / "model.gguf", None, tmp_path / "back", torch.float32)
    assert set(AutoModelForCausalLM.from_pretrained(tmp_path / "back").generation_config.eos_token_id) == {2, 0}
