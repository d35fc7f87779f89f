"""A folder of tables and questions is read whole or refused with the file, the row and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.errors import BadInput
from evals.grids_data import read_grids

TABLE = {"table_id": "t1", "cell_ID_matrix": [[0, 0], [1, 2]], "chinese_cell_value_list": ["水费", "本年", 1.2]}
QUESTION = {"question_id": "q1", "table_id": "t1", "chinese_question": "本年水费？"}


@pytest.fixture
def folder(tmp_path: Path):
    """Writes tables and questions of a part; gives the folder."""

    def write(tables=(TABLE,), questions=(QUESTION,), part: str = "dev") -> Path:
        for name, rows in (("tables", tables), ("questions", questions)):
            if rows is not None:
                (tmp_path / f"{part}_{name}.json").write_text(json.dumps(list(rows)), encoding="utf-8")
        return tmp_path

    return write


def test_grids_texts_and_questions_suffice(folder) -> None:
    data = read_grids(folder())
    assert data.tables[0].cells["zh"].texts == ("水费", "本年", "1.2")
    assert data.tables[0].kind == ""
    assert data.questions[0].gold is None
    assert "en" not in data.tables[0].cells


def test_english_texts_gold_and_kinds_are_read_where_they_are(folder) -> None:
    table = TABLE | {"english_cell_value_list": ["Water", "This year", "1.2"], "table_type": "vertical"}
    question = QUESTION | {"english_question": "Water?", "answer_cell_list": [2], "question_type": "single_cell"}
    data = read_grids(folder([table], [question]))
    assert data.tables[0].cells["en"].texts[0] == "Water"
    assert data.tables[0].kind == "vertical"
    assert data.questions[0].texts["en"] == "Water?"
    assert data.questions[0].gold == {2}


def test_cell_numbers_of_the_file_are_kept_where_they_leave_gaps(folder) -> None:
    data = read_grids(folder([TABLE | {"cell_ID_matrix": [[0, 2]]}]))
    assert data.tables[0].ids == (0, 2)
    assert data.tables[0].cells["zh"].texts == ("水费", "1.2")


def test_all_tables_are_the_collection_and_training_questions_are_left_out(folder) -> None:
    folder([TABLE | {"table_id": "t0"}], [QUESTION | {"question_id": "q0", "table_id": "t0"}], "train")
    data = read_grids(folder())
    assert [table.id for table in data.tables] == ["t0", "t1"]
    assert [question.id for question in data.questions] == ["q1"]
    assert [question.id for question in read_grids(folder(), ["train"]).questions] == ["q0"]


@pytest.mark.parametrize(
    ("table", "question", "what"),
    [
        ({"cell_ID_matrix": [[0, 0], [1]]}, {}, r"dev_tables\.json: table 1 \(t1\).*row 2 of the table has 1 cells"),
        ({"cell_ID_matrix": "x"}, {}, r"table 1 \(t1\).*cell_ID_matrix"),
        ({"cell_ID_matrix": []}, {}, "no cells"),
        ({"chinese_cell_value_list": ["水费"]}, {}, "chinese_cell_value_list lacks texts"),
        ({"table_id": ""}, {}, "table_id is missing"),
        ({}, {"table_id": "t9"}, "question q1 is about table t9, which no file holds"),
        ({}, {"chinese_question": " "}, r"dev_questions\.json: question 1.*chinese_question"),
        ({}, {"question_id": None}, "question_id is missing"),
        ({}, {"answer_cell_list": ["2"]}, "answer_cell_list"),
    ],
)
def test_rows_that_cannot_be_used_are_refused_with_their_place(folder, table: dict, question: dict, what: str) -> None:
    with pytest.raises(BadInput, match=what):
        read_grids(folder([TABLE | table], [QUESTION | question]))


def test_a_table_or_question_that_stands_twice_is_refused(folder) -> None:
    with pytest.raises(BadInput, match="table t1 stands in the folder twice"):
        read_grids(folder([TABLE, TABLE]))
    with pytest.raises(BadInput, match="question q1 stands in the folder twice"):
        read_grids(folder([TABLE], [QUESTION, QUESTION]))


def test_folders_without_tables_or_questions_are_refused(folder, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        read_grids(tmp_path / "none")
    with pytest.raises(BadInput, match="no tables found"):
        read_grids(tmp_path)
    with pytest.raises(BadInput, match="no questions found"):
        read_grids(folder([TABLE], [QUESTION], "train"))
    with pytest.raises(BadInput, match=r"test_questions\.json.*cannot be read"):
        read_grids(tmp_path, ["test"])


@pytest.mark.parametrize("text", ["{", "{}", "[1]", '"x"'])
def test_files_that_are_no_list_of_objects_are_refused(folder, text: str) -> None:
    place = folder()
    (place / "dev_tables.json").write_text(text)
    with pytest.raises(BadInput, match=r"dev_tables\.json"):
        read_grids(place)
