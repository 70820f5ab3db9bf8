"""The table of colours, faces and sizes, as the widgets ask for it."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette, QStyleHints

from vibekoder.store.paths import resources

Name = Literal["light", "dark"]
Wish = Literal["system", "light", "dark"]
Contrast = Literal["system", "high", "usual"]
Motion = Literal["system", "full", "none"]

PLATFORMS: Final = {"win32": "windows", "darwin": "macos"}
SYSTEM_SIZE: Final = {"windows": 9.0, "macos": 13.0}
SHADOW_RINGS: Final = ((3, 12), (7, 12), (12, 7), (18, 5))
SHADOW_DROP: Final = 8
SCRIM: Final = {"light": 0.18, "dark": 0.35}
WIDEST: Final = 3840
"""A column that fills any window."""


@dataclass(frozen=True, slots=True)
class TextWish:
    """How a person wants the session's text; empty families are the look's own.

    ``columns`` are characters of code, 0 for the whole width; None is the look's own width.
    ``one_font`` shows everything as code.
    """

    columns: int | None = None
    font: str = ""
    code_font: str = ""
    one_font: bool = False


class Face(msgspec.Struct, frozen=True):
    """One line of the type table: pixels, weight, line pitch and which family."""

    px: int
    weight: int
    line: int
    family: str


class Tokens(msgspec.Struct, frozen=True):
    """The table as read: what is light or dark stands under ``colors``."""

    fonts: dict[str, Any]
    type: dict[str, Face]
    column: dict[str, int | str]
    space: dict[str, int | float | list[int]]
    size: dict[str, int | float | list[int]]
    radius: dict[str, float]
    border: dict[str, float]
    motion: dict[str, int | bool | str]
    colors: dict[str, dict[str, str]]
    palette_map: dict[str, str]
    syntax_map: dict[str, str]
    contrast: dict[str, dict[str, tuple[float, float]]]


def read_tokens(path: Path | None = None) -> Tokens:
    """The table from its file; a missing key raises ``msgspec.ValidationError``."""
    data = (path or resources() / "tokens.json").read_bytes()
    return msgspec.json.decode(data, type=Tokens)


def contrast(one: QColor, other: QColor) -> float:
    """The ratio of WCAG 2.2 between two opaque colours, 1 to 21."""
    dark, bright = sorted((_luminance(one), _luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def name_for(wish: Wish, scheme: Qt.ColorScheme) -> Name:
    """Which theme a setting means while the system's colour scheme is ``scheme``."""
    if wish == "system":
        return "dark" if scheme is Qt.ColorScheme.Dark else "light"
    return wish


