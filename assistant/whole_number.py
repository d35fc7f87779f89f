"""Read a whole number that a setting of the environment gives. It knows no setting."""

from __future__ import annotations

from index.errors import MingzhangError


def read_whole_number(text: str, setting: str, may_be_zero: bool = False) -> int:
    """The whole number that a setting gives. Raises MingzhangError that names the setting for anything else, and for 0 unless it may be."""
    if not (text.isascii() and text.isdecimal()) or (int(text) == 0 and not may_be_zero):
        raise MingzhangError(f"{text!r} is no whole number above 0", setting, "Set another, or none for the default.")
    return int(text)
