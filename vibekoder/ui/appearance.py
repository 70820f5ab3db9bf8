"""What a person's settings say of how the program looks and moves, and which keys it has."""

from __future__ import annotations

from vibekoder.core import settings
from vibekoder.core.settings import Values
from vibekoder.ui.look import Look
from vibekoder.ui.theme import TextWish


def dress(look: Look, values: Values) -> None:
    """Make everything look so at once; what is the same already costs nothing."""
    theme = look.theme
    theme.wish_text(
        TextWish(
            values[settings.COLUMN],
            values[settings.FONT],
            values[settings.CODE_FONT],
            values[settings.ONE_FONT],
        )
    )
    # choices of the table: their checks leave no other words
    theme.wish_motion(values[settings.MOTION])  # pyright: ignore[reportArgumentType]
    theme.wish_contrast(values[settings.CONTRAST])  # pyright: ignore[reportArgumentType]
    theme.follow(values[settings.THEME])  # pyright: ignore[reportArgumentType]
    look.keys.use(values[settings.KEYS])
