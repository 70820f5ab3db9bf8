"""The real path of a file that is open, by the system's own word where it has one."""

from __future__ import annotations

import os
from pathlib import Path

from vibekoder.store.paths import real

OPEN_FILES = Path("/proc/self/fd")
"""Linux has a link here for each open file, and keeps it right whatever is renamed."""


def opened_path(descriptor: int, path: Path, open_files: Path = OPEN_FILES) -> Path | None:
    """Where the file behind a descriptor is; None if that cannot be said.

    ``path`` is how it was opened. Where the system does not tell, the path is followed once more
    and must lead to the very file that is open.
    """
    try:
        # follows nothing: the link's own text is what the system says
        return Path(os.readlink(open_files / str(descriptor)))  # noqa: PTH115
    except OSError:
        return _followed(descriptor, path)


def _followed(descriptor: int, path: Path) -> Path | None:
    try:
        found = real(path)
        same = os.path.samestat(os.fstat(descriptor), found.lstat())
    except OSError:
        return None
    return found if same else None
