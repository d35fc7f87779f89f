"""Hard-wrapped lines make paragraphs whose offsets lead back to the printed lines; whole lines stay whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.headings import LEADER
from index.paragraphs import join_wrapped
from index.read import read_document
from index.types import SourceLine

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"

LEFT, INDENTED, RIGHT, SIZE = 90.0, 114.0, 500.0, 12.0


def page(number: int, first: int, rows: Sequence[tuple[float, str] | tuple[float, str, float]]) -> list[SourceLine]:
    """Printed lines of one page: (left edge, text), and the right edge where the line does not fill the width."""
    return [
        SourceLine(
            first + n, row[1], number, None, (row[0], 80.0 + 20 * n, row[2] if len(row) > 2 else RIGHT, 92.0 + 20 * n)
        )
        for n, row in enumerate(rows)
    ]


def texts(lines: Sequence[SourceLine], inside: set[int] | None = None) -> list[str]:
    return [paragraph.text for paragraph in join_wrapped(lines, inside or set())]


PROSE = [
    (INDENTED, "二、收入情况", 200.0),
    (INDENTED, "本年收入合计1301.18万元，其中财政拨款收入1288.18万元，占99.00%，其他收入"),
    (LEFT, "13.00万元，占1.00%，主要原因是办案业务用房维修专项追加。", 420.0),
    (INDENTED, "本年支出合计1290.63万元，其中基本支出982.36万元，占76.11%，项目支出308."),
    (LEFT, "27万元，占23.89%。", 210.0),
]


def test_wrapped_lines_of_a_page_are_joined() -> None:
    """A line that fills the width goes on in the next without an indent, also in the middle of a number."""
    joined = texts(page(1, 1, PROSE))
    assert joined[0] == "二、收入情况"
    assert joined[1].endswith("其他收入13.00万元，占1.00%，主要原因是办案业务用房维修专项追加。")
    assert "项目支出308.27万元" in joined[2]
    assert len(joined) == 3


def test_offsets_lead_back_to_printed_lines() -> None:
    """Every character of a paragraph is found on the line that prints it."""
    paragraph = join_wrapped(page(1, 11, PROSE))[1]
    assert paragraph.pieces[0] == (0, 12)
    assert (paragraph.start, paragraph.end) == (12, 13)
    assert paragraph.line_at(paragraph.text.index("1288.18")) == 12
    assert paragraph.line_at(paragraph.text.index("13.00万元")) == 13
    assert paragraph.line_at(len(paragraph.text) - 1) == 13


def test_a_paragraph_goes_on_over_a_page() -> None:
    """Page numbers and running titles stand between the lines of a paragraph, not in it."""
    first = [
        *PROSE,
        (INDENTED, "机关运行经费155.50万元，较上年决算数减少4.77万元，降低2.98%，主要是压减了一"),
        (250.0, "- 2 -", 270.0),
    ]
    second = [(LEFT, "般性支出。", 150.0), *PROSE[1:], (250.0, "3", 260.0)]
    joined = texts([*page(2, 1, first), *page(3, 11, second)])
    assert "机关运行经费155.50万元，较上年决算数减少4.77万元，降低2.98%，主要是压减了一般性支出。" in joined
    assert not any(text in ("- 2 -", "3") for text in joined)


def test_a_figure_at_the_head_of_a_wrapped_line_is_no_new_item() -> None:
    """ "6. " that goes on with a sentence is no mark; 一、 and 2. in their order are."""
    rows = [
        (INDENTED, "1. 教育支出3586.34万元，占支出合计的74.1%，比上年增加，详见本说明第二部分第"),
        (LEFT, "6. 项的文字和附表。", 220.0),
        (INDENTED, "2. 卫生健康支出283.15万元，占支出合计的5.9%，与年初预算数相比基本持平，按照"),
        (LEFT, "规定缴纳医疗保险。", 200.0),
    ]
    assert [text[:2] for text in texts(page(1, 1, [*rows, *PROSE]))][:3] == ["1.", "2.", "二、"]


def test_tables_and_headings_end_a_paragraph() -> None:
    """Rows of a table belong to none, and a centred or short heading is not drawn into the text below it."""
    rows = [
        *PROSE,
        (180.0, "2024年部门收入预算总表", 400.0),
        (LEFT, "功能分类\t合计\t财政拨款"),
        (200.0, "名词解释", 260.0),
        *PROSE[1:3],
    ]
    joined = texts(page(1, 1, rows), inside={7})
    assert "2024年部门收入预算总表" in joined
    assert "名词解释" in joined
    assert not any("功能分类" in text for text in joined)


def test_a_file_with_one_paragraph_a_line_stays_so(number_lines, bazhong_reading) -> None:
    """Nothing is joined where lines are whole: not in the report, not rows of blanks, not a title over a text."""
    assert all(len(paragraph.pieces) == 1 for paragraph in join_wrapped(bazhong_reading.lines))
    lines = number_lines(
        [
            "某区商务委员会（部门）",
            "2025年部门预算",
            "本预算合并编列3家单位",
            "收入 预算数 支出 预算数",
            "财政拨款收入 118,637,400 教育支出 32,118,600",
            "事业收入 2,400,000 农林水支出 2,870,300",
            "全年“三公”经费预算28.40万元，较2024年预算压减1.60万元，主要是压减接待标准。",
        ]
    )
    assert [paragraph.text for paragraph in join_wrapped(lines)] == [line.text for line in lines]


def test_text_of_fixed_width_is_joined(number_lines) -> None:
    """Lines of one width that end in mid sentence are a wrapped text, also without any indent."""
    words = (
        "本年收入合计一千三百零一万元，较上年增加一百零一万元，增长百分之八，主要原因是办案业务用房维修专项追加资金，"
        "其中财政拨款收入一千二百八十八万元，其他收入十三万元，均按照规定用于各项业务支出，年末结转和结余九十四万元，"
        "与上年相比减少四万元，下降百分之三，主要是加快了预算执行进度。"
    )
    width = 30
    wrapped = [words[start : start + width] for start in range(0, len(words), width)]
    assert [paragraph.text for paragraph in join_wrapped(number_lines(wrapped))] == [words]


def test_an_indent_tells_paragraphs_where_the_width_does_not(number_lines) -> None:
    """Where paragraphs begin with an indent (or the question marks it became), a line without one goes on."""
    lines = number_lines(
        [
            "某县人民检察院2020年度部门决算",
            "????收入总计1385.27万元，较2019年增加11.36万元；本年收",
            "入合计1301.18万元，较2019年增加101.10万元，主要原因",
            "是：维修专项追加。",
            "第 2 页,共 4 页",
            "????其他收入13.00万元，占1.00%。",
            "????本年支出合计1290.63万元，年末结转和结余94.64万元，比上年减",
            "少0.85万元。",
        ]
    )
    joined = [paragraph.text for paragraph in join_wrapped(lines)]
    assert joined[0] == "某县人民检察院2020年度部门决算"
    assert joined[1].endswith("本年收入合计1301.18万元，较2019年增加101.10万元，主要原因是：维修专项追加。")
    assert joined[3].endswith("比上年减少0.85万元。")
    assert len(joined) == 4


def test_blank_lines_and_cells_end_a_paragraph(number_lines) -> None:
    """In a text file a blank line stands between paragraphs, and a cell on its own line is in none."""
    lines = number_lines(["收入情况如下，其中财政拨款收入", "", "支出情况", "\t合计", "其他"])
    assert [paragraph.text for paragraph in join_wrapped(lines)] == [
        "收入情况如下，其中财政拨款收入",
        "支出情况",
        "其他",
    ]
    assert join_wrapped(()) == ()


def test_a_ragged_edge_is_no_end() -> None:
    """A line that lacks a word that was not to be divided goes on, also in an item and after "主要用于："."""
    rows = [
        (INDENTED, "8、社会保障和就业支出（类）养老支出（款）其他养老支出（项）。主要用于：", 440.0),
        (LEFT, "退休人员经费支出，按照规定的标准和人数核定，年初预算为0.94万元，支出决算为", 465.0),
        (LEFT, "0.94万元。", 150.0),
        *PROSE,
        *PROSE,
    ]
    first = texts(page(1, 1, rows))[0]
    assert first.endswith(
        "主要用于：退休人员经费支出，按照规定的标准和人数核定，年初预算为0.94万元，支出决算为0.94万元。"
    )


@pytest.mark.parametrize(
    "path", sorted(REPORTS.glob("*.pdf")) or [None], ids=lambda path: path.name if path else "none"
)
def test_no_sentence_of_a_published_report_is_left_cut(path: Path | None) -> None:
    """In real PDFs hardly a paragraph of prose ends in mid sentence (one report lost a full stop in print)."""
    if path is None:
        pytest.skip("the reports do not come with the project")
    document = read_document(path)
    inside = {number for grid in document.grids for number in range(grid.start, grid.end + 1)}
    prose = [p.text for p in join_wrapped(document.lines, inside) if "，" in p.text and not LEADER.search(p.text)]
    cut = [text for text in prose if not re.search(r"[。；：]$", text)]
    assert len(prose) > 10
    assert len(cut) <= 1
