"""What rose and what fell, in the answer as in its lines."""

from __future__ import annotations

import pytest

from evals.directions import find_turned


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("比2021年减少49.04万元，下降30.45% [1]。", []),
        ("比2021年增加49.04万元，下降30.45% [1]。", ["增加49.04"]),
        ("比2021年减少49.04万元，增长30.45% [1]。", ["增长30.45"]),
        ("It rose by 49.04万元, down 30.45% [1].", ["rose by 49.04"]),
        ("It fell by 49.04万元 (490,400 yuan) [1].", []),
        ("并未增加49.04万元 [1]。", []),
        ("增加111.99万元 [1]。", []),  # the line moves another figure
        ("为49.04万元 [1]。", []),
    ],
)
def test_a_turned_direction_is_found(make_answer, text, turned):
    """A figure said to rise where the cited line says it fell, or the reverse, in either language; nothing else."""
    assert [finding.printed for finding in find_turned(make_answer(text=text))] == turned


def test_a_line_of_both_directions_settles_nothing(make_answer, cite):
    """Where one figure rose in one clause and fell in another, either may be said."""
    answer = make_answer(text="增加49.04万元 [1]", citations=[cite(text="甲减少49.04万元，乙增加49.04万元。")])
    assert find_turned(answer) == ()


def test_what_is_declined_moves_nothing(make_answer):
    """A decline that repeats the question is no finding."""
    assert find_turned(make_answer(status="declined", text="增加49.04万元？")) == ()
