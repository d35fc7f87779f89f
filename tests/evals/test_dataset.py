from __future__ import annotations

import json
from decimal import Decimal

import pytest

from evals.dataset import plain_decimal, read_cases
from evals.errors import BadCases, BadInput

VALUE = {
    "id": "a",
    "lang": "zh",
    "question": "多少？",
    "kind": "value",
    "value": "1.50",
    "unit": "万元",
    "also": [["15000", "元"]],
    "tol": "0.01",
    "keywords": [],
    "file": "r.txt",
    "lines": [[1, 2], [3]],
    "type": "lookup",
}
TEXT = {**VALUE, "id": "b", "kind": "text", "value": None, "unit": None, "also": [], "keywords": [["x", "y"], ["z"]]}
REFUSE = {**VALUE, "id": "c", "kind": "refuse", "value": None, "unit": None, "file": "near.txt"}


@pytest.fixture
def write(tmp_path):
    def make(*rows: object, name: str = "q.jsonl"):
        path = tmp_path / name
        path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows), encoding="utf-8")
        return path

    return make


def test_reads_the_talk_before_a_question(write):
    """A follow-up carries its earlier questions, oldest first; a row without them stands alone."""
    cases = read_cases(write({**VALUE, "conversation": ["三公经费多少？", "那去年呢？"]}, {**VALUE, "id": "d"}))
    assert [case.conversation for case in cases] == [("三公经费多少？", "那去年呢？"), ()]


@pytest.mark.parametrize("talk", ["三公经费多少？", [1], [""], {"question": "三公"}])
def test_a_talk_that_is_no_list_of_questions(write, talk):
    """The row is refused and named by its line."""
    with pytest.raises(BadCases, match="conversation"):
        read_cases(write({**VALUE, "conversation": talk}))


def test_reads_each_kind(write):
    """A value row gives gold amounts, a text row keyword groups, a refuse row neither and no evidence."""
    value, text, refuse = read_cases(write(VALUE, TEXT, REFUSE))
    assert [(g.value, g.unit, g.tolerance) for g in value.golds] == [
        (Decimal("1.50"), "万元", Decimal("0.01")),
        (Decimal(15000), "元", Decimal(0)),
    ]
    assert text.keywords == (("x", "y"), ("z",))
    assert text.golds == ()
    assert refuse.evidence == ()
    assert refuse.golds == ()
    assert refuse.keywords == ()


def test_every_form_of_evidence(write):
    """One file for all groups, one file a group, and file2/pages2 all become groups with their own file."""
    one = {**VALUE, "id": "1"}
    each = {**VALUE, "id": "2", "file": ["x.txt", "y.txt"]}
    pages = {**VALUE, "id": "3", "pages": [[7]], "file2": "s.pdf", "pages2": [[8, 9]]}
    del pages["lines"]
    cases = read_cases(write(one, each, pages))
    found = [[(g.file, g.place, sorted(g.numbers)) for g in case.evidence] for case in cases]
    assert found == [
        [("r.txt", "line", [1, 2]), ("r.txt", "line", [3])],
        [("x.txt", "line", [1, 2]), ("y.txt", "line", [3])],
        [("r.txt", "page", [7]), ("s.pdf", "page", [8, 9])],
    ]


