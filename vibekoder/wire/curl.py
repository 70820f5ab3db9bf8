"""A request as a line for curl, without the key: the shell puts it in from its variable."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from vibekoder.wire.http import HttpRequest

_LEFT_OUT = frozenset({"user-agent", "accept-encoding", "content-length"})


def curl(request: HttpRequest, secrets: Sequence[str] = (), variable: str = "") -> str:
    """The command. Values of the headers named in ``secrets`` are not in it.

    In their place stands the shell variable ``variable``, or ``YOUR_KEY`` where there is none.
    """
    hidden = {name.lower() for name in secrets}
    parts = ["curl", "--no-buffer", "-X", request.method, shlex.quote(request.url)]
    for name, value in request.headers:
        if name.lower() in _LEFT_OUT:
            continue
        if name.lower() in hidden:
            scheme = "Bearer " if name.lower() == "authorization" else ""
            # in double quotes, so that the shell fills it in
            parts += ["-H", f'"{name}: {scheme}${variable or "YOUR_KEY"}"']
        else:
            parts += ["-H", shlex.quote(f"{name}: {value}")]
    if request.body:
        parts += ["--data-binary", shlex.quote(request.body.decode("utf-8", "replace"))]
    return " ".join(parts)
