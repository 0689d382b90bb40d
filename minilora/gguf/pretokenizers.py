"""Pre-tokenizers: a table of llama.cpp's names and the matching steps in tokenizer.json.

A GGUF file stores only a name (`tokenizer.ggml.pre`); the regular expressions are in llama.cpp's code. A tokenizer.json
stores the regular expressions without a name. If several names have the same steps, all are read, and the first is
written; they give the same token ids.

Source: llama.cpp, src/llama-vocab.cpp (llm_tokenizer_bpe and load).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import GGUFError, brief, quoted

BYTE_LEVEL = "ByteLevel"
"""GPT-2's regular expression, built into the ByteLevel step."""
DIGITS = "Digits"
"""Splits every digit off."""

_CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_REST = r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_REST_SLASH = r" ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_UPPER, _LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_LEAD = r"[^\r\n\p{L}\p{N}]?"

LLAMA3 = rf"{_CONTRACTION}|{_LEAD}\p{{L}}+|\p{{N}}{{1,3}}|{_REST}"
QWEN2 = rf"{_CONTRACTION}|{_LEAD}\p{{L}}+|\p{{N}}|{_REST}"
QWEN35 = (
    rf"{_CONTRACTION}|{_LEAD}[\p{{L}}\p{{M}}]+|\p{{N}}| ?[^\s\p{{L}}\p{{M}}\p{{N}}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
# In llama.cpp the next two end a word at a combining mark (\p{M}), so decomposed text gives other tokens there.
TEKKEN = rf"{_LEAD}{_UPPER}*{_LOWER}+|{_LEAD}{_UPPER}+{_LOWER}*|\p{{N}}|{_REST_SLASH}"
GPT_4O = (
    rf"{_LEAD}{_UPPER}*{_LOWER}+{_CONTRACTION}?|{_LEAD}{_UPPER}+{_LOWER}*{_CONTRACTION}?"
    rf"|\p{{N}}{{1,3}}|{_REST_SLASH}"
)


@dataclass(frozen=True)
class PreTokenizer:
    """How a text is split before BPE merges."""

    names: tuple[str, ...]
    steps: tuple[str, ...]
    """BYTE_LEVEL, DIGITS, or a regular expression that matches the words; the mapping of bytes always comes last."""
    ignore_merges: bool = False
    """Whether a word that is in the vocabulary becomes one token without any merge."""
    nfc: bool = False
    """Whether tokenizer.json normalizes to NFC. llama.cpp does not, so other text may give other tokens there."""

    adds_bos: bool = False
    """llama.cpp's default where `add_bos_token` is missing."""

    @property
    def name(self) -> str:
        return self.names[0]


PRE_TOKENIZERS = (
    PreTokenizer(("smollm", "starcoder", "refact", "command-r", "codeshell"), (DIGITS, BYTE_LEVEL)),
    PreTokenizer(("gpt-2", "olmo", "mpt", "phi-2", "jais", "gigachat"), (BYTE_LEVEL,)),
    PreTokenizer(("llama-bpe", "llama3", "llama-v3", "falcon3", "pixtral", "lfm2"), (LLAMA3,), True, adds_bos=True),
    PreTokenizer(("dbrx", "smaug-bpe"), (LLAMA3,)),
    PreTokenizer(("qwen2", "deepseek-r1-qwen", "stablelm2"), (QWEN2,), nfc=True),
    PreTokenizer(("qwen35",), (QWEN35,), nfc=True),
    PreTokenizer(("tekken",), (TEKKEN,), True, adds_bos=True),
    PreTokenizer(("gpt-4o", "llama4"), (GPT_4O,)),
)


def by_name(name: str) -> PreTokenizer:
    """Return the pre-tokenizer with a llama.cpp name.

    Raises:
        GGUFError: the name is not in the table.
    """
    for pre in PRE_TOKENIZERS:
        if name in pre.names:
            return pre
    known = ", ".join(sorted(name for pre in PRE_TOKENIZERS for name in pre.names))
    raise GGUFError(f"unknown pre-tokenizer {quoted(name)}; expected one of {known}.")


def identify(tokenizer_json: Mapping[str, Any]) -> PreTokenizer:
    """Return the pre-tokenizer of a byte-level BPE tokenizer.json.

    NFC normalization is not compared, because llama.cpp has none.

    Raises:
        GGUFError: no entry of the table has these steps; the message lists them.
    """
    steps = _steps_from_json(tokenizer_json.get("pre_tokenizer"))
    ignore_merges = bool(tokenizer_json["model"].get("ignore_merges"))
    for pre in PRE_TOKENIZERS:
        if (pre.steps, pre.ignore_merges) == (steps, ignore_merges):
            return pre
    raise GGUFError(
        f"llama.cpp's name for this pre-tokenizer is unknown: its steps are {brief(' then '.join(steps)) or 'none'}"
        f"{' with ignore_merges' if ignore_merges else ''}. If you know the name, pass --pre NAME."
    )


def to_json(pre: PreTokenizer) -> dict[str, Any]:
    """Return the `pre_tokenizer` of a tokenizer.json."""
    built_in = pre.steps[-1] == BYTE_LEVEL
    steps = [_step_to_json(step) for step in pre.steps if step != BYTE_LEVEL]
    steps.append({"type": BYTE_LEVEL, "add_prefix_space": False, "trim_offsets": False, "use_regex": built_in})
    return {"type": "Sequence", "pretokenizers": steps}


def _step_to_json(step: str) -> dict[str, Any]:
    if step == DIGITS:
        return {"type": DIGITS, "individual_digits": True}
    return {"type": "Split", "pattern": {"Regex": step}, "behavior": "Isolated", "invert": False}


def _steps_from_json(node: Any) -> tuple[str, ...]:
    """Return the steps of a `pre_tokenizer` in the notation of the table; an unknown step as its JSON text."""
    match node:
        case {"type": "Sequence", "pretokenizers": [*inner]}:
            return tuple(step for each in inner for step in _steps_from_json(each))
        case {"type": "ByteLevel", "add_prefix_space": False, "use_regex": False}:
            return ()
        case {"type": "ByteLevel", "add_prefix_space": False}:
            return (BYTE_LEVEL,)
        case {"type": "Digits", "individual_digits": True}:
            return (DIGITS,)
        case {"type": "Split", "pattern": {"Regex": str(regex)}, "behavior": "Isolated", "invert": False}:
            return (regex,)
        case {"type": "Split", "pattern": {"Regex": str(regex)}, "behavior": "Removed", "invert": True}:
            return (regex,)  # keeps the matches only, which is the same: these expressions match everything
        case None:
            return ()
    return (str(node),)
