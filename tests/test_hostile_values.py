"""No error quotes more than 300 characters of a file's value, whatever file it is in and wherever it stands there.

Each value of each file is replaced by a long one: a text, a list, an object, a long key; and whatever reads that file
is asked to. It may accept it, or refuse it with a MiniLoraError.
"""

import json
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch
from click.testing import CliRunner
from gguf import GGUFReader
from tiny_gguf import write_tiny_gguf

from minilora.bench.figures import read_result
from minilora.checkpoint import load_base, open_base
from minilora.cli import cli
from minilora.config import LoraConfig
from minilora.convert import read_directory
from minilora.data.chat import ChatTemplate
from minilora.data.encode import encode_whole
from minilora.data.instruccion import InstruccionTemplate
from minilora.data.jsonl import read_records
from minilora.data.template import load_template
from minilora.errors import MAX_QUOTED, CheckpointError, MiniLoraError
from minilora.gguf.imatrix import read_imatrix
from minilora.gguf.modelfile import parse_modelfile
from minilora.gguf.reader import GGUFFile
from minilora.gguf.values import string
from minilora.gguf.vocab import tokenizer_to_kv
from minilora.lora import inject, read_adapter, save_adapter
from minilora.ollama.go import parse as parse_template
from minilora.training.checkpoints import find_checkpoint

LENGTHS = (400, 70_000)
"""A little more than may be quoted, and what a terminal would drown in."""
MARK = "ж"
LEAVES = 40
"""Values of a file that are replaced; of a longer file so many, evenly chosen."""

Place = tuple[str | int, ...]


def hostile() -> Iterator[Any]:
    for length in LENGTHS:
        text = MARK * length
        yield from (text, [text], {text: 1}, {"type": text, "rope_type": text, "content": text}, [[[text]]])
    yield from ([MARK * 50] * 2000, f"{MARK}\n" * 2000, f"{MARK} " * 2000, {f"{MARK}{i}": i for i in range(2000)})


