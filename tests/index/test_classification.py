"""Subject codes: their names, and the ways reports print them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from index.classification import FILE, Classification, fold_name, level, normal_code, split_code
from index.read import read_document

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
# The classes that disclosures print; no class stands under 225, 226 or 228.
CLASSES_BY_FUNCTION = {str(code) for code in (*range(201, 225), 227, *range(229, 235))}
CLASSES_BY_NATURE = {"301", "302", "303", "307", "309", "310", "311", "312", "313", "399"}
CLASSES_OF_GOVERNMENTS = {str(code) for code in (*range(501, 515), 599)}


@pytest.fixture(scope="module")
def known() -> Classification:
    """The classification of the project."""
    return Classification.load()


def test_the_file_is_plain_and_in_order() -> None:
    """Five columns throughout, no stray blanks or quotes, codes rising, each code once."""
    header, *rows = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert header.split("\t") == ["code", "name", "english", "aliases", "note"]
    assert [row for row in rows if row.count("\t") != 4] == []
    cells = [part for row in rows for cell in row.split("\t") for part in cell.split("|")]
    assert [cell for cell in cells if cell != cell.strip() or '"' in cell] == []
    codes = [row.split("\t")[0] for row in rows]
    assert codes == sorted(set(codes))


def test_every_code_hangs_on_its_parent(known: Classification) -> None:
    """A 款 stands under a class of the file, an 项 under a 款 of the file; every row has both names."""
    codes = [subject.code for subject in known.subjects]
    assert [code for code in codes if level(code) is None] == []
    assert [code for code in codes if level(code) != "类" and known.parent(code) not in known] == []
    assert [subject.code for subject in known.subjects if not subject.name or not subject.english] == []


def test_the_classification_is_broad(known: Classification) -> None:
    """Every class that disclosures print, more than 400 款 and more than 1,000 项."""
    codes = {subject.code for subject in known.subjects}
    assert codes >= CLASSES_BY_FUNCTION | CLASSES_BY_NATURE | CLASSES_OF_GOVERNMENTS
    count = Counter(known.level(code) for code in codes)
    assert count["款"] > 400
    assert count["项"] > 1000


def test_a_name_has_one_english_name(known: Classification) -> None:
    """The same Chinese name is shown by the same English name under every code."""
    names: dict[str, set[str]] = {}
    for subject in known.subjects:
        names.setdefault(subject.name, set()).add(subject.english[0])
    assert {name: ways for name, ways in names.items() if len(ways) > 1} == {}


def test_an_alias_is_not_the_name_of_its_own_row(known: Classification) -> None:
    """A row lists as aliases only what differs from its name beyond blanks, quotes and bracket width."""
    repeated = [
        subject.code
        for subject in known.subjects
        if len({fold_name(subject.name), *map(fold_name, subject.aliases)}) < 1 + len(subject.aliases)
    ]
    assert repeated == []


@pytest.mark.parametrize(
    ("code", "name", "english"),
    [
        ("201", "一般公共服务支出", "general public service expenditure"),
        ("20106", "财政事务", "fiscal affairs"),
        ("2010601", "行政运行", "administrative operation"),
        ("2010608", "财政委托业务支出", "commissioned fiscal work"),
        ("20139", "社会工作事务", "social work affairs"),
        ("30212", "因公出国（境）费用", "overseas trip cost"),
        ("31002", "办公设备购置", "office equipment purchase"),
        ("50601", "资本性支出", "capital expenditure"),
    ],
)
def test_a_code_is_named_in_both_languages(known: Classification, code: str, name: str, english: str) -> None:
    """The official name of a code, and its English name."""
    assert known.name(code) == name
    assert known.english(code) == english


def test_an_unknown_code_has_no_name(known: Classification) -> None:
    """What the file does not hold is not guessed."""
    assert known.name("2019999999") is None
    assert known.name("20177") is None
    assert known.english("20177") is None
    assert known.parent("abc") is None
    assert known.level("2010") is None


def test_levels_and_parents(known: Classification) -> None:
    """项 → 款 → 类 → none."""
    assert [known.level(code) for code in ("2010601", "20106", "201")] == ["项", "款", "类"]
    assert [known.parent(code) for code in ("2010601", "20106", "201")] == ["20106", "201", None]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("财政委托业务支出", ("2010608",)),
        ("医疗卫生与计划生育支出", ("210",)),
        ("维修(护)费", ("30213", "50209")),
        ("维修（护） 费", ("30213", "50209")),
        ('"两庭"建设', ("2040506",)),
        ("行政事业单位离退休", ("20805",)),
        ("不是科目", ()),
    ],
)
def test_codes_of_a_name(known: Classification, name: str, codes: tuple[str, ...]) -> None:
    """Official names and aliases lead to all their codes; blanks, quotes and bracket width do not matter."""
    assert known.codes(name) == codes


def test_an_official_name_stands_before_an_alias(known: Classification) -> None:
    """社会保障缴费 is a subject of governments and only a way of saying 其他社会保障缴费: the subject is meant."""
    assert known.codes("社会保障缴费") == ("50102",)
    assert known.agrees("30112", "社会保障缴费")
    assert not known.agrees("30113", "社会保障缴费")


@pytest.mark.parametrize(
    ("parts", "above", "code"),
    [
        (("201", "06", "01"), (), "2010601"),
        (("201", "6", "1"), (), "2010601"),
        (("302", "2", ""), (), "30202"),
        (("301", "01"), (), "30101"),
        (("201", "", ""), (), "201"),
        (("201", "06", ""), (), "20106"),
        (("２０１", "０６", "０１"), (), "2010601"),
        (("201", "20106", "2010601"), (), "2010601"),
        (("", "20106", ""), (), "20106"),
        (("20106", "01"), (), "2010601"),
        (("201", "0601"), (), "2010601"),
        (("", "05", "02"), ("201", "05", "07"), "2010502"),
        (("", "", "02"), ("201", "06", "01"), "2010602"),
        (("", "05", ""), ("208", "", ""), "20805"),
        (("", "05", ""), ("2010601",), "20105"),
        (("201", "", "01"), ("201", "06", "02"), "2010601"),
        (("2010601",), (), "2010601"),
        (("2010601.0",), (), "2010601"),
        (("201 06 01",), (), "2010601"),
        (("20106 01",), (), "2010601"),
        (("201-06-01",), (), "2010601"),
        (("201.06.01",), (), "2010601"),
        (("[2010601]",), (), "2010601"),
        (("（2010601）",), (), "2010601"),
        (("2010600",), (), "20106"),
        (("2010000",), (), "201"),
        (("201", "00", "00"), (), "201"),
        (("2121100",), (), "2121100"),
        (("201", "77", "01"), (), "2017701"),
    ],
)
def test_codes_as_printed(parts: tuple[str, ...], above: tuple[str, ...], code: str) -> None:
    """Whole, split over columns, with blanks filled from the row above, with marks, brackets or lost zeros."""
    assert normal_code(parts, above) == code


@pytest.mark.parametrize(
    ("parts", "above"),
    [
        (("",), ("201", "06", "01")),
        (("", "", ""), ("201", "06", "01")),
        (("1",), ("201", "06", "01")),
        (("12", "", ""), ()),
        (("", "05", "02"), ()),
        (("201", "", "01"), ("208", "06", "02")),
        (("2024",), ()),
        (("301.99",), ()),
        (("2,010,601",), ()),
        (("2238699",), ()),
        (("023-45360309",), ()),
        (("13800138000",), ()),
        (("51190022T000000012345",), ()),
        (("225",), ()),
        (("401", "01", "01"), ()),
        (("类", "款", "项"), ()),
        (("201", "208", ""), ()),
        ((), ()),
    ],
)
def test_what_is_no_code(parts: tuple[str, ...], above: tuple[str, ...]) -> None:
    """Row numbers, amounts, years, telephone and project numbers, headers: no code is made of them."""
    assert normal_code(parts, above) is None


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("2010601行政运行", "2010601", "行政运行"),
        ("[2010601]行政运行", "2010601", "行政运行"),
        ("201 06 01 行政运行", "2010601", "行政运行"),
        ("2010601-行政运行", "2010601", "行政运行"),
        ("20106财政事务", "20106", "财政事务"),
        ("210卫生健康支出（类）", "210", "卫生健康支出（类）"),
        ("2040506“两庭”建设", "2040506", "“两庭”建设"),
        ("208 社会保障与就业支出", "208", "社会保障与就业支出"),
        ("2010677本级另设科目", "2010677", "本级另设科目"),
        ("行政运行（2010301）", "2010301", "行政运行"),
        ("养老保险缴费 (2080505)", "2080505", "养老保险缴费"),
        ("卫生健康支出（210）", "210", "卫生健康支出"),
    ],
)
def test_code_and_name_in_one_cell(text: str, code: str, name: str) -> None:
    """A code glued to its name, before or behind it, is taken off; the name stays as printed."""
    assert split_code(text) == (code, name)


@pytest.mark.parametrize(
    "text",
    [
        "2022年决算",
        "301人次",
        "30101人",
        "201个项目",
        "一、一般公共服务支出",
        "2238699电话",
        "915重庆市",
        "213.5万元",
        "参会人员（301）",
        "联系电话（2238699）",
        "行政运行",
        "",
    ],
)
def test_a_number_in_front_is_not_always_a_code(text: str) -> None:
    """A year, a count, an amount or a telephone number in front of words stays where it is."""
    assert split_code(text) == (None, text)


def _printed_codes(path: Path) -> dict[str, str]:
    """Code → printed name of every table row of a report that begins with a code."""
    found: dict[str, str] = {}
    for row in (row for grid in read_document(path).grids for row in grid.rows):
        cells = [cell.text for cell in row]
        place = next((at for at, cell in enumerate(cells) if re.search(r"[\u4e00-\u9fff]", cell)), 0)
        code = normal_code(cells[:place]) if place else None
        if code:
            found[code] = cells[place]
    return found


@pytest.mark.skipif(not REPORTS.is_dir(), reason="the real reports are not beside the repository")
def test_every_code_of_the_real_reports_is_known_by_its_name(known: Classification) -> None:
    """What real budgets and accounts print under a code is that code's name or alias."""
    printed = [pair for path in sorted(REPORTS.glob("*.pdf")) for pair in _printed_codes(path).items()]
    assert len(printed) > 150
    assert [(code, name) for code, name in printed if not known.agrees(code, name)] == []


def test_names_strung_together_are_taken_apart() -> None:
    """类, 款 and 项 printed one after the other are told apart by the classification; other texts are not."""
    known = Classification.load()
    assert known.path_of("卫生健康支出行政事业单位医疗行政单位医疗") == ("卫生健康支出", "行政事业单位医疗", "行政单位医疗")
    assert known.path_of("农林水支出水利防汛支出") == ("农林水支出", "水利", "防汛支出")
    assert known.path_of("行政单位医疗") is None
    assert known.path_of("卫生健康支出行政事业单位医疗") is None
