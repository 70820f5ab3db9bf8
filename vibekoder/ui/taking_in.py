"""Files, pictures and long texts that are dropped or pasted into a field: they are included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject
from PySide6.QtGui import QImage, QTextBlock, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit
from shiboken6 import isValid

from vibekoder.app.notice import Notice
from vibekoder.app.taking import Named, Taking
from vibekoder.core import directives, settings
from vibekoder.core.directives import Directive
from vibekoder.core.pasting import is_long, own_lines, stem_of
from vibekoder.ui.notices import Notices

STORE: Final = "store"
COPY: Final = "copy"
PICTURE: Final = "picture"


class TakingIn(QObject):
    """Takes what comes into one field from outside; the place where it came in is kept meanwhile.

    ``acts`` says whether a directive would act in a line of the field, ``values`` are the
    project's settings.
    """

    def __init__(
        self,
        field: QPlainTextEdit,
        taking: Taking,
        notices: Notices,
        acts: Callable[[QTextBlock], bool],
        values: Callable[[], settings.Values],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent or field)
        self._field = field
        self._taking = taking
        self._notices = notices
        self._acts = acts
        self._values = values
        self._offers: dict[str, Callable[[], None]] = {}
        self._count = 0
        notices.acted.connect(self._on_acted)

    def take(self, source: QMimeData) -> bool:
        """Take files and pictures; a text is left to the field."""
        paths = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        picture = source.hasImage() and not source.hasText()
        if not paths and not picture:
            return False
        cursor = self._field.textCursor()
        if not self._acts(cursor.block()):
            self._say(
                self.tr("Nothing is included here"),
                self.tr("Files are included in your own text, outside of code fences."),
            )
        elif paths:
            self._taking.name(paths, partial(self._on_named, cursor))
        else:
            data = _png(source)
            if data:
                self._taking.keep(PICTURE, ".png", data, lambda name: self._put(cursor, [name]))
        return True

    def pasted(self, text: str, start: int) -> None:
        """A text was put in, from there to the caret; where it is long a file is offered for it."""
        values = self._values()
        if not is_long(text, values[settings.LONG_PASTE], values[settings.LONG_PASTE_LINES]):
            return
        stands = self._field.textCursor()
        end = stands.position()
        stands.setPosition(start)
        stands.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        shown = stands.selectedText()
        self._offer(
            self.tr("{n} characters were pasted").format(n=f"{len(text):,}"),
            self.tr("As a file of the project they stay out of the way; the file is included."),
            (STORE, self.tr("Store as a file and include")),
            lambda: self._store(stands, shown, text),
        )

    def withdraw(self) -> None:
        """What was offered is over: the text has gone elsewhere."""
        for key in self._offers:
            self._notices.take_back(key)
        self._offers.clear()

    @property
    def _gone(self) -> bool:
        """Whether the tab was closed before an answer came."""
        return not isValid(self._field)

    def _on_named(self, cursor: QTextCursor, named: Named) -> None:
        if self._gone:
            return
        if named.names:
            self._put(cursor, named.names)
        if not named.outside:
            return
        title = self.tr("{name} is not in the project").format(name=named.outside[0].name)
        if len(named.outside) > 1:
            title = self.tr("{n} files are not in the project").format(n=len(named.outside))
        if any(path.is_dir() for path in named.outside):
            hint = self.tr("Its folder can be named in the project's settings, include.folders.")
            self._say(title, hint)
            return
        self._offer(
            title,
            self.tr("Nothing outside of it is read. A copy in the project can be included."),
            (COPY, self.tr("Copy into the project and include")),
            lambda: self._taking.copy(named.outside, lambda names: self._put(cursor, names)),
        )

    def _store(self, stands: QTextCursor, shown: str, text: str) -> None:
        if stands.selectedText() != shown:
            self._say(
                self.tr("The pasted text was changed"),
                self.tr("It stays in the prompt; no file was written."),
            )
            return
        stem = stem_of(text)

        def kept(name: str) -> None:
            if self._gone or stands.selectedText() != shown:
                return
            start, end = stands.selectionStart(), stands.selectionEnd()
            cursor = QTextCursor(self._field.document())
            cursor.beginEditBlock()
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            self._write(cursor, [name])
            cursor.endEditBlock()
            self._field.setTextCursor(cursor)

        self._taking.keep(stem, ".txt", text.encode("utf-8", "replace"), kept)

    def _put(self, cursor: QTextCursor, names: Sequence[str]) -> None:
        """Include these where they came in, as one step."""
        if self._gone:
            return
        cursor.clearSelection()
        cursor.beginEditBlock()
        self._write(cursor, names)
        cursor.endEditBlock()
        self._field.setTextCursor(cursor)
        self._field.ensureCursorVisible()
        self._field.setFocus()

    def _write(self, cursor: QTextCursor, names: Sequence[str]) -> None:
        block = cursor.block()
        lines = [directives.write(Directive("include", name)) for name in names]
        last = not block.next().isValid()
        # only its beginning matters, which is 0 in any way of counting
        at, text = own_lines(block.text(), cursor.positionInBlock(), lines, last=last)
        cursor.setPosition(block.position() + (block.length() - 1 if at else 0))
        cursor.insertText(text)

    def _offer(
        self, title: str, text: str, action: tuple[str, str], deed: Callable[[], None]
    ) -> None:
        self._count += 1
        key = f"taking:{id(self)}-{self._count}"
        self._offers[key] = deed
        self._notices.show_notice(Notice("info", title, text, (action,), key))

    def _say(self, title: str, text: str) -> None:
        self._notices.show_notice(Notice("info", title, text))

    def _on_acted(self, key: str, _: str) -> None:
        deed = self._offers.pop(key, None)
        if deed is not None:
            deed()


def _png(source: QMimeData) -> bytes:
    image = source.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return b""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportCallIssue, reportArgumentType]
    return bytes(data.data())
