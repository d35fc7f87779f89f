"""Open the parts of an .xlsx without trusting them: sheets, cells, merges, formats. It tells no table from a title.

Cells are kept sparse, so that one value in the last corner of a sheet costs no more than one in the first.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from lxml import etree

from index.errors import ReportError
from index.readers.archive import read_part
from index.readers.number_format import BUILT_IN, exact, show_number

MOST_CELLS = 2_000_000
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(slots=True)
class Sheet:
    """One sheet. `cells` are the printed texts by (row, column), both from 1; `merges` are (top, left, bottom, right)."""

    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    without_value: list[str] = field(default_factory=list)
    unseen: dict[tuple[int, int], str] = field(default_factory=dict)
    has_picture: bool = False
    painted: bool = False


@dataclass(slots=True)
class _Shared:
    strings: list[str]
    formats: list[str | None]
    unseen: frozenset[int]
    since_1904: bool


def read_workbook(path: Path) -> Iterator[Sheet]:
    """The sheets in order; hidden ones by name only. Raises ReportError for a damaged or oversized workbook."""
    with zipfile.ZipFile(path) as archive:
        names = {name.lower().lstrip("/"): name for name in archive.namelist()}
        root = _parse(archive, names.get("xl/workbook.xml", "xl/workbook.xml"), path)
        targets = dict(_relations(archive, names, "xl/_rels/workbook.xml.rels", "xl", path))
        shared = _Shared(
            list(_strings(archive, names, path)),
            *_styles(archive, names, path),
            any(_flag(node, "date1904") for node in _named(root, "workbookPr")),
        )
        left = MOST_CELLS
        for node in _named(root, "sheet"):
            sheet = Sheet(node.get("name") or "", (node.get("state") or "visible") != "visible")
            target = targets.get(next((v for k, v in node.attrib.items() if local(k) == "id"), ""), "")
            part = names.get(target.lower())
            if not sheet.hidden and part and "chartsheet" not in target:
                _read_sheet(archive, names, part, sheet, shared, path, left)
                left -= len(sheet.cells)
            yield sheet


def local(name: object) -> str:
    """A tag or attribute without its namespace; strict and usual files differ in nothing else. "" for comments."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (node for node in root.iter() if local(node.tag) == name)


def _flag(node: etree._Element, name: str) -> bool:
    return node.get(name) in ("1", "true", "on")


