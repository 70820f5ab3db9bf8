"""Whether a repository belongs to the folder in which it stands, and holds all it is made of.

A project may come from anywhere. Links, and the places that git's own files name, could make git
answer from any other repository on the disk: one that reaches out of itself is not asked.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from vibekoder.store.paths import real

_WORK_TREE = re.compile(r"^\s*worktree\s*=\s*(.+)$", re.MULTILINE)
_TREES = ("objects", "refs", "reftable", "logs", "info")
_LENT = ("alternates", "http-alternates")


def is_own(store: Path) -> bool:
    """Whether ``store``, the ``.git`` of a folder, is that folder's, with everything in it.

    One that is stored elsewhere counts only if that place knows of this folder: a further working
    tree by what its repository has noted of it, a submodule by the working tree that it names.
    """
    try:
        if store.is_symlink():
            return False
        if store.is_dir():
            return not _is_lent(store) and _is_whole(store)
        named = re.match(r"gitdir: (.+)", store.read_text("utf-8"))
        place = real(store.parent / named[1].strip()) if named else store.parent
        back = place / "gitdir"
        if back.is_file():
            common = real(place / (place / "commondir").read_text("utf-8").strip())
            known = real(Path(back.read_text("utf-8").strip())) == real(store)
            inside = place.parent == common / "worktrees"
            return known and inside and _is_whole(place) and _is_whole(common)
        tree = _WORK_TREE.search((place / "config").read_text("utf-8"))
        known = tree is not None and real(place / tree[1].strip()) == real(store.parent)
        return known and not _is_lent(place) and _is_whole(place)
    except (OSError, ValueError):
        return False


def _is_lent(folder: Path) -> bool:
    """Whether git would look for objects and refs at a place that a file names."""
    return os.path.lexists(folder / "commondir")


def _is_whole(folder: Path) -> bool:
    """Whether what git reads is in its folder: no link leads out, and no objects are borrowed."""
    if any(os.path.lexists(folder / "objects/info" / one) for one in _LENT):
        return False
    with os.scandir(folder) as entries:
        links = [one for one in entries if one.is_symlink()]
    # other folders are not read from: people have links to hooks of their own, say
    if any(one.name in _TREES or not (one.is_dir() or _stays(one, folder)) for one in links):
        return False
    return all(_keeps_together(folder / tree) for tree in _TREES)


def _keeps_together(tree: Path) -> bool:
    left = [str(tree)]
    while left:
        with suppress(FileNotFoundError), os.scandir(left.pop()) as entries:
            for one in entries:
                if one.is_symlink() and not _stays(one, tree):
                    return False
                if one.is_dir(follow_symlinks=False):
                    left.append(one.path)
    return True


def _stays(link: os.DirEntry[str], folder: Path) -> bool:
    return real(Path(link.path)).is_relative_to(real(folder))
