from __future__ import annotations

from index.checks.rows import check_rows


def table(fact, *rows, column="决算数"):
    """Figures of one column: (label, value) or (label, value, code or path)."""
    facts = []
    for number, (item, value, *more) in enumerate(rows):
        place = {"table": 1, "row": number, "column": column, "line": number + 1}
        for one in more:
            place["path" if isinstance(one, tuple) else "code"] = one
        facts.append(fact(item, value, **place))
    return facts


def failed(trials):
    return [(trial.target.item, trial.expected[trial.target.id]) for trial in trials if trial.outcome == "disagrees"]


CODED = (
    ("一般公共服务支出", "100.00", "201"),
    ("政府办公厅（室）及相关机构事务", "100.00", "20103"),
    ("行政运行", "80.00", "2010301"),
    ("一般行政管理事务", "20.00", "2010302"),
    ("住房保障支出", "50.00", "221"),
    ("住房改革支出", "50.00", "22102"),
    ("住房公积金", "50.00", "2210201"),
)


def test_subjects_roll_up_and_make_up_the_total(fact, ledger):
    """项 add to 款, 款 to 类, all to 合计; every sum is tried and holds."""
    trials = list(check_rows(ledger(*table(fact, *CODED, ("合计", "150.00")))))
    assert [trial.outcome for trial in trials] == ["agrees"] * 5


def test_a_subject_that_does_not_roll_up_is_found(fact, ledger):
    """A 款 that its 项 do not make up is told with what they make; the sums that hold say nothing."""
    rows = [("行政运行", "85.00", "2010301") if row[0] == "行政运行" else row for row in CODED]
    assert failed(check_rows(ledger(*table(fact, *rows)))) == [("政府办公厅（室）及相关机构事务", "105.00万元")]


def test_rows_add_to_the_total_below_or_above(fact, ledger):
    """Rows without codes add to 合计, wherever it stands; rows below another row do not count twice."""
    parts = (("公务接待费", "8.00"), ("公务用车购置及运行费", "17.00"), ("运行费", "17.00", ("公务用车购置及运行费",)))
    assert not failed(check_rows(ledger(*table(fact, *parts, ("合计", "25.00")))))
    assert not failed(check_rows(ledger(*table(fact, ("合计", "25.00"), *parts))))
    assert failed(check_rows(ledger(*table(fact, ("合计", "25.50"), *parts)))) == [("合计", "25.00万元")]


def test_a_name_told_again_is_a_part_of_the_row_before(fact, ledger):
    """年初结转: of which 一般公共预算财政拨款 is told under a name that stood above already."""
    rows = (
        ("一般公共预算财政拨款", "2940.05"),
        ("政府性基金预算财政拨款", "10.00"),
        ("本年收入合计", "2950.05"),
        ("年初财政拨款结转和结余", "21.63"),
        ("一般公共预算财政拨款", "21.63"),
        ("总计", "2971.68"),
    )
    assert not failed(check_rows(ledger(*table(fact, *rows))))


def test_both_sides_of_a_statement_have_one_total(fact, ledger):
    """收入总计 and 支出总计 in one row of a statement are one figure."""
    row = {"table": 1, "row": 3, "line": 4}
    left = fact("收入总计", "100.00", column="收入/决算数", **row)
    for value, outcome in (("100.00", "agrees"), ("101.00", "disagrees")):
        right = fact("支出总计", value, column="支出/决算数", **row)
        assert [trial.outcome for trial in check_rows(ledger(left, right))] == [outcome]


def test_a_table_whose_sums_mostly_fail_was_not_read_right(fact, ledger):
    """Where most sums of a table fail, the reading is doubted and nothing is said."""
    rows = [(item, str(n + 7) + ".00", code) for n, (item, _, code) in enumerate(CODED)]
    assert not list(check_rows(ledger(*table(fact, *rows))))
