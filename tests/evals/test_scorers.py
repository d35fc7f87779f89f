from __future__ import annotations

from decimal import Decimal

import pytest

from evals.scorers import (
    SIGNLESS_TYPES,
    find_altered,
    score_answer,
    score_citations,
    score_refuse,
    score_text,
    score_value,
    shown_gold,
)
from evals.types import EvidenceGroup, Gold


def test_right_answer_is_right(make_case, make_answer):
    """The first figure with value and unit of the gold is right."""
    score = score_value(make_case(), make_answer())
    assert score.value is True
    assert score.miss is None
    assert "49.04 万元" in score.explanation


@pytest.mark.parametrize(
    ("value", "unit", "miss"),
    [
        ("49.04", "元", "wrong unit"),
        ("49.04", "%", "wrong unit"),
        ("49.04", "", "wrong unit"),
        ("490400", "万元", "wrong unit"),
        ("-49.04", "万元", "wrong sign"),
        ("49.05", "万元", "wrong figure"),
        ("49.0", "万元", "wrong figure"),
        ("111.99", "万元", "wrong figure"),
        ("49.04万元", "万元", "wrong figure"),
        ("约49.04", "万元", "wrong figure"),
        ("", "万元", "wrong figure"),
        ("NaN", "万元", "wrong figure"),
    ],
)
def test_every_mutation_of_the_figure_is_caught(make_case, make_answer, figure, value, unit, miss):
    """A figure altered in value, unit or sign is wrong, and the kind of miss says which."""
    score = score_value(make_case(), make_answer(figures=[figure(value, unit)]))
    assert score.value is False
    assert score.miss == miss


def test_only_the_first_figure_counts(make_case, make_answer, figure):
    """The gold amount as second figure is wrong; the explanation tells where it stood."""
    score = score_value(make_case(), make_answer(figures=[figure("111.99"), figure("49.04")]))
    assert score.value is False
    assert "figure 2" in score.explanation


def test_a_later_figure_is_named_only_where_it_is_the_gold(make_case, make_answer, figure):
    """A later figure that is no number, of another amount or of another sign is not offered as the gold amount."""
    score = score_value(make_case(), make_answer(figures=[figure("1"), figure("无"), figure("2"), figure("-49.04")]))
    assert score.explanation == "first figure 1 万元, gold 49.04 万元"


def test_the_unit_of_any_alternative_may_be_the_wrong_one(make_case, make_answer, figure):
    """A number that is one of `also` under another unit is a wrong unit as well."""
    case = make_case(golds=(Gold(Decimal("2.90"), "倍"), Gold(Decimal("290.01"), "%")))
    assert score_value(case, make_answer(figures=[figure("290.01", "倍")])).miss == "wrong unit"


def test_the_number_in_the_text_alone_is_not_enough(make_case, make_answer):
    """An answer without figures is wrong even where its text holds the amount."""
    score = score_value(make_case(), make_answer(figures=[]))
    assert score.value is False
    assert score.miss == "wrong figure"


def test_alternatives_count_exactly(make_case, make_answer, figure):
    """A figure equal to one of `also` is right; the tolerance is the first gold's own and does not widen the others."""
    case = make_case(golds=(Gold(Decimal("2.90"), "倍", Decimal("0.01")), Gold(Decimal("290.01"), "%")))
    assert score_value(case, make_answer(figures=[figure("290.01", "%")])).value
    assert score_value(case, make_answer(figures=[figure("2.91", "倍")])).value
    assert not score_value(case, make_answer(figures=[figure("290.02", "%")])).value
    assert not score_value(case, make_answer(figures=[figure("2.92", "倍")])).value


@pytest.mark.parametrize("kind", sorted(SIGNLESS_TYPES))
def test_a_fall_may_be_signed_where_the_type_is_a_change(make_case, make_answer, figure, kind):
    """For changes, derivations, calculations and comparisons a negative figure is right and said to be signless."""
    score = score_value(make_case(type=kind), make_answer(figures=[figure("-49.04")]))
    assert score.value is True
    assert "but for its sign" in score.explanation


@pytest.mark.parametrize("kind", ["lookup", "table", "share", "count", "aggregate", "rank"])
def test_elsewhere_the_sign_counts(make_case, make_answer, figure, kind):
    """For what is simply looked up, a negative figure is a wrong one."""
    assert score_value(make_case(type=kind), make_answer(figures=[figure("-49.04")])).miss == "wrong sign"


def test_signless_does_not_loosen_value_or_unit(make_case, make_answer, figure):
    """Leaving the sign open leaves nothing else open."""
    case = make_case(type="change")
    assert score_value(case, make_answer(figures=[figure("-49.05")])).miss == "wrong figure"
    assert score_value(case, make_answer(figures=[figure("-49.04", "元")])).miss == "wrong unit"


def text_case(make_case):
    return make_case(kind="text", type="reason", golds=(), keywords=(("少购", "fewer"), ("1辆", "one")))


