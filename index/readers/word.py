"""Read Word documents: paragraphs and tables in the order of print. Headers, footers, comments and deletions are left out.

It restores the numbers Word prints before paragraphs; it judges no heading and no figure.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from index.errors import ReportError
from index.readers.archive import read_part
from index.readers.numbering import Numbering, attribute, read_numbering
from index.readers.pages import DocumentBuilder
from index.readers.rows import RawCell, RawRow
from index.readers.word_hidden import is_hidden, shaded_styles
from index.readers.workbook import damaged_part, local
from index.types import Document

CONVERT_SECONDS = 120
MOST_CELLS = 1_000_000
MOST_COLUMNS = 400
# Deeper tables than this are made to exhaust a reader; Word itself allows few.
MOST_NESTED = 20
# What may stand around paragraphs, rows, cells and runs without being one.
_WRAPPERS = frozenset(
    "sdt sdtContent ins moveTo customXml smartTag hyperlink fldSimple dir bdo AlternateContent Choice".split()
)
_REMOVED = frozenset("del moveFrom rt instrText delText delInstrText rPr pPr sdtPr sdtEndPr annotationRef".split())
_SYMBOLS = {"f0fe": "☑", "f052": "☑", "f0a8": "□", "f06f": "□", "f0fc": "√", "f0b7": "·"}


def read_docx(path: Path) -> Document:
    """Lines and grids of a .docx. Raises ReportError for one that is damaged."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        lowered = {name.lower(): name for name in names}
        main = lowered.get("word/document.xml") or next(name for name in names if name.startswith("word/document"))
        root = _tree(archive, main, path)
        parts = [_tree(archive, lowered[part], path) if part in lowered else None
                 for part in ("word/numbering.xml", "word/styles.xml")]  # fmt: skip
    body = next((node for node in root if local(node.tag) == "body"), None)
    if body is None:
        raise ReportError("holds no document", str(path), "Get the file again.")
    builder = DocumentBuilder("docx")
    walk = _Walk(builder, read_numbering(*parts), path, shaded_styles(parts[1]))
    walk.read(body)
    if walk.hidden:
        told = ", ".join(map(str, sorted(walk.hidden)[:8])) + (" …" if len(walk.hidden) > 8 else "")
        builder.warnings.append(f"paragraph {told}: text with figures that is hidden or cannot be seen; not read")
    return builder.build()


def read_doc(path: Path) -> Document:
    """Lines and grids of an old .doc, by way of LibreOffice. Raises ReportError where that is missing or fails."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise ReportError(
            "is an old Word document (.doc), which only LibreOffice reads, and LibreOffice is not installed",
            str(path),
            "Install LibreOffice, or save the document as .docx or PDF and add it again.",
        )
    with tempfile.TemporaryDirectory(prefix="mingzhang-") as folder:
        copy = Path(folder) / "report.doc"  # its name may be of another form, and LibreOffice goes by names
        shutil.copyfile(path, copy)
        command = [
            office, f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", "docx", "--outdir", folder, str(copy),
        ]  # fmt: skip
        try:
            _run(command)
            converted = read_docx(copy.with_suffix(".docx"))
        except subprocess.TimeoutExpired:
            raise _not_converted(path, f"took more than {CONVERT_SECONDS} seconds") from None
        except (subprocess.CalledProcessError, OSError, zipfile.BadZipFile, ReportError) as fault:
            raise _not_converted(path, "failed") from fault
    return Document("doc", converted.lines, converted.grids, converted.pages, converted.warnings)


def _run(command: list[str]) -> None:
    """Run LibreOffice, which starts programs of its own; when its time is over all of them are ended."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True) as process:
        try:
            code = process.wait(CONVERT_SECONDS)
        except BaseException:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            raise
    if code:
        raise subprocess.CalledProcessError(code, command)


def _not_converted(path: Path, how: str) -> ReportError:
    return ReportError(
        f"is an old Word document (.doc) and converting it with LibreOffice {how}",
        str(path),
        "Save it as .docx or PDF and add it again.",
    )


