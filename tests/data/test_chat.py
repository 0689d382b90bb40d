"""Chat templates: the text and tokens of transformers, and masks that are exact in every turn."""

from datetime import date
from typing import Any

import pytest

from minilora.data.chat import ChatTemplate
from minilora.data.encode import encode_prompt, encode_whole
from minilora.data.jsonl import Conversation, Record, Turn
from minilora.data.template import load_template
from minilora.errors import ConfigError, DataError
from minilora.tokenizer import Tokenizer

from .chat_templates import CHATML, CHATML_GENERATION, FAMILIES, GEMMA, LLAMA3, MISTRAL, PHI3, QWEN3
from .conftest import load_tokenizer_files

TALK = (
    Turn("user", "¿Qué es una pila? 👍"),
    Turn("assistant", "Una lista:\n\n```python\npila = []\n```"),
    Turn("user", '¿Y "otra" <cosa> & más?'),
    Turn("assistant", "think"),
)
SYSTEM = Turn("system", "Eres un tutor.")
NOON = date(2026, 7, 4)


def template_of(source: str, tokenizer: Tokenizer) -> ChatTemplate:
    return ChatTemplate(source, load_tokenizer_files(tokenizer.core, bos="<s>"), day=NOON)


def transformers_of(tokenizer: Tokenizer, source: str) -> Any:
    """transformers' tokenizer over the same vocabulary."""
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer.core, bos_token="<s>", eos_token="</s>", chat_template=source
    )


def as_messages(turns: tuple[Turn, ...]) -> list[dict[str, str]]:
    return [{"role": turn.role, "content": turn.content} for turn in turns]


@pytest.mark.parametrize("family", FAMILIES)
def test_text_and_tokens_are_those_of_transformers(tokenizer: Tokenizer, family: str) -> None:
    source, _ = FAMILIES[family]
    tok = load_tokenizer_files(tokenizer.core, bos="<s>")
    template = ChatTemplate(source, tok, date.today(), thinking="keep")
    reference = transformers_of(tok, source)
    talks = [TALK, TALK[:2]] + ([] if family in ("gemma", "mistral") else [(SYSTEM, *TALK)])
    for talk in talks:
        messages = as_messages(talk)
        assert template.render(talk).text == reference.apply_chat_template(messages, tokenize=False)
        (example,) = encode_whole([Record("a", "f:1", Conversation(talk))], tok, template)
        assert example.ids.tolist() == reference.apply_chat_template(messages, return_dict=False)
        prompt = reference.apply_chat_template(messages[:-1], tokenize=False, add_generation_prompt=True)
        assert template.render_prompt(talk[:-1]) == prompt
        assert encode_prompt(prompt, tok) == reference.encode(prompt, add_special_tokens=False)
        assert example.ids.tolist()[: len(encode_prompt(prompt, tok))] == encode_prompt(prompt, tok)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_answer_runs_from_its_generation_prompt_to_its_end_mark(tokenizer: Tokenizer, family: str) -> None:
    source, end = FAMILIES[family]
    template = template_of(source, tokenizer)
    assert template.end == end
    rendered = template.render(TALK)
    lead = {"mistral": (" ", " "), "qwen 3": ("", "<think>\n\n</think>\n\n")}.get(family, ("", ""))
    for (start, stop), i, before in zip(rendered.answers, (1, 3), lead, strict=True):
        assert rendered.text[:start] == template.render_prompt(TALK[:i])
        assert rendered.text[start:stop] == before + TALK[i].content + end


@pytest.mark.parametrize("train_on", ["all", "last"])
def test_the_mask_is_that_of_transformers_generation_tags(tokenizer: Tokenizer, train_on: str) -> None:
    talk = (SYSTEM, *TALK)
    reference = transformers_of(tokenizer, CHATML_GENERATION).apply_chat_template(
        as_messages(talk), return_assistant_tokens_mask=True, return_dict=True
    )
    record = Record("a", "f:1", Conversation(talk))
    template = ChatTemplate(CHATML_GENERATION, tokenizer)
    (example,) = encode_whole([record], tokenizer, template, train_on=train_on)
    expected = [bool(x) for x in reference["assistant_masks"]]
    if train_on == "last":
        last = len(encode_prompt(template.render_prompt(talk[:-1]), tokenizer))
        expected[:last] = [False] * last
    assert example.loss_mask.tolist() == expected
    assert example.answer_tokens > 0


