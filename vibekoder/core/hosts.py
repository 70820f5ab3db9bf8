"""Whose address a URL holds: a host's name, and whether it is this very computer."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def name_of(url: str) -> str:
    """The host of a URL in small letters, without port or brackets; "" where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


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
