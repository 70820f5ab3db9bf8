"""Forking a session at a slice: a new file that begins with it, linked to where it comes from."""

from __future__ import annotations

import os
from pathlib import Path

from vibekoder.app.notice import Notice
from vibekoder.app.tab import Tab
from vibekoder.app.tongue import tr
from vibekoder.app.workspace import Workspace
from vibekoder.core.fork import left_behind, link, pins_in
from vibekoder.core.session import Session, Slice
from vibekoder.engine.forking import forked_file
from vibekoder.store.sessions import origin_of

KEY = "fork"
"""The key of what is said about a fork; the next one takes its place."""


def fork(workspace: Workspace, tab: Tab, at: int) -> int | None:
    """Open a new session with all down to this slice; its pins keep what was sent."""
    return _fork(workspace, tab, at, fresh=False)


def fork_fresh(workspace: Workspace, tab: Tab, at: int) -> int | None:
    """The same with every pin taken out: the next request reads its files anew."""
    return _fork(workspace, tab, at, fresh=True)


def go_to_origin(workspace: Workspace, tab: Tab) -> Path | None:
    """Show the session that this one was forked from; its file, None if there is none."""
    path = origin_of(tab.session, tab.path)
    if path is None:
        _say(workspace, tr("This session is not forked from another"))
    elif not path.is_file():
        _say(
            workspace,
            tr("{name} is not there any more").format(name=path.name),
            tr("This session was forked from it."),
        )
    else:
        workspace.open(path)
        return path
    return None


def _fork(workspace: Workspace, tab: Tab, at: int, *, fresh: bool) -> int | None:
    part = tab.session.parts[at]
    if not isinstance(part, Slice):
        return _say(workspace, tr("There is no slice here to fork from"))
    if tab.session.readonly:
        return _say(
            workspace, tr("A session that cannot be changed is not forked"), tab.session.readonly
        )
    if tab.arrives_in(part):
        return _say(
            workspace, tr("An answer still arrives there"), tr("Stop it first, or fork above it.")
        )
    slice_id = tab.named(at)
    above = [one for one in tab.session.parts[:at] if not tab.arrives_in(one)]
    kept = Session((*above, tab.session.parts[at]))
    named = link(_seen_from(tab.path, workspace.project.sessions), slice_id)
    data = forked_file(kept, len(above), named, fresh=fresh)
    # the slice has its id on the disk before anything names it
    tab.save(lambda: workspace.new_session(data, old=tab.path))
    if fresh:
        _tell_fresh(workspace, tab.session, at)
    return None


def _tell_fresh(workspace: Workspace, session: Session, at: int) -> None:
    """What the lateral move changes: pieces that are read anew, and words that are left behind."""
    pins, tokens = pins_in(session, at), left_behind(session, at)
    told = [tr("%n pieces are read as they are on the disk now.", pins)]
    if tokens:
        more = tr("About %n tokens of later slices stay behind: they are not sent again.", tokens)
        told.append(more)
    _say(workspace, tr("Forked with fresh sources"), " ".join(told))


def _seen_from(path: Path, folder: Path) -> str:
    """The session as the front matter of one in this folder names it."""
    try:
        return Path(os.path.relpath(path, os.path.realpath(folder))).as_posix()
    except ValueError:  # on another drive
        return path.as_posix()


def _say(workspace: Workspace, title: str, text: str = "") -> None:
    workspace.notice.emit(Notice("info", title, text, key=KEY))
