"""Released models' own config.json, read as transformers reads them, and said again in a GGUF and a config.json."""

from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from released_configs import RELEASED
from transformers import AutoConfig

from minilora.arch import find_gguf, find_hf, gguf_facts, hf_config, read_gguf, read_hf
from minilora.arch.rope import same_frequencies
from minilora.errors import GGUFError, UnknownArchitecture

WINDOW_NOT_IN_GGUF = {"mistral", "mistral3_vision", "starcoder2"}


@pytest.fixture(params=RELEASED.values(), ids=RELEASED)
def config(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param


def test_they_are_read_as_transformers_reads_them(config: dict[str, Any]) -> None:
    """The file itself and transformers 5's understanding of it give the same ModelConfig."""
    spec = find_hf(config)
    theirs = AutoConfig.for_model(**config).to_dict()
    assert read_hf(spec, config).config == read_hf(spec, theirs).config


def test_they_go_into_a_gguf_and_back(config: dict[str, Any]) -> None:
    """All but two windowed families are expressible; from the GGUF's facts comes a config.json that means the same."""
    spec = find_hf(config)
    model = read_hf(spec, config).config
    if model.sliding_window and spec.name in WINDOW_NOT_IN_GGUF:
        with pytest.raises(GGUFError, match="sliding_window = 4096"):
            gguf_facts(spec, model)
        return
    facts = gguf_facts(spec, model)
    names = {name for row in spec.rows(model) for name in row.stored_names("gguf")}
    reader = find_gguf({"general.architecture": spec.gguf_arch, **facts.kv})  # mistral's, for one, is llama
    again = read_gguf(reader, facts.kv, names, facts.tensors.get).config
    assert again == model
    theirs = AutoConfig.for_model(**hf_config(reader, again)).to_dict()
    assert same_frequencies(read_hf(reader, theirs).config.rope_scaling, model.rope_scaling)


JUNK = (None, True, -1, 0, 3, 2.5, 10**30, float("nan"), float("inf"), "", "x", [], [0], ["x"], [[1]], {}, {"x": 1})


def test_junk_anywhere_is_refused_or_harmless(config: dict[str, Any]) -> None:
    """Whatever stands in place of any value, inside the RoPE object too: a configuration, or UnknownArchitecture."""
    spec = find_hf(config)
    inside = config.get("rope_scaling") or {}
    spoilt = [config | {key: junk} for key in config for junk in JUNK]
    spoilt += [config | {"rope_scaling": inside | {key: junk}} for key in inside for junk in JUNK]
    spoilt += [config | {"rope_parameters": junk} for junk in JUNK]
    for changed in spoilt:
        with suppress(UnknownArchitecture):
            read_hf(spec, changed)


def test_junk_in_a_gguf_is_refused_or_harmless(config: dict[str, Any]) -> None:
    """The same for the key-value data of a GGUF, whose arrays are NumPy's."""
    spec = find_hf(config)
    expressible = config | {"sliding_window": None} if spec.name in WINDOW_NOT_IN_GGUF else config
    model = read_hf(spec, expressible).config
    facts = gguf_facts(spec, model)
    names = {name for row in spec.rows(model) for name in row.stored_names("gguf")}
    reader = find_gguf({"general.architecture": spec.gguf_arch, **facts.kv})
    prefix = f"{spec.gguf_arch}.rope.scaling."
    keys = [*facts.kv, prefix + "type", prefix + "factor", f"{spec.gguf_arch}.attention.sliding_window_pattern"]
    for key in keys:
        for junk in (*JUNK, np.array([]), np.array([1, 2]), np.array([True, False])):
            with suppress(UnknownArchitecture):
                read_gguf(reader, facts.kv | {key: junk}, names, facts.tensors.get)
