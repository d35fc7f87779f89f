"""Follow-ups: what is left out comes from the talk, what is stated beats it, and nothing is guessed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.conversation import MOST_TURNS, Conversation, strays
from assistant.draft import Draft, FigureDraft
from assistant.question import read_question
from assistant.types import Answer
from assistant.vocabulary import load_vocabulary
from evals.dataset import read_cases
from evals.run import run_cases
from evals.solve import assistant_solver
from index.build import build_library

CASES = Path(__file__).resolve().parents[2] / "evals" / "cases"
BAZHONG = "bazhong-gov-office-2022.txt"
ACCOUNTS = """{year}年度{entity}部门决算
第二部分 {year}年度部门决算情况说明
一、收入支出决算总体情况说明
{year}年度收入总计{income}万元，支出总计{spending}万元。
二、“三公”经费支出决算情况说明
公务接待费支出决算{reception}万元。国内公务接待{batches}批次。
"""


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The education bureau's accounts of two years, and those of two audit bureaus of one."""
    folder = tmp_path_factory.mktemp("talk")
    rows = (
        ("jy-2023.txt", "临川市教育局", 2023, "800.00", "790.00", "4.00", 40),
        ("jy-2024.txt", "临川市教育局", 2024, "900.00", "880.00", "3.00", 30),
        ("sj-2024.txt", "临川市审计局", 2024, "300.00", "290.00", "2.00", 25),
        ("yz-2024.txt", "永州市审计局", 2024, "500.00", "480.00", "6.00", 60),
    )
    for file, *row in rows:
        values = dict(zip(("entity", "year", "income", "spending", "reception", "batches"), row, strict=True))
        (folder / file).write_text(ACCOUNTS.format(**values), encoding="utf-8")
    assert not build_library(sorted(folder.glob("*.txt")), folder / "library").failed
    opened = Assistant.open(folder / "library")
    yield opened
    opened.close()


def talk(assistant: Assistant, *questions: str) -> Answer:
    """The answer to the last of the questions asked in one talk."""
    return assistant.ask(questions[-1], conversation=Conversation(questions[:-1]))


def first(answer: Answer) -> tuple[str, str, str | None]:
    assert answer.status == "answered", (answer.text, answer.notes)
    return answer.figures[0].value, answer.figures[0].unit, answer.figures[0].period


