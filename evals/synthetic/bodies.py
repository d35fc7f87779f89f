"""Invent places and public bodies, some with names that are nearly alike, some with subordinate units. No place is real.

Nothing is known here of money or of reports.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from evals.synthetic.wording import wording

# every so many bodies, one is the twin of the body before it: its name differs by one character
TWIN_EVERY = 4
MOST_UNITS = 3


@dataclass(frozen=True, slots=True)
class Body:
    """A public body. `name` is in full, `short` what it calls itself (区水利局), `units` are its subordinate units.

    `administrative` tells an office of the government from a public institution (事业单位).
    """

    name: str
    short: str
    place: str
    kind: str
    administrative: bool = True
    units: tuple[Body, ...] = ()


def invent_bodies(count: int, seed: int) -> tuple[Body, ...]:
    """`count` bodies with names that all differ. Raises ValueError where there are not so many names."""
    words = wording("bodies")
    random = Random(f"bodies {seed}")
    stems = [first + second for first in words["stems_first"] for second in words["stems_second"]]
    random.shuffle(stems)
    kinds = _shuffled_kinds(random)
    bodies: list[Body] = []
    taken: set[str] = set()
    number = 0
    while len(bodies) < count:
        stem = stems[number % len(stems)]
        kind = kinds[(number + number // len(stems)) % len(kinds)]
        level = words["levels"][random.randrange(len(words["levels"]))]
        if number > len(stems) * len(kinds):
            raise ValueError(f"there are no names for {count} departments: at most about {len(taken)}")
        number += 1
        for body in _with_twin(stem, level, kind, len(bodies) % TWIN_EVERY == 0, random):
            if body.name not in taken and len(bodies) < count:
                taken.add(body.name)
                bodies.append(body)
    return tuple(bodies)


def _with_twin(stem: str, level: str, kind: str, twin: bool, random: Random) -> list[Body]:
    body = _body(stem, level, kind, random)
    if not twin:
        return [body]
    other = {"区": "县", "县": "区", "市": "县"}[level]
    return [body, _renamed(body, stem, other)]


def _shuffled_kinds(random: Random) -> list[str]:
    kinds = sorted({key.split(".")[1] for key in wording("bodies") if key.startswith("kind.")})
    random.shuffle(kinds)
    return kinds


def _body(stem: str, level: str, kind: str, random: Random) -> Body:
    words = wording("bodies")
    place = stem + level
    title = random.choice(words[f"kind.{kind}.names"])
    institution = f"kind.{kind}.public_institution" in words
    offered = words[f"kind.{kind}.units"]
    number = 0 if institution or random.randrange(3) == 0 else random.randint(1, min(MOST_UNITS, len(offered)))
    units = tuple(
        Body(place + unit, level + unit, place, kind, administrative=False) for unit in random.sample(offered, number)
    )
    if kind == "street":
        inner = random.choice(("东", "西", "南", "北", "新", "古")) + random.choice(("门", "桥", "园", "关"))
        return Body(f"{place}人民政府{inner}{title}", inner + "街道", place, kind, True, units)
    return Body(place + title, level + title, place, kind, not institution, units)


def _renamed(body: Body, stem: str, level: str) -> Body:
    """The body of the same kind in a place whose name differs in its last character."""
    place = stem + level

    def rename(one: Body) -> Body:
        short = one.short if one.kind == "street" and one is body else level + one.short[1:]
        return replace(one, name=one.name.replace(body.place, place, 1), short=short, place=place, units=())

    return replace(rename(body), units=tuple(rename(unit) for unit in body.units))
