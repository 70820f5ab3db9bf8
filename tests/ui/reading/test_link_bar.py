"""The bar that asks before a link is followed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.reading.link_bar import LinkBar
from vibekoder.ui.reading.links import Link

WEB = Link("web", "https://x.org/a")


@pytest.fixture
def bar(qtbot: QtBot, look: Look) -> LinkBar:
    made = LinkBar(look)
    qtbot.addWidget(made)
    made.resize(700, 60)
    return made


def test_the_address_is_shown_and_return_opens_it(qtbot: QtBot, bar: LinkBar) -> None:
    bar.ask(WEB)
    assert bar.address.text() == "https://x.org/a"
    assert "https://x.org/a" in bar.accessibleName()
    with qtbot.waitSignal(bar.confirmed) as told:
        QTest.keyClick(bar.open_button, Qt.Key.Key_Return)
    assert told.args == [WEB]
    assert bar.isHidden()


def test_esc_opens_nothing(qtbot: QtBot, bar: LinkBar) -> None:
    bar.ask(WEB)
    with qtbot.assertNotEmitted(bar.confirmed), qtbot.waitSignal(bar.closed):
        QTest.keyClick(bar.open_button, Qt.Key.Key_Escape)


def test_what_is_refused_says_why_and_can_only_be_copied(bar: LinkBar) -> None:
    bar.ask(Link("refused", "file:///x", "Addresses that begin with file: are not opened."))
    assert bar.open_button.isHidden()
    assert "file: are not opened." in bar.told.text()
    QTest.keyClick(bar.copy_button, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "file:///x"
    assert bar.isHidden()
