"""The accounts of a body for one year, and how they add up. All amounts are exact yuan; nothing is printed here.

Revenue + carried in = expenditure + carried out, fund by fund; what is carried out of a year is carried into the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal

ZERO = Decimal(0)
GENERAL, FUND, CAPITAL, OWN = "general", "fund", "capital", "own"
FUNDS = (GENERAL, FUND, CAPITAL, OWN)


@dataclass(frozen=True, slots=True)
class Entry:
    """The expenditure of one subject (项) from one fund, as spent and as budgeted at the start of the year.

    `names` are class, group and item. Basic expenditure is for staff or for the office (公用), the rest for projects.
    """

    code: str
    names: tuple[str, str, str]
    fund: str
    staff: Decimal = ZERO
    office: Decimal = ZERO
    project: Decimal = ZERO
    budget_basic: Decimal = ZERO
    budget_project: Decimal = ZERO

    @property
    def basic(self) -> Decimal:
        """What was spent on staff and office."""
        return self.staff + self.office

    @property
    def final(self) -> Decimal:
        """What was spent."""
        return self.basic + self.project

    @property
    def budget(self) -> Decimal:
        """The budget at the start of the year."""
        return self.budget_basic + self.budget_project


@dataclass(frozen=True, slots=True)
class Purse:
    """What came into and went out of one fund in a year."""

    revenue: Decimal = ZERO
    carried_in: Decimal = ZERO
    spent: Decimal = ZERO
    carried_out: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Expense:
    """Spent and budgeted."""

    final: Decimal = ZERO
    budget: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Three:
    """The “三公” expenses: their parts and the counts that go with them."""

    abroad: Expense = Expense()
    purchase: Expense = Expense()
    running: Expense = Expense()
    reception: Expense = Expense()
    groups: int = 0
    travellers: int = 0
    bought: int = 0
    cars: int = 0
    visits: int = 0
    guests: int = 0

    @property
    def vehicles(self) -> Expense:
        """Purchase and running of vehicles together."""
        return _add(self.purchase, self.running)

    @property
    def total(self) -> Expense:
        """All parts."""
        return _add(_add(self.abroad, self.vehicles), self.reception)


@dataclass(frozen=True, slots=True)
class Procurement:
    """Government procurement by kind, and what of it went to small and medium firms."""

    goods: Decimal = ZERO
    works: Decimal = ZERO
    services: Decimal = ZERO
    small_firms: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.goods + self.works + self.services


@dataclass(frozen=True, slots=True)
class Project:
    """A project with its money and its self-evaluated score (of 100)."""

    name: str
    planned: Decimal
    adjusted: Decimal
    spent: Decimal
    score: int


@dataclass(frozen=True, slots=True)
class Staff:
    """Established posts, people at work and retired people."""

    posts: int = 0
    at_work: int = 0
    retired: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """The accounts of one body for one year. `economic` maps an economic subject (code, name) to basic expenditure."""

    year: int
    entries: tuple[Entry, ...]
    purses: Mapping[str, Purse]
    three: Three = Three()
    procurement: Procurement = Procurement()
    projects: tuple[Project, ...] = ()
    staff: Staff = Staff()
    score: int = 0
    costly_devices: int = 0
    running_cost: Decimal | None = None
    economic: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)

    def spent(self, *funds: str, of: str = "final", code: str = "") -> Decimal:
        """Expenditure (or another amount of the entries, by name) from these funds (all without any), under a code."""
        chosen = funds or FUNDS
        amounts = (getattr(e, of) for e in self.entries if e.fund in chosen and e.code.startswith(code))
        return sum(amounts, ZERO)

    def purse(self, *funds: str) -> Purse:
        """The purses of these funds (all without any) together."""
        chosen = [self.purses[fund] for fund in funds or FUNDS if fund in self.purses]
        return Purse(*(sum((getattr(one, part.name) for one in chosen), ZERO) for part in fields(Purse)))

    def of_funds(self, *funds: str) -> tuple[Entry, ...]:
        """The entries of these funds, by code; entries of one code are made one."""
        return merge(entry for entry in self.entries if entry.fund in funds)


def merge(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """One entry for each code, in the order of the codes; the fund is that of the first."""
    found: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda one: one.code):
        held = found.get(entry.code)
        found[entry.code] = entry if held is None else _sum_entries(held, entry)
    return tuple(found.values())


def combine(accounts: Sequence[Account]) -> Account:
    """The accounts of a department: those of its own office and of its units added up."""
    first = accounts[0]
    by_fund = [entry for fund in FUNDS for entry in merge(e for a in accounts for e in a.entries if e.fund == fund)]
    economic: dict[tuple[str, str], Decimal] = {}
    for account in accounts:
        for subject, amount in account.economic.items():
            economic[subject] = economic.get(subject, ZERO) + amount
    return Account(
        first.year,
        tuple(by_fund),
        {fund: _purses(account.purses.get(fund, Purse()) for account in accounts) for fund in FUNDS},
        _total(Three, [account.three for account in accounts]),
        _total(Procurement, [account.procurement for account in accounts]),
        _projects(project for account in accounts for project in account.projects),
        _total(Staff, [account.staff for account in accounts]),
        first.score,
        sum(account.costly_devices for account in accounts),
        _running([account.running_cost for account in accounts]),
        dict(sorted(economic.items())),
    )


def _running(costs: Iterable[Decimal | None]) -> Decimal | None:
    known = [cost for cost in costs if cost is not None]
    return sum(known, ZERO) if known else None


def _projects(projects: Iterable[Project]) -> tuple[Project, ...]:
    """Projects of one name are one; its score is that of the first."""
    found: dict[str, Project] = {}
    for one in projects:
        held = found.get(one.name)
        if held:
            one = Project(
                one.name, held.planned + one.planned, held.adjusted + one.adjusted, held.spent + one.spent, held.score
            )
        found[one.name] = one
    return tuple(found.values())


def _sum_entries(one: Entry, other: Entry) -> Entry:
    amounts = {
        part.name: getattr(one, part.name) + getattr(other, part.name)
        for part in fields(Entry)
        if part.name not in ("code", "names", "fund")
    }
    return Entry(one.code, one.names, one.fund, **amounts)


def _purses(purses: Iterable[Purse]) -> Purse:
    return _total(Purse, list(purses))


def _total(kind: type, parts: Sequence) -> object:
    def added(name: str) -> object:
        values = [getattr(part, name) for part in parts]
        if isinstance(values[0], Expense):
            return _fold(_add, values)
        return sum(values[1:], values[0])

    return kind(*(added(part.name) for part in fields(kind)))


def _fold(add: Callable, values: Sequence) -> object:
    total = values[0]
    for value in values[1:]:
        total = add(total, value)
    return total


def _add(one: Expense, other: Expense) -> Expense:
    return Expense(one.final + other.final, one.budget + other.budget)
