"""What every widget needs: the theme, its icons, the pulse of running dots, and the keys."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from vibekoder.ui.icons import Icons
from vibekoder.ui.keymap import Keymap
from vibekoder.ui.pulse import Pulse
from vibekoder.ui.theme import Name, Theme


@dataclass(frozen=True, slots=True)
class Look:
    """The four that belong together; made once, handed to every widget."""

    theme: Theme
    icons: Icons
    pulse: Pulse
    keys: Keymap


def make_look(name: Name = "light", parent: QObject | None = None) -> Look:
    """A theme with its icons, pulse and keys, all owned by ``parent``."""
    theme = Theme(name, parent=parent)
    return Look(theme, Icons(theme, parent=parent), Pulse(theme, parent=parent), Keymap(parent))
