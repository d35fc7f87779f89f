"""Ways in which people ask that name no printed item as it stands: two things in one, colloquial words, premises."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.ask import Assistant
from index.build import build_library

REPORT = """2023年度临川市水利局部门决算
一、机构设置
临川市水利局设9个内设科室。年末财政预算供给人员40人，其中：公务员22人、机关工勤人员8人、事业人员10人。退休人员12人。
二、收入支出决算总体情况说明
2023年度收入总计900万元。其中：年初结转和结余100万元，一般公共预算财政拨款收入800万元。与2022年相比，收入总计增加60万元，增长7.14%。
2023年度支出总计860万元。
2023年本年支出合计860万元，其中：基本支出645万元，占75%；项目支出215万元，占25%。
年末结转和结余40万元。
三、基本支出决算情况说明
2023年基本支出645万元，其中：
人员经费516万元，主要包括：基本工资、津贴补贴。
公用经费129万元，主要包括：办公费、培训费、差旅费。
四、“三公”经费支出决算情况说明
2023年“三公”经费支出决算为50万元，完成预算80%，较上年减少10万元，下降16.67%。主要原因是减少公务用车购置1辆。
1.因公出国（境）经费支出0万元，全年安排因公出国（境）团组0次，出国（境）0人。
2.公务用车购置及运行维护费支出45万元，占90%。
其中：公务用车购置支出20万元。全年更新购置公务用车（越野车）1辆，金额20万元。截至2023年12月底，单位共有公务用车5辆，其中：轿车2辆、越野车3辆。
公务用车运行维护费支出25万元。主要用于公务用车燃料费、维修（护）费、过路过桥费、保险费等支出。
3.公务接待费支出5万元，完成预算50%，占10%。
国内公务接待支出5万元。国内公务接待20批次，100人次，共计支出5万元。
五、政府采购支出情况
2023年，市水利局政府采购支出总额70万元，其中：政府采购货物支出40万元、政府采购服务支出30万元。
六、绩效评价情况
按照部门整体支出绩效评价指标体系，自评得分91分。
特定目标类项目全年预算数150万元，年初结转和结余数100万元，执行数210万元，年末结转和结余数40万元。
项目合同金额200万元，已经支付150万元，剩余50万元暂未支付。未支付原因：一是设备尚未验收，暂不支付30万元；二是质量保证金20万元待期满后支付。
"""


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A library that holds one report."""
    folder = tmp_path_factory.mktemp("ways")
    (folder / "slj-2023.txt").write_text(REPORT, encoding="utf-8")
    build_library([folder / "slj-2023.txt"], folder / "library")
    assistant = Assistant.open(folder / "library")
    yield assistant
    assistant.close()


def figures(assistant: Assistant, question: str) -> list[str]:
    """The figures of an answer, "" where it is not answered."""
    answer = assistant.ask(question)
    return [f"{figure.value}{figure.unit}" for figure in answer.figures] if answer.status == "answered" else []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # two things asked in one
        ("2023年公务用车购置和运行维护各花多少？", ["20万元", "25万元"]),
        ("财政供养多少人，另外退休多少人？", ["40人", "12人"]),
        ("How many people does it have, in post and retired?", ["40人", "12人"]),
        ("What were goods and services procurement worth in 2023?", ["40万元", "30万元"]),
        # colloquial words for money and for what it buys
        ("买车花了几个钱？", ["20万元"]),
        ("那辆新买的越野车多少钱？", ["20万元"]),
        ("公家的车一年加油、修车、过路费加在一起烧掉多少？", ["25万元"]),
        ("养人的钱（工资福利社保那一块）一年要多少？", ["516万元"]),
        ("2023年「三公」經費總共支出多少？", ["50万元"]),
        ("what's left in the kitty at year end?", ["40万元"]),
        ("How much did it have left unspent at the end of 2023?", ["40万元"]),
        # rates by other names
        ("2023年公务接待费完成预算的比率是多少？", ["50%"]),
        ('What percentage of its "three public" budget did it use in 2023?', ["80%"]),
        ("2023年“三公”经费的预算是多少？", ["62.5万元"]),
        ("公务接待费预算数按执行率倒算是多少？", ["10万元"]),
        # counts that English names with a verb
        ("How many official groups were sent abroad in 2023?", ["0次"]),
        ("How many groups were received in 2023?", ["20批次"]),
        # a word inside an item's name asks for nothing of its own
        ("特定目标类项目执行数是多少？", ["210万元"]),
        ("特定目标类项目全年预算数（不含年初结转）是多少？", ["150万元"]),
        # the body as a whole
        ("自评得分", ["91分"]),
        ("平均每人支出多少（按财政预算供给人员算）？", ["21.5万元"]),
    ],
)
def test_first_figures(bureau: Assistant, question: str, expected: list[str]) -> None:
    """The first figures of the answer are those asked for, in the order asked."""
    assert figures(bureau, question)[: len(expected)] == expected


