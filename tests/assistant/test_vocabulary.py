"""Words of a question and the terms a report prints."""

import pytest

from assistant.fold import fold, words
from assistant.vocabulary import Term, Vocabulary, load_vocabulary

VEHICLES = Term("公务用车购置及运行维护费", "item", ("公车费用", "公车"), ("vehicle cost", "official vehicle"), "")
RUNNING = Term("公务用车运行维护费", "item", ("养车费",), ("vehicle running cost",), "30231")
SMALL = Vocabulary((VEHICLES, RUNNING))


def test_longest_way_wins() -> None:
    """Where one way begins another, the longer one is meant."""
    assert [(start, end, term.canonical) for start, end, term in SMALL.find_chinese(fold("公车费用和养车费"))] == [
        (0, 4, VEHICLES.canonical), (5, 8, RUNNING.canonical),
    ]  # fmt: skip
    assert [term.canonical for _, _, term in SMALL.find_english(words("the vehicle running costs"))] == [RUNNING.canonical]


def test_found_ways_do_not_overlap() -> None:
    """Each character of a question belongs to one term at most."""
    found = SMALL.find_chinese(fold("公务用车购置及运行维护费公务用车运行维护费"))
    assert [term for _, _, term in found] == [VEHICLES, RUNNING]
    assert all(one[1] <= other[0] for one, other in zip(found, found[1:], strict=False))


def test_unknown_words_are_no_terms() -> None:
    """The vocabulary guesses nothing."""
    assert SMALL.find_chinese(fold("明天天气怎么样")) == []
    assert SMALL.find_english(words("the weather tomorrow")) == []
    assert SMALL.canonical_of("天气") == "天气"
    assert SMALL.english_name("天气") is None


def test_one_mistyped_character_is_forgiven_only_where_one_item_fits() -> None:
    """One character off leads to the item, two do not."""
    assert SMALL.nearly("公务用车运形维护费") is RUNNING
    assert SMALL.nearly("公务用车运形维沪费") is None
    assert SMALL.nearly("公务用车") is None
    twins = Vocabulary((Term("会议费", "item", (), (), ""), Term("会务费", "item", (), (), "")))
    assert twins.nearly("会义费") is None


@pytest.mark.parametrize(
    ("label", "canonical"),
    [
        ("公务接待费支出", "公务接待费"),
        ("机关运行经费支出", "机关运行经费"),
        ("“三公”经费财政拨款支出", "“三公”经费"),
        ("公务用车运行维护费", "公务用车运行维护费"),
        ("住房公积金", "住房公积金"),
    ],
)
def test_labels_reach_their_term(label: str, canonical: str) -> None:
    """What disclosures add to a term (支出, 财政拨款 …) does not hide it."""
    assert load_vocabulary().canonical_of(label) == load_vocabulary().canonical_of(canonical)


@pytest.mark.parametrize(
    ("question", "canonical"),
    [
        ("公车费用降了多少", "公务用车购置及运行维护费"),
        ("养车花了多少", "公务用车运行维护费"),
        ("三公经费是多少", "“三公”经费"),
        ("公务接待费支出", "公务接待费"),
        ("機關運行經費", "机关运行经费"),
    ],
)
def test_chinese_ways_of_the_real_terms(question: str, canonical: str) -> None:
    """What people say leads to what reports print."""
    assert canonical in {term.canonical for _, _, term in load_vocabulary().find_chinese(fold(question))}


@pytest.mark.parametrize(
    ("question", "canonical"),
    [
        ("how much did vehicle costs fall", "公务用车购置及运行维护费"),
        ("the three public expenses", "“三公”经费"),
        ("agency running cost", "机关运行经费"),
        ("total expenditure in 2022", "支出总计"),
        ("personnel costs", "人员经费"),
    ],
)
def test_english_ways_of_the_real_terms(question: str, canonical: str) -> None:
    """English words lead to the Chinese term, plural or not."""
    assert canonical in {term.canonical for _, _, term in load_vocabulary().find_english(words(question))}


def test_every_item_can_be_named_in_english() -> None:
    """An answer in English has a name for each item of the terms file."""
    vocabulary = load_vocabulary()
    items = [term.canonical for term in vocabulary.terms.values() if term.kind == "item"]
    nameless = [name for name in items if not vocabulary.english_name(name)]
    assert nameless == []


def test_every_term_is_found_by_its_own_name() -> None:
    """A printed term in a question is that term, not a part of it nor another term."""
    vocabulary = load_vocabulary()
    lost = []
    for term in vocabulary.terms.values():
        folded = fold(term.canonical)
        if len(folded) < 2:
            continue
        found = vocabulary.find_chinese(folded)
        if [(start, end) for start, end, _ in found] != [(0, len(folded))]:
            lost.append(term.canonical)
    assert lost == []
