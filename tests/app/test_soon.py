"""What comes after a rest, and soon without one."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from vibekoder.app.soon import Soon

LONG = 60_000


def heard(soon: Soon) -> list[int]:
    """How often it was still waiting each time it came."""
    came: list[int] = []
    soon.due.connect(lambda: came.append(int(soon.waiting)))
    return came


def test_it_comes_once_after_the_rest_for_all_wishes(qtbot: QtBot) -> None:
    soon = Soon(1, LONG)
    came = heard(soon)
    soon.wish()
    soon.wish()
    assert soon.waiting
    qtbot.waitUntil(lambda: bool(came))
    assert came == [0]


def test_without_a_rest_it_comes_all_the_same(qtbot: QtBot) -> None:
    soon = Soon(LONG, 20)
    came = heard(soon)

    def wish() -> bool:
        soon.wish()
        return bool(came)

    qtbot.waitUntil(wish)
    assert came[0] == 0


def test_what_was_stopped_does_not_come_and_can_be_wished_for_again(qtbot: QtBot) -> None:
    stopped, other = Soon(0, 0), Soon(1, LONG)
    never = heard(stopped)
    came = heard(other)
    stopped.wish()
    stopped.stop()
    other.wish()
    qtbot.waitUntil(lambda: bool(came))
    assert not stopped.waiting
    assert never == []
    stopped.wish()
    qtbot.waitUntil(lambda: never == [0])
