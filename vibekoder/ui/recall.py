"""Earlier prompts by Up, in a prompt that is empty; Down and Esc lead back to the empty one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor

from vibekoder.app.prompts import Prompts
from vibekoder.core.prompts import Past
from vibekoder.ui.prompt import Prompt


class Recall(QObject):
    """Watches a prompt's keys; what it shows is a draft like any other, and Ctrl+Z takes it away.

    ``own`` gives the prompts of the session, newest first; those of the other sessions follow.
    A prompt that was changed is not left by Up and Down any more.
    """

    def __init__(
        self,
        prompt: Prompt,
        own: Callable[[], list[str]],
        others: Prompts,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent or prompt)
        self._prompt = prompt
        self._own = own
        self._others = others
        self._past = Past()
        self._waiting = False
        prompt.installEventFilter(self)
        others.changed.connect(self._on_more)

    @property
    def showing(self) -> bool:
        """Whether the prompt is an earlier one, unchanged."""
        return self._past.at >= 0 and self._text() == self._past.shown

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down and Esc, where they mean this."""
        kind = event.type()
        if isinstance(event, QKeyEvent) and kind is QEvent.Type.ShortcutOverride:
            if self._plain(event) and event.key() == Qt.Key.Key_Escape and self.showing:
                # else it would stop a request
                event.accept()
                return True
        elif isinstance(event, QKeyEvent) and kind is QEvent.Type.KeyPress:
            return self._plain(event) and self._do(Qt.Key(event.key()))
        return False

    def _plain(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return not held and not self._prompt.composing

    def _do(self, key: Qt.Key) -> bool:
        self._waiting = False
        if key == Qt.Key.Key_Up and self._is_empty():
            self._begin()
            return True
        if not self.showing:
            return False
        if key == Qt.Key.Key_Up and self._at_edge(QTextCursor.MoveOperation.Up):
            self._step(1)
        elif key == Qt.Key.Key_Down and self._at_edge(QTextCursor.MoveOperation.Down):
            self._step(-1)
        elif key == Qt.Key.Key_Escape:
            self._step(-len(self._past.prompts))
        else:
            return False
        return True

    def _begin(self) -> None:
        self._past = Past().with_more(self._own()).with_more(self._others.newest)
        self._others.look()
        if self._past.prompts:
            self._step(1)
        else:
            self._waiting = True

    def _step(self, by: int) -> None:
        past = self._past.step(by)
        if past.at == self._past.at:
            return
        self._past = past
        cursor = self._prompt.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(past.shown)
        # the next press of the same key is to go on
        at_start = by > 0 and self._prompt.text_height() > self._prompt.pitch
        end = QTextCursor.MoveOperation
        cursor.movePosition(end.Start if at_start else end.End)
        self._prompt.setTextCursor(cursor)
        self._prompt.ensureCursorVisible()

    def _at_edge(self, way: QTextCursor.MoveOperation) -> bool:
        """Whether the caret cannot go another line that way."""
        return not self._prompt.textCursor().movePosition(way)

    def _is_empty(self) -> bool:
        return self._prompt.document().isEmpty()

    def _text(self) -> str:
        return self._prompt.document().toRawText().replace("\u2029", "\n")

    def _on_more(self) -> None:
        self._past = self._past.with_more(self._others.newest)
        if self._waiting and self._past.prompts and self._is_empty() and self._prompt.hasFocus():
            self._step(1)
        self._waiting = False
