"""The project panel: its name, its sessions, and what is wished of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from vibekoder.store.templates import Template
from vibekoder.ui.look import Look
from vibekoder.ui.panels.project import ProjectPanel
from vibekoder.ui.panels.session_list import NODE_X
from vibekoder.ui.panels.session_rows import SessionRow

NOW = datetime(2026, 11, 20, 14, 2).astimezone()
ROWS = tuple(
    SessionRow(Path(f"/p/sessions/00{n}.md"), f"Session {n}", n, NOW, 1000 * n) for n in (1, 2, 3)
)


@pytest.fixture
def panel(qtbot: QtBot, look: Look) -> ProjectPanel:
    made = ProjectPanel(look)
    qtbot.addWidget(made)
    made.set_project("kettledrum")
    made.set_sessions(ROWS, NOW)
    made.resize(290, 400)
    made.show()
    with qtbot.waitActive(made):
        made.activateWindow()
    return made


def choose(panel: ProjectPanel, text: str) -> None:
    for menu in (panel.session_menu, panel.project_menu):
        for action in menu.actions():
            if action.text().startswith(text):
                action.trigger()
                return
    raise AssertionError(text)


def test_the_shown_session_is_marked_without_being_opened(
    qtbot: QtBot, panel: ProjectPanel
) -> None:
    with qtbot.assertNotEmitted(panel.openWanted):
        panel.set_current(ROWS[1].path)
    assert panel.current_session() == ROWS[1].path
    panel.set_current(None)
    assert panel.current_session() is None


def test_the_mark_waits_for_a_session_that_is_not_yet_listed(panel: ProjectPanel) -> None:
    panel.set_current(Path("/p/sessions/004.md"))
    assert panel.current_session() is None
    new = SessionRow(Path("/p/sessions/004.md"), "New", 0, NOW, 0)
    panel.set_sessions((new, *ROWS), NOW)
    assert panel.current_session() == new.path


def test_keys_open_rename_and_delete(qtbot: QtBot, panel: ProjectPanel) -> None:
    panel.view.setFocus()
    panel.set_current(ROWS[0].path)
    with qtbot.waitSignal(panel.openWanted, timeout=1000) as heard:
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert heard.args == [ROWS[0].path]
    with qtbot.waitSignal(panel.deleteWanted, timeout=1000) as heard:
        QTest.keyClick(panel.view, Qt.Key.Key_Delete)
    assert heard.args == [ROWS[0].path]
    QTest.keyClick(panel.view, Qt.Key.Key_F2)
    field = panel.view.viewport().findChild(QLineEdit)
    field.setText("Tempo")
    with qtbot.waitSignal(panel.renameWanted, timeout=1000) as heard:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard.args == [ROWS[0].path, "Tempo"]


def test_the_menu_opens_over_its_session_and_nothing_waits(
    qtbot: QtBot, panel: ProjectPanel
) -> None:
    panel.view.menuWanted.emit(panel.model.index(2), panel.mapToGlobal(QPoint(10, 10)))
    assert panel.session_menu.isVisible()
    assert panel.current_session() == ROWS[2].path
    panel.session_menu.close()


def test_the_menu_does_what_the_keys_do(qtbot: QtBot, panel: ProjectPanel) -> None:
    panel.set_current(ROWS[1].path)
    with qtbot.waitSignal(panel.openWanted, timeout=1000):
        choose(panel, "Open\t")
    with qtbot.waitSignal(panel.deleteWanted, timeout=1000):
        choose(panel, "Move to trash")
    choose(panel, "Rename")
    assert panel.view.viewport().findChild(QLineEdit) is not None


def test_the_name_opens_the_projects_menu(qtbot: QtBot, panel: ProjectPanel) -> None:
    qtbot.mouseClick(panel.head.name, Qt.MouseButton.LeftButton)
    assert panel.project_menu.isVisible()
    panel.project_menu.close()
    with qtbot.waitSignal(panel.folderWanted, timeout=1000):
        choose(panel, "Open folder")


def test_the_button_wishes_for_a_new_session(qtbot: QtBot, panel: ProjectPanel) -> None:
    assert panel.head.new.accessibleName() == "New session"
    with qtbot.waitSignal(panel.newWanted, timeout=1000):
        qtbot.mouseClick(panel.head.new, Qt.MouseButton.LeftButton)


def test_a_project_without_sessions_offers_the_first(qtbot: QtBot, panel: ProjectPanel) -> None:
    panel.set_sessions((), NOW)
    assert panel.no_sessions.isVisible()
    with qtbot.waitSignal(panel.newWanted, timeout=1000):
        qtbot.keyClick(panel.no_sessions.buttons["new_session"], Qt.Key.Key_Space)
    panel.set_sessions(ROWS, NOW)
    assert panel.view.isVisible()


def test_without_a_project_there_is_nothing_to_press(panel: ProjectPanel) -> None:
    panel.set_project("")
    assert not panel.view.isVisible()
    assert not panel.section.isVisible()
    assert not panel.head.new.isVisible()
    assert not panel.head.name.isEnabled()
    assert panel.head.name.text() == "No project"
    assert not panel.grab().isNull()


def test_the_project_and_the_count_are_told(panel: ProjectPanel) -> None:
    assert panel.head.name.accessibleName() == "Project kettledrum"
    assert panel.section.accessibleName() == "Sessions 3"
    assert panel.view.accessibleName() == "Sessions"


def test_dots_breathe_only_while_a_session_runs(
    qtbot: QtBot, look: Look, panel: ProjectPanel
) -> None:
    assert not look.pulse.active
    running = SessionRow(ROWS[0].path, "Ties", 9, NOW, 1, "reasoning")
    panel.set_sessions((running, *ROWS[1:]), NOW)
    with qtbot.waitSignal(look.pulse.beat, timeout=2000):
        pass
    panel.set_sessions(ROWS, NOW)
    assert not look.pulse.active


def test_a_theme_change_reaches_ground_and_list(look: Look, panel: ProjectPanel) -> None:
    look.theme.use("dark")
    image = panel.grab().toImage()
    assert image.pixelColor(2, 2) == look.theme.color("panel")
    assert image.pixelColor(2, 380) == look.theme.color("panel")


def test_it_has_the_looks_width_and_may_be_narrower(look: Look, panel: ProjectPanel) -> None:
    assert panel.sizeHint().width() == look.theme.size("projectPanel")
    assert panel.minimumSizeHint().width() < 200


def test_a_thousand_sessions_are_listed_at_once(panel: ProjectPanel) -> None:
    many = [SessionRow(Path(f"/p/{n}.md"), f"S {n}", n, NOW, n) for n in range(1000)]
    panel.set_sessions(many, NOW)
    panel.set_sessions(many[::-1], NOW)
    assert panel.model.rows[0].title == "S 999"


@pytest.fixture
def trees(panel: ProjectPanel) -> ProjectPanel:
    """An old session with a new fork, and between them in time another session."""
    old, fork, other = ROWS[2], replace(ROWS[0], origin=ROWS[2].path), ROWS[1]
    panel.set_sessions((old, other, fork), NOW)
    return panel


def rows(panel: ProjectPanel) -> list[Path]:
    return [row.path for row in panel.model.rows]


def test_a_fork_stands_below_what_it_came_from(trees: ProjectPanel) -> None:
    assert rows(trees) == [ROWS[2].path, ROWS[0].path, ROWS[1].path]
    assert "fork, level 1" in trees.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "1 fork, unfolded" in trees.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert not trees.grab().isNull()


def test_a_tree_folds_and_unfolds_by_keys_and_is_remembered_so(
    trees: ProjectPanel, qtbot: QtBot
) -> None:
    trees.set_current(ROWS[2].path)
    with qtbot.waitSignal(trees.foldsChanged):
        QTest.keyClick(trees.view, Qt.Key.Key_Left)
    assert rows(trees) == [ROWS[2].path, ROWS[1].path]
    assert not trees.grab().isNull()
    remembered = trees.remembered()
    QTest.keyClick(trees.view, Qt.Key.Key_Right)
    assert len(rows(trees)) == 3
    trees.restore(remembered)
    assert len(rows(trees)) == 2
    choose(trees, "Fold or unfold")
    assert len(rows(trees)) == 3


def test_the_shown_session_is_marked_by_its_origin_while_that_is_folded(
    trees: ProjectPanel,
) -> None:
    trees.set_current(ROWS[0].path)
    trees.restore({"folded": [str(ROWS[2].path), 7]})
    trees.set_current(ROWS[0].path)
    assert trees.current_session() == ROWS[2].path
    trees.set_current(Path("/gone.md"))
    assert trees.current_session() is None


def test_left_goes_from_a_fork_to_what_it_came_from(trees: ProjectPanel) -> None:
    trees.set_current(ROWS[0].path)
    QTest.keyClick(trees.view, Qt.Key.Key_Left)
    assert trees.current_session() == ROWS[2].path
    trees.set_current(ROWS[1].path)
    QTest.keyClick(trees.view, Qt.Key.Key_Left)
    assert trees.current_session() == ROWS[1].path


def test_a_click_on_the_node_folds_without_opening(trees: ProjectPanel) -> None:
    opened: list[Path] = []
    trees.openWanted.connect(opened.append)
    box = trees.view.visualRect(trees.model.index(0))
    at = QPoint(box.x() + NODE_X, box.center().y())
    QTest.mouseClick(trees.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert (len(rows(trees)), opened) == (2, [])


def test_sections_are_folded_by_their_heads_and_stay_so(qtbot: QtBot, panel: ProjectPanel) -> None:
    panel.show_templates([Template(Path("/t/a.md"), "One")])
    with qtbot.waitSignal(panel.foldsChanged):
        QTest.mouseClick(panel.section, Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.templates_head, Qt.MouseButton.LeftButton)
    assert (panel.view.isVisible(), panel.templates.isVisible()) == (False, False)
    remembered = panel.remembered()
    panel.take_focus()
    assert panel.view.hasFocus()
    panel.restore(remembered)
    assert (panel.view.isVisible(), panel.templates.isVisible()) == (False, False)
    panel.restore({"folded_sections": "nonsense"})
    assert panel.view.isVisible()
