"""Short names of backends: as files and sessions say them."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from vibekoder.store.projects import BackendEntry


def free_name(entry: BackendEntry, taken: Collection[str]) -> str:
    """A name after its title, else its host, else its kind, that nobody has."""
    words = entry.title or urlsplit(entry.base_url).hostname or entry.kind
    stem = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "backend"
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name
