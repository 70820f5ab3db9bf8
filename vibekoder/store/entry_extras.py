"""What a backend's entry may say beside address, model and key: headers, the way, former names.

A project's file may come from anybody, so none of it can take a key elsewhere: the headers hold no
secrets, the proxy no password, and the file of certificates lies outside of the project.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from vibekoder.core import hosts, keyless, settings
from vibekoder.core.errors import FormatError
from vibekoder.store.paths import real

TEXTS = ("proxy", "ca_file", "fallback")
DIRECT = "direct"
MOST_AT_ONCE = 1000

_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_PROXIES = ("http://", "https://", "socks5://", "socks5h://")
_OURS = frozenset({"host", "content-length", "content-type", "transfer-encoding", "connection"})


def read(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as an entry takes them; FormatError says what has the wrong form."""
    found: dict[str, Any] = {}
    for key in TEXTS:
        value = raw.get(key, "")
        if not isinstance(value, str):
            raise FormatError(f"“{key}” must be a text.")
        found[key] = value
    headers = raw.get("headers", {})
    if not isinstance(headers, Mapping) or not all(
        isinstance(one, str) for one in cast("Mapping[str, Any]", headers).values()
    ):
        raise FormatError("Its headers must be a table of texts.")
    at_once = raw.get("at_once")
    if at_once is not None and (isinstance(at_once, bool) or not isinstance(at_once, int)):
        raise FormatError("“at_once” must be a whole number of requests.")
    formerly: Any = raw.get("formerly", [])
    if not isinstance(formerly, list) or not all(
        isinstance(one, str) for one in cast("list[Any]", formerly)
    ):
        raise FormatError("“formerly” must be a list of names.")
    headers = dict(cast("Mapping[str, str]", headers))
    names = tuple(cast("list[str]", formerly))
    return {**found, "headers": headers, "at_once": at_once, "formerly": names}


def wrong(
    name: str,
    headers: Mapping[str, str],
    proxy: str,
    ca_file: str,
    at_once: int | None,
    fallback: str,
) -> str:
    """What a person must correct, as a sentence; empty if all of it can be used."""
    for header, value in headers.items():
        problem = _wrong_header(header, value)
        if problem:
            return problem
    problem = _wrong_proxy(proxy)
    if problem:
        return problem
    if ca_file and not Path(ca_file).expanduser().is_absolute():
        return "The CA file must be named with its whole path."
    if at_once is not None and not 1 <= at_once <= MOST_AT_ONCE:
        return f"Requests at once must be a whole number from 1 to {MOST_AT_ONCE}."
    if fallback and not re.fullmatch(settings.BACKEND_NAME, fallback):
        return "The fallback must be the name of another backend of this project."
    if fallback and fallback == name:
        return "A backend cannot be its own fallback."
    return ""


def check_outside(ca_file: str, root: Path) -> None:
    """FormatError where a project would vouch for a server by a certificate of its own."""
    if ca_file and real(Path(ca_file).expanduser()).is_relative_to(root):
        raise FormatError("Its CA file must lie outside of the project.")


def _wrong_header(name: str, value: str) -> str:
    if not _HEADER.fullmatch(name):
        return f"“{name}” is no name of a header."
    if name.lower() in _OURS:
        return f"The header {name} is set by the program."
    if not value.isascii() or not value.isprintable():
        return f"The header {name} must be one line of plain letters and signs."
    return keyless.header(name, value)


def _wrong_proxy(proxy: str) -> str:
    if proxy in ("", DIRECT):
        return ""
    if not proxy.startswith(_PROXIES) or not hosts.name_of(proxy):
        return "The proxy must begin with http:// or socks5:// and name a host, or be “direct”."
    if "@" in proxy:
        return "The proxy must not hold a user or password; this file may be shared."
    return ""
