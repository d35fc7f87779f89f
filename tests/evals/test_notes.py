from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from evals.errors import BadCases, BadInput
from evals.notes import (
    GOLDEN,
    SAMPLE_SIZE,
    Verdict,
    closing_line,
    faults_of,
    read_golden,
    sample,
    score_facts,
    score_notes,
    terminal_report,
)
from evals.pair import pair_most
from index.errors import ReportError
from index.types import Fact

NOTES = Path(__file__).resolve().parents[3] / "shared" / "reports" / "notes"
FILE = "note.txt"
ROW = {
    "file": FILE,
    "line": 5,
    "printed": "49.04",
    "value": "-49.04",
    "unit": "万元",
    "items": [["公务用车", "运行"]],
    "measure": "change",
    "period": "2022",
    "basis": None,
    "against": ["2021", "上年"],
}


def fact(**changes) -> Fact:
    """The right fact for `ROW`, changed."""
    fields = {
        "id": "f", "file": FILE, "item": "公务用车购置及运行维护费", "path": (), "code": None, "period": "2022",
        "measure": "change", "basis": None, "against": "2021年", "fund_scope": None, "value": Decimal("-49.04"),
        "unit": "万元", "decimals": 2, "approximate": False, "printed": "49.04万元", "line": 5, "end_line": 5,
        "context_lines": (), "clause": "", "section": ("三、“三公”经费",),
    }  # fmt: skip
    return Fact(**{**fields, **changes})


@pytest.fixture
def golden(tmp_path):
    """Golden rows read from a file as the real ones are: `ROW` with each set of changes."""

    def make(*changes):
        path = tmp_path / "golden.jsonl"
        rows = [{**ROW, **change} for change in changes or ({},)]
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return read_golden(path)

    return make


def counts(summary) -> tuple[int, int, int, int]:
    """(golden rows right, golden rows, facts right, facts)."""
    return (
        sum(one.right for one in summary.figures),
        len(summary.figures),
        sum(one.right for one in summary.facts),
        len(summary.facts),
    )


def test_a_right_fact_is_right_on_both_sides(golden):
    """A fact with the figure, item, measure, period, basis and base of the golden row counts for recall and precision."""
    summary = score_facts(golden(), [fact()])
    assert counts(summary) == (1, 1, 1, 1)
    assert summary.misses == ()
    assert (
        closing_line(summary) == "notes: 1 of 1 figures right (recall 100.0 %), 1 of 1 facts right (precision 100.0 %)"
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"item": "公务接待费"}, "wrong item"),
        ({"measure": "amount"}, "wrong measure"),
        ({"period": "2021"}, "wrong period"),
        ({"period": None}, "wrong period"),
        ({"against": "年初预算"}, "wrong against"),
        ({"against": None}, "wrong against"),
        ({"value": Decimal("49.04")}, "wrong sign"),
        ({"unit": "元"}, "wrong unit"),
        ({"line": 6, "end_line": 6}, "wrong line"),
        ({"item": "公务接待费", "against": "预算"}, "wrong item, wrong against"),
    ],
)
def test_each_fault_has_its_name(golden, change, reason):
    """What is wrong with the nearest fact is told once, and the fact counts against both recall and precision."""
    summary = score_facts(golden(), [fact(**change)])
    assert counts(summary) == (0, 1, 0, 1)
    assert [(miss.reason, bool(miss.golden), bool(miss.fact)) for miss in summary.misses] == [(reason, True, True)]


def test_wrong_basis_and_what_is_not_scored(golden):
    """A basis that is listed is scored, null in a list accepts none, a bare null accepts anything."""
    (row,) = golden({"measure": "amount", "basis": ["决算", None], "against": None, "period": None})
    right = fact(measure="amount", basis="决算", against="whatever", period="1999")
    assert faults_of(row, right) == ()
    assert faults_of(row, replace(right, basis=None)) == ()
    assert faults_of(row, replace(right, basis="年初预算")) == ("wrong basis",)


def test_a_figure_without_a_fact_and_a_fact_without_a_figure(golden):
    """What was not found lowers recall alone, what is no figure lowers precision alone; text facts count nowhere."""
    summary = score_facts(golden(), [])
    assert counts(summary) == (0, 1, 0, 0)
    assert [miss.reason for miss in summary.misses] == ["not found"]
    number = fact(value=Decimal("104.06"), unit="")
    summary = score_facts(golden(), [fact(), number, fact(value=None, printed="与2021年持平")])
    assert counts(summary) == (1, 1, 1, 2)
    assert [(miss.reason, miss.fact) for miss in summary.misses] == [("extra fact", number)]


def test_money_is_compared_over_its_units_and_scripts(golden):
    """490400 元 and 49.04 萬元 are one amount; 49.04 % is another thing. Items in traditional script are the same words."""
    rows = golden()
    for value, unit in (("-490400", "元"), ("-0.4904", "百萬元"), ("-49.04", "萬元")):
        assert counts(score_facts(rows, [fact(value=Decimal(value), unit=unit, item="公務用車運行維護費")]))[0] == 1
    assert counts(score_facts(rows, [fact(unit="%")]))[0] == 0


def test_one_fact_answers_for_one_row(golden):
    """Two printed zeros want two facts, and each fact goes to the row it is right for, whatever their order."""
    zero = {"value": "0", "printed": "0", "measure": "amount", "against": None}
    rows = golden({**zero, "items": ["出国", "公务"]}, {**zero, "items": ["公务"]})
    cars, abroad = (fact(value=Decimal(0), measure="amount", item=item) for item in ("公务用车", "因公出国（境）费"))
    assert counts(score_facts(rows, [cars, abroad])) == (2, 2, 2, 2)
    assert counts(score_facts(rows, [cars])) == (1, 2, 1, 1)


