"""A body's full name yields the names people call it by, and no name of another body."""

from __future__ import annotations

import pytest

from assistant.body_names import Place, body_names, organ_forms, same_body, split_entity


@pytest.mark.parametrize(
    ("entity", "places", "organ"),
    [
        ("涪林区焦岩镇人民政府", (Place("涪林", "区"), Place("焦岩", "镇")), "人民政府"),
        ("中共海港市香江区委社会工作部", (Place("海港", "市"), Place("香江", "区")), "社会工作部"),
        ("临川市人民政府东山街道办事处", (Place("临川", "市"), Place("东山", "街道")), "办事处"),
        ("三江口中学校", (), "三江口中学校"),
    ],
)
def test_a_name_is_parted_into_places_and_organ(entity: str, places: tuple[Place, ...], organ: str) -> None:
    """Places stand from the widest to the nearest; the party's prefix belongs to neither."""
    assert split_entity(entity) == (places, organ)


@pytest.mark.parametrize(
    ("entity", "names"),
    [
        ("临川市规划和自然资源局", {"临川市规资局", "市规自局", "规资局"}),
        ("怀州县第三中学校", {"怀州三中", "县第三中学", "怀州县第三中学"}),
        ("中共海港市香江区委社会工作部", {"香江区社工部", "社会工作部"}),
        ("涪林区焦岩镇人民政府", {"焦岩镇", "焦岩镇政府", "涪林区焦岩镇"}),
        ("临川市卫生健康委员会", {"临川市卫健委", "市卫健委", "卫健委"}),
    ],
)
def test_short_names_follow_from_the_full_one(entity: str, names: set[str]) -> None:
    """Short forms of the organ, with the place in full, for short, as a bare level, or left out."""
    assert names <= set(body_names(entity, ()).chinese)


def test_names_for_english_questions() -> None:
    """The nearest place comes first in pinyin; a school's own name counts as one."""
    town = body_names("涪林区焦岩镇人民政府", ())
    assert town.pinyin == ("jiaoyan", "fulin")
    assert "town" in town.english
    school = body_names("临川市三江口中学校", ())
    assert {"linchuan", "sanjiangkou"} <= set(school.pinyin)
    assert "middle school" in school.english
    assert "hong kong" in body_names("香港特别行政区政府", ()).pinyin


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("涪林区焦岩镇", "焦岩镇人民政府", True),
        ("临川市规划和自然资源局", "临川市规资局", True),
        ("涪林区焦岩镇", "涪林区石桥镇", False),
        ("临川市财政局", "东港市财政局", False),
        ("临川市财政局", "临川市审计局", False),
        ("财政局", "审计局", False),
    ],
)
def test_two_names_of_one_body(one: str, other: str, same: bool) -> None:
    """One organ, and the places of the shorter name end those of the longer; two places or two organs are two bodies."""
    assert same_body(body_names(one, ()), body_names(other, ())) is same
    assert same_body(body_names(other, ()), body_names(one, ())) is same


def test_organ_forms_hold_full_and_short_names() -> None:
    """The data file's names of organs, without the parts of names it lists beside them."""
    assert {"卫生健康委员会", "卫健委", "残联"} <= organ_forms()
    assert "管理" not in organ_forms()
