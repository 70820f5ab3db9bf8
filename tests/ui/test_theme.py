"""The table of the look: its contrasts, its fonts, and which theme is shown."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette, QStyleHints
from pytestqt.qtbot import QtBot

from tests.end2end.person import Person
from vibekoder.ui.theme import (
    Name,
    Theme,
    Wish,
    contrast,
    name_for,
    read_tokens,
    system_scale,
)

TOKENS = read_tokens()
THEMES: tuple[Name, ...] = ("light", "dark")
PAIRS = [
    (name, *pair.split(" on "), *figures)
    for name in THEMES
    for pair, figures in TOKENS.contrast[name].items()
]
# grounds and lines that carry no meaning of their own, so that no pair asks for them
SILENT = {"border", "hairline"}


@pytest.mark.parametrize(("name", "front", "ground", "told", "least"), PAIRS)
def test_every_pair_has_the_contrast_the_table_tells(
    qapp: object, name: Name, front: str, ground: str, told: float, least: float
) -> None:
    theme = Theme(name, tokens=TOKENS, scale=1)
    ratio = contrast(theme.color(front), theme.color(ground))
    assert ratio == pytest.approx(told, abs=0.015)
    assert ratio >= least


@pytest.mark.parametrize("name", THEMES)
def test_no_colour_is_without_a_pair(name: Name) -> None:
    paired = set(itertools.chain(*(pair.split(" on ") for pair in TOKENS.contrast[name])))
    assert set(TOKENS.colors[name]) - paired == SILENT


def test_both_themes_have_the_same_colours_and_pairs() -> None:
    assert TOKENS.colors["light"].keys() == TOKENS.colors["dark"].keys()
    assert TOKENS.contrast["light"].keys() == TOKENS.contrast["dark"].keys()


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)


@pytest.mark.parametrize(
    ("wish", "scheme", "name"),
    [
        ("system", Qt.ColorScheme.Dark, "dark"),
        ("system", Qt.ColorScheme.Light, "light"),
        ("system", Qt.ColorScheme.Unknown, "light"),
        ("dark", Qt.ColorScheme.Light, "dark"),
        ("light", Qt.ColorScheme.Dark, "light"),
    ],
)
def test_a_setting_goes_before_the_system(wish: Wish, scheme: Qt.ColorScheme, name: Name) -> None:
    assert name_for(wish, scheme) == name


def test_another_theme_is_told_once(qtbot: QtBot) -> None:
    theme = Theme("light")
    with qtbot.waitSignal(theme.changed, timeout=1000):
        theme.use("dark")
    with qtbot.assertNotEmitted(theme.changed):
        theme.use("dark")
    assert theme.color("editor").name() == "#202124"


def test_following_the_system_can_be_taken_up_and_left(qapp: object) -> None:
    theme = Theme("dark")
    theme.follow("system")
    assert theme.name == "light"
    theme.follow("dark")
    assert theme.dark


def test_the_window_becomes_dark_and_light_with_the_system(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = person.program.look.theme
    hints = QGuiApplication.styleHints()
    ground = person.editor.palette().color(QPalette.ColorRole.Base)
    for scheme in (Qt.ColorScheme.Dark, Qt.ColorScheme.Light):
        # a system that is not there cannot be asked for another scheme: it tells of one
        monkeypatch.setattr(QStyleHints, "colorScheme", lambda _, told=scheme: told)
        hints.colorSchemeChanged.emit(scheme)
        assert theme.dark is (scheme is Qt.ColorScheme.Dark)
        changed = person.editor.palette().color(QPalette.ColorRole.Base) != ground
        assert changed is theme.dark


def test_high_contrast_drops_greys_and_tints(qapp: object) -> None:
    theme = Theme("light", high_contrast=True)
    assert theme.color("dim") == theme.color("text") == QColor("#000000")
    assert theme.color("hairline") == theme.color("borderStrong")
    assert theme.color("errorTint") == theme.color("editor")
    theme.use("dark")
    assert theme.color("text") == QColor("#FFFFFF")


def test_high_contrast_can_come_and_go(qtbot: QtBot) -> None:
    theme = Theme("light")
    with qtbot.waitSignal(theme.changed, timeout=1000):
        theme.use("light", high_contrast=True)
    theme.use("light", high_contrast=False)
    assert theme.color("text").name() == "#24221f"


def test_the_chrome_has_even_figures(qapp: object) -> None:
    font = Theme("light", scale=1).font("body")
    assert font.pixelSize() == 13
    assert font.featureValue(QFont.Tag("tnum")) == 1


def test_code_is_of_even_width_without_ligatures(qapp: object) -> None:
    font = Theme("light").font("code")
    assert QFontDatabase.isFixedPitch(font.families()[0])
    assert font.featureValue(QFont.Tag("liga")) == 0
    assert font.featureValue(QFont.Tag("calt")) == 0


def test_prose_shows_what_is_typed_and_figures_as_the_family_has_them(qapp: object) -> None:
    font = Theme("light").font("prose")
    assert {tag.toString().data() for tag in font.featureTags()} == {b"liga", b"calt"}
    assert font.featureValue(QFont.Tag("calt")) == 0


@pytest.mark.parametrize("kind", ["ui", "prose", "code"])
def test_only_families_that_are_present_are_asked_for(qapp: object, kind: str) -> None:
    families = Theme("light").families(kind)
    assert families
    assert all(QFontDatabase.hasFamily(name) for name in families)


def test_a_changed_font_does_not_change_the_next_one(qapp: object) -> None:
    theme = Theme("light")
    theme.font("body").setBold(True)
    assert theme.font("body").weight() == QFont.Weight.Normal


def test_text_grows_with_the_system_and_the_zoom(qapp: object) -> None:
    theme = Theme("light", scale=1.5)
    assert theme.font("prose", zoom=2).pixelSize() == 45
    assert theme.line("prose", zoom=2) == 69
    assert theme.size("row") == 39
    assert theme.area("backendDialog").width() == 1350


def test_the_system_scale_is_never_below_one(qapp: object) -> None:
    assert 1.0 <= system_scale() <= 2.25


def test_measures_come_from_the_table(qapp: object) -> None:
    theme = Theme("light", scale=1)
    assert theme.space("panelPadX") == 14
    assert theme.column("card") == 726
    assert theme.radius("sheet") == 10
    assert theme.border("composerFocus") == 1.6
    assert theme.share("composerMaxShare") == 0.4


@pytest.mark.parametrize(
    ("ask", "token"),
    [
        ("size", "backendDialog"),
        ("area", "row"),
        ("share", "palette"),
        ("space", "blankLine"),
        ("column", "setting"),
        ("motion", "curve"),
        ("color", "mauve"),
    ],
)
def test_a_measure_of_another_kind_is_refused(qapp: object, ask: str, token: str) -> None:
    with pytest.raises(KeyError):
        getattr(Theme("light"), ask)(token)


def test_nothing_moves_where_movement_is_unwanted(qtbot: QtBot) -> None:
    theme = Theme("light")
    assert theme.motion("normal") == 140
    with qtbot.waitSignal(theme.changed, timeout=1000):
        theme.set_reduced(True)
    theme.set_reduced(True)
    assert theme.motion("normal") == 0


@pytest.mark.parametrize("name", THEMES)
def test_the_palette_follows_the_table(qapp: object, name: Name) -> None:
    theme = Theme(name)
    palette = theme.palette()
    group, role = QPalette.ColorGroup, QPalette.ColorRole
    assert palette.color(role.Base) == theme.color("editor")
    assert palette.color(group.Disabled, role.ButtonText) == theme.color("faint")
    assert palette.color(group.Inactive, role.Highlight) == theme.color("selectionIdle")
    assert palette.color(group.Active, role.Highlight) == theme.color("selection")
