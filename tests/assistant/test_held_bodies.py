"""The bodies of a library: grouped as comparing every pair would, and worked out once for the same reports."""

from __future__ import annotations

from collections.abc import Callable

from assistant.body_names import body_names, same_body
from assistant.held_bodies import group_bodies, held_bodies
from evals.synthetic.bodies import invent_bodies
from index.types import Report


def pairwise(entities: list[str]) -> list[list[str]]:
    """Groups by comparing each name with every body before it."""
    groups: list[list[str]] = []
    for entity in entities:
        names = body_names(entity, ())
        fitting = [g for g in groups if any(same_body(names, body_names(other, ())) for other in g)]
        if fitting:
            fitting[0].append(entity)
        else:
            groups.append([entity])
    return groups


def test_bodies_are_grouped_as_every_pair_compared_would(make_report: Callable[..., Report]) -> None:
    """A body under a longer and a shorter name is one; names of one organ in other places are not, whatever their order."""
    places = ("涪林区焦岩镇", "焦岩镇", "乙县焦岩镇", "涪林区焦岩镇人民政府", "焦岩镇人民政府")
    organs = ("巴中市人民政府办公室", "巴州区人民政府办公室", "四川省巴中市人民政府办公室", "人民政府办公室", "机关事务服务中心", "丙市机关事务服务中心")
    entities = [*places, *(body.name for body in invent_bodies(120, 3)), *organs]
    for order in (entities, entities[::-1], sorted(entities)):
        reports = tuple(make_report(entity, 2022, ()) for entity in order)
        assert [list(group) for group in group_bodies(reports)] == pairwise(order)


def test_the_same_reports_are_looked_through_once(make_report: Callable[..., Report]) -> None:
    """A library's own tuple of reports has its bodies at hand; equal reports elsewhere have equal bodies."""
    reports = (make_report(), make_report("巴州区审计局", 2022, ()))
    assert held_bodies(reports) is held_bodies(reports)
    assert held_bodies(list(reports)) == held_bodies(reports)
    assert group_bodies(reports[1:]) == (("巴州区审计局",),)


def test_what_all_bodies_share_is_known(make_report: Callable[..., Report]) -> None:
    """Names and places of all bodies, and whether each has a place."""
    held = held_bodies((make_report(), make_report("机关事务服务中心", 2022, ())))
    assert {"巴中市人民政府办公室", "机关事务服务中心"} <= held.names
    assert "巴中" in held.places
    assert not held.are_placed
    assert held_bodies((make_report(),)).are_placed
