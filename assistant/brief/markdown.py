"""A briefing as Markdown: tables, footnotes in the common [^1] form, charts as tables. Text of reports is never markup."""

from __future__ import annotations

import re

from assistant.brief.telling import fit, note_text, sources_table, word
from assistant.brief.types import Brief, Cell, Section, Table

# What Markdown or HTML would take for markup. Escaped, it is shown as printed.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$!&@])")
# What many programs make a link of, though it is no markup: an address. Escaped, it stays text.
_ADDRESS = re.compile(r"(?i)(?<![A-Za-z])(?:(?:https?|ftp|mailto|xmpp|javascript|data)(?=:)|www(?=\.))")


def write_markdown(brief: Brief) -> str:
    """The briefing as text."""
    blocks = [f"# {escape(brief.title)}", escape(brief.subtitle)]
    for section in brief.sections:
        blocks += _section(brief, section)
    blocks += [f"## {escape(word(brief, 'sources'))}", escape(word(brief, "sources_told")), _table(sources_table(brief))]
    blocks.append("\n".join(f"[^{note.number}]: {escape(note_text(brief, note))}" for note in brief.notes))
    return "\n\n".join(block for block in blocks if block) + "\n"


def escape(text: str) -> str:
    """The text on one line, with what Markdown would take for markup escaped."""
    if not text.strip("\u3000 "):
        return ""
    return _ADDRESS.sub(lambda found: f"{found.group()}\\", _MARKUP.sub(r"\\\1", re.sub(r"\s+", " ", fit(text)).strip()))


def _section(brief: Brief, section: Section) -> list[str]:
    blocks = [f"## {escape(section.title)}", *(escape(text) for text in section.texts)]
    blocks += [_table(table) for table in section.tables]
    blocks += [escape(text) for text in section.remarks]
    if section.quotes:
        told = [(quote, escape(word(brief, "quote_about", text=quote.text))) for quote in section.quotes]
        blocks.append("\n".join(f"- **{escape(quote.about)}**{text}{_marks(quote.notes)}" for quote, text in told))
    for picture in section.pictures:
        blocks += [f"### {escape(picture.title)} ({escape(picture.unit)})", _table(picture.table)]
    return blocks


def _table(table: Table) -> str:
    rule = "|".join(" --- " if column in table.wide else " ---: " for column in range(len(table.headings)))
    lines = [_row([escape(heading) for heading in table.headings]), f"|{rule}|"]
    lines += [_row([_cell(cell) for cell in row]) for row in table.rows]
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    depth = len(cell.text) - len(cell.text.lstrip("\u3000"))
    return "&emsp;" * depth + escape(cell.text) + _marks(cell.notes)


def _marks(notes: tuple[int, ...]) -> str:
    return "".join(f"[^{number}]" for number in notes)
