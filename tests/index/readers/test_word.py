"""Word documents give paragraphs with their printed numbers and tables with merged cells, in order; deletions are gone."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from docx import Document as NewDocument

from evals.fuzz_samples import compound_file, pack
from index.errors import ReportError
from index.read import read_document
from index.readers.numbering import in_form
from index.readers.word import read_doc, read_docx
from index.types import Document

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def _write(tmp_path: Path, body: str, **parts: str) -> Path:
    path = tmp_path / "report.docx"
    files = {"word/document.xml": f"<w:document {SPACE}><w:body>{body}</w:body></w:document>".encode()}
    for name, inner in parts.items():
        files[f"word/{name}.xml"] = f"<w:{name} {SPACE}>{inner}</w:{name}>".encode()
    path.write_bytes(pack(files))
    return path


def _texts(document: Document) -> list[str]:
    return [line.text for line in document.lines]


def _p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def _tc(inner: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def _number(level: int, list_id: int = 1) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


LEVELS = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>'
    '<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def test_document_of_an_office_program(tmp_path: Path) -> None:
    """What python-docx writes is read in order: heading, numbered list, table with merges, text after it."""
    new = NewDocument()
    new.add_heading("某局2022年决算", 1)
    new.add_paragraph("收入100万元", style="List Number")
    new.add_paragraph("支出90万元", style="List Number")
    new.add_paragraph("要点", style="List Bullet")
    table = new.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "项目"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "2022年"
    for row, column, text in ((1, 1, "预算"), (1, 2, "决算"), (2, 0, "接待费"), (2, 1, "1.50"), (2, 2, "1.48")):
        table.cell(row, column).text = text
    new.add_paragraph("完")
    new.save(str(tmp_path / "report.docx"))
    document = read_docx(tmp_path / "report.docx")
    assert _texts(document) == [
        "某局2022年决算", "1. 收入100万元", "2. 支出90万元", "要点", "项目\t2022年\t", "\t预算\t决算", "接待费\t1.50\t1.48", "完",
    ]  # fmt: skip
    assert [line.number for line in document.lines] == list(range(1, 9))
    assert document.lines[1].place == "paragraph 2"
    assert document.lines[5].place == "table 1 row 2"
    (grid,) = document.grids
    assert [[(cell.text, cell.merged) for cell in row] for row in grid.rows][:2] == [
        [("项目", False), ("2022年", False), ("2022年", True)], [("项目", True), ("预算", False), ("决算", False)],
    ]  # fmt: skip
    assert (grid.start, grid.end) == (5, 7)


def test_numbers_are_restored_by_level(tmp_path: Path) -> None:
    """一、 （一） 1. come from the list; a deeper level begins anew under each heading; bullets are no numbers."""
    levels = (0, 1, 2, 2, 3, 1, 2, 0, 1)
    body = "".join(_p("项", _number(level)) for level in levels) + _p("另", _number(0, 2)) + _p("无")
    assert _texts(read_docx(_write(tmp_path, body, numbering=LEVELS))) == [
        "一、项", "（一）项", "1. 项", "2. 项", "项", "（二）项", "1. 项", "二、项", "（一）项", "一、另", "无",
    ]  # fmt: skip


def test_numbers_come_through_styles(tmp_path: Path) -> None:
    """A style may hold the number, or inherit it from the style it is based on."""
    styles = (
        f'<w:style w:type="paragraph" w:styleId="base"><w:pPr>{_number(0)}</w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="own"><w:basedOn w:val="base"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="loop"><w:basedOn w:val="loop"/></w:style>'
    )
    body = (
        _p("甲", '<w:pStyle w:val="base"/>')
        + _p("乙", '<w:pStyle w:val="own"/>')
        + _p("丙", '<w:pStyle w:val="loop"/>')
    )
    assert _texts(read_docx(_write(tmp_path, body, numbering=LEVELS, styles=styles))) == ["一、甲", "二、乙", "丙"]


@pytest.mark.parametrize(
    ("number", "form", "printed"),
    [
        (10, "chineseCounting", "十"), (12, "chineseCounting", "十二"), (20, "chineseCountingThousand", "二十"),
        (105, "chineseCountingThousand", "一百零五"), (3, "chineseLegalSimplified", "叁"), (3, "decimalEnclosedCircle", "③"),
        (4, "upperRoman", "IV"), (27, "lowerLetter", "aa"), (2, "ideographTraditional", "乙"), (12, "decimalFullWidth", "１２"),
        (7, "decimalZero", "07"), (0, "chineseCounting", "0"), (99999, "upperRoman", "99999"), (5, "unknown", "5"),
    ],
)  # fmt: skip
def test_forms_of_numbers(number: int, form: str, printed: str) -> None:
    """Every form a Chinese report numbers with."""
    assert in_form(number, form) == printed


def test_only_what_is_printed_is_read(tmp_path: Path) -> None:
    """Insertions stay; deletions, moved text, hidden text, field codes and phonetic guides go; a line break divides."""
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        f"<w:p>{run.format('收入')}<w:ins>{run.format('100')}</w:ins><w:del><w:r><w:delText>99</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run.format('旧')}</w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>万元</w:t><w:br/><w:t>支出</w:t><w:br w:type='page'/></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{_p('控件')}</w:sdtContent></w:sdt><w:p/>"
        f"<w:p><w:hyperlink>{run.format('链接')}</w:hyperlink><w:r><w:tab/><w:t>尾</w:t></w:r></w:p>"
    )
    document = read_docx(_write(tmp_path, body))
    assert [(line.text, line.place) for line in document.lines] == [
        ("收入100万元", "paragraph 1"), ("支出", "paragraph 1"), ("控件", "paragraph 2"), ("链接\t尾", "paragraph 4"),
    ]  # fmt: skip


def test_serial_numbers_of_empty_cells_are_printed(tmp_path: Path) -> None:
    """A column of serial numbers may hold nothing but automatic numbers; an empty paragraph outside gives no line."""
    lists = LEVELS.replace('w:val="%1、"', 'w:val="%1"').replace("chineseCountingThousand", "decimal")
    rows = "".join(f"<w:tr>{_tc(_p('', _number(0)))}{_tc(_p(name))}</w:tr>" for name in ("甲", "乙"))
    body = f"<w:tbl>{rows}</w:tbl>{_p('', _number(0))}"
    assert _texts(read_docx(_write(tmp_path, body, numbering=lists))) == ["1\t甲", "2\t乙"]


def test_text_boxes_are_read_once(tmp_path: Path) -> None:
    """A box stands after its paragraph, though the file holds it in a new and an old form."""
    box = f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{_p('框')}</w:txbxContent></w:drawing></mc:Choice>"
    box += f"<mc:Fallback><w:pict><w:txbxContent>{_p('框')}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    assert _texts(read_docx(_write(tmp_path, f"<w:p><w:r><w:t>正文</w:t></w:r>{box}</w:p>"))) == ["正文", "框"]


def test_tables_of_one_column_are_text_and_inner_tables_are_grids(tmp_path: Path) -> None:
    """A document laid out inside one cell is read as if it stood outside."""
    inner = f"<w:tbl><w:tr>{_tc(_p('项目'))}{_tc(_p('决算'))}</w:tr><w:tr>{_tc(_p('甲'))}{_tc(_p('1'))}</w:tr></w:tbl>"
    document = read_docx(_write(tmp_path, f"<w:tbl><w:tr>{_tc(_p('第一段') + inner + _p('第二段'))}</w:tr></w:tbl>"))
    assert _texts(document) == ["第一段", "项目\t决算", "甲\t1", "第二段"]
    assert document.lines[2].place == "table 1 row 1, table 1 inside row 2"
    assert len(document.grids) == 1


def test_title_over_the_table_is_a_line(tmp_path: Path) -> None:
    """A first row merged over all columns is the title, not the header; a deleted row is gone."""
    wide = '<w:gridSpan w:val="2"/>'
    rows = f"<w:tr>{_tc(_p('收支总表'), wide)}</w:tr>"
    rows += f"<w:tr>{_tc(_p('项目'))}{_tc(_p('决算') + _p('（万元）'))}</w:tr>"
    rows += (
        f"<w:tr><w:trPr><w:del/></w:trPr>{_tc(_p('旧'))}{_tc(_p('9'))}</w:tr><w:tr>{_tc(_p('甲'))}{_tc(_p('1'))}</w:tr>"
    )
    document = read_docx(_write(tmp_path, f"<w:tbl>{rows}</w:tbl>"))
    assert _texts(document) == ["收支总表", "项目\t决算（万元）", "甲\t1"]
    assert document.grids[0].start == 2


def test_entity_bomb_is_refused(tmp_path: Path) -> None:
    """No office program declares entities: a part that does is refused before a few bytes become gigabytes."""
    bomb = "<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY a{n} '{('&a' + str(n - 1 if n > 1 else '') + ';') * 10}'>" for n in range(1, 12)
    )
    path = tmp_path / "report.docx"
    text = f"<?xml version='1.0'?>{bomb}]><w:document {SPACE}><w:body><w:p><w:r><w:t>&a11;正文</w:t></w:r></w:p></w:body></w:document>"
    path.write_bytes(pack({"word/document.xml": text.encode()}))
    begun = time.monotonic()
    with pytest.raises(ReportError, match="declares entities"):
        read_document(path)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("part", ["<w:p><w:r><w:t>x", "</w:p>", "&#0;"])
def test_broken_part_is_refused_by_name(tmp_path: Path, part: str) -> None:
    """XML that does not end names the part that is damaged."""
    with pytest.raises(ReportError, match=r"word/document\.xml is damaged"):
        read_document(_write(tmp_path, part))


def _program(tmp_path: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "soffice").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a shell script")
def test_old_word_goes_through_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program is given a copy in a folder of its own, and its .docx is read; a failure is told."""
    new = NewDocument()
    new.add_paragraph("收入100万元")
    new.save(str(tmp_path / "converted.docx"))
    old = tmp_path / "report.doc"
    old.write_bytes(compound_file({"WordDocument": b"x"}))
    _program(
        tmp_path,
        f'while [ $# -gt 1 ]; do [ "$1" = --outdir ] && out=$2; shift; done\ncp {tmp_path}/converted.docx $out/report.docx',
        monkeypatch,
    )
    document = read_document(old)
    assert (document.form, _texts(document)) == ("doc", ["收入100万元"])
    (tmp_path / "bin" / "soffice").write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(ReportError, match="converting it with LibreOffice failed"):
        read_doc(old)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a shell script")
