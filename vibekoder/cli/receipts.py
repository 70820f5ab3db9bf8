"""Receipts and objects in the terminal: what was sent, and what nothing names any more."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from vibekoder.core.errors import ProjectError, VibeKoderError
from vibekoder.core.session import Slice
from vibekoder.engine import replay
from vibekoder.engine.replay import Sent, Told
from vibekoder.engine.sweep import sweep
from vibekoder.store.objects import Objects
from vibekoder.store.paths import State
from vibekoder.store.plain import encode
from vibekoder.store.projects import FILE, Project
from vibekoder.store.sessions import load


def show(named: str, *, body: bool) -> int:
    """Print what was sent for an answer, ``SESSION#ID``; with ``body`` the exact bytes alone.

    Raises VibeKoderError where it cannot be had.
    """
    path, _, slice_id = named.rpartition("#")
    if not path or not slice_id:
        raise VibeKoderError(f"“{named}” names no answer.", "Write SESSION#ID.")
    found = replay.sent(_objects(Path(path).absolute()), _receipt(path, slice_id))
    if body:
        sys.stdout.flush()
        sys.stdout.buffer.write(found.body)
        sys.stdout.buffer.flush()
    else:
        print(_told(found))
    return 0


def _objects(session: Path) -> Objects:
    """Where the project that a session lies in keeps what was sent."""
    for folder in session.parents:
        if (folder / ".objects").is_dir():
            return Objects(folder / ".objects")
        if (folder / FILE).is_file():
            return Objects(Project.open(folder).sessions / ".objects")
    return Objects(session.parent / ".objects")


def collect(root: Path, state: State) -> int:
    """Move the objects of a project that nothing names to the trash, and say so."""
    project = Project.open(root)
    done = sweep(project.root, project.sessions, state, time.time())
    if done.place is None:
        print(f"{done.objects} objects; all are named, or younger than 30 days.")
    else:
        print(f"{len(done.moved)} of {done.objects} objects, {done.bytes:,} bytes, are now in")
        print(f"{done.place}. Copy them back into {project.sessions / '.objects'} to undo it.")
    return 0


def _receipt(path: str, slice_id: str) -> str:
    session = load(Path(path).absolute()).session
    at = session.find(slice_id)
    part = session.parts[at] if at is not None else None
    name = part.get("receipt") if isinstance(part, Slice) else None
    if not name:
        raise ProjectError(f"The slice {slice_id} of {path} has no receipt.")
    return name


def _told(sent: Sent) -> str:
    lines = [
        f"receipt   {sent.name}",
        f"backend   {sent.backend} {sent.base_url}".rstrip(),
        f"model     {sent.model}",
        f"params    {encode(dict(sent.params)).decode()}",
        *(f"header    {name}" for name in sent.headers),
        f"body      {len(sent.body):,} bytes",
        "",
        *(_line(one) for one in sent.pieces),
        f"{sent.envelope:>12,} bytes            envelope",
    ]
    return "\n".join(lines)


def _line(one: Told) -> str:
    version = f" @ {one.commit[:12]}{' changed' if one.dirty else ''}" if one.commit else ""
    what = one.directive or f"{one.role} {one.slice_id}".rstrip()
    return f"{one.bytes:>12,} bytes ~{one.tokens:>7,} t  {what}{version}"
