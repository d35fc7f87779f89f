"""A briefing's figures are the library's facts, each with its line; the rest is said to be not disclosed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import assistant.brief.words as words_module
from assistant.ask import Assistant
from assistant.brief.collect import Request, make_brief
from assistant.brief.types import Brief, Cell, Note, Section, Table
from assistant.brief.words import load_words
from assistant.expression import calculate
from index.errors import RequestError

# Read off the report by line: row, year's figure, last year's (worked out), change, rate, line
READ_OFF = [
    ("收入总计", "2,659.55万元", "2,591.72万元", "67.83万元", "2.62%", 32),
    ("支出总计", "2,644.94万元", "2,391.93万元", "253.01万元", "10.58%", 33),
    ("“三公”经费", "116.32万元", "165.56万元", "-49.24万元", "-29.74%", 79),
    ("公务用车购置及运行维护费", "111.99万元", "161.03万元", "-49.04万元", "-30.45%", 85),
    ("公务接待费", "4.33万元", "4.53万元", "-0.2万元", "-4.42%", 88),
    ("机关运行经费", "352.54万元", "327.21万元", "25.33万元", "7.74%", 97),
]
ALONE = [
    ("公务用车运行维护费", "77万元", 87), ("政府采购货物", "308.4万元", 99), ("车辆保有量", "10辆", 86), ("国内公务接待人次", "270人次", 89),
    ("政府性基金预算支出", "0万元", 92), ("人员经费", "1,451.6万元", 75),
]  # fmt: skip


def section(brief: Brief, key: str) -> Section:
    return next(one for one in brief.sections if one.key == key)


def row_of(brief: Brief, name: str) -> tuple[Cell, ...]:
    return next(row for row in section(brief, "key_figures").tables[0].rows if row[0].text.strip("\u3000") == name)


def notes_of(brief: Brief, cell: Cell) -> list[Note]:
    known = {note.number: note for note in brief.notes}
    return [known[number] for number in cell.notes]


def tables_of(brief: Brief) -> Iterator[Table]:
    for one in brief.sections:
        yield from one.tables
        yield from (picture.table for picture in one.pictures)


@pytest.mark.parametrize(("name", "now", "before", "change", "rate", "line"), READ_OFF, ids=[row[0] for row in READ_OFF])
def test_a_row_says_what_the_line_says(brief: Brief, name: str, now: str, before: str, change: str, rate: str, line: int) -> None:
    """This year's figure, the change and the rate are those of the line; last year's is worked out of them."""
    row = row_of(brief, name)
    assert [cell.text for cell in row[1:5]] == [now, before, change, rate]
    assert notes_of(brief, row[1])[0].lines[0].line == line
    assert notes_of(brief, row[2])[0].working


@pytest.mark.parametrize(("name", "value", "line"), ALONE, ids=[row[0] for row in ALONE])
def test_a_figure_told_alone(brief: Brief, name: str, value: str, line: int) -> None:
    """A figure without a change stands with its line; the change is said to be not disclosed, not guessed."""
    row = row_of(brief, name)
    assert (row[1].text, notes_of(brief, row[1])[0].lines[0].line) == (value, line)
    assert row[3].missing
    assert row[3].value is None


def test_what_is_not_held_is_named(brief: Brief) -> None:
    """The report prints no meeting cost of the body: the briefing says so and shows no row for it."""
    told = " ".join(section(brief, "key_figures").remarks)
    assert "未载明" in told
    assert "会议费" in told
    assert all("会议费" not in row[0].text for row in section(brief, "key_figures").tables[0].rows)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_has_a_footnote(assistant: Assistant, language: str) -> None:
    """No cell states a value without a footnote, and every footnote holds a line or a working."""
    made = make_brief(assistant, Request("巴中市人民政府办公室", 2022, language))
    figures = [cell for table in tables_of(made) for row in table.rows for cell in row if cell.value is not None]
    assert len(figures) > 100
    assert all(cell.notes for cell in figures)
    assert all(note.lines or note.working for note in made.notes)


def test_footnotes_are_numbered_as_met_and_all_are_there(brief: Brief) -> None:
    """Numbers run from 1 in reading order, and each operand of a working is a footnote that is shown."""
    met = list(dict.fromkeys(
        number for one in brief.sections
        for marks in [cell.notes for table in one.tables for row in table.rows for cell in row]
        + [quote.notes for quote in one.quotes] + [cell.notes for picture in one.pictures for row in picture.table.rows for cell in row]
        for number in marks
    ))  # fmt: skip
    assert met == list(range(1, len(brief.notes) + 1))
    assert all(set(note.operands) <= set(met) for note in brief.notes)


def test_cited_lines_are_the_reports_own(brief: Brief, assistant: Assistant) -> None:
    """Every line of every footnote is the line of the file, letter by letter."""
    for note in brief.notes:
        for source in (*note.lines, *note.context):
            assert source.text == assistant.lines(source.file, source.line, source.line)[0].text


def test_printed_figures_stand_in_their_lines(brief: Brief) -> None:
    """The digits of a quoted figure stand in the lines of its footnote."""
    known = {note.number: note for note in brief.notes}
    for table in tables_of(brief):
        for row in table.rows:
            for cell in row:
                lines = [source.text for number in cell.notes for source in known[number].lines if not known[number].working]
                if cell.value is not None and lines and not any(known[number].working for number in cell.notes):
                    digits = f"{abs(cell.value):f}"
                    assert any(digits in text.replace(",", "") for text in lines), (cell, lines)


def test_workings_come_out(brief: Brief) -> None:
    """The working in a footnote gives, calculated anew, the figure it is of."""
    workings = [note.working for note in brief.notes if note.working]
    assert len(workings) >= 10
    for working in workings:
        expression, sign, result = re.split(r" ([=≈]) ", working)
        printed = Decimal(re.match(r"-?[\d.]+", result).group())  # type: ignore[union-attr]
        gap = abs(calculate(expression).value - printed)
        assert gap == 0 if sign == "=" else gap <= Decimal("0.005")


def test_reasons_are_the_reports_words(brief: Brief) -> None:
    """A reason is quoted word for word from the lines it cites."""
    quotes = section(brief, "reasons").quotes
    assert any("减少更新购置公务用车" in quote.text for quote in quotes)
    known = {note.number: note for note in brief.notes}
    for quote in quotes:
        cited = "".join(source.text for number in quote.notes for source in known[number].lines)
        assert quote.text in cited


def test_projects_are_as_printed(brief: Brief) -> None:
    """All thirteen forms stand in the table; the one that was not fully executed shows its own figures."""
    rows = section(brief, "projects").tables[0].rows
    assert len(rows) == 13
    row = next(row for row in rows if "一网协同" in row[0].text)
    assert [cell.text for cell in row[1:]] == ["0.00万元", "227.70万元", "214.17万元", "94.06%", "98分"]


def test_a_chart_shows_only_what_adds_up(brief: Brief) -> None:
    """The slices of a composition add up to the printed total; all marks of a chart are of one unit."""
    pictures = section(brief, "charts").pictures
    assert {picture.kind for picture in pictures} == {"bars", "parts"}
    for picture in pictures:
        units = {row[column].unit for row in picture.table.rows for column in picture.series}
        assert units == {picture.unit}
    parts = next(picture for picture in pictures if picture.kind == "parts" and "支出" in picture.title)
    assert sum(row[1].value for row in parts.table.rows) == Decimal("2644.94")


def test_both_languages_have_the_same_figures(brief: Brief, english_brief: Brief) -> None:
    """A figure does not depend on the language of the briefing."""
    values = [
        [(cell.value, cell.unit, cell.notes) for table in tables_of(made) for row in table.rows for cell in row if cell.value is not None]
        for made in (brief, english_brief)
    ]
    assert values[0] == values[1]


def test_the_same_briefing_twice(assistant: Assistant, brief: Brief) -> None:
    """A briefing is the same however often it is made."""
    assert make_brief(assistant, Request("巴中市人民政府办公室", 2022)) == brief


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Request("火星基地", 2022), "巴中市人民政府办公室"),
        (Request("", 2022), "巴中市人民政府办公室"),
        (Request("巴中市人民政府办公室", 1999), "2022"),
        (Request("巴中市人民政府办公室", 2022, kind="预算"), "决算"),
        (Request("巴中市人民政府办公室", 2022, compare_with="火星基地"), "火星基地"),
    ],
    ids=["unknown body", "no body", "no such year", "no such kind", "nothing to compare with"],
)
def test_what_is_not_held_is_a_clear_error(assistant: Assistant, asked: Request, told: str) -> None:
    """An unknown body or year is refused with what the library holds."""
    with pytest.raises(RequestError, match=told):
        make_brief(assistant, asked)


def test_a_body_may_be_named_as_people_do(assistant: Assistant, brief: Brief) -> None:
    """A short name finds the same report."""
    assert make_brief(assistant, Request("巴中市政府办", 2022)) == brief


def test_the_words_are_complete() -> None:
    """Each text and each label stands in both languages, and no label carries digits of its own."""
    words = load_words()
    assert words.texts["zh"].keys() == words.texts["en"].keys()
    assert all(row.labels["zh"] and row.labels["en"] for row in words.rows)
    assert not any(re.search(r"\d", label) for row in words.rows for label in row.labels.values())


def test_every_word_is_used_and_there() -> None:
    """No text lies idle in the file, and none is asked for that the file does not hold."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(words_module.__file__).parent.glob("*.py")))
    known = set(load_words().texts["en"])
    spelled = set(re.findall(r"[\"'](\w+)[\"']", code))
    made_up = re.compile(r"(?:head|prior|other|page)_\w+|line|verdict_\w+")  # put together in the code: f"head_{name}"
    assert {key for key in known - spelled if not made_up.fullmatch(key)} == set()
    assert set(re.findall(r'\.word\(\s*"(\w+)"', code)) <= known
