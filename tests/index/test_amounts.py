"""Printed figures are found with their exact value, unit and decimals; numbers that are no figures are left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.amounts import COUNT_UNITS, MONEY_UNITS, UNIT_FORMS, find_amounts, parse_cell, to_half_width, zero_form


def found(text: str) -> list[tuple[str, str]]:
    return [(str(amount.value), amount.unit) for amount in find_amounts(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit", "decimals", "printed"),
    [
        ("收入总计2,659.55万元。", "2659.55", "万元", 2, "2,659.55万元"),
        ("项目支出840.8万元", "840.8", "万元", 1, "840.8万元"),
        ("收入0万元；", "0", "万元", 0, "0万元"),
        ("合计1,234,567.80元", "1234567.80", "元", 2, "1,234,567.80元"),
        ("投资３．５亿元", "3.5", "亿元", 1, "３．５亿元"),
        ("占68.21%；", "68.21", "%", 2, "68.21%"),
        ("下降４.４２％", "4.42", "%", 2, "４.４２％"),
        ("提高2个百分点", "2", "个百分点", 0, "2个百分点"),
        ("接待270人次", "270", "人次", 0, "270人次"),
        ("接待25批次", "25", "批次", 0, "25批次"),
        ("收入 12 萬元", "12", "万元", 0, "12 萬元"),
        ("公務用車10輛", "10", "辆", 0, "10輛"),
        ("自评得分96分", "96", "分", 0, "96分"),
        ("增长-3.2%", "-3.2", "%", 1, "-3.2%"),
    ],
)
def test_figures(text: str, value: str, unit: str, decimals: int, printed: str) -> None:
    """Value, unit and printed decimals are those of the print; variants of a unit are one unit."""
    (amount,) = find_amounts(text)
    assert (amount.value, amount.unit, amount.decimals) == (Decimal(value), unit, decimals)
    assert amount.printed == printed == text[amount.start : amount.end]


@pytest.mark.parametrize(
    "text",
    [
        "2022年度", "2022年12月31日", "截至12月底", "2021-2023年", "2022.3.15", "9:30开始", "第215次常务会议", "第3部分",
        "国办发〔2022〕15号", "川财〔2021〕3号", "附件1", "图1：收入", "表3", "《管理办法》第12条", "51190022T000004971673-电子政务",
        "办公电话0827-5260000", "编号123456", "B2B平台", "十四届", "无数字",
    ],
)  # fmt: skip
def test_numbers_that_are_no_figures(text: str) -> None:
    """Years, dates, times, ordinals, document, list and picture numbers, codes and telephone numbers make no figure."""
    assert [pair for pair in found(text) if pair[1]] == []


@pytest.mark.parametrize(
    ("text", "approximate"),
    [("50余件", True), ("约461万元", True), ("近30人", True), ("270余条", True), ("20多套", True), ("100万元左右", True),
     ("90余次会议", True), ("50件", False), ("461万元", False)],
)  # fmt: skip
def test_approximate_figures_are_marked(text: str, approximate: bool) -> None:
    """约, 近, 余, 多 and 左右 mark a figure as approximate, and nothing else does."""
    (amount,) = find_amounts(text)
    assert amount.approximate is approximate


def test_figures_of_a_sentence_in_order() -> None:
    """All figures of a sentence come left to right; its year is none of them."""
    text = "2022年收入总计2,659.55万元，与2021年相比增加67.83万元，增长2.62%，比上年多1辆。"
    assert found(text) == [("2659.55", "万元"), ("67.83", "万元"), ("2.62", "%"), ("1", "辆")]


def test_money_of_the_size_of_a_year_is_money() -> None:
    """2022万元 is an amount although 2022年 is a date."""
    assert found("2022年投入2022万元") == [("2022", "万元")]


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("145.30", "万元", ("145.30", "万元", 2, False)), ("0.00", "万元", ("0.00", "万元", 2, False)),
        ("94.06%", "万元", ("94.06", "%", 2, False)), ("38000", "人/次", ("38000", "人/次", 0, False)),
        ("50余件", "次", ("50", "件", 0, True)), ("1,234.5", "元", ("1234.5", "元", 1, False)),
    ],
)  # fmt: skip
def test_cell_with_one_figure(text: str, unit: str, expected: tuple) -> None:
    """A cell of one figure is that figure; a unit printed in it goes before the table's own."""
    amount = parse_cell(text, unit)
    assert amount is not None
    assert (str(amount.value), amount.unit, amount.decimals, amount.approximate) == expected


