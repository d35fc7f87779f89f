"""The parts of a report on final accounts that tell the expenditure from the general public budget."""

from __future__ import annotations

from decimal import Decimal

from evals.synthetic.accounts import GENERAL, Expense
from evals.synthetic.figures import Line, Paragraph, join
from evals.synthetic.voice import GENERAL_SCOPE, Of, Voice

SPENT = "一般公共预算财政拨款支出"
WHOLE = Of(SPENT, "general", GENERAL_SCOPE)


def general_total(voice: Voice) -> list[Paragraph]:
    """The whole, its share and how it moved."""
    now, last = voice.subject.account.spent(GENERAL), voice.subject.before.spent(GENERAL)
    subject = voice.random.choice((SPENT, SPENT, "该项支出"))
    return [Paragraph(voice.say(
        "general.total", total=voice.money(now, WHOLE),
        share=voice.share(now, voice.subject.account.spent(), WHOLE, "本年支出合计"),
        moved=voice.moved(now, last, WHOLE), why=voice.why(now, last, "general"), subject=subject,
    ))]  # fmt: skip


def structure(voice: Voice) -> list[Paragraph]:
    """The whole by class."""
    whole = voice.subject.account.spent(GENERAL)
    parts = []
    template = voice.pick("general.part")
    for (code, name), amount in by_class(voice).items():
        of = Of(name, f"class.{code}", GENERAL_SCOPE, (SPENT,), code)
        bare = name.removesuffix("支出") if "支出{amount}" in template else name
        share = voice.share(amount, whole, of, SPENT)
        parts.append(voice.put(template, name=bare, amount=voice.money(amount, of), share=share))
    shown = voice.money(whole, WHOLE)
    return [Paragraph(voice.say("general.structure", total=shown, parts=join(*parts, between="；")))]


def by_class(voice: Voice) -> dict[tuple[str, str], Decimal]:
    """Expenditure from the general budget by class (code, name)."""
    found: dict[tuple[str, str], Decimal] = {}
    for entry in voice.subject.account.of_funds(GENERAL):
        key = (entry.code[:3], entry.names[0])
        found[key] = found.get(key, Decimal(0)) + entry.final
    return found


def items(voice: Voice) -> list[Paragraph]:
    """The whole against its budget, then every item."""
    account = voice.subject.account
    expense = Expense(account.spent(GENERAL), account.spent(GENERAL, of="budget"))
    lines = [voice.say("general.whole", both=voice.both(expense, WHOLE), gap=voice.gap(expense))]
    path, template = voice.pick("general.path"), voice.pick("general.item")
    mark = voice.random.choice(("{}.", "{}、", "（{}）"))
    for number, entry in enumerate(account.of_funds(GENERAL), start=1):
        class_name, group, name = entry.names
        # officials leave 支出 out of the name of a class here as often as not
        shown = class_name.removesuffix("支出") if path.startswith("{class}（类）") and number % 2 else class_name
        where = voice.put(path, name=name, group=group, code=entry.code, **{"class": shown})
        line = _item(voice, template, where, entry.code, (class_name, group), name, Expense(entry.final, entry.budget))
        lines.append(join(mark.format(number), line))
    return [Paragraph(line) for line in lines]


def _item(
    voice: Voice, template: str, where: Line, code: str, above: tuple[str, str], name: str, expense: Expense
) -> Line:
    of = Of(name, f"item.{code}", GENERAL_SCOPE, above, code)
    return voice.put(template, path=where, both=voice.both(expense, of), gap=voice.gap(expense))


def basic(voice: Voice) -> list[Paragraph]:
    """Basic expenditure: staff and office."""
    account = voice.subject.account
    spent = {kind: account.spent(GENERAL, of=kind) for kind in ("basic", "staff", "office")}
    of = Of("一般公共预算财政拨款基本支出", "basic", GENERAL_SCOPE)
    above = (of.item,)
    named = [(code, name) for (code, name), amount in account.economic.items() if amount]
    line = voice.say(
        "general.basic", total=voice.money(spent["basic"], of),
        staff=voice.money(spent["staff"], Of("人员经费", "basic.staff", GENERAL_SCOPE, above)),
        office=voice.money(spent["office"], Of("公用经费", "basic.office", GENERAL_SCOPE, above)),
        staff_items=voice.listed([name for code, name in named if code[:3] in ("301", "303")]),
        office_items=voice.listed([name for code, name in named if code[:3] in ("302", "310")]),
    )  # fmt: skip
    return [Paragraph(line)]
