"""The sandbox: a template can render its conversation and access nothing else."""

import json
from datetime import date

import pytest

from minilora.data import sandbox
from minilora.data.sandbox import compile_template
from minilora.errors import DataError

ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ messages.__class__.__base__ }}",
    "{{ (messages|attr('__class__')).mro() }}",
    "{{ raise_exception.__globals__.json }}",
    "{{ strftime_now.__code__.co_consts }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ dict.__init__.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context.environment }}",
    "{{ '{0.__class__.__base__}'.format('') }}",
    "{{ '{0.__class__}'.format_map({'0': ''}) }}",
    "{% set ns = namespace() %}{% set ns.__class__ = 1 %}{{ ns }}",
    "{{ namespace({'__html__': 1}) }}",
    "{{ messages.append(1) }}",
    "{{ messages[0].update(x=1) }}",
    "{{ messages.clear() }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
]
GREEDY = [
    "{{ 'x' * 10000000000 }}",
    "{{ [0] * 10000000000 }}",
    "{{ 10000000000 * 'x' }}",
    "{{ 9 ** 999999999 }}",
    "{% for i in range(1000000000) %}{% endfor %}",
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{% macro twice(n) %}{% if n %}{{ twice(n - 1) }}{{ twice(n - 1) }}{% endif %}{% endmacro %}{{ twice(60) }}",
    "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    "{% set ns = namespace(x='x' * 999999) %}{% for i in range(40) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "{% set ns = namespace(x='x' * 999999) %}{% for i in range(40) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
    "{% set ns = namespace(x=[0] * 999999) %}{% for i in range(40) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "{% set x = '%300000000d' % 1 %}",
    "{% set x = '%.300000000f' % 1 %}",
    "{% set x = '%(a(b))-300000000d' % {'a(b)': 1} %}",
    "{% set x = '%-*d' % (300000000, 1) %}",
    "{% set x = ('%9999d' * 10000) % ((1,) * 10000) %}",
    "{% set x = '%300000000d' | format(1) %}",
    "{% set x = 'a' | center(300000000) %}",
    "{% set x = 'a' | center(width=300000000) %}",
    "{% set x = ('\n' * 9999) | indent(9999) %}",
    "{% set x = 'a'.ljust(300000000) %}",
    "{% set x = '\t'.expandtabs(tabsize=300000000) %}",
    "{% set x = '1'.zfill(300000000) %}",
    "{% set x = '{:300000000}'.format(1) %}",
    "{% set x = '{:{}}'.format(1, 300000000) %}",
    "{% set x = '{a:>300000000}'.format_map({'a': 1}) %}",
]


@pytest.mark.parametrize("source", ESCAPES + GREEDY)
def test_a_template_that_reaches_out_of_its_sandbox_is_refused(source: str) -> None:
    messages = [{"role": "user", "content": "hola"}]
    with pytest.raises(DataError, match="chat template rejects"):
        compile_template(source)({"messages": messages})
    assert messages == [{"role": "user", "content": "hola"}]


def test_size_of_template_and_output_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MAX_RENDERED_CHARS", 100)
    with pytest.raises(DataError, match="more than 100 characters of output"):
        compile_template("{% for i in range(99) %}{{ i }}{% endfor %}")({})
    with pytest.raises(DataError, match="at most 1048576 are accepted"):
        compile_template("x" * (2 << 20))


@pytest.mark.parametrize(
    "source",
    [
        "{{ messages[0] | tojson }}",
        "{{ messages | tojson(indent=2) }}",
        "{% for i in range(9) %}{% if i == 2 %}{% continue %}{% endif %}{{ i }}\n{% endfor %}",
        "{% for i in range(9) %}{% if i == 2 %}{% break %}{% endif %}{{ i }}\n{% endfor %}",
        "  {% if true %}\n  x\n  {% endif %}\n\n",
        "{% set ns = namespace(n=1) %}{% set ns.n = ns.n + 1 %}{{ ns.n * 3 }}{{ '-' * 3 }}{{ dict(a=1).a }}",
        "{% macro f(x) %}<{{ x }}>{% endmacro %}{{ f('a') }}{% set j = joiner('|') %}{{ j() }}{{ j() }}",
        "{% for m in messages %}{{ loop.index }} of {{ loop.length }}{{ loop.last }}{% else %}none{% endfor %}",
        "{% for k, v in messages[0].items() if v %}{{ k ~ ': ' ~ v ~ 1 ~ none }}{{ loop.revindex }}{% endfor %}",
        "{% for m in messages | selectattr('role', 'equalto', 'user') %}{{ loop.first ~ loop.length }}{% endfor %}",
        "{% for x in none_such %}x{% else %}nothing{% endfor %}{{ none_such ~ 'a' }}{{ 1 + 2 }}{{ [1] + [2] }}",
        "{% for x in [[1, [2]]] recursive %}{{ loop(x) if x is iterable else x }}{% endfor %}",
        "{% generation %}a\n{% endgeneration %}\nb",
        "{{ '%05.1f|%-3d|%(a)s' % {'a': 1} if false }}{{ '**%5.1f** (%s) * %d%%' % (1, 'a', 1700000000) }}",
        "{{ '%s|%5s' | format('a', 1) }}{{ '%(a)s' | format(a='b') }}{{ 9 % 4 }}{{ 'a\nb' | indent(2, true) }}",
        "{{ '{:>5}|{:02d}|{{}}'.format('a', 1700000000) }}{{ 'a'.ljust(4, '-') }}{{ 7 | center }}",
        "{{ none_such }}{{ messages[0].none_such }}{{ messages[0].content[:2] | upper }}",
    ],
)
def test_the_environment_is_that_of_transformers(source: str) -> None:
    from transformers.utils.chat_template_utils import render_jinja_template

    messages = [{"role": "user", "content": "¿Qué <es> 'una' pila?\n👍"}]
    (expected,), _ = render_jinja_template([messages], chat_template=source)
    assert compile_template(source)({"messages": messages, "add_generation_prompt": False}) == expected


def test_json_has_real_accents_and_time_comes_from_the_clock() -> None:
    render = compile_template("{{ m | tojson }}{{ strftime_now('%Y') }}", day=date(1999, 1, 1))
    assert render({"m": {"ñ": "<á>"}}) == json.dumps({"ñ": "<á>"}, ensure_ascii=False) + "1999"
