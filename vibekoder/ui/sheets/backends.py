"""The sheet of a project's backends: which there are, and how each is reached."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSignalBlocker,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from vibekoder.core.errors import FormatError
from vibekoder.store.projects import BackendEntry, wrong
from vibekoder.ui.buttons import Button, IconButton, keyboard_focus
from vibekoder.ui.draw import RIGHT, draw_dot, draw_line, draw_ring, draw_text, fill_box
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.parameters import read_parameters, show_parameters
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.style import Choice, thin_bars

Index = QModelIndex | QPersistentModelIndex

LIST_WIDTH: Final = 234
LABEL_WIDTH: Final = 108
PAUSE_MS: Final = 400
PARAMETER_LINES: Final = 4
IDLE_CHOICES: Final[tuple[float | None, ...]] = (None, 60.0, 300.0, 600.0, 1800.0, 0.0)


@dataclass(frozen=True, slots=True)
class BackendKind:
    """One kind of backend from the registry's table, as the sheet offers it."""

    name: str
    title: str
    has_address: bool = True
    base_url: str = ""
    note: str = ""


class Role(IntEnum):
    """What the model tells beside its text."""

    ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class BackendRow:
    """One line of the list: the entry, whether it is the default, and what is wrong with it."""

    entry: BackendEntry
    default: bool
    fault: str
    second: str


