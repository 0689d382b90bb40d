"""Tool calls and thinking in chat templates: transformers' text, and spans that hold what was said and its end mark."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from minilora.data.chat import ChatTemplate
from minilora.data.encode import encode_whole
from minilora.data.instruccion import InstruccionTemplate
from minilora.data.records import Conversation, Record, Turn
from minilora.data.template import load_template
from minilora.errors import ConfigError, DataError
from minilora.tokenizer import Tokenizer

from .chat_templates import CHATML, CHATML_GENERATION, QWEN3, QWEN3_SWITCH, SMOLLM3, TOOL_FAMILIES
from .conftest import load_tokenizer_files
from .test_chat import transformers_of

TOOL = {
    "type": "function",
    "function": {
        "name": "suma",
        "description": "Suma dos números.",
        "parameters": {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}},
    },
}
CALL = {"id": "a1b2c3d4e", "type": "function", "function": {"name": "suma", "arguments": {"a": 1, "b": 2}}}
OTHER = {"id": "a1b2c3d4f", "type": "function", "function": {"name": "suma", "arguments": {"a": 3, "b": 4}}}
TALK = (
    Turn("user", "¿1 + 2?"),
    Turn("assistant", "", tool_calls=(CALL,)),
    Turn("tool", "3", extra={"tool_call_id": "a1b2c3d4e", "name": "suma"}),
    Turn("assistant", "Son 3."),
)
THOUGHT = Turn("assistant", "Son 3.", reasoning="uno y dos")


def template_of(source: str, tokenizer: Tokenizer, **options: Any) -> ChatTemplate:
    return ChatTemplate(source, load_tokenizer_files(tokenizer.core, bos="<s>"), date(2026, 7, 4), **options)


def record_of(*turns: Turn, **variables: Any) -> Record:
    return Record("a", "f:1", Conversation(turns, variables))


def messages_of(turns: tuple[Turn, ...], as_text: bool = False) -> list[dict[str, Any]]:
    """The turns as OpenAI and Hugging Face write them."""
    found = []
    for turn in turns:
        message: dict[str, Any] = {"role": turn.role, "content": turn.content, **turn.extra}
        if turn.tool_calls:
            calls = json.loads(json.dumps(turn.tool_calls))
            for call in calls if as_text else ():
                call["function"]["arguments"] = json.dumps(call["function"]["arguments"])
            message["tool_calls"] = calls
        if turn.reasoning:
            message["reasoning_content"] = message["thinking"] = turn.reasoning
        found.append(message)
    return found


@pytest.mark.parametrize("family", TOOL_FAMILIES)
def test_tools_calls_and_results_are_written_as_transformers_writes_them(tokenizer: Tokenizer, family: str) -> None:
    source, _, as_text = TOOL_FAMILIES[family]
    template = template_of(source, tokenizer)
    reference = transformers_of(tokenizer, source)
    rendered = template.render(TALK, variables={"tools": [TOOL]})
    messages = messages_of(TALK, as_text)
    assert rendered.text == reference.apply_chat_template(messages, tools=[TOOL], tokenize=False)
    prompt = reference.apply_chat_template(messages[:1], tools=[TOOL], tokenize=False, add_generation_prompt=True)
    assert template.render_prompt(TALK[:1], {"tools": [TOOL]}) == prompt


@pytest.mark.parametrize("family", TOOL_FAMILIES)
def test_the_span_of_a_call_runs_from_the_generation_prompt_to_what_ends_it(tokenizer: Tokenizer, family: str) -> None:
    source, end, _ = TOOL_FAMILIES[family]
    template = template_of(source, tokenizer)
    rendered = template.render_record(record_of(*TALK, tools=[TOOL]))
    call, answer = (rendered.text[start:stop] for start, stop in rendered.answers)
    assert call.endswith(end)
    assert call.count(end) == 1
    assert "suma" in call
    assert "3" not in call.removesuffix(end)
    assert answer.strip() == "Son 3." + template.end
    for (start, _), i in zip(rendered.answers, (1, 3), strict=True):
        assert rendered.text[:start] == template.render_prompt(TALK[:i], {"tools": [TOOL]})


def test_the_mask_of_tool_calls_is_that_of_transformers_generation_tags(tokenizer: Tokenizer) -> None:
    source = TOOL_FAMILIES["hermes"][0]
    marked = source.replace("{#- begin #}", "{%- generation %}").replace("{#- end #}", "{%- endgeneration %}")
    talk = (*TALK[:1], Turn("assistant", "Sumo:", tool_calls=(CALL, OTHER)), *TALK[2:])
    reference = transformers_of(tokenizer, marked).apply_chat_template(
        messages_of(talk), tools=[TOOL], return_assistant_tokens_mask=True, return_dict=True
    )
    for text in (source, marked):
        (example,) = encode_whole([record_of(*talk, tools=[TOOL])], tokenizer, template_of(text, tokenizer))
        assert example.ids.tolist() == reference["input_ids"]
        assert example.loss_mask.tolist() == [bool(x) for x in reference["assistant_masks"]]


def test_content_that_a_template_omits_is_an_error(tokenizer: Tokenizer) -> None:
    chatml = template_of(CHATML, tokenizer)
    without_system = CHATML.replace(
        "{{- '<|im_start|>'", "{% if message.role == 'system' %}{% continue %}{% endif %}{{- '<|im_start|>'"
    )
    for template, record, reason in (
        (chatml, record_of(*TALK), "omits the tool call of turn 2: 'suma'"),
        (chatml, record_of(TALK[0], TALK[3], tools=[TOOL]), "omits the tool 'suma'"),
        (
            template_of(without_system, tokenizer),
            record_of(Turn("system", "Secreto"), TALK[0], TALK[3]),
            "turn 1 (system)",
        ),
        (InstruccionTemplate(tokenizer), record_of(TALK[0], TALK[3], tools=[TOOL]), "does not support tools"),
        (chatml, record_of(TALK[0], TALK[3], messages=[]), "the record sets the variable 'messages'"),
    ):
        with pytest.raises(DataError) as caught:
            encode_whole([record], tokenizer, template)
        assert f"f:1: {reason}" in str(caught.value) or reason in str(caught.value)


@pytest.mark.parametrize("source", [CHATML, CHATML_GENERATION, "instruccion"])
def test_a_template_without_a_key_for_thinking_gets_it_in_the_content(tokenizer: Tokenizer, source: str) -> None:
    template = InstruccionTemplate(tokenizer) if source == "instruccion" else template_of(source, tokenizer)
    (span,) = template.render_record(record_of(TALK[0], THOUGHT)).answers
    text = template.render_record(record_of(TALK[0], THOUGHT)).text
    assert text[slice(*span)].strip() == f"<think>\nuno y dos\n</think>\n\nSon 3.{template.end}"
    inside = Turn("assistant", "<think>\nuno y dos\n</think>\n\nSon 3.")
    assert template.render_record(record_of(TALK[0], inside)).text == text


KEY = QWEN3.replace(
    "{{ '<think>\\n\\n</think>\\n\\n' }}",
    "{{ '<think>\\n' + (message.reasoning_content or '') + '\\n</think>\\n\\n' }}",
)


@pytest.mark.parametrize("source", [CHATML, KEY])
@pytest.mark.parametrize(
    ("thinking", "learned", "text"),
    [
        ("keep", "<think>\nuno y dos\n</think>\n\nSon 3.<|im_end|>", "uno y dos"),
        ("mask", "Son 3.<|im_end|>", "uno y dos"),
        ("drop", "Son 3.<|im_end|>", ""),
    ],
)
def test_thinking_is_learned_read_or_dropped(
    tokenizer: Tokenizer, source: str, thinking: Any, learned: str, text: str
) -> None:
    template = template_of(source, tokenizer, thinking=thinking)
    (example,) = encode_whole([record_of(TALK[0], THOUGHT)], tokenizer, template)
    assert tokenizer.decode(example.ids[example.loss_mask].tolist()) == learned
    assert ("uno y dos" in tokenizer.decode(example.ids.tolist())) is bool(text)


def test_an_empty_block_of_thinking_is_an_error_unless_requested(tokenizer: Tokenizer) -> None:
    """Qwen 3's template writes an empty block before an answer without thoughts, which teaches not to think."""
    record = record_of(TALK[0], TALK[3])
    with pytest.raises(DataError, match=r"f:1: turn 2 has an empty block of thinking.*--thinking mask"):
        encode_whole([record], tokenizer, template_of(QWEN3, tokenizer))
    for thinking, learned in (("keep", "<think>\n\n</think>\n\nSon 3."), ("mask", "Son 3."), ("drop", "Son 3.")):
        template = template_of(QWEN3, tokenizer, thinking=thinking)
        (example,) = encode_whole([record], tokenizer, template)
        assert tokenizer.decode(example.ids[example.loss_mask].tolist()) == learned + "<|im_end|>"
    template = template_of(QWEN3_SWITCH, tokenizer, arguments={"enable_thinking": False})
    (example,) = encode_whole([record], tokenizer, template)
    assert tokenizer.decode(example.ids[example.loss_mask].tolist()) == "Son 3.<|im_end|>"


