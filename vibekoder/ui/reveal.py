"""Telling another program of a file: its path on the clipboard, its folder in the file manager."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

# programs that open a folder with the file marked in it; elsewhere the folder is opened
_SHOWING: Final = {"darwin": ("open", "-R", "{path}"), "win32": ("explorer", "/select,{path}")}


def showing(platform: str, path: Path) -> tuple[str, ...]:
    """The command that shows a file in its folder; empty where there is none for all desktops."""
    return tuple(word.format(path=path) for word in _SHOWING.get(platform, ()))


def copy_path(path: Path) -> None:
    """Put where a file is on the clipboard."""
    QGuiApplication.clipboard().setText(str(path))


def reveal(path: Path) -> None:
    """Show a file in its folder, outside of the program."""
    command = showing(sys.platform, path)
    if not command or not QProcess.startDetached(command[0], list(command[1:]))[0]:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
