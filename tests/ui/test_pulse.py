"""The pulse of running dots costs nothing while nothing runs."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look


@pytest.fixture
def widget(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_no_timer_runs_without_a_running_request(look: Look) -> None:
    assert not look.pulse.active
    assert look.pulse.opacity == 1


def test_a_shown_dot_breathes(qtbot: QtBot, look: Look, widget: QWidget) -> None:
    widget.show()
    look.pulse.set_beating(widget, True)
    with qtbot.waitSignal(look.pulse.beat, timeout=2000):
        pass
    assert 0.55 <= look.pulse.opacity <= 1


def test_a_hidden_dot_stops_the_timer_and_comes_back(
    qtbot: QtBot, look: Look, widget: QWidget
) -> None:
    look.pulse.set_beating(widget, True)
    assert not look.pulse.active
    widget.show()
    qtbot.waitUntil(lambda: look.pulse.active)
    widget.hide()
    qtbot.waitUntil(lambda: not look.pulse.active)


def test_the_timer_ends_with_the_last_dot(look: Look, widget: QWidget) -> None:
    widget.show()
    look.pulse.set_beating(widget, True)
    look.pulse.set_beating(widget, True)
    look.pulse.set_beating(widget, False)
    look.pulse.set_beating(widget, False)
    assert not look.pulse.active


def test_a_widget_that_is_gone_beats_no_more(qtbot: QtBot, look: Look) -> None:
    widget = QWidget()
    widget.show()
    look.pulse.set_beating(widget, True)
    widget.deleteLater()
    qtbot.waitUntil(lambda: not look.pulse.active)


def test_reduced_motion_keeps_dots_constant(look: Look, widget: QWidget) -> None:
    widget.show()
    look.pulse.set_beating(widget, True)
    look.theme.set_reduced(True)
    assert not look.pulse.active
    assert look.pulse.opacity == 1
