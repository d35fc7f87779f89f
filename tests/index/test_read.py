"""A file becomes numbered lines; nothing of them is altered, and a file that is no text is refused with a reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evals.fuzz_samples import pack, samples
from index.errors import ReportError
from index.read import READABLE, clean_text, read_document, read_lines
from index.types import Document

TEXT = "第一部分 部门概况\n2022年度收入总计2,659.55万元。\n"


def test_report_has_as_many_lines_as_its_file(bazhong_report: Path, bazhong_reading) -> None:
    """The report's 2,806 lines keep their numbers: line n of the file is line n of the reading."""
    assert bazhong_report.read_bytes().count(b"\n") == 2806
    assert [line.number for line in bazhong_reading.lines] == list(range(1, 2807))


def test_lines_are_verbatim(bazhong_report: Path, bazhong_reading) -> None:
    """Every line equals the file's line byte for byte: residue, tabs and trailing blanks included."""
    stored = [line.text.encode() for line in bazhong_reading.lines]
    assert stored == bazhong_report.read_bytes().split(b"\n")[:2806]


def test_line_85_is_the_vehicle_line(bazhong_reading) -> None:
    """The line that answers the project's sample question stands at number 85."""
    assert bazhong_reading.lines[84].text == (
        "2.公务用车购置及运行维护费支出111.99万元,完成预算100%。公务用车购置及运行维护费支出决算比2021年减少49.04万元，"
        "下降30.45%。主要原因是2022年比2021年减少更新购置公务用车1辆。"
    )


@pytest.mark.parametrize(
    "residue", ["[bookmark: _Toc18520]", "[image: ]", "PAGEREF _Toc15396602", "\ufeff", "\u200b", "\u00ad"]
)
def test_residue_means_nothing(residue: str) -> None:
    """What Word leaves behind is taken out of the meaning of a line."""
    assert clean_text(f"{residue}二、机构设置{residue}") == "二、机构设置"


def test_residue_keeps_its_line(bazhong_reading) -> None:
    """A line that holds residue only is a line of the numbering all the same."""
    residue_only = [line for line in bazhong_reading.lines if line.text.strip() and not clean_text(line.text)]
    assert {1, 4, 35, 39, 43, 48, 53, 57, 83, 2763, 2793} <= {line.number for line in residue_only}
    assert all("[" in line.text for line in residue_only)


