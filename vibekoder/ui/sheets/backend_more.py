"""The rows of a backend that few people need: its short name, the way to it, what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QSignalBlocker, Signal

from vibekoder.app.tongue import tr
from vibekoder.core.errors import FormatError
from vibekoder.store.projects import BackendEntry
from vibekoder.ui.look import Look
from vibekoder.ui.sheets.form_rows import FieldFrame, Form, Lines, Row, fill_choice
from vibekoder.ui.sheets.parameters import read_headers, show_headers
from vibekoder.ui.style import Choice

HEADER_LINES: Final = 2
ONCE_CHOICES: Final[tuple[int | None, ...]] = (None, 1, 2, 4, 8)


class MoreFields(QObject):
    """Adds its rows to a form.

    Signals:
        edited(): a field was changed by the person.
        renamed(str): the backend is to have this short name.
    """

    edited = Signal()
    renamed = Signal(str)

    def __init__(self, look: Look, form: Form) -> None:
        super().__init__(form)
        self._look = look
        self.headers = Lines(look, form)
        self.proxy = form.field(code=True)
        self.ca_file = form.field(code=True)
        self.at_once = Choice(look, form)
        self.fallback = Choice(look, form)
        self.name = form.field(code=True)
        self.rows: dict[str, Row] = {}
        self._name = ""
        self._lay_out(form)
        for field in (self.proxy, self.ca_file):
            field.textEdited.connect(self.edited)
        self.headers.textChanged.connect(self.edited)
        for choice in (self.at_once, self.fallback):
            choice.currentIndexChanged.connect(self.edited)
        # not as it is typed: half a name would be one more that sessions may say
        self.name.editingFinished.connect(self._on_named)

    def fill(self, entry: BackendEntry, others: Sequence[BackendEntry]) -> None:
        """Show this entry; ``others`` may answer in its place."""
        fields = (self.headers, self.proxy, self.ca_file, self.at_once, self.fallback)
        blockers = [QSignalBlocker(field) for field in fields]
        self.headers.setPlainText(show_headers(entry.headers))
        self.proxy.setText(entry.proxy)
        self.ca_file.setText(entry.ca_file)
        fill_choice(self.at_once, ONCE_CHOICES, entry.at_once, self._once_words)
        names = ["", *(one.name for one in others if one.name != entry.name)]
        shown = {one.name: one.shown for one in others}
        fill_choice(self.fallback, names, entry.fallback, partial(self._fallback_words, shown))
        for blocker in blockers:
            blocker.unblock()
        self.show_name(entry)

    def show_name(self, entry: BackendEntry) -> None:
        """The name that sessions say, and those that they may say too."""
        self._name = entry.name
        self.name.setText(entry.name)
        hint = self.tr("A session names it so, above its first slice: backend: {name}")
        told = [hint.format(name=entry.name)] if entry.name else []
        if entry.formerly:
            names = ", ".join(entry.formerly)
            told.append(self.tr("Sessions that say {names} mean it too.").format(names=names))
        self.rows["name"].hint("\n".join(told))
        self.rows["name"].say("")

    def entry(self, old: BackendEntry) -> BackendEntry:
        """The entry with what stands here; FormatError for what cannot be read."""
        try:
            headers = read_headers(self.headers.toPlainText())
        except FormatError as error:
            self.rows["headers"].say(error.sentence)
            raise
        return replace(
            old,
            headers=headers,
            proxy=self.proxy.text().strip(),
            ca_file=self.ca_file.text().strip(),
            at_once=self.at_once.currentData(),
            fallback=self.fallback.currentData(),
        )

    @staticmethod
    def used(entry: BackendEntry) -> bool:
        """Whether anything of it is set."""
        return bool(
            entry.headers or entry.proxy or entry.ca_file or entry.at_once or entry.fallback
        )

    def show(self, *, visible: bool) -> None:
        """Show or hide all of it."""
        for row in self.rows.values():
            row.show(visible=visible)
        self.rows["name"].show(visible=visible and bool(self._name))

    def fit(self) -> None:
        """The fonts have changed."""
        for field in (self.proxy, self.ca_file, self.name):
            field.setFont(self._look.theme.font("code"))
        self.headers.fit(HEADER_LINES)

    def _lay_out(self, form: Form) -> None:
        for choice in (self.at_once, self.fallback):
            choice.setMinimumHeight(self._look.theme.size("field"))
        rows = self.rows
        self.headers.setAccessibleName(self.tr("Headers"))
        rows["headers"] = form.row(
            self.tr("Headers"),
            FieldFrame(self._look, self.headers, form),
            hint=self.tr("One a line: X-Team: kettledrum. A key does not belong here."),
        )
        rows["proxy"] = form.row(
            self.tr("Proxy"),
            self.proxy,
            hint=self.tr("Of http, https or socks5. Empty: the system's. “direct”: none."),
        )
        self.proxy.setPlaceholderText("http://proxy.example:3128")
        rows["ca_file"] = form.row(
            self.tr("CA file"),
            self.ca_file,
            hint=self.tr("Certificates that are believed too, with the whole path."),
        )
        rows["at_once"] = form.row(
            self.tr("At once"), self.at_once, hint=self.tr("Other requests wait behind these.")
        )
        rows["fallback"] = form.row(
            self.tr("If it fails"),
            self.fallback,
            hint=self.tr("Only before any text has come, and the answer says who wrote it."),
        )
        rows["name"] = form.row(self.tr("Short name"), self.name)

    def _on_named(self) -> None:
        name = self.name.text().strip()
        if name != self._name:
            self.renamed.emit(name)

    def _once_words(self, limit: int | None) -> str:
        if limit is None:
            return self.tr("As many requests as there are")
        return tr("%n requests", limit)

    def _fallback_words(self, shown: Mapping[str, str], name: str) -> str:
        if not name:
            return self.tr("Say so, and wait for you")
        return self.tr("Ask {name}").format(name=shown.get(name, name))
