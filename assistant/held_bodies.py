"""The bodies of a library, each with all names that its reports give it. It judges no question.

A library may hold thousands of reports, and every question goes through its bodies: what follows from the reports alone is
worked out once.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock

from assistant.body_names import BodyNames, body_names, same_body
from index.types import Report

# Libraries and views of them whose bodies are kept at hand.
MOST_LIBRARIES = 32


@dataclass(frozen=True)
class Body:
    """A body held: the names its reports give it, and all forms of them. What its properties give is not to be changed."""

    entities: tuple[str, ...]
    names: tuple[BodyNames, ...]

    @cached_property
    def chinese(self) -> tuple[str, ...]:
        """All Chinese forms, each once: first those with a place, then those of the organ alone."""
        placed = [name for names in self.names for name in names.placed]
        return tuple(dict.fromkeys([*placed, *(name for names in self.names for name in names.bare)]))

    @cached_property
    def regions(self) -> frozenset[str]:
        """Places whose bare name means their government: 香港, 澳门."""
        return frozenset(place.name for names in self.names for place in names.places if place.level == "特别行政区")

    @cached_property
    def places(self) -> frozenset[str]:
        return frozenset(place.name for names in self.names for place in names.places)


@dataclass(frozen=True)
class HeldBodies:
    """The bodies of some reports, in the order in which the reports first name them."""

    bodies: tuple[Body, ...]

    def __iter__(self) -> Iterator[Body]:
        return iter(self.bodies)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every Chinese form of every body."""
        return frozenset(name for body in self.bodies for name in body.chinese)

    @cached_property
    def places(self) -> frozenset[str]:
        return frozenset(place for body in self.bodies for place in body.places)

    @cached_property
    def full_places(self) -> frozenset[str]:
        """The places with their level: 巴中市."""
        return frozenset(place.full for body in self.bodies for names in body.names for place in names.places)

    @cached_property
    def are_placed(self) -> bool:
        """Whether every body has a place in its name."""
        return all(body.places for body in self.bodies)

    @cached_property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Each body as the names its reports give it (涪林区焦岩镇 and 焦岩镇 are one)."""
        return tuple(body.entities for body in self.bodies)


_lock = Lock()
_recent: OrderedDict[int, tuple[tuple[Report, ...], HeldBodies]] = OrderedDict()


def held_bodies(reports: Sequence[Report]) -> HeldBodies:
    """The bodies of reports. Kept for the very same tuple of reports, which is what a library gives each time."""
    if not isinstance(reports, tuple):
        return _of_reports(reports)
    with _lock:
        kept = _recent.get(id(reports))
        if kept is not None:  # the tuple is kept with its bodies, so no other has its id
            _recent.move_to_end(id(reports))
            return kept[1]
    found = _of_reports(reports)
    with _lock:
        _recent[id(reports)] = (reports, found)
        while len(_recent) > MOST_LIBRARIES:
            _recent.popitem(last=False)
    return found


def group_bodies(reports: Sequence[Report]) -> tuple[tuple[str, ...], ...]:
    """The bodies of a library, each as the names its reports give it (涪林区焦岩镇 and 焦岩镇 are one)."""
    return held_bodies(reports).groups


def _of_reports(reports: Sequence[Report]) -> HeldBodies:
    return _group(tuple(dict.fromkeys((report.entity, report.short_names) for report in reports if report.entity)))


@lru_cache(maxsize=256)
def _group(identities: tuple[tuple[str, tuple[str, ...]], ...]) -> HeldBodies:
    """Each name joins the first body that has a name of the same body. Only bodies of its nearest place, or without a
    place and of its very organ, can have one (`same_body`), so no others are compared."""
    groups: list[list[BodyNames]] = []
    by_place: dict[str, list[int]] = defaultdict(list)
    of_organ: dict[str, list[int]] = defaultdict(list)
    placeless: dict[str, list[int]] = defaultdict(list)
    for entity, short in identities:
        names = body_names(entity, short)
        near = by_place[names.places[-1].full] + placeless[names.organ] if names.places else of_organ[names.organ]
        candidates = sorted(set(near))
        known = next((number for number in candidates if any(same_body(names, other) for other in groups[number])), None)
        if known is None:
            known = len(groups)
            groups.append([names])
        elif names in groups[known]:
            continue
        else:
            groups[known].append(names)
        of_organ[names.organ].append(known)
        if names.places:
            by_place[names.places[-1].full].append(known)
        else:
            placeless[names.organ].append(known)
    return HeldBodies(tuple(Body(tuple(dict.fromkeys(n.entity for n in group)), tuple(group)) for group in groups))
