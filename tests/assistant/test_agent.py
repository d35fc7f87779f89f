"""The research agent with scripted models that do well, err, lie, loop and fail: no figure is shown that the reports do not hold."""

from __future__ import annotations

import json
import re
import threading
from decimal import Decimal
from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage

from assistant.agent import Limits, ResearchAgent
from assistant.ask import Assistant
from assistant.check import broken_citations, numbers_in, ungrounded_numbers
from assistant.prompt_files import load_prompt, prompts_hash
from assistant.types import Answer
from index.errors import QuestionError
from tests.scripted_model import ScriptedModel, call, calls

QUESTION = "2022年公车费用比2021年怎么变了？"
ENGLISH = "How did vehicle costs develop from 2021 to 2022?"
FILE = "bazhong-gov-office-2022.txt"
SEARCH = call("search_facts", item="vehicle costs", year=2022, limit=5)
COMPARE = call("compare", item="公务接待费", years=[2021, 2022])
LINE_85 = call("read_lines", file=FILE, first=85, last=85)
NUMBERS = re.compile(r"\d+(?:\.\d+)?")


def ask(assistant: Assistant, script: list[Any], question: str = QUESTION, **limits: Any) -> tuple[Answer, ScriptedModel]:
    """The answer of an agent whose model says the script, and the model with its memory."""
    model = ScriptedModel(script=script, told=[], offered=[])
    return ResearchAgent(assistant, model, Limits(**limits)).ask(question), model


def assert_grounded(answer: Answer) -> None:
    """Every number shown stands in a cited line or a calculation, and every mark has its line."""
    names = numbers_in("2022 巴中市人民政府办公室2022年度部门决算编制说明") | {Decimal(2021)}
    assert ungrounded_numbers(answer, "2021 2022", names) == []
    assert broken_citations(answer) == []
    if answer.status == "answered":
        assert answer.citations
    else:
        assert not NUMBERS.search(answer.text)


def test_a_model_that_searches_and_cites_is_shown(assistant: Assistant) -> None:
    """The model's text is shown with the lines it cites counted from 1, its figures and the workings they come from."""
    text = "公务用车费用为111.99万元[1]，比上年减少49.04万元[2]，下降30.45% [2]。\n公务接待费由2021年的4.53万元减至4.33万元[3]。"
    both = calls(("search_facts", {"item": "vehicle costs", "year": 2022}), ("compare", {"item": "公务接待费", "years": [2021, 2022]}))
    answer, model = ask(assistant, [both, lambda told: AIMessage(text_with_marks(told, text))])
    assert answer.status == "answered", answer
    assert_grounded(answer)
    assert [(figure.value, figure.unit) for figure in answer.figures][:3] == [("111.99", "万元"), ("49.04", "万元"), ("30.45", "%")]
    assert {citation.line for citation in answer.citations} >= {81, 85, 88}
    assert ("4.33 + 0.2", "4.53", "万元") in [(c.expression, c.result, c.unit) for c in answer.calculations]
    assert set(model.offered) == {"ask", "search_facts", "read_lines", "calculate", "compare"}
    assert json.dumps(answer.to_json(), ensure_ascii=False)


def text_with_marks(told: list[BaseMessage], text: str) -> str:
    """The text with [1], [2], [3] as the marks that the run gave lines 81, 85 and 88."""
    marks = {}
    for message in told:
        if message.type == "tool" and str(message.content).startswith("{"):
            for one in objects(json.loads(str(message.content))):
                marks[one.get("number")] = one["cite"]
            for mark, line in json.loads(str(message.content)).get("lines", {}).items():
                marks[line["line"]] = mark
    lines = {"[1]": 81, "[2]": 85, "[3]": 88}
    return re.sub(r"\[\d\]", lambda mark: marks[lines[mark.group()]], text)


def objects(data: Any) -> list[dict]:
    """Every object that has a mark."""
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    own = [data] if isinstance(data, dict) and "cite" in data else []
    return own + [one for part in inner for one in objects(part)]


def test_a_calculation_over_figures_found_is_shown_with_its_lines(assistant: Assistant) -> None:
    """A result may be told where its operands were found; their line is cited though the text cites none for them."""
    rate = call("calculate", expression="49.04万元 / (111.99万元 + 49.04万元)", unit="%", decimals=2)
    answer, _ = ask(assistant, [LINE_85, rate, AIMessage("公务用车费用的降幅为30.45%，见[1]。")])
    assert answer.status == "answered"
    assert_grounded(answer)
    worked, _ = ask(assistant, [LINE_85, call("calculate", expression="111.99万元 + 49.04万元"), AIMessage("上年的公务用车费用为161.03万元[1]。")])
    assert [(c.expression, c.result, c.unit) for c in worked.calculations] == [("111.99万元 + 49.04万元", "161.03", "万元")]
    assert worked.figures[0].citations == (1,)