def test_a_figure_of_two_items_may_make_two_facts_but_not_one_fact_twice(golden):
    """收、支总计均为 is one figure of two items: both facts are right. The same fact again is a repeated fact."""
    rows = golden({"items": ["收入", "支出"]})
    income, spending = fact(item="收入总计"), fact(item="支出总计")
    assert counts(score_facts(rows, [income, spending])) == (1, 1, 2, 2)
    summary = score_facts(rows, [income, replace(income, id="g")])
    assert counts(summary) == (1, 1, 1, 2)
    assert [miss.reason for miss in summary.misses] == ["repeated fact"]


def test_what_may_be_left_or_taken_counts_nowhere(golden):
    """An optional row is neither missed nor a fault when found, even under another meaning."""
    rows = golden({"optional": True})
    assert counts(score_facts(rows, [])) == (0, 0, 0, 0)
    assert counts(score_facts(rows, [fact()])) == (0, 0, 0, 0)
    assert counts(score_facts(rows, [fact(item="公务接待费")])) == (0, 0, 0, 0)


def test_words_an_item_may_not_hold(golden):
    """A total is not the item of one of its parts, though the section names the total."""
    (row,) = golden({"items": ["三公"], "not": ["接待"]})
    assert faults_of(row, fact(item="合计")) == ()
    assert faults_of(row, fact(item="公务接待费")) == ("wrong item",)


def test_a_month_lies_in_its_year(golden):
    """A period may be finer than the golden one, not coarser and not another."""
    (year,), (month,) = golden({"period": "2022"}), golden({"period": "2022-05"})
    assert faults_of(year, fact(period="2022-05")) == ()
    assert faults_of(month, fact(period="2022-05")) == ()
    assert faults_of(month, fact(period="2022")) == ("wrong period",)


def test_the_sample_is_the_same_on_every_run():
    """The same 200 are drawn each time; fewer than that are all taken."""
    verdicts = [Verdict(FILE, "amount", number % 2 == 0, True) for number in range(1000)]
    drawn = sample(verdicts)
    assert len(drawn) == SAMPLE_SIZE
    assert drawn == sample(verdicts)
    assert sample(verdicts[:7]) == tuple(verdicts[:7])


def test_the_report_lists_misses_and_never_rounds_a_share_up(golden):
    """Every miss is a line with file, line and reason; 1999 of 2000 is not 100.0 %."""
    summary = score_facts(golden(), [fact(period="2021")])
    text = terminal_report(summary)
    assert f"{FILE}:5  wrong period" in text
    assert "misses: 1 wrong period" in text
    many = replace(summary, figures=(Verdict(FILE, "amount", True, True),) * 1999 + summary.figures)
    assert "1999 of 2000 figures right (recall 99.9 %)" in closing_line(many)


def test_a_file_that_cannot_be_read_is_missed_and_stops_nothing(golden, tmp_path, monkeypatch):
    """The rows of an unreadable file are "not read", with its message; the others are still scored."""

    def read_report(path):
        if path.name == "broken.txt":
            raise ReportError("is not text", path.name, "mend it")
        return SimpleNamespace(facts=(fact(),))

    monkeypatch.setattr("index.build.read_report", read_report)
    summary = score_notes(golden({"file": "broken.txt"}, {}), tmp_path)
    assert counts(summary) == (1, 2, 1, 1)
    assert summary.misses[0].reason == "not read"
    assert "is not text" in summary.misses[0].detail
    with pytest.raises(BadInput):
        score_notes(golden(), tmp_path / "nowhere")


@pytest.mark.parametrize(
    "change",
    [{"value": "49,04"}, {"line": 0}, {"measure": "sum"}, {"items": []}, {"items": [[""]]}, {"against": 5}],
)
def test_malformed_rows_are_told(golden, change):
    """A row that cannot be used is told with its place before anything is read."""
    with pytest.raises(BadCases, match="golden.jsonl:1"):
        golden(change)


def test_pairing_finds_the_most():
    """A later chooser moves an earlier one when that leaves both a partner; no one who has a partner loses it."""
    assert pair_most([0, 1], {0: [0, 1], 1: [0]}) == {0: 1, 1: 0}
    assert pair_most([0, 1], {0: [0], 1: [0]}) == {0: 0}
    assert pair_most([0], {}) == {}


def test_the_golden_rows_are_well_formed():
    """The file is read without a fault, holds all 24 notes, and an Arabic print is its value but for the sign."""
    rows = read_golden(GOLDEN)
    assert len({row.file for row in rows}) == 24
    assert sum(not row.optional for row in rows) > 1000
    for row in rows:
        plain = re.sub(r"[,\s+]", "", row.printed)
        if re.fullmatch(r"-?[0-9.]+", plain):
            assert abs(row.value) == abs(Decimal(plain)), row.source
        # a row without any accepted word for its item would be right for every fact on its line
        assert all(word.strip() for group in row.items for word in group), row.source


@pytest.mark.skipif(not NOTES.is_dir(), reason="the reports folder ../shared/reports is not beside this checkout")
def test_every_golden_figure_is_printed_on_its_line():
    """Each print stands on the line that its row names, as often as there are rows of it."""
    rows = read_golden(GOLDEN)
    lines: dict[str, list[str]] = {}
    for file in {row.file for row in rows}:
        raw = (NOTES / file).read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("gb18030")
        lines[file] = text.split("\n")
    wanted = Counter((row.file, row.line, row.printed) for row in rows)
    missing = [key for key, count in wanted.items() if lines[key[0]][key[1] - 1].count(key[2]) < count]
    assert missing == []
