"""Names of bodies: what is one, what stands before it, which names follow from it."""

from __future__ import annotations

import pytest

from index.entity import clean_name, derived_names, same_body


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("915重庆市江口区农业农村委员会", "重庆市江口区农业农村委员会"),
        ("[906017]某市城市管理监督指挥中心", "某市城市管理监督指挥中心"),
        ("上海市某区商务委员会（本级）", "上海市某区商务委员会"),
        ("財政部國庫管理署中區分署", "財政部國庫管理署中區分署"),
        ("某市融媒体中心（某市广播电视台）", "某市融媒体中心（某市广播电视台）"),
        ("焦岩镇", "焦岩镇"),
        ("2023年收入", None),
        ("政府信息公开", None),
        ("各单位", None),
        ("财政部门户网站", None),
    ],
)
def test_names(text: str, name: str | None) -> None:
    """Codes and levels are taken off a name; words that are no name make none."""
    assert clean_name(text) == name


def test_forms_of_one_body() -> None:
    """A town and its government are one body; a district and its finance bureau are two."""
    assert same_body("涪林区焦岩镇", "焦岩镇人民政府")
    assert same_body("迪河区人民政府办公室", "区政府办公室")
    assert not same_body("鄂东区", "鄂东区财政局")
    assert not same_body("某县教育局", "某县财政局")


def test_names_that_follow_still_tell_the_body() -> None:
    """The upper region falls away; a bare organ that every district has is never a name."""
    assert derived_names("上海市普陀区财政局") == ("普陀区财政局",)
    assert derived_names("迪河区教育局") == ()
    town = derived_names("重庆市涪林区焦岩镇人民政府")
    assert {"涪林区焦岩镇人民政府", "焦岩镇人民政府", "焦岩镇"} <= set(town)
    assert {"万里街道办事处", "万里街道"} <= set(derived_names("上海市普陀区人民政府万里街道办事处"))
    assert "三江口中学校" in derived_names("重庆市綦州区三江口中学校")
    assert "第三中学" not in derived_names("重庆市綦州区第三中学")
