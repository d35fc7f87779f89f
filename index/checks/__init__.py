"""Checks of a report against itself and against last year's report: arithmetic only, in neutral words."""

from index.checks.check import check_report
from index.checks.show import show_findings
from index.checks.types import Finding

__all__ = ["Finding", "check_report", "show_findings"]
