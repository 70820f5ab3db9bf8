"""The parts of the backends sheet in their places."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from vibekoder.core.providers import Provider
from vibekoder.store.projects import BackendEntry
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.backend_frame import BackendsFrame

KINDS = (Provider("a", "A"), Provider("b", "B", note="here"))


@pytest.fixture
def frame(qtbot: QtBot, look: Look) -> BackendsFrame:
    made = BackendsFrame(look, KINDS)
    qtbot.addWidget(made)
    return made


def test_every_kind_can_be_added_from_the_menu(qtbot: QtBot, frame: BackendsFrame) -> None:
    assert [one.text() for one in frame.add_menu.actions()] == ["A", "B\there"]
    with qtbot.waitSignal(frame.kindWanted) as heard:
        frame.add_menu.actions()[1].trigger()
    assert heard.args == ["b"]


def test_what_was_found_is_one_press_away(qtbot: QtBot, frame: BackendsFrame) -> None:
    entry = BackendEntry("", "b")
    frame.show_found(entry, "B · 2 models")
    with qtbot.waitSignal(frame.foundTaken) as heard:
        frame.found_buttons["b"].click()
    assert heard.args == [entry]
