"""What is a file that holds no JSON lines? Its form by its first bytes, and how to make JSON lines of it.

Asked only about a file whose first line is no record, so a file that can be read is never refused for its looks.
"""

import json
import re

HEAD_BYTES = 1 << 16
"""Enough of a file to tell its form."""

WITH_PANDAS = "read it with pandas, and write `table.to_json('FILE.jsonl', orient='records', lines=True)`"

MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"PAR1", "a Parquet file", WITH_PANDAS.replace("read it", "read it (`read_parquet`)")),
    (b"ARROW1", "an Arrow file", WITH_PANDAS.replace("read it", "read it (`read_feather`)")),
    (b"\x1f\x8b", "compressed with gzip", "unpack it with `gunzip FILE`"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", "unpack it with `unzstd FILE`"),
    (b"BZh", "compressed with bzip2", "unpack it with `bunzip2 FILE`"),
    (b"\xfd7zXZ\0", "compressed with xz", "unpack it with `unxz FILE`"),
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


def describe(head: bytes, suffix: str = "") -> str | None:
    """Return what a file that begins with `head` is and what to do with it, as one sentence; None if it is not known.

    Args:
        head: the first `HEAD_BYTES` of the file, or all of it.
        suffix: of the file's name; a table may hold sentences in its first line.
    """
    for magic, kind, remedy in MAGIC:
        if head.startswith(magic):
            return _sentence(kind, remedy)
    if encoding := _wide_encoding(head):
        return _sentence(f"{encoding} text", f"convert it with `iconv -f {encoding} -t UTF-8 FILE > FILE.jsonl`")
    text = head.removeprefix(UTF8_BOM).decode("utf-8", "replace").lstrip()
    return _array(text) or _object(text) or _markup(text) or _table(text, suffix)


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


def _array(text: str) -> str | None:
    """A JSON array of records: over many lines, or the whole file in one."""
    if not text.startswith("["):
        return None
    line, _, rest = text.partition("\n")
    if rest.strip() and _is_json(line):  # one faulty line among others
        return None
    return _sentence("a JSON array (a list of records)", "run `jq -c '.[]' FILE > FILE.jsonl`")


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


def _table(text: str, suffix: str) -> str | None:
    """CSV or TSV: a first line of short names with a separator between them, or what the file's name says."""
    line = text.partition("\n")[0].rstrip("\r")
    for separator, kind in (("\t", "TSV"), (",", "CSV"), (";", "CSV")):
        names = [name.strip().strip('"') for name in line.split(separator)]
        named = suffix.lower() == f".{kind.lower()}"
        if len(names) > 1 and (named or all(re.fullmatch(r"[\w .-]{1,60}", name) for name in names)):
            extra = "" if separator == "," else f", sep={separator!r}"
            shown = ", ".join(names[:4])
            remedy = WITH_PANDAS.replace("read it", f"read it (`read_csv('FILE'{extra})`)")
            return _sentence(f"a table ({kind}, columns {shown[:120]})", remedy)
    return None


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
