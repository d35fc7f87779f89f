"""Reports kept in memory: facts of as many as a city's portal has, and what was prepared of those last asked about.

It reads nothing, and is for one thread at a time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator

from assistant.evidence import ReportEvidence

FACTS = 400_000
"""Facts kept: of some 1,600 full-length reports. Together they take about 270 MB."""
PREPARED = 64
"""Reports whose texts stay prepared for matching; of one that many questions looked at they take up to 3 MB."""


class WarmReports:
    """Reports by file, the last used last. Those that go beyond `facts` facts are forgotten, the longest unused first."""

    def __init__(self, facts: int = FACTS, prepared: int = PREPARED) -> None:
        self._most_facts, self._most_prepared = facts, prepared
        self._held: OrderedDict[str, ReportEvidence] = OrderedDict()
        self._prepared: OrderedDict[str, None] = OrderedDict()
        self._facts = 0

    def __len__(self) -> int:
        return len(self._held)

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    @property
    def is_full(self) -> bool:
        """Whether another report of usual length would drive one out."""
        return bool(self._held) and self._facts + self._facts // len(self._held) > self._most_facts

    def get(self, file: str) -> ReportEvidence | None:
        """A report that is kept; it is now the last used."""
        one = self._held.get(file)
        if one is not None:
            self._held.move_to_end(file)
            self._prepared[file] = None
            self._prepared.move_to_end(file)
        return one

    def put(self, file: str, one: ReportEvidence) -> None:
        """Keep a report that is not kept yet."""
        self._held[file] = one
        self._prepared[file] = None
        self._facts += len(one.facts)

    def trim(self, used: int) -> None:
        """Forget what is too much; the `used` last used stay as they are."""
        while self._facts > self._most_facts and len(self._held) > used:
            file, one = self._held.popitem(last=False)
            self._prepared.pop(file, None)
            self._facts -= len(one.facts)
        while len(self._prepared) > max(self._most_prepared, used):
            file, _ = self._prepared.popitem(last=False)
            self._held[file].rest()

    def only(self, files: Collection[str]) -> WarmReports:
        """Those of these files, for a library that holds no others as they were."""
        kept = WarmReports(self._most_facts, self._most_prepared)
        for file, one in self._held.items():
            if file in files:
                kept.put(file, one)
        kept.trim(0)
        return kept

    def clear(self) -> None:
        """Forget all."""
        self._held.clear()
        self._prepared.clear()
        self._facts = 0
