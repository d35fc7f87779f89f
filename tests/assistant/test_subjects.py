"""What a row that says only 合计, or a figure under a bare label, is of."""

from __future__ import annotations

from pathlib import Path

from assistant.subjects import read_subjects
from assistant.vocabulary import load_vocabulary
from index.build import read_report


def subjects_of(tmp_path: Path, text: str) -> dict[str, str]:
    """The items found for bare labels: "label of the figure" → item."""
    file = tmp_path / "report.txt"
    file.write_text(text, encoding="utf-8")
    read = read_report(file)
    found = read_subjects(read.facts, load_vocabulary())
    return {f"{fact.item} {fact.printed}": found[fact.id] for fact in read.facts if fact.id in found}


def test_the_total_of_the_three_expenses_is_theirs(tmp_path: Path) -> None:
    """A 合计 under the rows of the three expenses is the total of the three, with no title needed."""
    text = (
        "临川市审计局2021年度支出决算公开\n单位：万元\n项目\t预算\t决算\n因公出国（境）费\t0\t0\n公务接待费\t2.00\t1.00\n公务用车运行维护费\t8.00\t7.00\n合计\t10.00\t8.00\n"
    )
    assert subjects_of(tmp_path, text).get("合计 8.00") == "“三公”经费"


def test_a_total_with_other_fees_is_not_of_the_three(tmp_path: Path) -> None:
    """Where other items stand among the rows the total is of more than the three expenses."""
    text = (
        "临川市审计局2021年度支出决算公开\n单位：万元\n项目\t预算\t决算\n办公费\t3.00\t3.00\n公务接待费\t2.00\t1.00\n差旅费\t8.00\t7.00\n合计\t13.00\t11.00\n"
    )
    assert "合计 11.00" not in subjects_of(tmp_path, text)


def test_income_under_the_name_of_a_budget_is_that_budgets(tmp_path: Path) -> None:
    """政府性基金预算: 收入 … is income of the government funds."""
    found = subjects_of(tmp_path,
        "沙河县2024年财政决算的报告\n一、预算执行\n（一）一般公共预算。收入2.10亿元。\n（二）政府性基金预算。收入1.88亿元，支出5.43亿元。\n")
    assert "收入 1.88亿元" in found
    assert "政府性基金" in found["收入 1.88亿元"]
