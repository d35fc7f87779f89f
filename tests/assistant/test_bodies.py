"""Which body a question speaks of. A question about another body must never be answered from this one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.bodies import BodyMention, find_bodies
from assistant.body_names import body_names
from assistant.fold import fold, simplify
from assistant.vocabulary import load_vocabulary
from index.types import Report

OFFICE = "巴中市人民政府办公室"


@pytest.fixture
def find(make_report: Callable[..., Report]) -> Callable[..., BodyMention]:
    """`find(question)` among the government office alone."""
    return lambda text: find_bodies(simplify(text), (make_report(),), load_vocabulary())


@pytest.mark.parametrize(
    "question",
    [
        "巴中市人民政府办公室2022年公务接待费多少？",
        "巴中市政府办公室2022年公务接待费多少？",
        "市政府办公室的公务接待费",
        "巴中市政府办的公务接待费",
        "What did the Bazhong Municipal Government Office spend in 2022?",
        "the Bazhong government office's vehicle costs",
    ],
)
def test_a_held_body_is_known_by_the_names_people_use(find: Callable[..., BodyMention], question: str) -> None:
    """Full name, short names and pinyin all mean the body, and none of them is left in the rest."""
    mention = find(question)
    assert mention.entities == (OFFICE,)
    assert mention.foreign is None
    assert "政府办" not in mention.rest
    assert "bazhong" not in mention.rest.lower()


@pytest.mark.parametrize(
    "question",
    [
        "巴中市公安局2022年“三公”经费支出多少？",
        "巴中市财政局2022年公务接待费多少？",
        "通江县政府办公室2022年总支出多少？",
        "平昌县人民政府办公室2022年收入总计多少？",
        "四川省政府办公厅2022年机关运行经费多少？",
        "四川省财政厅2022年公务接待费多少？",
        "巴中市委办公室2022年的公务接待费是多少？",
        "巴中市人大2022年车辆费用多少？",
        "巴中市卫健委2022年公务接待费多少？",
        "平湖卫健委2022年项目支出占本年支出的比重？",
        "巴中市残联的公务接待费是多少？",
        "白沙镇2022年底还剩多少钱结转到下一年？",
        "白沙镇“其他城乡社区支出”2022年多少？",
        "How much did Bazhong Finance Bureau spend on receptions in 2022?",
        "What did the Chengdu Education Bureau spend in 2022?",
    ],
)
def test_another_body_is_not_taken_for_the_one_held(find: Callable[..., BodyMention], question: str) -> None:
    """Another organ of the same place, or the same organ of another place, is foreign."""
    assert find(question).foreign


@pytest.mark.parametrize("question", ["工会经费支出多少？", "城镇职工医疗保险缴费2022年是多少？", "支付给残联的补助是多少？"])
def test_an_item_that_speaks_of_an_organ_names_no_body(find: Callable[..., BodyMention], question: str) -> None:
    """工会 is an organ, 工会经费 a kind of spending."""
    assert find(question).foreign is None


@pytest.mark.parametrize(
    "question",
    ["全市所有部门的三公经费合计多少？", "各部门公务接待费多少", "How much did the whole city spend?", "all departments' vehicle costs"],
)
def test_more_than_one_body_is_beyond_a_report(find: Callable[..., BodyMention], question: str) -> None:
    """A question about a whole city is not about one office."""
    assert find(question).beyond


@pytest.mark.parametrize("question", ["公车费用降了多少？", "how much did vehicle costs fall", "2022年公务接待费支出多少？", "基本支出占多少？"])
def test_no_body_is_no_body(find: Callable[..., BodyMention], question: str) -> None:
    """A question that names no body names none: neither a held nor a foreign one."""
    mention = find(question)
    assert (mention.entities, mention.foreign, mention.beyond) == ((), None, None)


def test_two_held_bodies_are_told_apart(make_report: Callable[..., Report]) -> None:
    """Of two bodies of one city, the one that is named is meant."""
    reports = (make_report(), make_report("巴中市财政局", short_names=("市财政局",)))
    for name in ("巴中市财政局", "市财政局"):
        assert find_bodies(f"{name}2022年公务接待费", reports, load_vocabulary()).entities == ("巴中市财政局",)
    assert find_bodies("巴中市政府办公室2022年公务接待费", reports, load_vocabulary()).entities == (OFFICE,)


def test_names_that_follow_from_a_full_name() -> None:
    """The short forms of a government office, longest first, and its place in pinyin."""
    names = body_names(OFFICE, ())
    assert {fold(name) for name in ("巴中市人民政府办公室", "巴中市政府办公室", "市政府办公室", "巴中市政府办")} <= set(names.chinese)
    assert list(names.chinese) == sorted(names.chinese, key=len, reverse=True)
    assert names.pinyin == ("bazhong",)
