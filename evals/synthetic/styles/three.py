"""The part on the “三公” expenses: the whole, its parts and the counts of trips, cars and guests."""

from __future__ import annotations

from evals.synthetic.accounts import Expense
from evals.synthetic.figures import Line, Paragraph, join
from evals.synthetic.headings import Headings
from evals.synthetic.voice import EMPTY, GRANTED_SCOPE, Of, Voice

THREE = Of("“三公”经费支出", "three", GRANTED_SCOPE)
ABROAD = Of("因公出国（境）费", "three.abroad", GRANTED_SCOPE)
VEHICLES = Of("公务用车购置及运行维护费", "three.vehicles", GRANTED_SCOPE)
PURCHASE = Of("公务用车购置费", "three.purchase", GRANTED_SCOPE, (VEHICLES.item,))
RUNNING = Of("公务用车运行维护费", "three.running", GRANTED_SCOPE, (VEHICLES.item,))
RECEPTION = Of("公务接待费", "three.reception", GRANTED_SCOPE)


def three_total(voice: Voice) -> list[Paragraph]:
    """The whole against its budget and the year before."""
    now, last = voice.subject.account.three.total, voice.subject.before.three.total
    if not now.final and not now.budget and not last.final:
        return [Paragraph(voice.say("three.nothing"))]
    line = voice.say(
        "three.total", both=voice.both(now, THREE), final=voice.money(now.final, THREE),
        completed=voice.completed(now, THREE), gap=voice.gap(now), moved=voice.moved(now.final, last.final, THREE),
        why=voice.why(now.final, last.final, "three"),
    )  # fmt: skip
    return [Paragraph(line)]


def three_parts(voice: Voice, headings: Headings | None = None) -> list[Paragraph]:
    """What each part is of the whole, then each part; numbered where there are headings to count with."""
    three = voice.subject.account.three
    paragraphs = []
    if three.total.final:
        parts = [
            _part(voice, of, getattr(three, name))
            for of, name in ((ABROAD, "abroad"), (VEHICLES, "vehicles"), (RECEPTION, "reception"))
        ]
        paragraphs.append(Paragraph(voice.say("three.structure", parts=join(*parts, between="；"))))
    elif not three.total.budget:
        return []
    for lines in (_abroad(voice), _vehicles(voice), _reception(voice)):
        first = headings.heading(4, lines[0]).line if headings else lines[0]
        paragraphs += [Paragraph(line) for line in (first, *lines[1:]) if line.text]
    return paragraphs


def _part(voice: Voice, of: Of, expense: Expense) -> Line:
    whole = voice.subject.account.three.total.final
    amount = voice.money(expense.final, of)
    if not expense.final:
        return voice.say("three.part_none", name=of.item, amount=amount)
    return voice.say("three.part", name=of.item, amount=amount, share=voice.share(expense.final, whole, of, THREE.item))


def _told(voice: Voice, kind: str, of: Of, name: str, topic: str, **values: object) -> Line:
    now: Expense = getattr(voice.subject.account.three, name)
    last: Expense = getattr(voice.subject.before.three, name)
    return voice.say(
        kind, both=voice.both(now, of), final=voice.money(now.final, of), completed=voice.completed(now, of),
        moved=voice.moved(now.final, last.final, of), why=voice.why(now.final, last.final, topic), **values,
    )  # fmt: skip


def _abroad(voice: Voice) -> list[Line]:
    three = voice.subject.account.three
    if not three.groups:
        last = voice.subject.before.three.abroad.final
        zero = voice.money(three.abroad.final, ABROAD)
        return [voice.say("three.abroad_none", final=zero, moved=voice.moved(three.abroad.final, last, ABROAD))]
    groups = voice.count(three.groups, voice.random.choice(("个", "次", "个")), Of("因公出国（境）团组", "three.groups"))
    people = voice.count(three.travellers, voice.random.choice(("人", "人次")), Of("因公出国（境）人数", "three.travellers"))
    return [_told(voice, "three.abroad", ABROAD, "abroad", "travel", groups=groups, travellers=people)]


def _vehicles(voice: Voice) -> list[Line]:
    three, before = voice.subject.account.three, voice.subject.before.three
    if not three.cars and not three.vehicles.final:
        moved = voice.moved(three.vehicles.final, before.vehicles.final, VEHICLES)
        return [voice.say("three.vehicles_none", final=voice.money(three.vehicles.final, VEHICLES), moved=moved)]
    purchase = voice.say(
        "three.purchase" if three.bought else "three.purchase_none",
        final=voice.money(three.purchase.final, PURCHASE),
        bought=voice.count(three.bought, "辆", Of("公务用车购置数", "three.bought")),
    )
    running = voice.say(
        "three.running", final=voice.money(three.running.final, RUNNING),
        cars=voice.count(three.cars, "辆", Of("公务用车保有量", "three.cars")),
    )  # fmt: skip
    return [_told(voice, "three.vehicles", VEHICLES, "vehicles", "vehicle"), purchase, running]


def _reception(voice: Voice) -> list[Line]:
    three, before = voice.subject.account.three, voice.subject.before.three
    if not three.visits:
        moved = voice.moved(three.reception.final, before.reception.final, RECEPTION)
        return [voice.say("three.reception_none", final=voice.money(three.reception.final, RECEPTION), moved=moved), EMPTY]
    guests = voice.say(
        "three.guests", amount=voice.money(three.reception.final, Of("国内公务接待费", "three.domestic", GRANTED_SCOPE)),
        visits=voice.count(three.visits, "批次", Of("国内公务接待批次", "three.visits")),
        guests=voice.count(three.guests, "人次", Of("国内公务接待人次", "three.guests")),
    )  # fmt: skip
    return [_told(voice, "three.reception", RECEPTION, "reception", "reception"), guests]
