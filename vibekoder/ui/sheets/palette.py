"""The palette: a field over a list, in which anything is found by a few letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final

from PySide6.QtCore import QModelIndex, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from vibekoder.ui.draw import draw_line
from vibekoder.ui.ground import Ground
from vibekoder.ui.look import Look
from vibekoder.ui.row_views import dress_list
from vibekoder.ui.sheets.palette_foot import Foot
from vibekoder.ui.sheets.palette_rows import FoundDelegate, FoundRows
from vibekoder.ui.sheets.sheet import LightSheet, SheetBox
from vibekoder.ui.sheets.sifting import Choice, Found, Sift

TOP: Final = 85
FIELD: Final = 51
MOST: Final = 200
"""Rows that are listed at once; a person types another letter instead of scrolling on."""


class PaletteBox(SheetBox):
    """The surface, with a lens and a line under the field."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        self._look.icons.paint(painter, QRectF(18, 1, 16, FIELD), "search", "dim")
        draw_line(painter, 1, FIELD, self.width() - 2, self._look.theme.color("border"))


class Palette(LightSheet):
    """A field and what fits it; Return takes the current row, Esc closes.

    ``verb`` says what Return does, ``alternative`` what Alt+Return does.
    ``free`` makes a choice of what was typed and fits nothing (a model's name); None: only what is
    listed can be taken. Sections keep the order of their first choice.

    Signals:
        taken(str, bool): the key of the row that was taken; True with Alt held down.
        typed(str): the text of the field has changed.
    """

    taken = Signal(str, bool)
    typed = Signal(str)

    def __init__(
        self,
        look: Look,
        title: str,
        hint: str,
        *,
        free: Callable[[str], Choice] | None = None,
        verb: str = "",
        alternative: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, title, look.theme.area("palette"), parent)
        self._free = free
        self._choices: tuple[Choice, ...] = ()
        self._section = ""
        self._sift = Sift((), "")
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._go_on)
        self._verb = verb
        self._alternative = alternative
        self.field = QLineEdit(self.box)
        self.field.setFrame(False)
        self.field.setAccessibleName(title)
        self.field.setPlaceholderText(hint)
        self.scope = QLabel(self.box)
        self.scope.setForegroundRole(self.scope.palette().ColorRole.PlaceholderText)
        self.view = QListView(self.box)
        self.model = FoundRows(self)
        self.view.setModel(self.model)
        dress_list(look, self.view, FoundDelegate(look, self.view), "raised")
        Ground(look, self.field, "raised")
        self.foot = Foot(look, self.box)
        self._lay_out(title)
        self.field.textChanged.connect(self._on_typed)
        self.view.clicked.connect(self._on_clicked)
        look.theme.changed.connect(self._on_theme)
        self._on_theme()
        self._show()

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """What there is to choose; the row that was current stays so if it is still there."""
        self._choices = tuple(choices)
        self._show()

    @property
    def current(self) -> Choice | None:
        """The row that Return would take."""
        self._finish()
        return self._row()

    @property
    def shown(self) -> list[Choice]:
        """What fits, in order."""
        self._finish()
        return [row.choice for row in self.model.rows if row.choice is not None]

    def first_focus(self) -> QWidget:
        return self.field

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self._step(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(alternative=bool(event.modifiers() & Qt.KeyboardModifier.AltModifier))
        else:
            super().keyPressEvent(event)
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab keeps to the kind of the current row, and lets go of it again."""
        current = self.current
        self._section = "" if self._section or current is None else current.section
        self._show()
        return True

    def _lay_out(self, title: str) -> None:
        self.view.setAccessibleName(title)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        top = QHBoxLayout()
        top.setContentsMargins(44, 0, 18, 0)
        top.addWidget(self.field, 1)
        top.addWidget(self.scope)
        column = QVBoxLayout(self.box)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(top)
        column.addSpacing(8)
        column.addWidget(self.view, 1)
        column.addWidget(self.foot)
        self.field.setFixedHeight(FIELD - 1)

    def _make_box(self) -> SheetBox:
        return PaletteBox(self._look, self)

    def _place(self) -> None:
        super()._place()
        box = self.box.geometry()
        top = min(TOP, max(16, (self.height() - box.height()) // 2))
        box.moveTop(top + round(6 * (1 - self._shown)))
        self.box.setGeometry(box)

    def _on_theme(self) -> None:
        theme = self._look.theme
        face = theme.font("dialogTitle")
        face.setWeight(QFont.Weight.Normal)
        self.field.setFont(face)
        self.scope.setFont(theme.font("small"))

    def _on_typed(self, text: str) -> None:
        self.typed.emit(text)
        self._show()

    def _on_clicked(self, index: QModelIndex) -> None:
        self.view.setCurrentIndex(index)
        self._take(alternative=False)

    def _show(self) -> None:
        self._sift = Sift(self._choices, self.field.text().strip(), self._section, self._sift)
        self._go_on()

    def _go_on(self) -> None:
        """Look at some more of the choices; they are shown once all were looked at."""
        if self._sift.go_on():
            self._turn.stop()
            self._show_found(self._sift)
        else:
            self._turn.start()

    def _finish(self) -> None:
        """What is taken now is taken of what fits now."""
        while self._turn.isActive():
            self._go_on()

    def _show_found(self, sift: Sift) -> None:
        wanted, found = self.field.text().strip(), sift.best(MOST)
        before = self._row()
        self.scope.setText(self._section)
        rows: list[Found] = []
        for section, group in groupby(found, key=lambda one: one.choice and one.choice.section):
            rows += [Found(None, head=section)] if section else []
            rows += group
        if (
            self._free is not None
            and wanted
            and all(one.choice is None or one.choice.text != wanted for one in found)
        ):
            rows.append(Found(self._free(wanted)))
        self.model.show(rows)
        self._choose(before if not wanted else None)
        self.foot.say(
            self._verb or self.tr("choose"),
            self._alternative,
            self.tr("{n} of {all}").format(n=f"{sift.count:,}", all=f"{len(self._choices):,}"),
        )

    def _row(self) -> Choice | None:
        index = self.view.currentIndex()
        return self.model.rows[index.row()].choice if index.isValid() else None

    def _choose(self, before: Choice | None) -> None:
        rows = self.model.rows
        places = [at for at, row in enumerate(rows) if row.choice is not None]
        same = [at for at in places if before is not None and rows[at].choice == before]
        for at in (*same, *places)[:1]:
            self.view.setCurrentIndex(self.model.index(at))
            if at <= 1:
                self.view.scrollToTop()

    def _step(self, by: int) -> None:
        self._finish()
        places = [at for at, row in enumerate(self.model.rows) if row.choice is not None]
        if not places:
            return
        now = self.view.currentIndex().row()
        at = places.index(now) if now in places else 0
        # one step goes round the ends, a page stops there
        wanted = (at + by) % len(places) if abs(by) == 1 else at + by
        wanted = min(max(wanted, 0), len(places) - 1)
        self.view.setCurrentIndex(self.model.index(places[wanted]))
        if wanted == 0:
            self.view.scrollToTop()

    def _take(self, *, alternative: bool) -> None:
        current = self.current
        if current is not None:
            self.dismiss()
            self.taken.emit(current.key, alternative)