@pytest.mark.parametrize(
    "text", ["", "/", "好", "好坏", "—", "长期", "2000个PC端和移动端授权", "每周至少一次", "3个、5个"]
)
def test_cell_without_a_single_figure(text: str) -> None:
    """Blank cells, strokes, words and cells of several figures are no figure."""
    assert parse_cell(text, "万元") is None


def test_half_width_keeps_offsets() -> None:
    """Full-width digits become half-width one for one."""
    assert to_half_width("１２，３４５．６％") == "12,345.6%"
    assert len(to_half_width("收入１２３元")) == len("收入１２３元")


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from(sorted(MONEY_UNITS)), st.booleans())
def test_any_money_amount_is_read_exactly(value: Decimal, unit: str, grouped: bool) -> None:
    """Whatever amount is printed, with or without thousands commas, exactly that value and unit are read."""
    printed = f"{value:,.2f}{unit}" if grouped else f"{value:.2f}{unit}"
    (amount,) = find_amounts(f"支出合计{printed}，其中")
    assert (amount.value, amount.unit, amount.decimals, amount.printed) == (value, unit, 2, printed)
    assert isinstance(amount.value, Decimal)


@given(st.text(alphabet="0123456789.,，。%％万亿元年月日第号件余约（）()-— \t收支出", max_size=60))
def test_whatever_is_printed_figures_lie_in_it(text: str) -> None:
    """No text raises, and every figure found is a piece of the text, in order and apart from the others."""
    end = 0
    for amount in find_amounts(text):
        assert end <= amount.start < amount.end <= len(text)
        assert text[amount.start : amount.end] == amount.printed
        end = amount.end


