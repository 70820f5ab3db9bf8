"""A command that prints a key: a program and its arguments, without a shell, with limits."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from contextlib import suppress
from pathlib import Path

from vibekoder.core.errors import VibeKoderError

LIMIT = 60.0
"""Seconds: a person may have to type a pass phrase."""
LONGEST = 16 * 1024  # bytes of output
_HINT = "Run it in a terminal to see why. Nothing was sent."


class CommandFailed(VibeKoderError):
    """The command printed no key."""


def printed_key(command: Sequence[str], environ: Mapping[str, str], limit: float = LIMIT) -> str:
    """The first line that the command prints; CommandFailed tells why there is none.

    It runs in the person's home folder, so that nothing of a project can stand in for it; what it
    says on its second output is not read. Waits: never in the window's thread.
    """
    name = Path(command[0]).name
    program = shutil.which(command[0], path=environ.get("PATH"))
    if program is None or not Path(program).is_absolute():
        raise CommandFailed(f"The command {name} was not found.", "Name it with its whole path.")
    process = _started(name, [program, *command[1:]], environ)
    try:
        said = _output(process).result(limit)
        if len(said) > LONGEST:
            raise CommandFailed(f"The command {name} printed far more than a key.", _HINT)
        code = process.wait(limit)
    except (Late, subprocess.TimeoutExpired) as error:
        why = f"The command {name} did not end within {limit:g} seconds."
        raise CommandFailed(why, _HINT) from error
    finally:
        _end(process)
    if code:
        raise CommandFailed(f"The command {name} ended with code {code}.", _HINT)
    line = said.decode("utf-8", "replace").strip().split("\n")[0].strip()
    if not line:
        raise CommandFailed(f"The command {name} printed nothing.", _HINT)
    return line


def _started(
    name: str, words: Sequence[str], environ: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 - the person's own, from the person's own settings
            words,
            cwd=Path.home(),
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # a group of its own: what it has started ends with it
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise CommandFailed(f"The command {name} cannot be started.", _HINT) from error


def _output(process: subprocess.Popen[bytes]) -> Future[bytes]:
    """What it prints, up to the limit; a child may hold the pipe open for ever."""
    answer: Future[bytes] = Future()
    pipe = process.stdout
    assert pipe is not None  # noqa: S101 - asked for when it was started

    def read() -> None:
        with pipe:
            answer.set_result(pipe.read(LONGEST + 1))

    threading.Thread(target=read, name="key command", daemon=True).start()
    return answer


def _end(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    else:  # pragma: no cover - Windows has no groups of this kind
        process.kill()
    process.wait()
