"""Questions, expressions and talks that are made to cost much. Data only: the tests ask them."""

from __future__ import annotations

import random

LONGEST = 2_000

_PIECES = {
    "one letter": "a", "one character": "的", "digits": "1", "blanks": " ", "wide blanks": "\u3000", "tabs": "\t", "line ends": "\n",
    "commas": ",", "Chinese commas": "，", "dots": ".", "percent": "%", "brackets": "(", "wide brackets": "（", "closed": ")", "pairs": "()",
    "quotes": '"', "book marks": "《", "hyphens": "-", "a minus": "−", "stars": "*", "a slash": "/", "a backslash": "\\", "zero width": "\u200b",
    "directions": "\u202e", "marks on marks": "a\u0301", "flags": "\U0001f1e8\U0001f1f3", "half a character": "\ud800", "nul": "\x00",
    "thousands": "1,234,", "a decimal": "1.5.", "years": "2022年", "short years": "22年", "year ranges": "2021-2022", "amounts": "111.99万元，",
    "yuan": "1,234.56 yuan ", "rates": "增长12.3%", "and": "和", "English and": " and ", "items": "公务接待费、", "English items": "reception costs, ",
    "of": " of the", "的的": "公务接待费的", "bodies": "巴中市人民政府办公室", "English bodies": "Bazhong Municipal Government Office ",
    "departments": "财政局教育局", "questions": "公务接待费是多少？", "English questions": "how much was it? ", "if": "如果", "why": "为什么",
    "compared": "比上年", "than": " rather than", "not": "不", "capitals": "Aa Bb ", "hexadecimal": "0x1f", "exponents": "1e9", "powers": "9**9**",
    "plus": "1+", "numerals": "一百二十万", "numerals mixed": "一0二1", "ten thousands": "万万", "hundred millions": "亿", "a unit": "万元", "roman": "IIIV",
    "spent on": "spent on  ", "paths": "（类）（款）（项）", "paths named": "一般(类) 一般(款) 一般(项)", "heads": "Head 1 Aaa of ", "tails": "支出决算数", "both": "收入及支出决算",
    "a pattern": "(a+)+$", "sql": "' OR 1=1 --", "like": "%_", "near": '" NEAR/1 "', "markup": "<script>", "holes": "{{a}}", "format": "{0}%s",
    "templates": "$name ", "escapes": "\\u4e00", "codes": "2010601 ", "file names": "../", "letters apart": "a b ", "all caps": "A" * 7 + " ",
}  # fmt: skip


def questions() -> dict[str, str]:
    """Questions of the greatest length allowed, by what they are made of; each ends as a question about a figure."""
    made = {name: (piece * LONGEST)[: LONGEST - 12] + "公务接待费是多少？" for name, piece in _PIECES.items()}
    chance = random.Random(8)
    everything = list(_PIECES.values())
    for number in range(8):
        text = "".join(chance.choice(everything) * chance.randint(1, 9) for _ in range(400))
        made[f"mixed {number}"] = text[:LONGEST]
    return made


EXPRESSIONS = {
    "nested": "(" * 499 + "1" + ")" * 499, "nested within reach": "(" * 49 + "1" + ")" * 49, "signs": "-" * 999 + "1", "powers": "9**9**9**9**9",
    "a large power": "9**999999999", "a power of a large number": "(10**64)**64", "many powers": "**".join(["2"] * 300), "a long number": "9" * 1000,
    "a long decimal": "0." + "1" * 990, "a product": "*".join(["9" * 40] * 20), "quotients": "/".join(["7"] * 490), "functions": "sum(" * 200 + "1" + ")" * 200,
    "arguments": "max(" + ", ".join(["1"] * 300) + ")", "many decimals": "round(1/3, 999999999)", "few decimals": "round(1/3, -999999999)",
    "thousands": "1" + ",234" * 249, "units": "1万元" * 250, "unit paths": "1元/人/次" * 100, "a small power": "0.0000001**64", "a negative power": "2**-64",
    "a root": "2**0.5", "zero to nothing": "0**0", "a factorial": "9!" * 400, "an attribute": "().__class__.__mro__", "a call": "__import__('os').system('id')",
    "a lambda": "(lambda: 1)()", "a string": "'a'*10**9", "a shift": "1<<10**9", "infinity": "1e999999", "not a number": "nan+inf", "blanks": " " * 1000,
    "wide": "９" * 999, "longer than allowed": "1+" * 100_000 + "1",
}  # fmt: skip
