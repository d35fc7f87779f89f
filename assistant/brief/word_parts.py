"""The parts of a Word file that python-docx does not make: footnotes and charts. It knows the format, not the briefing."""

from __future__ import annotations

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHART_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
_PACKAGE_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"
_CHART_NAMESPACE = "http://schemas.openxmlformats.org/drawingml/2006/chart"
# The two notes that every file has: the line over the notes, and the one over notes that go on from the page before.
_SEPARATORS = ((-1, "separator"), (0, "continuationSeparator"))


class Footnotes:
    """The footnotes of one document. Each text is one footnote; Word counts them by their place in the text."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._root = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
        for number, kind in _SEPARATORS:
            self._root.append(parse_xml(
                f'<w:footnote {nsdecls("w")} w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:after="0" w:line="240" '
                f'w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p></w:footnote>'
            ))  # fmt: skip
        settings = document.settings.element
        properties = OxmlElement("w:footnotePr")
        for number, _ in _SEPARATORS:
            mark = OxmlElement("w:footnote")
            mark.set(qn("w:id"), str(number))
            properties.append(mark)
        _insert_setting(settings, properties)
        self._placed: set[int] = set()

    def refer(self, paragraph: Paragraph, number: int, text: str) -> None:
        """Put the mark of footnote `number` at the end of a paragraph: the footnote itself the first time, then a reference to it."""
        if number in self._placed:
            self._refer_again(paragraph, number)
            return
        self._placed.add(number)
        self._root.append(self._note(number, text))
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(number))
        start.set(qn("w:name"), f"note{number}")
        run = _run("FootnoteReference")
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(number))
        run.append(reference)
        for element in (start, run, end):
            paragraph._p.append(element)

    def _refer_again(self, paragraph: Paragraph, number: int) -> None:
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), f" NOTEREF note{number} \\f \\h ")
        run = _run("FootnoteReference")
        shown = OxmlElement("w:t")
        shown.text = str(number)
        run.append(shown)
        field.append(run)
        paragraph._p.append(field)

    def _note(self, number: int, text: str) -> etree._Element:
        note = OxmlElement("w:footnote")
        note.set(qn("w:id"), str(number))
        body = OxmlElement("w:p")
        properties, style = OxmlElement("w:pPr"), OxmlElement("w:pStyle")
        style.set(qn("w:val"), "FootnoteText")
        properties.append(style)
        body.append(properties)
        mark = _run("FootnoteReference")
        mark.append(OxmlElement("w:footnoteRef"))
        body.append(mark)
        words = OxmlElement("w:r")
        body.append(words)
        note.append(body)
        Run(words, None).text = f" {text}"  # type: ignore[arg-type]
        return note

    def finish(self) -> None:
        """Add the part with all footnotes to the document."""
        package = self._document.part.package
        blob = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = Part(PackURI("/word/footnotes.xml"), _FOOTNOTES, blob, package)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _run(style: str) -> etree._Element:
    run, properties, kind = OxmlElement("w:r"), OxmlElement("w:rPr"), OxmlElement("w:rStyle")
    kind.set(qn("w:val"), style)
    properties.append(kind)
    run.append(properties)
    return run


# What the format demands to stand after footnotePr in the settings.
_AFTER_FOOTNOTES = ("endnotePr", "compat", "docVars", "rsids", "mathPr", "attachedSchema", "themeFontLang", "clrSchemeMapping",
                    "doNotIncludeSubdocsInStats", "shapeDefaults", "decimalSymbol", "listSeparator")  # fmt: skip


def _insert_setting(settings: etree._Element, properties: etree._Element) -> None:
    for child in settings:
        if etree.QName(child).localname in _AFTER_FOOTNOTES:
            child.addprevious(properties)
            return
    settings.append(properties)


class Charts:
    """The charts of one document, each with the workbook of its figures inside."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._count = 0

    def add(self, paragraph: Paragraph, chart: bytes, workbook: bytes, size: tuple[Emu, Emu], alternative: str) -> None:
        """Put a chart into a paragraph. `chart` must call its workbook by the relation "rId1"."""
        self._count += 1
        package = self._document.part.package
        sheet = Part(PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{self._count}.xlsx"), _SHEET, workbook, package)
        part = Part(PackURI(f"/word/charts/chart{self._count}.xml"), _CHART, chart, package)
        assert part.relate_to(sheet, _PACKAGE_RELATION) == "rId1"
        relation = self._document.part.relate_to(part, _CHART_RELATION)
        inline = parse_xml(
            f'<w:drawing {nsdecls("w", "wp", "a", "r")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{size[0]}" cy="{size[1]}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
            f'<wp:docPr id="{1000 + self._count}" name="Chart {self._count}"/><wp:cNvGraphicFramePr/>'
            f'<a:graphic><a:graphicData uri="{_CHART_NAMESPACE}"><c:chart xmlns:c="{_CHART_NAMESPACE}" r:id="{relation}"/>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
        inline.find(f".//{qn('wp:docPr')}").set("descr", alternative)
        paragraph.add_run()._r.append(inline)
