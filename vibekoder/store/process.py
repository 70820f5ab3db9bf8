"""One process that is waited for, with limits, and taken down with its children.

What it writes goes into temporary files: nothing has to be read while it runs, and a child that it
leaves behind cannot hold up its end.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import IO, TypeAlias

LOOK = 0.05
"""Seconds between two looks at a process that runs."""
GRACE = 1.0
"""Seconds that a process is given to end when it is asked to."""

_FLAGS: int = sum(
    getattr(subprocess, name, 0) for name in ("CREATE_NEW_PROCESS_GROUP", "CREATE_NO_WINDOW")
)

Process: TypeAlias = "subprocess.Popen[bytes]"


class Stopped(Exception):
    """It was stopped because nobody waits for it any more."""


class Overrun(Exception):
    """It ran too long or wrote too much, and was ended; the sentence says which."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a process ended, and what it wrote."""

    status: int
    out: bytes
    err: bytes


def run(
    argv: Sequence[str],
    folder: Path,
    environ: Mapping[str, str],
    *,
    seconds: float,
    most: int,
    cancelled: Callable[[], bool],
) -> Ran:
    """Run it to its end; it may write ``most`` bytes in all.

    Raises OSError if it cannot be started, Overrun, or Stopped.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(  # noqa: S603 - a list of arguments, confirmed by the person
            argv,
            cwd=folder,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=os.name == "posix",
            creationflags=_FLAGS,
        )
        try:
            _wait(process, (out, err), monotonic() + seconds, seconds, most, cancelled)
        except BaseException:
            end(process)
            raise
        return Ran(process.returncode, _read(out), _read(err))


def _wait(
    process: Process,
    files: Sequence[IO[bytes]],
    until: float,
    seconds: float,
    most: int,
    cancelled: Callable[[], bool],
) -> None:
    running = True
    while running:
        try:
            process.wait(LOOK)
            running = False
        except subprocess.TimeoutExpired:
            if cancelled():
                raise Stopped from None
            if monotonic() > until:
                raise Overrun(f"it ran longer than {seconds:g} s and was ended") from None
        if sum(os.fstat(file.fileno()).st_size for file in files) > most:
            raise Overrun(f"it wrote more than {most // 1024:,} KiB and was ended")


def _read(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


if sys.platform == "win32":  # pragma: no cover - this branch can only run on Windows

    def end(process: Process) -> None:
        """End a process with all its children."""
        # from the system's own folder: the path could lead into the project
        taskkill = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "taskkill.exe"
        with suppress(OSError):
            subprocess.run(  # noqa: S603 - the system's own program
                [str(taskkill), "/T", "/F", "/PID", str(process.pid)],
                check=False,
                capture_output=True,
                creationflags=subprocess.CREATE_NO_WINDOW,
            )
        with suppress(OSError, subprocess.TimeoutExpired):
            process.kill()
            process.wait(GRACE)

else:

    def end(process: Process) -> None:
        """End a process with all its children: asked first, then by force."""
        _signal(process, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
        # its children may be there still
        _signal(process, signal.SIGKILL)
        process.wait()

    def _signal(process: Process, number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