def test_blanks_are_made_one() -> None:
    """Ideographic, unbreakable and repeated blanks read as one blank; brackets that are no residue stay."""
    assert clean_text("　收入\u00a0 总计 \t 〔2022〕1号 [注]　") == "收入 总计 〔2022〕1号 [注]"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings_of_chinese_reports(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with and without mark, UTF-16 with mark and the Chinese code pages read as the same text."""
    path = tmp_path / "report.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert [line.text for line in read_lines(path)] == TEXT.splitlines()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(tmp_path: Path, end: str) -> None:
    """Line ends of every system divide lines alike, and a missing last one loses nothing."""
    path = tmp_path / "report.txt"
    path.write_bytes(end.join(["一、收入", "", "二、支出"]).encode())
    assert [(line.number, line.text) for line in read_lines(path)] == [(1, "一、收入"), (2, ""), (3, "二、支出")]


def test_separators_inside_a_line_divide_nothing(tmp_path: Path) -> None:
    """A form feed or a Unicode separator is part of its line, as it is for an editor that numbers lines."""
    path = tmp_path / "report.txt"
    path.write_bytes("一\x0c二\u2028三四\n五\n".encode())
    assert [line.text for line in read_lines(path)] == ["一\x0c二\u2028三四", "五"]


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"", "no text"), (b" \n\t\n\n", "no text"), (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "not a text file"),
     (b"PK\x03\x04" + b"\x00\x01\x02" * 200, "not a text file"), ("收入".encode("utf-16") + b"x", "not a text file")],
)  # fmt: skip
def test_file_without_text_is_refused(tmp_path: Path, data: bytes, word: str) -> None:
    """Empty and binary files are refused with the file's name, the reason and what to do next."""
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(ReportError, match=word) as caught:
        read_lines(path)
    assert str(path) in str(caught.value)
    assert caught.value.next_step


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that is not there is named."""
    with pytest.raises(ReportError, match="no such file"):
        read_lines(tmp_path / "nowhere.txt")


def test_folder_is_no_report(tmp_path: Path) -> None:
    """A folder in a report's place is refused, with the system's reason."""
    with pytest.raises(ReportError, match="cannot be read"):
        read_lines(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_file_without_permission_is_refused(tmp_path: Path) -> None:
    """A file that may not be read is refused, and permissions are named."""
    path = tmp_path / "locked.txt"
    path.write_text(TEXT, encoding="utf-8")
    path.chmod(0)
    with pytest.raises(ReportError, match="permissions"):
        read_lines(path)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that opens and cannot be read")
def test_file_that_fails_while_read_is_refused(tmp_path: Path) -> None:
    """A file that opens and then cannot be read is refused too."""
    path = tmp_path / "broken.txt"
    path.symlink_to("/proc/self/mem")
    with pytest.raises(ReportError, match="cannot be read"):
        read_lines(path)


def test_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    """A file of more than 64 MiB is refused by its size, before it is read."""
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    with pytest.raises(ReportError, match="67,108,865 bytes"):
        read_lines(path)


NOTES = Path(__file__).resolve().parents[3] / "shared" / "reports" / "notes"


@pytest.mark.parametrize(("name", "data"), samples().items())
def test_every_form_is_read_by_its_content(tmp_path: Path, name: str, data: bytes) -> None:
    """A file of any form, whatever its name, gives lines with rising numbers and rectangular grids on those lines."""
    path = tmp_path / "without-suffix"
    path.write_bytes(data)
    document = read_document(path)
    _check_contract(document)
    assert any("2022" in line.text or "样本" in line.text for line in document.lines)
    if name not in ("report.txt", "report-gb.txt", "report.md"):
        assert document.grids


def _check_contract(document: Document) -> None:
    numbers = [line.number for line in document.lines]
    assert numbers == sorted(set(numbers))
    assert numbers[0] >= 1
    for grid in document.grids:
        assert len({len(row) for row in grid.rows}) == 1
        assert grid.start == grid.rows[0][0].start
        assert grid.end == max(cell.end for row in grid.rows for cell in row)
        assert {cell.start for row in grid.rows for cell in row} <= set(numbers)


@pytest.mark.skipif(not NOTES.is_dir(), reason="the short disclosures are not part of the project")
def test_short_disclosures_keep_their_lines() -> None:
    """Text, Markdown and CSV disclosures are verbatim; each line of the web pages stands on its line of the file."""
    for path in sorted(NOTES.iterdir()):
        document = read_document(path)
        _check_contract(document)
        data = path.read_bytes()
        try:
            raw = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raw = data.decode("gb18030")
        if document.form == "html":
            assert all(line.place is None for line in document.lines), path.name
            assert len(document.lines) == len(raw.splitlines()), path.name
        else:
            assert [line.text for line in document.lines] == raw.replace("\r\n", "\n").rstrip("\n").split("\n"), (
                path.name
            )


def test_folder_picks_files_of_every_form() -> None:
    """The names by which a folder's files are picked cover every form that is read."""
    assert {
        ".txt",
        ".md",
        ".csv",
        ".tsv",
        ".html",
        ".htm",
        ".mht",
        ".docx",
        ".xlsx",
        ".xlsm",
        ".xls",
        ".pdf",
        ".doc",
    } < set(READABLE)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_office_file_without_its_parts_is_refused(tmp_path: Path, name: str) -> None:
    """An office file whose text is missing or unreadable is refused by name, never with a trace."""
    main = {"a.docx": "word/document.xml", "a.xlsx": "xl/workbook.xml"}[name]
    for part in (b"", b"<a/>", b"\x00\x01", b"<a>" * 50):
        path = tmp_path / name
        path.write_bytes(pack({main: part}))
        with pytest.raises(ReportError) as caught:
            read_document(path)
        assert str(path) in str(caught.value)
        assert caught.value.next_step


def test_fault_inside_a_parser_is_told_as_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a foreign parser raises becomes one message with file, reason and next step."""

    def burst(path: Path) -> Document:
        raise KeyError("inner")

    monkeypatch.setattr("index.readers.word.read_docx", burst)
    path = tmp_path / "report.docx"
    path.write_bytes(samples()["report.docx"])
    with pytest.raises(ReportError, match="cannot be read as docx") as caught:
        read_document(path)
    assert "KeyError" in str(caught.value)
    assert caught.value.next_step


def test_table_too_wide_names_its_file(tmp_path: Path) -> None:
    """A fault that a part of a reader finds is told with the file it is in."""
    path = tmp_path / "wide.html"
    path.write_text("<table><tr>" + "<td colspan=90>x</td>" * 9, encoding="utf-8")
    with pytest.raises(ReportError, match="400 columns") as caught:
        read_document(path)
    assert str(path) in str(caught.value)
