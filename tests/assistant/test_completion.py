"""Follow-ups made whole, as text: the words of the topic with what the follow-up puts in their place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.asking import Ground, year_of
from assistant.completion import complete
from assistant.ellipsis import FollowUp, read_follow_up
from assistant.question import read_question
from assistant.topic import bodiless, take_apart
from assistant.vocabulary import load_vocabulary


@pytest.fixture
def whole(make_report: Callable) -> Callable[..., str | None]:
    """`whole(topic, follow_up)`: the follow-up after one question of the 2022 report."""
    vocabulary = load_vocabulary()

    def make(before: str, text: str, year: int | None = None) -> str | None:
        topic = read_question(before, [make_report()], vocabulary)
        ground = Ground(take_apart(bodiless(topic), topic), year, 2022)
        follow_up = read_follow_up(read_question(text, [make_report()], vocabulary))
        return complete(follow_up, ground, False, vocabulary)

    return make


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        ("2022年公务接待费是多少？", "那去年呢？", "2021年公务接待费是多少?"),
        ("公务接待费是多少？", "2021年呢？", "2021年公务接待费是多少?"),
        ("2022年公务接待费比2021年减少多少？", "2021年呢？", "2021年公务接待费比2020年减少多少?"),
        ("What did receptions cost in 2022?", "And the year before?", "What did receptions cost in 2021?"),
        ("What did receptions cost?", "And in 2021?", "What did receptions cost in 2021?"),
        ("公务接待费下降了多少？", "百分之几？", "公务接待费下降了百分之几?"),
        ("公务接待费是多少？", "换成元呢？", "公务接待费是多少元?"),
        ("“三公”经费比上年减少多少？", "那接待费呢？", "接待费比上年减少多少?"),
        ("政府采购总额是多少？", "其中服务呢？", "政府采购服务支出是多少?"),
        ("收入总计是多少？", "支出呢？", "支出总计是多少?"),
        ("吃喝花了多少？", "完成率呢？", "公务接待费完成率是多少？"),
        ("公务接待费花了多少？", "多少批次？", "公务接待批次是多少？"),
        ("公车费用降了多少？", "为什么？", "公务用车购置及运行维护费为什么减少？"),
        ("How much did vehicle costs fall?", "Why?", "Why did official vehicle purchase and running cost fall?"),
        ("What did receptions cost?", "And its share?", "What was the share of official reception?"),
        ("What was the initial budget for receptions?", "And vehicle running costs?", "What was the initial budget for official vehicle running cost?"),
        ("公车费用降了多少？", "And reception?", "公务接待费降了多少?"),
        ("公务接待费是多少？", "第三季度呢？", "第三季度公务接待费是多少?"),
        ("占比呢？", "公务接待费", "公务接待费占比是多少？"),
        ("公务接待费花了多少？", "平均每批多少钱？", "公务接待费平均每批多少钱？"),
        ("What did receptions cost?", "By how much?", None),
        ("By how much did receptions fall?", "In percent?", "By how much did receptions fall, in percent?"),
    ],
)
def test_a_follow_up_is_made_whole(whole: Callable[..., str | None], before: str, text: str, expected: str | None) -> None:
    """What it names takes its place in the topic's question; what it asks is asked of the topic's item."""
    assert whole(before, text) == expected


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("公务接待费是多少？", "还有呢？"),
        ("公务接待费是多少？", "为什么？"),
        ("公务接待费和支出总计各多少？", "占比呢？"),
        ("有多少辆公务用车？", "占比呢？"),
        ("公务接待费是多少？", "差多少？"),
        ("2023年和2024年公务接待费各多少？", "那2022年呢？"),
        ("What did receptions cost?", "Did they exceed it?"),
    ],
)
def test_what_does_not_go_together_stays_unclear(whole: Callable[..., str | None], before: str, text: str) -> None:
    """Several items or years, a reason where nothing changed, a share of a count: no question is made up."""
    assert whole(before, text) is None


@pytest.mark.parametrize(("text", "year"), [("去年呢？", 2021), ("前年呢？", 2020), ("再往前一年呢？", 2020), ("今年呢？", 2022), ("2019年呢？", 2019)])
def test_years_count_from_where_the_talk_is(make_report: Callable, text: str, year: int) -> None:
    """In a talk about 2021 from a report of 2022: 去年 is still 2021, one year further back is 2020."""
    follow_up = read_follow_up(read_question(text, [make_report()], load_vocabulary()))
    ground = Ground(follow_up.parts, 2021, 2022)
    assert [year_of(span, ground) for span in follow_up.parts.years] == [year]


@pytest.mark.parametrize(
    ("text", "flags", "ask"),
    [
        ("那接待费呢？", {"lead", "tail"}, ""),
        ("其中购置呢？", {"part", "tail"}, ""),
        ("它占“三公”经费的百分之几？", {"pronoun"}, "它占“三公”经费的百分之几"),
        ("in yuan?", {"asking"}, "in yuan"),
        ("Per supplier?", {"asking"}, "Per supplier"),
        ("How many were bought?", {"elliptic"}, "How many were"),
        ("公务接待费是多少？", set(), "多少"),
        ("那辆越野车多少钱？", set(), "多少钱"),
    ],
)
def test_what_marks_a_follow_up(make_report: Callable, text: str, flags: set[str], ask: str) -> None:
    """Joining words, particles and pronouns are told from words that look like them (那辆 is no 那)."""
    found: FollowUp = read_follow_up(read_question(text, [make_report()], load_vocabulary()))
    assert found.flags == flags
    assert ask in found.ask
