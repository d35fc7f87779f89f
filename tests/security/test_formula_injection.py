"""No file that the program writes holds a cell that a spreadsheet would work out, and no negative figure is spoilt by that.

Downloads of a hostile library as a whole: tests/app/test_injection.py.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.brief.collect import Request, make_brief
from assistant.brief.facts_table import FactsRequest, fact_rows
from assistant.brief.files import FACT_WRITERS, brief_as
from assistant.formulas import as_csv_text, is_formula_like
from index.build import build_library

FORMULAS = (
    "=1+1",
    "+A1",
    "-A1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\u3000=1",
    "\u200b=1",
    "\ufeff=1",
    "＝1+1",
    "＋A1",
    "－A1",
    "＠SUM(A1)",
    "=cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example")',
    '=WEBSERVICE("http://evil.example")',
    '=IMPORTXML("http://x")',
    "+1-1",
    "-1-",
    "--1",
    "-1%%",
)
NUMBERS = ("-12.30", "+5", "1,234.5", "-1,234.50", "-3.5%", "0", "-0.00")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_text_in_csv(text: str) -> None:
    """What begins as a formula, DDE included, in full width or behind blanks, gets an apostrophe in front."""
    assert as_csv_text(text) == f"'{text}"
    assert not is_formula_like(as_csv_text(text))


@pytest.mark.parametrize("text", NUMBERS)
def test_a_negative_number_stays_a_number(text: str) -> None:
    """A figure below nothing is written as it is printed."""
    assert as_csv_text(text) == text


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """A library whose body, titles, items, reasons and file name begin as formulas, with a negative figure."""
    folder = tmp_path_factory.mktemp("formulas")
    lines = [
        "=1+1临川市水利局2023年度部门决算",
        "第二部分 2023年度部门决算情况说明",
        "=cmd|' /C calc'!A0",
        "一、“三公”经费财政拨款支出决算情况说明",
        "2023年度“三公”经费财政拨款支出决算为3.72万元，比上年减少0.30万元。",
        '@SUM(A1)公务接待费支出1.50万元，比上年减少0.20万元，主要原因是=HYPERLINK("http://evil.example")。',
        "+A1公务用车运行维护费支出2.22万元，主要原因是+A1。",
        "年末结转和结余-4.56万元。",
    ]
    (folder / "=1+1.txt").write_text("\n".join(lines), encoding="utf-8")
    assert not build_library([folder / "=1+1.txt"], folder / "library").failed
    assistant = Assistant.open(folder / "library")
    yield assistant
    assistant.close()


def _csv(content: bytes) -> list[str]:
    return [cell for row in csv.reader(StringIO(content.decode("utf-8-sig"))) for cell in row]


def test_facts_as_csv(hostile: Assistant) -> None:
    """Every cell of the facts that begins as a formula is disarmed; figures below nothing stay numbers."""
    rows = fact_rows(hostile.library, FactsRequest())
    cells = _csv(FACT_WRITERS[".csv"](rows))
    assert [cell for cell in cells if is_formula_like(cell) and not _is_number(cell)] == []
    assert "'=1+1.txt" in cells
    assert any(cell == "-4.56" for cell in cells)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "").rstrip("%"))
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    "make",
    [
        lambda assistant: FACT_WRITERS[".xlsx"](fact_rows(assistant.library, FactsRequest())),
        lambda assistant: brief_as(make_brief(assistant, Request("", 0, "zh", None, report="=1+1.txt")), ".xlsx"),
        lambda assistant: brief_as(make_brief(assistant, Request("", 0, "en", None, report="=1+1.txt")), ".xlsx"),
    ],
)
def test_workbooks_hold_text_as_text(hostile: Assistant, make: Callable[[Assistant], bytes]) -> None:
    """In facts and briefings as Excel no cell is a formula, and what looks like one is stored as a string."""
    import openpyxl

    book = openpyxl.load_workbook(BytesIO(make(hostile)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert any(isinstance(cell.value, str) and is_formula_like(cell.value) and cell.data_type == "s" for cell in cells)
    assert not book._external_links


def test_briefings_hold_no_field(hostile: Assistant) -> None:
    """In Word no text of a report becomes a field, a link to a program or an external relationship; in Markdown no markup."""
    import zipfile

    brief = make_brief(hostile, Request("", 0, "zh", None, report="=1+1.txt"))
    with zipfile.ZipFile(BytesIO(brief_as(brief, ".docx"))) as archive:
        document = archive.read("word/document.xml").decode()
        assert "DDE" not in document
        assert not [
            name
            for name in archive.namelist()
            if name.endswith(".rels") and b'TargetMode="External"' in archive.read(name)
        ]
    assert "](http" not in brief_as(brief, ".md").decode()


def test_every_writer_of_csv_is_known() -> None:
    """A new place that writes CSV must be added here and disarm its cells: none other in the source does."""
    root = Path(__file__).resolve().parents[2]
    writers = {
        path.relative_to(root).as_posix()
        for folder in ("assistant", "evals", "index")
        for path in (root / folder).rglob("*.py")
        if "csv.writer(" in path.read_text(encoding="utf-8")
    }
    assert writers == {"assistant/brief/facts_table.py", "assistant/charts/csv_text.py", "evals/attacks/files.py"}
