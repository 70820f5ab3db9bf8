"""Asking git without letting the project answer: nothing that its folder says is ever run.

A project may come from anywhere, and git's settings inside it can name programs for nearly
everything: hooks, filters, pagers, comparers, transports, a watcher of files. Each of them is
turned off here, nothing is fetched, and nothing is written.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vibekoder.core.receipt import Versioned
from vibekoder.store.git_place import is_own
from vibekoder.store.paths import real
from vibekoder.store.programs import found

PATIENCE = 10.0  # seconds

_SAFE = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    f"core.attributesFile={os.devnull}",
    "core.sshCommand=false",
    "core.pager=cat",
    "core.untrackedCache=false",
    "core.quotePath=false",
    "diff.external=",
    "diff.ignoreSubmodules=all",
    "diff.submodule=short",
    "log.showSignature=false",
    "protocol.allow=never",
    "submodule.recurse=false",
    "gc.auto=0",
    "maintenance.auto=false",
)
_OWN = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_PAGER": "cat",
    "GIT_EXTERNAL_DIFF": "",
    "LC_ALL": "C.UTF-8",
}
_EMPTIED = ("clean=", "smudge=", "process=", "required=false")
_FILTER = re.compile(r"filter\.(.+)\.[^.]+", re.IGNORECASE | re.DOTALL)
_FIELDS = {"1": 7, "u": 9}
"""How many fields stand before the path in a line of ``git status --porcelain=v2``, by its kind."""
_MANY = 200  # paths; for more the whole tree is listed
_HEX = re.compile(rb"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Changes:
    """``branch`` is empty where none is checked out; ``files`` has a letter for each changed path:
    M changed, A added, D deleted, T another kind, U in conflict, ? not known to git."""

    branch: str
    files: Mapping[str, str]


def top_of(root: Path) -> Path | None:
    """The folder of the repository that a project is in; None if it is in none.

    A repository that is stored elsewhere counts only if that place knows of this folder: else a
    project could show what any other one on the disk holds.
    """
    for folder in (root, *root.parents):
        store = folder / ".git"
        if store.exists() or store.is_symlink():
            return folder if is_own(store) else None
    return None


def argv(root: Path, environ: Mapping[str, str], words: Sequence[str]) -> list[str] | None:
    """The command line that asks git about a project; None without git or a repository.

    Words that compare files must say --no-ext-diff and --no-textconv themselves.
    """
    program, top = found("git", root, environ), top_of(root)
    if program is None or top is None:
        return None
    # the settings could name a working tree anywhere on the disk
    start = [program, "--no-pager", "--literal-pathspecs", f"--work-tree={top}"]
    start += [f"--git-dir={top / '.git'}", "-C", str(root)]
    filters = _filters([*start, *_settings(_SAFE)], environ)
    if any("=" in name for name in filters):
        return None  # such a name cannot be said on a command line, and nobody has one in earnest
    emptied = [f"filter.{name}.{key}" for name in filters for key in _EMPTIED]
    return [*start, *_settings([*_SAFE, *emptied]), *words]


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for git: the person's own, less what would lead it elsewhere."""
    kept = {key: value for key, value in environ.items() if not key.upper().startswith("GIT_")}
    return {**kept, **_OWN}


def versions(
    root: Path, files: Mapping[str, bytes], environ: Mapping[str, str]
) -> dict[str, Versioned]:
    """The commit that these files were read at, and whether each is as it was committed.

    By their paths from the project; empty where there is no repository or git does not answer.
    """
    if not files or top_of(root) is None:
        return {}
    head = _ask(root, environ, ["rev-parse", "--verify", "-q", "HEAD"]).strip()
    if not _HEX.fullmatch(head):
        return {}
    paths = ["."] if len(files) > _MANY else list(files)
    listed = _ask(root, environ, ["ls-tree", "-r", "-z", head.decode(), "--", *paths])
    known = dict(_entries(listed))
    return {
        path: Versioned(head.decode(), known.get(path) not in _names_of(data, len(head)))
        for path, data in files.items()
    }


def changes(root: Path, environ: Mapping[str, str]) -> Changes | None:
    """What of a project is other than it was committed; None without a repository or an answer."""
    top = top_of(root)
    words = ["status", "--porcelain=v2", "--branch", "-z", "--untracked-files=normal"]
    words += ["--ignore-submodules=all", "--no-renames", "--", "."]
    told = _ask(root, environ, words) if top is not None else b""
    if top is None or not told:
        return None
    inside = real(root).relative_to(real(top)).as_posix()
    prefix = "" if inside == "." else f"{inside}/"
    branch, found = "", dict[str, str]()
    for line in (os.fsdecode(one) for one in told.split(b"\0")):
        kind, _, rest = line.partition(" ")
        if line.startswith("# branch.head "):
            branch = line.split(" ", 2)[2]
        elif kind == "?":
            found[rest.removeprefix(prefix).rstrip("/")] = "?"
        elif kind in _FIELDS:
            states, path = rest.split(" ", 1)[0], rest.split(" ", _FIELDS[kind])[-1]
            letter = next(one for one in (*reversed(states), "M") if one != ".")
            found[path.removeprefix(prefix)] = "U" if kind == "u" else letter
    return Changes("" if branch == "(detached)" else branch, found)


def _ask(root: Path, environ: Mapping[str, str], words: Sequence[str]) -> bytes:
    line = argv(root, environ, words)
    return _output(line, environ) if line is not None else b""


def _output(line: Sequence[str], environ: Mapping[str, str]) -> bytes:
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(  # noqa: S603 - our own words, and git was found outside the project
            line,
            env=environment(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=True,
        )
        return done.stdout
    return b""


def _filters(start: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    """The filters that the repository's own settings name."""
    listed = _output([*start, "config", "--name-only", "-z", "--get-regexp", r"^filter\."], environ)
    names = {
        match[1]
        for one in listed.decode("utf-8", "surrogateescape").split("\0")
        if (match := _FILTER.fullmatch(one))
    }
    return sorted(names)


def _settings(pairs: Sequence[str]) -> list[str]:
    return [word for pair in pairs for word in ("-c", pair)]


def _entries(listed: bytes) -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    for line in listed.split(b"\0"):
        head, tab, path = line.partition(b"\t")
        if tab:
            entries.append((os.fsdecode(path), head.split(b" ")[2].decode()))
    return entries


def _names_of(data: bytes, digits: int) -> set[str]:
    """What git calls these bytes, as they are and with the line ends that it may have stored."""
    return {_name(one, digits) for one in (data, data.replace(b"\r\n", b"\n"))}


def _name(data: bytes, digits: int) -> str:
    made = hashlib.sha1(usedforsecurity=False) if digits == 40 else hashlib.sha256()
    made.update(b"blob %d\0" % len(data) + data)
    return made.hexdigest()
