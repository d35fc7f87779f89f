"""Passages quote their lines word for word; what is embedded is a masked copy."""

from __future__ import annotations

import pytest

from index.chunks import LONGEST_PASSAGE, cut_sentences, mask_figures
from index.read import clean_text
from index.sections import section_path


def test_passages_quote_their_lines(bazhong_reading) -> None:
    """Every passage is a piece of the lines it names, in print order, under ids that are used once."""
    chunks = bazhong_reading.chunks
    for chunk in chunks:
        printed = "".join(clean_text(line.text) for line in bazhong_reading.lines[chunk.start - 1 : chunk.end])
        assert chunk.text in printed, chunk
    assert [chunk.start for chunk in chunks] == sorted(chunk.start for chunk in chunks)
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    assert {chunk.file for chunk in chunks} == {bazhong_reading.report.file}


def test_embedded_text_is_masked_and_quoted_text_is_not(bazhong_reading) -> None:
    """No digit is embedded; the digits stay in the text that is quoted."""
    assert not any(any(c in "0123456789" for c in chunk.embedded) for chunk in bazhong_reading.chunks)
    vehicles = [chunk for chunk in bazhong_reading.chunks if chunk.start == 85]
    assert "49.04万元，下降30.45%" in "".join(chunk.text for chunk in vehicles)


def test_no_paragraph_is_lost(bazhong_reading) -> None:
    """Every sentence of line 2786, the report's longest, stands in one of its passages."""
    pieces = [chunk.text for chunk in bazhong_reading.chunks if chunk.start == 2786]
    assert "".join(pieces) == clean_text(bazhong_reading.lines[2785].text)
    assert len(pieces) > 1


def test_definitions_are_passages_of_their_own(bazhong_reading) -> None:
    """The 25 terms of the glossary are definitions, found by their term."""
    definitions = {chunk.start: chunk for chunk in bazhong_reading.chunks if chunk.kind == "definition"}
    assert set(definitions) == set(range(108, 133))
    assert definitions[132].embedded.startswith("机关运行经费：")
    assert definitions[110].section == ("第3部分 名词解释",)


def test_table_texts_name_their_project(bazhong_reading) -> None:
    """The running text of a form's cell stands under the form's project."""
    cells = [chunk for chunk in bazhong_reading.chunks if chunk.kind == "cell" and chunk.start == 363]
    assert cells
    assert all(chunk.section[-1] == "电子政务及专用网络运维经费" for chunk in cells)


def test_paragraphs_know_their_section(bazhong_reading) -> None:
    """A paragraph's section is that of its line."""
    for chunk in bazhong_reading.chunks:
        if chunk.kind == "paragraph":
            assert chunk.section == section_path(bazhong_reading.sections, chunk.start)


@pytest.mark.parametrize(
    ("text", "masked"),
    [("下降30.45%", "下降#%"), ("收入2,659.55万元", "收入#万元"), ("2022年与2021年", "#年与#年"), ("无数字", "无数字")],
)
def test_figures_are_masked_to_one_mark(text: str, masked: str) -> None:
    """A figure is one mark whatever its length, so that a template's sentence is one text over the years."""
    assert mask_figures(text) == masked


def test_long_text_is_cut_at_sentence_ends() -> None:
    """Pieces end with a sentence, keep every character and stay short where a sentence allows."""
    text = "第一句说收入。" * 40 + "第二句说支出；" * 40
    pieces = cut_sentences(text)
    assert "".join(pieces) == text
    assert all(len(piece) <= LONGEST_PASSAGE and piece.endswith(("。", "；")) for piece in pieces)
