"""What every dialect puts into a request: address, headers, body, the person's own parameters.

Quirks of an endpoint that count here: ``v1``, ``prefix``, ``auth``, ``headers``, ``drop`` and
``efforts``; their meaning is in `vibekoder.core.providers`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from vibekoder import __version__
from vibekoder.core.errors import Code, Refused
from vibekoder.wire import loose
from vibekoder.wire.http import Endpoint
from vibekoder.wire.normal import whole

OWN = frozenset({"rehearsal", "vibekoder"})  # parameters that are meant for the program itself

# where nobody wrote a scheme: this computer, private networks and bare names speak plain HTTP
_PLAIN = re.compile(
    r"^(localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[|[^./]+(:|/|$))"
)


def address(
    endpoint: Endpoint,
    path: str,
    *,
    known: Sequence[str] = (),
    prefix: str = "",
    query: str = "",
    root: bool = False,
) -> str:
    """The full address of ``path``: the base URL as a person may have written it, made whole.

    A missing scheme, a last slash, a bare host without ``prefix`` (or the quirk of that name) and a
    base that already ends in one of the ``known`` paths are all accepted; its query (Azure's
    ``api-version``) stays, with ``query`` behind it. ``root``: the path begins at the host, and
    nothing of the base stays behind it. Raises Refused where no address can be made.
    """
    written = endpoint.base_url.strip()
    if "://" not in written:
        scheme = "http" if _PLAIN.match(written.lower()) else "https"
        written = f"{scheme}://{written}"
    try:
        parts = urlsplit(written)
        valid = bool(parts.hostname) and parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        parts, valid = urlsplit(""), False
    if not valid or re.search(r"\s", written):
        raise Refused(
            f"{endpoint.backend} has no address that can be reached: “{endpoint.base_url}”.",
            "Your text is kept. Set the base URL of this backend, such as https://HOST/v1.",
        )
    if root:
        return urlunsplit((parts.scheme, parts.netloc, path, query, ""))
    base = parts.path.rstrip("/")
    for one in known:
        base = base.removesuffix(one).rstrip("/")
    prefix = endpoint.quirks.get("prefix", prefix)
    if prefix.startswith(f"{base}/") and endpoint.quirks.get("v1", True):
        base = prefix  # nothing was written, or its beginning
    asked = "&".join(one for one in (parts.query, query) if one)
    return urlunsplit((parts.scheme, parts.netloc, base + path, asked, ""))


def headers(
    endpoint: Endpoint,
    accept: str,
    *,
    auth: str = "bearer",
    sends: bool = True,
    more: Sequence[tuple[str, str]] = (),
) -> tuple[tuple[str, str], ...]:
    """All headers of a request; the endpoint's own replace those of the same name.

    ``auth`` as the quirk of that name, which wins; ``sends`` tells whether there is a body. Raises
    Refused for a key that no header can hold.
    """
    content = [("Content-Type", "application/json")] if sends else []
    ours = [
        *content,
        ("Accept", accept),
        ("Accept-Encoding", "identity"),  # proxies that compress hold text back
        ("User-Agent", f"VibeKoder/{__version__}"),
        *more,
        *endpoint.quirks.get("headers", ()),
        *_key(endpoint, endpoint.quirks.get("auth") or auth),
    ]
    own = {name.lower() for name, _ in endpoint.headers}
    return (*((n, v) for n, v in ours if n.lower() not in own), *endpoint.headers)


def own_params(
    endpoint: Endpoint, params: Mapping[str, Any], taken: Collection[str] = ()
) -> dict[str, Any]:
    """The parameters that someone set and the server takes, without ``taken``.

    None, and the program's own (``rehearsal`` and ``vibekoder``, as a table or before a dot), stay
    here. An effort has the server's own word.
    """
    dropped, efforts = endpoint.quirks.get("drop", ()), endpoint.quirks.get("efforts", {})
    return {
        name: efforts.get(str(value), value) if name == "reasoning_effort" else value
        for name, value in params.items()
        if value is not None
        and name not in taken
        and name not in dropped
        and name.partition(".")[0] not in OWN
    }


def drop(body: dict[str, Any], endpoint: Endpoint, kept: Collection[str] = ()) -> None:
    """Take out the members that the server has refused; of one with a dot only that part."""
    for name in endpoint.quirks.get("drop", ()):
        outer, _, inner = name.partition(".")
        if inner:
            loose.fields(body.get(outer)).pop(inner, None)
        elif outer not in kept:
            body.pop(outer, None)


def json_body(body: Mapping[str, Any]) -> bytes:
    """The body as it is sent; Refused if a parameter is no JSON."""
    try:
        text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as exc:
        raise Refused(
            f"A parameter cannot be sent: {exc}.",
            "Your text is kept. Correct the parameters, then send again.",
            Code.BAD_REQUEST,
        ) from exc
    return whole(text).encode()


def _key(endpoint: Endpoint, auth: str) -> list[tuple[str, str]]:
    key = (endpoint.key or "").strip()
    if not key:
        return []  # local servers want none, and a header with an empty key is refused
    if not key.isascii() or not key.isprintable() or " " in key:
        raise Refused(
            f"The key for {endpoint.backend} holds characters that no key has.",
            "Your text is kept. Set the key again, without quotes, blanks or line ends.",
            Code.AUTH,
        )
    return [("Authorization", f"Bearer {key}") if auth == "bearer" else (auth, key)]
