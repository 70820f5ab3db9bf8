"""What an address in a text leads to: the web, this project, or nowhere that is opened."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote, unquote, urlsplit

from vibekoder.app.tongue import tr

Kind = Literal["web", "mail", "session", "slice", "refused"]

LONGEST: Final = 2_000
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SAFE: Final = "%/:?#[]@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Place:
    """Where relative addresses begin: the project's folder, and the session in it."""

    root: Path
    session: Path


@dataclass(frozen=True, slots=True)
class Link:
    """An address as it is shown and opened; ``sentence`` says why it is not.

    ``path`` is the session that it leads to, ``slice_id`` the slice in it.
    """

    kind: Kind
    address: str
    sentence: str = ""
    path: Path | None = None
    slice_id: str = ""


def judge(href: str, place: Place) -> Link:
    """Look at an address; nothing is opened, and the disk is asked only about sessions."""
    address = visible(href)
    if len(address) > LONGEST:
        return _refused(address[:80] + "…", tr("Its address is too long to be looked at."))
    scheme = _SCHEME.match(address)
    if scheme is not None:
        return _outward(address, scheme.group()[:-1].lower())
    if address.startswith(("//", "\\\\", "/", "\\")):
        return _refused(address, tr("Only web addresses and sessions of this project are opened."))
    return _inward(address, place)


def visible(href: str) -> str:
    """An address in which no sign is hidden: letters of other scripts and controls are coded."""
    return quote(href.strip(), safe=_SAFE)


def _outward(address: str, scheme: str) -> Link:
    if scheme == "mailto" and "@" in address:
        return Link("mail", address)
    if scheme not in ("http", "https"):
        return _refused(
            address, tr("Addresses that begin with {sign}: are not opened.").format(sign=scheme)
        )
    try:
        parts = urlsplit(address)
        host, user = parts.hostname, parts.username
    except ValueError:
        host, user = None, None
    if not host:
        return _refused(address, tr("This is no address of the web."))
    if user is not None:
        return _refused(address, tr("It hides that it leads to {host}.").format(host=host))
    return Link("web", address)


def _inward(address: str, place: Place) -> Link:
    name, _, fragment = address.partition("#")
    if not name:
        return Link("slice", address, path=place.session, slice_id=unquote(fragment))
    inner = inside(unquote(name), place)
    sentence = tr("Only sessions of this project are opened from here.")
    for one in inner:
        path = place.root / one
        if path.suffix == ".md" and path.is_file() and _within(path, place.root):
            return Link("session", address, path=path, slice_id=unquote(fragment))
    return _refused(address, sentence)


def inside(name: str, place: Place) -> list[str]:
    """The paths in the project that a relative one may mean: beside the session, then from the
    project's folder. Empty if it leads out."""
    if name.startswith(("/", "\\")) or _SCHEME.match(name) or "\0" in name:
        return []
    try:
        folder = place.session.parent.relative_to(place.root).as_posix()
    except ValueError:
        folder = "."
    meant = [posixpath.normpath(posixpath.join(folder, name)), posixpath.normpath(name)]
    return [one for one in dict.fromkeys(meant) if one != ".." and not one.startswith("../")]


def _within(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def _refused(address: str, sentence: str) -> Link:
    return Link("refused", address, sentence)
