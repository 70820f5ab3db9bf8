"""A question about what a project wants: exactly this, yes or no?"""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from vibekoder.ui.look import Look
from vibekoder.ui.sheets.confirm import ConfirmSheet

WIDTH = 600
LINES = 12


class ExactSheet(ConfirmSheet):
    """Shows the exact text that is asked about; no is what Esc means and where focus starts.

    ``name`` is what a screen reader calls that text.
    """

    def __init__(
        self,
        look: Look,
        title: str,
        text: str,
        shown: str,
        *,
        name: str,
        verb: str,
        stay: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, title, text, verb=verb, stay=stay, width=WIDTH, parent=parent)
        self.shown = QPlainTextEdit(self.box)
        self.shown.setReadOnly(True)
        self.shown.setTabChangesFocus(True)
        self.shown.setAccessibleName(name)
        self.shown.setPlainText(shown)
        self.shown.setFont(look.theme.font("code"))
        # a line is laid out a little higher than its font says
        line = self.shown.fontMetrics().lineSpacing() + 1
        count = min(LINES, self.shown.blockCount())
        around = 2 * round(self.shown.document().documentMargin()) + 4
        self.shown.setFixedHeight(line * count + around)
        self.middle.setContentsMargins(0, 6, 0, 0)
        self.middle.addWidget(self.shown)
        # the text is read before one answers
        QWidget.setTabOrder(self.shown, self.verb)
