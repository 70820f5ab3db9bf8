"""Files that take a while to be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.app.awaiting import GIVE_UP, Awaiting
from vibekoder.app.notice import Notice

SLOW = Path("/project/sessions/slow.md")


class Told:
    """What is said of files that are read."""

    def __init__(self) -> None:
        self.awaiting = Awaiting()
        self.notices: list[Notice] = []
        self.over: list[str] = []
        self.awaiting.notice.connect(self.notices.append)
        self.awaiting.noticeOver.connect(self.over.append)


@pytest.fixture
def told(qapp: object) -> Told:
    return Told()


def test_what_takes_long_is_said_with_a_way_out(told: Told, qtbot: QtBot) -> None:
    told.awaiting.begin(SLOW)
    qtbot.waitUntil(lambda: bool(told.notices))
    (notice,) = told.notices
    assert notice.title == "Opening slow.md"
    assert [name for name, _ in notice.actions] == [GIVE_UP]
    assert told.awaiting.end(SLOW)
    assert told.over == [notice.key]


def test_what_is_there_soon_is_not_said(told: Told) -> None:
    told.awaiting.begin(SLOW)
    assert told.awaiting.end(SLOW)
    assert told.notices == []


def test_what_was_given_up_is_not_wanted_when_it_comes(told: Told) -> None:
    told.awaiting.begin(SLOW)
    told.awaiting.give_up(SLOW)
    assert not told.awaiting.end(SLOW)
    assert told.awaiting.end(SLOW)


def test_what_is_asked_for_again_is_wanted(told: Told) -> None:
    told.awaiting.begin(SLOW)
    told.awaiting.give_up(SLOW)
    told.awaiting.begin(SLOW)
    assert told.awaiting.end(SLOW)


def test_only_what_is_read_can_be_given_up(told: Told) -> None:
    told.awaiting.give_up(SLOW)
    assert told.over == []
    assert told.awaiting.end(SLOW)
