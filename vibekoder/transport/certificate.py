"""Whose name a certificate bears, read from its DER form.

Python tells the parts of a certificate only once it is trusted; a person needs the name of one
that is not. X.509 as in RFC 5280: a certificate is a tree of tag, length and value.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

VERSION: Final = 0xA0
COMMON_NAME: Final = b"\x55\x04\x03"
ORGANISATION: Final = b"\x55\x04\x0a"


def name_of(der: bytes) -> str:
    """The subject's common name, else its organisation, else nothing."""
    try:
        names = dict(_names(_subject(der)))
    except (IndexError, ValueError, StopIteration):
        return ""
    return names.get(COMMON_NAME) or names.get(ORGANISATION) or ""


def _subject(der: bytes) -> bytes:
    certificate = next(_values(der))[1]
    fields = [item for item in _values(next(_values(certificate))[1]) if item[0] != VERSION]
    # serial number, signature, issuer, validity, subject
    return fields[4][1]


def _names(subject: bytes) -> Iterator[tuple[bytes, str]]:
    for _, entries in _values(subject):
        for _, entry in _values(entries):
            (_, kind), (_, text) = islice(_values(entry), 2)
            yield kind, text.decode("utf-8", "replace")


def _values(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        yield tag, data[at : at + length]
        at += length
