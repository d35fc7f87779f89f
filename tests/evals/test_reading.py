"""Measuring the reading: every file is measured or told, and a PDF is set beside plain text extraction of itself."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evals.errors import BadInput
from evals.reading import FileReading, ReadingSummary, closing_line, measure_reading, terminal_report

TEXT = "第二部分 2022年度部门决算情况说明\n2022年度收入总计100.50万元，比上年减少10.10万元。\n"


def pdf(pages: int) -> bytes:
    """A PDF of so many pages with a line of text on each."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(pages))
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {pages}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for number in range(pages):
        stream = f"BT /F1 12 Tf 72 700 Td (Total income 10{number}.50) Tj ET"
        bodies.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * number} 0 R>>"
        )
        bodies.append(f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream")
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(bodies) + 1}/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF"
    return data + end.encode()


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder of a text, a PDF of three pages and a file that cannot be read."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(pdf(3))
    (tmp_path / "c.txt").write_bytes(b"")
    (tmp_path / "d.png").write_bytes(b"\x89PNG")
    return tmp_path


def test_every_report_is_measured_or_told(reports: Path) -> None:
    """Readable files of the folder are measured in seconds and megabytes; one that cannot be read has its message."""
    text, printed, broken = measure_reading(reports, baseline=True).files
    assert (text.file, text.form, text.pages, text.plain, text.fault) == ("a.txt", "text", 0, None, "")
    assert text.facts > 0
    assert text.seconds > 0
    assert text.megabytes > 0 or sys.platform == "win32"
    assert (printed.form, printed.pages) == ("pdf", 3)
    assert printed.plain is not None
    assert printed.plain > 0
    assert printed.times_plain == printed.seconds / printed.plain
    assert "c.txt" in broken.fault


def test_files_may_be_named(reports: Path) -> None:
    """Only the files named are read, and no baseline is measured unasked."""
    (one,) = measure_reading(reports, files=["b.pdf"]).files
    assert (one.file, one.plain) == ("b.pdf", None)


def test_missing_folder_file_and_empty_folder_are_bad_input(reports: Path, tmp_path: Path) -> None:
    """What is not there is told before anything is read."""
    (tmp_path / "none").mkdir()
    for folder, files in ((tmp_path / "nowhere", ()), (reports, ["x.pdf"]), (tmp_path / "none", ())):
        with pytest.raises(BadInput):
            measure_reading(folder, files=files)


SLOW = FileReading("b.pdf", "pdf", 25, 300, 2.06, 180.4, 0.1)
QUICK = FileReading("a.txt", "text", 0, 5, 0.5, 30.0)
BROKEN = FileReading("c.txt", fault="c.txt: the file is empty.")


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ((SLOW,), "reading: 25 pages in 2.1 s of one core, 180 MB (20.6 times plain text extraction)"),
        ((QUICK, QUICK), "reading: 2 files in 1.0 s of one core, 30 MB"),
        ((QUICK, SLOW, BROKEN), "reading: 25 pages in 2.1 s of one core, 180 MB (20.6 times plain text extraction); 1 of 3 files not read"),
        ((BROKEN,), "reading: 0 files in 0.0 s of one core, 0 MB; 1 of 1 files not read"),
    ],
)  # fmt: skip
def test_closing_line(files: tuple[FileReading, ...], line: str) -> None:
    """Pages with their own seconds, the largest peak, and the ratio over the files that have one."""
    assert closing_line(ReadingSummary(files)) == line


def test_a_line_for_each_file() -> None:
    """Seconds a page, memory, facts and ratio of each file; the message of one that was not read."""
    assert terminal_report(ReadingSummary((SLOW, QUICK, BROKEN))).splitlines() == [
        "b.pdf: 25 pages, 0.082 s a page, 2.06 s of one core, 180 MB, 300 facts, 20.6 times plain text",
        "a.txt: 0.50 s of one core, 30 MB, 5 facts",
        "not read: c.txt: the file is empty.",
    ]
