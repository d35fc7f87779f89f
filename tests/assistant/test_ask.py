"""Questions over the real report: the right figure with its line, or no figure at all.

Expected values were read off the report by line; each case names the line it was read from.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from unicodedata import normalize

import pytest

from assistant.ask import Assistant
from assistant.check import broken_citations, ungrounded_numbers
from assistant.draft import Draft
from assistant.quantity import CalculationError
from assistant.solve import SOLVERS
from assistant.task import Task
from assistant.types import Answer

FILE = "bazhong-gov-office-2022.txt"
CASES = Path(__file__).resolve().parents[2] / "evals" / "cases"

# kind, question, value, unit, a line that must be cited
FIGURES = [
    ("look-up", "巴中市政府办公室2022年公务接待费支出是多少？", "4.33", "万元", 81),
    ("look-up", "2022年收入总计是多少万元？", "2659.55", "万元", 32),
    ("look-up", "2022年机关运行经费支出多少？", "352.54", "万元", 97),
    ("look-up", "2022年政府采购支出总额是多少？", "344.1", "万元", 99),
    ("look-up", "行政运行的支出决算是多少？", "1311.89", "万元", 60),
    ("look-up", "死亡抚恤支出多少？", "23.08", "万元", 66),
    ("look-up", "年初结转和结余多少万元？", "420.41", "万元", 32),
    ("look-up", "What was the agency running cost in 2022?", "352.54", "万元", 97),
    ("look-up", "Expenditure on the housing provident fund in 2022?", "126.64", "万元", 72),
    ("traditional script", "2022年公务用車運行維護費是多少？", "77", "万元", 87),
    ("full-width digits", "２０２２年公务接待费是多少？", "4.33", "万元", 81),
    ("zero", "政府性基金预算财政拨款支出是多少？", "0", "万元", 92),
    ("change", "机关运行经费比2021年增加了多少？", "25.33", "万元", 97),
    ("change", "财政拨款收入总计比2021年增加了多少？", "67.83", "万元", 45),
    ("change", "How much did total spending rise over 2021?", "253.01", "万元", 33),
    ("percent change", "机关运行经费增长了百分之几？", "7.74", "%", 97),
    ("percent change", "公务接待费比上年下降了百分之几？", "4.42", "%", 88),
    ("prior year", "2021年机关运行经费是多少？", "327.21", "万元", 97),
    ("prior year", "2021年公务接待费支出是多少万元？", "4.53", "万元", 88),
    ("prior year", "2021年三公经费是多少？", "165.56", "万元", 79),
    ("prior year", "What was the three-public expense in 2021?", "165.56", "万元", 79),
    ("completion", "“三公”经费完成预算的百分之几？", "99.65", "%", 79),
    ("printed share", "基本支出占本年支出合计的百分之几？", "68.21", "%", 41),
    ("printed share", "What share of the three public expenses was official reception?", "3.72", "%", 81),
    ("worked-out share", "公用经费占基本支出的百分之几？", "19.54", "%", 76),
    ("worked-out share", "货物支出占政府采购支出总额的百分之几？", "89.63", "%", 99),
    ("sum", "人员经费和公用经费合计多少？", "1804.14", "万元", 75),
    ("sum", "公务用车购置费和公务用车运行维护费一共多少？", "111.99", "万元", 86),
    ("difference", "基本支出比项目支出多多少？", "963.34", "万元", 41),
    ("difference", "收入总计比支出总计多多少？", "14.61", "万元", 33),
    ("difference", "How much more was personnel cost than public-use expenditure?", "1099.06", "万元", 75),
    ("multiple", "基本支出是项目支出的几倍？", "2.15", "倍", 41),
    ("per unit", "平均每批次公务接待花了多少元？", "1732", "元", 89),
    ("per unit", "每辆公务用车的运行维护费平均是多少万元？", "7.7", "万元", 87),
    ("count", "越野车有几辆？", "8", "辆", 86),
    ("count", "公务员有多少人？", "57", "人", 155),
    ("count", "How many retirees are there?", "17", "人", 155),
    ("count", "How many batches of guests were received?", "25", "批次", 89),
    ("score", "部门整体绩效自评得分是多少分？", "96", "分", 104),
    ("ranking", "哪个项目的执行数最大？", "214.17", "万元", 2418),
    ("ranking", "哪个项目的预算执行率最低？", "94.06", "%", 2419),
    ("ranking", "各项目得分最低的是哪个？", "97", "分", 2168),
    ("over all forms", "项目执行数合计多少？", "642.06", "万元", 2418),
    ("form cell", "应急指挥中心经费的调整后预算数是多少？", "9.92", "万元", 1590),
    ("form cell", "政府公报及专项资料编印费年初预算多少？", "37.00", "万元", 1001),
    ("form cell", "市政府常务会全体会会议费执行数多少？", "17.91", "万元", 1791),
    ("form cell", "What was the budget execution rate of the OA platform project?", "94.06", "%", 2419),
    ("budget pair", "综合管理业务专项经费的调整后预算比年初预算减少了多少？", "7.96", "万元", 803),
    ("unspent", "一网协同OA办公平台建设项目还有多少预算没用完？", "13.53", "万元", 2418),
    ("two items", "How much larger was basic expenditure than project expenditure in 2022?", "963.34", "万元", 41),
    ("share of a whole", "Of total income in 2022, what percentage was carried over from earlier years?", "15.81", "%", 32),
    ("year before", "2021年市政府办公务用车购置及运行维护费支出多少？", "161.03", "万元", 85),
    ("per unit", "公用经费摊到每个财政供养人员是多少？", "4.58", "万元", 76),
    ("number before its noun", "推动全面办结的市政府领导批示交办事项有多少件？", "2505", "件", 593),
    ("full marks given", "值班室经费“使用部门满意度”满分20，得了几分？", "18", "分", 540),
    ("a number that is no year", "What was the weight of the indicator on 2000 licences of the OA platform project?", "30", "分", 2484),
    ("in yuan", "2022年公务接待费多少元？", "43300", "元", 81),
    ("in yuan", "How much in yuan was spent on official reception in 2022?", "43300", "元", 81),
    ("in 100 million yuan", "2022年政府采购支出总额是多少亿元？", "0.03441", "亿元", 99),
]

SAYS = [
    ("share alone", "住房保障支出占比多少？", ["住房保障支出占比为4.79%"], 55),
    ("counted by its own name", "How many vehicles does the office own?", ["number of vehicles", "10辆"], 101),
    ("target", "主页社会点击量达到目标了吗？", ["35,000", "38,000"], 292),
    ("yes or no", "因公出国（境）花了钱吗？", ["0万元"], 84),
    ("yes or no", "2022年有没有外事接待支出？", ["0万元"], 90),
    ("reason", "公务接待费为什么减少？", ["严格执行各项规定，压减开支"], 88),
    ("reason", "Why did agency running costs rise in 2022?", ["合署办公，增加工作经费"], 97),
    ("reason", "支出总计增加的原因是什么？", ["年初结转和结余资金在本年支付"], 33),
    ("definition", "什么是机关运行经费？", ["运行用于购买货物和服务的各项资金"], 132),
    ("definition", 'What does "basic expenditure" mean?', ["为保障机构正常运转、完成日常工作任务"], 129),
    ("definition", "事业收入是指什么？", ["开展专业业务活动及辅助活动取得的收入"], 109),
    ("purpose", "新增的越野车用来干什么？", ["应急保障"], 86),
    ("wrong premise", "公务接待费2022年上涨了多少？", ["减少", "0.2万元"], 88),
    ("wrong premise", "Did official reception cost rise in 2022?", ["fell", "0.2万元"], 88),
    ("wrong premise", "三公经费比上年增加了吗？", ["减少", "49.24万元"], 79),
]

NOT_HELD = [
    ("another body", "巴中市财政局2022年公务接待费多少？"),
    ("another body", "巴中市教育局2022年支出总计多少？"),
    ("another body", "平昌县人民政府办公室2022年收入总计多少？"),
    ("another body", "四川省财政厅2022年公务接待费多少？"),
    ("another body", "巴中市人大2022年车辆费用多少？"),
    ("another body", "What did the Chengdu Municipal Government Office spend on vehicles in 2022?"),
    ("another body", "How much did Bazhong Finance Bureau spend on receptions in 2022?"),
    ("all bodies", "全市所有部门的三公经费合计多少？"),
    ("another year", "巴中市政府办公室2019年支出总计是多少？"),
    ("another year", "巴中市政府办公室2023年公务接待费多少？"),
    ("another year", "2020年收入总计是多少？"),
    ("another year", "What was the three public expense of the Bazhong office in 2018?"),
    ("named without a figure", "差旅费花了多少？"),
    ("named without a figure", "绩效工资支出多少万元？"),
    ("named without a figure", "邮电费2022年支出多少？"),
    ("named without a figure", "工会经费支出多少？"),
    ("named without a figure", "奖金发了多少万元？"),
    ("part of a figure", "公务接待最贵的一次花了多少？"),
    ("part of a figure", "轿车每辆多少钱？"),
    ("part of a figure", "How much was paid for alcohol at official receptions in 2022?"),
    ("part of a figure", "How much was spent on flowers for official receptions in 2022?"),
    ("part of a figure", "How much did the office spend on training in 2022?"),
    ("left of a budget", "How much of the budget for the three public expenses was left?"),
    ("vehicles sold", "How many cars were sold in 2022?"),
    ("count of another kind", "How many companies bid for the 一网协同 contract?"),
    ("not there", "市长工资是多少？"),
    ("not there", "巴中市的GDP是多少？"),
    ("not there", "政府性债务余额多少？"),
    ("not there", "新买的越野车是什么品牌？"),
    ("not there", "What was the water bill in 2022?"),
    ("not there", "How many square metres of office space does the office own?"),
    ("off the subject", "明天天气怎么样？"),
]


@cache
def _rows() -> tuple[dict, ...]:
    """The shipped cases that ask about this report; of the conversations and bilingual pairs there are tests of their own."""
    files = [file for file in sorted(CASES.glob("*.jsonl")) if file.stem not in ("conversation", "bilingual", "unclear")]
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return tuple(row for row in rows if row.get("file") == FILE)


@pytest.fixture(scope="module")
def case_answers(assistant: Assistant) -> list[Answer]:
    """Every question of the shipped cases, asked once."""
    return [assistant.ask(row["question"], id=row["id"]) for row in _rows()]


@pytest.fixture(scope="module")
def printed(bazhong_report: Path) -> list[str]:
    return [line.rstrip("\r") for line in bazhong_report.read_text(encoding="utf-8").split("\n")]


@pytest.mark.parametrize("question", ["公车费用降了多少？", "how much did vehicle costs fall"])
def test_the_sample_question(assistant: Assistant, printed: list[str], question: str) -> None:
    """49.04万元, 30.45 %, from 161.03 (derived, with its working) to 111.99, the reason and line 85, in both languages."""
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert (answer.figures[0].value, answer.figures[0].unit, answer.figures[0].period) == ("49.04", "万元", "2022")
    figures = {(figure.value, figure.unit, figure.period) for figure in answer.figures}
    assert {("30.45", "%", "2022"), ("161.03", "万元", "2021")} <= figures
    assert ("111.99 + 49.04", "161.03", "万元") in {(step.expression, step.result, step.unit) for step in answer.calculations}
    for part in ("49.04", "30.45", "161.03", "111.99", "2022年比2021年减少更新购置公务用车1辆"):
        assert part in answer.text
    assert "derived" in answer.text or "推算" in answer.text
    assert [(citation.file, citation.line, citation.text) for citation in answer.citations] == [(FILE, 85, printed[84])]
    assert "“三公”经费" in answer.citations[0].section


@pytest.mark.parametrize(("kind", "question", "value", "unit", "line"), FIGURES)
def test_the_first_figure_is_the_answer(assistant: Assistant, kind: str, question: str, value: str, unit: str, line: int) -> None:
    """Value, unit and the line it stands on, for each kind of question."""
    answer = assistant.ask(question)
    assert answer.status == "answered", kind
    first = answer.figures[0]
    assert (first.value, first.unit) == (value, unit)
    lines = {citation.mark: citation.line for citation in answer.citations}
    assert line in [lines[mark] for mark in first.citations]


@pytest.mark.parametrize(("kind", "question", "parts", "line"), SAYS)
def test_the_answer_says_what_its_line_says(assistant: Assistant, kind: str, question: str, parts: list[str], line: int) -> None:
    """Reasons, definitions, targets and wrong premises: the report's words or figures, with their line."""
    answer = assistant.ask(question)
    assert answer.status == "answered", kind
    assert [part for part in parts if part not in answer.text] == []
    assert line in [citation.line for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("政府采购货物支出是多少？服务支出是多少？", [("308.4", "万元"), ("35.7", "万元")]),
        ("2022年公务用车，买车花了多少、养车花了多少？分别说。", [("34.99", "万元"), ("77", "万元")]),
        ("国内公务接待平均每批次、每人次各花多少元？", [("1732", "元"), ("160.37", "元")]),
        ("巴中市政府办公室一年公务接待花了多少，接待了几批、多少人？", [("4.33", "万元"), ("25", "批次"), ("270", "人次")]),
    ],
)
def test_several_figures_are_all_given(assistant: Assistant, question: str, figures: list[tuple[str, str]]) -> None:
    """A question for several figures is not answered with one."""
    given = [(figure.value, figure.unit) for figure in assistant.ask(question).figures]
    assert [figure for figure in figures if figure not in given] == []


