"""From a task to a draft: solvers are tried in order, each answers only what the wording asks of it.

A solver returns None where the question is not its kind or the evidence does not carry an answer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from assistant.draft import Draft
from assistant.plan import tell_holdings
from assistant.quantity import CalculationError
from assistant.solve.across import sets_reports_apart, solve_across
from assistant.solve.bases import solve_bases
from assistant.solve.change import (
    solve_against_budget,
    solve_change,
    solve_hypothetical,
    solve_implied_budget,
    solve_prior,
)
from assistant.solve.check import solve_check, solve_share_check
from assistant.solve.groups import solve_projects, solve_two_projects
from assistant.solve.lists import solve_composition, solve_ranking
from assistant.solve.lookup import solve_lookup
from assistant.solve.margins import solve_margin, solve_overall, solve_rest
from assistant.solve.pairs import solve_budget_pair, solve_deductions, solve_item_pair, solve_target, solve_unspent
from assistant.solve.premises import solve_bought_otherwise
from assistant.solve.rankings import solve_list_rank
from assistant.solve.ratios import solve_per_unit, solve_share
from assistant.solve.remarks import solve_remark
from assistant.solve.scopes import solve_scope
from assistant.solve.several import solve_several
from assistant.solve.staff import solve_staff
from assistant.solve.statements import solve_row_share, solve_rows
from assistant.solve.texts import solve_definition, solve_reason, solve_text
from assistant.solve.totals import solve_named_rows, solve_totals
from assistant.task import Task

_log = logging.getLogger(__name__)

Solver = Callable[[Task], Draft | None]
SOLVERS: tuple[Solver, ...] = (
    solve_definition,
    solve_scope,
    solve_staff,
    solve_across,
    solve_hypothetical,
    solve_two_projects,
    solve_projects,
    solve_share_check,
    solve_check,
    solve_named_rows,
    solve_composition,
    solve_ranking,
    solve_rows,
    solve_list_rank,
    solve_reason,
    solve_deductions,
    solve_target,
    solve_margin,
    solve_rest,
    solve_overall,
    solve_unspent,
    solve_budget_pair,
    solve_against_budget,
    solve_bases,
    solve_per_unit,
    solve_implied_budget,
    solve_share,
    solve_row_share,
    solve_item_pair,
    solve_prior,
    solve_change,
    solve_totals,
    solve_several,
    solve_lookup,
    solve_bought_otherwise,
    solve_remark,
    solve_text,
)


# What can be said of a year that no report is of: its figures as far as a later report prints or implies them.
OF_EARLIER_YEARS: tuple[Solver, ...] = (solve_definition, solve_across, solve_margin, solve_prior, solve_lookup)
_SET_AGAINST = ("change", "difference", "share", "rank", "reason", "average", "multiple", "adjusted", "hypothetical")


def solve(task: Task) -> Draft:
    """The first draft a solver makes, else a decline that says what the library holds."""
    numeric = task.plan.is_numeric
    apart = sets_reports_apart(task) and (numeric or task.plan.asks("rank", "difference", "multiple"))
    solvers: tuple[Solver, ...] = (solve_across,) if apart else SOLVERS
    titles = "".join(report.title or "" for report in task.plan.reports)
    told = any(str(year) in titles for year in task.plan.prior_years)  # 2023年预算执行和2024年预算草案 is of both years
    if task.plan.prior and not apart and not told:
        # what such a year's figure was against another, or a part of, is printed nowhere
        solvers = OF_EARLIER_YEARS if not task.plan.asks(*_SET_AGAINST) else (solve_definition, solve_margin)
    for solver in solvers:
        try:
            draft = solver(task)
        except CalculationError as fault:  # figures of two kinds do not combine: no answer of this kind, and no crash
            _log.warning("%s cannot calculate here: %s", solver.__name__, fault)
            continue
        if draft is not None:
            return draft
    draft = task.draft().say("declined")
    draft.status = "declined"
    return tell_holdings(draft, task.plan.reports)
