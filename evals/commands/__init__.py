"""Commands of `python -m evals` that stand in modules of their own. Each has NAME, `add(commands)` for its options and
`run(options)`, which gives the exit code; what is heavy is imported in `run`.
"""

from __future__ import annotations

from types import ModuleType

from evals.commands import (
    attacks,
    bench,
    compare,
    facts,
    gate,
    kills,
    load,
    model,
    portal,
    retrieval,
    scores,
    stores,
    synthesize,
)

# In the order in which the help lists them.
COMMANDS: tuple[ModuleType, ...] = (
    load, compare, gate, scores, retrieval, bench, portal, stores, synthesize, facts, model, attacks, kills
)  # fmt: skip
