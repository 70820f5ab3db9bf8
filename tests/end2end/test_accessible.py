"""What a screen reader finds in the window: every control has a name and a role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from tests.end2end.conftest import Opens
from tests.end2end.person import Person

ROLE = QAccessible.Role
NAMED = {
    *(ROLE.Button, ROLE.ButtonMenu, ROLE.CheckBox, ROLE.ComboBox, ROLE.EditableText),
    *(ROLE.List, ROLE.Tree, ROLE.Table, ROLE.SpinBox, ROLE.Slider, ROLE.RadioButton, ROLE.Link),
}
SHEETS = (
    *("go.anywhere", "session.model", "session.parameters", "session.describe", "project.new"),
    *("project.recent", "tools.connect", "tools.backends", "tools.project", "tools.settings"),
    *("help.open", "help.keys", "help.about", "tools.requests", "session.preflight"),
)


def below(one: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """What is shown of the tree, from here down."""
    if one.state().invisible:
        return
    yield one
    if one.role() in (ROLE.List, ROLE.Tree, ROLE.Table):
        # rows are a model's, and tested there
        return
    for at in range(one.childCount()):
        child = one.child(at)
        if child is not None:
            yield from below(child)


def nameless(widget: QWidget) -> list[str]:
    """Controls without a name, or of which nothing tells what they are."""
    return [
        f"{one.role().name} {type(one.object()).__name__}"
        for one in below(QAccessible.queryAccessibleInterface(widget))
        if (one.role() in NAMED and not one.text(QAccessible.Text.Name).strip())
        or one.role() is ROLE.NoRole
    ]


def stops(person: Person) -> set[QWidget]:
    """Everything that Tab comes to, once around."""
    found: list[QWidget] = []
    for _ in range(120):
        person.press("Tab")
        if person.focus in found:
            break
        found.append(person.focus)
    return set(found)


def test_without_a_project_every_control_is_named_and_reached(opens: Opens) -> None:
    person = opens(project=None)
    assert nameless(person.window) == []
    page = person.window.tabs.no_project
    assert set(page.buttons.values()) <= stops(person)


def test_with_a_session_every_control_is_named(person: Person) -> None:
    assert nameless(person.window) == []


def test_what_has_the_keys_is_named_wherever_tab_leads(person: Person) -> None:
    for one in stops(person):
        face = QAccessible.queryAccessibleInterface(one)
        assert face.text(QAccessible.Text.Name).strip(), type(one).__name__


@pytest.mark.parametrize("action", SHEETS)
def test_every_control_of_a_sheet_is_named_and_reached_by_tab(person: Person, action: str) -> None:
    person.workspace.connections.places = ()
    person.window.trigger(action)
    sheet = person.sheet()
    person.until(lambda: sheet.isAncestorOf(person.focus))
    assert nameless(sheet) == []
    reached = {person.focus} | stops(person)
    wanted = [
        one
        for one in sheet.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.isVisible()
        and one.isEnabled()
        and not (isinstance(one, QAbstractItemView) and not one.model().rowCount())
    ]
    assert [type(one).__name__ for one in wanted if one not in reached] == []
    assert sheet.isAncestorOf(QApplication.focusWidget())
