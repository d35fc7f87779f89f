"""Texts made comparable."""

import pytest

from assistant.fold import bigrams, fold, fold_simplified, has_chinese, simplify, singular, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“三公”经费", "三公经费"),
        ("公務用車運行維護費", "公务用车运行维护费"),
        ("ＯＡ办公平台", "oa办公平台"),
        ("因公出国（境）费", "因公出国(境)费"),
        ("公务 接待费\u3000", "公务接待费"),
        ("２０２２年", "2022年"),
        ("《市长访谈》", "市长访谈"),
    ],
)
def test_forms_of_one_text_fold_alike(one: str, other: str) -> None:
    """Width, script, letter case, blanks, quotes and brackets make no difference."""
    assert fold(one) == fold(other)


def test_folding_keeps_what_tells_texts_apart() -> None:
    """Folding never makes two terms of a report one."""
    terms = ["公务用车购置费", "公务用车运行维护费", "公务用车购置及运行维护费", "公务接待费", "年初预算", "调整后预算数"]
    assert len({fold(term) for term in terms}) == len(terms)


@pytest.mark.parametrize("text", ["“三公”经费", "ＡＢＣ（类）", "財政撥款", "Bazhong 2022", ""])
def test_folding_twice_is_folding_once(text: str) -> None:
    """A folded text is in its final form."""
    assert fold(fold(text)) == fold(text)


def test_simplified_text_folds_the_short_way() -> None:
    """For simplified text the quick fold is the fold."""
    for text in ("“三公”经费 支出", "ＯＡ（一期）", "Total 12.5%"):
        assert fold_simplified(text) == fold(text)


def test_simplify_keeps_marks_and_blanks() -> None:
    """A simplified question still has its punctuation."""
    assert simplify("公務 接待費，多少？") == "公务 接待费,多少?"


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("vehicles", "vehicle"), ("batches", "batch"), ("salaries", "salary"), ("expenses", "expense"), ("guests", "guest"),
        ("goods", "goods"), ("status", "status"), ("this", "this"), ("news", "news"), ("surplus", "surplus"), ("cost", "cost"),
    ],
)  # fmt: skip
def test_plurals_become_singular(plural: str, expected: str) -> None:
    """A plain plural loses its ending, a word that only looks like one does not."""
    assert singular(plural) == expected


def test_words_are_singular_and_lower_case() -> None:
    """English words and numbers, whatever their case and number."""
    assert words("Official Vehicles costs 49.04 or 30.45%") == ("official", "vehicle", "cost", "49.04", "or", "30.45%")


def test_bigrams_of_short_texts() -> None:
    """A single character stands for itself, nothing for nothing."""
    assert bigrams("公务车") == {"公务", "务车"}
    assert bigrams("车") == {"车"}
    assert bigrams("") == frozenset()


def test_chinese_is_seen_among_latin() -> None:
    """One Chinese character is enough."""
    assert has_chinese("the 三 items")
    assert not has_chinese("three items, 49.04")


def test_what_holds_a_traditional_word_is_found_without_the_converter() -> None:
    """A text is handed to the converter where it would change, also for words whose characters are simplified one by one."""
    from opencc import OpenCC

    converter = OpenCC("t2s")
    for word in ("公務", "頭髮", "發展", "回覆", "明瞭", "藉口", "沈船", "乾隆", "乾燥", "決算", "反覆", "牴牾", "公车", "3.00万元", ""):
        for text in (word, f"关于{word}的说明"):
            assert simplify(text) == converter.convert(text)
