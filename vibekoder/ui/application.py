"""The one QApplication."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from vibekoder import __version__
from vibekoder.ui.heap import give_back


def make_app() -> QApplication:
    """The program as Qt knows it, named; the same one each time."""
    found = QApplication.instance()
    if found is None:
        give_back()
    app = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("VibeKoder")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("vibekoder")
    app.setQuitOnLastWindowClosed(False)
    return app