def read(text: str) -> list[tuple[str, str, int, bool]]:
    return [(str(amount.value), amount.unit, amount.decimals, amount.approximate) for amount in find_amounts(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit", "decimals"),
    [
        ("總開支為二億○四百六十二萬元", "20462", "万元", 0), ("少九十七萬八千元", "978", "千元", 0),
        ("增至四百七十六‧六億", "476.6", "亿", 1), ("共五百O七億", "507", "亿", 0), ("為二一四二億", "2142", "亿", 0),
        ("四五二．四億，", "452.4", "亿", 1), ("壹仟零叁拾贰亿圆整", "1032", "亿元", 0), ("人民币伍拾万元整", "50", "万元", 0),
        ("歲出1億8,674萬2千元", "186742", "千元", 0), ("增列217萬2千元", "2172", "千元", 0), ("約3百80億元", "380", "亿元", 0),
        ("2兆2,500億元", "22500", "亿元", 0), ("5千万元", "5000", "万元", 0), ("3百万元", "3", "百万元", 0),
        ("1万5000元", "15000", "元", 0), ("差額-217萬2千元", "-2172", "千元", 0), ("128,366 千元", "128366", "千元", 0), ("超过一千元的", "1000", "元", 0),
    ],
)  # fmt: skip
def test_chinese_and_mixed_money(text: str, value: str, unit: str, decimals: int) -> None:
    """Chinese numerals and numbers in several scales are read exactly, in the last scale printed."""
    (amount,) = find_amounts(text)
    assert (str(amount.value), amount.unit, amount.decimals) == (value, unit, decimals)
    assert amount.printed == text[amount.start : amount.end]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("減幅百分之○點四八", "0.48", "%"), ("佔百分之六十七點六", "67.6", "%"), ("百分之12.5", "12.5", "%"),
        ("百分之百", "100", "%"), ("千分之三", "3", "‰"), ("占2.82 %", "2.82", "%"), ("占3﹪", "3", "%"), ("-5.2%", "-5.2", "%"),
        ("−5.2%", "-5.2", "%"), ("（+3.27%）", "3.27", "%"), ("30.93個百分點", "30.93", "个百分点"), ("零点五个百分点", "0.5", "个百分点"),
        ("占7成", "70", "%"), ("一成半", "15", "%"), ("增长近2.9倍", "2.9", "倍"), ("一‧二倍", "1.2", "倍"), ("兩倍", "2", "倍"),
    ],
)  # fmt: skip
def test_rates_in_words_and_signs(text: str, value: str, unit: str) -> None:
    """A rate is one figure however it is printed, with its sign."""
    (amount,) = find_amounts(text)
    assert (str(amount.value), amount.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("現有公務車六輛", "6", "辆"), ("約四千二百人次", "4200", "人次"), ("團體一百四十六個，", "146", "个"), ("批給五十八宗", "58", "宗"),
        ("较年初少三人；", "3", "人"), ("轿车一辆", "1", "辆"), ("下属三家预算单位", "3", "家"), ("10台（套）", "10", "台套"),
        ("25批（次）", "25", "批次"), ("抽檢 1,250 家次", "1250", "家次"), ("8.5万平方米", "8.5", "万平方米"), ("3万多人次", "3", "万人次"),
        ("5千人", "5000", "人"), ("5千瓦时", "5", "千瓦时"), ("设置26项目标", "26", "项"), ("附表3张", "3", "张"), ("代表12人", "12", "人"),
        ("20个工作日内", "20", "个工作日"), ("１１２人", "112", "人"), ("120张床位", "120", "张床位"),
    ],
)  # fmt: skip
def test_counts(text: str, value: str, unit: str) -> None:
    """Counts are read with digits and in words, with their unit under one name."""
    (amount,) = find_amounts(text)
    assert (str(amount.value), amount.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支出合计1, 000.86万，", ("1000.86", "万")), ("10, 402人次", ("10402", "人次")), ("共 6 160 533 元", ("6160533", "元")),
        ("1，234.56元", ("1234.56", "元")), ("4.647万元", ("4.647", "万元")), ("131,8%", ("131.8", "%")), ("502.4 萬元", ("502.4", "万元")),
        ("HK$421.9 million", ("421.9", "百万元")), ("RMB 5.2 billion", ("52", "亿元")), ("¥12,345.67", ("12345.67", "元")),
        ("US$3.5 million", ("3.5", "百万美元")), ("300万美元", ("300", "万美元")), ("人民币500万元", ("500", "万元")),
        ("500万人民币", ("500", "万元")), ("新臺幣5億元", ("5", "亿元")), ("增加0万元", ("0", "万元")), ("预算(元):3,509億", ("3509", "亿")),
    ],
)  # fmt: skip
def test_separators_and_currencies(text: str, expected: tuple[str, str]) -> None:
    """Blanks and commas inside a number, signs and names of currencies do not change it; foreign money keeps its name."""
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "一是加强 二是规范", "一般公共预算", "“三公”经费", "一个中心", "党的十九大", "三农", "八项规定", "两会", "五年规划", "一次会议",
        "二○二四年度", "二○二五年六月十日", "二期", "十四五", "三重一大", "四川", "万州", "万里街道", "千方百计", "百姓", "四个意识",
        "第二十三次会议", "三分之二", "最大一宗", "三级指标", "百万元大关", "万元大关", "十项措施", "一人一策", "“三名”工程", "二三十万元",
        "三四百万元", "一百五元", "十几万元", "数十万元", "三元区", "二元结构", "不少于五年", "两家事业单位", "三人小组",
    ],
)  # fmt: skip
def test_words_with_numerals_are_no_figures(text: str) -> None:
    """Numerals of ordinary words, years, ordinals and guesses of a number make no figure."""
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "普财预〔2025〕16号", "索引号：115001020086/2021-00143", "监督索引号 53010000000000000", "电话：0554-40XXX26", "023-45360309",
        "12345热线", "“12319”热线受理", "热线12345", "- 1 -", "第 2 页,共 46 页", "概况……14-15", "預算總說明 ---------- １", "1.总体情况",
        "（4）自评", "1、收入", "3）其他", "说明。2.收入情况", "2024-06-11 09:20", "2021-08-27", "2024926日", "20198月", "112年度", "中華民國112年",
        "民國 112 年 3 月", "行政运行（2010301）", "51190022T000004971673", "第十九届", "十九届六中", "19届五中全会", "1+1+9", "占%",
        "A4纸", "115002XXMB0X/2024-00317", "邮编：637000", "2021年末", "2017-预算数", "250006重庆市", "5G基站", "9时30分", "1=2+4", "7×24小时",
        "2024张家港市", "1-5月", "总目 33", "3:1", "134112-28380-1440=104292", "[bookmark: _Toc20417]", "12，34万元", "表3 120万元", "1.2.3",
    ],
)  # fmt: skip
def test_numbers_around_the_figures_are_none(text: str) -> None:
    """Codes, telephone and page numbers, list numerals, dates and what leaves its value open make no figure at all."""
    assert found(text) == []