def _parse(archive: zipfile.ZipFile, name: str, path: Path) -> etree._Element:
    """A part as a tree. Entities are never resolved: none of ours has any."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False)
    try:
        return etree.fromstring(read_part(archive, name, path), parser)
    except etree.XMLSyntaxError as fault:
        raise damaged_part(path, name, fault) from fault


def damaged_part(path: Path, name: str, fault: Exception) -> ReportError:
    """The fault of a part that is no XML."""
    return ReportError(
        f"its part {name} is damaged ({' '.join(str(fault).split())[:100]})",
        str(path),
        "Get the file again; if it opens in an office program, save it from there and add it.",
    )


def _relations(
    archive: zipfile.ZipFile, names: dict[str, str], part: str, folder: str, path: Path
) -> Iterator[tuple[str, str]]:
    """Ids and targets, as names of parts, that a part refers to."""
    if part.lower() not in names:
        return
    for node in _named(_parse(archive, names[part.lower()], path), "Relationship"):
        target = (node.get("Target") or "").replace("\\", "/")
        if node.get("TargetMode") != "External":
            joined = target if target.startswith("/") else posixpath.join(folder, target)
            yield node.get("Id") or "", posixpath.normpath(joined).lstrip("/")


def _strings(archive: zipfile.ZipFile, names: dict[str, str], path: Path) -> Iterator[str]:
    if "xl/sharedstrings.xml" in names:
        for item in _parse(archive, names["xl/sharedstrings.xml"], path):
            if local(item.tag) == "si":
                yield _text(item)


def _text(item: etree._Element) -> str:
    """The runs of a string without its phonetic guide."""
    parts = [
        node.text or ""
        for node in item.iter()
        if local(node.tag) == "t" and not any(local(above.tag) == "rPh" for above in node.iterancestors())
    ]
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), "".join(parts)).replace("\r\n", "\n").replace("\r", "\n")


def _styles(archive: zipfile.ZipFile, names: dict[str, str], path: Path) -> tuple[list[str | None], frozenset[int]]:
    """The number format of each cell style, and the styles in which nobody sees a text: white on white, or formatted away."""
    if "xl/styles.xml" not in names:
        return [], frozenset()
    root = _parse(archive, names["xl/styles.xml"], path)
    own = {node.get("numFmtId"): node.get("formatCode") for node in _named(root, "numFmt")}
    styles = next(_named(root, "cellXfs"), None)
    fonts = [_is_white(node) for part in _named(root, "fonts") for node in part if local(node.tag) == "font"]
    fills = [_is_filled(node) for part in _named(root, "fills") for node in part if local(node.tag) == "fill"]
    formats: list[str | None] = []
    unseen = set()
    for style in styles if styles is not None else ():
        number = style.get("numFmtId") or "0"
        formats.append(own.get(number) or BUILT_IN.get(int(number) if number.isdecimal() and len(number) < 9 else 0))
        if (formats[-1] or "").strip() == ";;;" or _entry(fonts, style.get("fontId")) and not _entry(fills, style.get("fillId")):
            unseen.add(len(formats) - 1)
    return formats, frozenset(unseen)


def _entry(found: list[bool], number: str | None) -> bool:
    return bool(number and number.isdecimal() and len(number) < 7 and int(number) < len(found) and found[int(number)])


def _is_white(font: etree._Element) -> bool:
    color = next((node for node in font if local(node.tag) == "color"), None)
    if color is None:
        return False
    return (color.get("rgb") or "").upper()[-6:] == "FFFFFF" or color.get("theme") == "0" and not (color.get("tint") or "").startswith("-")


def _is_filled(fill: etree._Element) -> bool:
    """Whether white print is seen on a fill; a white one is none."""
    pattern = next((node for node in fill if local(node.tag) == "patternFill"), None)
    if pattern is None:
        return True  # a gradient
    front = next((node for node in pattern if local(node.tag) == "fgColor"), None)
    white = front is not None and (front.get("rgb") or "").upper()[-6:] == "FFFFFF"
    return (pattern.get("patternType") or "none") != "none" and not white


def _read_sheet(
    archive: zipfile.ZipFile, names: dict[str, str], part: str, sheet: Sheet, shared: _Shared, path: Path, left: int
) -> None:
    data = read_part(archive, part, path)
    events = etree.iterparse(
        BytesIO(data), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    row = column = 0
    try:
        for _, node in events:
            name = local(node.tag)
            if name == "c":
                row, column = _place(node, row, column)
                _read_cell(node, sheet, shared, row, column)
                if len(sheet.cells) > left:
                    raise ReportError(f"holds more than {MOST_CELLS:,} cells", str(path), "Split the workbook.")
                node.clear()
            elif name == "row":
                row = _end_row(node, sheet, row)
                column = 0
            else:
                _read_other(node, name, sheet)
    except etree.XMLSyntaxError as fault:
        raise damaged_part(path, part, fault) from fault
    if sheet.painted:
        sheet.cells.update(sheet.unseen)
        sheet.unseen.clear()
    folder, _, file = part.rpartition("/")
    pictures = _relations(archive, names, f"{folder}/_rels/{file}.rels", folder, path)
    sheet.has_picture = any("drawing" in target or "media" in target for _, target in pictures)


def _place(node: etree._Element, row: int, column: int) -> tuple[int, int]:
    """Row and column of a cell: as it says, else the next ones. A new row is begun by its first cell."""
    parent = node.getparent()
    stated = parent.get("r") if parent is not None else None
    if column == 0:
        row = int(stated) if stated and stated.isdecimal() and len(stated) < 8 else row + 1
    found = _REFERENCE.fullmatch(node.get("r") or "")
    if found:
        return int(found[2]), column_number(found[1])
    return row, column + 1


def _end_row(node: etree._Element, sheet: Sheet, row: int) -> int:
    stated = node.get("r") or ""
    row = int(stated) if stated.isdecimal() and len(stated) < 8 else max(row, 1) if len(node) else row + 1
    if _flag(node, "hidden"):
        sheet.hidden_rows.add(row)
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]
    return row


def _read_other(node: etree._Element, name: str, sheet: Sheet) -> None:
    if name in ("conditionalFormatting", "tablePart"):
        sheet.painted = True  # it may give its cells a ground that their styles do not tell of
    elif name == "mergeCell":
        corners = [_REFERENCE.fullmatch(corner) for corner in (node.get("ref") or "").split(":")]
        if len(corners) == 2 and all(corners):
            (first, top), (last, bottom) = ((column_number(c[1]), int(c[2])) for c in corners)
            sheet.merges.append((min(top, bottom), min(first, last), max(top, bottom), max(first, last)))
    elif name == "col" and _flag(node, "hidden"):
        edges = (node.get("min") or "", node.get("max") or "")
        if all(edge.isdecimal() and len(edge) < 6 for edge in edges):
            sheet.hidden_columns.append((int(edges[0]), int(edges[1])))


def _read_cell(node: etree._Element, sheet: Sheet, shared: _Shared, row: int, column: int) -> None:
    if not (1 <= row <= MOST_ROWS and 1 <= column <= MOST_COLUMNS):
        return
    parts = {local(child.tag): child for child in node}
    kind, value = node.get("t") or "n", parts["v"].text if "v" in parts else None
    if kind == "inlineStr":
        text = _text(parts["is"]) if "is" in parts else ""
    elif value is None:
        if "f" in parts:
            sheet.without_value.append(f"{column_letters(column)}{row}")
        return
    else:
        text = _shown(kind, value, node.get("s"), shared)
    style = node.get("s") or "0"
    if text.strip():
        seen = not (style.isdecimal() and len(style) < 7 and int(style) in shared.unseen)
        (sheet.cells if seen else sheet.unseen)[row, column] = text


def _shown(kind: str, value: str, style: str | None, shared: _Shared) -> str:
    """A value as printed."""
    if kind == "s":
        number = int(value) if value.strip().isdecimal() and len(value) < 10 else -1
        return shared.strings[number] if 0 <= number < len(shared.strings) else ""
    if kind == "b":
        return "TRUE" if value.strip() == "1" else "FALSE"
    number = exact(value) if kind == "n" else None
    if number is None:
        return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)
    index = int(style) if style and style.isdecimal() and len(style) < 7 else 0
    return show_number(number, shared.formats[index] if index < len(shared.formats) else None, shared.since_1904)


def column_number(letters: str) -> int:
    """A is 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is A."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
