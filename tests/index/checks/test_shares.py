from __future__ import annotations

from index.checks.shares import check_shares


def share(fact, item, value, against=None, **more):
    return fact(item, value, "%", measure="share", against=against, **more)


def failed(trials):
    return [trial for trial in trials if trial.outcome == "disagrees"]


def test_a_share_is_part_over_whole(fact, ledger):
    """1,650.40 of 2,150.40 is 76.75 %, not 67.75 %."""
    whole = fact("本年支出合计", "2150.40")
    part = fact("基本支出", "1650.40", path=("本年支出合计",))
    for printed, count in (("76.75", 0), ("67.75", 1)):
        told = share(fact, "基本支出", printed, "本年支出合计", path=("本年支出合计",))
        trials = failed(check_shares(ledger(whole, part, told)))
        assert [trial.expected[trial.target.id] for trial in trials] == ["76.75%"] * count


def test_a_whole_named_elsewhere_is_found(fact, ledger):
    """占“三公”经费支出总额 is of the total wherever it is printed."""
    facts = [
        fact("“三公”经费", "7.69", line=1),
        fact("公务接待费", "5.21", line=30),
        share(fact, "公务接待费", "76.57", "“三公”经费支出总额", line=30),
    ]
    (trial,) = check_shares(ledger(*facts))
    assert (trial.outcome, trial.expected[trial.target.id]) == ("disagrees", "67.75%")


def test_an_unnamed_whole_needs_most_shares_behind_it(fact, ledger):
    """A list of shares tells its whole; the one that does not fit it is doubted, a lone share never is."""
    whole = fact("财政拨款支出", "1000.00")
    rows = [("教育", "300.00", "30.00"), ("卫生", "400.00", "40.00"), ("住房", "100.00", "12.00")]
    listed = [one for name, amount, rate in rows for one in (fact(name, amount), share(fact, name, rate))]
    assert [trial.target.item for trial in failed(check_shares(ledger(whole, *listed)))] == ["住房"]
    assert not failed(check_shares(ledger(whole, *listed[4:])))


def test_a_sibling_is_no_whole(fact, ledger):
    """A part read under its sibling is a doubtful reading: both shares are of one whole that is not the sibling."""
    facts = [
        fact("基本支出", "717135.36", "元"),
        share(fact, "基本支出", "71.49"),
        fact("项目支出", "286000.00", "元", path=("基本支出",)),
        share(fact, "项目支出", "28.51", "基本支出", path=("基本支出",)),
    ]
    assert not failed(check_shares(ledger(*facts)))
