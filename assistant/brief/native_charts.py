"""Charts as Word and Excel keep them: drawn by the program that opens the file, with the figures inside and editable.

It takes a picture's own table and draws nothing that is not in it.
"""

from __future__ import annotations

import re
from io import BytesIO

from lxml import etree
from openpyxl import Workbook
from openpyxl.chart import BarChart, PieChart, Reference
from openpyxl.chart._chart import ChartBase
from openpyxl.chart.data_source import NumData, NumVal, StrData, StrRef, StrVal
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import DataPoint
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.text import CharacterProperties, Font, Paragraph, ParagraphProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import CHART_NS, REL_NS
from openpyxl.xml.functions import tostring

from assistant.brief.telling import fit
from assistant.brief.types import Picture

# Told apart without colour too: dark against light, also in print and by readers who do not tell red from green.
COLOURS = ("9DB4D3", "1F4E79", "C55A11", "7F7F7F", "548235", "8064A2")
LONGEST_NAME = 24
# In hundredths of a point.
TITLE_SIZE, LABEL_SIZE = 1100, 900


def fill_sheet(sheet: Worksheet, picture: Picture, top: int = 1) -> None:
    """Write the names and amounts that the chart is drawn from, headings in row `top`."""
    sheet.cell(top, 1, "")
    for position, column in enumerate(picture.series, start=2):
        sheet.cell(top, position, picture.table.headings[column]).data_type = "s"
    for number, row in enumerate(picture.table.rows, start=top + 1):
        sheet.cell(number, 1, _name(row[0].text)).data_type = "s"
        for position, column in enumerate(picture.series, start=2):
            sheet.cell(number, position, row[column].value)


def make_chart(sheet: Worksheet, picture: Picture, top: int = 1, left: int = 1) -> ChartBase:
    """The chart over a sheet's cells, with the figures remembered in it so that it shows before it is opened."""
    chart = PieChart() if picture.kind == "parts" else BarChart()
    rows = len(picture.table.rows)
    data = Reference(sheet, min_col=left + 1, max_col=left + len(picture.series), min_row=top, max_row=top + rows)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=left, min_row=top + 1, max_row=top + rows))
    chart.title = fit(f"{picture.title}（{picture.unit}）")
    chart.title.overlay = False
    chart.title.tx.rich.p[0].r[0].rPr = _letters(TITLE_SIZE, bold=True)
    chart.style = 2
    for position, series in enumerate(chart.series):
        _remember(series, picture, picture.series[position])
        series.graphicalProperties = GraphicalProperties(solidFill=COLOURS[position % len(COLOURS)])
    _label(chart, picture)
    return chart


def _label(chart: ChartBase, picture: Picture) -> None:
    chart.dataLabels = DataLabelList()
    chart.dataLabels.showVal = True
    chart.dataLabels.showSerName = chart.dataLabels.showCatName = chart.dataLabels.showLegendKey = False
    chart.dataLabels.showPercent = chart.dataLabels.showLeaderLines = False
    chart.legend.position = "b"
    chart.legend.txPr = chart.dataLabels.txPr = _text(LABEL_SIZE)
    if isinstance(chart, BarChart):
        chart.gapWidth = 60
        chart.x_axis.delete = False
        chart.x_axis.txPr = _text(LABEL_SIZE)
        chart.y_axis.majorGridlines = None
        chart.y_axis.scaling.min = 0  # a bar's length is its amount
        chart.y_axis.delete = True
    else:
        chart.dataLabels.dLblPos = "outEnd"
        _colour_slices(chart, len(picture.table.rows))


def _letters(size: int, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=size, b=bold, latin=Font(typeface="Calibri"), ea=Font(typeface="SimSun"))


def _text(size: int) -> RichText:
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=_letters(size)), endParaRPr=_letters(size))])


def _colour_slices(chart: ChartBase, count: int) -> None:
    for position in range(count):
        point = DataPoint(idx=position)
        point.graphicalProperties = GraphicalProperties(solidFill=COLOURS[(position + 1) % len(COLOURS)])
        chart.series[0].dPt.append(point)


def _remember(series, picture: Picture, column: int) -> None:  # noqa: ANN001
    """Keep the names and figures in the chart itself: a reader shows them without opening the sheet."""
    rows = picture.table.rows
    values = [NumVal(idx=number, v=str(row[column].value)) for number, row in enumerate(rows)]
    series.val.numRef.numCache = NumData(formatCode="General", ptCount=len(rows), pt=values)
    names = [StrVal(idx=number, v=_name(row[0].text)) for number, row in enumerate(rows)]
    series.cat.numRef, strings = None, series.cat.numRef.f if series.cat.numRef else series.cat.strRef.f
    series.cat.strRef = StrRef(f=strings, strCache=StrData(ptCount=len(rows), pt=names))
    series.tx.strRef.strCache = StrData(ptCount=1, pt=[StrVal(idx=0, v=picture.table.headings[column])])


def _name(text: str) -> str:
    """A name short enough for an axis: without the printed name that a translation carries in brackets."""
    text = re.sub(r"(?<=[A-Za-z]) [（(].*[)）]$", "", fit(text).strip("\u3000 "))
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"


def chart_for_word(picture: Picture, data_relation: str) -> tuple[bytes, bytes]:
    """(the chart's XML, the workbook of its figures); `data_relation` is the id that the XML calls the workbook by."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    fill_sheet(sheet, picture)
    chart = make_chart(sheet, picture)
    tree = etree.fromstring(tostring(chart._write()))
    data = etree.SubElement(tree, f"{{{CHART_NS}}}externalData")
    data.set(f"{{{REL_NS}}}id", data_relation)
    etree.SubElement(data, f"{{{CHART_NS}}}autoUpdate").set("val", "0")
    kept = BytesIO()
    book.save(kept)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True), kept.getvalue()
