"""Reading one file: everything at once, and one kind of fault whatever goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

import index.build
from index.errors import ReportError
from index.reading import Reading, read_report
from index.types import Document, SourceLine


def test_reading_holds_tables_and_warnings(bazhong_reading: Reading) -> None:
    """A reading of a file holds its tables, and says its form."""
    assert bazhong_reading.tables
    assert bazhong_reading.report.form == "text"
    assert bazhong_reading.report.pages is None


def test_one_reading_under_two_names() -> None:
    """What reads a report is found where it is made and where libraries are built: it is the same."""
    assert index.build.read_report is read_report
    assert index.build.Reading is Reading


@pytest.mark.parametrize(
    ("fault", "words"),
    [(KeyError("column"), "not understood (KeyError: 'column')"), (MemoryError(), "more memory than there is")],
)
def test_fault_of_our_own_is_told_as_the_files(write_report, monkeypatch, fault: Exception, words: str) -> None:
    """Whatever breaks after the text was read is a ReportError with file and next step, its cause kept."""

    def broken(*_: object) -> None:
        raise fault

    monkeypatch.setattr("index.reading.find_tables", broken)
    path = write_report()
    with pytest.raises(ReportError, match="test-2022.txt") as caught:
        read_report(path)
    assert words in str(caught.value)
    assert caught.value.next_step
    assert caught.value.__cause__ is fault


def test_half_a_character_is_refused_with_its_line(write_report, monkeypatch) -> None:
    """A lone surrogate could be neither stored nor printed: the file is refused, and the line named."""
    document = Document("text", (SourceLine(1, "收入1万元"), SourceLine(2, "支出\ud800")))
    monkeypatch.setattr("index.reading.read_document", lambda path: document)
    with pytest.raises(ReportError, match="line 2: holds half a character"):
        read_report(write_report())


def test_name_that_is_no_text_is_refused(tmp_path: Path, write_report) -> None:
    """A file whose name is not text is refused with what to do."""
    path = tmp_path / "r\udcff.txt"
    try:
        path.write_bytes(write_report().read_bytes())
    except (OSError, UnicodeError):
        pytest.skip("such names cannot be made here")
    with pytest.raises(ReportError, match="name is not text"):
        read_report(path)


def test_the_line_count_of_a_web_page_is_its_last_number(tmp_path: Path) -> None:
    """Lines of a web page keep the numbers of the file: read by their count, the last of them are not lost."""
    page = tmp_path / "report.html"
    page.write_text("<html>\n\n\n<body>\n<p>清河县教育局2023年度部门决算</p>\n\n<p>公务接待费支出3.10万元。</p></body></html>", encoding="utf-8")
    reading = read_report(page)
    assert len(reading.lines) == 2
    assert reading.report.line_count == reading.lines[-1].number == 7
