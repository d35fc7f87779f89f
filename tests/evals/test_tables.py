from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from evals.errors import BadCases, BadInput
from evals.tables import (
    NOT_OPENED,
    NOT_READ,
    TableAmount,
    closing_line,
    column_levels,
    miss_line,
    plain_name,
    read_amounts,
    score_facts,
    score_tables,
    terminal_report,
)
from index.errors import ReportError
from index.types import Fact, SourceLine

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "evals" / "golden" / "tables.jsonl"
REPORTS = ROOT.parent / "shared" / "reports"
PAGES = {1: 4, 2: 4, 3: 4, 4: 5}  # line → page of the hand-made report


def amount(**changes) -> TableAmount:
    fields = {
        "file": "a.pdf",
        "page": 4,
        "table": "支出决算表",
        "code": "2010601",
        "item": "行政运行",
        "column": "基本支出",
        "value": Decimal("1503.52"),
        "unit": "万元",
        "period": "2024",
        "basis": "决算",
        "source": "tables.jsonl:1",
    }
    return TableAmount(**{**fields, **changes})


def fact(number: int = 1, **changes) -> Fact:
    fields = {
        "id": f"a.pdf#{number}",
        "file": "a.pdf",
        "item": "行政运行",
        "path": (),
        "code": "2010601",
        "period": "2024",
        "measure": "amount",
        "basis": "决算",
        "against": None,
        "fund_scope": None,
        "value": Decimal("1503.52"),
        "unit": "万元",
        "decimals": 2,
        "approximate": False,
        "printed": "1,503.52",
        "line": 1,
        "end_line": 1,
        "context_lines": (),
        "clause": "",
        "section": (),
        "table": 1,
        "row": 1,
        "column": "基本支出",
    }
    return Fact(**{**fields, **changes})


def score(amounts, facts):
    return score_facts(amounts, facts, PAGES)


@pytest.mark.parametrize(
    "read",
    [
        {},
        {"item": "一、行政 运行"},
        {"item": "（一）行政运行"},
        {"item": "1．行政运行"},
        {"column": "一般公共预算支出/基本支出"},
        {"column": "基本 支出"},
        {"value": Decimal("1503.520")},
        {"basis": None},
    ],
)
def test_what_does_not_change_the_meaning_is_right(read):
    """Spaces, list numbers, headers over the whole table and trailing zeros do not make a figure wrong."""
    summary = score([amount()], [fact(**read)])
    assert (summary.amounts, summary.right, summary.facts) == (1, 1, 1)
    assert summary.misses == ()
    assert summary.stray == ()


@pytest.mark.parametrize(
    ("read", "part"),
    [
        ({"item": "行政运行支出"}, "item"),
        ({"code": "2010602"}, "code"),
        ({"code": None}, "code"),
        ({"column": "项目支出"}, "column"),
        ({"column": "基本支出/小计"}, "column"),
        ({"column": None}, "column"),
        ({"unit": "元"}, "unit"),
        ({"period": "2023"}, "period"),
        ({"period": None}, "period"),
        ({"line": 4}, "page"),
    ],
)
def test_one_part_that_differs_is_wrong_and_named(read, part):
    """A fact with one wrong part is a miss that names the part, and a stray fact where it stands on a golden page."""
    summary = score([amount()], [fact(**read)])
    assert summary.right == 0
    assert [miss.parts for miss in summary.misses] == [(part,)]
    assert len(summary.stray) == (0 if part == "page" else 1)
    assert f"{part} read as" in miss_line(summary.misses[0])


def test_a_value_nobody_read_is_told():
    """Where no fact has the value, the miss says so; a printed zero is not excused by another zero's label."""
    summary = score([amount(), amount(value=Decimal("0.00"), column="项目支出")], [fact(value=Decimal("1503.25"))])
    assert [miss.parts for miss in summary.misses] == [(NOT_READ,), (NOT_READ,)]
    assert [found.value for _, found in summary.stray] == [Decimal("1503.25")]


