from __future__ import annotations

import pytest

from index.checks.parts import check_parts

TOTAL = "本年支出合计"


def breakdown(fact, total, *parts, total_item=TOTAL):
    return [fact(total_item, total)] + [fact(item, value, path=(total_item,)) for item, value in parts]


def outcomes(trials):
    return [trial.outcome for trial in trials]


@pytest.mark.parametrize(
    ("total_item", "parts"),
    [
        ("本年支出合计", (("基本支出", "600.00"), ("项目支出", "410.00"))),
        ("基本支出", (("人员经费", "600.00"), ("公用经费", "410.00"))),
        ("一般公共预算收入", (("税收收入", "600.00"), ("非税收入", "410.00"))),
        ("政府采购支出总额", (("货物", "600.00"), ("工程", "0"), ("服务", "410.00"))),
        ("“三公”经费", (("因公出国（境）费", "0"), ("公务接待费", "600.00"), ("公务用车运行维护费", "410.00"))),
        ("年末债务余额", (("一般债务", "600.00"), ("专项债务", "410.00"))),
    ],
)
def test_kinds_that_make_up_their_total_must_add_to_it(fact, ledger, total_item, parts):
    """Parts that are the whole by definition add to it: 600 and 410 are not 1,000."""
    assert outcomes(check_parts(ledger(*breakdown(fact, "1000.00", *parts, total_item=total_item)))) == ["disagrees"]
    assert outcomes(check_parts(ledger(*breakdown(fact, "1010.00", *parts, total_item=total_item)))) == ["agrees"]


def test_some_parts_need_not_make_up_the_total(fact, ledger):
    """其中 with only some of the parts is no statement about the whole."""
    parts = (("农林水支出", "600.00"), ("住房保障支出", "110.00"))
    assert not list(check_parts(ledger(*breakdown(fact, "1000.00", *parts))))


def test_a_last_part_called_others_closes_the_list(fact, ledger):
    """Vehicles by kind, ending with 其他用车, are all vehicles."""
    total = fact("车辆", "12", "辆", measure="count")
    kinds = [fact(name, n, "辆", measure="count", path=("车辆",)) for name, n in (("执法用车", "7"), ("其他用车", "4"))]
    assert outcomes(check_parts(ledger(total, *kinds))) == ["disagrees"]


def test_shares_of_a_hundred_per_cent_make_parts_the_whole(fact, ledger):
    """Parts whose shares make up 100 % must add to the total, whatever they are."""
    facts = [fact("总投资", "1000.00")]
    for name, amount, rate in (("土建", "600.00", "60.00"), ("设备", "410.00", "40.00")):
        facts.append(fact(name, amount, path=("总投资",)))
        facts.append(fact(name, rate, "%", measure="share", path=("总投资",)))
    assert outcomes(check_parts(ledger(*facts))) == ["disagrees"]


def test_meetings_and_training_are_parts_where_they_fit(fact, ledger):
    """Where the report counts 会议费 and 培训费 into “三公”经费, that is no contradiction."""
    parts = [("因公出国（境）费", "0"), ("公务接待费", "3.50"), ("公务用车运行维护费", "20.00")]
    more = [("会议费", "6.00"), ("培训费", "4.00")]
    for total, outcome in (("33.50", "agrees"), ("23.50", "agrees"), ("30.00", "disagrees")):
        facts = breakdown(fact, total, *parts, *more, total_item="“三公”经费")
        assert outcomes(check_parts(ledger(*facts))) == [outcome]


def test_parts_belong_to_the_total_they_add_to(fact, ledger):
    """Tax and other income told after two totals are the parts of the one that they add to."""
    facts = [fact("全区收入", "36.82", "亿元"), fact("区级收入", "20.00", "亿元")]
    facts += [fact("税收收入", "22.27", "亿元"), fact("非税收入", "14.55", "亿元")]
    assert outcomes(check_parts(ledger(*facts))) == ["agrees"]
