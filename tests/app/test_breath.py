"""Long work in a thread rests now and then."""

from __future__ import annotations

from vibekoder.app.breath import REST, WORK, Breath


def test_it_rests_after_enough_work_and_not_before() -> None:
    now, rests = [0.0], list[float]()
    breath = Breath(lambda: now[0], rests.append)
    breath.take()
    assert rests == []
    now[0] = WORK
    breath.take()
    breath.take()
    assert rests == [REST]
    now[0] = 2.5 * WORK
    breath.take()
    assert rests == [REST, REST]
