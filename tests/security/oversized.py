"""Tables and cells beyond what a report holds. Data only: the tests read them."""

from __future__ import annotations

from collections.abc import Callable

from tests.security.bombs import MEGABYTE, docx, inline, paragraph, xlsx


def oversized() -> dict[str, Callable[[], bytes]]:
    """Tables and cells beyond what a report holds."""
    row = "".join(f"<td>{n}</td>" for n in range(100))
    return {
        "cells.html": lambda: f"<html><table>{f'<tr>{row}</tr>' * 10_001}</table></html>".encode(),
        "columns.html": lambda: (
            f"<html><table><tr>{'<td>1</td>' * 16_384}</tr><tr>{'<td>2</td>' * 16_384}</tr></table></html>".encode()
        ),
        "spans.html": lambda: (
            f"<html><table>{'<tr><td rowspan=1000000000 colspan=1000000000>1</td><td>2</td></tr>' * 900}</table></html>".encode()
        ),
        "spans-zero.html": lambda: (
            f"<html><table>{'<tr><td rowspan=0>1</td><td rowspan=0>2</td></tr>' * 3000}</table></html>".encode()
        ),
        "long-cell.html": lambda: (
            f"<html><table><tr><td>1</td><td>{'9' * 10 * MEGABYTE}</td></tr></table></html>".encode()
        ),
        "deep.html": lambda: ("<html>" + "<div>" * 100_000 + "1" + "</div>" * 100_000).encode(),
        "deep-tables.html": lambda: ("<html>" + "<table><tr><td>" * 3_000 + "1" + "</table>" * 3_000).encode(),
        "attributes.html": lambda: (
            "<html><p " + " ".join(f"a{n}=1" for n in range(300_000)) + ">支出1万元</p></html>"
        ).encode(),
        "references.html": lambda: ("<html><p>" + "&#" * 2_000_000 + "</p></html>").encode(),
        "open-tags.html": lambda: ("<html><p>" + "<a " * 1_000_000).encode(),
        "styles.html": lambda: (
            "<html><style>" + "a{display:none}" * 100_000 + "</style>" + "<p class=a>1</p>" * 20_000 + "</html>"
        ).encode(),
        "long-cell.csv": lambda: ("项目,2023年\n公务接待费," + "9" * 10 * MEGABYTE + "\n").encode(),
        "columns.csv": lambda: (("1," * 16_384 + "\n") * 100).encode(),
        "quotes.csv": lambda: ("项目,金额\n" + '"' * 2_000_001 + "\n").encode(),
        "open-quotes.csv": lambda: ("项目,金额\n" + ('"a,' * 50 + "\n") * 20_000).encode(),
        "long-line.txt": lambda: ("公务接待费支出1.50万元，" * 300_000).encode(),
        "digits.txt": lambda: ("2023年度部门决算\n支出" + "1" * 5 * MEGABYTE + "万元\n").encode(),
        "blanks.txt": lambda: ("2023年度部门决算\n支出" + " " * 5 * MEGABYTE + "1万元\n").encode(),
        "pipes.md": lambda: ("|a" * 100_000 + "|\n" + "|-" * 100_000 + "|\n" + "|1" * 100_000 + "|\n").encode(),
        "cells.xlsx": lambda: xlsx(
            "<sheetData>" + ("<row>" + "<c><v>1</v></c>" * 1000 + "</row>") * 2_100 + "</sheetData>"
        ),
        "corners.xlsx": lambda: xlsx(
            "<sheetData>"
            + "".join(f'<row r="{n * 1000}">{inline(f"{_letters(n)}{n * 1000}", "1")}</row>' for n in range(1, 1000))
            + "</sheetData>"
        ),
        "columns.xlsx": lambda: xlsx(
            "<sheetData>" + "".join("<row>" + "<c><v>1</v></c>" * 16_384 + "</row>" for _ in range(2)) + "</sheetData>"
        ),
        "merged.xlsx": lambda: xlsx(
            f'<sheetData><row r="1">{inline("A1", "公务接待费")}{inline("B1", "2")}</row><row r="1048576">{inline("XFD1048576", "1")}</row></sheetData>'
            "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 50_000 + "</mergeCells>"
        ),
        "long-cell.xlsx": lambda: xlsx(
            "<sheetData><row>" + inline("A1", "公务接待费") + inline("B1", "9" * 10 * MEGABYTE) + "</row></sheetData>"
        ),
        "hidden-columns.xlsx": lambda: xlsx(
            "<cols>"
            + '<col min="1" max="16384" hidden="1"/>' * 20_000
            + "</cols><sheetData>"
            + "".join(f'<row r="{n}">{inline(f"{_letters(n)}{n}", "1")}</row>' for n in range(1, 2000))
            + "</sheetData>"
        ),
        "cells.docx": lambda: docx(
            "<w:tbl>" + ("<w:tr>" + "<w:tc><w:p/></w:tc>" * 100 + "</w:tr>") * 10_001 + "</w:tbl>"
        ),
        "spans.docx": lambda: docx(
            "<w:tbl>"
            + (
                '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>'
                + paragraph("1")
                + "</w:tc><w:tc>"
                + paragraph("2")
                + "</w:tc></w:tr>"
            )
            * 90
            + "</w:tbl>"
        ),
        "skipped.docx": lambda: docx(
            '<w:tbl><w:tr><w:trPr><w:gridBefore w:val="1000000000"/></w:trPr><w:tc>'
            + paragraph("1")
            + "</w:tc><w:tc>"
            + paragraph("2")
            + "</w:tc></w:tr></w:tbl>"
        ),
    }


def _letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