def test_an_answer_of_the_product_keeps_its_lines(assistant: Assistant) -> None:
    """The tool `ask` comes back with marks of this run in place of its own."""
    answer, model = ask(assistant, [LINE_85, COMPARE, call("ask", question="2022年公务接待费是多少？"), AIMessage("未披露")])
    reply = json.loads(str(model.told[-1][-1].content))
    cited = re.findall(r"\[\d+\]", reply["text"])
    assert cited
    assert set(cited) <= set(reply["lines"])
    assert "公务接待费支出决算4.33万元" in reply["lines"][cited[0]]["text"]
    assert reply["figures"][0]["cite"] == cited[0]
    assert answer.status == "declined"


BAD = {
    "made-up number": [SEARCH, AIMessage("公务用车费用为112.50万元[1]。")],
    "made-up citation": [SEARCH, AIMessage("公务用车费用为111.99万元[77]。")],
    "wrong unit": [SEARCH, AIMessage("公务用车费用为111.99亿元[1]。")],
    "unit of English": [SEARCH, AIMessage("Vehicle costs were 111.99 million yuan [1].")],
    "in words": [SEARCH, AIMessage("公务用车费用约为一百一十二万元[1]。")],
    "no citation": [SEARCH, AIMessage("公务用车费用为111.99万元。")],
    "turned round": [SEARCH, AIMessage("公务用车费用增加49.04万元[2]。")],
    "from memory": [AIMessage("公务用车费用为98.76万元。")],
    "invented operands": [SEARCH, call("calculate", expression="500万元 - 49.04万元"), AIMessage("上年为450.96万元[1]。")],
    "operands of another unit": [SEARCH, call("calculate", expression="111.99亿元 + 49.04亿元"), AIMessage("上年为161.03亿元[1]。")],
    "unit behind a bracket": [SEARCH, call("calculate", expression="(111.99 + 49.04)亿元"), AIMessage("上年为161.03亿元[1]。")],
    "point shifted": [SEARCH, call("calculate", expression="49.04万元 * 100"), AIMessage("减少4904万元[2]。")],
    "calculated before it was found": [call("calculate", expression="111.99万元 + 49.04万元"), AIMessage("上年为161.03万元[1]。")],
    "rounded away": [LINE_85, call("calculate", expression="49.04万元", unit="亿元", decimals=0), AIMessage("减少0亿元[1]。")],
    "rounded away inside": [LINE_85, call("calculate", expression="round(111.99万元, -2)"), AIMessage("费用为100万元[1]。")],
    "a comparison, then a guess": [COMPARE, AIMessage("2020年的公务接待费为5.01万元[1]。")],
    "loop": [SEARCH],
    "loop of answers": [AIMessage("费用为1234万元[1]。")],
    "unknown tool": [call("delete_everything", path="/"), AIMessage("删除了3份报告，共5.5万元。")],
    "arguments that are none": [call("search_facts", limit="many", colour="red"), call("compare"), AIMessage("共7.7万元。")],
    "no JSON": [AIMessage("", invalid_tool_calls=[{"name": "ask", "args": "{bad", "id": "1", "error": "x"}]), AIMessage("共7.7万元。")],
    "nothing": [SEARCH, AIMessage("")],
    "endless": [SEARCH, AIMessage("费用很多。" * 5000)],
    "raises at once": [RuntimeError("401 key sk-secret")],
    "raises later": [SEARCH, RuntimeError("401 key sk-secret")],
}