@pytest.mark.parametrize("text", ["3-5件", "5%-10%", "10—20万元", "12.5至15万元", "20%—30%", "3–5个"])
def test_a_range_is_no_one_figure(text: str) -> None:
    """Neither end of a range is given as the figure, nor is its stroke a minus."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "approximate"),
    [("近1億", True), ("592億4,895萬餘元", True), ("二千三百多亿元", True), ("逾两成", True), ("將近5億元", True), ("12万余元", True),
     ("约占12%", True), ("不足5万元", True), ("5万元上下", True), ("90分以上", True), ("节约12万元", False), ("不少于40场次", False), ("≥90%", False),
     ("3个多功能厅", False), ("比上年3辆多1辆", False)],
)  # fmt: skip
def test_words_of_approximation(text: str, approximate: bool) -> None:
    """Words that blur a figure mark it; a bound (不少于, ≥), a saving (节约) and a comparison (多1辆) do not."""
    assert next(iter(find_amounts(text))).approximate is approximate


def test_rows_of_numbers_stay_apart() -> None:
    """Numbers side by side, over blanks or tabs, are one figure each; the next column's label is no unit."""
    assert [pair[0] for pair in found("31.47 19.86 30.67 -3.36 0.80")] == ["31.47", "19.86", "30.67", "-3.36", "0.80"]
    assert [pair[0] for pair in found("合计\t12.00\t—\t5.00")] == ["12.00", "5.00"]
    assert found("公务用车\t12\t项目") == [("12", "")]
    assert found("2010\t年末结转") == [("2010", "")]
    assert found("12 项目支出 0.00 人员经费") == [("12", ""), ("0.00", "")]
    assert found("47,483,458一、社会保障") == [("47483458", "")]


def test_list_numeral_glued_to_a_year() -> None:
    """5．2024年 is the fifth point of a list about 2024, not 5.2024 years."""
    assert found("5．2024年部门预算3.5万元") == [("3.5", "万元")]