class Theme(QObject):
    """What every widget paints with; one object for the program's life, light or dark.

    Widgets ask at painting time and never keep a colour. ``name`` is "light" or "dark".

    Signals:
        changed(): another theme was chosen; emitted after all values are the new ones.
    """

    changed = Signal()

    def __init__(
        self,
        name: Name = "light",
        *,
        tokens: Tokens | None = None,
        scale: float | None = None,
        high_contrast: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.tokens = tokens or read_tokens()
        self.name: Name = name
        self.high_contrast = high_contrast
        self.reduced = False
        self._still = False
        self._motion: Motion = "system"
        self._contrast: Contrast = "system"
        self._text = TextWish()
        self.scale = system_scale() if scale is None else scale
        self._platform = PLATFORMS.get(sys.platform, "linux")
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, float], QFont] = {}
        self._families: dict[str, list[str]] = {}
        self._wish: Wish = name
        self._hints: QStyleHints | None = None

    def use(self, name: Name, *, high_contrast: bool | None = None) -> None:
        """Change to this theme at once; the same again does nothing."""
        high = self.high_contrast if high_contrast is None else high_contrast
        if (name, high) == (self.name, self.high_contrast):
            return
        self.name, self.high_contrast = name, high
        self._colors.clear()
        self.changed.emit()

    def follow(self, wish: Wish) -> None:
        """Use what the setting asks for; with "system", go on following the system.

        High contrast follows the system in any case.
        """
        if self._hints is None:
            # held: what it gives out for accessibility lives no longer than this binding of it
            self._hints = QGuiApplication.styleHints()
            self._hints.colorSchemeChanged.connect(self._on_system)
            self._hints.accessibility().contrastPreferenceChanged.connect(self._on_system)
        self._wish = wish
        self._on_system()

    def set_reduced(self, reduced: bool) -> None:
        """Tell whether the system wants nothing to move: then every duration is 0."""
        self._still = reduced
        self.wish_motion(self._motion)

    def wish_motion(self, wish: Motion) -> None:
        """Whether things move; with "system" as ``set_reduced`` was told."""
        self._motion = wish
        reduced = wish == "none" or (wish == "system" and self._still)
        if reduced != self.reduced:
            self.reduced = reduced
            self.changed.emit()

    def wish_contrast(self, wish: Contrast) -> None:
        """High, usual, or what the system says."""
        self._contrast = wish
        self._on_system()

    def wish_text(self, wish: TextWish) -> None:
        """Show the session's text in these fonts and in this width; chrome stays as it is."""
        if wish != self._text:
            self._text = wish
            self._fonts.clear()
            self._families.clear()
            self.changed.emit()

    @property
    def dark(self) -> bool:
        """Whether the dark theme is shown."""
        return self.name == "dark"

    def color(self, token: str) -> QColor:
        """The colour of a token; an unknown one raises KeyError. Not to be changed in place."""
        found = self._colors.get(token)
        if found is None:
            found = self._colors[token] = self._make_color(token)
        return found

    def font(self, token: str, zoom: float = 1.0) -> QFont:
        """The font of a type token in whole pixels: chrome with even figures, text and
        code without ligatures. The caller may change it."""
        key = (token, zoom)
        if key not in self._fonts:
            self._fonts[key] = self._make_font(self._face(token), zoom)
        return QFont(self._fonts[key])

    def line(self, token: str, zoom: float = 1.0) -> int:
        """The pitch from line to line of a type token, in pixels."""
        return max(1, round(self._face(token).line * self.scale * zoom))

    def size(self, token: str) -> int:
        """A height or width of the chrome in pixels, grown with the system's text scale."""
        value = self.tokens.size[token]
        if not isinstance(value, int):
            raise KeyError(token)
        return round(value * self.scale)

    def area(self, token: str) -> QSize:
        """A width and height of the table, such as a sheet's."""
        value = self.tokens.size[token]
        if not isinstance(value, list):
            raise KeyError(token)
        width, height = value
        return QSize(round(width * self.scale), round(height * self.scale))

    def share(self, token: str) -> float:
        """A part of a whole from the sizes, such as ``composerMaxShare``."""
        value = self.tokens.size[token]
        if isinstance(value, list):
            raise KeyError(token)
        return float(value)

    def space(self, token: str) -> int:
        """A distance in whole pixels."""
        value = self.tokens.space[token]
        if not isinstance(value, int):
            raise KeyError(token)
        return value

    def column(self, token: str) -> int:
        """A measure of the text column."""
        value = self.tokens.column[token]
        if not isinstance(value, int):
            raise KeyError(token)
        if token == "card":
            return self.column("text") + value - int(self.tokens.column["text"])
        columns = self._text.columns
        if token != "text" or columns is None:
            return value
        wide = round(value * columns / int(self.tokens.column["code_columns"]))
        return min(WIDEST, wide or WIDEST)

    def radius(self, token: str) -> float:
        """How round a corner is."""
        return self.tokens.radius[token]

    def border(self, token: str) -> float:
        """How thick a line is."""
        return self.tokens.border[token]

    def motion(self, token: str) -> int:
        """How long a movement takes, in milliseconds; 0 where movement is unwanted."""
        value = self.tokens.motion[token]
        if isinstance(value, bool | str):
            raise KeyError(token)
        return 0 if self.reduced else value

    def palette(self) -> QPalette:
        """The palette of the whole program, for stock widgets."""
        palette = QPalette()
        roles = QPalette.ColorRole
        for key, token in self.tokens.palette_map.items():
            group, _, role = key.rpartition("/")
            if group == "Disabled":
                for text in (roles.Text, roles.WindowText, roles.ButtonText):
                    palette.setColor(QPalette.ColorGroup.Disabled, text, self.color(token))
            elif group:
                palette.setColor(QPalette.ColorGroup[group], roles[role], self.color(token))
            else:
                palette.setColor(roles[role], self.color(token))
        # Fusion takes the ground of a selected menu row and a progress bar from the accent
        palette.setColor(roles.Shadow, self.color("borderStrong"))
        palette.setColor(roles.BrightText, self.color("onAccent"))
        return palette

    def families(self, kind: str) -> list[str]:
        """The families of "ui", "prose" or "code", first choice first, only those present."""
        if kind not in self._families:
            own = {"prose": self._text.font, "code": self._text.code_font}.get(kind, "")
            found = self._find_families("code" if kind == "code" else "ui")
            self._families[kind] = [own, *found] if QFontDatabase.hasFamily(own) else found
        return self._families[kind]

    def _on_system(self) -> None:
        if self._hints is None:
            return
        asked = self._hints.accessibility().contrastPreference()
        high = self._contrast == "high" or (
            self._contrast == "system" and asked is Qt.ContrastPreference.HighContrast
        )
        self.use(name_for(self._wish, self._hints.colorScheme()), high_contrast=high)

    def _make_color(self, token: str) -> QColor:
        table = self.tokens.colors[self.name]
        if self.high_contrast:
            if token in ("text", "dim", "heading", "mark", "synText", "synName", "selectionText"):
                return QColor("#FFFFFF" if self.dark else "#000000")
            if token in ("border", "hairline"):
                token = "borderStrong"
            elif token.endswith("Tint") and token != "accentTint":
                token = "editor"
        return QColor(table[token])

    def _face(self, token: str) -> Face:
        face = self.tokens.type[token]
        if not self._text.one_font or face.family == "ui":
            return face
        code = self.tokens.type["code"]
        px = code.px if face.family == "prose" else face.px
        line = min(face.line, code.line)
        return Face(px, face.weight, line, "code")

    def _make_font(self, face: Face, zoom: float) -> QFont:
        font = QFont()
        # the program's own font, which a new one begins as, has the chrome's figures
        font.clearFeatures()
        font.setFamilies(self.families(face.family))
        font.setPixelSize(max(1, round(face.px * self.scale * zoom)))
        font.setWeight(QFont.Weight(face.weight))
        # a plain string is refused as a tag by this version of Qt
        if face.family == "ui":
            font.setFeature(QFont.Tag("tnum"), 1)
            return font
        # what is typed must be seen: Inter draws "-->" as an arrow
        font.setFeature(QFont.Tag("liga"), 0)
        font.setFeature(QFont.Tag("calt"), 0)
        if face.family == "code":
            font.setStyleHint(QFont.StyleHint.Monospace)
        return font

    def _find_families(self, kind: str) -> list[str]:
        code = kind == "code"
        which = QFontDatabase.SystemFont.FixedFont if code else QFontDatabase.SystemFont.GeneralFont
        system = QFontDatabase.systemFont(which).family()
        wanted = [system if name == "system" else name for name in self._listed(kind)]
        if code and _is_good_code(system):
            wanted.insert(0, system)
        # a name such as "Sans Serif" stands for no family: the system has not chosen one
        found = [name for name in wanted if name.startswith(".") or QFontDatabase.hasFamily(name)]
        found += [name for name in self._last() if QFontDatabase.hasFamily(name)]
        return list(dict.fromkeys(found)) or [system]

    def _listed(self, kind: str) -> list[str]:
        return msgspec.convert(self.tokens.fonts[kind][self._platform], list[str])

    def _last(self) -> list[str]:
        return msgspec.convert(self.tokens.fonts["last_fallback"], list[str])


def system_scale() -> float:
    """How much larger than usual the system wants text; 1.0 where it only scales the display."""
    usual = SYSTEM_SIZE.get(PLATFORMS.get(sys.platform, "linux"))
    size = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()
    if usual is None or size <= 0:
        return 1.0
    return min(2.25, max(1.0, size / usual))


def _is_good_code(family: str) -> bool:
    # the fixed font of a bare system is often a bitmap or Courier; neither is for reading code
    return (
        QFontDatabase.hasFamily(family)
        and QFontDatabase.isSmoothlyScalable(family)
        and not family.startswith("Courier")
    )


def _luminance(color: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = color.redF(), color.greenF(), color.blueF()
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
