"""What is a file that holds no rows we can read? Its form by its first bytes, and how to make JSON lines of it.

Asked only about a file whose first row is no record, so a file that can be read is never refused for its looks.
"""

import json
import re

HEAD_BYTES = 1 << 16
"""Enough of a file to tell its form."""

MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "a zip archive or an Excel sheet", "unpack it, or save the sheet as CSV and convert that"),
    (b"SQLite format 3\0", "an SQLite database", "export the table, one JSON object a line"),
    (b"GGUF", "a GGUF model", "give a data set, not a model"),
    (b"%PDF", "a PDF", "give its text as records"),
    (b"\x93NUMPY", "a NumPy array", "give texts as records"),
    (b"\x80\x04", "a Python pickle", "load it where you trust it, and write one JSON object a line"),
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself", "fetch the file with `git lfs pull`"),
)
"""How files of a kind begin, what they are called, and what to do with them."""

UTF8_BOM = b"\xef\xbb\xbf"


def describe(head: bytes) -> str | None:
    """Return what a file that begins with `head` is and what to do with it, as one sentence; None if it is not known.

    Args:
        head: the first `HEAD_BYTES` of the file, or all of it.
    """
    for magic, kind, remedy in MAGIC:
        if head.startswith(magic):
            return _sentence(kind, remedy)
    if encoding := _wide_encoding(head):
        return _sentence(f"{encoding} text", f"convert it with `iconv -f {encoding} -t UTF-8 FILE > FILE.jsonl`")
    text = head.removeprefix(UTF8_BOM).decode("utf-8", "replace").lstrip()
    return _object(text) or _markup(text)


def _sentence(kind: str, remedy: str) -> str:
    return f"the file is {kind}; expected JSON lines, one object a line in UTF-8. {remedy[0].upper()}{remedy[1:]}."


def _wide_encoding(head: bytes) -> str | None:
    """Return the name of an encoding of two or four bytes a character, with a byte-order mark or without."""
    marks = {b"\xff\xfe\0\0": "UTF-32", b"\0\0\xfe\xff": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
    if marked := next((name for mark, name in marks.items() if head.startswith(mark)), None):
        return marked
    for zeros, name in ((b"{\0\0\0", "UTF-32LE"), (b"\0\0\0{", "UTF-32BE")):
        if head.startswith(zeros):
            return name
    first = head[:64].lstrip(b" \t\r\n")
    odd, even = head[1:64:2].count(0), head[0:64:2].count(0)
    half = len(head[:64]) // 4
    if b"\0" in first[:4] and min(odd, even) == 0 and max(odd, even) > half:
        return "UTF-16LE" if odd > even else "UTF-16BE"
    return None


def _object(text: str) -> str | None:
    """An object that spans lines, several of them, objects with commas between them, or a list inside an object."""
    if not text.startswith("{"):
        return None
    line, _, rest = text.partition("\n")
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        spans = bool(re.match(r"\{\s*(\n|$)", text)) or (bool(rest.strip()) and line.rstrip().endswith((",", "{", "[")))
        return _pretty() if spans and not _is_json(line.rstrip().rstrip(",")) else None
    if "\n" in text[:end]:
        return _pretty()
    after = line[end:].strip()
    if after == ",":
        return _sentence(
            "objects with commas between them", "remove the comma at the end of each line, as `sed 's/,$//'` does"
        )
    if after.startswith("{"):
        return _sentence("several objects on one line", "run `jq -c . FILE > FILE.jsonl`")
    wrapped = [key for key, inside in value.items() if isinstance(inside, list) and inside]
    if not rest.strip() and not after and len(value) == 1 and wrapped and wrapped != ["messages"]:
        kind = f"one object with a list under {wrapped[0][:40]!r}"
        return _sentence(kind, "run `jq -c '.[][]' FILE > FILE.jsonl`")
    return None


def _pretty() -> str:
    kind = "JSON whose objects span several lines (pretty-printed)"
    return _sentence(kind, "run `jq -c . FILE > FILE.jsonl`")


def _markup(text: str) -> str | None:
    if not text.startswith("<"):
        return None
    if re.match(r"<!doctype html|<html", text, re.IGNORECASE):
        return (
            "the file is a web page (HTML); expected JSON lines, one object a line. Download the data set's file, not "
            "the page about it."
        )
    return _sentence("XML or another markup", "write each record as one JSON object a line")


def separator_of(head: bytes, suffix: str) -> str | None:
    """Return what separates the columns of a table; None where the file is none.

    A table is told by its name, or by a first line of short names with a separator between them.
    """
    text = head.removeprefix(UTF8_BOM).decode("utf-8", "replace").lstrip()
    line = text.partition("\n")[0].rstrip("\r")
    if line.startswith(("{", "<")):
        return None
    named = {".csv": (",", ";"), ".tsv": ("\t",)}.get(suffix.lower(), ())
    for separator in ("\t", ",", ";"):
        names = [name.strip().strip('"') for name in line.split(separator)]
        short = all(re.fullmatch(r"[\w .-]{1,60}", name) for name in names)
        if len(names) > 1 and (short or separator in named):
            return separator
    return next(iter(named), None)


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
