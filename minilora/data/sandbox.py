"""Chat templates are programs written by strangers: Jinja in its immutable sandbox, set up as transformers does.

The environment is transformers' (`apply_chat_template`): blocks trimmed, `break` and `continue`, `tojson`,
`raise_exception`, `strftime_now` (of a date that is given, never of the clock), and the `{% generation %}` tag, which
renders what it encloses. Beyond the sandbox, which keeps a template from Python's internals and `range` below
100,000, there are bounds on the size of the template, of its output, of what an operator makes, and on the steps it
takes: loops and calls. Jinja's own filters may still be told to waste time and memory; no template reaches a file or
code.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from datetime import date, datetime, time
from functools import partial
from typing import Any

from jinja2 import TemplateError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer

from ..errors import DataError, brief, quoted

MAX_TEMPLATE_CHARS = 1 << 20
MAX_RENDERED_CHARS = 64 << 20
MAX_REPEATED = 1 << 20
"""Most items that `value * n` may make."""

MAX_STEPS = 1 << 21
"""Most rounds of loops in one rendering, a call of a function counted as CALL_STEPS: a few seconds."""
CALL_STEPS = 8

Render = Callable[[Mapping[str, object]], str]


def compile_template(source: str, day: date | None = None) -> Render:
    """Return a function from variables (plain JSON values) to text.

    Args:
        day: what `strftime_now` writes, at midnight; Llama 3 has the date in its system turn. Without one a template
            that asks for it fails.

    Raises:
        DataError: when `source` is no Jinja template; from the returned function, when the template fails, refuses
            what it is given, or breaks out of its bounds.
    """
    if len(source) > MAX_TEMPLATE_CHARS:
        raise DataError(f"the chat template has {len(source)} characters; at most {MAX_TEMPLATE_CHARS} are accepted.")
    environment = _Sandbox(trim_blocks=True, lstrip_blocks=True, extensions=[_GenerationTag, loopcontrols])
    environment.filters |= {"tojson": _tojson, COUNTED: environment.counted, JOINED: _joined}
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
        pieces: list[str] = []
        size = 0
        environment.steps = 0
        try:
            for piece in template.generate(variables):
                pieces.append(piece)
                size += len(piece)
                if size > MAX_RENDERED_CHARS:
                    raise SecurityError(f"more than {MAX_RENDERED_CHARS} characters of output")
        except Exception as err:  # a template is a program: it may fail in any way a program can
            raise DataError(f"the chat template refuses this conversation: {brief(err) or type(err).__name__}") from err
        return "".join(pieces)

    return render


COUNTED, JOINED = "minilora_counted", "minilora_joined"
"""Filters that a compiled template uses in place of what it says."""


class _Bounds(NodeTransformer):
    """Rewrites a parsed template so that its loops are counted, and the results of `~` measured."""

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
    """The immutable sandbox, with bounds on what one operator can make and on how many steps are taken."""

    intercepted_binops = frozenset({"*", "**", "+"})
    code_generator_class = _BoundedCode
    steps = 0
    """Taken so far in this rendering."""

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**":
            raise SecurityError("the operator `**` is refused here: its result may be of any size")
        if operator == "*" and _size(left) * _size(right) > MAX_REPEATED:
            raise SecurityError(f"more than {MAX_REPEATED} repetitions")
        if operator == "+" and isinstance(left, Sized) and isinstance(right, Sized):
            _expect_room(len(left) + len(right))
        return super().call_binop(context, operator, left, right)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805  (Jinja's names)
        __self.take(CALL_STEPS)
        return super().call(__context, __obj, *args, **kwargs)

    def counted(self, values: Any) -> Any:
        """Return `values`, counting how many there are: at once if that is known, else one by one."""
        if not isinstance(values, Sized):
            return self._one_by_one(values)
        self.take(len(values))
        return values

    def take(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise SecurityError(f"more than {MAX_STEPS} rounds of loops and calls")

    def _one_by_one(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self.take(1)
            yield value


class _GenerationTag(Extension):
    """`{% generation %}…{% endgeneration %}`: marks assistant text for transformers; here it encloses it only."""

    tags = {"generation"}  # noqa: RUF012  (Jinja's own interface)

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class _Namespace(Namespace):
    """Jinja's `namespace` without underscored attributes, which Python itself might look up."""

    def __init__(*args: Any, **attributes: Any) -> None:
        self, *rest = args
        Namespace.__init__(self)
        for name, value in dict(*rest, **attributes).items():
            self[name] = value

    def __setitem__(self, name: str, value: Any) -> None:
        if name.startswith("_"):
            raise SecurityError(f"the attribute {quoted(name)} of a namespace begins with an underscore")
        super().__setitem__(name, value)


def _size(factor: Any) -> float:
    """How much a factor of `*` makes: its value if it is a number, else its length."""
    return abs(factor) if isinstance(factor, (int, float)) else len(factor)


def _joined(parts: Sequence[Any]) -> str:
    """What `~` makes: the parts as texts, one after the other."""
    texts = [str(part) for part in parts]
    _expect_room(sum(map(len, texts)))
    return "".join(texts)


def _expect_room(size: int) -> None:
    if size > MAX_RENDERED_CHARS:
        raise SecurityError(f"a value of more than {MAX_RENDERED_CHARS} characters or items")


def _tojson(value: Any, indent: int | None = None) -> str:
    """JSON with real accents and no HTML escapes, unlike Jinja's own filter."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _strftime_now(day: date | None, form: str) -> str:
    if day is None:
        raise TemplateError("it writes the date (strftime_now), and none is given")
    return datetime.combine(day, time()).strftime(form)


def _raise_exception(message: str) -> None:
    raise TemplateError(message)
