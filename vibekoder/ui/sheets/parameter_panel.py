"""The parameters of a session and of its next message, over the composer they belong to."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from vibekoder.app.choice import Once
from vibekoder.app.layers import Layered, Said, Where, as_front_matter, layered, own, with_value
from vibekoder.app.tab import Tab
from vibekoder.app.workspace import Workspace
from vibekoder.core.errors import FormatError, VibeKoderError
from vibekoder.ui.buttons import IconButton
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.parameter_rows import ParameterRow
from vibekoder.ui.sheets.parameters import read_parameters
from vibekoder.ui.sheets.sheet import MARGIN, LightSheet
from vibekoder.ui.style import Choice, thin_bars

SIZE: Final = QSize(690, 520)
ABOVE: Final = 6
HELP_LINES: Final = 2
WHERE_WIDTH: Final = 164


class ParameterPanel(LightSheet):
    """Edits what this session or its next message alone is asked with; Esc closes.

    What is typed holds when the field is left or Return is pressed. Parameters that the model does
    not take stand below, and why.

    Signals:
        failed(object): the session cannot keep it; the VibeKoderError.
    """

    failed = Signal(object)

    def __init__(
        self,
        look: Look,
        workspace: Workspace,
        tab: Tab,
        anchor: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        """``anchor`` is what it stands above."""
        super().__init__(look, workspace.tr("Parameters"), SIZE, parent)
        self._workspace = workspace
        self._tab = tab
        self._anchor = anchor
        self._layers: tuple[Layered, ...] = ()
        self.rows: dict[str, ParameterRow] = {}
        self.where = Choice(look, self.box)
        self.where.addItem(self.tr("For this session"), Where.SESSION)
        self.where.addItem(self.tr("For this message"), Where.MESSAGE)
        self.where.setAccessibleName(self.tr("What is set here holds"))
        self.where.setMinimumHeight(look.theme.size("field"))
        self.where.setMinimumWidth(WHERE_WIDTH)
        if tab.session.readonly or tab.once.params:
            self.where.setCurrentIndex(1)
        self.model = Paragraph(look, face="small", color="dim", parent=self.box)
        self.area = QScrollArea(self.box)
        self.inside = QWidget(self.area)
        self.list = QVBoxLayout(self.inside)
        self.others = Paragraph(look, face="small", color="dim", parent=self.inside)
        self.others.setContentsMargins(0, 8, 0, 2)
        self.more = QLineEdit(self.box)
        self.help = Paragraph(look, face="small", color="dim", parent=self.box)
        self._lay_out()
        self._connect()
        self._show()

    def first_focus(self) -> QWidget | None:
        """The first value that can be typed."""
        return next((row.field for row in self.rows.values() if row.field.isEnabled()), self.where)

    def _place(self) -> None:
        window = self.parentWidget()
        if window is None or not self._anchor.isVisible():
            super()._place()
            return
        place = QRect(self._anchor.mapTo(window, QPoint(0, 0)), self._anchor.size())
        width = min(max(SIZE.width(), place.width()), self.width() - 2 * MARGIN)
        room = place.top() - ABOVE - MARGIN
        needed = self.inside.sizeHint().height() + self.box.sizeHint().height()
        height = max(200, min(SIZE.height(), room, needed))
        left = min(place.left(), self.width() - MARGIN - width)
        top = max(MARGIN, place.top() - ABOVE - height)
        drop = round(6 * (1 - self._shown))
        self.box.setGeometry(QRect(max(MARGIN, left), top + drop, width, height))

    def _lay_out(self) -> None:
        theme = self._look.theme
        head = QHBoxLayout()
        head.setSpacing(12)
        middle = Qt.AlignmentFlag.AlignVCenter
        title = Paragraph(self._look, self.tr("Parameters"), face="item", parent=self.box)
        head.addWidget(title, 0, middle)
        head.addWidget(self.model, 1, middle)
        head.addWidget(self.where)
        close = IconButton(self._look, "close", self.tr("Close"), key="Esc", parent=self.box)
        close.clicked.connect(self.dismiss)
        head.addWidget(close)
        self.list.setContentsMargins(0, 0, 6, 0)
        self.list.setSpacing(6)
        self.area.setWidget(self.inside)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for ground in (self.area.viewport(), self.inside):
            ground.setAutoFillBackground(False)
        thin_bars(self._look, self.area)
        self.more.setPlaceholderText(self.tr("Another one, as it is passed on: name = value"))
        self.more.setAccessibleName(self.tr("Another parameter"))
        self.more.setMinimumHeight(theme.size("field"))
        self.more.setTextMargins(6, 0, 6, 0)
        self.more.setFont(theme.font("code"))
        self.help.setFixedHeight(HELP_LINES * theme.line("small"))
        column = QVBoxLayout(self.box)
        column.setContentsMargins(18, 12, 12, 12)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.area, 1)
        column.addWidget(self.more)
        column.addWidget(self.help)

    def _connect(self) -> None:
        self.where.currentIndexChanged.connect(self._show)
        self.more.returnPressed.connect(self._on_more)
        self._tab.changed.connect(self._show)
        self._workspace.projectChanged.connect(self._show)

    @property
    def _target(self) -> Where:
        return Where(self.where.currentData())

    def _show(self) -> None:
        workspace, tab = self._workspace, self._tab
        try:
            choice = workspace.choice(tab.session, tab.once)
            self._layers = layered(workspace.backends, workspace.project, tab.session, tab.once)
        except VibeKoderError as problem:
            self._tell(problem.sentence, wrong=True)
            return
        self.model.set_text(f"{choice.model} · {choice.entry.shown}")
        lost = self.tr("Not offered: {model} takes none of these")
        self.others.set_text(lost.format(model=choice.model))
        if list(self.rows) != [one.name for one in self._layers]:
            self._make_rows()
        for one in self._layers:
            self.rows[one.name].show_value(one, self._target)
        writable = self._target is Where.MESSAGE or not tab.session.readonly
        self.inside.setEnabled(writable)
        self.more.setEnabled(writable)
        for row in self.rows.values():
            if row.field.hasFocus():
                self._on_told(row)

    def _make_rows(self) -> None:
        """One row each, those that the model does not take at the end."""
        while self.list.count():
            self.list.takeAt(0)
        before = self.rows
        self.rows = {one.name: before.get(one.name) or self._row(one.name) for one in self._layers}
        for name in before.keys() - self.rows.keys():
            before[name].deleteLater()
        taken = [one.name for one in self._layers if one.offered]
        rest = [one.name for one in self._layers if not one.offered]
        last: QWidget = self.where
        for name in (*taken, *rest):
            if name in rest[:1]:
                self.list.addWidget(self.others)
            row = self.rows[name]
            self.list.addWidget(row)
            QWidget.setTabOrder(last, row.field)
            QWidget.setTabOrder(row.field, row.back)
            last = row.back
        QWidget.setTabOrder(last, self.more)
        self.others.setVisible(bool(rest))
        self.list.addStretch(1)

    def _row(self, name: str) -> ParameterRow:
        row = ParameterRow(self._look, name, self.inside)
        row.changed.connect(self._on_changed)
        row.told.connect(partial(self._on_told, row))
        row.back.clicked.connect(partial(self._keep_focus, row))
        return row

    def _keep_focus(self, row: ParameterRow) -> None:
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_changed(self, name: str, said: Said | None) -> None:
        params = with_value(own(self._layers, self._target), name, said)
        if self._target is Where.MESSAGE:
            once = self._tab.once
            self._tab.set_once(Once(once.backend, once.model, params))
            return
        try:
            self._tab.set_choice({"params": as_front_matter(params)})
        except VibeKoderError as problem:
            self.failed.emit(problem)

    def _on_more(self) -> None:
        try:
            found = read_parameters(self.more.text())
        except FormatError as problem:
            self._tell(problem.sentence, wrong=True)
            return
        self.more.clear()
        for name, value in found.items():
            self._on_changed(name, Said(self._target, value))

    def _on_told(self, row: ParameterRow) -> None:
        self.area.ensureWidgetVisible(row, 0, 8)
        self._tell(row.help, wrong=bool(row.fault))

    def _tell(self, text: str, *, wrong: bool = False) -> None:
        self.help.set_color("error" if wrong else "dim")
        self.help.set_text(text)
