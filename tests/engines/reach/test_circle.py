import pytest

from mulin.engines import reach

TIMES = [[100, 600], [601, -1], [-1, 50], [10, 20]]


def test_people_are_counted_not_doors():
    found = reach.circle(TIMES, [5, 7, 11, 0])
    assert found.served.tolist() == [[True, True], [False, False], [False, True], [True, True]]
    assert found.people.tolist() == [5, 16]
    assert (found.total, found.complete) == (23, 5)


def test_gaps_and_the_worst_off_come_with_the_most_people_first():
    found = reach.circle(TIMES, [5, 7, 11, 0])
    assert found.gaps(0) == [2, 1]
    assert found.gaps(1) == [1]
    assert found.worst(2) == [1, 2]


def test_figures_that_do_not_fit():
    with pytest.raises(reach.BadQuestion, match="人数"):
        reach.circle(TIMES, [1, 2])
    with pytest.raises(reach.BadQuestion, match="负数"):
        reach.circle(TIMES, [1, 2, 3, -1])
