"""Looking through a session a little at a time."""

from __future__ import annotations

import time

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.editor.conftest import Make, talk
from tests.ui.editor.owner import Owner
from vibekoder.core.edits import apply
from vibekoder.core.finding import Query
from vibekoder.ui.editor.editor import SessionEditor


@pytest.fixture
def owner(make: Make) -> Owner:
    owner = make(talk(6))
    owner.editor.set_caret(1, 30)
    return owner


def looked(editor: SessionEditor, qtbot: QtBot, query: Query) -> None:
    editor.search.look_for(query)
    qtbot.waitUntil(lambda: editor.search.done)


def test_all_hits_are_counted_but_for_header_lines(owner: Owner, qtbot: QtBot) -> None:
    looked(owner.editor, qtbot, Query("slice"))
    assert owner.editor.search.count == 18
    looked(owner.editor, qtbot, Query("User"))
    assert owner.editor.search.count == 0


def test_it_goes_round(owner: Owner, qtbot: QtBot) -> None:
    search = owner.editor.search
    looked(owner.editor, qtbot, Query("Line 0"))
    assert search.place == 2  # the first one from the caret on
    for wanted in (3, 4, 5, 6, 1, 2):
        search.go(1)
        assert search.place == wanted
    search.go(-1)
    search.go(-1)
    assert search.place == 6


def test_what_changes_is_counted_anew(owner: Owner, qtbot: QtBot) -> None:
    search = owner.editor.search
    looked(owner.editor, qtbot, Query("Line 0"))
    owner.start(2)
    owner.grow(2, "Line 0 again\n")
    qtbot.waitUntil(lambda: search.done and search.count == 7)


def test_a_hit_is_replaced_with_its_groups(owner: Owner, qtbot: QtBot) -> None:
    looked(owner.editor, qtbot, Query(r"Line (\d) of", regex=True))
    assert owner.editor.search.replace(r"Row \1 in")
    owner.agree()
    assert "Row 0 in slice" in owner.text or "Row 1 in slice" in owner.text


def test_what_is_no_hit_is_not_replaced(owner: Owner, qtbot: QtBot) -> None:
    looked(owner.editor, qtbot, Query("Line"))
    owner.editor.set_caret(1, 30)
    assert not owner.editor.search.replace("x")


def test_all_hits_become_one_edit_for_each_part(owner: Owner, qtbot: QtBot) -> None:
    before = owner.text
    looked(owner.editor, qtbot, Query("Line"))
    edits, count = owner.editor.search.replacements("Row")
    assert (len(edits), count) == (6, 18)
    for edit in edits:
        owner.splice(apply(owner.session, edit))
    owner.agree()
    assert owner.text == before.replace("Line", "Row")


def test_what_grows_is_not_replaced(owner: Owner, qtbot: QtBot) -> None:
    owner.start(2)
    looked(owner.editor, qtbot, Query("Line"))
    edits, _ = owner.editor.search.replacements("Row")
    assert 2 not in [edit.first for edit in edits]


def test_only_hits_in_sight_are_marked(make: Make, qtbot: QtBot) -> None:
    owner = make(talk(200))
    looked(owner.editor, qtbot, Query("Line"))
    rows = list(owner.editor.scene.rows(owner.editor.viewport().rect()))
    marked = list(owner.editor.search.marks(rows))
    assert 0 < len(marked) < 60
    assert sum(chosen for _, chosen in marked) == 1


def test_a_large_session_is_looked_through_without_a_stall(make: Make, qtbot: QtBot) -> None:
    owner = make("=={ User | id=aaaaaa }==\n" + "hay needle hay\n" * 200_000)
    gaps: list[float] = [time.perf_counter()]
    owner.editor.search.counted.connect(lambda: gaps.append(time.perf_counter()))
    looked(owner.editor, qtbot, Query("needle"))
    assert owner.editor.search.count == 200_000
    assert len(gaps) > 5


def test_without_a_query_nothing_is_marked(owner: Owner, qtbot: QtBot) -> None:
    looked(owner.editor, qtbot, Query("Line"))
    owner.editor.search.look_for(None)
    rows = list(owner.editor.scene.rows(owner.editor.viewport().rect()))
    assert list(owner.editor.search.marks(rows)) == []
    assert not owner.editor.search.active
