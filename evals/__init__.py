"""How well the assistant answers: cases, solver, scorers, run, report.

Nothing here takes part in an answer, and no gold answer ever reaches the solver.
"""
