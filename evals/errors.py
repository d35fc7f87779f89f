"""The faults of the harness. Every one is an input a person can mend; a wrong answer is a score, never a fault.

MingzhangError
└── BadInput          a file, folder or option that cannot be used as it stands
    └── BadCases      a question or program file with rows that cannot be read; lists every such row
"""

from __future__ import annotations

from index.errors import MingzhangError

ROWS_SHOWN = 10


class BadInput(MingzhangError):
    """A file, folder or option that cannot be used as it stands."""


class BadCases(BadInput):
    """Rows that cannot be read. `problems` holds one "file:line: message" each, in file order."""

    def __init__(self, path: str, problems: list[str]) -> None:
        self.problems = tuple(problems)
        shown = list(self.problems[:ROWS_SHOWN])
        if len(self.problems) > ROWS_SHOWN:
            shown.append(f"… and {len(self.problems) - ROWS_SHOWN} more")
        super().__init__(
            f"{len(self.problems)} row(s) cannot be read:\n  " + "\n  ".join(shown),
            where=path,
            next_step="mend these rows and run again; nothing was asked",
        )
