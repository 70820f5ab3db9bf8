"""What an address tells: whose it is, whether it is this computer's, what of it may be shown."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked, not listened on
_HOST = re.compile(r"(\[[^/]*|[^:/]*)(:[0-9]*)?(/|\Z)")


def name_of(url: str) -> str:
    """The host of a URL in small letters, without port or brackets; "" where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def origin(url: str) -> str:
    """Scheme, host and port: whom a key is meant for. "" where the address names none.

    Small letters, a standard port left out: two addresses of one server give the same text.
    """
    try:
        parts = urlsplit(url.strip())
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if not name or parts.scheme not in _PORTS:
        return ""
    name = f"[{name}]" if ":" in name else name
    at = "" if port in (None, _PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{name}{at}"


def plain_url(url: str) -> str:
    """The address without user, password, query and fragment; for any text, however wrong."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        scheme, rest = "", url
    # a password may hold what ends an address elsewhere, and a query may hold an @
    front = _front(rest).rpartition("@")[2]
    if not _HOST.match(front):
        front = _front(rest.rpartition("@")[2])
    return scheme + mark + front


def is_here(url: str) -> bool:
    """Whether a URL leads to this computer, whatever the network says.

    That is ``localhost`` and every name below it, and the loopback addresses; ``0.0.0.0`` too,
    which servers print as their own. https://www.rfc-editor.org/rfc/rfc6761#section-6.3
    """
    name = name_of(url)
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def served_at(written: str, usual: str) -> str:
    """The address that a server's own setting means: what is missing in it is as in ``usual``.

    Servers write where they listen, without a scheme, often without a port, and ``0.0.0.0`` for
    every network; who asks them goes to this computer. As written where it is no address.
    """
    whole = written if "://" in written else f"http://{written}"
    try:
        parts, ours = urlsplit(whole), urlsplit(usual)
        port = parts.port or (None if "://" in written else ours.port)
    except ValueError:
        return written
    host = parts.hostname or "localhost"
    host = _EVERYWHERE.get(host, host)
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "") + parts.path.rstrip("/")


def _front(rest: str) -> str:
    return re.split("[?#]", rest, maxsplit=1)[0]
