"""What the editor costs beside Qt's bare one, and a large session beside a small one."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.support.bench import ratio, report, tell
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
MEMORY_ROUNDS = 5
AGAINST = "a bare QPlainTextEdit, same text"


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


def one_slice(size: int) -> list[str]:
    return ["", "=={ Assistant | id=a00001 }==\n" + BODY * (size // len(BODY))]


@pytest.mark.parametrize("shape", [parts, one_slice], ids=["many slices", "one slice"])
def test_a_large_session_opens_nearly_as_fast_as_in_a_bare_editor(
    look: Look, qtbot: QtBot, shape: Callable[[int], list[str]]
) -> None:
    texts = shape(LARGE)
    text = "".join(texts)
    ours, bare = SessionEditor(look), QPlainTextEdit()
    for editor in (ours, bare):
        qtbot.addWidget(editor)
        editor.resize(900, 800)
        with qtbot.waitExposed(editor):
            editor.show()

    def open_ours() -> None:
        ours.load(texts)
        ours.viewport().repaint()

    def open_whole() -> None:
        open_ours()
        while ours.loading.active:
            QApplication.processEvents()

    def open_bare() -> None:
        bare.setPlainText(text)
        bare.viewport().repaint()

    first = ratio(open_ours, open_bare, rounds=5, clock=time.process_time)
    whole = ratio(open_whole, open_bare, rounds=5, clock=time.process_time)
    tell(f"all of it as {shape.__name__}", whole, 1.5, AGAINST, 5)
    report(f"opening 10 MB as {shape.__name__}", first, 1.25, AGAINST, 5)
    assert whole <= 1.5


def growing_line(look: Look, qtbot: QtBot, text: str) -> Callable[[], None]:
    """Opening a text and adding to its end, each addition painted."""
    editor = SessionEditor(look)
    qtbot.addWidget(editor)
    editor.resize(900, 800)
    with qtbot.waitExposed(editor):
        editor.show()

    def work() -> None:
        editor.load(["", f"=={{ Assistant | id=a00001 }}==\n{text}"])
        editor.start_growing(1)
        editor.to_bottom()
        for _ in range(FRAMES):
            editor.grow(1, TOKENS)
            editor.viewport().repaint()
        editor.stop_growing(1)

    return work


def test_an_endless_line_costs_no_more_than_twice_the_same_in_short_lines(
    look: Look, qtbot: QtBot
) -> None:
    words = ("word and " * 40_000)[:300_000]
    short = "\n".join(words[at : at + 80] for at in range(0, len(words), 80))
    found = ratio(growing_line(look, qtbot, words), growing_line(look, qtbot, short), rounds=5)
    report("one line of 300 kB", found, 2.0, "the same in lines of 80", rounds=5)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_large_session_takes_little_more_memory_than_in_a_bare_editor() -> None:
    ours, bare = zip(*((rss(OURS), rss(BARE)) for _ in range(MEMORY_ROUNDS)), strict=True)
    report("memory at 10 MB", median(ours) / median(bare), 1.3, AGAINST, MEMORY_ROUNDS)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_large_session_in_the_window_takes_little_more_memory_than_in_a_bare_editor(
    tmp_path: Path,
) -> None:
    ours, bare = list[float](), list[float]()
    for number in range(MEMORY_ROUNDS):
        for script, into in ((PROGRAM, ours), (GROWN, bare)):
            empty, full = (
                rss(script, str(tmp_path / f"{name}{number}"), name) for name in ("empty", "full")
            )
            into.append(full - empty)
    print(f"\ngrowth in kB: in the window {median(ours):.0f}, bare {median(bare):.0f}")
    found = median(ours) / median(bare)
    report("growth of memory at 10 MB, in the window", found, 1.3, AGAINST, MEMORY_ROUNDS)


START = """
from pathlib import Path
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from tests.benchmarks.test_editor import LARGE, parts
from vibekoder.ui.editor.editor import SessionEditor
from vibekoder.ui.look import make_look
app = QApplication([])
texts = parts(LARGE)
look = make_look("light")
"""
OURS = f"{START}editor = SessionEditor(look)\neditor.resize(900, 800)\neditor.show()\n"
OURS += "editor.load(texts)\neditor.loading.finish()\n"
BARE = f"{START}editor = QPlainTextEdit()\neditor.resize(900, 800)\neditor.show()\n"
BARE += "editor.setPlainText(''.join(texts))\n"
PROGRAM = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from tests.benchmarks.test_editor import LARGE, parts
root = Path(sys.argv[1])
file = root / "sessions" / "001.md"
file.parent.mkdir(parents=True)
os.environ["VIBEKODER_STATE"] = str(root / "state")
os.environ["VIBEKODER_SETTINGS"] = str(root / "settings.toml")
texts = parts(LARGE)
if sys.argv[2] == "empty":
    texts = texts[:2]
file.write_text("".join(texts))
del texts
from vibekoder.bootstrap import Program, run
from vibekoder.cli.main import Open
from vibekoder.store.paths import default_state
from vibekoder.ui.application import make_app
program = Program(make_app(), Open(project=root, session=file), default_state())
seen = []
def look():
    page = program.window.current
    if page is not None and not page.editor.loading.active and page.editor.isVisible():
        seen.append(page)
    if len(seen) > 3:
        print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0], flush=True)
        os._exit(0)
timer = QTimer(interval=100)
timer.timeout.connect(look)
timer.start()
run(program)
"""
GROWN = f"""{START}
import sys
if sys.argv[2] == "empty":
    texts = texts[:2]
editor = QPlainTextEdit()
editor.resize(900, 800)
editor.show()
editor.setPlainText("".join(texts))
"""
END = """
editor.viewport().repaint()
print(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""


def rss(script: str, *given: str) -> float:
    """The most memory that a process of its own takes, in kB."""
    done = subprocess.run(
        [sys.executable, "-c", script + END, *given],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return float(done.stdout.split()[-1])