def test_old_word_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A conversion without end is ended, with the programs it started."""
    _program(tmp_path, f"(sleep 2; touch {tmp_path}/late) &\nsleep 60", monkeypatch)
    monkeypatch.setattr("index.readers.word.CONVERT_SECONDS", 0.5)
    old = tmp_path / "report.doc"
    old.write_bytes(compound_file({"WordDocument": b"x"}))
    begun = time.monotonic()
    with pytest.raises(ReportError, match="took more than"):
        read_document(old)
    assert time.monotonic() - begun < 4
    time.sleep(max(0, 2.5 - (time.monotonic() - begun)))
    assert not (tmp_path / "late").exists()


def test_old_word_without_libreoffice_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the program is missing, the message says what to install or how to save the file."""
    monkeypatch.setenv("PATH", str(tmp_path))
    old = tmp_path / "report.doc"
    old.write_bytes(compound_file({"WordDocument": b"x"}))
    with pytest.raises(ReportError, match="LibreOffice is not installed") as caught:
        read_document(old)
    assert "docx" in (caught.value.next_step or "")


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_damaged_old_word_is_refused_by_libreoffice(tmp_path: Path) -> None:
    """What LibreOffice cannot open is refused, not read as nothing."""
    old = tmp_path / "report.doc"
    old.write_bytes(compound_file({"WordDocument": b"x"}))
    with pytest.raises(ReportError):
        read_document(old)
