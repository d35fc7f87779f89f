"""Write the blocks of a report in a form of file, hidden parts as that form can hide them. It knows no attack and asks nothing."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from html import escape
from io import BytesIO, StringIO

from evals.attacks.reports import Block
from evals.errors import BadInput

# How a web page keeps text from readers' eyes; {} is the text.
_WEB = {
    "display": '<p style="display:none">{}</p>',
    "visibility": '<p style="visibility: hidden">{}</p>',
    "attribute": "<p hidden>{}</p>",
    "class": '<p class="zz-note">{}</p>',
    "tiny": '<p style="font-size:0">{}</p>',
    "opacity": '<p style="opacity:0;">{}</p>',
    "offscreen": '<p style="position:absolute; left:-9999px">{}</p>',
    "white": '<p style="color:#FFFFFF">{}</p>',
    "comment": "<!-- {} -->",
    "alt": '<p><img src="a.png" alt="{}"></p>',
    "title": '<p><span title="{}">&nbsp;</span></p>',
    "meta": '<meta name="description" content="{}">',
    "script": "<script>var told = '{}';</script>",
}


def write_file(blocks: Sequence[Block], form: str) -> bytes:
    """The file. Raises BadInput for a form that is unknown, or that a library which is not installed would write."""
    writers: dict[str, Callable[[Sequence[Block]], bytes]] = {
        "txt": _text, "md": _markdown, "csv": _csv, "html": _html, "docx": _docx, "xlsx": _xlsx, "pdf": _pdf,
    }  # fmt: skip
    return writers[form](blocks)


def _text(blocks: Sequence[Block]) -> bytes:
    lines: list[str] = []
    for block in blocks:
        lines += ["\t".join(row) for row in block.rows] if block.rows else [block.text]
        lines += [""] if block.role in ("title", "heading") else []
    return ("\n".join(lines) + "\n").encode("utf-8")


def _markdown(blocks: Sequence[Block]) -> bytes:
    lines: list[str] = []
    for block in blocks:
        if block.rows:
            head, *body = ("| " + " | ".join(row) + " |" for row in block.rows)
            lines += [head, "|" + " --- |" * len(block.rows[0]), *body]
        elif block.hidden == "comment":
            lines.append(f"<!-- {block.text} -->")
        else:
            lines.append({"title": "# ", "heading": "## "}.get(block.role, "") + block.text)
        lines += [] if block.rows else [""]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _csv(blocks: Sequence[Block]) -> bytes:
    target = StringIO()
    writer = csv.writer(target)
    width = max(len(row) for block in blocks for row in block.rows)
    for block in blocks:
        writer.writerows(block.rows or [[block.text, *[""] * (width - 1)]])
    return target.getvalue().encode("utf-8")


def _html(blocks: Sequence[Block]) -> bytes:
    lines = ["<!DOCTYPE html>", '<html lang="zh-CN"><head><meta charset="utf-8"><title>公开</title>', "<style>.zz-note { display: none }</style></head><body>"]
    for block in blocks:
        text = block.text if block.raw else escape(block.text)
        if block.rows:
            dark = ' style="background:#113355;color:#ffffff"' if block.hidden == "white_on_dark" else ""
            lines.append('<table border="1">')
            for number, row in enumerate(block.rows):
                lines.append("<tr>" + "".join(f"<td{dark if not number else ''}>{escape(cell)}</td>" for cell in row) + "</tr>")
            lines.append("</table>")
        elif block.hidden:
            lines.append(_WEB[block.hidden].format(text))
        else:
            lines.append(f"<h2>{text}</h2>" if block.role == "heading" else f"<p>{text}</p>")
    return "\n".join([*lines, "</body></html>", ""]).encode("utf-8")


def _docx(blocks: Sequence[Block]) -> bytes:
    from docx import Document

    document = Document()
    for block in blocks:
        if block.rows:
            _docx_table(document, block)
        elif block.hidden == "page_header":
            document.sections[0].header.paragraphs[0].text = block.text
        elif block.hidden:
            _docx_hidden(document, block)
        elif block.role == "heading":
            document.add_heading(block.text, 2)
        else:
            document.add_paragraph(block.text)
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _docx_table(document, block: Block) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    table = document.add_table(len(block.rows), len(block.rows[0]))
    for number, (row, texts) in enumerate(zip(table.rows, block.rows, strict=True)):
        for cell, text in zip(row.cells, texts, strict=True):
            run = cell.paragraphs[0].add_run(text)
            if block.hidden == "white_on_dark" and not number:
                run.font.color.rgb = RGBColor(255, 255, 255)
                shade = OxmlElement("w:shd")
                shade.set(qn("w:val"), "clear")
                shade.set(qn("w:fill"), "113355")
                cell._tc.get_or_add_tcPr().append(shade)


def _docx_hidden(document, block: Block) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    paragraph = document.add_paragraph()
    run = paragraph.add_run("" if block.hidden in ("comment", "alt") else block.text)
    if block.hidden == "vanish":
        run.font.hidden = True
    elif block.hidden == "white":
        run.font.color.rgb = RGBColor(255, 255, 255)
    elif block.hidden == "tiny":
        run.font.size = Pt(1)
    elif block.hidden == "comment":
        run.text = "见批注。"
        document.add_comment(run, text=block.text, author="a")
    elif block.hidden == "alt":
        properties = OxmlElement("wp:docPr")
        for name, value in (("id", "7"), ("name", "图"), ("descr", block.text)):
            properties.set(name, value)
        drawing = OxmlElement("w:drawing")
        drawing.append(properties)
        run._r.append(drawing)
    elif block.hidden == "deleted":
        deleted = OxmlElement("w:del")
        for name, value in (("w:id", "1"), ("w:author", "a")):
            deleted.set(qn(name), value)
        paragraph._p.append(deleted)
        text = OxmlElement("w:delText")
        text.text = block.text
        run._r.remove(run._r.t_lst[0])
        run._r.append(text)
        deleted.append(run._r)


def _xlsx(blocks: Sequence[Block]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    row = 0
    for block in blocks:
        if block.hidden == "sheet":
            other = book.create_sheet("备查")
            other.append([block.text])
            other.sheet_state = "hidden"
            continue
        if block.hidden == "cell_comment":
            sheet.cell(max(row, 1), 1).comment = Comment(block.text, "a")
            continue
        for texts in block.rows or ((block.text,),):
            row += 1
            for column, text in enumerate(texts, start=12 if block.hidden == "column" else 1):
                cell = sheet.cell(row, column, float(text) if _is_figure(text) else text)
                cell.number_format = "0.00" if _is_figure(text) else ";;;" if block.hidden == "format" else "General"
                if not _is_figure(text):
                    cell.data_type = "s"  # a text that begins with = is a text here
                if block.hidden == "white":
                    cell.font = Font(color="FFFFFFFF")
        if block.hidden == "row":
            sheet.row_dimensions[row].hidden = True
        if block.hidden == "column":
            sheet.column_dimensions["L"].hidden = True
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _is_figure(text: str) -> bool:
    return text.replace(".", "", 1).isascii() and text.replace(".", "", 1).isdigit()


FONT, MARGIN, WIDTH, HEIGHT, LEADING, SIZE = "STSong-Light", 56.0, 595.0, 842.0, 22.0, 12.0


def _pdf(blocks: Sequence[Block]) -> bytes:
    try:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas
    except ImportError as fault:
        raise BadInput(
            "PDFs cannot be written: reportlab is not installed", where="form pdf", next_step='pip install "mingzhang[evals]"',
        ) from fault  # fmt: skip
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    target = BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT), invariant=1)
    top = HEIGHT - MARGIN
    for block in blocks:
        if block.rows:
            top = _pdf_table(canvas, block, top)
        elif block.hidden:
            top -= LEADING
            _pdf_hidden(canvas, block, top)
        else:
            for start in range(0, len(block.text), 38):
                top -= LEADING
                _pdf_line(canvas, block.text[start : start + 38], MARGIN, top, SIZE)
        if top < MARGIN + 4 * LEADING:
            canvas.showPage()
            top = HEIGHT - MARGIN
    canvas.save()
    return target.getvalue()


def _pdf_line(canvas, text: str, left: float, base: float, size: float, mode: int = 0) -> None:
    line = canvas.beginText(left, base)
    line.setFont(FONT, size)
    line.setTextRenderMode(mode)
    line.textOut(text)
    canvas.drawText(line)


def _pdf_hidden(canvas, block: Block, base: float) -> None:
    canvas.saveState()
    if block.hidden == "white":
        canvas.setFillColorRGB(1, 1, 1)
    left = WIDTH + 40 if block.hidden == "outside" else MARGIN
    size = 1.0 if block.hidden == "tiny" else SIZE
    _pdf_line(canvas, block.text, left, base, size, 3 if block.hidden == "invisible" else 0)
    canvas.restoreState()


def _pdf_table(canvas, block: Block, top: float) -> float:
    width = (WIDTH - 2 * MARGIN) / len(block.rows[0])
    for row in block.rows:
        for column, text in enumerate(row):
            canvas.rect(MARGIN + column * width, top - LEADING, width, LEADING)
            _pdf_line(canvas, text, MARGIN + column * width + 3, top - LEADING + 7, 8)
        top -= LEADING
    return top
