"""Files that have changed since a session sent them: their changes go into the next prompt."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication

from vibekoder.app.notice import Kind
from vibekoder.app.tongue import tr
from vibekoder.core.calibration import Calibration
from vibekoder.core.errors import VibeKoderError
from vibekoder.engine.drift import Changes, changes
from vibekoder.engine.pieces import Pieces
from vibekoder.ui import words
from vibekoder.ui.session_tab import SessionTabWidget

Say = Callable[[Kind, str, str], None]


def append(
    widget: SessionTabWidget, say: Say, known: Callable[[SessionTabWidget], Calibration]
) -> None:
    """Put what has changed since this session sent it into its composer, as differences.

    ``known`` tells how estimates for the tab's model are corrected.
    """
    tab = widget.tab
    home, session, calibration = tab.desk.home, tab.session, known(widget)
    draft = widget.composer.text()
    tab.writer.submit(
        lambda: changes(Pieces(home.sources(), home.objects), session, calibration, draft),
        partial(_found, widget, say),
        partial(_not_found, say),
    )


def _found(widget: SessionTabWidget, say: Say, found: Changes) -> None:
    if not found.files:
        say("info", _tr("Nothing has changed since it was sent"), "")
        return
    widget.composer.add_line(found.text)
    widget.composer.setFocus()
    title = tr("The changes of %n files are in the prompt", found.files)
    weighs = _tr("They have ~{n} tokens").format(n=words.count(found.tokens))
    if found.saved:
        saved = _tr("~{n} fewer than the files as they are now").format(n=words.count(found.saved))
        weighs = f"{weighs}, {saved}"
    say("info", title, f"{weighs}.")


def _not_found(say: Say, problem: BaseException) -> None:
    text = problem.sentence if isinstance(problem, VibeKoderError) else str(problem)
    say("error", _tr("The changes cannot be found out"), text)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Drifting", text)
