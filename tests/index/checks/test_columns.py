from __future__ import annotations

from decimal import Decimal

from index.checks.columns import check_columns


def rows(fact, *lines, columns):
    """Figures of a table: a label and its values under `columns`, each (name, measure, unit, basis)."""
    facts = []
    for number, (item, *values) in enumerate(lines):
        for (name, measure, unit, basis), value in zip(columns, values, strict=True):
            if value:
                place = {"table": 1, "row": number, "line": number + 1, "column": name, "measure": measure}
                facts.append(fact(item, value, unit, basis=basis, **place))
    return facts


def failed(trials):
    return [
        (trial.target.item, trial.kind, trial.expected[trial.target.id])
        for trial in trials
        if trial.outcome == "disagrees"
    ]


SPENDING = tuple((name, "amount", "万元", "决算") for name in ("本年支出合计", "基本支出", "项目支出"))
RATES = (
    ("预算数", "amount", "万元", "预算"),
    ("决算数", "amount", "万元", "决算"),
    ("完成率", "completion_rate", "%", None),
)
CHANGES = (("2022年", "amount", "万元", "决算"), ("2023年", "amount", "万元", "决算"), ("增减", "change", "万元", None))


def test_a_row_adds_up(fact, ledger):
    """合计 of a row is 基本支出 and 项目支出."""
    lines = [("甲", "30.00", "20.00", "10.00"), ("乙", "50.00", "40.00", "12.00"), ("丙", "7.00", "7.00", "")]
    assert [one[::2] for one in failed(check_columns(ledger(*rows(fact, *lines, columns=SPENDING))))] == [
        ("乙", "52.00万元")
    ]


def test_rates_of_completion_in_a_column(fact, ledger):
    """执行率 is outturn over budget, row by row; an unspent share is told as such."""
    lines = [("甲", "100.00", "90.00", "90.00"), ("乙", "50.00", "25.00", "50.00"), ("丙", "80.00", "60.00", "25.00")]
    lines.append(("丁", "40.00", "40.00", "100.00"))
    found = failed(check_columns(ledger(*rows(fact, *lines, columns=RATES))))
    assert found == [("丙", "unspent share printed as the completion rate", "75.00%")]


def test_a_column_of_differences(fact, ledger):
    """增减 is one column less the other; which, the other rows tell."""
    lines = [("甲", "5.00", "4.00", "-1.00"), ("乙", "10.00", "9.00", "-1.00"), ("丙", "15.00", "13.00", "2.00")]
    found = failed(check_columns(ledger(*rows(fact, *lines, columns=CHANGES))))
    assert [one[::2] for one in found] == [("丙", "-2.00万元")]


def test_columns_that_no_row_bears_out_are_not_related(fact, ledger):
    """Where no two columns make the third in most rows, the header was not understood and nothing is said."""
    lines = [("甲", "5.00", "4.00", "3.00"), ("乙", "10.00", "9.00", "7.50"), ("丙", "15.00", "13.00", "2.00")]
    assert not list(check_columns(ledger(*rows(fact, *lines, columns=CHANGES))))


def test_a_column_of_shares_is_of_the_total_row(fact, ledger):
    """占比 of a row is its amount over that of 合计."""
    columns = (("决算", "amount", "万元", "决算"), ("占比", "share", "%", None))
    lines = [("甲", "7.94", "92.33"), ("乙", "0.66", "6.77"), ("合计", "8.60", "100.00")]
    assert [one[::2] for one in failed(check_columns(ledger(*rows(fact, *lines, columns=columns))))] == [
        ("乙", "7.67%")
    ]


def test_a_form_with_a_label_before_each_figure(fact, ledger):
    """年初预算 62, 调整后 62, 执行 61.07, 执行率 98.50 % in one row of labels and figures is a row of columns too."""
    place = {"table": 1, "row": 0, "path": ("平台运维",)}
    facts = [
        fact("年初预算", "70.00", basis="年初预算", **place),
        fact("调整后预算数", "62.00", basis="调整预算", **place),
        fact("预算执行数", "61.07", basis="决算", **place),
    ]
    for value, count in (("98.50", 0), ("89.50", 1)):
        rate = fact("预算执行率", value, "%", measure="completion_rate", **place)
        trials = list(check_columns(ledger(*facts, rate)))
        assert len([trial for trial in trials if trial.outcome == "disagrees"]) == count * (len(trials) > 0)
        assert trials or count
    assert rate.value == Decimal("89.50")