def test_each_fact_answers_for_one_amount():
    """The same figure printed twice (总计 of both panels) wants two facts; a figure read twice is one stray fact."""
    total = amount(code=None, item="总计", column="决算数")
    once = fact(code=None, item="总计", column="收入/决算数")
    again = replace(once, id="a.pdf#2", column="支出/决算数")
    assert score([total, total], [once]).right == 1
    assert score([total, total], [once, again]).right == 2
    assert len(score([total], [once, again]).stray) == 1


def test_the_levels_of_a_header_are_held_in_order():
    """小计 of another group, or the right words in another order, is another column."""
    wanted = amount(column="公务用车购置及运行费/小计/决算数")
    assert score([wanted], [fact(column="“三公”经费/公务用车购置及运行费/小计/决算数")]).right == 1
    assert score([wanted], [fact(column="公务接待费/小计/决算数")]).right == 0
    assert score([wanted], [fact(column="小计/公务用车购置及运行费/决算数")]).right == 0
    assert score([wanted], [fact(column="公务用车购置及运行费/小计/预算数")]).right == 0


def test_a_row_without_a_name_is_known_by_its_header():
    """In the 三公 table the header names the item: it may stand in the fact's item or in its column, but must be there."""
    wanted = amount(code=None, item=None, column="2024年“三公”经费预算数/公务接待费")
    assert score([wanted], [fact(code=None, item="公务接待费", column="2024年“三公”经费预算数/公务接待费")]).right == 1
    named_by_path = fact(code=None, item="公务接待费", path=("三公经费预算数",), column=None)
    assert score([wanted], [named_by_path]).right == 1
    assert score([wanted], [fact(code=None, item="公务用车", column="2024年“三公”经费预算数/运行费")]).right == 0


def test_a_code_that_is_not_printed_may_only_be_the_items_own():
    """Where the row prints no code, none or the code of that name is right; any other is invented."""
    plain = amount(code=None, item="教育支出", column="决算数")
    printed = amount(code="205", item="教育支出", value=Decimal(7))
    read = [fact(2, code="205", item="教育支出", value=Decimal(7)), fact(code="205", item="教育支出", column="决算数")]
    assert score([plain, printed], read).right == 2
    assert score([plain, printed], [read[0], replace(read[1], code="206")]).right == 1


def test_precision_counts_every_figure_of_a_golden_page():
    """A code, a page number or a year read as a figure is wrong; words and other pages' figures are not counted."""
    summary = score(
        [amount()],
        [
            fact(),
            fact(2, value=Decimal(201), printed="201", table=None, column=None),
            fact(3, value=None, printed="无"),
            fact(4, value=Decimal(9), line=4),
        ],
    )
    assert (summary.right, summary.facts) == (1, 2)
    assert [(page, found.id) for page, found in summary.stray] == [(4, "a.pdf#2")]
    assert (
        closing_line(summary) == "tables: 1 of 1 amounts right (recall 100.0 %), 1 of 2 facts right (precision 50.0 %)"
    )


def test_percentages_are_cut_not_rounded():
    """999 of 1010 is 98.9 %, never 99: a threshold is not reached by rounding."""
    amounts = [amount(value=Decimal(number)) for number in range(1010)]
    facts = [fact(number, value=Decimal(number)) for number in range(999)]
    assert "recall 98.9 %" in closing_line(score(amounts, facts))


def test_the_report_counts_pages_and_kinds_of_misses():
    """Each page has its line; misses are counted by what differs; basis is counted beside the score."""
    amounts = [amount(), amount(page=5, value=Decimal(3)), amount(column="项目支出", value=Decimal(4))]
    facts = [fact(basis=None), fact(2, value=Decimal(3), line=4, unit="元"), fact(3, value=Decimal(4))]
    text = terminal_report(score(amounts, facts), misses_shown=5)
    assert "page 4: 1 of 2 amounts (50.0 %), 1 of 2 facts (50.0 %)" in text
    assert "misses: 1 unit, 1 column" in text
    assert "basis told: 0 of 1 right amounts" in text
    assert "unit read as '元'" in text


