"""What the panel tells of the piece at the cursor, or under the pointer."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.support.sources import source
from vibekoder.engine.pieces import State
from vibekoder.ui.look import Look
from vibekoder.ui.panels.context_detail import ContextDetail
from vibekoder.ui.panels.context_rows import of_source


@pytest.fixture
def detail(qtbot: QtBot, look: Look) -> ContextDetail:
    detail = ContextDetail(look)
    qtbot.addWidget(detail)
    detail.resize(300, 80)
    return detail


def test_it_tells_the_whole_path_with_size_tokens_cost_and_state(detail: ContextDetail) -> None:
    row = source("src/kettledrum/scheduler.py", state=State.CHANGED, added=12, removed=3)
    detail.show_face(of_source(row, 0, "~$0.009"))
    assert detail.text == "src/kettledrum/scheduler.py\n4 kB · ~1.0k tokens · ~$0.009 · +12 −3"
    assert not detail.why.isVisibleTo(detail)
    assert not detail.grab().isNull()


def test_what_cannot_be_sent_says_why(detail: ContextDetail) -> None:
    row = source("gone.py", state=State.MISSING, why="there is no such file", size=None)
    detail.show_face(of_source(row))
    assert detail.text.endswith("There is no such file.")
    assert detail.why.isVisibleTo(detail)


def test_without_a_row_it_takes_no_room(detail: ContextDetail) -> None:
    detail.show_face(of_source(source()))
    assert not detail.isHidden()
    detail.show_face(None)
    assert detail.isHidden()
