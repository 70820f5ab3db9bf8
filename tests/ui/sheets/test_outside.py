"""The question before files from outside of a project are included."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.look import Look
from vibekoder.ui.sheets.outside import OutsideSheet


def test_each_folder_stands_on_a_line_of_its_own_quoted(look: Look, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    sheet = OutsideSheet(look, [Path("/"), Path('/srv/a "b"\n/c')], "/home/me/project", window)
    assert sheet.shown.toPlainText() == '"/"\n"/srv/a \\"b\\"\\n/c"'
    assert sheet.first_focus() is sheet.stay


def test_a_link_is_shown_with_where_it_leads(look: Look, qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    (tmp_path / "link").symlink_to(tmp_path / "there")
    sheet = OutsideSheet(look, [tmp_path / "link"], "/home/me/project", window)
    assert sheet.shown.toPlainText() == f'"{tmp_path}/link" → "{tmp_path}/there"'
