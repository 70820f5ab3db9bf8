"""What is said of a session: its title, a description, and tags to find it by."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from vibekoder.store.about import About, read_tags
from vibekoder.ui.buttons import Button
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.form_rows import FieldFrame, Form, Lines
from vibekoder.ui.sheets.sheet import Sheet

WIDTH: Final = 560


class DescribeSheet(Sheet):
    """Shows what ``about`` says; ``called`` is what the session is called without a title.

    Signals:
        described(about: About): this is to be said instead; the sheet is closed.
    """

    described = Signal(object)

    def __init__(
        self,
        look: Look,
        name: str,
        about: About,
        called: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, self.tr("Title, description and tags"), QSize(WIDTH, 0), parent)
        self._about = about
        self.form = Form(look, self.box)
        self.title = self.form.field()
        self.title.setText(about.title)
        self.title.setPlaceholderText(called)
        self.description = Lines(look)
        self.description.setFont(look.theme.font("body"))
        self.description.setFixedHeight(3 * self.description.fontMetrics().lineSpacing() + 4)
        self.description.setPlainText(about.description)
        self.description.setAccessibleName(self.tr("Description"))
        self.tags = self.form.field()
        self.tags.setText(", ".join(about.tags))
        self.cancel = Button(look, self.tr("Not now"), height="buttonDialog", parent=self.box)
        self.save = Button(
            look, self.tr("Save"), kind="primary", height="buttonDialog", parent=self.box
        )
        self._lay_out(name)
        self.title.returnPressed.connect(self._on_save)
        self.tags.returnPressed.connect(self._on_save)
        self.cancel.clicked.connect(self.dismiss)
        self.save.clicked.connect(self._on_save)

    def first_focus(self) -> QWidget:
        return self.title

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Return saves from every field."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_save()
        else:
            super().keyPressEvent(event)

    def _lay_out(self, name: str) -> None:
        column = QVBoxLayout(self.box)
        column.setContentsMargins(24, 20, 18, 16)
        column.setSpacing(6)
        title = self.accessibleName()
        column.addWidget(Paragraph(self._look, title, face="dialogTitle", parent=self.box))
        told = self.tr("They stand at the head of {name}; all else there stays as it is.")
        column.addWidget(
            Paragraph(self._look, told.format(name=name), color="dim", parent=self.box)
        )
        column.addSpacing(12)
        self.form.row(self.tr("Title"), self.title)
        self.form.row(self.tr("Description"), FieldFrame(self._look, self.description))
        self.form.row(self.tr("Tags"), self.tags, hint=self.tr("Between commas: audio, release"))
        # a field that was put into its frame goes to the end of the order
        QWidget.setTabOrder(self.title, self.description)
        QWidget.setTabOrder(self.description, self.tags)
        column.addWidget(self.form)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        column.addLayout(foot)

    def _on_save(self) -> None:
        about = About(
            " ".join(self.title.text().split()),
            self.description.toPlainText().strip(),
            read_tags(self.tags.text()),
            self._about.created,
        )
        self.dismiss()
        if about != self._about:
            self.described.emit(about)
