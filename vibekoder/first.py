"""The first moment: the window stands before the program that lives in it has been imported."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from vibekoder.cli.main import COMPLETE, Open
from vibekoder.store.paths import default_state, resources
from vibekoder.ui.application import make_app
from vibekoder.ui.shell import Shell, recall

PATIENCE_MS = 200
"""A window that is minimised, or on a screen that sleeps, is not painted: no longer wait for it."""


class Fetching(QObject):
    """Imports the program in a thread, so that the window can be moved and typed into meanwhile.

    A module is imported piece by piece, and Python lets the window's thread in between.

    Signals:
        over(): it is there, or cannot be had; ``fault`` tells.
    """

    over = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.fault: BaseException | None = None
        self._thread = threading.Thread(target=self._fetch, name="vibekoder-import")

    def start(self) -> None:
        """Begin; again does nothing."""
        if self._thread.ident is None:
            self._thread.start()

    def join(self) -> None:
        """Wait for the end of what has begun; what went wrong there is raised here."""
        if self._thread.ident is not None:
            self._thread.join()
        if self.fault is not None:
            raise self.fault

    def _fetch(self) -> None:
        try:
            import vibekoder.bootstrap  # noqa: F401  # pyright: ignore[reportUnusedImport]
        except BaseException as fault:  # noqa: BLE001  (raised again by ``join``)
            self.fault = fault
        self.over.emit()


def open_window(wish: Open) -> int:
    """Run the window until it is closed; the answer is the exit code."""
    app = make_app()
    # a collection while modules come would find nothing, and in their thread it may not happen
    gc.disable()
    shell = Shell(recall(default_state().window), resources() / "tokens.json")
    shell.show()
    if not _fetched(shell):
        return COMPLETE
    from vibekoder.bootstrap import open_in

    return open_in(app, wish, shell)


def _fetched(shell: Shell) -> bool:
    """Whether the program is there now; False if the window was closed before."""
    loop, fetching = QEventLoop(), Fetching(shell)
    closed: list[bool] = []
    shell.left.connect(loop.quit)
    shell.left.connect(lambda: closed.append(True))
    shell.painted.connect(fetching.start)
    fetching.over.connect(loop.quit)
    QTimer.singleShot(PATIENCE_MS, fetching, fetching.start)
    # the one loop besides asyncio's, and before it: nothing runs yet that it could stop
    loop.exec()
    fetching.join()
    return not closed
