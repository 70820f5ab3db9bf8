"""The rows of the reading view, each alone."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.core import directives
from vibekoder.core.header import read_header
from vibekoder.ui.editor.banners import Arranger, Banner, BannerState, Box
from vibekoder.ui.editor.syntax import Palette
from vibekoder.ui.look import Look
from vibekoder.ui.reading.blocks import read
from vibekoder.ui.reading.leaves import BannerRow, BoxRow, ChipRow, FoldRow, Leaf
from vibekoder.ui.reading.pictures import Picture
from vibekoder.ui.reading.typeset import Page

HELD: list[QWidget] = []
"""The row's view; nobody else holds it."""


def parent(qtbot: QtBot) -> QWidget:
    HELD[:] = [QWidget()]
    qtbot.addWidget(HELD[0])
    return HELD[0]


def leaf(qtbot: QtBot, look: Look, text: str) -> Leaf:
    made = Leaf(look, parent(qtbot))
    palette = Palette(look.theme.tokens.syntax_map)
    page = Page(look, 1.0, 500.0, palette, lambda _: None, lambda _: Picture(None, "(none)"))
    made.fill(read(text), page)
    return made


def test_a_text_is_as_high_as_it_needs_and_can_be_selected(qtbot: QtBot, look: Look) -> None:
    made = leaf(qtbot, look, "word " * 100)
    assert made.height_at(200) > made.height_at(500) > 40
    made.select(0, 4)
    assert made.selected() == "word"
    made.grab()


def test_links_are_found_whole_in_order(qtbot: QtBot, look: Look) -> None:
    made = leaf(qtbot, look, "[a **b** c](http://x.org) and [d](http://y.org)")
    assert made.anchors == [(0, 5, "http://x.org"), (10, 11, "http://y.org")]


def test_nothing_is_ever_loaded(qtbot: QtBot, look: Look) -> None:
    made = leaf(qtbot, look, "![x](http://x.org/a.png)")
    assert made.loadResource(2, QUrl("file:///etc/passwd")) is None
    assert made.document().resource(2, QUrl("http://x.org/a.png")) is None


def test_a_banner_is_told_to_screen_readers(qtbot: QtBot, look: Look) -> None:
    header: Any = read_header("=={ Assistant | 2026-11-21 14:02:00Z | model=a/gpt }==")
    row = BannerRow(look, Arranger(look), parent(qtbot))
    row.resize(500, row.height_at(500))
    row.show_banner(Banner(header, BannerState("cut off", "warn")))
    assert "Assistant gpt" in row.accessibleName()
    row.grab()


def test_a_box_says_what_happened_and_is_pressed(qtbot: QtBot, look: Look) -> None:
    row = BoxRow(Arranger(look), parent(qtbot))
    row.show_box(Box("warn", "Cut off", "The text is safe."))
    assert row.accessibleName() == "Cut off. The text is safe."
    row.resize(500, row.height_at(500))
    row.grab()


def test_a_directive_is_a_chip_with_its_path(qtbot: QtBot, look: Look) -> None:
    row = ChipRow(look, parent(qtbot))
    row.show_directive(directives.parse("<!-- include: a.py -->"), "")
    assert row.accessibleName() == "include a.py"
    row.show_directive(None, "<!-- include: ??? -->")
    assert row.accessibleName() == "<!-- include: ??? -->"
    row.resize(300, 30)
    row.grab()


def test_a_fold_is_a_button_with_its_title(qtbot: QtBot, look: Look) -> None:
    row = FoldRow(look, parent(qtbot))
    row.show_title("Reasoning · 2.0 s", opened=False)
    assert (row.accessibleName(), row.isChecked()) == ("Reasoning · 2.0 s", False)
    row.current = True
    row.resize(300, 30)
    row.grab()
