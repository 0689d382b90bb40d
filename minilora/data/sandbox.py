"""compile_template(): runs untrusted chat templates in Jinja's immutable sandbox, with the settings of transformers.

As in transformers' `apply_chat_template`, blocks are trimmed, and templates can use `break`, `continue`, `tojson`,
`raise_exception`, `strftime_now` (of a given date, not of the clock), and the tag `{% generation %}`, which renders its
content. The sandbox denies access to Python's internals and limits `range` to 100,000. In addition, this module limits
the size of the template, of its output, of the result of an operator, of a text padded to a width, and the number of
loop iterations and calls. Jinja's own filters can still waste time and memory, but no template can access a file or
run code.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from datetime import date, datetime, time
from functools import partial
from string import Formatter
from typing import Any

from jinja2 import TemplateError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension, loopcontrols
from jinja2.filters import do_format
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer

from ..errors import DataError, brief, quoted

MAX_TEMPLATE_CHARS = 1 << 20
MAX_RENDERED_CHARS = 64 << 20
MAX_REPEATED = 1 << 20
"""Maximum items in the result of `value * n`."""

MAX_STEPS = 1 << 21
"""Maximum loop iterations in one rendering, which take a few seconds; a function call counts as CALL_STEPS."""
CALL_STEPS = 8

PADDING = ("center", "expandtabs", "ljust", "rjust", "zfill")
"""Methods of a string whose argument is a width."""
PERCENT_WIDTHS = re.compile(r"[%)]([-+ #\d.]*)")
"""Flags, width and precision in a format string of the operator `%`, after the percent sign or the name of a value."""

Render = Callable[[Mapping[str, object]], str]


def compile_template(source: str, day: date | None = None) -> Render:
    """Return a function that renders the template with given variables (JSON values).

    Args:
        day: the date of `strftime_now`, which Llama 3 writes into the system turn. Without it, a template that calls
            `strftime_now` fails.

    Raises:
        DataError: `source` is not a Jinja template. The returned function raises it if the template fails, rejects
            its input, or exceeds a limit.
    """
    if len(source) > MAX_TEMPLATE_CHARS:
        raise DataError(f"the chat template has {len(source)} characters; at most {MAX_TEMPLATE_CHARS} are accepted.")
    environment = _Sandbox(trim_blocks=True, lstrip_blocks=True, extensions=[_GenerationTag, loopcontrols])
    environment.filters |= {name: _padding(environment.filters[name]) for name in ("center", "indent")}
    environment.filters |= {"format": _format, "tojson": _tojson, COUNTED: environment.counted, JOINED: _joined}
    environment.globals |= {
        "dict": lambda **items: items,
        "namespace": _Namespace,
        "raise_exception": _raise_exception,
        "strftime_now": partial(_strftime_now, day),
    }
    del environment.globals["lipsum"]
    try:
        template = environment.from_string(source)
    except (TemplateError, RecursionError) as err:
        raise DataError(f"the chat template is not valid Jinja: {brief(err)}.") from err

    def render(variables: Mapping[str, object]) -> str:
        chunks: list[str] = []
        size = 0
        environment.steps = 0
        try:
            for chunk in template.generate(variables):
                chunks.append(chunk)
                size += len(chunk)
                if size > MAX_RENDERED_CHARS:
                    raise SecurityError(f"more than {MAX_RENDERED_CHARS} characters of output")
        except Exception as err:  # a template is a program and can raise anything
            raise DataError(f"the chat template rejects this conversation: {brief(err) or type(err).__name__}") from err
        return "".join(chunks)

    return render


COUNTED, JOINED = "minilora_counted", "minilora_joined"
"""Names of the filters that `_Bounds` inserts."""


class _Bounds(NodeTransformer):
    """Rewrites a parsed template so that its loop iterations are counted and the size of every `~` is checked."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802  (Jinja's names)
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, COUNTED, [], [], None, None)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802
        self.generic_visit(node)
        return nodes.Filter(nodes.Tuple(node.nodes, "load"), JOINED, [], [], None, None)


class _BoundedCode(CodeGenerator):
    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        super().visit_Template(_Bounds().visit(node), frame)


