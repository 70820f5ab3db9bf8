"""Completion while typing: it watches a field, offers what may be meant, and puts in what is taken.

The field keeps the focus and every key but those of the list, and the list has none while a word
is being composed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QTextBlock, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from vibekoder.app.actions import Action
from vibekoder.app.offers import Offers
from vibekoder.app.tongue import tr
from vibekoder.core.completing import Kind, Wish, completed, ranges, wish
from vibekoder.core.directives import Directive
from vibekoder.ui.completion_list import CompletionList
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.sifting import Choice, Sift

MOST: Final = 100
STEPS: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 7,
    Qt.Key.Key_PageUp: -7,
}
TAKES: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
PATH: Final = "path"
COMMAND: Final = "command"
HEADING: Final = "heading"
LINES: Final = "lines"
EMPTY: Final[tuple[Kind | None, list[Choice]]] = (None, [])


class Completion(QObject):
    """Completes directives in a field; in a prompt also files behind @ and actions behind /.

    ``acts`` says whether a directive would act in a line of the field. Nothing is offered but
    after a key: neither pasting nor moving about opens the list.

    Signals:
        actionWanted(str): the action with this id was taken; the prompt is empty again.
    """

    actionWanted = Signal(str)

    def __init__(
        self,
        look: Look,
        field: QPlainTextEdit,
        offers: Offers,
        acts: Callable[[QTextBlock], bool],
        *,
        actions: Sequence[Action] = (),
        parent: QObject | None = None,
    ) -> None:
        """``actions`` makes the field a prompt: these can be named in it."""
        super().__init__(parent or field)
        self._look = look
        self._field = field
        self._offers = offers
        self._acts = acts
        self._actions = actions
        self._wish: Wish | None = None
        self._waved: tuple[Kind, int, int] | None = None
        self._pool = EMPTY
        self._sift = Sift((), "")
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._go_on)
        self._files: tuple[tuple[str, ...], list[Choice]] = ((), [])
        self.list: CompletionList | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.look)
        self._typed = False
        field.installEventFilter(self)
        field.cursorPositionChanged.connect(self._on_moved)
        offers.changed.connect(self._on_changed)

    @property
    def open(self) -> bool:
        """Whether the list is shown."""
        return self.list is not None and self.list.isVisible()

    def begin(self, text: str) -> None:
        """Type this as a person does, and offer what it may mean."""
        self._field.setFocus()
        self._field.textCursor().insertText(text)
        self._typed = True
        self._soon.start()

    def look(self) -> None:
        """Offer what may be meant at the caret, or close the list."""
        before, after = self._halves()
        found = self._wished(before, after) if self._field.hasFocus() else None
        found = self._of_one_file(found) if found is not None else None
        place = self._place_of(found)
        if place != self._waved:
            self._waved = None
        if found is None or self._waved or not (self._typed or self.open):
            self.close()
            return
        if self._wish is None:
            self._offers.look()
        self._wish = found
        self._sift = self._fitting(found)
        self._go_on()

    def close(self) -> None:
        """No list, and nothing that is being named."""
        self._wish = None
        self._turn.stop()
        self._typed = False
        self._pool = EMPTY
        self._hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys of the list, while there is one; the field gets all others."""
        kind = event.type()
        if isinstance(event, QKeyEvent) and kind is QEvent.Type.ShortcutOverride:
            if self.open and self._means(event):
                event.accept()
                return True
        elif isinstance(event, QKeyEvent) and kind is QEvent.Type.KeyPress:
            return self._on_key(event)
        elif isinstance(event, QInputMethodEvent):
            # what is composed is not typed yet
            self._typed = bool(event.commitString()) and not event.preeditString()
            if event.preeditString():
                self.close()
            self._soon.start()
        elif kind is QEvent.Type.FocusOut:
            self.close()
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        if self.open and self._means(event):
            self._do(Qt.Key(event.key()))
            return True
        text = event.text()
        self._typed = bool(text and text.isprintable()) or (
            self._wish is not None and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
        )
        if self._typed:
            self._soon.start()
        return False

    def _means(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key())
        return plain and (key in STEPS or key in TAKES or key == Qt.Key.Key_Escape)

    def _do(self, key: Qt.Key) -> None:
        listed = self._shown_list()
        while self._turn.isActive():
            # what is taken now is taken of what fits now
            self._go_on()
        if key in STEPS:
            listed.step(STEPS[key])
        elif key == Qt.Key.Key_Escape:
            # the same name does not open it again
            self._waved = self._place_of(self._wish)
            self.close()
        elif listed.current is not None:
            self._take(listed.current, goes_on=key == Qt.Key.Key_Tab)

    def _take(self, choice: Choice, *, goes_on: bool = False) -> None:
        found, (before, after) = self._wish, self._halves()
        self.close()
        if found is None:
            return
        kind, _, name = choice.key.partition(":")
        if found.kind is Kind.ACTION:
            self._put("", 0)
            self.actionWanted.emit(name)
            return
        directive = Directive(COMMAND if kind == COMMAND else "include", name)
        if kind == HEADING:
            directive = Directive("include", found.path, part=name)
        elif kind == LINES:
            first, last = name.split("-")
            directive = Directive("include", found.path, lines=(int(first), int(last)))
        goes_on = goes_on and kind == PATH
        self._put(*completed(before, after, found, directive, goes_on=goes_on))

    def _put(self, line: str, caret: int) -> None:
        """Exchange the caret's line, as one step that Ctrl+Z takes back."""
        cursor = self._field.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
        start = cursor.position()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(line)
        cursor = self._field.textCursor()
        cursor.setPosition(start + _units(line[:caret]))
        self._field.setTextCursor(cursor)
        self._field.ensureCursorVisible()

    def _place_of(self, found: Wish | None) -> tuple[Kind, int, int] | None:
        number = self._field.textCursor().blockNumber()
        return (found.kind, found.start, number) if found is not None else None

    def _wished(self, before: str, after: str) -> Wish | None:
        cursor = self._field.textCursor()
        block = cursor.block()
        if cursor.hasSelection() or block.layout().preeditAreaText():
            return None
        alone = self._field.document().blockCount() == 1
        found = wish(before, after, prompt=bool(self._actions), alone=alone)
        return found if found is not None and self._acts(block) else None

    def _halves(self) -> tuple[str, str]:
        """The caret's line before and behind it."""
        cursor = self._field.textCursor()
        data = cursor.block().text().encode("utf-16-le", "surrogatepass")
        at = 2 * cursor.positionInBlock()
        return (
            data[:at].decode("utf-16-le", "surrogatepass"),
            data[at:].decode("utf-16-le", "surrogatepass"),
        )

    def _go_on(self) -> None:
        """Look at some more of what there is; it is offered once all was looked at."""
        if not self._sift.go_on():
            self._turn.start()
            return
        self._turn.stop()
        rows = self._sift.best(MOST)
        if rows:
            self._shown_list().offer(rows, self._caret(), above=bool(self._actions))
        else:
            self._hide()

    def _of_one_file(self, found: Wish) -> Wish:
        """Where a part is wanted of a file whose name only one has: of that one, by its path."""
        name, part = found.path, found.typed
        if found.kind is Kind.PIECE and "#" in part:
            name, _, part = part.partition("#")
        if not name:
            return found
        paths = self._offers.paths
        fits = [name] if name in paths else [one for one in paths if one.endswith(f"/{name}")]
        return replace(found, typed=part, path=fits[0]) if len(fits) == 1 else found

    def _fitting(self, found: Wish) -> Sift:
        kind, among = self._pool
        if kind is not found.kind or found.path:
            among = self._choices(found)
            # which lines are offered depends on what is typed
            self._pool = EMPTY if found.path else (found.kind, among)
        return Sift(among, found.typed, before=self._sift)

    def _choices(self, found: Wish) -> list[Choice]:
        if found.path:
            return self._parts(found)
        match found.kind:
            case Kind.ACTION:
                return [
                    Choice(
                        f"action:{one.id}",
                        tr(one.text).removesuffix("…"),
                        detail=tr(one.menu),
                        keys=self._look.keys.key(one.id),
                        icon=one.icon,
                    )
                    for one in self._actions
                ]
            case Kind.COMMAND:
                return self._commands()
            case Kind.PATH:
                return self._paths()
            case Kind.PART:
                return []
            case _:
                return [*self._paths(), *self._commands()]

    def _paths(self) -> list[Choice]:
        names = self._offers.paths
        if self._files[0] is not names:
            icons = {True: "folder", False: "file"}
            rows = [
                Choice(f"{PATH}:{name}", name, icon=icons[name.endswith("/")], is_code=True)
                for name in names
            ]
            self._files = (names, rows)
        return self._files[1]

    def _commands(self) -> list[Choice]:
        return [
            Choice(
                f"{COMMAND}:{name}",
                name,
                detail=self.tr("built in") if one.built_in else " ".join(one.run),
                icon="command",
                is_code=True,
            )
            for name, one in sorted(self._offers.commands.items())
        ]

    def _parts(self, found: Wish) -> list[Choice]:
        parts = self._offers.parts(found.path)
        rows = [
            Choice(f"{HEADING}:{title}", title, detail="#" * level, icon="include")
            for level, title in parts.headings
        ]
        for first, last in ranges(found.typed, parts.lines):
            whole = self.tr("to the end") if last == parts.lines else ""
            rows.append(
                Choice(
                    f"{LINES}:{first}-{last}",
                    f"L{first}-{last}",
                    detail=whole,
                    icon="include",
                    is_code=True,
                )
            )
        return rows

    def _caret(self) -> QRect:
        """The caret's place in the window."""
        window = self._field.window()
        rect = self._field.cursorRect()
        corner = self._field.viewport().mapTo(window, rect.topLeft())
        return QRect(QPoint(corner), rect.size())

    def _shown_list(self) -> CompletionList:
        window = self._field.window()
        # a tab may have been moved into another window
        if self.list is None or self.list.parentWidget() is not window:
            self.list = CompletionList(self._look, window)
            self.list.taken.connect(self._take)
            self.destroyed.connect(self.list.deleteLater)
        return self.list

    def _hide(self) -> None:
        if self.list is not None:
            self.list.hide()

    def _on_moved(self) -> None:
        if self.open:
            self._soon.start()

    def _on_changed(self) -> None:
        if self._wish is not None:
            self._pool = EMPTY
            self._typed = True
            self._soon.start()


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
