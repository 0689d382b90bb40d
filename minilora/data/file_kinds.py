"""describe(): the format of a file that cannot be read, from its first bytes, and how to convert it to JSON Lines.

It is called only if the first row of a file is invalid, so no readable file is rejected because of its first bytes.
"""

import json
import re

HEAD_BYTES = 1 << 16
"""Bytes from the start of a file that are enough to detect its format."""

MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "a zip archive or an Excel sheet", "unpack it, or save the sheet as CSV and convert that"),
    (b"SQLite format 3\0", "an SQLite database", "export the table, one JSON object per line"),
    (b"GGUF", "a GGUF model", "give a data set, not a model"),
    (b"%PDF", "a PDF", "convert its text to records"),
    (b"\x93NUMPY", "a NumPy array", "convert its texts to records"),
    (b"\x80\x04", "a Python pickle", "load it only if you trust it, and write one JSON object per line"),
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself", "fetch the file with `git lfs pull`"),
)
"""(first bytes, name of the format, what to do)."""

UTF8_BOM = b"\xef\xbb\xbf"
PLAIN_TEXT = (".txt", ".md")


def describe(head: bytes, suffix: str) -> str | None:
    """Return the format of a file that starts with `head` and what to do with it; None if it is unknown.

    Args:
        head: the first `HEAD_BYTES` of the file, or all of it.
        suffix: the suffix of its name; plain text has no other mark.
    """
    for magic, kind, remedy in MAGIC:
        if head.startswith(magic):
            return _sentence(kind, remedy)
    if encoding := _wide_encoding(head):
        return _sentence(f"{encoding} text", f"convert it with `iconv -f {encoding} -t UTF-8 FILE > FILE.jsonl`")
    text = head.removeprefix(UTF8_BOM).decode("utf-8", "replace").lstrip()
    if suffix.lower() in PLAIN_TEXT and not text.startswith(("{", "<")):
        return _sentence("plain text", 'write each text as {"text": "..."} on one line')
    return _describe_json(text) or _describe_markup(text)


def _sentence(kind: str, remedy: str) -> str:
    return f"the file is {kind}; expected JSON Lines, one object per line, in UTF-8. {remedy[0].upper()}{remedy[1:]}."


def _wide_encoding(head: bytes) -> str | None:
    """Return the name of an encoding with two or four bytes per character, with or without a byte-order mark."""
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


def _describe_json(text: str) -> str | None:
    """Describe JSON that is not one object per line: pretty-printed, with commas, or a list inside an object."""
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


def _describe_markup(text: str) -> str | None:
    if not text.startswith("<"):
        return None
    if re.match(r"<!doctype html|<html", text, re.IGNORECASE):
        return (
            "the file is a web page (HTML); expected JSON Lines, one object per line. Download the data set's file, "
            "not the page about it."
        )
    return _sentence("XML or another markup", "write each record as one JSON object per line")


def find_separator(head: bytes, suffix: str) -> str | None:
    """Return the separator of a table's columns; None if the file is not a table.

    A file is a table if its suffix says so, or if its first line consists of short names with separators.
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
