"""Keys where none may stand: what a project's file says is shared, and what is sent is kept.

Each function gives a sentence that names the place and never the key, or an empty text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast
from urllib.parse import parse_qsl, urlsplit

from vibekoder.core import leaks
from vibekoder.core.leak_kinds import KINDS, pattern_of

_HEADER: Final = re.compile(
    r"auth(?!or(?!iz))|(?:^|[-_.])(?:key|token)$|(?:api|access|account|private|shared)[-_.]?key"
    r"|[-_.]token[-_.]|secret|cookie|passw|credential|signature",
    re.IGNORECASE,
)
_IN_ADDRESS: Final = re.compile(
    r"(?:.*[-_.])?(?:key|token|sig|signature|secret|password|auth|authorization)|apikey|code",
    re.IGNORECASE,
)
_PARAMETER: Final = re.compile(
    r"(?:x[-_])?(?:(?:api|access|auth|private|secret|subscription)[-_]?)?(?:key|token)"
    r"|auth|authorization|bearer|credentials?|(?:client[-_]?)?secret|password|passwd",
    re.IGNORECASE,
)
_SCHEME: Final = re.compile(r"(?:basic|bearer|token|digest) +\S{6,}", re.IGNORECASE)


def text(where: str, value: str) -> str:
    """What a person must correct in a text that holds a key; ``where`` begins the sentence."""
    found = next((one.title for one in leaks.scan(value)), "") or _prefixed(value)
    if found:
        return _told(where, f"what looks like a secret ({found})")
    return _told(where, "a secret") if _SCHEME.fullmatch(value.strip()) else ""


def header(name: str, value: str) -> str:
    """The same of a header, which its name may tell to be a secret."""
    if _HEADER.search(name):
        return _told(f"The header {name}", "a secret")
    return text(f"The header {name}", value)


def address(what: str, url: str) -> str:
    """The same of an address, whose query may name a key; ``what`` it is the address of."""
    try:
        query = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        # no address at all; that is told elsewhere
        query = []
    for name, value in query:
        if value and _IN_ADDRESS.fullmatch(name):
            return _told(f"“{name}” in the {what}", "a secret")
    return text(f"The {what}", url)


def parameter(name: str, value: Any) -> str:
    """The same of one parameter of a request, at any depth."""
    if value is None:
        return ""
    if _PARAMETER.fullmatch(name):
        return _told(f"The parameter {name}", "a secret")
    for inner, one in _texts(name, value):
        # a schema may well describe a property of that name: it is no text
        problem = text(f"The parameter {name}", one)
        if not problem and inner != name and _PARAMETER.fullmatch(inner):
            problem = _told(f"“{inner}” in the parameter {name}", "a secret")
        if problem:
            return problem
    return ""


def parameters(values: Mapping[str, Any]) -> str:
    """The same of all parameters of a request."""
    problems = (parameter(name, value) for name, value in values.items())
    return next((one for one in problems if one), "")


def _prefixed(value: str) -> str:
    """The title of the key that a text has the form of.

    In a prompt one like ``sk-0123456789`` is an example; here nothing but a key looks so.
    """
    for kind in KINDS:
        for start in kind.starts if kind.apart else ():
            found = pattern_of(kind, start).search(value) if start in value else None
            if found is not None and any(map(str.isdigit, found[0])):
                return kind.title
    return ""


def _texts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, Mapping):
        for inner, one in cast("Mapping[str, Any]", value).items():
            yield from _texts(inner, one)
    elif isinstance(value, list | tuple):
        for one in cast("list[Any]", value):
            yield from _texts("", one)


def _told(where: str, what: str) -> str:
    return f"{where} holds {what}: set it as the key; this file may be shared."
