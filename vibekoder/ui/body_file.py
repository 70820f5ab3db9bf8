"""Saves the exact body of a request to a file that the person names."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from vibekoder.app.tab import Tab


def save_body(window: QWidget, tab: Tab, data: bytes) -> None:
    """Ask where, and let the tab's writer write it there."""
    text = data.decode("utf-8", "replace")
    title = QCoreApplication.translate("BodyFile", "Save the exact body")
    dialog = QFileDialog(window, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("json")
    dialog.selectFile("request.json")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def chosen(name: str) -> None:
        tab.save_text(Path(name), text)

    dialog.fileSelected.connect(chosen)
    dialog.open()