def test_blank_lines_and_byte_order_mark(write):
    """Blank lines are passed over but counted; a byte order mark is no part of the first row."""
    path = write("", VALUE, "", "{")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    with pytest.raises(BadCases) as fault:
        read_cases(path)
    assert len(fault.value.problems) == 1
    assert fault.value.problems[0].startswith("q.jsonl:4: ")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": ""}, "id must be"),
        ({"question": " "}, "question must be"),
        ({"lang": None}, "lang must be"),
        ({"type": 3}, "type must be"),
        ({"kind": "guess"}, "kind must be one of"),
        ({"value": "1,000"}, "value must be a plain decimal"),
        ({"value": None}, "value must be a plain decimal"),
        ({"value": "NaN"}, "value must be a plain decimal"),
        ({"value": True}, "value must be a plain decimal"),
        ({"unit": None}, "unit must be a string"),
        ({"tol": "-1"}, "tol must not be negative"),
        ({"tol": "some"}, "tol must be a plain decimal"),
        ({"also": "15000"}, "also must be a list"),
        ({"also": [["15000"]]}, "also must hold"),
        ({"also": [["x", "元"]]}, "also must be a plain decimal"),
        ({"lines": [1, 2]}, "each a list of numbers"),
        ({"lines": [[0]]}, "whole numbers from 1"),
        ({"lines": [["5"]]}, "whole numbers from 1"),
        ({"lines": [[]]}, "each a list of numbers"),
        ({"lines": {"a": 1}}, "lines must be a list"),
        ({"pages": [[1]]}, "lines or pages, not both"),
        ({"file": None}, "lines needs file"),
        ({"file": ["one.txt"]}, "1 files for 2 groups"),
        ({"pages2": [[1]]}, "pages2 needs file2"),
        ({"kind": "text", "keywords": []}, "needs keywords"),
        ({"kind": "text", "keywords": ["x"]}, "keyword group"),
        ({"kind": "text", "keywords": [[""]]}, "keyword group"),
    ],
)
def test_malformed_row_is_named(write, change, words):
    """Whatever is wrong with a row is told with file and line number; the row is never guessed at."""
    with pytest.raises(BadCases) as fault:
        read_cases(write({**VALUE, "id": "ok"}, {**VALUE, **change}))
    assert len(fault.value.problems) == 1
    assert fault.value.problems[0].startswith("q.jsonl:2: ")
    assert words in fault.value.problems[0]
    assert fault.value.problems[0] in str(fault.value)


def test_all_bad_rows_are_listed_at_once(write):
    """A person mends a file in one go: every bad row is in `problems`, the first ten in the message."""
    with pytest.raises(BadCases) as fault:
        read_cases(write(*["[]"] * 12))
    assert len(fault.value.problems) == 12
    assert "q.jsonl:10:" in str(fault.value)
    assert "q.jsonl:11:" not in str(fault.value)
    assert "2 more" in str(fault.value)


def test_an_id_stands_once(write):
    """Two rows with one id would be one in any result: refused, naming both lines."""
    with pytest.raises(BadCases, match="q.jsonl:2: id 'a' already stands on line 1"):
        read_cases(write(VALUE, VALUE))


@pytest.mark.parametrize("content", [None, b"", b"\n \n", b"\xff\xfe\x00"])
def test_unusable_file(tmp_path, content):
    """A missing, empty or undecodable file is bad input with its path in the message, not an empty run."""
    path = tmp_path / "q.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match="q.jsonl"):
        read_cases(path)


def test_plain_decimal_is_exact():
    """Trailing zeros and all digits survive; a number that JSON gave as a float never reaches a gold amount."""
    assert str(plain_decimal("0.10")) == "0.10"
    assert plain_decimal("123456789012345678901234567890.12") == Decimal("123456789012345678901234567890.12")
    assert [plain_decimal(v) for v in (0.1, "1e5", "１", "+1", " 1", "1.", None)] == [None] * 7


def test_what_a_figure_is_of_is_read(tmp_path):
    """period, entity and scope are a string or a list of strings; anything else is told with file and line."""
    row = {"id": "a", "lang": "zh", "question": "?", "type": "x", "kind": "value", "value": "1", "unit": "元"}
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps({**row, "period": "2022", "entity": ["甲", "乙"]}), encoding="utf-8")
    (case,) = read_cases(path)
    assert (case.periods, case.entities, case.scopes) == (("2022",), ("甲", "乙"), ())
    path.write_text(json.dumps({**row, "period": 2022}), encoding="utf-8")
    with pytest.raises(BadCases, match="q.jsonl:1: period must be a string or a list of strings"):
        read_cases(path)


def test_an_unclear_row_needs_no_gold(tmp_path):
    """A question that can mean several things has no evidence; its gold is the status."""
    row = {"id": "a", "lang": "zh", "question": "?", "type": "unclear", "kind": "unclear", "file": "a.txt", "lines": [[1]]}
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    (case,) = read_cases(path)
    assert (case.kind, case.golds, case.evidence) == ("unclear", (), ())
