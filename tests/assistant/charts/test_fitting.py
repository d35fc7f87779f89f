"""The chart that goes with an answer."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.charts.fitting import chart_for


@pytest.mark.parametrize(
    ("question", "kind", "words"),
    [
        ("2022年公务用车购置及运行维护费比上年减少了多少？", "change", "公务用车购置及运行维护费变动"),
        ("How much did the three public expenses fall in 2022?", "change", "Three public expense"),
        ("一般公共服务支出占多少", "composition", "按功能分类"),
        ("公务接待费完成预算了吗", "budget", "“三公”经费：预算完成率"),
    ],
)
def test_an_answer_gets_the_chart_of_its_own_lines(assistant: Assistant, question: str, kind: str, words: str):
    """A question of change, composition or budget is offered the chart that shows the answered figure."""
    offer = chart_for(assistant.library, assistant.ask(question))
    assert offer is not None
    assert offer.kind == kind
    assert words in offer.title


@pytest.mark.parametrize("question", ["2022年公务接待费是多少？", "会展中心的预算完成率是多少？", "市政府办公室有几辆公务用车？"])
def test_no_chart_where_none_fits(assistant: Assistant, question: str):
    """A plain look-up, and what the reports do not hold, get no button."""
    assert chart_for(assistant.library, assistant.ask(question)) is None
