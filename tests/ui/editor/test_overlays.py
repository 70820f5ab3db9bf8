"""What floats over the text can be seen, clicked and heard of."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.editor.conftest import point_at
from vibekoder.core.header import read_header
from vibekoder.ui.editor.banners import Act, Arranger, Banner, BannerState
from vibekoder.ui.editor.overlays import Pill, Sticky
from vibekoder.ui.look import Look

STOP = Act("stop", "Stop", "stop", "Esc")


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(800, 400)
    widget.show()
    return widget


@pytest.fixture
def sticky(look: Look, ground: QWidget) -> Sticky:
    sticky = Sticky(look, Arranger(look), ground)
    header = read_header("=={ Assistant }==")
    assert header is not None
    banner = Banner(header, BannerState("answering", "running", acts=(STOP,)))
    sticky.show_banner(banner, QRect(0, 0, 800, 36), 50, 690)
    return sticky


def test_the_sticky_banner_stops_what_runs(sticky: Sticky, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sticky.chosen) as done:
        qtbot.mouseClick(sticky, Qt.MouseButton.LeftButton, pos=QPoint(720, 18))
    assert done.args == [STOP]


def test_elsewhere_it_leads_to_its_slice(sticky: Sticky, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sticky.pressed):
        qtbot.mouseClick(sticky, Qt.MouseButton.LeftButton, pos=QPoint(300, 18))


def test_the_act_under_the_pointer_is_named(sticky: Sticky) -> None:
    point_at(sticky, QPoint(720, 18))
    assert sticky.toolTip() == "Stop  Esc"
    point_at(sticky, QPoint(300, 18))
    assert sticky.toolTip() == ""


def test_it_is_painted_over_what_scrolls(sticky: Sticky, look: Look) -> None:
    image = sticky.grab().toImage()
    assert image.pixelColor(5, 5) == look.theme.color("editor")
    assert image.pixelColor(5, 35) == look.theme.color("hairline")


def test_the_pill_stands_at_the_bottom_in_the_middle(look: Look, ground: QWidget) -> None:
    pill = Pill(look, ground)
    pill.place(QRect(0, 0, 800, 400))
    assert abs(pill.geometry().center().x() - 400) <= 1
    assert pill.geometry().bottom() < 400
    assert pill.accessibleName()
    assert not pill.grab().isNull()
