"""Pre-tokenizers: llama.cpp's names on one side, the structure inside a tokenizer.json on the other.

A GGUF file says only a name (`tokenizer.ggml.pre`); llama.cpp has the regular expressions in its code. A tokenizer.json
says the regular expressions and no name. One table joins them. Of names that share a structure the first is written,
all are understood; the others differ in nothing that changes token ids.

Source: llama.cpp, src/llama-vocab.cpp (llm_tokenizer_bpe and load).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import GGUFError, brief, quoted

BYTE_LEVEL = "ByteLevel"
"""GPT-2's own expression, built into the byte-level step."""
DIGITS = "Digits"
"""Every digit alone."""

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
# llama.cpp's own form of the next two ends a word at a combining mark (\p{M}): it differs on decomposed text.
TEKKEN = rf"{_LEAD}{_UPPER}*{_LOWER}+|{_LEAD}{_UPPER}+{_LOWER}*|\p{{N}}|{_REST_SLASH}"
GPT_4O = (
    rf"{_LEAD}{_UPPER}*{_LOWER}+{_CONTRACTION}?|{_LEAD}{_UPPER}+{_LOWER}*{_CONTRACTION}?"
    rf"|\p{{N}}{{1,3}}|{_REST_SLASH}"
)


@dataclass(frozen=True)
class PreTokenizer:
    """How a text is cut before merging."""

    names: tuple[str, ...]
    steps: tuple[str, ...]
    """BYTE_LEVEL, DIGITS, or a regular expression whose matches are the words; bytes are mapped last in any case."""
    ignore_merges: bool = False
    """A word that is a token is taken whole, whatever the merges say."""
    nfc: bool = False
    """tokenizer.json normalises to NFC first. llama.cpp does not: text in another form may differ there."""

    adds_bos: bool = False
    """What llama.cpp assumes when a file lacks `add_bos_token`."""

    @property
    def name(self) -> str:
        return self.names[0]


PRE_TOKENIZERS = (
    PreTokenizer(("smollm", "starcoder", "refact", "command-r", "codeshell"), (DIGITS, BYTE_LEVEL)),
    PreTokenizer(("gpt-2", "olmo", "mpt", "phi-2", "jais", "gigachat"), (BYTE_LEVEL,)),
    PreTokenizer(("llama-bpe", "llama3", "llama-v3", "falcon3", "pixtral"), (LLAMA3,), True, adds_bos=True),
    PreTokenizer(("dbrx", "smaug-bpe"), (LLAMA3,)),
    PreTokenizer(("qwen2", "deepseek-r1-qwen", "stablelm2"), (QWEN2,), nfc=True),
    PreTokenizer(("qwen35",), (QWEN35,), nfc=True),
    PreTokenizer(("tekken",), (TEKKEN,), True, adds_bos=True),
    PreTokenizer(("gpt-4o", "llama4"), (GPT_4O,)),
)


def by_name(name: str) -> PreTokenizer:
    """Raises: GGUFError for a name that is not in the table."""
    for pre in PRE_TOKENIZERS:
        if name in pre.names:
            return pre
    known = ", ".join(sorted(name for pre in PRE_TOKENIZERS for name in pre.names))
    raise GGUFError(f"the pre-tokenizer {quoted(name)} is not known; known are {known}.")


def identify(tokenizer_json: Mapping[str, Any]) -> PreTokenizer:
    """Find the row whose structure a byte-level BPE tokenizer.json has.

    A normaliser to NFC does not tell rows apart, for llama.cpp has none.

    Raises:
        GGUFError: naming what was found, when no row has it.
    """
    steps = _steps_from_json(tokenizer_json.get("pre_tokenizer"))
    ignore_merges = bool(tokenizer_json["model"].get("ignore_merges"))
    for pre in PRE_TOKENIZERS:
        if (pre.steps, pre.ignore_merges) == (steps, ignore_merges):
            return pre
    raise GGUFError(
        f"llama.cpp's name for this pre-tokenizer is not known: found {brief(' then '.join(steps)) or 'nothing'}"
        f"{' with ignore_merges' if ignore_merges else ''}. If you know it, give it with --pre NAME."
    )


def to_json(pre: PreTokenizer) -> dict[str, Any]:
    """The `pre_tokenizer` of a tokenizer.json."""
    built_in = pre.steps[-1] == BYTE_LEVEL
    steps = [_step_to_json(step) for step in pre.steps if step != BYTE_LEVEL]
    steps.append({"type": BYTE_LEVEL, "add_prefix_space": False, "trim_offsets": False, "use_regex": built_in})
    return {"type": "Sequence", "pretokenizers": steps}


def _step_to_json(step: str) -> dict[str, Any]:
    if step == DIGITS:
        return {"type": DIGITS, "individual_digits": True}
    return {"type": "Split", "pattern": {"Regex": step}, "behavior": "Isolated", "invert": False}


def _steps_from_json(node: Any) -> tuple[str, ...]:
    """The steps of a `pre_tokenizer`, in the table's words; what the table has no word for is spelt out."""
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
            return (regex,)  # keeping only what matches: the same, for these expressions match everything
        case None:
            return ()
    return (str(node),)