def test_what_a_pronoun_stands_for(bureau: Assistant) -> None:
    """"Running them" is running the vehicles of the first half of the question."""
    told = figures(bureau, "How much was spent on buying official vehicles, and how much on running them?")
    assert told[0] == "20万元"
    assert "25万元" in told


def test_growth_rate_is_the_percentage(bureau: Assistant) -> None:
    """"增长率" asks for the percent, not for the sum it rose by."""
    assert figures(bureau, "2023年收入总计的增长率是多少？")[0] == "7.14%"


def test_shares_of_each(bureau: Assistant) -> None:
    """Amounts and shares of both items that a question sets side by side."""
    told = figures(bureau, "人员经费和公用经费各多少，占基本支出多少？")
    assert {"516万元", "80%", "129万元", "20%"} <= {value.replace(".00%", "%") for value in told}


def test_what_is_not_listed_is_said(bureau: Assistant) -> None:
    """Works procurement is not listed: neither passed over nor taken for 0."""
    answer = bureau.ask("政府采购总额多少？货物、工程、服务各多少？")
    assert [str(figure.value) for figure in answer.figures] == ["70", "40", "30"]
    assert "没有单列" in answer.text
    assert "工程" in answer.text


def test_income_is_more_than_the_year_s(bureau: Assistant) -> None:
    """Where the money comes from includes what was carried over."""
    assert "100万元" in figures(bureau, "2023年的钱从哪里来？")


def test_a_supposed_year_is_no_report_year(bureau: Assistant) -> None:
    """A supposition about next year starts from the year held."""
    assert figures(bureau, "如果2024年再降10%，“三公”经费会是多少？")[0].startswith("45")
    assert bureau.ask("2024年“三公”经费是多少？").status == "declined"


def test_a_bare_name_without_a_figure_is_declined(bureau: Assistant) -> None:
    """An item that is only listed among others has no figure of its own, and the list is no answer."""
    assert bureau.ask("培训费？").status == "declined"


def test_one_of_several_is_not_the_whole(bureau: Assistant) -> None:
    """All that is unpaid is the rest, not one of the amounts it is made of."""
    assert figures(bureau, "项目合同还有多少钱没有支付？")[:1] == ["50万元"]


def test_the_amounts_a_quoted_figure_is_made_of(bureau: Assistant) -> None:
    """Why a sum was not paid is told with the amounts it is made of, where they are asked for."""
    answer = bureau.ask("项目合同剩余的50万元为什么没付，分别是哪两笔？")
    assert "30万元" in answer.text
    assert "20万元" in answer.text


def test_another_kind_of_vehicle_was_bought(bureau: Assistant) -> None:
    """A price asked for a kind that was not bought: what was bought is told, and that the other is not listed."""
    answer = bureau.ask("2023年买的那两辆轿车花了多少钱？")
    assert "没有列出购置轿车" in answer.text
    assert str(answer.figures[0].value) == "20"


def test_the_scope_is_quoted_from_the_title(bureau: Assistant) -> None:
    """Own body or with its units: the title is quoted, and that no units are listed is said."""
    answer = bureau.ask("2023年这些数字是本级还是汇总？包括哪些下属单位？")
    assert answer.status == "answered"
    assert answer.citations[0].line == 1
    assert "没有列出下属单位" in answer.text


def test_another_organ_set_against_the_body(bureau: Assistant) -> None:
    """A comparison with a body that is not held is declined, not answered for the one that is."""
    question = 'Which was higher in 2023, the "three public" spending of 临川市水利局 or that of the Finance Bureau?'
    assert bureau.ask(question).status == "declined"


def test_how_many_times_the_first_was_the_second(bureau: Assistant) -> None:
    """What is named first is divided by: 516 is 4 times 129."""
    told = figures(bureau, "How many times the spending on 公用经费 was the spending on 人员经费?")
    assert told[0] == "4倍"
