"""Whose report it is, of which year and kind: read from the text with its lines, never guessed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from index.build import read_report
from index.identity import identify
from index.kinds import KINDS
from index.sections import find_sections
from index.types import Document

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ROOT.parent / "shared" / "reports"
GOLDEN = [
    json.loads(row) for row in (ROOT / "evals" / "golden" / "identity.jsonl").read_text(encoding="utf-8").splitlines()
]


def identity(lines):
    return identify("r.txt", b"data", lines, find_sections(lines), ())


def test_identity_of_the_report(bazhong_report, bazhong_reading) -> None:
    """The report is the 2022 final accounts of the municipal government office, with its short name and its hash."""
    report = bazhong_reading.report
    assert (report.entity, report.short_names, report.year) == ("巴中市人民政府办公室", ("市政府办公室",), 2022)
    assert (report.kind, report.scope, report.line_count) == ("决算", "部门", 2806)
    assert report.file == bazhong_report.name
    assert report.sha256 == hashlib.sha256(bazhong_report.read_bytes()).hexdigest()


def test_identity_names_its_lines(bazhong_reading) -> None:
    """The lines given for the identity are those that print it: the introduction and the part's heading."""
    lines = {number: bazhong_reading.lines[number - 1].text for number in bazhong_reading.report.identity_lines}
    assert "巴中市人民政府办公室（以下简称市政府办公室）" in lines[22]
    assert "2022年度部门决算" in lines[28]


@pytest.mark.parametrize(
    ("title", "entity", "year", "kind"),
    [
        ("巴中市财政局2023年度部门决算", "巴中市财政局", 2023, "决算"),
        ("巴中市教育局2024年部门预算公开说明", "巴中市教育局", 2024, "预算"),
    ],
)
def test_identity_from_a_title(number_lines, title: str, entity: str, year: int, kind: str) -> None:
    """A title that names body, year and kind settles all three."""
    report = identity(number_lines([title, "一、收入情况", "收入总计5万元。"]))
    assert (report.title, report.entity, report.year, report.kind) == (title, entity, year, kind)
    assert report.identity_lines == (1,)


def test_what_the_text_does_not_settle_is_none(number_lines) -> None:
    """A text without body, year and kind gets none of them, and cites no line."""
    report = identity(number_lines(["一、收入", "收入总计5万元。"]))
    assert (report.title, report.entity, report.short_names, report.year, report.kind, report.scope) == (
        None,
        None,
        (),
        None,
        None,
        None,
    )
    assert report.identity_lines == ()


def test_years_that_disagree_settle_nothing(number_lines) -> None:
    """Where the headings name two years equally often, the year stays open."""
    report = identity(number_lines(["第一部分 2021年度部门决算", "一、收入", "第二部分 2022年度部门决算", "一、收入"]))
    assert report.year is None
    assert "2021 (line 1)" in report.doubts[0]
    assert "2022 (line 3)" in report.doubts[0]


@pytest.mark.parametrize("golden", GOLDEN, ids=[row["file"] for row in GOLDEN])
def test_identity_of_published_reports(golden: dict) -> None:
    """Body, year, kind and scope of real reports are those a person reads, from the lines a person reads them on."""
    places = [folder / golden["file"] for folder in (ROOT / "reports", REPORTS, REPORTS / "notes")]
    path = next((place for place in places if place.exists()), None)
    if path is None:
        pytest.skip("the report does not come with the project")
    report = read_report(path).report
    assert (report.entity, report.year, report.kind, report.scope) == tuple(
        golden[k] for k in ("entity", "year", "kind", "scope")
    )
    assert list(report.identity_lines) == golden["lines"]
    assert report.kind in KINDS


def test_each_field_has_its_evidence(number_lines) -> None:
    """What settles a field is told by line: title lines, and a sentence on scope far below them."""
    lines = number_lines(
        [
            "250031某市綦州区三江口中学校",
            "2023年度决算公开说明",
            "一、收入",
            "收入5万元。",
            "以上为学校本级数据，以上均为本级数。",
        ]
    )
    report = identity(lines)
    assert dict(report.evidence) | {"title": 1} == {"title": 1, "entity": 1, "year": 2, "kind": 2, "scope": 5}
    assert report.title == "某市綦州区三江口中学校2023年度决算公开说明"


def test_a_form_names_the_body_where_the_title_does_not(number_lines) -> None:
    """预算主管部门, 编制单位 and the like name the body of a report whose title names only its region, or nothing."""
    report = identity(
        number_lines(["上海市临山区2025年区级部门预算", "预算主管部门：上海市临山区人民政府万山街道办事处"])
    )
    assert (report.entity, report.year, report.identity_lines) == ("上海市临山区人民政府万山街道办事处", 2025, (1, 2))
    assert "万山街道" in report.short_names


def test_forms_found_in_the_text_are_short_names(number_lines) -> None:
    """The entity is as the title has it; a signature that names the same body otherwise is kept as a short name."""
    report = identity(
        number_lines(["涪林区焦岩镇2020年度“三公”经费决算情况", "收入5万元。", "焦岩镇人民政府", "2021年8月"])
    )
    assert report.entity == "涪林区焦岩镇"
    assert {"焦岩镇", "焦岩镇人民政府"} <= set(report.short_names)
    assert report.year == 2020


def test_a_publisher_is_not_the_body(number_lines) -> None:
    """A page published by the bureau above a school is of the school."""
    report = identity(number_lines(["[ 发布机构 ]\t綦州区教委", "某市綦州区三江口中学校2023年度单位决算公开说明"]))
    assert report.entity == "某市綦州区三江口中学校"
    assert "綦州区教委" not in report.short_names


def test_a_text_that_speaks_of_another_year_is_told(number_lines) -> None:
    """Where headings and text outnumber the title's year a doubt names both lines; where nothing bears it out, no year."""
    body = ["一、收入情况", "2021年度收入总计10万元。", "二、支出情况", "2021年度支出总计10万元。"]
    some = identity(number_lines(["某县教育局2020年部门决算", *body, "2020年度结转1万元。"]))
    assert some.year == 2020
    assert some.doubts == ("The title names 2020 (line 1), the text speaks of 2021 (line 3).",)
    all_of_it = identity(number_lines(["某县教育局2020年部门决算", *body, "2021年度结转1万元。"]))
    assert all_of_it.year is None
    assert len(all_of_it.doubts) == 1


def test_a_year_compared_with_and_a_date_are_no_doubt(number_lines) -> None:
    """Prior years, dates of publication and the day assets were counted on do not speak against the title."""
    texts = [
        "某县教育局2025年部门预算",
        "比2024年预算增加5万元。",
        "截至2024年8月31日，车辆3辆。",
        "公开日期：2024年9月2日",
        "2025年收入预算5万元。",
    ]
    report = identity(number_lines(texts))
    assert (report.year, report.doubts) == (2025, ())


def test_two_bodies_leave_the_body_open(number_lines) -> None:
    """Two fields that name two bodies settle none, and a doubt says so."""
    report = identity(number_lines(["2024年部门预算", "编制单位：西湖区文化馆", "填报单位：西湖区图书馆"]))
    assert report.entity is None
    assert "西湖区文化馆 (line 2)" in report.doubts[0]


def test_form_and_pages_come_from_the_document(number_lines) -> None:
    """Where the document is given, the report says what form of file it is and how many pages it has."""
    lines = number_lines(["某县教育局2020年部门决算"])
    report = identify("r.pdf", b"data", lines, (), (), Document("pdf", lines, pages=12))
    assert (report.form, report.pages) == ("pdf", 12)
