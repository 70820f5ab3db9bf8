"""What the chips in the text tell of their pieces: tokens, and how each stands."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from vibekoder.engine.pieces import Source, State
from vibekoder.engine.stack import Outlook
from vibekoder.ui.editor.directive_chips import ChipFace
from vibekoder.ui.panels.context_rows import COMPARED, WRONG, of_source


def faces(outlook: Outlook) -> dict[str, ChipFace]:
    """What is known of each directive that would be sent, by its words."""
    return {_words(row): _face(row, len(outlook.below.get(row.key, ()))) for row in outlook.pieces}


def _words(row: Source) -> str:
    return row.line.partition(": ")[2].removesuffix("-->").strip()


def _face(row: Source, below: int) -> ChipFace:
    known = of_source(row, below)
    wrong = row.state in WRONG
    state = _state(row) or known.state
    return ChipFace(
        known.tokens if row.tokens is not None else "",
        state,
        known.state_icon,
        known.state_color,
        known.icon,
        wrong,
        known.tip,
    )


def _state(row: Source) -> str:
    """What takes more words in the text than in a narrow panel."""
    if row.state is State.CHANGED and (row.added or row.removed):
        return _tr("+{a} \u2212{b} since sent").format(a=row.added, b=row.removed)
    if row.state is State.CHANGED:
        return _tr("changed since sent")
    if row.state is State.PINNED and row.directive is not None and row.directive.pin:
        same = row.kind in COMPARED
        return _tr("same as sent") if same else _tr("pinned {n}").format(n=row.directive.pin[:8])
    return ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChipFaces", text)
