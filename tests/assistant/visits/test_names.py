"""File names as visitors send them become names to show: no paths, no unseen characters, not endless."""

from __future__ import annotations

import pytest

from assistant.visits.names import LONGEST_NAME, clean_name


@pytest.mark.parametrize(
    ("sent", "clean"),
    [
        ("2024年决算.pdf", "2024年决算.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\x\账.docx", "账.docx"),
        ("/", "report"),
        ("", "report"),
        ("...", "report"),
        ("..", "report"),
        ("a\x00b\nc\r.txt", "abc.txt"),
        ("annual\u202efdp.exe", "annualfdp.exe"),
        ("\u2066\u200b\ufeff决算\u2069.pdf", "决算.pdf"),
        ("a\u3000\u00a0b.txt", "a b.txt"),
        ('<img src=x onerror="alert(1)">.txt', "img src=x onerror=alert(1).txt"),
        ("con.txt", "_con.txt"),
        (".hidden", "hidden"),
        ("%2e%2e%2fx.txt", "%2e%2e%2fx.txt"),
    ],
)
def test_clean_name(sent: str, clean: str) -> None:
    """The name keeps what a reader sees of its last part, and nothing that would be a path, a control or a direction."""
    assert clean_name(sent) == clean


@pytest.mark.parametrize("sent", ["决" * 500 + ".pdf", "x" * 5000, "😀" * 300 + ".docx", "a." + "b" * 400])
def test_long_names_are_cut(sent: str) -> None:
    """A long name keeps its ending and fits a file system with room for a number."""
    name = clean_name(sent)
    assert len(name) <= LONGEST_NAME
    assert len(name.encode()) <= 200
    assert name.endswith((".pdf", ".docx")) == sent.endswith((".pdf", ".docx"))