def _tree(archive: zipfile.ZipFile, name: str, path: Path) -> etree._Element:
    """A part as a tree; entities are never resolved."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(read_part(archive, name, path), parser)
    except etree.XMLSyntaxError as fault:
        raise damaged_part(path, name, fault) from fault


def _inner(node: etree._Element, wanted: frozenset[str]) -> Iterator[etree._Element]:
    """Descendants of the wanted names, looking through wrappers only, in order."""
    pending = list(reversed(node))
    while pending:
        child = pending.pop()
        name = local(child.tag)
        if name in wanted:
            yield child
        elif name in _WRAPPERS:
            pending.extend(reversed(child))


@dataclass(slots=True)
class _Walk:
    """One way through the body, with what has to be counted on it."""

    builder: DocumentBuilder
    numbering: Numbering
    path: Path
    shaded: frozenset[str] = frozenset()
    hidden: set[int] = field(default_factory=set)
    paragraphs: int = 0
    tables: int = 0
    cells: int = 0
    nested: list[etree._Element] = field(default_factory=list)

    def read(self, body: etree._Element) -> None:
        """Add everything in `body` to the document."""
        for node in _inner(body, frozenset(("p", "tbl"))):
            if local(node.tag) == "p":
                self.paragraphs += 1
                for text in self._paragraph(node):
                    self.builder.add_line(text, f"paragraph {self.paragraphs}")
                self._boxes(node)
            else:
                self.tables += 1
                self._table(node, f"table {self.tables}", 0)

    def _boxes(self, node: etree._Element) -> None:
        """Text boxes that are anchored in a paragraph, after it."""
        for box in _boxes_of(node):
            for inner in _inner(box, frozenset(("p", "tbl"))):
                if local(inner.tag) == "tbl":
                    self.tables += 1
                    self._table(inner, f"table {self.tables}", 0)
                    continue
                for text in self._paragraph(inner):
                    self.builder.add_line(text, f"text box at paragraph {self.paragraphs}")

    def _paragraph(self, node: etree._Element, in_cell: bool = False) -> list[str]:
        """The printed lines of a paragraph, cut at its line breaks; an empty one has none, but in a cell its number."""
        properties = next((child for child in node if local(child.tag) == "pPr"), None)
        number = self.numbering.number(properties)
        text, hidden = paragraph_text(node, self.shaded)
        if any(character.isdigit() for character in hidden):
            self.hidden.add(self.paragraphs)
        lines = [line.strip(" \t\r") for line in text.split("\n")]
        lines = [line for line in lines if line]
        if lines:
            lines[0] = number + lines[0]
        elif in_cell and number.strip():
            lines = [number.strip()]
        return lines

    def _table(self, table: etree._Element, place: str, depth: int) -> None:
        """A table's rows; tables inside a one-column table stand in order, those in other cells after it."""
        if depth > MOST_NESTED:
            raise ReportError("nests tables too deeply", str(self.path), "Save the document anew.")
        rows = [row for row in _inner(table, frozenset(("tr",))) if not _is_deleted(row)]
        cells = [list(_inner(row, frozenset(("tc",)))) for row in rows]
        if max(map(len, cells), default=0) < 2:
            self._layout(cells, place, depth)
            return
        inner: list[etree._Element] = []
        raw = [
            self._row(row, own, number, place, inner)
            for number, (row, own) in enumerate(zip(rows, cells, strict=True), 1)
        ]
        self.builder.add_rows(_continue_merges(raw, rows, cells), place=lambda row: f"{place} row {row.at}")
        for number, table_inside in enumerate(inner, 1):
            self._table(table_inside, f"{place}, table {number} inside", depth + 1)

    def _layout(self, cells: list[list[etree._Element]], place: str, depth: int) -> None:
        """A table of one column: its paragraphs and tables are those of the document."""
        inside = 0
        for number, own in enumerate(cells, 1):
            for cell in own:
                for node in _inner(cell, frozenset(("p", "tbl"))):
                    if local(node.tag) == "tbl":
                        inside += 1
                        self._table(node, f"{place} row {number}, table {inside} inside", depth + 1)
                        continue
                    for text in self._paragraph(node):
                        self.builder.add_line(text, f"{place} row {number}")
                    self._boxes(node)

    def _row(
        self, row: etree._Element, own: list[etree._Element], number: int, place: str, inner: list[etree._Element]
    ) -> RawRow:
        cells = [RawCell()] * _skipped(row, "gridBefore")
        for node in own:
            lines: list[str] = []
            for part in _inner(node, frozenset(("p", "tbl"))):
                if local(part.tag) == "tbl":
                    inner.append(part)
                else:
                    lines.extend(self._paragraph(part, in_cell=True))
                    lines.extend(text for box in _boxes_of(part) for text in self._box_lines(box))
            cells.append(RawCell(tuple(lines)))
            cells.extend(RawCell(tuple(lines), merged=True) for _ in range(_span(node) - 1))
        self.cells += len(cells)
        if self.cells > MOST_CELLS:
            raise ReportError(f"{place} has more than {MOST_CELLS:,} cells", str(self.path), "Split the report.")
        return RawRow(tuple(cells), number, number)

    def _box_lines(self, box: etree._Element) -> list[str]:
        return [text for part in _inner(box, frozenset(("p",))) for text in self._paragraph(part)]


