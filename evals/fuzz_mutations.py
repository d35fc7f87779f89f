"""Spoil a file: bytes anywhere, and what its form is made of (rows, cells, tags, numbers, parts). It reads nothing back."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from io import BytesIO

from evals.fuzz_samples import pack

LARGEST_FILE = 400_000
_BYTES = (0x00, 0x01, 0x09, 0x0A, 0x22, 0x2C, 0x3C, 0x7F, 0x80, 0xFE, 0xFF)
_NUMBERS = (
    "0", "-1", "1", "65535", "65536", "1048577", "2147483648", "4294967295", "99999999999999999999", "1e308", "-1e-308", "NaN", "1" * 400,
)  # fmt: skip
_PIECES = (
    "\x00", '"', "'", "<", ">", "&", "&#0;", "&#xFFFFFFFF;", "<table>", "</table>", "<tr><td rowspan=65534 colspan=65534>x", "]]>", "<!--",
    "<![CDATA[", "%PDF-1.7", "PK\x03\x04", "{\\rtf1", "\ufeff", "\u202e", "表", "单位：万元", "\t\t\t", ",,,,", "\r", "\u2028", "((((", "[[[[",
)  # fmt: skip

Change = Callable[[bytes, random.Random], bytes]


def mutate(data: bytes, chance: random.Random) -> bytes:
    """The file spoiled in one to six places. The same `chance` spoils the same way."""
    packed = data.startswith(b"PK") and chance.random() < 0.75
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        change = _change_part if packed else chance.choice(_CHANGES)
        data = change(data, chance)[:LARGEST_FILE]
    return data


def _place(data: bytes, chance: random.Random) -> int:
    return chance.randrange(len(data) + 1)


def _flip(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 64))):
        if changed:
            changed[chance.randrange(len(changed))] = (
                chance.choice(_BYTES) if chance.random() < 0.5 else chance.randrange(256)
            )
    return bytes(changed)


def _cut_out(data: bytes, chance: random.Random) -> bytes:
    start = _place(data, chance)
    return data[:start] + data[start + chance.choice((1, 2, 16, 200, 5000)) :]


def _truncate(data: bytes, chance: random.Random) -> bytes:
    return data[: _place(data, chance)]


def _double(data: bytes, chance: random.Random) -> bytes:
    start = _place(data, chance)
    piece = data[start : start + chance.choice((1, 10, 100, 1000))]
    return data[:start] + piece * chance.choice((2, 3, 20, 300)) + data[start + len(piece) :]


def _insert(data: bytes, chance: random.Random) -> bytes:
    start = _place(data, chance)
    piece = chance.choice(_PIECES).encode() * chance.choice((1, 1, 1, 5, 400))
    return data[:start] + piece + data[start:]


def _shuffle_lines(data: bytes, chance: random.Random) -> bytes:
    """Rows cut, doubled and moved; lines joined."""
    lines = data.split(b"\n")
    for _ in range(chance.choice((1, 3))):
        number = chance.randrange(len(lines))
        kind = chance.randrange(4)
        if kind == 0 and len(lines) > 1:
            del lines[number]
        elif kind == 1:
            lines.insert(number, lines[chance.randrange(len(lines))])
        elif kind == 2:
            lines[number] = lines[number] * chance.choice((2, 50))
        else:
            lines[number : number + 2] = [b"".join(lines[number : number + 2])]
    return b"\n".join(lines)


def _change_number(data: bytes, chance: random.Random) -> bytes:
    found = [match.span() for match in re.finditer(rb"\d+", data)]
    if not found:
        return _flip(data, chance)
    start, end = chance.choice(found)
    return data[:start] + chance.choice(_NUMBERS).encode() + data[end:]


def _empty_cell(data: bytes, chance: random.Random) -> bytes:
    """What stands between two marks of a form taken out: a cell, an attribute, the text of an element."""
    found = [match.span(1) for match in re.finditer(rb"[>,\t|\"(]([^<,\t|\")]{1,80})[<,\t|\")]", data)]
    if not found:
        return _cut_out(data, chance)
    start, end = chance.choice(found)
    return data[:start] + data[end:]


def _break_tag(data: bytes, chance: random.Random) -> bytes:
    found = [match.span() for match in re.finditer(rb"<[^<>]{1,200}>|<<|>>|endobj|stream", data)]
    if not found:
        return _insert(data, chance)
    start, end = chance.choice(found)
    kind = chance.randrange(4)
    tag = data[start:end]
    changed = (b"", tag[:-1], tag * chance.choice((2, 300)), tag.replace(b"/", b""))[kind]
    return data[:start] + changed + data[end:]


def _recode(data: bytes, chance: random.Random) -> bytes:
    """The text in another encoding, sometimes joined to itself in the first."""
    try:
        changed = data.decode("utf-8").encode(
            chance.choice(("gb18030", "big5", "utf-16", "utf-16-be", "utf-8-sig")), "replace"
        )
    except UnicodeDecodeError:
        return _flip(data, chance)
    return changed if chance.random() < 0.7 else changed + data


def _change_part(data: bytes, chance: random.Random) -> bytes:
    """One part of an office file spoiled, missing or doubled, and the zip made whole again."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return _flip(data, chance)
    if not parts:
        return _flip(data, chance)
    name = chance.choice(sorted(parts))
    kind = chance.random()
    if kind < 0.08:
        del parts[name]
    elif kind < 0.14:
        parts[chance.choice((name.upper(), name + "/", "../" + name, "/" + name))] = parts.pop(name)
    elif kind < 0.2:
        parts[name] = parts[chance.choice(sorted(parts))]
    else:
        parts[name] = chance.choice(_CHANGES)(parts[name], chance)[:LARGEST_FILE]
    return pack(parts)


_CHANGES: tuple[Change, ...] = (
    _flip, _cut_out, _truncate, _double, _insert, _shuffle_lines, _change_number, _change_number, _empty_cell, _break_tag, _recode,
)  # fmt: skip
