"""Icons: all there, in the colour asked for, sharp at any scale."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap

from vibekoder.ui.look import Look


def colours(pixmap: QPixmap) -> set[str]:
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    spots = [(x, y) for x in range(image.width()) for y in range(image.height())]
    solid = [image.pixelColor(*spot) for spot in spots if image.pixelColor(*spot).alpha() == 255]
    return {color.name() for color in solid}


def test_every_icon_of_the_table_is_there_and_draws_something(look: Look) -> None:
    for name in look.icons.names():
        image = look.icons.pixmap(name, "text", 32).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(32) for y in range(32)), name


def test_an_icon_has_the_pen_it_is_asked_for(look: Look) -> None:
    assert colours(look.icons.pixmap("stop", "error", 32)) == {"#a92b20"}
    assert colours(look.icons.pixmap("stop", QColor("#123456"), 32)) == {"#123456"}


def test_an_icon_is_rendered_at_the_pixels_of_the_screen(look: Look) -> None:
    pixmap = look.icons.pixmap("fork", "dim", 16, 1.75)
    assert pixmap.width() == 28
    assert pixmap.devicePixelRatio() == 1.75


def test_an_icon_is_rendered_once_until_the_theme_changes(look: Look) -> None:
    first = look.icons.pixmap("fork").cacheKey()
    assert look.icons.pixmap("fork").cacheKey() == first
    look.theme.use("dark")
    assert look.icons.pixmap("fork").cacheKey() != first


def test_an_unknown_icon_is_an_error(look: Look) -> None:
    with pytest.raises(OSError, match="mauve"):
        look.icons.pixmap("mauve")


def test_icons_of_another_folder_can_be_shown(look: Look, tmp_path: Path) -> None:
    (tmp_path / "spot.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
        '<rect width="16" height="16" fill="currentColor"/></svg>'
    )
    icons = type(look.icons)(look.theme, folder=tmp_path)
    assert icons.names() == ["spot"]
    assert colours(icons.pixmap("spot", "accent")) == {"#0e6675"}


def test_an_icon_is_painted_in_the_middle(look: Look) -> None:
    canvas = QPixmap(40, 40)
    canvas.fill(QColor("white"))
    painter = QPainter(canvas)
    look.icons.paint(painter, QRect(0, 0, 40, 40), "stop", "error", 16)
    painter.end()
    image = canvas.toImage()
    assert image.pixelColor(20, 20).name() == "#a92b20"
    assert image.pixelColor(11, 11).name() == "#ffffff"


def test_a_stock_widgets_icon_is_faint_while_disabled(look: Look) -> None:
    icon = look.icons.icon("stop", "error", 16)
    assert colours(icon.pixmap(16)) == {"#a92b20"}
    assert colours(icon.pixmap(16, QIcon.Mode.Disabled)) == {"#8c887f"}


def test_the_logo_is_simpler_where_it_is_small(look: Look) -> None:
    small, large = look.icons.logo(16).toImage(), look.icons.logo(64).toImage()
    assert small.width() == 16
    assert large.width() == 64
    assert len(look.icons.window_icon().availableSizes()) == 8
