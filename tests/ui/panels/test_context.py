"""The panel of the next request."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.support.sources import source
from vibekoder.core.calibration import UNKNOWN
from vibekoder.core.models import ModelFacts, Prices
from vibekoder.engine.pieces import State
from vibekoder.engine.stack import NOTHING, Outlook, Share
from vibekoder.ui.look import Look
from vibekoder.ui.panels.context import ContextPanel

A = source("src/a.py", object="0123456789ab", added=2, state=State.CHANGED)
OUTLOOK = Outlook(Share(1, 310, 0), pieces=(A,), words=Share(1, 90, 0), before=350, whole=True)

NO_KEYS = Qt.KeyboardModifier.NoModifier


class Request(QObject):
    """What a tab would send, without a tab."""

    changed = Signal()

    def __init__(self, outlook: Outlook, facts: ModelFacts) -> None:
        super().__init__()
        self.outlook = outlook
        self.facts = facts
        self.cost = 0.0042
        self.calibration = UNKNOWN

    def cost_of(self, tokens: int) -> float:
        return tokens / 1000


@pytest.fixture
def panel(qtbot: QtBot, look: Look) -> ContextPanel:
    panel = ContextPanel(look)
    qtbot.addWidget(panel)
    panel.resize(300, 500)
    panel.show()
    return panel


def show(panel: ContextPanel, outlook: Outlook = OUTLOOK, context: int = 200_000) -> Any:
    request = Request(outlook, ModelFacts("m", context=context, prices=Prices(3, 15)))
    request.setParent(panel)
    panel.set_request(request)  # pyright: ignore
    return request


def test_with_nothing_to_send_it_says_how_to_begin(qtbot: QtBot, panel: ContextPanel) -> None:
    assert panel.empty.isVisible()
    assert not panel.foot.isVisible()
    show(panel)
    assert panel.view.isVisible()


def test_its_foot_tells_the_running_total(panel: ContextPanel) -> None:
    show(panel)
    assert panel.foot.text == "~1.4k of 200k tokens, ± 20 % ~$0.0042 25 % as last sent · 75 % new"
    assert not panel.grab().isNull()


def test_secrets_of_words_and_pieces_are_told_at_its_foot(panel: ContextPanel) -> None:
    show(panel, Outlook(words=Share(1, 9, 0, 1), pieces=(source("dev.env", secrets=1),)))
    assert "2 strings look like secrets" in panel.foot.text
    assert not panel.grab().isNull()


def test_what_does_not_fit_and_what_is_missing_is_told(panel: ContextPanel) -> None:
    gone = source("gone.py", state=State.MISSING, tokens=None)
    show(panel, Outlook(pieces=(A, gone)), context=900)
    assert "It does not fit: ~100 tokens too many" in panel.foot.text
    assert "1 piece is missing: fix before sending" in panel.foot.text
    assert "Still counting" in panel.foot.text
    assert not panel.grab().isNull()


def test_it_follows_what_is_found(panel: ContextPanel) -> None:
    request = show(panel, NOTHING)
    request.outlook = OUTLOOK
    request.changed.emit()
    assert panel.model.rowCount() == 3
    panel.set_request(None)
    assert panel.model.rowCount() == 0


@pytest.mark.parametrize(
    ("word", "signal"),
    [
        ("Show in the text", "goWanted"),
        ("Leave out", "toggleWanted"),
        ("Open file", "openWanted"),
        ("Copy directive", "copyWanted"),
        ("Show what was sent", "sentWanted"),
        ("Show what has changed", "changesWanted"),
        ("Remove", "removeWanted"),
    ],
)
def test_the_menu_holds_every_act(
    qtbot: QtBot, panel: ContextPanel, word: str, signal: str
) -> None:
    menu = panel.menu(A)
    action = next(one for one in menu.actions() if one.text() == word)
    with qtbot.waitSignal(getattr(panel, signal), timeout=1000) as heard:
        action.trigger()
    assert heard.args == [A]


def test_what_is_off_can_be_switched_on(panel: ContextPanel) -> None:
    words = [one.text() for one in panel.menu(source(state=State.OFF)).actions()]
    assert "Switch on" in words
    assert "Show what was sent" not in words


def test_parts_can_become_the_whole_file_again(qtbot: QtBot, panel: ContextPanel) -> None:
    part = source("docs/t.md#Ticks", kind="part", part="Ticks")
    menu = panel.menu(part)
    action = next(one for one in menu.actions() if one.text() == "Include the whole file")
    with qtbot.waitSignal(panel.wholeWanted, timeout=1000) as heard:
        action.trigger()
    assert heard.args == [part]
    assert "Include the whole file" not in [one.text() for one in panel.menu(A).actions()]


def test_below_the_pieces_the_one_at_the_cursor_is_told_in_full(panel: ContextPanel) -> None:
    gone = source("gone.py", state=State.MISSING, tokens=None, size=None, why="there is no file")
    show(panel, Outlook(pieces=(A, gone)))
    assert panel.detail.text == "src/a.py\n4 kB · ~1.0k tokens · ~$1.00 · +2 −0"
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    assert panel.detail.text == "gone.py\ngone\nThere is no file."
    panel.set_request(None)
    assert panel.detail.isHidden()


def test_the_row_under_the_pointer_goes_before_the_one_at_the_cursor(panel: ContextPanel) -> None:
    other = source("src/b.py")
    show(panel, Outlook(pieces=(A, other)))
    place = QPointF(panel.view.visualRect(panel.model.index(1, 0)).center())
    none = Qt.MouseButton.NoButton
    moved = QMouseEvent(QEvent.Type.MouseMove, place, place, none, none, NO_KEYS)
    QCoreApplication.sendEvent(panel.view.viewport(), moved)
    assert panel.detail.text.startswith("src/b.py\n")
    QCoreApplication.sendEvent(panel.view, QEvent(QEvent.Type.Leave))
    assert panel.detail.text.startswith("src/a.py\n")


def test_new_prices_are_told_of_pieces_that_stay_as_they_are(panel: ContextPanel) -> None:
    request = show(panel)
    panel.view.setCurrentIndex(panel.model.index(1, 0))
    request.cost_of = lambda _: 0.25
    request.changed.emit()
    assert "~$0.25" in panel.detail.text