def test_numbering_and_width_of_labels():
    """List numbers go, numbers that are part of a name stay; full and half width are one."""
    assert plain_name("二十六、抗疫 特别国债") == "抗疫特别国债"
    assert plain_name("维修（护）费") == plain_name("维修(护)费")
    assert plain_name("12.5万元以上") == "12.5万元以上"
    assert column_levels("2024年“三公”经费预算数/ 小 计") == ("三公经费预算数", "小计")
    assert column_levels(None) == ()


def write_golden(folder: Path, *rows: dict) -> Path:
    path = folder / "tables.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def golden_row() -> dict:
    return {
        "file": "a.pdf", "page": 4, "table": "支出决算表", "code": "2010601", "item": "行政运行", "column": "基本支出",
        "value": "1503.52", "unit": "万元", "period": "2024", "basis": "决算",
    }  # fmt: skip


def test_reports_are_read_by_the_project_and_one_bad_file_stops_nothing(tmp_path, golden_row):
    """Pages come from the lines of the reading; a report that cannot be read costs its amounts, not the measurement."""
    golden = write_golden(tmp_path, golden_row, {**golden_row, "file": "b.pdf"})
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).touch()

    def read(path: Path):
        if path.name == "b.pdf":
            raise ReportError("is encrypted", str(path), "Save it without a password.")
        return SimpleNamespace(facts=(fact(),), lines=(SourceLine(1, "…", page=4),))

    summary = score_tables(golden, tmp_path, read)
    assert (summary.amounts, summary.right) == (2, 1)
    assert [miss.parts for miss in summary.misses] == [(NOT_OPENED,)]
    assert "encrypted" in summary.faults[0]
    assert score_tables(golden, tmp_path, read, files=["a.pdf"]).amounts == 1


def test_a_report_that_is_not_there_is_bad_input(tmp_path, golden_row):
    """Measuring without the reports is no score of nought but a fault that names the file."""
    golden = write_golden(tmp_path, golden_row)
    with pytest.raises(BadInput, match="a.pdf"):
        score_tables(golden, tmp_path, lambda path: None)
    with pytest.raises(BadInput, match="no amount"):
        score_tables(golden, tmp_path, lambda path: None, files=["c.pdf"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": "1,503.52"}, "plain decimal"),
        ({"value": 1503.52}, "plain decimal"),
        ({"code": "20106010"}, "code"),
        ({"page": 0}, "page"),
        ({"item": ""}, "item"),
        ({"column": "/"}, "column"),
        ({"note": "x"}, "fields"),
    ],
)
def test_malformed_golden_rows_are_named(tmp_path, golden_row, change, words):
    """A malformed golden row is told with file and line number."""
    with pytest.raises(BadCases, match=f"tables.jsonl:2: .*{words}"):
        read_amounts(write_golden(tmp_path, golden_row, {**golden_row, **change}))


def test_the_transcription_itself_is_the_full_score():
    """Facts that say what the golden data say, in any order, are all right; exchanged columns or rows are all wrong."""
    amounts = [row for row in read_amounts(GOLDEN) if "财政局" in row.file]
    pages = {page: page for page in {row.page for row in amounts}}
    facts = [
        fact(number, file=row.file, code=row.code, item=row.item or "", column=row.column, value=row.value, unit=row.unit,
             line=row.page, basis=row.basis)
        for number, row in enumerate(amounts)
    ]  # fmt: skip
    summary = score_facts(amounts, facts[::-1], pages)
    assert (summary.right, summary.facts, summary.basis_right) == (len(amounts), len(amounts), len(amounts))
    for part in ("column", "code", "unit"):
        assert score_facts(amounts, [replace(f, **{part: f"{getattr(f, part)}9"}) for f in facts], pages).right == 0


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the reports of the golden data are not beside the project")
def test_the_official_tables_are_read_as_promised():
    """At least 99 % of the printed amounts are facts with every part right, and 99.5 % of the facts are printed amounts."""
    summary = score_tables(GOLDEN, REPORTS)
    told = terminal_report(summary, misses_shown=20)
    assert summary.right >= Decimal("0.99") * summary.amounts, told
    assert summary.right >= Decimal("0.995") * summary.facts, told