def bazhong_rows(*kinds: str) -> list[dict]:
    """The rows of some question files that ask about the report which comes with the project."""
    rows = [json.loads(line) for kind in kinds for line in (CASES / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row.get("file") == BAZHONG]


@pytest.mark.parametrize("kinds", [("lookup", "count", "table"), ("change", "derived", "calculation", "rank", "reason", "yes_no")])
@pytest.mark.parametrize("before", ["市政府总值班室经费2022年的年初预算是多少？", "By how much did total income rise in 2022?"])
def test_a_question_whole_by_itself_is_never_changed(assistant: Assistant, kinds: tuple[str, ...], before: str) -> None:
    """Every question of the case files is taken, after an unrelated one, exactly as it is taken alone; but for the clipped
    and colloquial ones, which may lean on a talk."""
    rows = [row for row in bazhong_rows(*kinds) if not row["note"].startswith(("简短", "口语"))]
    changed = [
        row["question"] for row in rows
        if (turn := assistant._follower.follow(row["question"], Conversation((before,)))).understood or turn.is_lost
    ]  # fmt: skip
    assert len(rows) > 50
    assert changed == []


def test_a_whole_question_has_the_same_answer_after_a_talk(assistant: Assistant) -> None:
    """The answer itself is the same too: text, figures, citations, workings and notes."""
    rows = bazhong_rows("lookup", "table", "calculation", "reason")[::12]
    for row in rows:
        alone = assistant.ask(row["question"]).to_json()
        after = talk(assistant, "2022年政府采购总额是多少？", "那去年呢？", row["question"]).to_json()
        assert {**alone, "seconds": 0} == {**after, "seconds": 0}


def test_the_answer_says_how_a_follow_up_was_taken(assistant: Assistant) -> None:
    """A note, in the language of the follow-up, holds the whole question; a question by itself has none."""
    answer = talk(assistant, "2022年公务接待费是多少？", "那去年呢？")
    assert answer.question == "那去年呢？"
    assert "按上文理解为：2021年公务接待费是多少？" in answer.notes
    answer = talk(assistant, "2022年公务接待费是多少？", "And the completion rate?")
    assert answer.language == "en"
    assert "Understood from the conversation as: What was the completion rate of official reception in 2022?" in answer.notes
    assert not any("按上文" in note for note in assistant.ask("2022年公务接待费是多少？").notes)


@pytest.mark.parametrize(
    ("questions", "answer"),
    [
        (("教育局2024年公务接待费多少？", "审计局呢？"), ("2.00", "万元", "2024")),
        (("教育局2024年公务接待费多少？", "2023年呢？", "那支出总计呢？"), ("790.00", "万元", "2023")),
        (("教育局2024年公务接待费多少？", "去年多少批次？"), ("40", "批次", "2023")),
        (("2024年公务接待费多少？", "教育局"), ("3.00", "万元", "2024")),
        (("2022年公务接待费多少？", "2024年", "教育局"), ("3.00", "万元", "2024")),
        (("教育局2024年支出总计？", "公安局呢？", "那临川市审计局呢？"), ("290.00", "万元", "2024")),
        (("教育局2023年公务接待费多少？", "支出总计是多少？"), ("790.00", "万元", "2023")),
        (("How much did the education bureau spend on reception in 2024?", "And in 2023?"), ("4.00", "万元", "2023")),
        (("How much was spent on reception in 2024?", "the education bureau", "How many groups?"), ("30", "批次", "2024")),
        (("教育局和临川市审计局2024年公务接待费合计多少？", "支出总计呢？"), ("1170.00", "万元", None)),
    ],
)
def test_body_year_and_item_are_carried_over(several: Assistant, questions: tuple[str, ...], answer: tuple) -> None:
    """Whatever the last question leaves out comes from the turns before it; what it names takes its place."""
    assert first(talk(several, *questions)) == answer


def test_a_bare_name_means_the_body_of_the_place_spoken_of(several: Assistant) -> None:
    """Of two audit bureaus held, the one of the town the talk is about; alone the name is asked back."""
    assert several.ask("审计局2024年公务接待费多少？").status == "unclear"
    assert first(talk(several, "永州市审计局2024年支出总计？", "临川市教育局呢？", "审计局呢？"))[0] == "290.00"


@pytest.mark.parametrize(
    ("questions", "status"),
    [
        (("教育局2024年公务接待费多少？", "公安局呢？"), "declined"),
        (("How much did the education bureau spend on reception in 2024?", "What about the police bureau?"), "declined"),
        (("How much did the education bureau spend on reception in 2024?", "And the finance bureau in 2023?"), "declined"),
        (("How much did the education bureau spend on reception in 2024?", "And the finance bureau's total income?"), "declined"),
        (("教育局2024年公务接待费多少？", "那财政局的支出总计呢？"), "declined"),
        (("教育局2024年公务接待费多少？", "全市呢？"), "declined"),
        (("教育局2024年公务接待费多少？", "2026年呢？"), "declined"),
        (("教育局2024年公务接待费多少？", "前年呢？"), "declined"),
        (("教育局和临川市审计局2024年支出总计合计多少？", "2023年呢？"), "declined"),
        (("教育局和临川市审计局2024年支出总计合计多少？", "永州市审计局呢？"), "unclear"),
        (("教育局2024年公务接待费和支出总计各多少？", "占比呢？"), "unclear"),
        (("教育局2024年公务接待费多少？", "还有呢？"), "unclear"),
        (("教育局2024年公务接待费多少？", "为什么？"), "unclear"),
        (("教育局2024年公务接待费多少？", "差多少？"), "unclear"),
    ],
)
def test_no_figure_is_guessed(several: Assistant, questions: tuple[str, ...], status: str) -> None:
    """Where the talk does not make a follow-up whole it is asked back; what is not held is declined."""
    answer = talk(several, *questions)
    assert (answer.status, answer.figures) == (status, ())


@pytest.mark.parametrize(
    "questions",
    [
        ("公务接待费比上年减少多少？", "2021年呢？"),
        ("公务接待费占“三公”经费的百分之几？", "2021年呢？"),
        ("公务接待费的完成率是多少？", "那去年呢？"),
        ("How much did vehicle costs fall?", "And in 2021?"),
        ("公务接待费多少？", "去年增加了多少？"),
    ],
)
def test_the_year_before_has_amounts_only(assistant: Assistant, questions: tuple[str, str]) -> None:
    """A report tells of the year before its own what was spent; its change, share and rate of that year are not held."""
    answer = talk(assistant, *questions)
    assert (answer.status, answer.figures) == ("declined", ())


@pytest.mark.parametrize("between", ["谢谢", "ok", "Thanks!", "还有呢？", ""])
def test_small_talk_does_not_end_the_topic(assistant: Assistant, between: str) -> None:
    """Thanks, an unclear question and an empty one leave the topic as it was."""
    assert first(talk(assistant, "公务接待费是多少？", between, "那去年呢？")) == ("4.53", "万元", "2021")


def test_a_new_topic_drops_the_old_year(assistant: Assistant) -> None:
    """After 2021 was spoken of, a question by itself is of the report's own year, and the talk goes on from there."""
    questions = ("公务接待费多少？", "那去年呢？", "政府采购支出总额是多少？")
    assert first(talk(assistant, *questions)) == ("344.1", "万元", "2022")
    assert first(talk(assistant, *questions, "其中服务呢？")) == ("35.7", "万元", "2022")


def test_a_long_talk_is_followed_from_its_end(assistant: Assistant) -> None:
    """Hundreds of earlier questions cost no more than the last of them, and the topic is the last one."""
    earlier = ("公务接待费多少？",) * 300 + ("政府采购支出总额是多少？",)
    assert len(earlier) > MOST_TURNS
    assert first(talk(assistant, *earlier, "其中货物呢？"))[0] == "308.4"


def test_a_follow_up_without_a_talk_is_taken_as_it_is(assistant: Assistant) -> None:
    """The first question of a talk has nothing before it, and no figure is made up for it."""
    for question in ("那去年呢？", "Why?"):
        assert assistant.ask(question).to_json()["figures"] == []
        assert assistant.ask(question, conversation=Conversation()).status != "answered"


def test_the_follow_up_cases_are_answered(assistant: Assistant) -> None:
    """Of the committed cases none is answered wrong, and at least 95 % of them right."""
    own = {row["id"] for row in bazhong_rows("conversation")}
    cases = [case for case in read_cases(CASES / "conversation.jsonl") if case.id in own]
    assert len(cases) >= 60
    outcomes = Counter(row.outcome for row in run_cases(cases, assistant_solver(assistant)))
    assert outcomes["wrong"] == outcomes["unscored"] == 0, outcomes
    assert outcomes["right"] + outcomes["rightly declined"] >= 0.95 * len(cases), outcomes


@pytest.mark.parametrize(
    ("text", "figure", "said"),
    [
        ("公务接待费每份多少钱？", ("27.38", "万元", "公务接待费", "2022"), "为27.38万元"),
        ("公务接待费完成率是多少？", ("4.53", "万元", "公务接待费", "2022"), "为4.53万元"),
        ("公务接待费预算是多少？", ("4.33", "万元", "公务接待费的预算执行数", "2022"), "预算执行数为4.33万元"),
        ("公务接待费预算是多少？", ("4.33", "万元", "公务接待费", "2022"), "为4.33万元"),
        ("2021年公务接待费是多少？", ("4.33", "万元", "公务接待费", "2022"), "为4.33万元"),
        ("2021年公务接待费下降了多少？", ("4.53", "万元", "公务接待费", "2021"), "为4.53万元"),
        ("公务接待有多少批次？", ("97", "分", "得分", "2022"), "为97分"),
        ("公务接待费占总支出的百分之几？", ("91.35", "%", "公务接待费的预算完成率", "2022"), "为91.35%"),
        ("公务接待费是多少？", None, "报告原文"),
    ],
)
def test_an_answer_to_something_else_is_held_back(make_report: Callable, text: str, figure: tuple | None, said: str) -> None:
    """A total for a share of it, spending for a budget, another year or unit, words for a figure: not shown for a follow-up."""
    report = make_report()
    draft = Draft("zh", said)
    if figure:
        value, *rest = figure
        draft.figures.append(FigureDraft(Decimal(value), *rest, ((report.file, 1),)))
    assert strays(read_question(text, [report], load_vocabulary()), draft, [report])


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("公务接待费是多少？", ("4.33", "万元", "公务接待费", "2022")),
        ("2021年公务接待费是多少？", ("4.53", "万元", "公务接待费", "2021")),
        ("公务接待费预算是多少？", ("4.74", "万元", "公务接待费的预算", "2022")),
        ("公务接待费比2021年减少多少？", ("0.2", "万元", "公务接待费", "2022")),
    ],
)
def test_an_answer_to_the_question_passes(make_report: Callable, text: str, figure: tuple) -> None:
    """The figure that was asked for is shown, and so is a decline."""
    report = make_report()
    value, *rest = figure
    draft = Draft("zh", "……", figures=[FigureDraft(Decimal(value), *rest, ((report.file, 1),))])
    question = read_question(text, [report], load_vocabulary())
    assert not strays(question, draft, [report])
    assert not strays(question, Draft("zh", "……", status="declined"), [report])


def test_a_conversation_grows_by_a_question() -> None:
    """A talk is a value: going on makes a new one and leaves the old as it was."""
    begun = Conversation(("公务接待费多少？",))
    assert begun.then("那去年呢？").questions == ("公务接待费多少？", "那去年呢？")
    assert begun.questions == ("公务接待费多少？",)


@pytest.mark.parametrize("before", ["2022年公车费用降了多少？", "2022年公务用车购置及运行维护费是多少？"])
def test_by_how_much_it_moved_counts_nothing(assistant: Assistant, before: str) -> None:
    """比上年变了多少 after a cost asks for the change of the cost, not for a number of vehicles."""
    answer = assistant.ask("比上年变了多少？", conversation=Conversation((before,)))
    assert [(figure.value, figure.unit) for figure in answer.figures[:2]] == [("49.04", "万元"), ("30.45", "%")]