def leaves(value: Any, where: Place = ()) -> Iterator[Place]:
    """Yield the place of every value in a JSON value, of containers too."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inside in items:
        yield (*where, key)
        yield from leaves(inside, (*where, key))


def replaced(value: Any, where: Place, by: Any) -> Any:
    copy = json.loads(json.dumps(value))
    *parents, last = where
    inner = copy
    for key in parents:
        inner = inner[key]
    inner[last] = by
    return copy


def assert_bounded(read: Callable[[], object], what: object) -> None:
    """Whatever `read` says against a file, it quotes little of it."""
    try:
        read()
    except MiniLoraError as err:
        found = str(err)
        assert found.count(MARK) <= MAX_QUOTED, f"{what}: {found.count(MARK)} characters quoted: {found[:200]}"
        assert len(found) < 4000, what


def sweep(file: Path, read: Callable[[], object], more: dict[str, Any] | None = None) -> None:
    """Replace each value of a JSON file in turn, and `read` it; add the keys of `more`, which real files may have."""
    original = file.read_bytes()
    content = {**(more or {}), **json.loads(original)}
    places = list(leaves(content))
    step = -(-len(places) // LEAVES)
    for place in places[::step]:
        for value in hostile():
            file.write_text(json.dumps(replaced(content, place, value)), encoding="utf-8")
            assert_bounded(read, (file.name, place, str(value)[:20]))
    for key in (MARK * length for length in LENGTHS):
        file.write_text(json.dumps({**content, key: key}), encoding="utf-8")
        assert_bounded(read, (file.name, "a long key"))
    for broken in (MARK * 70_000, '{"' + MARK * 70_000, json.dumps(MARK * 70_000)):
        file.write_text(broken, encoding="utf-8")
        assert_bounded(read, (file.name, "no object"))
    file.write_bytes(original)


@pytest.fixture
def base(tiny_llama: Path, tmp_path: Path) -> Path:
    """A tiny base that a test may spoil."""
    return shutil.copytree(tiny_llama, tmp_path / "base")


CONFIG_KEYS = {
    **dict.fromkeys(("rope_scaling", "quantization_config", "quantization", "sliding_window", "layer_types"), None),
    **dict.fromkeys(("num_local_experts", "is_causal", "head_dim", "rope_theta", "original_max_position_embeddings")),
}
TOKENIZER_KEYS = {
    "chat_template": "x",
    "added_tokens_decoder": {"3": {"content": "!", "special": True}, "400": {"content": "<new>", "lstrip": False}},
    "unk_token": None,
    "add_bos_token": False,
}


def test_config_json(base: Path) -> None:
    sweep(base / "config.json", lambda: open_base(base), CONFIG_KEYS)


@pytest.mark.parametrize("kind", ["gpt2", "gemma3_text", "phi3", "mistral", "qwen3", "granite", MARK * 70_000])
def test_config_json_of_other_families(base: Path, kind: str) -> None:
    config = json.loads((base / "config.json").read_text()) | {"model_type": kind}
    (base / "config.json").write_text(json.dumps(config))
    assert_bounded(lambda: open_base(base), kind)


@pytest.mark.parametrize("name", ["tokenizer_config.json", "generation_config.json", "special_tokens_map.json"])
def test_files_beside_the_tokenizer(base: Path, name: str) -> None:
    def read() -> None:
        tokenizer = open_base(base).tokenizer
        assert tokenizer
        load_template("chat", tokenizer)

    more = {**TOKENIZER_KEYS, "bos_token": "<|im_start|>", "eos_token": "<|im_end|>", "eos_token_id": [2]}
    file = base / name
    if not file.exists():
        file.write_text("{}")
    sweep(file, read, more)


def test_tokenizer_json(base: Path) -> None:
    def read() -> None:
        tokenizer = open_base(base).tokenizer
        assert tokenizer
        tokenizer_to_kv(tokenizer, 400)

    content = json.loads((base / "tokenizer.json").read_text())
    vocab = content["model"]["vocab"]
    content["model"]["vocab"] = {text: vocab[text] for text in list(vocab)[:5]}
    content["model"]["merges"] = []
    (base / "tokenizer.json").write_text(json.dumps(content))
    sweep(base / "tokenizer.json", read)


def test_the_index_and_the_header_of_safetensors(base: Path) -> None:
    file = base / "model.safetensors"
    data = file.read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    names = [name for name in header if name != "__metadata__"]
    for length in LENGTHS:
        long = MARK * length
        for changed in (
            {**header, long: header[names[0]]},
            {**header, names[0]: {**header[names[0]], "dtype": long}},
            {**header, "__metadata__": {long: long}},
            {(long if name == names[0] else name): value for name, value in header.items()},
        ):
            text = json.dumps(changed).encode()
            file.write_bytes(struct.pack("<Q", len(text)) + text + data[8 + size :])
            assert_bounded(lambda: load_base(base), length)
        tensors = {f"{long}{i}": torch.zeros(1) for i in range(30)}
        safetensors.torch.save_file(tensors, file)
        with pytest.raises(CheckpointError) as caught:
            open_base(base)
        assert max(line.count(MARK) for line in str(caught.value).splitlines()) <= MAX_QUOTED
        for index in ({"weight_map": {"x": long}}, {"weight_map": long}, {"weight_map": {long: "x"}}):
            (base / "model.safetensors.index.json").write_text(json.dumps(index))
            assert_bounded(lambda: open_base(base), index)
        (base / "model.safetensors.index.json").unlink()


def test_adapter_config_json(tiny_llama: Path, tmp_path: Path) -> None:
    loaded = load_base(tiny_llama)
    config = LoraConfig(r=2, target_modules=("q_proj",))
    inject(loaded.model, config)
    save_adapter(tmp_path / "adapter", loaded.model, config)
    sweep(tmp_path / "adapter/adapter_config.json", lambda: read_adapter(tmp_path / "adapter"))


def test_adapters_tensors_and_other_kinds_of_adapters(tmp_path: Path) -> None:
    folder = tmp_path / "mlx"
    folder.mkdir()
    pair = {"lora_a": torch.zeros(8, 2), "lora_b": torch.zeros(2, 8)}
    name = "model.layers.0.self_attn.q_proj"
    settings = {"fine_tune_type": "lora", "lora_parameters": {"rank": 2, "scale": 2.0, "dropout": 0.0}, "model": "x"}
    (folder / "adapter_config.json").write_text(json.dumps(settings))
    for names in ([name], [MARK * 400], [MARK * 70_000], [f"{MARK * 400}{i}" for i in range(30)]):
        for part, tensor in (*pair.items(), ("odd", torch.zeros(1))):
            safetensors.torch.save_file({f"{n}.{part}": tensor.clone() for n in names}, folder / "adapters.safetensors")
            with pytest.raises(MiniLoraError) as caught:
                read_directory(folder)
            assert max(line.count(MARK) for line in str(caught.value).splitlines()) <= MAX_QUOTED
    safetensors.torch.save_file({f"{name}.{part}": t for part, t in pair.items()}, folder / "adapters.safetensors")
    sweep(folder / "adapter_config.json", lambda: read_directory(folder))


def test_a_checkpoint_and_a_benchmarks_result(tmp_path: Path) -> None:
    checkpoint, result = tmp_path / "run/checkpoint-1", tmp_path / "result.json"
    checkpoint.mkdir(parents=True)
    (checkpoint / "state.json").write_text(json.dumps({"step": 1, "settings": {"a": 1}, "validations": [[1, 0.5]]}))
    sweep(checkpoint / "state.json", lambda: find_checkpoint(tmp_path / "run"))
    result.write_text(json.dumps({"format": 1, "machine": {"name": "x"}, "results": [{"device": "cpu"}]}))
    sweep(result, lambda: read_result(result))


def test_gguf_keys(base: Path, tmp_path: Path) -> None:
    tokenizer = open_base(base).tokenizer
    assert tokenizer
    vocabulary = tokenizer_to_kv(tokenizer, 320)
    written = write_tiny_gguf(tmp_path / "whole.gguf", vocabulary)
    keys = [key for key in GGUFReader(written).fields if not key.startswith("GGUF")]

    def read(path: Path) -> None:
        GGUFFile(path)
        assert open_base(path).tokenizer

    for length in LENGTHS:
        for key in (*keys, "llama.rope.scaling.type", "general.type", "split.count"):
            if key == "tokenizer.ggml.tokens":
                continue
            path = write_tiny_gguf(tmp_path / "hostile.gguf", {**vocabulary, key: string(MARK * length)})
            assert_bounded(lambda path=path: read(path), key)  # type: ignore[misc]
    assert_bounded(lambda: read_imatrix(path), "an imatrix that is a model")


ROWS: tuple[Callable[[str], Any], ...] = (
    lambda long: long,
    lambda long: [long],
    lambda long: {long: long},
    lambda long: {"text": [long]},
    lambda long: {"text": 1, "id": long},
    lambda long: {"instruction": long, "output": {long: long}},
    lambda long: {"messages": long},
    lambda long: {"messages": [long]},
    lambda long: {"messages": [{"role": long, "content": "x"}]},
    lambda long: {"messages": [{"role": [long], "content": "x"}]},
    lambda long: {"messages": [{"role": "user", "content": "x", "weight": long}]},
    lambda long: {"messages": [{"role": "tool", "content": "x"}], "id": long},
    lambda long: {"text": "x", long: long},
    lambda long: {"text": "x", **{f"{long[:40]}{n}": 1 for n in range(200)}},
    lambda long: {"messages": [{"role": "user", "content": "x", long: 1}]},
    lambda long: {"messages": [{"role": "user", "content": [{"type": long}]}]},
    lambda long: {"messages": [{"role": "assistant", "content": "x", "tool_calls": [{"name": long, "arguments": 1}]}]},
    lambda long: {
        "messages": [{"role": "assistant", "content": "x", "tool_calls": [{"name": "f", "arguments": long}]}]
    },
    lambda long: {"messages": [{"role": "assistant", "tool_calls": [{"name": "f", long: 1}]}]},
    lambda long: {"messages": [{"role": "user", "content": "x"}], "tools": [{"name": long}]},
    lambda long: {"messages": [{"role": "user", "content": "x"}], "tools": long},
    lambda long: {"messages": [{"role": "user", "content": "x"}], "chat_template_kwargs": {long: long}},
    lambda long: {"conversations": [{"from": long, "value": "x"}]},
    lambda long: {"conversations": [{"from": "function_call", "value": long}]},
    lambda long: {"instruction": "x", "output": "y", "history": [[long]]},
    lambda long: {"prompt": [long], "completion": [long]},
    lambda long: {"messages": [{"role": "user", "content": "x"}, {"role": "user", "content": "x"}], "id": [[long]]},
)


@pytest.mark.parametrize("length", LENGTHS)
def test_rows_of_a_data_set(base: Path, tmp_path: Path, length: int) -> None:
    tokenizer = open_base(base).tokenizer
    assert tokenizer
    template, path, long = InstruccionTemplate(tokenizer), tmp_path / "rows.jsonl", MARK * length
    good = '{"text": "a"}\n'
    raw = [long, f'{{"{long}"', f'{{"{long}": 1, "{long}": 2}}', f"{long},{long}\n1,2", f"<{long}>", f"[{long}"]
    for row in (*raw, *(json.dumps(make(long), ensure_ascii=False) for make in ROWS)):
        for text in (row, good + row):
            path.write_text(text, encoding="utf-8")
            assert_bounded(lambda: encode_whole(read_records(path), tokenizer, template), row[:40])


@pytest.mark.parametrize("length", LENGTHS)
def test_chat_templates(base: Path, length: int) -> None:
    tokenizer = open_base(base).tokenizer
    assert tokenizer
    long = MARK * length
    for source in (
        long,
        f"{{% {long} %}}",
        f"{{{{ raise_exception('{long}') }}}}",
        f"{{{{ messages | {long} }}}}",
        f"{{{{ messages.{long}.x }}}}",
        f"{{{{ messages[0]['content'] }}}}{{% include '{long}' %}}",
        f"{{{{ raise_exception('{MARK}\n' * 2000) }}}}",
    ):
        assert_bounded(lambda source=source: ChatTemplate(source, tokenizer), source[:30])  # type: ignore[misc]
        assert_bounded(lambda source=source: load_template(source, tokenizer), source[:30])  # type: ignore[misc]


@pytest.mark.parametrize("length", LENGTHS)
def test_modelfiles_and_their_templates(length: int) -> None:
    long = MARK * length
    for text in (
        long,
        f"FROM {long}",
        f"FROM x\nPARAMETER {long} 1",
        f"FROM x\nPARAMETER num_ctx {long}",
        f"FROM x\n{long} x",
        f'FROM x\nTEMPLATE """{long}',
        f'FROM x\nSYSTEM "{long}',
        f"FROM x\nMESSAGE {long} x",
    ):
        assert_bounded(lambda text=text: parse_modelfile(text), text[:30])  # type: ignore[misc]
    for template in (f"{{{{ {long} }}}}", f"{{{{ if {long} }}}}", f"{{{{ range {long} }}}}", f"{{{{ {long}"):
        assert_bounded(lambda template=template: parse_template(template), template[:30])  # type: ignore[misc]


@pytest.mark.parametrize("length", LENGTHS)
def test_settings_in_toml_and_on_the_command_line(tmp_path: Path, length: int) -> None:
    """Here click speaks for us: its errors are as short."""
    data, long = tmp_path / "d.jsonl", MARK * length
    data.write_text('{"text": "a"}\n')
    always = ["train", "--train", str(data), "--out", str(tmp_path / "run"), "--dry-run"]
    for toml in (
        f'base = "{long}"',
        f'"{long}" = 1',
        f'r = "{long}"',
        f'template = "{long}"',
        f'target-modules = "re:{long}("',
        f'base = ["{long}"]',
        f'layers = "{long}"',
        f'rank-pattern = {{"{long}(" = 4}}',
        f'rank-pattern = {{"q_proj" = "{long}"}}',
        f'schedule = "{long}"',
        f"{long}",
    ):
        (tmp_path / "c.toml").write_text(toml, encoding="utf-8")
        done = CliRunner().invoke(cli, [*always, "--config", str(tmp_path / "c.toml")])
        assert isinstance(done.exception, SystemExit), (toml[:40], done.exception)
        assert done.output.count(MARK) <= 2 * MAX_QUOTED, (toml[:40], done.output[:300])