def test_a_switch_of_the_template_takes_the_empty_thought_into_the_prompt(tokenizer: Tokenizer) -> None:
    """SmolLM 3 and Qwen 3 with enable_thinking=false: what is learned is the answer alone, in every turn."""
    talk = (TALK[0], TALK[3], TALK[0], Turn("assistant", "Otra vez 3."))
    template = template_of(SMOLLM3, tokenizer, arguments={"enable_thinking": False})
    (example,) = encode_whole([record_of(*talk)], tokenizer, template)
    assert tokenizer.decode(example.ids[example.loss_mask].tolist()) == "Son 3.<|im_end|>Otra vez 3.<|im_end|>"


def test_thoughts_that_a_template_strips_cannot_be_learned_unseen(tokenizer: Tokenizer) -> None:
    early = Turn("assistant", "a", reasoning="pensado")
    record = record_of(TALK[0], early, TALK[0], THOUGHT)
    with pytest.raises(DataError, match=r"omits a part of turn 2: 'pensado'.*--train-on last"):
        encode_whole([record], tokenizer, template_of(KEY, tokenizer))
    (example,) = encode_whole([record], tokenizer, template_of(KEY, tokenizer), train_on="last")
    assert "uno y dos" in tokenizer.decode(example.ids[example.loss_mask].tolist())


