"""“三公”经费: a short notice in prose, in yuan or 万元, now and then with a table of its own."""

from __future__ import annotations

from evals.synthetic.figures import Block, Line, Paragraph, join
from evals.synthetic.styles import tables
from evals.synthetic.styles.three import ABROAD, PURCHASE, RECEPTION, RUNNING, THREE, VEHICLES
from evals.synthetic.voice import GRANTED_SCOPE, Of, Voice


def compose(voice: Voice, size: str = "full") -> list[Block]:
    """The blocks of one notice; it is short at any size."""
    dice = voice.random
    blocks: list[Block] = [Paragraph(Line(text), "title", 1) for text in voice.say("title.notice").text.split("\n")]
    if dice.randrange(2):
        blocks.append(Paragraph(voice.say("title.published")))
    if dice.randrange(2):
        blocks.append(Paragraph(voice.say("notice.opening")))
    prose = [_total(voice), *(_numbered(voice, [_abroad(voice), _vehicles(voice), _reception(voice)]))]
    table = tables.three_table(voice) if dice.randrange(2) or size == "full" else []
    paragraphs: list[Block] = [Paragraph(line) for line in prose]
    blocks += [*table, *paragraphs] if dice.randrange(2) else [*paragraphs, *table]
    if dice.randrange(2):
        blocks += [Paragraph(Line(text)) for text in voice.say("notice.closing").text.split("\n")]
    return blocks


def _numbered(voice: Voice, lines: list[Line]) -> list[Line]:
    marks = voice.random.choice((("一、", "二、", "三、"), ("1.", "2.", "3."), ("（一）", "（二）", "（三）"), ("", "", "")))
    return [join(mark, line) for mark, line in zip(marks, lines, strict=True)]


def _total(voice: Voice) -> Line:
    three, before = voice.subject.account.three, voice.subject.before.three
    template, parts = voice.pick("notice.part"), []
    for of, expense in ((ABROAD, three.abroad), (VEHICLES, three.vehicles), (RECEPTION, three.reception)):
        parts.append(voice.put(template, name=of.item, amount=voice.money(expense.final, of)))
    return voice.say(
        "notice.total", total=voice.money(three.total.final, THREE), budget=voice.money(three.total.budget, THREE, "预算"),
        moved=voice.moved(three.total.final, before.total.final, THREE), parts=join(*parts, between="，"),
        why=voice.why(three.total.final, before.total.final, "three"),
    )  # fmt: skip


def _abroad(voice: Voice) -> Line:
    three, before = voice.subject.account.three, voice.subject.before.three
    final = voice.money(three.abroad.final, ABROAD)
    if not three.groups:
        return voice.say("notice.abroad_none", final=final)
    return voice.say(
        "notice.abroad", final=final, moved=voice.moved(three.abroad.final, before.abroad.final, ABROAD),
        groups=voice.count(three.groups, "个", Of("因公出国（境）团组", "three.groups", GRANTED_SCOPE)),
        travellers=voice.count(three.travellers, "人次", Of("因公出国（境）人数", "three.travellers", GRANTED_SCOPE)),
    )  # fmt: skip


def _vehicles(voice: Voice) -> Line:
    three, before = voice.subject.account.three, voice.subject.before.three
    if not three.cars and not three.vehicles.final:
        return voice.say("notice.vehicles_none")
    return voice.say(
        "notice.vehicles" if three.bought else "notice.vehicles_old",
        running=voice.money(three.running.final, RUNNING), purchase=voice.money(three.purchase.final, PURCHASE),
        moved=voice.moved(three.running.final, before.running.final, RUNNING),
        cars=voice.count(three.cars, "辆", Of("公务用车保有量", "three.cars", GRANTED_SCOPE)),
        bought=voice.count(three.bought, "辆", Of("公务用车购置数", "three.bought", GRANTED_SCOPE)),
    )  # fmt: skip


def _reception(voice: Voice) -> Line:
    three, before = voice.subject.account.three, voice.subject.before.three
    final = voice.money(three.reception.final, RECEPTION)
    if not three.visits:
        return voice.say("notice.reception_none", final=final)
    return voice.say(
        "notice.reception", final=final, moved=voice.moved(three.reception.final, before.reception.final, RECEPTION),
        visits=voice.count(three.visits, "批次", Of("国内公务接待批次", "three.visits", GRANTED_SCOPE)),
        guests=voice.count(three.guests, "人次", Of("国内公务接待人次", "three.guests", GRANTED_SCOPE)),
    )  # fmt: skip
