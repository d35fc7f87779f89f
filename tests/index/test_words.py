"""Matching units are the same for full-width, traditional, plural and separated forms; ideas join the languages."""

from __future__ import annotations

import pytest

from index.words import atoms, grams, idea_names, ideas


@pytest.mark.parametrize(
    ("one", "other"),
    [("决算數", "决算数"), ("ＡＢＣ１２", "abc12"), ("12,345.60", "12345.60"), ("vehicles", "vehicle"), ("Training", "trained"), ("期 末 余 额", "期末余额")],
)
def test_forms_of_one_text_give_the_same_atoms(one: str, other: str) -> None:
    assert atoms(one) == atoms(other)


def test_a_pair_of_characters_weighs_more_than_its_characters() -> None:
    found = grams("决算")
    assert found["决_算"] > found["决"] > 0


def test_words_of_asking_tell_nothing() -> None:
    assert "请" not in grams("请问决算数")
    assert "what" not in grams("what is the budget")


@pytest.mark.parametrize(
    ("text", "idea"),
    [("期初余额", "opening"), ("balance at the beginning of the period", "opening"), ("负责人是谁", "person"), ("Who signed it?", "person"),
     ("办公地址", "place"), ("where is the office", "place"), ("占比", "share"), ("percentage", "share")],
)  # fmt: skip
def test_ideas_are_found_in_both_languages(text: str, idea: str) -> None:
    assert idea in ideas(text)


def test_english_ideas_are_whole_words() -> None:
    """"who" is no part of "whole", "sum" none of "summer"."""
    assert "person" not in ideas("the whole summer")
    assert "total" not in ideas("the whole summer")


def test_every_idea_has_a_name_of_its_own_and_is_listed() -> None:
    names = idea_names()
    assert len(names) == len(set(names)) > 30