@pytest.mark.parametrize(
    ("text", "value", "unit", "decimals"),
    [
        ("8.60", "8.60", "万元", 2), ("(401.0)", "-401.0", "万元", 1), ("（1,234）", "-1234", "万元", 0), ("+431.8", "431.8", "万元", 1),
        ("-401.0", "-401.0", "万元", 1), ("−204.61", "-204.61", "万元", 2), ("－3.5", "-3.5", "万元", 1), ("△12", "-12", "万元", 0),
        ("1,234", "1234", "万元", 0), ("1, 537.4", "1537.4", "万元", 1), ("6 160 533", "6160533", "万元", 0), ("35人", "35", "人", 0),
        ("≥90%", "90", "%", 0), ("120平方公里", "120", "平方公里", 0), ("2146 万元", "2146", "万元", 0), ("１２", "12", "万元", 0),
        ("９８．５％", "98.5", "%", 1), ("104.06", "104.06", "万元", 2), ("六輛", "6", "辆", 0), ("两次", "2", "次", 0), ("一百二十", "120", "万元", 0),
        ("二億○四百六十二萬元", "20462", "万元", 0), ("  8.60 ", "8.60", "万元", 2), ("2022", "2022", "万元", 0), ("100%以上", "100", "%", 0),
    ],
)  # fmt: skip
def test_cells(text: str, value: str, unit: str, decimals: int) -> None:
    """A cell's figure is read with its sign, be it a stroke, brackets or a triangle, and in words."""
    amount = parse_cell(text, "万元")
    assert amount is not None
    assert (str(amount.value), amount.unit, amount.decimals) == (value, unit, decimals)
    assert amount.printed == text.strip()
    assert text[amount.start : amount.end] in text.strip()


@pytest.mark.parametrize(
    "text",
    ["—", "-", "无", "空表", "三", "十一", "二级", "一期", "(1)", "（12）", "（10分）", "(73.60%)", "01", "1=2+4", "3-5", "12,34", "53010000000000000",
     "2022年", "12月", "增加3.5万元", "第3", "—401.0"],
)  # fmt: skip
def test_cells_of_something_else(text: str) -> None:
    """List numerals, codes, ranges, formulas, years, classes and sentences are no cell figures."""
    assert parse_cell(text, "万元") is None


def test_names_stay_importable() -> None:
    """What others import from here is here: units, their spellings and the kinds of nothing."""
    assert MONEY_UNITS["万元"] == 10_000
    assert "人次" in COUNT_UNITS
    assert UNIT_FORMS["萬元"] == "万元"
    assert zero_form("0.00") == "zero"


@given(st.text(alphabet="一二三四五六七八九十百千万億亿○零兩成余多点．‧分之元人輛個%第年0123456789,. -", max_size=60))
def test_whatever_words_are_printed_figures_lie_in_them(text: str) -> None:
    """No run of numerals raises, and figures are pieces of the text, in order and apart."""
    end = 0
    for amount in find_amounts(text):
        assert end <= amount.start < amount.end <= len(text)
        assert text[amount.start : amount.end] == amount.printed
        end = amount.end
    cell = parse_cell(text)
    assert cell is None or cell.printed == text.strip()


@pytest.mark.parametrize(
    "piece",
    ["1", "1,", "1 ", "100 ", "1万", "一", "二三", "五十八宗", "12，", "(1)", "1-", "0.00\t", "百分之", "1:", "1億"],
)
def test_long_lines_end(piece: str) -> None:
    """A line of ten thousand repetitions is read through, whatever is repeated."""
    assert all(amount.end <= 10_000 * len(piece) for amount in find_amounts(piece * 10_000))


@pytest.mark.parametrize("printed", ["1О7.50万元", "l2.50万元", "4.1О万元", "4.3З万元", "5٣.20万元", "5O0万元", "1,2О0.00元", "𝟗7.50万元"])
def test_what_only_looks_like_a_number_is_no_figure(printed: str) -> None:
    """Digits with letters or foreign digits among them are another number to the eye than to a program: neither is read."""
    assert list(find_amounts(f"会议费支出{printed}。")) == []
    assert parse_cell(printed) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("O2O平台支出12.5万元", "12.5"), ("CO2减排12吨", "12"), ("I类3个", "3"), ("A1O区支出7万元", "7"), ("Income of 3 million yuan", "3")],
)
def test_letters_beside_a_number_make_it_no_other(text: str, value: str) -> None:
    """Names with such letters stand beside figures as before."""
    assert [str(amount.value) for amount in find_amounts(text)][-1] == value