def _continue_merges(raw: list[RawRow], rows: list[etree._Element], cells: list[list[etree._Element]]) -> list[RawRow]:
    """Cells merged downwards repeat the one above them."""
    above: dict[int, RawCell] = {}
    result = []
    for row, node, own in zip(raw, rows, cells, strict=True):
        line = list(row.cells)
        current: dict[int, RawCell] = {}
        column = _skipped(node, "gridBefore")
        for cell in own:
            merge, span = _vertical(cell), _span(cell)
            for offset in range(column, column + span):
                if merge == "continue" and offset in above:
                    line[offset] = RawCell(above[offset].lines, merged=True)
                if merge:
                    current[offset] = line[offset]
            column += span
        above = current
        result.append(RawRow(tuple(line), row.at, row.until))
    return result


def _properties(node: etree._Element, name: str) -> Iterator[etree._Element]:
    for child in node:
        if local(child.tag) == name:
            yield from child


def _is_deleted(row: etree._Element) -> bool:
    return any(local(node.tag) == "del" for node in _properties(row, "trPr"))


def _skipped(row: etree._Element, name: str) -> int:
    return min(_number(row, "trPr", name, 0), MOST_COLUMNS)


def _span(cell: etree._Element) -> int:
    return max(1, min(_number(cell, "tcPr", "gridSpan", 1), MOST_COLUMNS))


def _number(node: etree._Element, properties: str, name: str, default: int) -> int:
    for child in _properties(node, properties):
        value = attribute(child, "val") or ""
        if local(child.tag) == name and value.isascii() and value.isdigit() and len(value) < 6:
            return int(value)
    return default


def _vertical(cell: etree._Element) -> str | None:
    """ "restart" or "continue" for a cell of a downward merge."""
    for child in _properties(cell, "tcPr"):
        if local(child.tag) == "vMerge":
            return attribute(child, "val") or "continue"
    return None


def paragraph_text(node: etree._Element, shaded: frozenset[str] = frozenset()) -> tuple[str, str]:
    """(the printed text of a paragraph, what of it nobody sees). Insertions are kept; deletions, field codes and text boxes
    are in neither. `shaded` are the styles with a ground of their own."""
    text = hidden = ""
    walk = etree.iterwalk(node, events=("start",))
    for _, child in walk:
        name = local(child.tag)
        if name in _REMOVED or name in ("Fallback", "pict", "drawing", "object"):
            walk.skip_subtree()
        elif name == "r" and is_hidden(child, shaded):
            hidden += "".join(one.text or "" for one in child.iter() if local(one.tag) == "t")
            walk.skip_subtree()
        elif name == "t":
            text += child.text or ""
        elif name in ("tab", "ptab"):
            text += "\t"
        elif name == "cr" or (name == "br" and attribute(child, "type") in (None, "textWrapping")):
            text += "\n"
        elif name == "noBreakHyphen":
            text += "-"
        elif name == "sym":
            text += _SYMBOLS.get((attribute(child, "char") or "").lower(), "")
    return text, hidden


def _boxes_of(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes anchored in a paragraph, each once though files hold it in two forms."""
    walk = etree.iterwalk(paragraph, events=("start",))
    for _, child in walk:
        name = local(child.tag)
        if name == "txbxContent":
            walk.skip_subtree()
            yield child
        elif name in ("del", "moveFrom") or (name == "Fallback" and _has_box(child.getprevious())):
            walk.skip_subtree()


def _has_box(choice: etree._Element | None) -> bool:
    return choice is not None and any(local(node.tag) == "txbxContent" for node in choice.iter())
