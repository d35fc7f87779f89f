"""A chart's table as CSV text for a spreadsheet. Figures are exact decimals; nothing in a report can become a formula."""

from __future__ import annotations

import csv
import io

from assistant.charts.table import rows_of
from assistant.charts.types import Chart
from assistant.charts.words import told
from assistant.formulas import as_csv_text as guarded
from assistant.quantity import plain

BOM = "\ufeff"
COLUMNS = ("series", "item", "period", "figure", "unit", "printed", "working", "share", "file", "page", "line", "source")


def csv_of(chart: Chart) -> str:
    """The chart's rows as CSV: UTF-8 text with a byte order mark in front, lines ended by CRLF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([told(chart.language, f"csv_{column}") for column in COLUMNS])
    for row in rows_of(chart):
        grounds = row.grounds
        writer.writerow(
            [
                guarded(row.series), guarded(row.label), row.period or "", plain(row.value), guarded(row.unit), guarded(row.printed),
                guarded(row.working or ""), plain(row.share) if row.share is not None else "",
                guarded("\n".join(dict.fromkeys(ground.file for ground in grounds))),
                "\n".join(dict.fromkeys(str(ground.page) for ground in grounds if ground.page)),
                "\n".join(str(ground.line) for ground in grounds),
                guarded("\n".join(ground.text.strip() for ground in grounds)),
            ]
        )  # fmt: skip
    return BOM + out.getvalue()
