"""What the keys of the text do in a session's tab: find, fold, code, raw view, zoom, go to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from vibekoder.ui.editor.editor import SessionEditor
from vibekoder.ui.find_bar import FindBar
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.go_to import GoTo, stops


class TextDeeds(QObject):
    """The find bar, the dialogs and sheets of one tab's editor.

    Signals:
        saveWanted(Path, str): this text is to be written to that file.
        zoomWanted(int): the text is to be larger by a step, smaller, or (0) as usual.
    """

    saveWanted = Signal(Path, str)
    zoomWanted = Signal(int)

    def __init__(self, look: Look, editor: SessionEditor, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._parent = parent
        self.editor = editor
        self.bar = FindBar(look, editor.search, parent)
        self.folder = Path.home()
        self.bar.closed.connect(editor.setFocus)
        editor.zoomWanted.connect(self.zoomWanted)
        editor.deeds.saveWanted.connect(self._choose_file)

    def find(self, *, replace: bool = False) -> None:
        """Open the find bar on what is selected."""
        cursor = self.editor.textCursor()
        text = cursor.selectedText() if cursor.hasSelection() else ""
        self.bar.open("" if "\u2029" in text else text, replace=replace)

    def save_slice(self) -> None:
        """Save the slice at the caret as a file."""
        self.editor.deeds.save_slice(self.editor.part_of_caret())

    def toggle_raw(self) -> None:
        """The text as in the file, or as it means."""
        self.editor.set_raw(not self.editor.raw)
        self.editor.setFocus()

    def go_to(self) -> None:
        """Choose a slice or heading to go to."""
        roles = [self.editor.role(part) for part in range(len(self.editor.part_texts()))]
        places = list(stops(list(zip(roles, self.editor.part_texts(), strict=True))))
        sheet = GoTo(self._look, places, self._parent.window())
        sheet.chosen.connect(self._on_chosen)
        sheet.open_over(self._parent.window())

    def _on_chosen(self, part: int, point: int) -> None:
        self.editor.setFocus()
        self.editor.go_to(part, point)

    def _choose_file(self, name: str, text: str) -> None:
        dialog = QFileDialog(self._parent, self.tr("Save as"), str(self.folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        dialog.fileSelected.connect(partial(self._on_file, text))
        dialog.finished.connect(dialog.deleteLater)
        # not every desktop gives the keys back to the window below by itself
        dialog.finished.connect(self._parent.window().activateWindow)
        dialog.open()

    def _on_file(self, text: str, name: str) -> None:
        self.saveWanted.emit(Path(name), text)


Deed = Callable[[TextDeeds], object]

TEXT_DEEDS: Final[dict[str, Deed]] = {
    "edit.find": TextDeeds.find,
    "edit.replace": lambda text: text.find(replace=True),
    "edit.find_next": lambda text: text.bar.step(1),
    "edit.find_previous": lambda text: text.bar.step(-1),
    "edit.go_to": TextDeeds.go_to,
    "slice.save": TextDeeds.save_slice,
    "fold.here": lambda text: text.editor.deeds.fold_here(),
    "fold.answers": lambda text: text.editor.folds.fold_answers(),
    "fold.reasoning": lambda text: text.editor.folds.fold_blocks(),
    "fold.open_all": lambda text: text.editor.folds.unfold_all(),
    "code.previous": lambda text: text.editor.deeds.step_code(-1),
    "code.next": lambda text: text.editor.deeds.step_code(1),
    "code.copy": lambda text: text.editor.deeds.copy_code(),
    "code.save": lambda text: text.editor.deeds.save_code(),
    "code.wrap": lambda text: text.editor.deeds.wrap_code(),
    "view.raw": TextDeeds.toggle_raw,
    "view.larger": lambda text: text.zoomWanted.emit(1),
    "view.smaller": lambda text: text.zoomWanted.emit(-1),
    "view.usual_size": lambda text: text.zoomWanted.emit(0),
}
"""What each action on a tab's text does; the window takes them in as they are."""