def test_a_bos_that_the_template_writes_is_not_doubled(tokenizer: Tokenizer) -> None:
    """Where the template forgets it, it is prepended: llama.cpp does so at inference, transformers does not."""
    tok = load_tokenizer_files(tokenizer.core, bos="<s>", add_bos=True)
    for source in (MISTRAL, CHATML):
        (example,) = encode_whole([Record("a", "f:1", Conversation(TALK))], tok, ChatTemplate(source, tok))
        assert example.ids[:2].tolist().count(tok.bos_id) == 1


def test_a_template_writes_the_date_it_is_given(tokenizer: Tokenizer) -> None:
    assert "Today is 04 Jul 2026." in template_of(LLAMA3, tokenizer).render_prompt(TALK[:1])


def test_a_template_that_writes_the_date_is_refused_without_one(tokenizer: Tokenizer) -> None:
    """Nothing below the command line reads the clock."""
    with pytest.raises(ConfigError, match=r"strftime_now.*--date"):
        ChatTemplate(LLAMA3, tokenizer)
    assert not ChatTemplate(CHATML, tokenizer).dated


DATED = "{% for m in messages %}{{ m.role + ': ' + m.content + eos_token }}{% endfor %}"


@pytest.mark.parametrize(
    "head",
    [
        "{{ strftime_now('%d %b %Y') }}",  # Llama 3.2, Mistral
        "{{ strftime_now('%B %d, %Y') }}",  # Granite
        "{{ strftime_now('%d %B %Y') }}",  # SmolLM3
        "{{ strftime_now('%Y-%m-%d') }}",  # gpt-oss
        "{{ strftime_now('%A %a %j %U %y %m/%d/%y %x %% año %-d') }}",
        "{% if not date_string is defined %}{% set date_string = strftime_now('%d %b %Y') %}{% endif %}"
        "{{ date_string }}",
        "{% if strftime_now is defined %}{% set date_string = strftime_now('%d %b %Y') %}{% else %}"
        "{% set date_string = '26 Jul 2024' %}{% endif %}{{ date_string }}",
        "{% if not date_string is defined %}{% set date_string = '26 Jul 2024' %}{% endif %}{{ date_string }}",
    ],
)
def test_dates_are_written_as_transformers_writes_them(tokenizer: Tokenizer, head: str) -> None:
    """With today's date the text is transformers', whatever the format, also where the template sets date_string."""
    day = date.today()
    text = ChatTemplate(head + DATED, tokenizer, day).render(TALK).text
    expected = transformers_of(tokenizer, head + DATED).apply_chat_template(as_messages(TALK), tokenize=False)
    assert text == expected or day != date.today()  # the test was run at midnight


def test_the_template_is_chosen_by_name_or_file(tokenizer: Tokenizer, tmp_path: Any) -> None:
    own = load_tokenizer_files(tokenizer.core, chat_template=CHATML)
    file = tmp_path / "phi.jinja"
    file.write_text(PHI3, encoding="utf-8")
    assert load_template("chat", own).end == "<|im_end|>"
    assert load_template(str(file), own).end == "<|end|>"
    assert load_template("instruccion", own).end == "</s>"
    for name, reason in [("chat", "no chat template"), ("chatml", "no template 'chatml'"), (str(tmp_path), "no temp")]:
        with pytest.raises(ConfigError, match=reason):
            load_template(name, tokenizer)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_template(str(file), own)


def test_what_the_template_refuses_is_an_error_in_its_own_words(tokenizer: Tokenizer) -> None:
    for source, talk, words in [
        (GEMMA, (SYSTEM, *TALK), "System role not supported"),
        (GEMMA, TALK[1:], "roles must alternate"),
        (MISTRAL, (*TALK, Turn("tool", "x")), "only user and assistant: tool"),
    ]:
        with pytest.raises(DataError, match=words):
            template_of(source, tokenizer).render(talk)


def test_an_answer_that_holds_the_end_mark_is_refused(tokenizer: Tokenizer) -> None:
    with pytest.raises(DataError, match=r"turn 2 contains '<\|im_end\|>'"):
        template_of(CHATML, tokenizer).render((TALK[0], Turn("assistant", "escribe <|im_end|> aquí")))


