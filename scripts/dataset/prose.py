"""Format hand-written Markdown: join wrapped lines, and fill in the results of running the code."""

import re
from textwrap import dedent

from .running import CatalogueError, evaluate, printed

_FENCE = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
_MARK = re.compile(r"‹(.+?)(\s*=)?›", re.S)
_OWN_LINE = re.compile(r"- |\d+\. |\|")


def prose(text: str, code: str) -> str:
    """Return the final text: one line per paragraph and list item, with placeholders and `#=` comments filled in."""
    text = _MARK.sub(lambda mark: _value(mark, code), flow(text))
    return _FENCE.sub(lambda fence: python_block(fence[1]), text)


def flow(text: str) -> str:
    """Join the lines of each paragraph and of each list item; leave fenced code and tables unchanged."""
    lines: list[str] = []
    fenced = fresh = False
    for line in dedent(text).strip().splitlines():
        if fenced or line.startswith("```"):
            fenced ^= line.startswith("```")
            lines.append(line)
            fresh = True
        elif not line.strip() or fresh or not lines or not lines[-1] or _OWN_LINE.match(line):
            lines.append(line.strip())
            fresh = False
        else:
            lines[-1] += " " + line.strip()
    return "\n".join(lines)


def python_block(code: str) -> str:
    """Return a fenced block of `code` in which lines ending in `#=` show what they print."""
    code = code.strip("\n")
    marked = code.count("#=")
    output = printed(code)
    if marked != len(output):
        raise CatalogueError(f"{marked} lines marked #=, but {len(output)} printed: {output}\n{code}")
    values = iter(output)
    filled = re.sub(r"#=", lambda _: f"# {next(values)}", code)
    return f"```python\n{filled}\n```"


def of(name: str) -> str:
    """«de» before a name with its article: «del montículo», «de la pila»."""
    return f"del{name[2:]}" if name.startswith("el ") else f"de {name}"


def _value(mark: re.Match[str], code: str) -> str:
    expression = " ".join(mark[1].split())
    try:
        value = evaluate(code, expression)
    except Exception as err:
        raise CatalogueError(f"‹{expression}›: {err!r}") from err
    return f"`{expression}` devuelve `{value!r}`" if mark[2] else f"`{value!r}`"
