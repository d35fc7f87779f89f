"""A long command tells how far it is, how fast, and how long it will take."""

from __future__ import annotations

from index.progress import lines_of_progress, shown_progress


def test_a_log_gets_a_line_now_and_then(capsys) -> None:
    """A log is told done, rate and time left twice a minute; a command that is done sooner tells nothing."""
    now, written = [100.0], []
    show = lines_of_progress("reading", written.append, lambda: now[0])
    for seconds, done in ((10, 1.0), (29, 2.5), (40, 4.0), (50, 5.0), (80, 8.0)):
        now[0] = 100.0 + seconds
        show("a.txt", done, 20)
    assert written == [
        "reading: 4.0 of 20 reports, 0.10 reports/s, 02:40 left: a.txt",
        "reading: 8.0 of 20 reports, 0.10 reports/s, 02:00 left: a.txt",
    ]
    with shown_progress("reading") as quick:
        quick("a.txt", 1.0, 2)
    assert capsys.readouterr().err == ""
