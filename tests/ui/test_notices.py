"""Notices: quiet, beside the text, read aloud, and kept to read later."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.end2end.person import Person
from vibekoder.app.notice import Notice
from vibekoder.ui.look import Look
from vibekoder.ui.notices import SHOWN_AT_ONCE, NoticeCard, Notices
from vibekoder.ui.sheets.finder import Finder
from vibekoder.ui.sheets.notice_log import NoticeLog

NOW = datetime(2026, 11, 20, 14, 2).astimezone()
CUT = Notice(
    "warn",
    "The answer was cut off after 412 tokens",
    "The text above is safe in the session.",
    (("retry", "Retry"), ("details", "Details")),
    key="k3m5qa",
)


@pytest.fixture
def area(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


@pytest.fixture
def notices(look: Look, area: QWidget) -> Notices:
    return Notices(look, area)


@pytest.mark.parametrize("kind", ["info", "warn", "error"])
def test_each_kind_has_its_colours_and_a_sign(look: Look, qtbot: QtBot, kind: str) -> None:
    card = NoticeCard(look, Notice(kind, "Said", "And more."))
    qtbot.addWidget(card)
    card.resize(400, 80)
    image = card.grab().toImage()
    assert image.pixelColor(380, 60) == look.theme.color(f"{kind}Tint")
    assert image.pixelColor(7, 40) == look.theme.color(kind)
    assert card.accessibleName() == "Said And more."


def test_a_notice_stands_at_the_lower_right_and_takes_no_focus(
    qtbot: QtBot, notices: Notices, area: QWidget
) -> None:
    field = QLineEdit(area)
    field.show()
    with qtbot.waitActive(area):
        area.activateWindow()
    field.setFocus()
    notices.show_notice(CUT)
    assert notices.isVisible()
    assert notices.geometry().right() == area.width() - 17
    assert notices.geometry().bottom() == area.height() - 17
    assert field.hasFocus()


def test_it_follows_the_area_and_leaves_room_at_the_foot(
    qtbot: QtBot, notices: Notices, area: QWidget
) -> None:
    notices.show_notice(CUT)
    notices.set_bottom(100)
    notices.set_bottom(100)
    assert notices.geometry().bottom() == area.height() - 117
    area.resize(500, 400)
    qtbot.waitUntil(lambda: notices.geometry().bottom() == 400 - 117)


def test_an_action_is_told_with_the_notices_key(qtbot: QtBot, notices: Notices) -> None:
    notices.show_notice(CUT)
    button = notices.cards[0].buttons["details"]
    with qtbot.waitSignal(notices.acted, timeout=1000) as heard:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard.args == ["k3m5qa", "details"]
    assert not notices.isVisible()


def test_the_cross_takes_a_notice_away(qtbot: QtBot, notices: Notices) -> None:
    notices.show_notice(CUT)
    notices.show_notice(Notice("error", "Disk full"))
    qtbot.mouseClick(notices.cards[1].close_button, Qt.MouseButton.LeftButton)
    assert [card.notice for card in notices.cards] == [CUT]


def test_a_notice_with_the_same_key_takes_the_place_of_the_first(notices: Notices) -> None:
    notices.show_notice(CUT)
    newer = Notice("info", "The answer goes on", key=CUT.key)
    notices.show_notice(newer)
    assert [card.notice for card in notices.cards] == [newer]
    notices.take_back(CUT.key)
    assert notices.cards == ()
    assert not notices.isVisible()


def test_only_the_newest_are_shown_but_all_are_kept(qtbot: QtBot, notices: Notices) -> None:
    for number in range(SHOWN_AT_ONCE + 2):
        with qtbot.waitSignal(notices.logged, timeout=1000):
            notices.show_notice(Notice("error", f"Fault {number}"), NOW)
    assert [card.notice.title for card in notices.cards] == [
        "Fault 2",
        "Fault 3",
        "Fault 4",
        "Fault 5",
    ]
    assert [one.notice.title for one in notices.log] == [f"Fault {n}" for n in range(6)]
    assert notices.log[0].when == NOW


def test_what_is_no_longer_so_is_over_in_the_log(notices: Notices) -> None:
    notices.show_notice(CUT, NOW)
    notices.take_back(CUT.key)
    assert [one.over for one in notices.log] == [True]


def test_what_a_notice_offers_is_done_once_from_its_card_or_later(
    qtbot: QtBot, notices: Notices
) -> None:
    notices.show_notice(CUT, NOW)
    name = CUT.actions[0][0]
    with qtbot.waitSignal(notices.acted) as heard:
        notices.act(CUT, name)
    assert heard.args == [CUT.key, name]
    assert notices.cards == ()
    assert notices.log[-1].over


def test_a_theme_change_repaints_the_cards(look: Look, notices: Notices) -> None:
    notices.show_notice(CUT)
    look.theme.use("dark")
    image = notices.cards[0].grab().toImage()
    assert image.pixelColor(200, 4) == look.theme.color("warnTint")


def test_what_has_gone_from_the_window_is_read_later_through_the_palette(seeker: Person) -> None:
    seeker.window.frame.notices.show_notice(CUT)
    (card,) = seeker.window.notices.cards
    QTest.mouseClick(card.close_button, Qt.MouseButton.LeftButton)
    assert seeker.window.notices.cards == ()
    seeker.press("Ctrl+Shift+P")
    seeker.until(lambda: seeker.shell.findChildren(Finder))
    seeker.type("notices")
    seeker.press("Return")
    seeker.until(lambda: seeker.shell.findChildren(NoticeLog))
    (log,) = seeker.shell.findChildren(NoticeLog)
    assert (log.title.text(), log.isVisible()) == (CUT.title, True)
