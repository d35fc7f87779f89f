"""What the invented accounts promise: they add up, from year to year and from body to department."""

from decimal import Decimal

import pytest

from evals.synthetic.accounts import FUNDS, GENERAL
from evals.synthetic.bodies import invent_bodies
from evals.synthetic.ledger import CENT, HUNDRED, keep_books

YEARS = (2020, 2021, 2022, 2023)


@pytest.fixture(scope="module", params=(HUNDRED, CENT), ids=("hundreds", "cents"))
def books(request):
    """The books of forty bodies."""
    return {body: keep_books(body, YEARS, 11, request.param) for body in invent_bodies(40, 11)}


def accounts_of(books):
    """Every account, of bodies alone and of departments."""
    return [account for kept in books.values() for part in (kept.alone, kept.department) for account in part.values()]


def test_revenue_and_what_was_carried_in_is_spent_or_carried_out(books):
    """So it is fund by fund, and what is spent of a fund is the sum of its entries; no amount is negative."""
    for account in accounts_of(books):
        for fund in FUNDS:
            purse = account.purse(fund)
            assert purse.revenue + purse.carried_in == purse.spent + purse.carried_out
            assert purse.spent == account.spent(fund)
            assert min(purse.revenue, purse.carried_in, purse.carried_out) >= 0


def test_what_a_year_carries_out_the_next_carries_in(books):
    """The years of a body are one chain."""
    for kept in books.values():
        for part in (kept.alone, kept.department):
            for year in YEARS[1:]:
                assert part[year].purse().carried_in == part[year - 1].purse().carried_out


def test_parts_make_their_totals(books):
    """Basic and project, staff and office, economic subjects, the parts of 三公, the projects: each adds up."""
    for account in accounts_of(books):
        general = account.of_funds(GENERAL)
        assert sum(entry.final for entry in general) == account.spent(GENERAL)
        assert account.spent(of="basic") + account.spent(of="project") == account.spent()
        assert sum(account.economic.values()) == account.spent(GENERAL, of="basic")
        staff = sum(amount for (code, _), amount in account.economic.items() if code[:3] in ("301", "303"))
        assert staff == account.spent(GENERAL, of="staff")
        assert min(account.economic.values()) >= 0
        three = account.three
        assert three.total.final == three.abroad.final + three.purchase.final + three.running.final + three.reception.final
        assert sum(project.spent for project in account.projects) == account.spent(GENERAL, of="project")
        assert account.procurement.small_firms <= account.procurement.total


def test_counts_go_with_their_money(books):
    """No trip without travellers, no running cost without cars, no reception without guests, and the reverse."""
    for account in accounts_of(books):
        three = account.three
        for money, count in (
            (three.abroad, three.groups), (three.purchase, three.bought), (three.running, three.cars),
            (three.reception, three.visits), (three.reception, three.guests), (three.abroad, three.travellers),
        ):  # fmt: skip
            assert bool(money.final) == bool(count)
        assert three.bought <= three.cars


def test_a_department_is_its_office_and_its_units(books):
    """Where a body has units, the department spends more than the body alone, else the same."""
    for body, kept in books.items():
        for year in YEARS:
            alone, all_of_it = kept.alone[year].spent(), kept.department[year].spent()
            assert (all_of_it > alone) == bool(body.units)


def test_amounts_are_exact(books):
    """Money is Decimal in whole cents, nowhere a float."""
    for account in accounts_of(books):
        for amount in (*account.economic.values(), *(entry.final for entry in account.entries), *(p.spent for p in account.projects)):
            assert isinstance(amount, Decimal)
            assert amount == amount.quantize(CENT)


def test_names_are_all_different_and_some_nearly_alike():
    """A thousand names, and pairs of them that differ in one character."""
    names = [body.name for body in invent_bodies(1000, 3)]
    assert len(set(names)) == 1000
    twins = [pair for pair in zip(names, names[1:], strict=False) if sum(a != b for a, b in zip(*pair, strict=False)) == 1]
    assert len(twins) > 100
