"""The words before a figure become the name of what it is of."""

from __future__ import annotations

import pytest

from index.labels import clean_label, item_path, split_basis

NAMES = ("巴中市人民政府办公室", "市政府办公室")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2022年度收入总计", "收入总计"),
        ("其中：年初结转和结余", "年初结转和结余"),
        ("截至2022年12月底，单位共有公务用车", "公务用车"),
        ("2022年，市政府办公室机关运行经费支出", "机关运行经费支出"),
        ("公务接待费支出为", "公务接待费支出"),
        ("一是人员经费共计", "人员经费"),
        ("合同金额为", "合同金额"),
        ("“三公”经费财政拨款支出", "“三公”经费财政拨款支出"),
    ],
)
def test_label_is_the_bare_item(text: str, label: str) -> None:
    """Period, list words, the body's own name and the joining verb are taken off; the item's words are kept."""
    assert clean_label(text, NAMES) == label


@pytest.mark.parametrize("text", ["", "其中：", "共计", "金额", "2022年", "支出", "即", "决算为"])
def test_words_that_name_nothing(text: str) -> None:
    """Words that only join a figure to what was named before are no label."""
    assert clean_label(text, NAMES) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公务接待费支出决算", ("公务接待费支出", "决算")),
        ("人员类项目全年预算数", ("人员类项目", "调整预算")),
        ("年初预算数", ("", "年初预算")),
        ("特定目标类项目执行数", ("特定目标类项目", "决算")),
        ("公务接待费预算数", ("公务接待费", "预算")),
        ("人员经费", ("人员经费", None)),
        ("政府性基金预算财政拨款收入", ("政府性基金预算财政拨款收入", None)),
    ],
)
def test_basis_is_split_off(text: str, expected: tuple[str, str | None]) -> None:
    """决算, 预算, 年初预算 and 调整预算 are the basis of a figure; a fund's name that holds 预算 is not."""
    assert split_basis(text) == expected


def test_item_path_of_the_functional_classification() -> None:
    """类, 款 and 项 come apart; a label of another form has no such path."""
    text = "一般公共服务（类）政府办公厅（室）及相关机构事务（款）行政运行（项）：支出决算为"
    assert item_path(text) == ("一般公共服务", "政府办公厅（室）及相关机构事务", "行政运行")
    assert item_path("公务接待费支出") is None


@pytest.mark.parametrize("when", ["年末", "年终", "期末", ""])
def test_when_accounts_were_closed_is_no_item(when: str) -> None:
    """"年末决算36.81万元" is of the item named before it: the words say the basis alone."""
    assert split_basis(f"{when}决算") == ("", "决算")