def test_a_template_whose_turns_do_not_follow_its_own_prompt_is_refused(tokenizer: Tokenizer) -> None:
    source = QWEN3.replace("assistant\\n' }}{% endif %}", "assistant\\n<think>\\n' }}{% endif %}")
    with pytest.raises(DataError, match="does not write turn 2 after its own generation prompt"):
        template_of(source, tokenizer).render(TALK)


STRIPPING = """\
{%- set ns = namespace(last=0) %}
{%- for m in messages %}{% if m.role == 'user' %}{% set ns.last = loop.index0 %}{% endif %}{% endfor %}
{%- for m in messages %}
    {%- set text = m.content %}
    {%- if m.role == 'assistant' and loop.index0 < ns.last %}{% set text = text.split('</think>')[-1] %}{% endif %}
    {{- '<|im_start|>' + m.role + '\\n' + ('<think>' if m.role == 'assistant' and loop.index0 > ns.last else '') }}
    {{- text + '<|im_end|>\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n<think>' }}{% endif %}
"""
"""Strips thoughts from earlier answers and opens one in its generation prompt, as Qwen3-Thinking and DeepSeek R1."""


@pytest.mark.parametrize("by", ["train_on", "weight"])
def test_of_turns_that_nobody_learns_nothing_is_demanded(tokenizer: Tokenizer, by: str) -> None:
    """A thinking model's old answers are written without thoughts: only the last can be learned, and it is."""
    talk = (
        Turn("user", "uno"),
        Turn("assistant", "thought A</think>dos", learn=by != "weight"),
        Turn("user", "tres"),
        Turn("assistant", "thought B</think>cuatro"),
    )
    template = template_of(STRIPPING, tokenizer)
    record = Record("a", "f:1", Conversation(talk))
    ended = Conversation((*talk[:1], Turn("assistant", "dos<|im_end|>tres")))
    with pytest.raises(DataError, match=r"f:1: turn 2 contains '<\|im_end\|>'"):
        encode_whole([Record("a", "f:1", ended)], tokenizer, template)
    (example,) = encode_whole([record], tokenizer, template, train_on="last" if by == "train_on" else "all")
    assert tokenizer.decode(example.ids[example.loss_mask].tolist()) == "thought B</think>cuatro<|im_end|>"
    messages = [{"role": turn.role, "content": turn.content} for turn in talk]
    assert example.ids.tolist() == transformers_of(tokenizer, STRIPPING).apply_chat_template(
        messages, return_dict=False
    )


def test_where_an_early_answer_is_to_be_learned_the_error_says_how_to_go_on(tokenizer: Tokenizer) -> None:
    talk = (*TALK[:1], Turn("assistant", "a</think>b"), *TALK[2:])
    record = Record("a", "f:1", Conversation(talk))
    with pytest.raises(DataError, match=r"f:1: the chat template does not write turn 2 .*`--train-on last`"):
        encode_whole([record], tokenizer, template_of(STRIPPING, tokenizer))
    (example,) = encode_whole([record], tokenizer, template_of(STRIPPING, tokenizer), train_on=None)
    assert not example.loss_mask.any()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{% for %}", "not valid Jinja"),
        ("{{ messages[1].content }}", "writes nothing after an assistant's answer"),
        ("{{ raise_exception('no') }}", "refuses this conversation: no"),
        ("{{ messages.nothing.more }}", "has no attribute 'nothing'"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ 'x' + 1 }}", "can only concatenate"),
    ],
)
def test_a_template_that_cannot_work_is_a_setting_that_cannot(tokenizer: Tokenizer, source: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        ChatTemplate(source, tokenizer)


def test_an_end_mark_of_ordinary_text_is_taken_whole(tokenizer: Tokenizer) -> None:
    source = "{% for m in messages %}{{ m.role + ': ' + m.content + '\n###\n' }}{% endfor %}"
    source += "{% if add_generation_prompt %}assistant: {% endif %}"
    template = template_of(source, tokenizer)
    assert template.end == "###"
    (start, end), _ = template.render(TALK).answers
    assert template.render(TALK).text[start:end] == TALK[1].content + "\n###"
