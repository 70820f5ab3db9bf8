"""The first moment of the program: a window, and the rest comes after it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from vibekoder.cli.main import Open
from vibekoder.first import open_window

HEAVY = ("asyncio", "httpx", "keyring", "msgspec", "pygments", "vibekoder.bootstrap")
LOOK = f"""
import sys
from PySide6.QtCore import QTimer
from vibekoder.ui import shell

class Shell(shell.Shell):
    def __init__(self, *words):
        super().__init__(*words)
        self.painted.connect(self.tell)

    def tell(self):
        print([name for name in {HEAVY!r} if name in sys.modules], flush=True)
        QTimer.singleShot(0, self.close)

shell.Shell = Shell
from vibekoder.__main__ import main
raise SystemExit(main([]))
"""


def test_the_window_is_painted_before_anything_heavy_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True)
    assert done.stdout.splitlines()[0] == "[]"


def test_a_window_that_is_closed_at_once_is_an_end_without_a_fault() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_a_program_that_cannot_be_imported_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vibekoder.bootstrap", None)
    with pytest.raises(ImportError, match=r"vibekoder\.bootstrap"):
        open_window(Open())


def test_a_trace_that_cannot_be_written_is_a_wrong_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert open_window(Open(tmp_path, trace=tmp_path / "nowhere" / "trace.jsonl")) == 2
    assert "nowhere" in capsys.readouterr().err
