"""What every widget needs: the theme, its icons, running dots, the keys, a caret that rests."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from vibekoder.ui.icons import Icons
from vibekoder.ui.keymap import Keymap
from vibekoder.ui.pulse import Pulse
from vibekoder.ui.steady_caret import SteadyCaret
from vibekoder.ui.theme import Name, Theme


@dataclass(frozen=True, slots=True)
class Look:
    """What belongs together; made once, handed to every widget."""

    theme: Theme
    icons: Icons
    pulse: Pulse
    keys: Keymap
    caret: SteadyCaret


def make_look(name: Name = "light", parent: QObject | None = None) -> Look:
    """A theme with what goes with it, all owned by ``parent``."""
    theme = Theme(name, parent=parent)
    icons, pulse = Icons(theme, parent=parent), Pulse(theme, parent=parent)
    return Look(theme, icons, pulse, Keymap(parent), SteadyCaret(parent))
