from __future__ import annotations

from decimal import Decimal

import pytest

from index.checks.intervals import Interval, as_printed, interval_of, judge_rate, judge_sum


@pytest.mark.parametrize(
    ("total", "parts", "outcome"),
    [
        ("3.00", ("1.00", "2.00"), "agrees"),
        ("1385.27", ("84.10", "1301.18"), "rounding"),
        ("3.02", ("1.00", "2.00"), "disagrees"),
        ("6.02", ("1.00", "2.00", "3.00"), "rounding"),
        ("6.03", ("1.00", "2.00", "3.00"), "disagrees"),
        ("982.36", ("801.24", "150.98", "25.63", "4.52"), "rounding"),
    ],
)
def test_a_sum_may_be_off_by_half_a_unit_a_figure(fact, total, parts, outcome):
    """A total of n parts may differ by n+1 half units of the last place: that is rounding, more is not."""
    assert judge_sum(fact("合计", total), [fact("部分", part) for part in parts]) == outcome


def test_what_is_counted_and_a_bare_zero_leave_no_room(fact):
    """12 vehicles are not 3 and 10, and a printed 0 does not hide a difference of a half."""
    cars = [fact("甲", "3", "辆", measure="count"), fact("乙", "10", "辆", measure="count")]
    assert judge_sum(fact("车辆", "12", "辆", measure="count"), cars) == "disagrees"
    assert judge_sum(fact("合计", "1.30"), [fact("甲", "1.00"), fact("乙", "0")]) == "disagrees"


def test_units_of_money_are_one_scale(fact):
    """36.82 亿元 is 22.27 亿元 and 145,555 万元; each figure brings the precision of its own unit."""
    assert (
        judge_sum(fact("收入", "36.82", "亿元"), [fact("税", "22.27", "亿元"), fact("非税", "145555")]) != "disagrees"
    )
    assert (
        judge_sum(fact("收入", "36.92", "亿元"), [fact("税", "22.27", "亿元"), fact("非税", "145555")]) == "disagrees"
    )


def test_an_approximate_figure_has_a_tenth_of_room(fact):
    """约205万元 stands for anything within ten per cent."""
    assert interval_of(fact("经费", "200", approximate=True)) == Interval(Decimal(1_800_000), Decimal(2_200_000))


@pytest.mark.parametrize(
    ("printed", "point", "outcome"),
    [("12.50", "0.125", "agrees"), ("12.50", "0.12508", "rounding"), ("12.50", "0.1260", "disagrees")],
)
def test_a_rate_may_be_cut_instead_of_rounded(fact, printed, point, outcome):
    """A rate may miss the quotient by one unit of its last place, for digits are sometimes cut off; not by more."""
    rate = fact("占比", printed, "%", measure="share")
    quotient = Decimal(point)
    assert judge_rate(rate, Interval(quotient, quotient), quotient) == outcome


def test_a_quotient_by_what_may_be_zero_is_no_quotient(fact):
    """Nothing is said about a rate on a base that may be nothing."""
    assert Interval(Decimal(1), Decimal(2)).over(Interval(Decimal(0), Decimal(1))) is None


def test_a_value_is_written_as_its_neighbour_is_printed(fact):
    """What was computed is shown with the unit and the decimals of the figure it stands for."""
    assert as_printed(Decimal("1929100"), fact("经费", "275.76")) == "192.91万元"
    assert as_printed(Decimal("13.953"), fact("降幅", "-16.22", "%", measure="percent_change")) == "13.95%"
