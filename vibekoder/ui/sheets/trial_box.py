"""What a test of a connection has shown: each step with its time, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vibekoder.app.errand import Outcome
from vibekoder.app.notice import joined
from vibekoder.app.tongue import tr
from vibekoder.ui import words
from vibekoder.ui.draw import RIGHT, draw_text, fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph

LINE: Final = 20
PAD: Final = 12
FIGURES: Final = 220


@dataclass(frozen=True, slots=True)
class Told:
    """A test in words: a title, a sentence, and rows of what was reached and how soon."""

    good: bool
    title: str
    text: str = ""
    rows: tuple[tuple[str, str], ...] = ()


def told(outcome: Outcome, host: str, model: str, key_from: str) -> Told:
    """The words for an outcome."""
    rows: list[tuple[str, str]] = []
    if outcome.reached is not None:
        rows.append(
            (
                tr("Reached {host}").format(host=host) if host else tr("Begun"),
                words.brief(outcome.reached),
            )
        )
    if outcome.first is not None:
        if key_from:
            rows.append((tr("Key accepted"), tr("from {place}").format(place=key_from)))
        rows.append((tr("First word from {model}").format(model=model), words.brief(outcome.first)))
    if outcome.failed is not None:
        title = outcome.failed.message.removesuffix(".") or tr("No answer arrived")
        return Told(False, title, joined(outcome.failed.hint), tuple(rows))
    unread = tr("{n} unreadable").format(n=outcome.skipped)
    rows.append((tr("Answered to the end"), f"{tr('%n pieces', outcome.pieces)}, {unread}"))
    text = tr("{time} in all").format(time=words.brief(outcome.took))
    if outcome.tokens is not None:
        used = tr("%n tokens used", outcome.tokens)
        text = f"{text} · {used}"
    return Told(True, tr("Connected"), text, tuple(rows))


class TrialBox(QWidget):
    """A tinted box with the result of a test, or what it waits for."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._told: Told | None = None
        self._text = Paragraph(look, face="small", color="dim", parent=self)
        self._title = Paragraph(look, face="bodyStrong", parent=self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()
        look.theme.changed.connect(self.update)

    def wait(self, status: str) -> None:
        """The test is under way."""
        self._show(None, f"{status.replace('_', ' ').capitalize()} …")

    def show_result(self, result: Told) -> None:
        """The test is over."""
        self._show(result, result.title)

    def forget(self) -> None:
        """There is no test that tells of what is shown."""
        self.hide()

    def words(self) -> str:
        """All that is shown, as a screen reader says it."""
        return self.accessibleName()

    def heightForWidth(self, width: int) -> int:
        inner = width - PAD - 40
        height = self._title.heightForWidth(inner) + self._text.heightForWidth(inner)
        rows = len(self._told.rows) if self._told else 0
        return height + rows * LINE + 2 * PAD + (4 if rows else 0)

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(max(400, self.width())))

    def resizeEvent(self, event: object) -> None:
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, kind = self._look.theme, self._kind()
        painter = QPainter(self)
        fill_box(painter, self.rect(), theme.radius("box"), theme.color(f"{kind}Tint"))
        icon = {"success": "check", "error": "error", "info": "info"}[kind]
        self._look.icons.paint(painter, QRect(PAD, PAD + 1, 18, 18), icon, kind)
        if self._told is None:
            return
        top = self._text.geometry().bottom() + 5
        for text, figure in self._told.rows:
            self._look.icons.paint(painter, QRect(PAD + 1, top, 16, LINE), "check", "success", 12)
            left = QRect(40, top, self.width() - 40 - PAD - FIGURES, LINE)
            right = QRect(self.width() - PAD - FIGURES, top, FIGURES, LINE)
            draw_text(painter, left, text, theme.font("small"), theme.color("text"))
            draw_text(painter, right, figure, theme.font("small"), theme.color("dim"), RIGHT)
            top += LINE

    def _kind(self) -> str:
        if self._told is None:
            return "info"
        return "success" if self._told.good else "error"

    def _show(self, result: Told | None, title: str) -> None:
        self._told = result
        self._title.set_text(title)
        self._text.set_text(result.text if result else "")
        rows = [f"{text}: {figure}" for text, figure in result.rows] if result else []
        self.setAccessibleName(". ".join(one for one in (title, self._text.text(), *rows) if one))
        self.setVisible(True)
        self._place()
        self.updateGeometry()
        self.update()

    def _place(self) -> None:
        inner = self.width() - PAD - 40
        height = self._title.heightForWidth(inner)
        self._title.setGeometry(40, PAD, inner, height)
        self._text.setGeometry(40, PAD + height, inner, self._text.heightForWidth(inner))
