"""A difference read by others than those who wrote it: strictly, and by git."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

_HEAD = re.compile(r"@@ -(\d+),(\d+) \+(\d+),(\d+) @@")
_NO_END = "\\ No newline at end of file"


def patched(old: str, shown: str) -> str:
    """A text with a unified difference made in it; every number and every line must be right."""
    was, made = lines_of(old), list[str]()
    at = 0
    for head, body in _hunks(shown):
        start, size, to, came = map(int, head)
        begin = start - 1 if size else start
        made += was[at:begin]
        assert len(made) == (to - 1 if came else to)
        gone, now = ([one for sign, one in body if sign in kept] for kept in (" -", " +"))
        assert (len(gone), len(now)) == (size, came)
        assert was[begin : begin + size] == gone
        made += now
        at = begin + size
    return "".join([*made, *was[at:]])


def patched_by_git(folder: Path, old: str, shown: str) -> str:
    """The same done by git, which takes no patch that is not right."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    file = folder / "file"
    file.write_bytes(old.encode())
    nothing = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(
        ["git", "apply", "-p0", "--whitespace=nowarn"],
        input=f"--- file\n+++ file\n{shown}\n".encode(),
        cwd=folder,
        env={**os.environ, **nothing, "GIT_CEILING_DIRECTORIES": str(folder)},
        check=True,
    )
    return file.read_bytes().decode()


def lines_of(text: str) -> list[str]:
    """Lines with their ends; only LF ends one."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1].removesuffix("\n")
    return lines if lines[-1] else lines[:-1]


def _hunks(shown: str) -> list[tuple[tuple[str, ...], list[tuple[str, str]]]]:
    found: list[tuple[tuple[str, ...], list[tuple[str, str]]]] = []
    for line in shown.split("\n") if shown else ():
        head = _HEAD.fullmatch(line)
        if head is not None:
            found.append((head.groups(), []))
        elif line == _NO_END:
            sign, last = found[-1][1][-1]
            found[-1][1][-1] = (sign, last.removesuffix("\n"))
        else:
            assert line[0] in " +-"
            found[-1][1].append((line[0], f"{line[1:]}\n"))
    return found
