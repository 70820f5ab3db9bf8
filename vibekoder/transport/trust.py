"""Whose certificates are believed beside the system's: those of the files a person has named.

The variables are OpenSSL's own; the one difference is that what they name is added to what the
system trusts and does not replace it. https://docs.openssl.org/3.0/man7/openssl-env/
"""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

LARGEST: Final = 16 << 20  # bytes; the system's whole list has a quarter of a megabyte

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


class AuthorityError(Exception):
    """The file that was named holds no certificate that can be read; ``path`` and ``reason``."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def authorities(ca_file: str, environ: Mapping[str, str]) -> tuple[str, ...]:
    """The certificates of ``ca_file``, SSL_CERT_FILE and SSL_CERT_DIR, each in its PEM form.

    Raises AuthorityError if ``ca_file`` is named and gives none; the variables are set for many
    programs at once, so what cannot be read there is passed by, as others do.
    """
    own: list[str] = []
    if ca_file:
        own = _certificates(_read(Path(ca_file).expanduser()))
        if not own:
            raise AuthorityError(ca_file, "it holds no certificate in PEM form")
    found: dict[str, None] = {}
    for path in _named(environ):
        try:
            found |= dict.fromkeys(_read(path))
        except AuthorityError:
            continue
    return tuple(dict.fromkeys([*own, *_certificates(list(found))]))


def _named(environ: Mapping[str, str]) -> Iterator[Path]:
    if file := environ.get("SSL_CERT_FILE"):
        yield Path(file)
    for folder in filter(None, environ.get("SSL_CERT_DIR", "").split(os.pathsep)):
        try:
            # a folder holds each certificate once more under the name of its hash
            yield from sorted({path.resolve() for path in Path(folder).iterdir()})
        except OSError:
            continue


def _read(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST).decode("latin-1")
    except OSError as problem:
        raise AuthorityError(str(path), problem.strerror or str(problem)) from problem
    return _PEM.findall(text)


def _certificates(found: list[str]) -> list[str]:
    """Those that can be read; mostly that is all of them, and looking at each takes long."""
    if _can_be_read("\n".join(found)):
        return found
    return [pem for pem in found if _can_be_read(pem)]


def _can_be_read(pem: str) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except (ssl.SSLError, ValueError):
        return not pem
    return True
