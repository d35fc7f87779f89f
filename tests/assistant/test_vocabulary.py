"""Words of a question and the terms a report prints."""

import pytest

from assistant.fold import fold, words
from assistant.vocabulary import LONGEST_ENGLISH_WAY, Term, Vocabulary, load_vocabulary
from index.classification import Classification

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


def test_a_subject_is_one_term_with_all_its_codes() -> None:
    """A name that stands under many codes (行政运行) is one term; each subject's name leads to an item with its code."""
    vocabulary = load_vocabulary()
    lost = []
    for subject in Classification.load().subjects:
        if subject.is_plain_word:
            continue
        found = [term for _, _, term in vocabulary.find_chinese(fold(subject.name))]
        if len(found) != 1 or found[0].kind == "item" and subject.code not in found[0].code.split("|"):
            lost.append(subject.code)
    assert lost == []
    assert len(vocabulary.terms["行政运行"].code.split("|")) > 50


@pytest.mark.parametrize(
    ("way", "canonical", "code"),
    [
        ("出国费用", "因公出国（境）费", "30212"),
        ("买车花费", "公务用车购置费", "31013"),
        ("中医药", "中医药事务", "21006"),
        ("医疗卫生与计划生育支出", "卫生健康支出", "210"),
    ],
)
def test_words_of_the_terms_file_lead_to_codes_of_the_classification(way: str, canonical: str, code: str) -> None:
    """What people say, the concept and its codes are joined, wherever each of them is written down."""
    terms = [term for _, _, term in load_vocabulary().find_chinese(fold(way))]
    assert [term.canonical for term in terms] == [canonical]
    assert code in terms[0].code.split("|")


def test_the_terms_file_keeps_its_meanings() -> None:
    """A subject never takes a way from the terms file: 其他收入 and 国防教育 stay what they are there."""
    terms = load_vocabulary().terms
    assert "其它收入" in terms["其他收入"].chinese
    assert terms["国防教育"].kind == "general"
    assert terms["国防教育"].code == ""


@pytest.mark.parametrize("word", ["儿童医院", "气象服务", "出版发行", "国家安全", "仲裁"])
def test_everyday_words_are_no_items(word: str) -> None:
    """The name of a subject that is also a body's or an everyday word makes no item of a question."""
    assert [term.kind for _, _, term in load_vocabulary().find_chinese(fold(word)) if term.canonical == word and term.code] == []


def test_english_ways_of_subjects_can_be_found() -> None:
    """No English way of a subject is longer than the longest that the look-up tries, and each is lower case ASCII."""
    ways = [way for subject in Classification.load().subjects for way in subject.english]
    assert [way for way in ways if not 1 <= len(words(way)) <= LONGEST_ENGLISH_WAY] == []
    assert [way for way in ways if not way.isascii() or way != way.lower()] == []


def test_a_way_of_a_subject_leads_to_one_term() -> None:
    """No way, Chinese or English, stands under two items of the classification."""
    known = Classification.load()
    chinese: dict[str, set[str]] = {}
    english: dict[str, set[str]] = {}
    for term in load_vocabulary().terms.values():
        if term.kind == "item" and term.code and known.codes(term.canonical):
            for way in (term.canonical, *term.chinese):
                chinese.setdefault(fold(way), set()).add(term.canonical)
            for way in term.english:
                english.setdefault(" ".join(words(way)), set()).add(term.canonical)
    assert {way: names for way, names in chinese.items() if len(names) > 1} == {}
    assert {way: names for way, names in english.items() if len(names) > 1} == {}