@pytest.mark.parametrize("script", BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("question", [QUESTION, ENGLISH], ids=["zh", "en"])
def test_nothing_ungrounded_is_shown(assistant: Assistant, script: list[Any], question: str) -> None:
    """Whatever a model does, what is shown is a plain list of figures with their lines, or that nothing was found."""
    answer, _ = ask(assistant, script, question, steps=8)
    assert_grounded(answer)
    assert answer.notes
    shown = answer.text + " ".join(answer.notes)
    for made_up in ("112.50", "亿元", "million", "450.96", "4904", "98.76", "1234", "5.5", "7.7", "0亿元", "100万元", "5.01", "secret", "[77]", "增加49.04"):
        assert made_up not in shown
    if answer.status == "answered":
        assert all(line.endswith("]") for line in answer.text.splitlines()[1:])


def test_a_draft_that_fails_is_sent_back_once_with_what_failed(assistant: Assistant) -> None:
    """The model is told what is wrong, once; a mended draft is shown, a second wrong one is not."""
    bad, good = AIMessage("公务用车费用为112.50万元[1]。"), AIMessage("公务用车费用为111.99万元[1]。")
    mended, model = ask(assistant, [LINE_85, bad, good])
    assert (mended.status, mended.text, mended.notes) == ("answered", "公务用车费用为111.99万元[1]。", ())
    assert "“112.50万元”" in str(model.told[-1][-1].content)
    stubborn, model = ask(assistant, [LINE_85, bad, bad, good])
    assert "112.50" not in stubborn.text
    assert len(model.told) == 3


def test_invented_operands_are_refused_when_they_are_calculated(assistant: Assistant) -> None:
    """The model is told at once that an operand was not found; its result stands behind nothing."""
    _, model = ask(assistant, [LINE_85, call("calculate", expression="500万元 - 49.04万元"), AIMessage("未披露")])
    refused = model.told[-1][-1]
    assert refused.status == "error"
    assert "500万元" in str(refused.content)
    assert "450.96" not in str(refused.content)


def test_an_earlier_result_may_be_calculated_with(assistant: Assistant) -> None:
    """A working's result is an operand like a figure that was found, and brings its lines along."""
    steps = [LINE_85, call("calculate", expression="111.99万元 + 49.04万元"), call("calculate", expression="49.04万元 / 161.03万元", unit="%", decimals=1)]
    answer, _ = ask(assistant, [*steps, AIMessage("上年为161.03万元，降幅30.5%，见[1]。")])
    assert answer.status == "answered"
    assert [c.result for c in answer.calculations] == ["161.03", "30.5"]


def test_not_disclosed_is_a_decline(assistant: Assistant) -> None:
    """Where the model says that nothing was found, nothing is shown but that."""
    for told in ("未披露", "NOT DISCLOSED", "**Not disclosed.**"):
        answer, _ = ask(assistant, [SEARCH, AIMessage(told)])
        assert (answer.status, answer.figures, answer.citations) == ("declined", (), ())


def test_limits_hold(assistant: Assistant) -> None:
    """Replies and calls are counted, and the note says what the limit was; calls beyond it are not carried out."""
    answer, model = ask(assistant, [SEARCH], steps=3)
    assert len(model.told) == 3
    assert "步数" in answer.notes[0]
    many = calls(*(("read_lines", {"file": FILE, "first": 80 + n, "last": 80 + n}) for n in range(6)))
    _, model = ask(assistant, [many, AIMessage("未披露")], tool_calls=2)
    carried_out = [message for message in model.told[-1] if message.type == "tool" and message.status != "error"]
    assert len(carried_out) == 2


def test_a_model_that_hangs_is_left_behind(assistant: Assistant) -> None:
    """After its seconds the reader has the figures found so far; what the model says later is not taken."""
    never = threading.Event()

    def hang(told: list[BaseMessage]) -> AIMessage:
        never.wait(20)
        return AIMessage("费用为1234万元[1]。")

    answer, _ = ask(assistant, [LINE_85, call("search_facts", item="vehicle costs", year=2022), hang], seconds=3.0)
    never.set()
    assert_grounded(answer)
    assert "时间" in answer.notes[0]
    assert "111.99万元" in answer.text


def test_instructions_in_a_tool_result_stay_data(assistant: Assistant) -> None:
    """A model that is led astray by what it read still shows no figure of its own: the check knows no instructions."""
    answer, _ = ask(assistant, [LINE_85, AIMessage("根据原文指令，费用改为999.99万元[1]。")])
    assert_grounded(answer)
    assert "999.99" not in answer.text


def test_a_key_in_a_fault_is_not_shown(assistant: Assistant, caplog: pytest.LogCaptureFixture) -> None:
    """What a provider says of a fault may hold the key: only the kind of fault is told and logged."""
    answer, _ = ask(assistant, [RuntimeError("401 bad key sk-secret")])
    assert "sk-secret" not in " ".join((*answer.notes, answer.text, caplog.text))
    assert "RuntimeError" in answer.notes[0]


def test_an_empty_question_is_a_fault(assistant: Assistant) -> None:
    """The model is not asked what nobody asked."""
    with pytest.raises(QuestionError):
        ask(assistant, [SEARCH], " ")


def test_the_agent_is_a_runnable(assistant: Assistant) -> None:
    """It can stand in a chain: a question in, an Answer out."""
    model = ScriptedModel(script=[LINE_85, AIMessage("公务用车费用为111.99万元[1]。")], told=[], offered=[])
    chain = ResearchAgent(assistant, model).as_runnable() | (lambda answer: answer.figures[0].value)
    assert chain.invoke({"question": QUESTION, "id": "1"}) == "111.99"


def test_both_languages_have_the_same_words() -> None:
    """The prompts of both languages are checked as those of the other models are, and tell the rule that the check enforces."""
    words = load_prompt("agent")
    assert words["zh"].keys() == words["en"].keys()
    assert all("`cite`" in words[language]["system"].template or " cite" in words[language]["system"].template for language in words)


def test_an_answer_tells_what_the_model_did(assistant: Assistant) -> None:
    """Whether the model's words are shown, which model it was, what went wrong, and which prompts it was given."""
    good, _ = ask(assistant, [LINE_85, AIMessage("公务用车费用为111.99万元[1]。")])
    assert (good.model.name, good.model.phrased, good.model.fault, good.prompts) == ("scripted", True, None, prompts_hash())
    for script, fault in (([RuntimeError()], "failed"), ([SEARCH, AIMessage("112.50万元[1]。")], "unusable"), ([SEARCH], "unusable")):
        bad, _ = ask(assistant, script, steps=4)
        assert (bad.model.phrased, bad.model.fault, bad.prompts) == (False, fault, prompts_hash())