class _Sandbox(ImmutableSandboxedEnvironment):
    """The immutable sandbox with limits on the result of an operator and on the number of steps."""

    intercepted_binops = frozenset({"*", "**", "+", "%"})
    code_generator_class = _BoundedCode
    steps = 0
    """Steps so far in this rendering."""

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**":
            raise SecurityError("the operator `**` is not allowed, because its result can be of any size")
        if operator == "*" and _size(left) * _size(right) > MAX_REPEATED:
            raise SecurityError(f"more than {MAX_REPEATED} repetitions")
        if operator == "+" and isinstance(left, Sized) and isinstance(right, Sized):
            _check_size(len(left) + len(right))
        if operator == "%" and isinstance(left, str):
            _check_percent(left)
        return super().call_binop(context, operator, left, right)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805  (Jinja's names)
        __self.count_steps(CALL_STEPS)
        method = getattr(__obj, "__wrapped__", __obj)  # Jinja wraps str.format
        text, name = getattr(method, "__self__", None), getattr(method, "__name__", "")
        if isinstance(text, str) and name in PADDING:
            _check_padding(text, (*args, *kwargs.values()))
        if isinstance(text, str) and name in ("format", "format_map"):
            _check_widths([spec or "" for _, _, spec, _ in Formatter().parse(text)])
        return super().call(__context, __obj, *args, **kwargs)

    def counted(self, values: Any) -> Any:
        """Return `values` after adding their number to the steps; values of unknown number are counted one by one."""
        if not isinstance(values, Sized):
            return self._one_by_one(values)
        self.count_steps(len(values))
        return values

    def count_steps(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise SecurityError(f"more than {MAX_STEPS} loop iterations and calls")

    def _one_by_one(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self.count_steps(1)
            yield value


class _GenerationTag(Extension):
    """`{% generation %}…{% endgeneration %}`, which marks assistant text in transformers: renders its content."""

    tags = {"generation"}  # noqa: RUF012  (Jinja's own interface)

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class _Namespace(Namespace):
    """Jinja's `namespace` without attributes that start with an underscore, which Python might look up."""

    def __init__(*args: Any, **attributes: Any) -> None:
        self, *rest = args
        Namespace.__init__(self)
        for name, value in dict(*rest, **attributes).items():
            self[name] = value

    def __setitem__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            raise SecurityError(f"the attribute {quoted(name)} of a namespace starts with an underscore")
        super().__setitem__(name, value)


def _size(factor: Any) -> float:
    """Return the size of an operand of `*`: its value if it is a number, else its length."""
    return abs(factor) if isinstance(factor, (int, float)) else len(factor)


def _padding(function: Callable[..., str]) -> Callable[..., str]:
    """Return a filter that pads texts to a width, with a limit on the result."""

    def checked(text: Any, *args: Any, **kwargs: Any) -> str:
        _check_padding(str(text), (*args, *kwargs.values()))
        return function(text, *args, **kwargs)

    return checked


def _check_padding(text: str, arguments: Sequence[Any]) -> None:
    _check_size(max(1, len(text)) * sum(_size(value) for value in arguments if isinstance(value, (int, Sized))))


def _format(text: Any, *args: Any, **kwargs: Any) -> str:
    """Return the result of the filter `format`, as Jinja computes it."""
    _check_percent(str(text))
    return do_format(text, *args, **kwargs)


def _check_percent(text: str) -> None:
    if re.search(r"%[-+ #\d.]*\*", text):
        raise SecurityError("a width that is an argument (`*`) is not allowed, because it can be of any size")
    _check_widths(PERCENT_WIDTHS.findall(text))


def _check_widths(formats: Sequence[str]) -> None:
    """Check the sum of the widths and precisions in the fields of a format string."""
    if any("{" in form for form in formats):
        raise SecurityError("a width that is an argument (`{}`) is not allowed, because it can be of any size")
    _check_size(sum(int(number) for form in formats for number in re.findall(r"\d+", form)))


def _joined(parts: Sequence[Any]) -> str:
    """Return the result of `~`: the concatenated parts as strings."""
    texts = [str(part) for part in parts]
    _check_size(sum(map(len, texts)))
    return "".join(texts)


def _check_size(size: float) -> None:
    if size > MAX_RENDERED_CHARS:
        raise SecurityError(f"a value of more than {MAX_RENDERED_CHARS} characters or items")


def _tojson(value: Any, indent: int | None = None) -> str:
    """Return JSON that, unlike that of Jinja's filter, is not escaped for HTML or to ASCII."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _strftime_now(day: date | None, form: str) -> str:
    if day is None:
        raise TemplateError("it writes the date (strftime_now), but none is given")
    return datetime.combine(day, time()).strftime(form)


def _raise_exception(message: str) -> None:
    raise TemplateError(message)
