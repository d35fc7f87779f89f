"""Tell text that a spreadsheet would take for a formula. It writes no file and changes no text."""

from __future__ import annotations

import re

# What Excel, LibreOffice and others take for the beginning of a formula, also in full width and after blanks they drop.
_FORMULA = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠\t\r]")
_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?%?")


def as_csv_text(text: str) -> str:
    """The text for a CSV file: with an apostrophe in front where a spreadsheet would take it for a formula. Plain numbers,
    negative ones among them, stay as they are."""
    return f"'{text}" if is_formula_like(text) and not _NUMBER.fullmatch(text.strip(" ")) else text


def is_formula_like(text: str) -> bool:
    """Whether a program could take the text for a formula."""
    return _FORMULA.match(text) is not None
