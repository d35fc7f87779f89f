"""Invent the accounts of a body over years, from a seed: every year follows from the one before. Nothing is printed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from evals.synthetic.accounts import (
    CAPITAL,
    FUND,
    FUNDS,
    GENERAL,
    OWN,
    ZERO,
    Account,
    Entry,
    Expense,
    Procurement,
    Project,
    Purse,
    Staff,
    Three,
    combine,
)  # fmt: skip
from evals.synthetic.bodies import Body
from evals.synthetic.wording import wording

# amounts are whole hundreds of yuan (two decimals of 万元) or whole cents
HUNDRED, CENT = Decimal(100), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Books:
    """The accounts of a body by year: of the body alone and, where it has units, of the department."""

    alone: dict[int, Account]
    department: dict[int, Account]


def keep_books(body: Body, years: Sequence[int], seed: int, grain: Decimal = HUNDRED) -> Books:
    """Accounts of a body for every year from the one before the first to the last. Years may be given in any order."""
    span = range(min(years) - 1, max(years) + 1)
    alone = _Clerk(body, seed, grain).years(span)
    units = [_Clerk(unit, seed, grain).years(span) for unit in body.units]
    return Books(alone, {year: combine([alone[year], *(unit[year] for unit in units)]) for year in span})


class _Clerk:
    """Writes the accounts of one body year by year; its dice are the body's own, so that no other body changes them."""

    def __init__(self, body: Body, seed: int, grain: Decimal) -> None:
        self.body = body
        self.grain = grain
        self.random = Random(f"ledger {seed} {body.name}")
        self.people = self.random.randint(12, 95)
        self.cars = self.random.choice((0, 1, 2, 2, 3, 4, 5, 8)) if body.administrative else self.random.choice((0, 1, 2))
        self.travels = self.random.randrange(6) == 0
        self.subjects = self._subjects()
        self.level = {code: self._first_level(code) for code, _, _ in self.subjects}
        self.level["2080506"] = self.level["2080505"] / 2  # the annuity is half of the pension insurance, by rule

    def years(self, span: range) -> dict[int, Account]:
        """The accounts of the years, oldest first."""
        accounts: dict[int, Account] = {}
        before: Account | None = None
        for year in span:
            before = accounts[year] = self._year(year, before)
        return accounts

    def _year(self, year: int, before: Account | None) -> Account:
        self.people = max(6, self.people + self.random.randint(-4, 4))
        three = self._three(before.three if before else None)
        entries = tuple(filter(None, (self._entry(*subject, three) for subject in self.subjects)))
        purses = {fund: self._purse(fund, entries, before) for fund in FUNDS}
        office = sum((entry.office for entry in entries if entry.fund == GENERAL), ZERO)
        projects = self._projects(entries)
        return Account(
            year, entries, purses, three, self._procurement(entries), projects,
            Staff(self.people + self.random.randint(0, 6), self.people, self.random.randint(2, 30)),
            self.random.randint(88, 99), self.random.choice((0, 0, 0, 1, 2)),
            office if self.body.administrative else None, self._economic(entries, three),
        )  # fmt: skip

    def _subjects(self) -> list[tuple[str, tuple[str, str, str], str]]:
        """(code, names, fund) of all that the body spends on."""
        kind, admin = f"kind.{self.body.kind}.", self.body.administrative
        top, class_name, group, group_name = wording("bodies")[kind + "main"]
        run = (f"{group}01", "行政运行") if admin else (f"{group}50", "事业运行")
        if group == "21004":
            run = ("2100401", "疾病预防控制机构")
        codes = [run, *(_split(text) for text in wording("bodies")[kind + "projects"] if admin or self.random.randrange(2))]
        if group == "20126":
            codes = [("2012604", "档案馆")]
        codes += [("2080501", "行政单位离退休") if admin else ("2080502", "事业单位离退休")]
        codes += [("2080505", "机关事业单位基本养老保险缴费支出"), ("2080506", "机关事业单位职业年金缴费支出")]
        codes += [("2080801", "死亡抚恤")] if self.random.randrange(3) == 0 else []
        codes += [("2101101", "行政单位医疗"), ("2101103", "公务员医疗补助")] if admin else [("2101102", "事业单位医疗")]
        codes += [("2210201", "住房公积金")]
        groups = {group: group_name, **dict(map(_split, wording("subjects")["groups"]))}
        classes = {top: class_name, **dict(map(_split, wording("subjects")["classes"]))}
        found = [(code, (classes[code[:3]], groups[code[:5]], name), GENERAL) for code, name in codes]
        if self.random.randrange(4) == 0:
            code, name = _split(self.random.choice(wording("subjects")["fund"]))
            found.append((code, (classes[code[:3]], groups[code[:5]], name), FUND))
        if admin and self.random.randrange(9) == 0:
            code, name = _split(wording("subjects")["capital"][0])
            found.append((code, (classes[code[:3]], groups[code[:5]], name), CAPITAL))
        if not admin or self.random.randrange(3) == 0:
            code, names, _ = found[1] if len(found) > 6 and found[1][0].startswith(group) else found[0]
            found.append((code, names, OWN))
        return found

    def _first_level(self, code: str) -> Decimal:
        if code[:5] in ("20805", "21011", "22102"):
            return Decimal(self.random.randint(60, 160)) * 100  # yuan a head
        return Decimal(self.random.randint(8, 900)) * 10000

    def _amount(self, amount: Decimal, least: int = 1000, most: int = 1000) -> Decimal:
        """The amount times a factor drawn from least‰ to most‰, in whole grains."""
        drawn = amount * self.random.randint(least, most) / 1000
        return (drawn / self.grain).quantize(Decimal(1), ROUND_HALF_UP) * self.grain

    def _loose(self, amount: Decimal) -> Decimal:
        """About the amount, with the odd digits that real accounts have."""
        return self._amount(amount, 970, 1030) + self.random.randrange(int(1000 / self.grain)) * self.grain

    def _entry(self, code: str, names: tuple[str, str, str], fund: str, three: Three) -> Entry | None:
        main = code in (self.subjects[0][0],) and fund == GENERAL
        if main:
            staff = self._loose(Decimal(self.people) * 108_000)
            office = self._loose(Decimal(self.people) * 21_000) + three.running.final + three.reception.final
            return Entry(
                code, names, fund, staff, office + three.abroad.final, three.purchase.final,
                self._amount(staff + office, 880, 1040), self._amount(three.purchase.budget),
            )  # fmt: skip
        if code[:5] in ("20805", "21011", "22102"):
            staff = self._loose(self.level[code] * self.people)
            budget = staff if self.random.randrange(4) == 0 else self._amount(staff, 930, 1050)
            return Entry(code, names, fund, staff=staff, budget_basic=budget)
        if code == "2080801":
            staff = self._loose(self.level[code] / 20) if self.random.randrange(3) else ZERO
            return Entry(code, names, fund, staff=staff) if staff else None
        self.level[code] = max(Decimal(20000), self._amount(self.level[code], 740, 1320))
        if fund != GENERAL and self.random.randrange(5) == 0:
            return None
        project = self._loose(self.level[code] / (4 if fund == OWN else 1))
        planned = self.random.choice((project, self._amount(project, 700, 1300), self._amount(project, 900, 1100), ZERO))
        return Entry(code, names, fund, project=project, budget_project=planned)

    def _purse(self, fund: str, entries: Sequence[Entry], before: Account | None) -> Purse:
        spent = sum((entry.final for entry in entries if entry.fund == fund), ZERO)
        carried_in = before.purses[fund].carried_out if before else ZERO
        carried_out = ZERO
        if spent and self.random.randrange(4):
            carried_out = self._loose(self._amount(spent, 2, 90))
        if spent + carried_out < carried_in:
            carried_out = carried_in - spent
        return Purse(spent + carried_out - carried_in, carried_in, spent, carried_out)

    def _three(self, before: Three | None) -> Three:
        groups = self.random.choice((0, 1, 2)) if self.travels else 0
        travellers = groups * self.random.randint(1, 4)
        abroad = self._expense(self._loose(Decimal(travellers) * 31_000) if groups else ZERO)
        bought = self.random.choice((0, 0, 0, 1, 2)) if self.cars > 1 else 0
        purchase = self._expense(self._loose(Decimal(bought) * 172_000) if bought else ZERO)
        cars = max(self.cars, before.cars + bought - self.random.randint(0, 2) if before else self.cars) if self.cars else 0
        cars = min(cars, self.cars + 2)
        running = self._expense(self._loose(Decimal(cars) * 27_500) if cars else ZERO)
        visits = self.random.randint(2, 60) if self.random.randrange(8) else 0
        guests = visits * self.random.randint(4, 11) + self.random.randrange(4) if visits else 0
        reception = self._expense(self._loose(Decimal(guests) * 92) if visits else ZERO)
        return Three(abroad, purchase, running, reception, groups, travellers, bought, cars, visits, guests)

    def _expense(self, final: Decimal) -> Expense:
        if not final:
            return Expense(ZERO, self._loose(Decimal(9000)) if self.random.randrange(12) == 0 else ZERO)
        return Expense(final, self.random.choice((final, self._amount(final, 1000, 1500), self._amount(final, 1010, 1200))))

    def _procurement(self, entries: Sequence[Entry]) -> Procurement:
        if self.random.randrange(9) == 0:
            return Procurement()
        ceiling = sum((entry.project for entry in entries), ZERO) / 2 + 50_000
        goods, services = self._amount(ceiling, 20, 400), self._amount(ceiling, 50, 500)
        works = self._amount(ceiling, 50, 300) if self.random.randrange(3) == 0 else ZERO
        total = goods + works + services
        return Procurement(goods, works, services, self.random.choice((total, self._amount(total, 300, 990))))

    def _projects(self, entries: Sequence[Entry]) -> tuple[Project, ...]:
        """Named projects; together they are the project expenditure of the general fund."""
        money = sum((entry.project for entry in entries if entry.fund == GENERAL), ZERO)
        offered = wording("bodies")[f"kind.{self.body.kind}.works"]
        names = self.random.sample(offered, min(len(offered), self.random.randint(2, 4)))
        projects = []
        for number, name in enumerate(names):
            last = number == len(names) - 1
            spent = money if last else self._amount(money, 150, 550)
            money -= spent
            if not spent:
                continue
            adjusted = self.random.choice((spent, self._amount(spent, 1000, 1150)))
            planned = self.random.choice((adjusted, self._amount(adjusted, 850, 1250)))
            projects.append(Project(name, planned, adjusted, spent, self.random.randint(86, 100)))
        return tuple(projects)

    def _economic(self, entries: Sequence[Entry], three: Three) -> dict[tuple[str, str], Decimal]:
        """Basic expenditure of the general fund by economic subject: staff and office each add up."""
        general = [entry for entry in entries if entry.fund == GENERAL]
        fixed = {
            "30108": sum((e.staff for e in general if e.code == "2080505"), ZERO),
            "30109": sum((e.staff for e in general if e.code == "2080506"), ZERO),
            "30110": sum((e.staff for e in general if e.code in ("2101101", "2101102")), ZERO),
            "30113": sum((e.staff for e in general if e.code == "2210201"), ZERO),
            "30304": sum((e.staff for e in general if e.code == "2080801"), ZERO),
        }
        staff = sum((e.staff for e in general), ZERO)
        office = sum((e.office for e in general), ZERO)
        words = wording("subjects")
        wages = self._split_by_weight(staff, (*words["wages"], *words["family"]), fixed)
        fixed = {"30212": three.abroad.final, "30217": three.reception.final, "30231": three.running.final}
        named = ("30212 因公出国（境）费用 0", "30217 公务接待费 0", "30231 公务用车运行维护费 0")
        goods = self._split_by_weight(office, (*words["goods"], *named, *words["equipment"]), fixed)
        return dict(sorted({**wages, **goods}.items()))

    def _split_by_weight(
        self, total: Decimal, subjects: Sequence[str], fixed: dict[str, Decimal]
    ) -> dict[tuple[str, str], Decimal]:
        rest = total - sum(fixed.values(), ZERO)
        parsed = [text.split(" ") for text in subjects]
        weights = {code: int(weight) * self.random.randint(60, 140) for code, _, weight in parsed if int(weight)}
        whole = sum(weights.values())
        found: dict[tuple[str, str], Decimal] = {}
        left = rest
        for code, name, weight in parsed:
            if not int(weight):
                found[code, name] = fixed.get(code, ZERO)
                continue
            share = self._amount(rest * weights[code] / whole)
            found[code, name] = share
            left -= share
        biggest = max((key for key in found if key[0] in weights), key=lambda key: found[key])
        found[biggest] += left
        return found


def _split(text: str) -> tuple[str, str]:
    code, name = text.split(" ", 1)
    return code, name
