"""The command as a process: what it answers, and what it must not import for that."""

from __future__ import annotations

import subprocess
import sys

import pytest

import vibekoder

HEAVY = ("PySide6", "shiboken6", "httpx", "qasync", "keyring", "asyncio")
SCRIPT = (
    "import sys; from vibekoder.__main__ import main; code = main({words!r}); "
    "print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr); "
    "raise SystemExit(code)"
)


def start(*words: str) -> subprocess.CompletedProcess[str]:
    script = SCRIPT.format(words=list(words), heavy=HEAVY)
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)


def test_the_version_is_told() -> None:
    assert start("--version").stdout == f"vibekoder {vibekoder.__version__}\n"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--version", 0),
        ("--help", 0),
        ("show /nowhere.md --json", 1),
        ("recover /nowhere", 1),
        ("receipt /nowhere.md#abcdef", 1),
        ("objects gc /nowhere", 1),
        ("show", 2),
        ("nonsense", 2),
    ],
)
def test_a_command_without_a_window_starts_without_its_weight(line: str, code: int) -> None:
    answer = start(*line.split())
    assert answer.returncode == code
    assert answer.stderr.splitlines()[-1] == "[]"


def test_the_module_is_the_command() -> None:
    words = [sys.executable, "-m", "vibekoder", "--help"]
    answer = subprocess.run(words, capture_output=True, text=True, check=True)
    assert all(command in answer.stdout for command in ("open", "show", "recover", "--self-check"))