@pytest.mark.parametrize(("kind", "question"), NOT_HELD)
def test_what_is_not_held_is_not_answered(assistant: Assistant, kind: str, question: str) -> None:
    """Another body, another year, an amount the report does not print: no figure, and a word on what is held."""
    answer = assistant.ask(question)
    assert answer.status != "answered", kind
    assert answer.figures == ()
    assert "49.04" not in answer.text
    assert answer.notes


@pytest.mark.parametrize(
    "question",
    ["公车费用降了多少？", "项目执行数合计多少？", "什么是机关运行经费？", "差旅费花了多少？", "Why did agency running costs rise in 2022?"],
)
def test_asking_twice_gives_the_same(bazhong_library: Path, assistant: Assistant, question: str) -> None:
    """The same question of the same library has one answer, also when it is opened anew."""
    again = Assistant.open(bazhong_library)
    try:
        answers = [one.ask(question).to_json() for one in (assistant, assistant, again)]
    finally:
        again.close()
    for answer in answers:
        assert answer.pop("seconds") >= 0
    assert answers[0] == answers[1] == answers[2]


def test_every_number_of_every_answer_is_grounded(case_answers: list[Answer]) -> None:
    """Over all shipped cases no number stands in an answer without line or calculation behind it."""
    identity = "2022年度巴中市人民政府办公室部门决算"
    asked = {a.id: re.findall(r"(?:19|20)\d{2}", normalize("NFKC", a.question)) for a in case_answers}
    loose = {a.id: ungrounded_numbers(a, identity + " ".join(asked[a.id])) for a in case_answers}
    assert {key: numbers for key, numbers in loose.items() if numbers} == {}
    assert [answer.id for answer in case_answers if broken_citations(answer)] == []


