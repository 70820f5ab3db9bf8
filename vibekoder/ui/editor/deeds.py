"""What can be done at the caret beyond typing: folding, and taking code elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QTextBlock
from PySide6.QtWidgets import QPlainTextEdit

from vibekoder.app.tongue import later
from vibekoder.core import snippets
from vibekoder.ui.editor.banners import Act
from vibekoder.ui.editor.code_blocks import CodeBlocks
from vibekoder.ui.editor.code_heads import CODE_ACTS, COPY, FOLD, SAVE, UNFOLD, WRAP
from vibekoder.ui.editor.folds import Folds
from vibekoder.ui.editor.mirror import Mirror
from vibekoder.ui.editor.page import PageLayout
from vibekoder.ui.editor.scene import Scene

SAVE_SLICE = Act("slice.save", later("Save slice as…"), "save-as")


class Deeds(QObject):
    """Does it, or says that it is wanted.

    Signals:
        saveWanted(str, str): this text is to be saved as a file, first proposed by this name.
        refused(str): there is nothing here to do it with; the sentence says why.
        lineWanted(int): the line at this unit is to be shown, with the caret in it.
    """

    saveWanted = Signal(str, str)
    refused = Signal(str)
    lineWanted = Signal(int)

    def __init__(
        self,
        editor: QPlainTextEdit,
        mirror: Mirror,
        page: PageLayout,
        scene: Scene,
        folds: Folds,
        blocks: CodeBlocks,
    ) -> None:
        super().__init__(editor)
        self._editor = editor
        self._mirror = mirror
        self._page = page
        self._scene = scene
        self._folds = folds
        self._blocks = blocks

    def at_line(self, name: str, unit: int) -> None:
        """An act of what begins in the line at a unit."""
        block = self._editor.document().findBlock(unit)
        if name == FOLD.name:
            self._folds.toggle(block)
        elif name == COPY.name:
            self._copy(block)
        elif name == SAVE.name:
            self._save(block)
        elif name == WRAP.name:
            self._wrap(block)

    def acts_here(self) -> list[tuple[Act, int]]:
        """What can be done at the caret, each with the unit of the line that it is about."""
        found = list[tuple[Act, int]]()
        block = self._editor.textCursor().block()
        fence = self._blocks.at(block)
        if fence is not None:
            words = {COPY: later("Copy code"), SAVE: later("Save code as…")}
            for act in CODE_ACTS:
                named = Act(act.name, words.get(act, act.label), act.icon, act.key)
                found.append((named, fence.position()))
        head = self._folds.around(block)
        if head is not None:
            act = UNFOLD if self._folds.is_folded(head) else FOLD
            found.append((act, head.position()))
        return found

    def fold_here(self) -> None:
        """Fold or unfold what the caret is in."""
        head = self._folds.around(self._editor.textCursor().block())
        if head is not None:
            self._folds.toggle(head)

    def step_code(self, by: int) -> None:
        """Go to the next block of code, or back to the one before."""
        found = self._blocks.next(self._editor.textCursor().block(), back=by < 0)
        if found is None:
            return
        inside = found.next()
        self.lineWanted.emit((inside if inside.isValid() else found).position())

    def copy_code(self) -> None:
        """Copy the code at the caret, else the last code above it."""
        self._with_code(self._copy)

    def save_code(self) -> None:
        """Save the code at the caret as a file."""
        self._with_code(self._save)

    def wrap_code(self) -> None:
        """Wrap the long lines of the code at the caret, or do not."""
        self._with_code(self._wrap)

    def save_slice(self, part: int) -> None:
        """Save a slice's text, without its header line, as a file."""
        text = self._mirror.parts[part].text
        body = text.partition("\n")[2] if part else text
        self.saveWanted.emit("slice.md", body.strip("\n") + "\n")

    def _with_code(self, deed: Callable[[QTextBlock], None]) -> None:
        block = self._editor.textCursor().block()
        fence = self._blocks.at(block) or self._blocks.next(block, back=True)
        if fence is None:
            self.refused.emit(self.tr("There is no code here, and none above."))
        else:
            deed(fence)

    def _copy(self, fence: QTextBlock) -> None:
        QGuiApplication.clipboard().setText(self._blocks.copied(fence))
        self._scene.copied = fence.position()
        self._editor.viewport().update()

    def _save(self, fence: QTextBlock) -> None:
        name = snippets.file_name(self._blocks.info(fence))
        self.saveWanted.emit(name, self._blocks.text(fence) + "\n")

    def _wrap(self, fence: QTextBlock) -> None:
        known = self._page.known(fence)
        known.unwrapped = not known.unwrapped
        self._page.restyle()
        self._editor.viewport().update()
