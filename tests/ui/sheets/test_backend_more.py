"""What few people need of a backend."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from vibekoder.core.errors import FormatError
from vibekoder.store.projects import BackendEntry
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.backend_more import MoreFields
from vibekoder.ui.sheets.form_rows import Form

HOUSE = BackendEntry("house", "openai", "House", "https://house.example/v1")


@pytest.fixture
def form(qtbot: QtBot, look: Look) -> Form:
    made = Form(look)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def more(look: Look, form: Form) -> MoreFields:
    made = MoreFields(look, form)
    made.fill(HOUSE, ())
    return made


def test_the_short_name_tells_what_a_session_says(more: MoreFields) -> None:
    assert more.name.text() == "house"
    assert "backend: house" in more.rows["name"].under.text()
    more.show_name(replace(HOUSE, formerly=("home", "old")))
    assert "Sessions that say home, old mean it too." in more.rows["name"].under.text()


def test_a_name_counts_once_it_is_whole(qtbot: QtBot, more: MoreFields) -> None:
    more.name.clear()
    with qtbot.assertNotEmitted(more.renamed), qtbot.assertNotEmitted(more.edited):
        QTest.keyClicks(more.name, "home")
    with qtbot.waitSignal(more.renamed) as heard:
        QTest.keyClick(more.name, Qt.Key.Key_Return)
    assert heard.args == ["home"]


def test_the_same_name_is_no_change(qtbot: QtBot, more: MoreFields) -> None:
    with qtbot.assertNotEmitted(more.renamed):
        QTest.keyClick(more.name, Qt.Key.Key_Return)


def test_a_backend_that_is_not_saved_has_no_name_yet(more: MoreFields) -> None:
    more.fill(replace(HOUSE, name=""), ())
    more.show(visible=True)
    assert more.proxy.isVisible()
    assert not more.name.isVisible()


def test_what_cannot_be_read_is_said_under_its_field(more: MoreFields) -> None:
    more.headers.setPlainText("no colon")
    with pytest.raises(FormatError):
        more.entry(HOUSE)
    assert more.rows["headers"].under.text()
