"""Draws that always fall alike: where a text has a choice of words, the same choice is made in every report.

It stands in the place of `Random` where reports are to come from one template. What is drawn depends on the place in the code
and on what there is to choose from, not on what was drawn before: other figures lead to other sentences, and these must not
change the words of those that follow.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any


class TemplateDice(Random):
    """Dice of one template; those of another seed are another template."""

    def __init__(self, seed: str) -> None:
        self._template = seed
        super().__init__(seed)

    def choice(self, seq: Sequence[Any]) -> Any:
        """One of them, always the same of the same ones."""
        self._fall(repr(seq))
        return super().choice(seq)

    def sample(self, population: Sequence[Any], k: int, **counts: Any) -> list[Any]:
        """Some of them, always the same of the same ones."""
        self._fall(repr(population))
        return super().sample(population, k, **counts)

    def randrange(self, *bounds: int, **step: int) -> int:
        """A number, always the same at the same place."""
        self._fall(repr(bounds))
        return super().randrange(*bounds, **step)

    def _fall(self, options: str) -> None:
        asker = sys._getframe(2)
        self.seed(f"{self._template} {Path(asker.f_code.co_filename).name} {asker.f_code.co_name} {options}")