def test_thinking_that_is_not_closed_is_an_error(tokenizer: Tokenizer) -> None:
    opening = CHATML.replace("assistant\\n' }}{% endif %}", "assistant\\n<think>' }}{% endif %}").replace(
        "message.role + '\\n'", "message.role + '\\n' + ('<think>' if message.role == 'assistant' else '')"
    )
    with pytest.raises(DataError, match="does not close it"):
        encode_whole([record_of(TALK[0], TALK[3])], tokenizer, template_of(opening, tokenizer))
    closed = Turn("assistant", "uno y dos</think>Son 3.")
    (example,) = encode_whole([record_of(TALK[0], closed)], tokenizer, template_of(opening, tokenizer, thinking="mask"))
    assert tokenizer.decode(example.ids[example.loss_mask].tolist()) == "Son 3.<|im_end|>"


def test_arguments_of_a_template_reach_it_and_must_be_used(tokenizer: Tokenizer, tmp_path: Path) -> None:
    source = "{{ mood }}" + CHATML
    assert template_of(source, tokenizer, arguments={"mood": "hoy"}).render(TALK[:1]).text.startswith("hoy<|im_start|>")
    assert template_of(source, tokenizer).render(TALK[:1], variables={"mood": "z"}).text.startswith("z<|im_start|>")
    for name, reason in (("moods", "does not use the variable 'moods'"), ("messages", "cannot be set")):
        with pytest.raises(ConfigError, match=reason):
            template_of(source, tokenizer, arguments={name: 1})
    with pytest.raises(ConfigError, match="takes no arguments"):
        load_template("instruccion", tokenizer, arguments={"mood": 1})


def test_a_developer_is_a_system_turn_where_the_template_knows_none(tokenizer: Tokenizer) -> None:
    talk = (Turn("developer", "S"), *TALK[:1])
    assert "<|im_start|>system\nS" in template_of(CHATML, tokenizer).render(talk).text
    knows = "{# developer #}" + CHATML
    assert "<|im_start|>developer\nS" in template_of(knows, tokenizer).render(talk).text
