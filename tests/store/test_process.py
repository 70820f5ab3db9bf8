"""A process with limits, taken down with its children."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from vibekoder.store.process import Overrun, Ran, Stopped, run

CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(60)
"""


def python(code: str, folder: Path, *words: str, **more: object) -> Ran:
    limits = {"seconds": 10.0, "most": 1 << 20, "cancelled": lambda: False, **more}
    return run([sys.executable, "-c", code, *words], folder, os.environ, **limits)  # pyright: ignore


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().split(")")[1].split()[0] != "Z"


def wait_until_dead(pid: int) -> None:
    deadline = time.monotonic() + 5
    while is_alive(pid):
        assert time.monotonic() < deadline


def test_both_outputs_and_the_status_come_back(tmp_path: Path):
    code = "import sys, os; print(os.getcwd()); print('no', file=sys.stderr); sys.exit(3)"
    assert python(code, tmp_path) == Ran(3, f"{tmp_path}\n".encode(), b"no\n")


def test_nothing_can_be_asked_of_the_person(tmp_path: Path):
    assert python("import sys; print(repr(sys.stdin.read()))", tmp_path).out == b"''\n"


def test_a_process_that_takes_too_long_is_ended(tmp_path: Path):
    with pytest.raises(Overrun, match=r"longer than 0\.2 s"):
        python("import time; time.sleep(60)", tmp_path, seconds=0.2)


def test_a_process_that_writes_too_much_is_ended(tmp_path: Path):
    with pytest.raises(Overrun, match="more than 1 KiB"):
        python("while True: print('x' * 1000, flush=True)", tmp_path, most=1024)


def test_a_process_is_stopped_with_its_children(tmp_path: Path):
    mark = tmp_path / "pid"
    with pytest.raises(Stopped):
        python(CHILD, tmp_path, str(mark), cancelled=lambda: mark.exists() and mark.read_text())
    wait_until_dead(int(mark.read_text()))


def test_a_process_that_will_not_end_is_ended_by_force(tmp_path: Path):
    mark = tmp_path / "ready"
    code = (
        "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "open(sys.argv[1], 'w').close(); time.sleep(60)"
    )
    with pytest.raises(Stopped):
        python(code, tmp_path, str(mark), cancelled=mark.exists)


def test_a_program_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        run(["/nowhere"], tmp_path, {}, seconds=1, most=1, cancelled=lambda: False)