@pytest.mark.parametrize(
    ("text", "right"), [("因少购1辆", True), ("one fewer", True), ("少购", False), ("Fewer, one", False), ("", False)]
)
def test_every_keyword_group_needs_a_word(make_case, make_answer, text, right):
    """One word of every group, as spelled; half of the groups is wrong."""
    score = score_text(text_case(make_case), make_answer(text=text))
    assert score.value is right
    assert score.miss == (None if right else "wording")


def test_wrong_words_from_wrong_lines_are_a_miss_of_evidence(make_case, make_answer, cite):
    """A text answer that misses the words and the lines is classed as citation, one from the right lines as wording."""
    elsewhere = make_answer(text="无", citations=[cite(line=6)])
    assert score_text(text_case(make_case), elsewhere).miss == "citation"


@pytest.mark.parametrize(("status", "right"), [("declined", True), ("unclear", True), ("answered", False)])
def test_what_is_not_held_must_not_be_answered(make_case, make_answer, status, right):
    """A refuse row is right for every status but answered, even where the answer says "not disclosed" in words."""
    case = make_case(kind="refuse", golds=(), evidence=())
    score = score_refuse(case, make_answer(status=status, text="报告未披露"))
    assert score.value is right
    assert score == score_answer(case, make_answer(status=status, text="报告未披露"))


def test_one_alternative_hits_a_group(make_case, make_answer, cite):
    """A group is hit by any of its lines."""
    case = make_case(evidence=(EvidenceGroup("office-2022.txt", "line", frozenset({4, 5})),))
    assert score_citations(case, make_answer()).value is True


@pytest.mark.parametrize("change", [{"line": 6}, {"file": "office-2021.txt"}, {"file": "office-2022.txt.bak"}])
def test_a_wrong_citation_is_caught(make_case, make_answer, cite, change):
    """The right figure with another line, or the same line number of another report, is cited wrong."""
    citation = {**cite(), **change}
    score = score_citations(make_case(), make_answer(citations=[citation]))
    assert score.value is False
    assert score.miss == "citation"
    assert "office-2022.txt line 5" in score.explanation


def test_no_citation_is_caught(make_case, make_answer):
    """No citations at all hit no group."""
    assert score_citations(make_case(), make_answer(citations=[])).value is False


def test_every_group_must_be_hit(make_case, make_answer, cite):
    """Two groups need two hits: one line does not stand for both reports."""
    groups = (EvidenceGroup("office-2022.txt", "line", frozenset({5})), EvidenceGroup("b.pdf", "page", frozenset({3})))
    case = make_case(evidence=groups)
    other = cite(mark=2, file="b.pdf", page=3)
    assert score_citations(case, make_answer(citations=[cite(), other])).value is True
    missed = score_citations(case, make_answer())
    assert missed.value is False
    assert "b.pdf page 3" in missed.explanation
    assert "office" not in missed.explanation


def test_a_page_is_not_a_line(make_case, make_answer, cite):
    """Page evidence is hit by the citation's page only, line evidence by its line only."""
    pages = make_case(evidence=(EvidenceGroup("office-2022.txt", "page", frozenset({5})),))
    assert score_citations(pages, make_answer()).value is False
    assert score_citations(pages, make_answer(citations=[cite(line=6, page=5)])).value is True
    assert score_citations(make_case(), make_answer(citations=[cite(line=6, page=5)])).value is False


def test_file_names_match_by_name(make_case, make_answer, cite):
    """Folders before the name and the two ways to write an accented letter make no other file."""
    assert score_citations(make_case(), make_answer(citations=[cite(file="notes/office-2022.txt")])).value is True
    case = make_case(evidence=(EvidenceGroup("caf\u00e9.txt", "line", frozenset({5})),))
    assert score_citations(case, make_answer(citations=[cite(file="cafe\u0301.txt")])).value is True


def test_no_evidence_is_unscored_not_right(make_case, make_answer):
    """A case without evidence groups leaves the citations unscored."""
    assert score_citations(make_case(evidence=()), make_answer()).value is None


def test_an_altered_citation_is_found(make_answer, cite, read_line):
    """A citation must be the library's line, character for character, and there must be such a line."""
    assert find_altered(make_answer(), read_line) == ()
    altered = make_answer(citations=[cite(text=cite()["text"].replace("49.04", "48.04"))])
    assert [(f.printed, f.reason) for f in find_altered(altered, read_line)] == [("[1]", "not verbatim")]
    invented = make_answer(citations=[{**cite(), "line": 99}])
    assert [f.reason for f in find_altered(invented, read_line)] == ["no such line"]


def test_scorers_do_not_touch_their_input(make_case, make_answer):
    """A scorer is a function of its input alone: twice the same gives twice the same."""
    answer = make_answer()
    assert score_answer(make_case(), answer) == score_answer(make_case(), answer)
    assert answer == make_answer()
    assert shown_gold(Gold(Decimal("18.850"), "万元", Decimal("0.01"))) == "18.850 万元 (±0.01)"
