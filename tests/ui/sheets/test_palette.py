"""The palette: anything found by a few letters, taken with Return, without a mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.window import plain_window
from vibekoder.ui.look import Look
from vibekoder.ui.rows import ROW
from vibekoder.ui.sheets.palette import Palette
from vibekoder.ui.sheets.sifting import Choice

FEW = (
    Choice("send", "Send", "Actions", keys="Ctrl+Return", icon="strike"),
    Choice("fork", "Fork here", "Actions", keys="Ctrl+B"),
    Choice("one", "Format of files", "Sessions", detail="7 slices", right="Thu"),
    Choice("py", "src/format.py", "Files", right="~1.1k", is_code=True),
)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    return plain_window(qtbot, 1200, 700)


@pytest.fixture
def palette(look: Look, window: QWidget) -> Palette:
    look.theme.set_reduced(True)
    made = Palette(look, "Find", "Go to session, file or action", parent=window)
    made.set_choices(FEW)
    made.open_over(window)
    return made


def keys(palette: Palette) -> list[str]:
    """What is listed."""
    return [one.key for one in palette.shown]


def heads(palette: Palette) -> list[str]:
    """The heads of the sections."""
    return [row.head for row in palette.model.rows if row.choice is None]


def press(palette: Palette, key: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(palette.field, key, held or Qt.KeyboardModifier.NoModifier)


def test_everything_is_listed_under_its_head_before_a_letter_is_typed(palette: Palette) -> None:
    assert keys(palette) == ["send", "fork", "one", "py"]
    assert heads(palette) == ["Actions", "Sessions", "Files"]
    assert palette.foot.accessibleName() == "4 of 4"


def test_letters_leave_what_has_them(palette: Palette) -> None:
    QTest.keyClicks(palette.field, "for")
    assert keys(palette) == ["fork", "one", "py"]
    assert palette.foot.accessibleName() == "3 of 4"


def test_the_meant_letters_are_known_to_the_painter(palette: Palette) -> None:
    QTest.keyClicks(palette.field, "here")
    found = palette.view.currentIndex().data(ROW)
    assert found.match.spans == ((5, 9),)


def test_a_detail_is_found_too(palette: Palette) -> None:
    QTest.keyClicks(palette.field, "files 7")
    assert keys(palette) == ["one"]


def test_return_takes_the_first_row(qtbot: QtBot, palette: Palette) -> None:
    QTest.keyClicks(palette.field, "for")
    with qtbot.waitSignal(palette.taken) as taken:
        press(palette, Qt.Key.Key_Return)
    assert taken.args == ["fork", False]
    assert palette.isHidden()


def test_alt_and_return_take_it_the_other_way(qtbot: QtBot, palette: Palette) -> None:
    with qtbot.waitSignal(palette.taken) as taken:
        press(palette, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert taken.args == ["send", True]


def test_arrows_pass_over_the_heads_and_go_round(palette: Palette) -> None:
    chosen: list[str] = []
    for _ in range(4):
        press(palette, Qt.Key.Key_Down)
        assert palette.current is not None
        chosen.append(palette.current.key)
    assert chosen == ["fork", "one", "py", "send"]
    press(palette, Qt.Key.Key_Up)
    assert palette.current is not None
    assert palette.current.key == "py"


def test_a_page_stops_at_the_end(palette: Palette) -> None:
    press(palette, Qt.Key.Key_PageDown)
    assert palette.current is not None
    assert palette.current.key == "py"


def test_tab_keeps_to_one_kind_and_lets_go_of_it(palette: Palette) -> None:
    press(palette, Qt.Key.Key_Tab)
    assert keys(palette) == ["send", "fork"]
    assert palette.scope.text() == "Actions"
    press(palette, Qt.Key.Key_Tab)
    assert len(keys(palette)) == 4


def test_nothing_that_fits_is_said_and_return_does_nothing(palette: Palette) -> None:
    QTest.keyClicks(palette.field, "zzz")
    press(palette, Qt.Key.Key_Down)
    press(palette, Qt.Key.Key_Return)
    assert keys(palette) == []
    assert palette.foot.accessibleName() == "0 of 4"
    assert palette.isVisible()


def test_what_is_not_listed_may_be_taken_as_typed(
    qtbot: QtBot, look: Look, window: QWidget
) -> None:
    def free(text: str) -> Choice:
        return Choice(f"new:{text}", text, detail="as typed")

    palette = Palette(look, "Model", "Model", free=free, parent=window)
    palette.set_choices(FEW)
    palette.open_over(window)
    QTest.keyClicks(palette.field, "my-model")
    with qtbot.waitSignal(palette.taken) as taken:
        press(palette, Qt.Key.Key_Return)
    assert taken.args == ["new:my-model", False]


def test_rows_that_come_later_leave_the_current_one(palette: Palette) -> None:
    press(palette, Qt.Key.Key_Down)
    palette.set_choices((Choice("new", "New session", "Actions"), *FEW))
    assert palette.current is not None
    assert palette.current.key == "fork"


def test_a_click_beside_it_closes_it(palette: Palette, window: QWidget) -> None:
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(5, 690))
    assert palette.isHidden()


def test_a_click_takes_a_row(qtbot: QtBot, palette: Palette) -> None:
    place = palette.view.visualRect(palette.model.index(2)).center()
    with qtbot.waitSignal(palette.taken) as taken:
        QTest.mouseClick(palette.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert taken.args == ["fork", False]


def test_a_row_tells_its_keys_to_who_cannot_see_them(palette: Palette) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    assert palette.model.index(1).data(role) == "Send, Ctrl+Return"
    assert palette.model.index(4).data(role) == "Format of files, 7 slices, Thu"
    assert palette.field.accessibleName() == "Find"


def test_it_is_painted_in_both_themes(palette: Palette, look: Look) -> None:
    pictures = [palette.grab().toImage()]
    look.theme.use("dark")
    pictures.append(palette.grab().toImage())
    box = palette.box.geometry()
    colors = {
        image.pixelColor(x, y).name()
        for image in pictures
        for x in range(box.left() + 8, box.right(), 40)
        for y in range(box.top() + 4, box.bottom(), 6)
    }
    assert len(colors) > 6
