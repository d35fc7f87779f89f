"""The extraction report: what was read of a file, what was not understood, and what it cost."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from index.extraction import MISSED_KEPT, ExtractionReport, describe, extract
from index.reading import Reading
from index.types import Fact, Report, SourceLine


def make_fact(line: int, value: str | None, **more: object) -> Fact:
    values = {
        "id": f"a#{line}{value}", "file": "a.txt", "item": "收入", "path": (), "code": None, "period": "2022", "measure": "amount",
        "basis": None, "against": None, "fund_scope": None, "value": None if value is None else Decimal(value), "unit": "万元",
        "decimals": 2, "approximate": False, "printed": value or "好", "line": line, "end_line": line, "context_lines": (),
        "clause": "", "section": (),
    }  # fmt: skip
    return Fact(**{**values, **more})  # type: ignore[arg-type]


@pytest.fixture
def make_reading():
    """A reading of these texts and facts."""

    def make(texts: list[str], facts: list[Fact], **identity: object) -> Reading:
        values = {
            "title": None, "entity": None, "short_names": (), "year": None, "kind": None, "scope": None, "identity_lines": (),
        }  # fmt: skip
        report = Report(file="a.txt", sha256="", line_count=len(texts), **{**values, **identity})
        lines = tuple(SourceLine(number, text, 7) for number, text in enumerate(texts, start=1))
        return Reading(report, lines, (), tuple(facts), ())

    return make


def test_figure_without_a_fact_is_not_understood(make_reading) -> None:
    """A printed figure that no fact of its line holds is told with line, page and print; the share counts it."""
    reading = make_reading(["收入10.50万元，支出3万元。", "结余7.5万元。"], [make_fact(1, "10.50")])
    report = describe(reading)
    assert (report.figures, report.understood, report.share) == (3, 1, 1 / 3)
    assert [(missed.line, missed.page, missed.figures, missed.bare) for missed in report.missed] == [
        (1, 7, ("3万元",), False),
        (2, 7, ("7.5万元",), True),
    ]
    assert report.missed[1].text == "结余7.5万元。"


def test_falls_are_understood(make_reading) -> None:
    """A fall is printed without a sign and held with one: it counts as understood."""
    assert describe(make_reading(["比上年减少10.50万元。"], [make_fact(1, "-10.50", measure="change")])).share == 1


def test_every_cell_of_a_row_needs_its_fact(make_reading) -> None:
    """A row that prints one figure in two columns is understood only where both are facts."""
    row = ["2010301\t行政运行\t50.00\t50.00"]
    one = describe(make_reading(row, [make_fact(1, "50.00", table=1)]))
    two = describe(make_reading(row, [make_fact(1, "50.00", table=1), make_fact(1, "50.00", table=1, column="合计")]))
    assert (one.figures, one.understood, two.figures, two.understood) == (2, 1, 2, 2)


@pytest.mark.parametrize(
    "text",
    [
        "2010301\t行政运行\t", "208\t05\t01\t行政单位离退休", "栏次\t1\t2\t3\t4", "12\t合计\t", "第三部分 2022年度部门决算", "- 12 -",
        "川财社〔2022〕94号", "联系电话：0827-5263000", "", "|201|一般公共服务支出|",
    ],
)  # fmt: skip
def test_numbers_that_are_no_figures(make_reading, text: str) -> None:
    """Codes, serial and column numbers, years, page, document and telephone numbers are not missed."""
    assert describe(make_reading([text], [])).missed == ()


def test_code_printed_over_three_columns(make_reading) -> None:
    """The parts of a fact's code, each in its column, are no figures."""
    row = ["206\t50\t99\t其他支出\t12.00"]
    report = describe(make_reading(row, [make_fact(1, "12.00", code="2065099", table=1)]))
    assert (report.figures, report.understood) == (1, 1)


def test_figures_over_several_lines(make_reading) -> None:
    """A fact that stands on lines 1 to 2 makes its figure understood on either."""
    assert describe(make_reading(["一段", "10.50万元"], [make_fact(1, "10.50", end_line=2)])).share == 1


def test_no_figures_is_all_understood(make_reading) -> None:
    """A text without figures has none that was not understood."""
    assert describe(make_reading(["概况"], [])).share == 1


def test_facts_by_source_and_measure(make_reading) -> None:
    """Facts are counted by where they stand and what they measure."""
    facts = [make_fact(1, "1"), make_fact(1, "2", table=1), make_fact(1, None, table=1, measure="text")]
    report = describe(make_reading(["1\t2"], facts))
    assert (report.facts, report.facts_of_prose, report.facts_of_tables) == (3, 1, 2)
    assert dict(report.facts_by_measure) == {"amount": 2, "text": 1}


def test_identity_with_its_lines(make_reading) -> None:
    """Each field of the identity has its value and the line it was read from; what is unsure has none."""
    reading = make_reading(
        ["某局2022年度决算", "正文"],
        [],
        entity="某局",
        year=2022,
        evidence=(("entity", 1), ("year", 1)),
        doubts=("年份不一。",),
    )
    report = describe(reading)
    assert [(field.field, field.value, field.line, field.text) for field in report.identity] == [
        ("entity", "某局", 1, "某局2022年度决算"),
        ("year", "2022", 1, "某局2022年度决算"),
        ("kind", None, None, None),
        ("scope", None, None, None),
    ]
    assert report.doubts == ("年份不一。",)


def test_only_the_first_missed_lines_are_kept(make_reading) -> None:
    """However much was not understood, the report stays small and counts all."""
    report = describe(make_reading(["支出3万元。"] * (MISSED_KEPT + 10), []))
    assert (len(report.missed), report.missed_lines, report.figures) == (
        MISSED_KEPT,
        MISSED_KEPT + 10,
        MISSED_KEPT + 10,
    )


def test_report_survives_json(make_reading) -> None:
    """to_json and from_json, through text, give an equal report."""
    reading = make_reading(
        ["收入10.50万元，支出3万元。"], [make_fact(1, "10.50")], entity="某局", evidence=(("entity", 1),)
    )
    report = describe(replace(reading, warnings=("第3页没有文字",)), 1.2345, 80.06)
    assert ExtractionReport.from_json(json.loads(json.dumps(report.to_json()))) == report
    assert (report.seconds, report.megabytes) == (1.234, 80.1)


def test_extract_measures_the_reading(bazhong_report: Path, bazhong_reading) -> None:
    """The bundled report: the same reading, time and memory above zero, its tables counted, most figures understood."""
    reading, report = extract(bazhong_report)
    assert reading == bazhong_reading
    assert report == describe(reading, report.seconds, report.megabytes)
    assert (report.tables, report.facts) == (len(reading.tables), len(reading.facts))
    assert report.seconds > 0
    assert report.share > 0.95