def test_every_citation_is_the_reports_line(case_answers: list[Answer], printed: list[str]) -> None:
    """Over all shipped cases each cited text is the line of that number, character for character."""
    cited = [citation for answer in case_answers for citation in answer.citations]
    assert len(cited) > 100
    assert [c.line for c in cited if c.file != FILE or c.text != printed[c.line - 1]] == []


def test_no_answer_without_a_line(case_answers: list[Answer]) -> None:
    """What is answered is cited; every figure has a mark of its own."""
    bare = [a.id for a in case_answers if a.status == "answered" and (not a.citations or any(not f.citations for f in a.figures))]
    assert bare == []


def test_answers_speak_the_questions_language(case_answers: list[Answer]) -> None:
    """A case in English is answered in English, a case in Chinese in Chinese."""
    assert [a.id for a, row in zip(case_answers, _rows(), strict=True) if a.language != row["lang"]] == []


def test_shipped_questions_without_an_answer_get_no_figure(case_answers: list[Answer]) -> None:
    """The unanswerable ones of the shipped cases are declined, each with a note on what is held."""
    refused = [answer for answer, row in zip(case_answers, _rows(), strict=True) if row["kind"] == "refuse"]
    assert len(refused) > 15
    assert [answer.id for answer in refused if answer.figures] == []


def test_figures_of_two_kinds_decline_instead_of_failing(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that meets figures it cannot combine gives way to the next: whoever asks never sees it fail."""

    def combine(task: Task) -> Draft | None:
        raise CalculationError("cannot add 4.33万元 and 12人", next_step="Use amounts of one kind")

    monkeypatch.setattr("assistant.solve.SOLVERS", (combine, *SOLVERS))
    assert assistant.ask("公务接待费是多少？").figures[0].value == "4.33"
    monkeypatch.setattr("assistant.solve.SOLVERS", (combine,))
    assert assistant.ask("公务接待费是多少？").status == "declined"
