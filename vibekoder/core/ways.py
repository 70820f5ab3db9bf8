"""The way to a server: through which proxy, whose certificates are believed, how long it may take.

Variables are understood as curl and most programs do: ``http_proxy``, ``https_proxy``,
``all_proxy`` and ``no_proxy``, in small letters or in capitals; small ones win.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from urllib.parse import unquote, urlsplit

from vibekoder.core.hosts import is_here, name_of

DIRECT: Final = "direct"
PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}

System: TypeAlias = Callable[[str], str]
"""Gives the address of the proxy that the system's settings name for a URL; "" for none."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a server is reached; seconds, and files as they were named.

    ``proxy`` is an address, ``direct`` for none, or empty for what environment and system say.
    It is hidden from the repr: it may hold a password.
    """

    connect_limit: float = 15.0
    proxy: str = field(default="", repr=False)
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class Proxy:
    """One proxy. Without a host it is one that nobody can reach: its address makes no sense."""

    scheme: str
    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def shown(self) -> str:
        """Host and port, as people name it; never a user or a password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}" if host else "an address that makes no sense"


def proxy_for(
    url: str, own: str, environ: Mapping[str, str], system: System = lambda _: ""
) -> Proxy | None:
    """The proxy on the way to ``url``; None where there is none.

    Never one for this computer itself. ``own`` is what the backend says and wins over all; then
    the environment; where that names no proxy at all, the system.
    """
    if is_here(url) or own == DIRECT:
        return None
    if own:
        return read_proxy(own)
    if is_exempt(url, _variable(environ, "no_proxy")):
        return None
    named = {scheme: _variable(environ, f"{scheme}_proxy") for scheme in ("http", "https", "all")}
    if any(named.values()):
        found = named.get(url.partition(":")[0].lower()) or named["all"]
    else:
        found = system(url)
    return read_proxy(found) if found else None


def read_proxy(address: str) -> Proxy:
    """A proxy from its address; without a scheme it speaks http."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
    except ValueError:
        return Proxy("", "", 0)
    return Proxy(scheme, host, port or PORTS.get(scheme, 0), user, password)


def is_exempt(url: str, exempt: str) -> bool:
    """Whether a list such as NO_PROXY's takes ``url`` out.

    Entries are ``*``, names (with everything below them), addresses and nets (``10.0.0.0/8``);
    each may end in a port.
    """
    host = name_of(url).rstrip(".")
    return any(_matches(entry, host, url) for entry in re.split(r"[,\s]+", exempt.lower()) if entry)


def _matches(entry: str, host: str, url: str) -> bool:
    if entry == "*":
        return True
    if "/" in entry or (entry.count(":") > 1 and not entry.startswith("[")):
        return _is_in(host, entry)
    name, port = _name_and_port(entry)
    if port and port != str(_port_of(url)):
        return False
    name = name.removeprefix("*").strip(".")
    return bool(name) and (host == name or host.endswith(f".{name}") or _is_in(host, name))


def _name_and_port(entry: str) -> tuple[str, str]:
    if entry.startswith("["):
        name, _, port = entry[1:].partition("]")
        return name, port.lstrip(":")
    name, _, port = entry.partition(":")
    return name, port


def _is_in(host: str, net: str) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(net, strict=False)
    except ValueError:
        return False


def _port_of(url: str) -> int | None:
    try:
        parts = urlsplit(url)
        return parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return None


def _variable(environ: Mapping[str, str], name: str) -> str:
    return (environ.get(name) or environ.get(name.upper()) or "").strip()
