"""What the editor costs beside Qt's bare one, and a large session beside a small one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.support.bench import ratio, report
from vibekoder.ui.editor.editor import SessionEditor
from vibekoder.ui.look import Look, make_look

SMALL, LARGE = 100_000, 10_000_000
BODY = """The heap holds `(tick, note)`. When two ticks are equal, Python compares the notes.

```python
def strike(self, tick: int, note: Note) -> None:
    heapq.heappush(self._heap, (tick, next(self._seq), note))
```

- one item with *emphasis* and **strong**
> a quote

"""
TOKENS = "tok one, two thr "
FRAMES = 60


def parts(size: int) -> list[str]:
    found, total = [""], 0
    while total < size:
        role = "Assistant" if len(found) % 2 == 0 else "User"
        found.append(f"=={{ {role} | id=a{len(found):05d} }}==\n" + 2 * BODY)
        total += len(found[-1])
    return found


@pytest.fixture
def look(qapp: QApplication) -> Look:
    return make_look("light")


@pytest.fixture(scope="module")
def small() -> list[str]:
    return parts(SMALL)


@pytest.fixture(scope="module")
def large() -> list[str]:
    return parts(LARGE)


def growing(look: Look, qtbot: QtBot, texts: Sequence[str]) -> Callable[[], None]:
    """Frames of five tokens at the end of a session, each painted."""
    editor = SessionEditor(look)
    qtbot.addWidget(editor)
    editor.resize(900, 800)
    with qtbot.waitExposed(editor):
        editor.show()
    editor.load(texts)
    last = len(texts) - 1
    editor.start_growing(last)
    editor.to_bottom()

    def frames() -> None:
        for number in range(FRAMES):
            editor.grow(last, TOKENS if number % 4 else f"{TOKENS}\n")
            editor.viewport().repaint()

    return frames


def test_a_frame_of_five_tokens_costs_the_same_in_a_large_session(
    look: Look, qtbot: QtBot, small: list[str], large: list[str]
) -> None:
    found = ratio(growing(look, qtbot, large), growing(look, qtbot, small))
    report("frame of five tokens at 10 MB", found, 1.3, "the same at 100 kB")


def test_a_large_session_opens_nearly_as_fast_as_in_a_bare_editor(
    look: Look, qtbot: QtBot, large: list[str]
) -> None:
    text = "".join(large)
    ours, bare = SessionEditor(look), QPlainTextEdit()
    for editor in (ours, bare):
        qtbot.addWidget(editor)
        editor.resize(900, 800)
        with qtbot.waitExposed(editor):
            editor.show()

    def open_ours() -> None:
        ours.load(large)
        ours.viewport().repaint()

    def open_bare() -> None:
        bare.setPlainText(text)
        bare.viewport().repaint()

    found = ratio(open_ours, open_bare, rounds=5)
    report("opening 10 MB", found, 1.5, "a bare QPlainTextEdit with the same text", rounds=5)
