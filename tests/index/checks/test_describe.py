from __future__ import annotations

from index.checks.describe import finding_of
from index.checks.ledger import Ledger
from index.checks.parts import sum_trial
from index.types import SourceLine


def test_the_message_names_both_places_and_both_figures(fact, reading):
    """Where the file has pages the message tells page and line; a figure on the same line is told as such."""
    total, part = fact("合计", "9.00", line=1), fact("部分", "8.00", line=2)
    held = reading(total, part, texts={1: "合计9.00万元", 2: "部分8.00万元"})
    lines = tuple(SourceLine(line.number, line.text, page=21) for line in held.lines)
    ledger = Ledger(type(held)(held.report, lines, (), held.facts, ()))
    total, part = ledger.facts
    finding = finding_of(ledger, total, sum_trial(total, [part]), "disagrees")
    assert finding.page == 21
    assert finding.message == (
        "第21页（第1行）：“合计”印作9.00万元；据第21页（第2行）“部分”8.00万元，按各部分之和推算为8.00万元，两者不一致。"
    )


def test_many_parts_are_told_by_the_first_and_the_last(fact, ledger):
    """A sum of many rows names the first, the last and how many there are."""
    rows = [fact(f"项{n}", "1.00", line=n) for n in range(1, 9)]
    book = ledger(*rows, fact("合计", "9.00", line=9))
    total = book.facts[-1]
    message = finding_of(book, total, sum_trial(total, book.facts[:-1]), "disagrees").message
    assert "共8个数" in message
    assert "“项1”1.00万元" in message
    assert "“项8”1.00万元" in message
