"""What went wrong on the way, said once for every transport.

Sentences name the host and never more of the address: a path or a query may hold a key.
"""

from __future__ import annotations

from collections.abc import Collection

from vibekoder.core.errors import Code, Failure
from vibekoder.core.ways import Proxy
from vibekoder.wire.http import host_of

KEPT = "Your text is kept."


def named(url: str) -> str:
    """Host and port, or what stands for them where the address has none."""
    try:
        return host_of(url) or "this address"
    except ValueError:
        return "this address"


def bad_address(url: str) -> Failure:
    """The URL is none that a request can go to."""
    return Failure(
        Code.UNREACHABLE,
        f"Cannot reach {named(url)}: the address is not a complete http or https address.",
        f"{KEPT} Check the base URL in the backend's settings.",
    )


def unknown_host(url: str) -> Failure:
    """The name is not known; asking again at once would not help."""
    return Failure(
        Code.UNREACHABLE,
        f"Cannot reach {named(url)}: no machine of this name was found.",
        f"{KEPT} Check the network and the base URL in the backend's settings.",
    )


def refused(url: str) -> Failure:
    """Nobody listens there."""
    return Failure(
        Code.UNREACHABLE,
        f"Cannot reach {named(url)}: the connection was refused.",
        f"{KEPT} Check that the server is running, then try again.",
        retryable=True,
    )


def reset(url: str) -> Failure:
    """The connection broke before the answer began."""
    return Failure(
        Code.UNREACHABLE,
        f"Cannot reach {named(url)}: the connection was closed before an answer came.",
        f"{KEPT} Try again.",
        retryable=True,
    )


def no_network(url: str) -> Failure:
    """The system has no way there now."""
    return Failure(
        Code.UNREACHABLE,
        f"Cannot reach {named(url)}: the network is not there.",
        f"{KEPT} Check the network, then try again.",
        retryable=True,
    )


def too_slow(url: str, seconds: float) -> Failure:
    """No connection within the limit."""
    return Failure(
        Code.TIMEOUT,
        f"{named(url)} did not accept a connection within {seconds:g} seconds.",
        f"{KEPT} Check the network and the base URL, then try again.",
        retryable=True,
    )


def untrusted(url: str, reason: str, certificate: str) -> Failure:
    """The server could not prove who it is; ``certificate`` is the name it showed, if known."""
    shown = f" It showed the certificate “{certificate}”." if certificate else ""
    because = f" ({reason})" if reason else ""
    return Failure(
        Code.TLS,
        f"{named(url)} could not prove who it is{because}.{shown} Nothing was sent.",
        f"{KEPT} Check the address and the clock of this machine. A certificate of your own "
        "can be trusted by a CA file in the backend's settings, or in the system.",
    )


def no_tls(url: str, reason: str) -> Failure:
    """No secure connection came about, for another reason than the certificate."""
    return Failure(
        Code.TLS,
        f"No secure connection to {named(url)} came about. Nothing was sent.",
        f"{KEPT} Check that the address and its port speak https.",
        detail=reason,
    )


def proxy(url: str, shown: str = "", *, wants_password: bool) -> Failure:
    """A proxy stands in the way; ``shown`` is its host and port, where they are known."""
    why = "wants a password" if wants_password else "did not let the request through"
    which = f"The proxy {shown}" if shown else "The proxy"
    where = "Check the proxy of this backend, in the system's settings or in HTTPS_PROXY."
    if wants_password:
        where = "User and password are read from HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT."
    return Failure(
        Code.PROXY,
        f"{which} on the way to {named(url)} {why}.",
        f"{KEPT} {where}",
        status=407 if wants_password else None,
    )


def no_proxy(url: str, proxy: Proxy, known: Collection[str]) -> Failure:
    """The proxy that is named is of a kind that is not ``known`` here, or none at all."""
    why = proxy.shown
    if proxy.host:
        why += f" speaks {proxy.scheme or 'nothing known'}, not {' or '.join(sorted(known))}"
    return Failure(
        Code.PROXY,
        f"The proxy on the way to {named(url)} cannot be used: {why}. Nothing was sent.",
        f"{KEPT} Its address must be complete, such as http://HOST:3128. Check the proxy of this "
        "backend, in the system's settings or in HTTPS_PROXY.",
    )


def no_authorities(url: str, path: str, reason: str) -> Failure:
    """The file of certificates to believe is none; without it nobody is believed by accident."""
    return Failure(
        Code.TLS,
        f"Nothing was sent to {named(url)}: the CA file {path} cannot be used ({reason}).",
        f"{KEPT} Check the CA file in the backend's settings.",
    )


def cut_off(url: str) -> Failure:
    """The connection broke inside the answer."""
    return Failure(
        Code.CUT_OFF,
        f"The connection to {named(url)} broke before the answer was complete.",
        "What came is kept. Continue or try again.",
        retryable=True,
    )


def unreadable(url: str, encoding: str) -> Failure:
    """The body is packed in a way that cannot be undone."""
    return Failure(
        Code.ENCODING,
        f"{named(url)} answered in an encoding that cannot be read: {encoding}.",
        f"{KEPT} A proxy may have packed the answer; the address of the server itself may help.",
    )


def bad_header(name: str) -> Failure:
    """A header holds what no header may hold; its value is not repeated, it may be a key."""
    return Failure(
        Code.BAD_REQUEST,
        f"Nothing was sent: the header {name} holds a line break or another control character.",
        f"{KEPT} Check the key and the extra headers in the backend's settings.",
    )
