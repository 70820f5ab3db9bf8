"""The form of a layer's settings: a field for each, made from the table of settings alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QWidget

from vibekoder.app.tongue import later, tr
from vibekoder.core.errors import FormatError
from vibekoder.core.settings import Kind, Layer, Setting, Values, check
from vibekoder.ui.buttons import IconButton
from vibekoder.ui.look import Look
from vibekoder.ui.paragraph import Paragraph
from vibekoder.ui.sheets.form_rows import FieldFrame, Form, Lines, Row
from vibekoder.ui.sheets.parameters import read_parameters, show_parameters
from vibekoder.ui.style import Choice

PLACE: Final = 62
LINES: Final = {Kind.NAMES: 3, Kind.MAP: 4}
NUMBERS: Final = frozenset({Kind.WHOLE, Kind.NUMBER})
SWITCH: Final = {True: later("on"), False: later("off")}


def read_value(setting: Setting[Any], text: str) -> Any:
    """What was typed for a setting; None for nothing, which leaves it to the outer layers.

    Raises FormatError with a sentence that names the setting by its title.
    """
    if not text.strip():
        return None
    try:
        return check(setting, _READ.get(setting.type, str.strip)(text))
    except FormatError as error:
        named = error.sentence.replace(f"“{setting.key}”", setting.title)
        raise FormatError(named, error.hint) from error


def show_value(setting: Setting[Any], value: Any) -> str:
    """The text that reads back as this value."""
    if setting.type is Kind.MAP:
        return show_parameters(value)
    if setting.type is Kind.NAMES:
        return "\n".join(value)
    if setting.type is Kind.SWITCH:
        return SWITCH[value]
    return f"{value:.10g}" if setting.type in NUMBERS else str(value)


@dataclass(frozen=True, slots=True)
class _Field:
    """One field: how its text is had, and put in without that being told."""

    text: Callable[[], str]
    put: Callable[[str], None]
    hint: Callable[[str], None]


class SettingsForm(Form):
    """Fields for the settings that one layer may hold, under the heads of their tables.

    An empty field leaves the setting to the outer layers, whose value it shows greyed. Beside each
    stands the layer whose value counts, and what takes a value back. What is typed wrongly is
    explained beside it and is not told.

    Signals:
        changed(setting: Setting, value: object): a valid value was typed and left; None takes it
            out of this layer.
    """

    changed = Signal(object, object)

    def __init__(
        self,
        look: Look,
        sections: Sequence[tuple[str, Sequence[Setting[Any]]]],
        layer: Layer,
        parent: QWidget | None = None,
    ) -> None:
        """``sections`` are heads with the settings below them; an empty head is not shown."""
        super().__init__(look, parent)
        self._layer = layer
        self._values = Values()
        self._rows: dict[str, Row] = {}
        self._known: dict[str, str] = {}
        self.fields: dict[str, QWidget] = {}
        self._access: dict[str, _Field] = {}
        self.places: dict[str, Paragraph] = {}
        self.resets: dict[str, IconButton] = {}
        self._heads: list[tuple[Paragraph, Sequence[Setting[Any]]]] = []
        self._settings = [one for _, section in sections for one in section]
        for head, section in sections:
            if head:
                title = Paragraph(look, tr(head), face="bodyStrong", parent=self)
                title.setContentsMargins(0, 8, 0, 6)
                self.whole(title)
                self._heads.append((title, section))
            for setting in section:
                self._add(setting)
        self.end()

    def show_values(self, values: Values) -> None:
        """Show these; a field that is being typed in keeps what is typed."""
        self._values = values
        own = values.layers[self._layer]
        for setting in self._settings:
            text = show_value(setting, own[setting.key]) if setting.key in own else ""
            access = self._access[setting.key]
            if access.text() == self._known.get(setting.key, ""):
                access.put(text)
            self._known[setting.key] = text
            access.hint(self._outer(setting))
            place = values.place(setting)
            mine = setting.key in own
            self.places[setting.key].set_text(self._place(place))
            self.places[setting.key].set_color(
                "dim" if place is None else "accentText" if place is self._layer else "warn"
            )
            self.resets[setting.key].setVisible(mine)
            self._rows[setting.key].hint(self._told(setting))

    def narrow(self, wanted: str) -> int:
        """Show only the settings that this text stands in; how many they are."""
        letters = wanted.casefold().split()
        found = {one.key for one in self._settings if self._has(one, letters)}
        for setting in self._settings:
            self._rows[setting.key].show(visible=setting.key in found)
        for title, section in self._heads:
            title.setVisible(any(one.key in found for one in section))
        return len(found)

    def head(self, at: int) -> QWidget:
        """The head of the section with this number."""
        return self._heads[at][0]

    def shown_heads(self) -> list[bool]:
        """Of each head, whether something under it is shown."""
        return [not title.isHidden() for title, _ in self._heads]

    def reset(self, key: str) -> None:
        """Take a value out of this layer."""
        setting = next(one for one in self._settings if one.key == key)
        self._access[key].put("")
        self._leave(setting)

    def problem(self, key: str) -> str:
        """What is wrong in the field of this setting; empty for nothing."""
        setting = next(one for one in self._settings if one.key == key)
        try:
            read_value(setting, self._access[key].text())
        except FormatError as error:
            return error.sentence
        return ""

    def flush(self) -> None:
        """Tell what was typed and is not told yet."""
        for setting in self._settings:
            self._leave(setting)

    def _add(self, setting: Setting[Any]) -> None:
        makers = {
            Kind.CHOICE: self._choice,
            Kind.SWITCH: self._choice,
            Kind.NAMES: self._lines,
            Kind.MAP: self._lines,
        }
        made = makers.get(setting.type, self._line)(setting)
        place = Paragraph(self._look, face="small", color="dim", parent=self)
        place.setFixedWidth(PLACE)
        place.setContentsMargins(0, 6, 0, 0)
        reset = IconButton(
            self._look,
            "regenerate",
            self.tr("Take back: {title}").format(title=tr(setting.title)),
            parent=self,
        )
        keeps = reset.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        reset.setSizePolicy(keeps)
        reset.hide()
        reset.clicked.connect(partial(self.reset, setting.key))
        self.places[setting.key] = place
        self.resets[setting.key] = reset
        self._rows[setting.key] = self.row(tr(setting.title), made, place, reset, hint=setting.help)

    def _line(self, setting: Setting[Any]) -> QWidget:
        field = self.field()
        field.textEdited.connect(partial(self._judge, setting))
        field.editingFinished.connect(partial(self._leave, setting))
        return self._keep(
            setting, field, _Field(field.text, field.setText, field.setPlaceholderText)
        )

    def _lines(self, setting: Setting[Any]) -> QWidget:
        field = Lines(self._look, self)
        field.fit(LINES[setting.type])
        field.setAccessibleName(tr(setting.title))

        def put(text: str) -> None:
            with QSignalBlocker(field):
                field.setPlainText(text)

        field.textChanged.connect(partial(self._judge, setting))
        field.focusChanged.connect(partial(self._on_focus, setting, field))
        self._keep(setting, field, _Field(field.toPlainText, put, field.setPlaceholderText))
        return FieldFrame(self._look, field, self)

    def _choice(self, setting: Setting[Any]) -> QWidget:
        field = Choice(self._look, self)
        field.setMinimumHeight(self._look.theme.size("field"))
        field.addItem("", "")
        choices = tuple(SWITCH.values()) if setting.type is Kind.SWITCH else setting.limits.choices
        for one in choices:
            field.addItem(tr(one), one)

        def text() -> str:
            return str(field.currentData())

        def put(value: str) -> None:
            with QSignalBlocker(field):
                field.setCurrentIndex(max(0, field.findData(value)))

        field.currentIndexChanged.connect(partial(self._leave, setting))
        return self._keep(setting, field, _Field(text, put, partial(field.setItemText, 0)))

    def _keep(self, setting: Setting[Any], field: QWidget, access: _Field) -> QWidget:
        self.fields[setting.key] = field
        self._access[setting.key] = access
        return field

    def _judge(self, setting: Setting[Any], _: object = None) -> None:
        self._rows[setting.key].say(self.problem(setting.key))

    def _on_focus(self, setting: Setting[Any], field: QWidget) -> None:
        if not field.hasFocus():
            self._leave(setting)

    def _leave(self, setting: Setting[Any], _: object = None) -> None:
        text = self._access[setting.key].text()
        self._judge(setting)
        if text == self._known.get(setting.key, "") or self.problem(setting.key):
            return
        self._known[setting.key] = text
        self.changed.emit(setting, read_value(setting, text))

    def _outer(self, setting: Setting[Any]) -> str:
        """What counts where this layer says nothing."""
        value = self._values.with_layer(self._layer, {})[setting]
        text = show_value(setting, value)
        if setting.type in (Kind.CHOICE, Kind.SWITCH):
            text = tr(text)
        return f"{text or self.tr('nothing')} {tr(setting.unit)}".strip()

    def _place(self, layer: Layer | None) -> str:
        """The layer that a value comes from, in a word."""
        words = {
            None: self.tr("default"),
            Layer.APP: self.tr("yours"),
            Layer.PROJECT: self.tr("project"),
            Layer.SESSION: self.tr("session"),
            Layer.REQUEST: self.tr("request"),
        }
        return words[layer]

    def _has(self, setting: Setting[Any], letters: Sequence[str]) -> bool:
        head = next((title.text() for title, rest in self._heads if setting in rest), "")
        told = (head, tr(setting.title), tr(setting.help), setting.key)
        text = " ".join((*told, *setting.limits.choices)).casefold()
        return all(one in text for one in letters)

    def _told(self, setting: Setting[Any]) -> str:
        """Help, limits, and which layer the value comes from."""
        said = [tr(setting.help), *self._limits(setting)]
        if setting.key in self._values.layers[self._layer]:
            outer = self._outer(setting)
            said.append(self.tr("Set here; without it: {value}.").format(value=outer))
        elif any(setting.key in one for one in self._values.layers[: self._layer]):
            said.append(self.tr("Set in your own settings."))
        inner = {
            Layer.PROJECT: self.tr("This project sets {value}, which counts in it."),
            Layer.SESSION: self.tr("The session that is shown sets {value}, which counts there."),
        }
        for layer, sentence in inner.items():
            if layer > self._layer and setting.key in self._values.layers[layer]:
                value = show_value(setting, self._values.layers[layer][setting.key])
                said.append(sentence.format(value=", ".join(value.split("\n")) or "–"))
        return " ".join(said)

    def _limits(self, setting: Setting[Any]) -> list[str]:
        if setting.type not in NUMBERS:
            return []
        limits = setting.limits
        said = self.tr("From {least} to {most}.")
        unit = f" {tr(setting.unit)}" if setting.unit else ""
        return [said.format(least=f"{limits.least:.10g}", most=f"{limits.most:.10g}{unit}")]


def _number(text: str) -> Any:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return text


def _names(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _switch(text: str) -> Any:
    return next((value for value, word in SWITCH.items() if word == text), text)


_READ: Final[dict[Kind, Callable[[str], Any]]] = {
    Kind.SWITCH: _switch,
    Kind.WHOLE: _number,
    Kind.NUMBER: _number,
    Kind.NAMES: _names,
    Kind.MAP: read_parameters,
}
