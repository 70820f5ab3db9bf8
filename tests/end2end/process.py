"""The program as a process of its own, and a server beside it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import vibekoder

CHECKOUT = Path(vibekoder.__file__).parents[1]
PATIENCE = 15


def start(*words: str, **environ: str) -> subprocess.Popen[bytes]:
    """Run the program with these words."""
    return subprocess.Popen(
        [sys.executable, "-m", "vibekoder", *words],
        cwd=CHECKOUT,
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(*words: str, **environ: str) -> tuple[int, str, str]:
    """The same to its end: exit code, output, complaints."""
    with start(*words, **environ) as process:
        try:
            out, err = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    return process.returncode, out.decode(), err.decode()


@contextlib.contextmanager
def serving(*words: str) -> Iterator[str]:
    """A server process that streams numbered tokens; gives its base URL."""
    command = [sys.executable, "-m", "tests.support.server", *words]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        process.terminate()


def steps(trace: Path) -> list[dict[str, Any]]:
    """The whole lines of a trace; a torn one at the end is left out."""
    try:
        lines = trace.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in lines]