class BackendList(QAbstractListModel):
    """The entries in the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[BackendRow, ...] = ()

    def set_rows(self, rows: Sequence[BackendRow]) -> None:
        """Show these; with the same number of rows the selection stays."""
        if len(rows) == len(self.rows):
            self.rows = tuple(rows)
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's own default)
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.entry.shown or self.tr("New backend")
        if role == Role.ROW:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            facts = [self.data(index), row.fault or row.second]
            return ", ".join([*facts, self.tr("default")] if row.default else facts)
        return None


class BackendDelegate(QStyledItemDelegate):
    """Paints one backend: dot, title, and under it its model or what is missing."""

    def __init__(self, look: Look, view: QListView) -> None:
        super().__init__(view)
        self._look = look
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(LIST_WIDTH, self._look.theme.size("rowTwoLine"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._look.theme
        row: BackendRow = index.data(Role.ROW)
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        box = rect.adjusted(theme.space("rowInsetX"), 1, -theme.space("rowInsetX") - 2, -3)
        if state & QStyle.StateFlag.State_Selected:
            fill_box(painter, box, theme.radius("control"), theme.color("accentTint"))
        elif state & QStyle.StateFlag.State_MouseOver:
            fill_box(painter, box, theme.radius("control"), theme.color("hover"))
        color = "warn" if row.fault else "success"
        draw_dot(painter, QPointF(box.x() + 16, box.y() + 16), self._look, color=color)
        left = box.x() + 30
        title = QRect(left, box.y() + 6, box.right() - left - 8, 18)
        if row.default:
            title.setRight(title.right() - 48)
            badge = QRect(title.right(), title.y(), 48, 18)
            caption = theme.font("caption")
            draw_text(painter, badge, self.tr("default"), caption, theme.color("dim"), RIGHT)
        font = theme.font("body")
        font.setWeight(font.Weight.Medium)
        draw_text(painter, title, index.data(), font, theme.color("text"))
        second = QRect(left, title.bottom() + 1, box.right() - left - 8, 17)
        pen = theme.color("warn" if row.fault else "dim")
        draw_text(painter, second, row.fault or row.second, theme.font("small"), pen)
        if state & QStyle.StateFlag.State_HasFocus and keyboard_focus(self._view):
            draw_ring(painter, box, theme.radius("control"), self._look)


class Lines(QPlainTextEdit):
    """A field of several lines; Tab leaves it.

    Signals:
        focusChanged(): it gained or lost the focus.
    """

    focusChanged = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        thin_bars(look, self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focusChanged.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focusChanged.emit()


class FieldFrame(QFrame):
    """The frame around a field of several lines, as a stock field has it."""

    def __init__(self, look: Look, inner: Lines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._inner = inner
        box = QVBoxLayout(self)
        box.setContentsMargins(9, 5, 3, 4)
        box.addWidget(inner)
        inner.focusChanged.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter, radius = QPainter(self), theme.radius("control")
        fill_box(painter, self.rect(), radius, theme.color("raised"), theme.color("borderStrong"))
        if self._inner.hasFocus():
            draw_ring(painter, self.rect(), radius, self._look)


class BackendForm(QWidget):
    """The fields of one backend.

    Signals:
        edited(): a field was changed by the person.
    """

    edited = Signal()

    def __init__(
        self, look: Look, has_variable: Callable[[str], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._has_variable = has_variable
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self.title = QLineEdit(self)
        self.address = QLineEdit(self)
        self.key_variable = QLineEdit(self)
        self.model = QLineEdit(self)
        self.parameters = Lines(look, self)
        self.idle = Choice(look, self)
        self.key_line = Paragraph(look, face="small", color="dim", parent=self)
        self.problem = Paragraph(look, face="small", color="error", parent=self)
        self._networked: list[QWidget] = []
        self._lay_out()
        self._on_theme()
        self._connect()

    def set_entry(self, entry: BackendEntry, kind: BackendKind) -> None:
        """Show this entry."""
        fields = (self.title, self.address, self.key_variable, self.model, self.idle)
        blockers = [QSignalBlocker(field) for field in (*fields, self.parameters)]
        self.title.setText(entry.title)
        self.title.setPlaceholderText(entry.name)
        self.address.setText(entry.base_url)
        self.address.setPlaceholderText(kind.base_url)
        self.key_variable.setText(entry.key_variable)
        self.model.setText(entry.model)
        self.parameters.setPlainText(show_parameters(entry.params))
        self._set_idle(entry.idle_limit)
        for blocker in blockers:
            blocker.unblock()
        for widget in self._networked:
            widget.setVisible(kind.has_address)
        self.say_key()
        self.problem.set_text("")

    def entry(self, old: BackendEntry) -> BackendEntry:
        """The entry as it stands in the fields; FormatError for parameters that cannot be read."""
        return replace(
            old,
            title=self.title.text().strip(),
            base_url=self.address.text().strip().rstrip("/"),
            key_variable=self.key_variable.text().strip(),
            model=self.model.text().strip(),
            params=self._params(old),
            idle_limit=self.idle.currentData(),
        )

    def say_key(self) -> None:
        """Tell whether the named variable is set; never its value."""
        name = self.key_variable.text().strip()
        if not name:
            text = self.tr("No key is sent. Name a variable if the server wants one.")
        elif self._has_variable(name):
            text = self.tr("Found. The key stays there: it is never written to the project.")
        else:
            text = self.tr("{name} is not set. Set it, then start the program again.")
        self.key_line.set_text(text.format(name=name))
        missing = bool(name) and not self._has_variable(name)
        self.key_line.set_color("warn" if missing else "dim")

    def _params(self, old: BackendEntry) -> Mapping[str, Any]:
        text = self.parameters.toPlainText()
        # what was not touched stays as the file has it, dates and comments too
        return old.params if text == show_parameters(old.params) else read_parameters(text)

    def _lay_out(self) -> None:
        for field in (self.title, self.address, self.key_variable, self.model):
            field.setMinimumHeight(self._look.theme.size("field"))
            field.setTextMargins(6, 0, 6, 0)
        self.idle.setMinimumHeight(self._look.theme.size("field"))
        self._add_row(self.tr("Name"), self.title)
        address = self._add_row(self.tr("Address"), self.address)
        key = self._add_row(self.tr("Key variable"), self.key_variable, self.key_line)
        self._add_row(self.tr("Model"), self.model)
        hint = Paragraph(
            self._look,
            self.tr("One a line: temperature = 0.2. Only what stands here is sent."),
            face="small",
            color="dim",
            parent=self,
        )
        frame = FieldFrame(self._look, self.parameters, self)
        self._add_row(self.tr("Parameters"), frame, hint)
        self.parameters.setAccessibleName(self.tr("Parameters"))
        give_up = Paragraph(
            self._look,
            self.tr("Reasoning models can be silent for minutes. The text so far is kept."),
            face="small",
            color="dim",
            parent=self,
        )
        idle = self._add_row(self.tr("Give up after"), self.idle, give_up)
        row = self._grid.rowCount()
        self._grid.addWidget(self.problem, row, 1)
        self._grid.setRowStretch(row + 1, 1)
        self._networked = [address, self.address, key, self.key_variable, self.key_line]
        self._networked += [idle, self.idle, give_up]

    def _add_row(self, text: str, field: QWidget, under: QWidget | None = None) -> QLabel:
        row = self._grid.rowCount()
        label = QLabel(text, self)
        label.setBuddy(field)
        label.setFixedHeight(self._look.theme.size("field"))
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        field.setAccessibleName(text)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(field, row, 1)
        if under is not None:
            under.setContentsMargins(1, 3, 0, 0)
            self._grid.addWidget(under, row + 1, 1)
        self._grid.setRowMinimumHeight(row + 2, 12)
        return label

    def _connect(self) -> None:
        for field in (self.title, self.address, self.key_variable, self.model):
            field.textEdited.connect(self.edited)
        self.key_variable.textEdited.connect(self.say_key)
        self.parameters.textChanged.connect(self.edited)
        self.idle.currentIndexChanged.connect(self.edited)
        self._look.theme.changed.connect(self._on_theme)

    def _set_idle(self, limit: float | None) -> None:
        self.idle.clear()
        choices = IDLE_CHOICES if limit in IDLE_CHOICES else (*IDLE_CHOICES, limit)
        for choice in choices:
            self.idle.addItem(self._idle_words(choice), choice)
        self.idle.setCurrentIndex(choices.index(limit))

    def _idle_words(self, limit: float | None) -> str:
        if limit is None:
            return self.tr("The usual: 10 minutes without a word, never for this machine")
        if limit == 0:
            return self.tr("Never")
        if limit % 60:
            return self.tr("{n} seconds without a word").format(n=f"{limit:g}")
        if limit == 60:
            return self.tr("1 minute without a word")
        return self.tr("{n} minutes without a word").format(n=f"{limit / 60:g}")

    def _on_theme(self) -> None:
        theme = self._look.theme
        for field in (self.address, self.key_variable, self.parameters):
            field.setFont(theme.font("code"))
        lines = PARAMETER_LINES * self.parameters.fontMetrics().lineSpacing()
        self.parameters.setFixedHeight(lines + 2)


class BackendsSheet(Sheet):
    """The backends of one project, saved as they are typed.

    ``kinds`` come from the registry's table, ``fixed`` names entries that cannot be removed and
    ``has_variable`` tells whether an environment variable is set.

    Signals:
        saveWanted(entry: BackendEntry): a valid entry is new or has changed; its name is never
            changed after its first saving.
        removeWanted(name: str): an entry is to be taken out.
        defaultWanted(name: str): an entry is to be the project's default.
    """

    saveWanted = Signal(object)
    removeWanted = Signal(str)
    defaultWanted = Signal(str)

    def __init__(
        self,
        look: Look,
        kinds: Sequence[BackendKind],
        *,
        has_variable: Callable[[str], bool],
        fixed: Collection[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "Backends", look.theme.area("backendDialog"), parent)
        self._kinds = {kind.name: kind for kind in kinds}
        self._has_variable = has_variable
        self._fixed = frozenset(fixed)
        self._at = -1
        self._new: BackendEntry | None = None
        self.entries: tuple[BackendEntry, ...] = ()
        self.default = ""
        self.setAccessibleName(self.tr("Backends"))
        self.list = BackendList(self)
        self.view = QListView(self.box)
        self.heading = Paragraph(look, face="dialogTitle", parent=self.box)
        self.form = BackendForm(look, has_variable, self.box)
        self.add = IconButton(look, "plus", self.tr("Add backend"), parent=self.box)
        self.close_button = IconButton(look, "close", self.tr("Close"), key="Esc", parent=self.box)
        self.make_default = Button(look, self.tr("Make default"), parent=self.box)
        self.remove = Button(look, self.tr("Remove backend"), kind="quiet", parent=self.box)
        self.note = Paragraph(look, face="small", color="dim", parent=self.box)
        self.applies = Paragraph(look, face="small", color="dim", parent=self.box)
        self.done = Button(
            look, self.tr("Done"), kind="primary", height="buttonDialog", parent=self.box
        )
        self.add_menu = QMenu(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._lay_out()
        self._fill_menu()
        self._connect()

    def set_project(self, name: str) -> None:
        """Whose backends these are."""
        self.applies.set_text(self.tr("Applies to {project} only.").format(project=name))

    def set_backends(self, entries: Sequence[BackendEntry], default: str) -> None:
        """Show these; the entry that is shown stays shown, unless it is gone."""
        shown = self._current()
        self.entries, self.default = tuple(entries), default
        names = [entry.name for entry in entries]
        if shown is not None and shown.name in names:
            self._show_rows()
            self._at = names.index(shown.name)
            self._mark_current()
            return
        wanted = names.index(default) if default in names else 0
        self._show_rows()
        self._show(wanted)

    def add_entry(self, kind: str) -> None:
        """Begin a new entry of this kind; it is saved once it can be used."""
        self.flush()
        self._new = BackendEntry("", kind, base_url=self._kinds[kind].base_url)
        self._show_rows()
        self._show(len(self.list.rows) - 1)
        self.form.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def flush(self) -> None:
        """Save now what would be saved after the pause."""
        if self._timer.isActive():
            self._timer.stop()
            self._save()

    def dismiss(self) -> None:
        self.flush()
        self._new = None
        super().dismiss()

    def first_focus(self) -> QWidget | None:
        return self.view

    def _lay_out(self) -> None:
        self.view.setItemDelegate(BackendDelegate(self._look, self.view))
        self.view.setModel(self.list)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(self.tr("Backends"))
        self.view.viewport().setAutoFillBackground(False)
        thin_bars(self._look, self.view)
        across = QHBoxLayout(self.box)
        across.setContentsMargins(1, 1, 1, 1)
        across.setSpacing(0)
        across.addWidget(self._left())
        across.addLayout(self._right(), 1)

    def _left(self) -> QWidget:
        left = SidePane(self._look, self.box)
        left.setFixedWidth(LIST_WIDTH)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 6, 1, 12)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setContentsMargins(14, 0, 8, 0)
        self.count = Paragraph(self._look, face="bodyStrong", color="dim", parent=left)
        head.addWidget(self.count, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.add)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 0, 14, 0)
        foot.addWidget(self.applies)
        column.addLayout(foot)
        return left

    def _right(self) -> QVBoxLayout:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(24, 10, 10, 10)
        head.addWidget(self.heading, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.close_button)
        right.addLayout(head)
        scroll = QScrollArea(self.box)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        thin_bars(self._look, scroll)
        inner = QWidget()
        around = QVBoxLayout(inner)
        around.setContentsMargins(24, 14, 24, 12)
        around.addWidget(self.form)
        scroll.setWidget(inner)
        scroll.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        right.addWidget(scroll, 1)
        right.addWidget(FootLine(self._look, self.box))
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 8, 14, 8)
        foot.setSpacing(8)
        foot.addWidget(self.make_default)
        foot.addWidget(self.remove)
        foot.addWidget(self.note, 1, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self.done)
        right.addLayout(foot)
        return right

    def _fill_menu(self) -> None:
        for kind in self._kinds.values():
            action = QAction(kind.title, self)
            action.triggered.connect(partial(self._on_kind, kind.name))
            self.add_menu.addAction(action)

    def _connect(self) -> None:
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.form.edited.connect(self._on_edited)
        self.add.clicked.connect(self._on_add)
        self.close_button.clicked.connect(self.dismiss)
        self.done.clicked.connect(self.dismiss)
        self.make_default.clicked.connect(self._on_default)
        self.remove.clicked.connect(self._on_remove)
        self._timer.timeout.connect(self._save)

    def _all(self) -> tuple[BackendEntry, ...]:
        return self.entries if self._new is None else (*self.entries, self._new)

    def _current(self) -> BackendEntry | None:
        entries = self._all()
        return entries[self._at] if 0 <= self._at < len(entries) else None

    def _kind(self, entry: BackendEntry) -> BackendKind:
        return self._kinds.get(entry.kind) or BackendKind(entry.kind, entry.kind)

    def _show_rows(self) -> None:
        rows = [self._row(entry) for entry in self._all()]
        with QSignalBlocker(self.view.selectionModel()):
            self.list.set_rows(rows)
        self.count.set_text(self.tr("Backends {n}").format(n=len(rows)))

    def _row(self, entry: BackendEntry) -> BackendRow:
        kind = self._kind(entry)
        fault = ""
        if entry.key_variable and not self._has_variable(entry.key_variable):
            fault = self.tr("key missing")
        second = entry.model or kind.note or urlsplit(entry.base_url).netloc
        default = bool(entry.name) and entry.name == self.default
        return BackendRow(entry, default, fault, second)

    def _show(self, at: int) -> None:
        self._at = at
        entry = self._current()
        self.form.setVisible(entry is not None)
        if entry is not None:
            self.form.set_entry(entry, self._kind(entry))
        self._mark_current()

    def _mark_current(self) -> None:
        with QSignalBlocker(self.view.selectionModel()):
            self.view.setCurrentIndex(self.list.index(self._at))
        self.view.viewport().update()
        entry = self._current()
        self.heading.set_text(entry.shown or self.tr("New backend") if entry else "")
        self.make_default.setVisible(entry is not None and entry.name != self.default)
        self.make_default.setEnabled(entry is not None and bool(entry.name))
        self.remove.setVisible(entry is not None and entry.name not in self._fixed)
        self._say("")

    def _say(self, problem: str) -> None:
        self.form.problem.set_text(problem)
        saved = self.tr("Saved to vibekoder.toml as you type")
        self.note.set_text(self.tr("Not saved yet") if problem else saved)

    def _save(self) -> None:
        entry = self._current()
        if entry is None:
            return
        try:
            changed = self.form.entry(entry)
        except FormatError as error:
            self._say(error.sentence)
            return
        named = changed if changed.name else replace(changed, name=self._free_name(changed))
        problem = wrong(named)
        if problem or named == entry:
            self._say(problem)
            return
        if self._new is not None and entry is self._new:
            self._new = None
            self.entries = (*self.entries, named)
        else:
            at = self._at
            self.entries = (*self.entries[:at], named, *self.entries[at + 1 :])
        self._show_rows()
        self._mark_current()
        self.saveWanted.emit(named)

    def _free_name(self, entry: BackendEntry) -> str:
        words = entry.title or urlsplit(entry.base_url).hostname or entry.kind
        stem = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "backend"
        taken = {one.name for one in self.entries}
        name, number = stem, 2
        while name in taken:
            name, number = f"{stem}-{number}", number + 1
        return name

    def _on_current(self, index: QModelIndex) -> None:
        self.flush()
        if index.isValid() and index.row() != self._at:
            self._show(index.row())

    def _on_edited(self) -> None:
        self._timer.start()

    def _on_add(self) -> None:
        if len(self._kinds) == 1:
            self.add_entry(next(iter(self._kinds)))
            return
        self.add_menu.popup(self.add.mapToGlobal(self.add.rect().bottomLeft()))

    def _on_kind(self, kind: str) -> None:
        self.add_entry(kind)

    def _on_default(self) -> None:
        self.flush()
        entry = self._current()
        if entry is not None and entry.name:
            self.default = entry.name
            self._show_rows()
            self._mark_current()
            self.defaultWanted.emit(entry.name)

    def _on_remove(self) -> None:
        self._timer.stop()
        entry = self._current()
        if entry is None:
            return
        if self._new is entry:
            self._new = None
        else:
            self.entries = tuple(one for one in self.entries if one.name != entry.name)
        self._show_rows()
        self._show(max(0, self._at - 1))
        if entry.name:
            self.removeWanted.emit(entry.name)


class SidePane(QWidget):
    """The ground of the list, rounded where the sheet is, with a line to its right."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        radius = theme.radius("sheet") - 1
        painter.setClipRect(self.rect())
        wide = self.rect().adjusted(0, 0, 20, 0)
        fill_box(painter, wide, radius, theme.color("panel"))
        line = theme.color("border")
        draw_line(painter, self.width() - 1, 0, self.height(), line, upright=True)


class FootLine(QWidget):
    """The line over the sheet's buttons."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_line(QPainter(self), 0, 0, self.width(), self._look.theme.color("border"))
