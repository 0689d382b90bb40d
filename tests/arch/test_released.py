"""Released models' own config.json, read as transformers reads them, and said again in a GGUF and a config.json."""

from typing import Any

import pytest
from released_configs import RELEASED
from transformers import AutoConfig

from minilora.arch import find_hf, gguf_facts, hf_config, read_gguf, read_hf
from minilora.arch.rope import turn_alike
from minilora.errors import GGUFError


@pytest.fixture(params=RELEASED.values(), ids=RELEASED)
def config(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param


def test_they_are_read_as_transformers_reads_them(config: dict[str, Any]) -> None:
    """The file itself and transformers 5's understanding of it give the same ModelConfig."""
    spec = find_hf(config)
    theirs = AutoConfig.for_model(**config).to_dict()
    assert read_hf(spec, config).config == read_hf(spec, theirs).config


def test_they_go_into_a_gguf_and_back(config: dict[str, Any]) -> None:
    """All but the windowed Mistral are expressible; from the GGUF's facts comes a config.json that means the same."""
    spec = find_hf(config)
    model = read_hf(spec, config).config
    if model.sliding_window and spec.name == "mistral":
        with pytest.raises(GGUFError, match="sliding_window = 4096"):
            gguf_facts(spec, model)
        return
    facts = gguf_facts(spec, model)
    names = {row.gguf for row in spec.rows(model)}
    again = read_gguf(spec, facts.kv, names, facts.tensors.get).config
    assert again == model
    theirs = AutoConfig.for_model(**hf_config(spec, again)).to_dict()
    assert turn_alike(read_hf(spec, theirs).config.rope_scaling, model.rope_scaling)
