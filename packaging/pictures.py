"""Makes the pictures of docs/composing.md anew: the program at work on its own sources.

Runs offscreen, on a copy of this repository that is thrown away; nothing leaves the computer.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from vibekoder.bootstrap import Program, run
from vibekoder.cli.main import Open
from vibekoder.store.paths import default_state
from vibekoder.ui.application import make_app
from vibekoder.ui.main_window import MainWindow
from vibekoder.ui.sheets.sheet import Sheet

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
THEMES = {"light": "", "dark": "-dark"}
SIZE = (1440, 900)
PAUSE_MS = 50
SETTLED = 16
"""So many pauses after something has come about all that follows from it is shown too."""
PATIENCE = 1200

PROJECT = """\
id = "pictures"
name = "VibeKoder"
backend = "rehearsal"

[rehearsal]
speed = 0

[sources]
folder = "vibekoder/core"

[models."rehearsal"]
context = 200000
output = 8000
input_price = 3.0
output_price = 15.0
"""

PROMPT = """\
Let Sources take a folder's kinds into account, and say where they are set.

The files of the project:

<!-- command: tree -->

Its documents:

<!-- include: docs/format.md#Including files -->
<!-- include: docs/composing.md#The next request -->
\\<!-- include: docs/composing.md#The project's files -->
<!-- include: docs/composing.md#Preflight -->

Its sources:

<!-- include: vibekoder/store/s*.py -->
<!-- include: vibekoder/core/kinds.py -->

What is changed already:

<!-- command: git_diff -->"""

Step = Callable[[], object]


def main() -> None:
    """Make all of them, each theme in a process of its own."""
    if len(sys.argv) > 1:
        show(Path(sys.argv[1]), sys.argv[2])
        return
    for theme in THEMES:
        with tempfile.TemporaryDirectory(prefix="vibekoder-pictures-") as place:
            root = _project(Path(place))
            settings = Path(place) / "settings.toml"
            settings.write_text(f'[ui]\ntheme = "{theme}"\n', encoding="utf-8")
            own = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
            own |= {"VIBEKODER_STATE": f"{place}/state", "VIBEKODER_SETTINGS": str(settings)}
            words = [sys.executable, __file__, str(root), theme]
            subprocess.run(words, check=True, env={**os.environ, **own})  # noqa: S603 - our own words


def show(root: Path, theme: str) -> None:
    """Make those of one theme, in a project that is thrown away afterwards."""
    program = Program(make_app(), Open(project=root), default_state())
    steps = _steps(program.window, root, THEMES[theme])
    watch = QTimer(interval=PAUSE_MS)
    # held: a connection alone does not keep it
    going = _Going(steps, watch.stop)
    watch.timeout.connect(going.look)
    watch.start()
    run(program)


class _Going:
    """Goes from step to step, each when what the one before waits for has come about."""

    def __init__(self, steps: Iterator[Step], end: Callable[[], None]) -> None:
        self._steps = steps
        self._end = end
        self._step = next(steps)
        self._settled = 0
        self._left = PATIENCE

    def look(self) -> None:
        self._left -= 1
        if not self._left:
            sys.stderr.write("The window does not come to what is to be shown.\n")
            os._exit(1)
        self._settled = self._settled + 1 if self._step() else 0
        if self._settled > SETTLED:
            self._settled = 0
            step = next(self._steps, None)
            if step is None:
                self._end()
            else:
                self._step = step


def _project(place: Path) -> Path:
    """A copy of this repository with a change that is not committed."""
    root = place / "VibeKoder"
    git = shutil.which("git") or "git"
    subprocess.run([git, "clone", "-q", str(ROOT), str(root)], check=True)  # noqa: S603
    subprocess.run([git, "-C", str(root), "checkout", "-q", "-B", "main"], check=True)  # noqa: S603
    (root / "vibekoder.toml").write_text(PROJECT, encoding="utf-8")
    _add(root / "vibekoder/core/kinds.py", "", "\n\nOWN = FileKinds()\n")
    return root


def _add(path: Path, after: str, text: str) -> None:
    """Put a text behind these words of a file, or at its end."""
    was = path.read_text(encoding="utf-8")
    path.write_text(was.replace(after, after + text, 1) if after else was + text, encoding="utf-8")


def _steps(window: MainWindow, root: Path, suffix: str) -> Iterator[Step]:
    """What a person does; each step is over when what it gives holds."""

    def save(name: str) -> None:
        window.window().grab().save(str(PICTURES / f"use-{name}{suffix}.png"))

    templating = window.templating
    yield lambda: window.workspace is not None and window.current is not None
    window.window().resize(*SIZE)
    yield lambda: templating.templates is not None and templating.templates.rows
    rows = templating.templates.rows
    chosen = next(one for one in rows if one.title == "Development with sources")
    templating.templates.use(chosen, {"task": PROMPT.partition("\n")[0]})
    yield lambda: len(window.tabs.widgets) == 2 and window.current.composer.text()
    widget = window.current
    panel = window.composing.panel
    widget.composer.set_text(PROMPT)
    request = window.composing.request(widget)
    yield lambda: request.outlook.whole and len(request.outlook.pieces) == 8
    at = next(at for at, row in enumerate(panel.model.rows) if _named(row, "docs/composing.md"))
    panel.view.expand(panel.model.index(at, 0))
    panel.view.setCurrentIndex(panel.model.index(at + 1, 0))
    widget.composer.prompt.setFocus()
    yield lambda: True
    save("panel")
    window.trigger("session.preflight")
    yield lambda: _sheet(window) is not None and _sheet(window).flight is not None
    save("preflight")
    _sheet(window).send.click()
    yield lambda: widget.tab.at_rest and len(widget.tab.session.slices) == 3
    _add(root / "docs/composing.md", "## Preflight\n", "\nA line that came later.\n")
    _add(root / "vibekoder/core/kinds.py", "OWN = FileKinds()\n", "MORE = OWN\n")
    yield lambda: request.outlook.whole and request.outlook.changed > 1
    widget.editor.show_part(2)
    save("drift")
    widget.editor.show_part(3)
    window.trigger("slice.sent")
    yield lambda: _sheet(window) is not None
    save("receipt")
    window.window().close()


def _named(row: object, path: str) -> bool:
    return getattr(row, "path", "") == path


def _sheet(window: MainWindow) -> Any:
    return next((one for one in window.findChildren(Sheet) if one.isVisible()), None)


if __name__ == "__main__":
    main()
